import Accounts

/// Accounts as a gate needs them: sessions by their tokens; everything else is refused.
final class FakeAccounts: AccountDesk, @unchecked Sendable {
    /// By the token's text; set before requests are made.
    var sessions: [String: Session] = [:]
    /// What logging in gives; `nil` refuses it.
    var entry: NewSession?
    /// What a provider proved, the tokens of logins that wait, and faults that were noted.
    var identities: [ProvenIdentity] = []
    var pending: Set<String> = []
    var faults: [String] = []

    static func session(_ roles: [Role], verified: UInt64 = 0, name: String = "Ana Lo", language: String = "") -> Session {
        Session(
            id: [1, 2, 3, 4, 5, 6, 7, 8],
            account: Account(
                id: Array(repeating: 7, count: 16), name: name, address: "ana@bank.example", roles: Roles(roles), state: .active,
                language: language,
                created: 1, lastSignIn: 2, hasTOTP: true, passkeys: 0, recoveryCodesLeft: 10),
            created: 1, verified: verified, formToken: "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff", seenBefore: 0)
    }

    func signIn(address: String, password: String, code: String, from visit: Visit) async throws(AccountRefusal) -> NewSession {
        guard let entry, address == "ana@bank.example", password == "right", code == "123456" else { throw .notRecognised }
        return entry
    }

    func passkeyRequest() async throws(AccountRefusal) -> PasskeyRequest { throw .passkeyWrong }
    func signIn(with assertion: PasskeyAssertion, from visit: Visit) async throws(AccountRefusal) -> NewSession { throw .notRecognised }
    func session(_ token: SessionToken) async -> Session? { sessions[token.text] }
    func signOut(_ session: Session) async { sessions = sessions.filter { $0.value != session } }
    func stepUp(_ session: Session, password: String, code: String, from visit: Visit) async throws(AccountRefusal) -> NewSession {
        guard let entry, password == "right", code == "123456" else { throw .notRecognised }
        return entry
    }
    func passkeyRequest(for session: Session) async throws(AccountRefusal) -> PasskeyRequest { throw .passkeyWrong }
    func stepUp(_ session: Session, with assertion: PasskeyAssertion, from visit: Visit) async throws(AccountRefusal) -> NewSession {
        throw .notRecognised
    }
    func begin(with identity: ProvenIdentity, from visit: Visit) async throws(AccountRefusal) -> SessionToken {
        identities.append(identity)
        guard identity.verifiedAddress == "ana@bank.example" else { throw .notRecognised }
        let token = SessionToken.make()
        pending.insert(token.text)
        return token
    }
    func noteRefused(identity fault: String, from visit: Visit) async { faults.append(fault) }
    func isPending(_ token: SessionToken) async -> Bool { pending.contains(token.text) }
    func signIn(pending token: SessionToken, code: String, from visit: Visit) async throws(AccountRefusal) -> NewSession {
        guard let entry, code == "123456", pending.remove(token.text) != nil else { throw .notRecognised }
        return entry
    }
    func passkeyRequest(pending token: SessionToken) async throws(AccountRefusal) -> PasskeyRequest { throw .passkeyWrong }
    func signIn(pending token: SessionToken, with assertion: PasskeyAssertion, from visit: Visit) async throws(AccountRefusal) -> NewSession
    {
        throw .notRecognised
    }
    func enrolment(_ link: String) async throws(AccountRefusal) -> Enrolment {
        guard link == "link" else { throw .invitationUnknown }
        return Enrolment(
            account: Self.session([.reader]).account,
            totp: TOTPSecret(
                base32: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", uri: "otpauth://totp/Bank:ana?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"),
            expires: 10)
    }
    func enrol(
        _ link: String, password: String, repeated: String, code: String, from visit: Visit
    ) async throws(AccountRefusal) -> (session: NewSession, recoveryCodes: [String]) {
        guard let entry, code == "123456" else { throw .codeWrong }
        return (entry, ["aaaa-bbbb"])
    }
    func sessions(of session: Session) async throws(AccountRefusal) -> [SessionSummary] { [] }
    func endSession(_ id: [UInt8], of session: Session) async throws(AccountRefusal) { throw .unknownAccount }
    func endOtherSessions(of session: Session) async throws(AccountRefusal) {}
    func changePassword(of session: Session, to password: String, repeated: String) async throws(AccountRefusal) {
        throw .password(.short(min: 15))
    }
    func newTOTP(of session: Session) async throws(AccountRefusal) -> TOTPSecret { throw .fault }
    func confirmTOTP(of session: Session, code: String) async throws(AccountRefusal) { throw .codeWrong }
    func newRecoveryCodes(of session: Session) async throws(AccountRefusal) -> [String] { throw .stepUp }
    func passkeys(of session: Session) async throws(AccountRefusal) -> [PasskeySummary] { [] }
    func passkeyCreation(of session: Session) async throws(AccountRefusal) -> PasskeyCreation { throw .full }
    func addPasskey(_ attestation: PasskeyAttestation, named name: String, of session: Session) async throws(AccountRefusal) {
        throw .passkeyWrong
    }
    func removePasskey(_ id: [UInt8], of session: Session) async throws(AccountRefusal) { throw .lastFactor }
    func setLanguage(_ language: String, of session: Session) async throws(AccountRefusal) {}
    func noteSeen(by session: Session) async throws(AccountRefusal) {}
    func accounts() async throws(AccountRefusal) -> [Account] { sessions.values.map(\.account) }
    func invite(_ invitation: Invitation) async throws(AccountRefusal) -> InvitationMade { throw .invalidAddress }
    func reinvite(_ id: [UInt8]) async throws(AccountRefusal) -> InvitationMade { throw .unknownAccount }
    func setRoles(_ roles: Roles, of id: [UInt8]) async throws(AccountRefusal) { throw .lastOperator }
    func suspend(_ id: [UInt8]) async throws(AccountRefusal) { throw .lastOperator }
    func reinstate(_ id: [UInt8]) async throws(AccountRefusal) { throw .unknownAccount }
    func remove(_ id: [UInt8]) async throws(AccountRefusal) { throw .unknownAccount }
}
