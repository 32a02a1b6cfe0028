import Accounts
import Exchange
import Ledger
import Sodium
import Storage
import Wire

/// Setting up one's account with a link, and what people do about their own.
extension AccountKeeper {
    func enrolment(_ link: String) async throws(AccountRefusal) -> Enrolment {
        let (account, invitation) = try await invitation(link)
        return Enrolment(account: Account(account), totp: try shown(invitation.totp, of: account), expires: invitation.expires)
    }

    func enrol(
        _ link: String, password: String, repeated: String, code: String, from visit: Visit
    ) async throws(AccountRefusal) -> (session: NewSession, recoveryCodes: [String]) {
        let (account, invitation) = try await invitation(link)
        try check(password, repeated, of: account)
        guard let step = step(code, sealed: invitation.totp, of: account.id) else { throw .codeWrong }
        let hash = try await PasswordHash.make(password, cost: cost, by: hasher)
        let (shown, kept) = newCodes()
        let (token, session) = newSession(visit)
        let audit = note(.accountEnrolled, of: account.name, visit)
        let key = failureKey(account.address)
        do throws(AccountRefusal) {
            try await change(used: .invitationUnknown) { (store) throws(StorageError) in
                try store.enrol(
                    invitation, of: account.id, password: hash.text, step: step, recoveryCodes: kept, session: session, clearing: key,
                    noting: audit)
            }
        } catch .wrongState {
            throw .invitationUnknown
        }
        return (try await begun(token), shown)
    }

    private func invitation(_ link: String) async throws(AccountRefusal) -> (StoredAccount, StoredInvitation) {
        let second = clock.seconds
        guard let hash = InvitationLink(link)?.hash,
            let found = try await read({ (store) throws(StorageError) in try store.invitation(withHash: hash, at: second) }),
            found.account.state == .invited
        else { throw .invitationUnknown }
        return (found.account, found.invitation)
    }

    private func check(_ password: String, _ repeated: String, of account: StoredAccount) throws(AccountRefusal) {
        guard password == repeated else { throw .password(.notRepeated) }
        let listed = listedPasswords
        let rules = PasswordRules(organisation: [organisation(), portal.party?.id ?? ""]) { listed.contains($0) }
        do throws(PasswordFault) {
            try rules.check(password, of: [account.name, account.address])
        } catch {
            throw .password(error)
        }
    }

    // MARK: - Sessions

    func sessions(of session: Session) async throws(AccountRefusal) -> [SessionSummary] {
        let (current, account) = try await current(session)
        let second = clock.seconds
        let sessions = try await read { (store) throws(StorageError) in try store.sessions(of: account.id) }
        return sessions.filter { SessionLife.goesOn(created: $0.created, used: $0.used, at: second) }.map {
            SessionSummary(
                id: $0.id, visit: Visit(source: $0.source, agent: $0.agent), created: $0.created, lastUsed: $0.used,
                isCurrent: $0.id == current.id)
        }
    }

    func endSession(_ id: [UInt8], of session: Session) async throws(AccountRefusal) {
        let (_, account) = try await current(session)
        let audit = auditLog.batch(.sessionsEnded, by: LocalActor(account: account.name), subject: account.name, details: ["which": "one"])
        // One that has ended meanwhile is as it should be.
        _ = try await write { (store) throws(StorageError) in try store.endSession(id, of: account.id, noting: audit) }
        await auditLog.grew()
    }

    func endOtherSessions(of session: Session) async throws(AccountRefusal) {
        let (_, account) = try await current(session)
        let audit = auditLog.batch(
            .sessionsEnded, by: LocalActor(account: account.name), subject: account.name, details: ["which": "all others"])
        try await write { (store) throws(StorageError) in try store.endSessions(of: account.id, but: session.id, noting: audit) }
        await auditLog.grew()
    }

    // MARK: - What one logs in with

    func changePassword(of session: Session, to password: String, repeated: String) async throws(AccountRefusal) {
        let (stored, account) = try await stepped(session)
        try check(password, repeated, of: account)
        let hash = try await PasswordHash.make(password, cost: cost, by: hasher)
        let audit = factorNote(.passwordChanged, account, stored)
        try await change { (store) throws(StorageError) in
            try store.setPassword(hash.text, of: account.id, keeping: session.id, noting: audit)
        }
        tell(.factorsChanged(.password), to: Account(account), source: stored.source)
    }

    func newTOTP(of session: Session) async throws(AccountRefusal) -> TOTPSecret {
        let (_, account) = try await stepped(session)
        let sealed = newSecret(of: account.id)
        try await write { (store) throws(StorageError) in try store.setNextTOTP(sealed, of: account.id) }
        return try shown(sealed, of: account)
    }

    func confirmTOTP(of session: Session, code: String) async throws(AccountRefusal) {
        let (stored, account) = try await stepped(session)
        guard !account.totpNext.isEmpty, let step = step(code, sealed: account.totpNext, of: account.id) else { throw .codeWrong }
        let audit = factorNote(.authenticatorChanged, account, stored)
        try await change(used: .codeWrong) { (store) throws(StorageError) in
            try store.takeNextTOTP(account.totpNext, step: step, of: account.id, keeping: session.id, noting: audit)
        }
        tell(.factorsChanged(.authenticator), to: Account(account), source: stored.source)
    }

    func newRecoveryCodes(of session: Session) async throws(AccountRefusal) -> [String] {
        let (stored, account) = try await stepped(session)
        let (shown, kept) = newCodes()
        let audit = factorNote(.recoveryCodesMade, account, stored)
        try await change { (store) throws(StorageError) in try store.setRecoveryCodes(kept, of: account.id, noting: audit) }
        tell(.factorsChanged(.recoveryCodes), to: Account(account), source: stored.source)
        return shown
    }

    func passkeys(of session: Session) async throws(AccountRefusal) -> [PasskeySummary] {
        let (_, account) = try await current(session)
        return try await read { (store) throws(StorageError) in try store.passkeys(of: account.id) }.map {
            PasskeySummary(id: $0.credential, name: $0.name, created: $0.created, lastUsed: $0.used)
        }
    }

    func passkeyCreation(of session: Session) async throws(AccountRefusal) -> PasskeyCreation {
        let (_, account) = try await stepped(session)
        guard let party = portal.party else { throw .passkeyWrong }
        let passkeys = try await read { (store) throws(StorageError) in try store.passkeys(of: account.id) }
        guard passkeys.count < StorageLimits.passkeysPerAccountMax else { throw .full }
        return PasskeyCreation(
            challenge: challenges.make(for: .creation(session: session.id), at: clock.seconds), party: party, userHandle: account.id,
            userName: account.address, displayName: account.name, exclude: passkeys.map(\.credential))
    }

    func addPasskey(_ attestation: PasskeyAttestation, named name: String, of session: Session) async throws(AccountRefusal) {
        let (stored, account) = try await stepped(session)
        let name = try AccountNames.passkey(name)
        guard let party = portal.party, let challenge = WebAuthn.challenge(in: attestation.clientData),
            let expires = challenges.expiry(of: challenge, for: .creation(session: session.id), at: clock.seconds),
            let fixed = Octets32(challenge),
            let made = try? WebAuthn.register(attestation, challenge: challenge, party: party)
        else { throw .passkeyWrong }
        let passkey = StoredPasskey(
            credential: made.id, algorithm: made.key.algorithm.rawValue, key: made.key.octets, counter: made.counter,
            isBackupEligible: made.isBackupEligible, name: name, created: clock.seconds)
        let audit = factorNote(.passkeyAdded, account, stored, ["name": name])
        try await change(used: .passkeyWrong) { (store) throws(StorageError) in
            try store.addPasskey(passkey, of: account.id, challenge: fixed, expires: expires, noting: audit)
        }
        tell(.factorsChanged(.passkeyAdded), to: Account(account), source: stored.source)
    }

    func removePasskey(_ id: [UInt8], of session: Session) async throws(AccountRefusal) {
        let (stored, account) = try await stepped(session)
        let audit = factorNote(.passkeyRemoved, account, stored)
        do throws(AccountRefusal) {
            try await change { (store) throws(StorageError) in try store.removePasskey(id, of: account.id, noting: audit) }
        } catch .unknownAccount {
            throw .passkeyWrong
        }
        tell(.factorsChanged(.passkeyRemoved), to: Account(account), source: stored.source)
    }

    private func factorNote(
        _ action: AuditAction, _ account: StoredAccount, _ session: StoredSession, _ details: [String: String] = [:]
    ) -> AuditBatch {
        note(action, of: account.name, Visit(source: session.source, agent: ""), details)
    }

    // MARK: - Habits

    func setLanguage(_ language: String, of session: Session) async throws(AccountRefusal) {
        let (_, account) = try await current(session)
        let known = Self.language(language)
        let audit = auditLog.batch(
            .accountChanged, by: LocalActor(account: account.name), subject: account.name, details: ["language": known])
        try await change { (store) throws(StorageError) in try store.setLanguage(known, of: account.id, noting: audit) }
    }

    func noteSeen(by session: Session) async throws(AccountRefusal) {
        let (_, account) = try await current(session)
        let second = clock.seconds
        try await write { (store) throws(StorageError) in try store.setSeen(second, by: account.id) }
    }

    /// One of the languages; any other text counts as the browser's choice.
    static func language(_ text: String) -> String { ["en", "zh-Hant", "zh-Hans"].contains(text) ? text : "" }
}
