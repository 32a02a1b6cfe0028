/// Somebody who logs in at the portal, as they are listed: nothing with which they do.
public struct AccountReport: Codable, Equatable, Sendable {
    public var name: String
    /// Their e-mail address, with which they log in.
    public var address: String
    /// "reader", "analyst", "approver", "operator", and at the coordinator "staff" and "reviewer".
    public var roles: [String]
    /// "invited", "active", "suspended", "dormant" or "removed".
    public var state: String
    /// "en", "zh-Hant" or "zh-Hans"; empty for the browser's.
    public var language: String
    /// ISO 8601.
    public var created: String
    /// ISO 8601; empty for never.
    public var lastSignIn: String
    public var passkeys: Int
    public var recoveryCodesLeft: Int

    public init(
        name: String, address: String, roles: [String], state: String, language: String, created: String, lastSignIn: String, passkeys: Int,
        recoveryCodesLeft: Int
    ) {
        self.name = name
        self.address = address
        self.roles = roles
        self.state = state
        self.language = language
        self.created = created
        self.lastSignIn = lastSignIn
        self.passkeys = passkeys
        self.recoveryCodesLeft = recoveryCodesLeft
    }
}

/// Whom an operator invites.
public struct AccountInvitation: Codable, Equatable, Sendable {
    public var name: String
    public var address: String
    public var roles: [String]
    public var language: String

    public init(name: String, address: String, roles: [String], language: String = "") {
        self.name = name
        self.address = address
        self.roles = roles
        self.language = language
    }
}

/// An account with a new link: the only time that the link is shown.
public struct AccountInvited: Codable, Equatable, Sendable {
    /// What follows the portal's address.
    public var path: String
    /// The whole link; empty where the node does not know how its portal is reached.
    public var link: String
    /// ISO 8601.
    public var expires: String
    /// Whether a mail with the link is on its way.
    public var isMailed: Bool
    public var account: AccountReport

    public init(path: String, link: String, expires: String, isMailed: Bool, account: AccountReport) {
        self.path = path
        self.link = link
        self.expires = expires
        self.isMailed = isMailed
        self.account = account
    }
}

/// The roles that somebody is to have from now on.
public struct AccountRoles: Codable, Equatable, Sendable {
    public var roles: [String]

    public init(_ roles: [String]) { self.roles = roles }
}

/// What an operator decides about an account.
public enum AccountDecision: String, Codable, CaseIterable, Sendable {
    case suspend
    case reinstate
    case remove
}
