/// What people do about logging in and about their own account, and what operators do about everybody's; the node does it.
///
/// Everything that changes something is noted in the audit log with who asked. Whoever calls has checked `Permission`; `stepUp` is thrown here
/// where a second step must have been shown and was not.
public protocol AccountDesk: Sendable {
    // MARK: Logging in

    /// With address, password and a code of six digits or a recovery code: all three at once, so that nobody learns which was wrong.
    func signIn(address: String, password: String, code: String, from visit: Visit) async throws(AccountRefusal) -> NewSession
    /// What a browser is asked for when somebody logs in with a passkey; of use for five minutes and once.
    func passkeyRequest() async throws(AccountRefusal) -> PasskeyRequest
    func signIn(with assertion: PasskeyAssertion, from visit: Visit) async throws(AccountRefusal) -> NewSession
    /// The session of a token; `nil` where there is none, where it has ended, or where its account may not log in any more. Each use keeps it alive.
    func session(_ token: SessionToken) async -> Session?
    func signOut(_ session: Session) async
    /// Shows a second step in a session that goes on under a new token.
    func stepUp(_ session: Session, password: String, code: String, from visit: Visit) async throws(AccountRefusal) -> NewSession
    func passkeyRequest(for session: Session) async throws(AccountRefusal) -> PasskeyRequest
    func stepUp(_ session: Session, with assertion: PasskeyAssertion, from visit: Visit) async throws(AccountRefusal) -> NewSession

    // MARK: Logging in by a provider of identities

    /// Takes what a provider proved in the place of a password; the second step is still to be shown, under the token that is given.
    ///
    /// An identity that is nobody's, and one of somebody who may not log in, are `notRecognised` alike.
    func begin(with identity: ProvenIdentity, from visit: Visit) async throws(AccountRefusal) -> SessionToken
    /// Notes that what a provider is said to have answered was not taken, with the name of the fault.
    func noteRefused(identity fault: String, from visit: Visit) async
    /// Whether a login waits for its second step under a token.
    func isPending(_ token: SessionToken) async -> Bool
    /// Shows the second step; of use until it is right once, for five minutes.
    func signIn(pending token: SessionToken, code: String, from visit: Visit) async throws(AccountRefusal) -> NewSession
    func passkeyRequest(pending token: SessionToken) async throws(AccountRefusal) -> PasskeyRequest
    func signIn(pending token: SessionToken, with assertion: PasskeyAssertion, from visit: Visit) async throws(AccountRefusal) -> NewSession

    // MARK: Invitations

    /// What a link of an invitation shows; looking at it uses nothing up.
    func enrolment(_ link: String) async throws(AccountRefusal) -> Enrolment
    /// Uses a link up: sets the password and the second step, and logs in.
    func enrol(
        _ link: String, password: String, repeated: String, code: String, from visit: Visit
    ) async throws(AccountRefusal) -> (session: NewSession, recoveryCodes: [String])

    // MARK: One's own account

    func sessions(of session: Session) async throws(AccountRefusal) -> [SessionSummary]
    func endSession(_ id: [UInt8], of session: Session) async throws(AccountRefusal)
    /// Ends all of the account's sessions but this one.
    func endOtherSessions(of session: Session) async throws(AccountRefusal)
    func changePassword(of session: Session, to password: String, repeated: String) async throws(AccountRefusal)
    /// A new secret, of use once a code of it was shown; the old one counts until then.
    func newTOTP(of session: Session) async throws(AccountRefusal) -> TOTPSecret
    func confirmTOTP(of session: Session, code: String) async throws(AccountRefusal)
    /// Ten new codes in the place of all old ones.
    func newRecoveryCodes(of session: Session) async throws(AccountRefusal) -> [String]
    func passkeys(of session: Session) async throws(AccountRefusal) -> [PasskeySummary]
    func passkeyCreation(of session: Session) async throws(AccountRefusal) -> PasskeyCreation
    func addPasskey(_ attestation: PasskeyAttestation, named name: String, of session: Session) async throws(AccountRefusal)
    func removePasskey(_ id: [UInt8], of session: Session) async throws(AccountRefusal)
    /// "en", "zh-Hant", "zh-Hans", or empty for the browser's.
    func setLanguage(_ language: String, of session: Session) async throws(AccountRefusal)
    /// Notes that the person has seen what is new up to now.
    func noteSeen(by session: Session) async throws(AccountRefusal)

    // MARK: Everybody's accounts, for operators

    /// By name, those who were removed not among them.
    func accounts() async throws(AccountRefusal) -> [Account]
    /// Makes an account and a link of use once; it is sent by mail where the node has a mail server, and given here in any case.
    func invite(_ invitation: Invitation) async throws(AccountRefusal) -> InvitationMade
    /// A new link for somebody who cannot log in any more: password and second step are set anew by it, and everything old ends.
    func reinvite(_ id: [UInt8]) async throws(AccountRefusal) -> InvitationMade
    func setRoles(_ roles: Roles, of id: [UInt8]) async throws(AccountRefusal)
    /// Ends all sessions too.
    func suspend(_ id: [UInt8]) async throws(AccountRefusal)
    /// Lets somebody who was suspended, dormant or locked out log in again.
    func reinstate(_ id: [UInt8]) async throws(AccountRefusal)
    func remove(_ id: [UInt8]) async throws(AccountRefusal)
}

/// Whom an operator invites.
public struct Invitation: Equatable, Sendable {
    public let name: String
    public let address: String
    public let roles: Roles
    public let language: String

    public init(name: String, address: String, roles: Roles, language: String = "") {
        self.name = name
        self.address = address
        self.roles = roles
        self.language = language
    }
}

/// An invitation; its link is shown once.
public struct InvitationMade: Equatable, Sendable {
    public let account: Account
    /// What follows the portal's address: "/welcome/…".
    public let path: String
    /// Unix seconds.
    public let expires: UInt64
    /// Whether a mail with the link is on its way.
    public let isMailed: Bool

    public init(account: Account, path: String, expires: UInt64, isMailed: Bool) {
        self.account = account
        self.path = path
        self.expires = expires
        self.isMailed = isMailed
    }
}

/// What somebody sees who follows their link.
public struct Enrolment: Equatable, Sendable {
    public let account: Account
    public let totp: TOTPSecret
    /// Unix seconds.
    public let expires: UInt64

    public init(account: Account, totp: TOTPSecret, expires: UInt64) {
        self.account = account
        self.totp = totp
        self.expires = expires
    }
}

/// A secret of RFC 6238 on its way into somebody's authenticator.
public struct TOTPSecret: Equatable, Sendable {
    /// Base32 without padding (RFC 4648, 6): 32 characters.
    public let base32: String
    /// "otpauth://totp/…", what a QR code holds.
    public let uri: String

    public init(base32: String, uri: String) {
        self.base32 = base32
        self.uri = uri
    }
}
