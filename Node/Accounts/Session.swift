public import Sodium

/// What a browser holds to be known again: 256 random bits. The node keeps its hash alone.
public struct SessionToken: Equatable, Sendable {
    private let secret: Octets32

    public static func make() -> SessionToken { SessionToken(secret: SecureRandom.octets32()) }

    private init(secret: Octets32) { self.secret = secret }

    /// Reads what stands in a cookie: 64 lower-case hexadecimal digits; `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        let text = String(text)
        guard text.utf8.count == 64, text == text.lowercased(), let secret = Octets32(hex: text) else { return nil }
        self.secret = secret
    }

    public var text: String { secret.hex }

    public func hash(_ sha256: ([UInt8]) -> Octets32) -> Octets32 { sha256(secret.array) }
}

/// A session as it stands when somebody asks: it has not ended, and its account is active.
public struct Session: Equatable, Sendable {
    /// Names it in lists; says nothing of its token. 8 octets.
    public let id: [UInt8]
    public let account: Account
    /// Unix seconds.
    public let created: UInt64
    /// When a second step was last shown in it; unix seconds.
    public let verified: UInt64
    /// What its forms carry, so that no other site can fill them in.
    public let formToken: String
    /// When the person last looked at what is new, before this session; unix seconds.
    public let seenBefore: UInt64

    public init(id: [UInt8], account: Account, created: UInt64, verified: UInt64, formToken: String, seenBefore: UInt64) {
        self.id = id
        self.account = account
        self.created = created
        self.verified = verified
        self.formToken = formToken
        self.seenBefore = seenBefore
    }

    /// Whether a second step was shown within the last ten minutes, as TLP:RED, membership and key operations ask for.
    public func isStepped(at second: UInt64) -> Bool { second < verified + AccountsLimits.stepSeconds }
}

/// A session in the list that a person has of their own.
public struct SessionSummary: Equatable, Sendable {
    public let id: [UInt8]
    public let visit: Visit
    /// Unix seconds.
    public let created: UInt64
    public let lastUsed: UInt64
    public let isCurrent: Bool

    public init(id: [UInt8], visit: Visit, created: UInt64, lastUsed: UInt64, isCurrent: Bool) {
        self.id = id
        self.visit = visit
        self.created = created
        self.lastUsed = lastUsed
        self.isCurrent = isCurrent
    }
}

/// A session that has just begun; the token is nowhere else.
public struct NewSession: Sendable {
    public let token: SessionToken
    public let session: Session

    public init(token: SessionToken, session: Session) {
        self.token = token
        self.session = session
    }
}
