/// A machine's token as it is listed: everything but its secret.
public struct TokenReport: Codable, Equatable, Sendable {
    public var name: String
    /// What the token begins with, in hexadecimal.
    public var id: String
    /// "read", "write" or both.
    public var scopes: [String]
    /// The strictest mark that it handles.
    public var tlpMax: String
    /// Titles or identifiers of the collections to which it is confined; empty for no bounds.
    public var collections: [String]
    /// Who made it.
    public var user: String
    /// ISO 8601.
    public var created: String
    /// ISO 8601; empty for never.
    public var expires: String
    /// ISO 8601, the hour in which it was last used; empty for never.
    public var used: String
    /// "in force", "expired" or "revoked".
    public var state: String

    public init(
        name: String, id: String, scopes: [String], tlpMax: String, collections: [String], user: String, created: String, expires: String,
        used: String, state: String
    ) {
        self.name = name
        self.id = id
        self.scopes = scopes
        self.tlpMax = tlpMax
        self.collections = collections
        self.user = user
        self.created = created
        self.expires = expires
        self.used = used
        self.state = state
    }
}

/// What a new token is to be.
public struct TokenCreation: Codable, Equatable, Sendable {
    public var name: String
    /// "read", "write" or both.
    public var scopes: [String]
    /// A TLP marking in any usual spelling, at most AMBER+STRICT.
    public var tlpMax: String
    /// Names or tags of groups to whose collections it is confined.
    public var groups: [String]
    /// Identifiers of collections to which it is confined.
    public var collections: [String]
    /// Days after which it is void; `nil` for never.
    public var expiresDays: Int?

    public init(
        name: String, scopes: [String], tlpMax: String, groups: [String] = [], collections: [String] = [], expiresDays: Int? = nil
    ) {
        self.name = name
        self.scopes = scopes
        self.tlpMax = tlpMax
        self.groups = groups
        self.collections = collections
        self.expiresDays = expiresDays
    }
}

/// A token that was just made, with its text: the only time that it is shown.
public struct TokenMade: Codable, Equatable, Sendable {
    public var token: String
    public var report: TokenReport

    public init(token: String, report: TokenReport) {
        self.token = token
        self.report = report
    }
}
