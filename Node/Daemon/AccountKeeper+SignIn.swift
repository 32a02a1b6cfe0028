import Accounts
import Exchange
import Ledger
import Sodium
import Storage
import Wire

/// Logging in, and showing a second step.
extension AccountKeeper {
    /// One of somebody's attempts with a password: what is counted, and against what it is held.
    struct Attempt {
        let key: Octets32
        /// Whether this failure is the last before an operator is needed.
        let locks: Bool
        /// `nil` for nobody who may log in.
        let account: StoredAccount?
        /// Whose address it is, whether or not they may log in.
        let name: String
        /// What was shown as a second step; `nil` when password or code is wrong.
        let step: StoredStep?
        let hash: PasswordHash
    }

    func signIn(address: String, password: String, code: String, from visit: Visit) async throws(AccountRefusal) -> NewSession {
        let attempt = try await attempt(AccountNames.typed(address), password, code)
        let (token, session) = newSession(visit)
        let outcome = try await settle(attempt, visit) { (noting, orElse) throws(AccountRefusal) in
            try await self.write { (store) throws(StorageError) in
                try store.signIn(
                    attempt.account?.id ?? Self.nobody, showing: attempt.step, session: session, clearing: attempt.key, noting: noting,
                    orElse: orElse)
            }
        } success: { account in
            self.note(.signedIn, of: account, visit, ["with": Self.name(attempt.step)])
        }
        guard outcome == .done else { throw .notRecognised }
        if case .recoveryCode = attempt.step, let account = attempt.account {
            tell(.recoveryCodeUsed(left: account.recoveryCodes - 1), to: Account(account), source: visit.source)
        }
        await renew(attempt, password)
        return try await begun(token)
    }

    func stepUp(_ session: Session, password: String, code: String, from visit: Visit) async throws(AccountRefusal) -> NewSession {
        let (_, account) = try await current(session)
        let attempt = try await attempt(account.address, password, code)
        guard attempt.account?.id == account.id else { throw .notRecognised }
        let (token, time) = (SessionToken.make(), clock.seconds)
        let outcome = try await settle(attempt, visit) { (noting, orElse) throws(AccountRefusal) in
            try await self.write { (store) throws(StorageError) in
                try store.stepUp(
                    session.id, of: account.id, showing: attempt.step, hash: token.hash, at: time, clearing: attempt.key, noting: noting,
                    orElse: orElse)
            }
        } success: { account in
            self.note(.secondStepShown, of: account, visit, ["with": Self.name(attempt.step)])
        }
        guard outcome == .done else { throw .notRecognised }
        if case .recoveryCode = attempt.step {
            tell(.recoveryCodeUsed(left: account.recoveryCodes - 1), to: Account(account), source: visit.source)
        }
        return try await begun(token)
    }

    /// Counts an attempt, hashes what was typed exactly once, and looks at the code, whoever it is and whatever is wrong.
    private func attempt(_ address: String, _ password: String, _ code: String) async throws(AccountRefusal) -> Attempt {
        let (key, second) = (failureKey(address), clock.seconds)
        let (counted, found) = try await write { (store) throws(StorageError) in
            try store.countAttempt(key, address: address) { (stored: StoredFailures) throws(AccountRefusal) in
                let counted = try Attempts(failures: stored.failures, last: stored.last).attempted(at: second)
                return StoredFailures(failures: counted.failures, last: counted.last)
            }
        }
        let failures = try counted.get()
        let account = found.flatMap { $0.state == .active ? $0 : nil }
        let hash = account.flatMap { PasswordHash($0.password) } ?? decoy
        let isPassword: Bool
        do throws(AccountRefusal) {
            isPassword = try await hash.accepts(password, by: hasher)
        } catch {
            // It was not looked at, so it was none.
            try await write { (store) throws(StorageError) in try store.forgiveAttempt(key) }
            throw error
        }
        let step = step(code, of: account)
        return Attempt(
            key: key, locks: Attempts(failures: failures.failures, last: failures.last).isLocked, account: account, name: found?.name ?? "",
            step: isPassword && account != nil ? step : nil, hash: hash)
    }

    /// Takes what was shown, with one of two notes; tells somebody whose account is locked now.
    func settle(
        _ attempt: Attempt, _ visit: Visit,
        _ take: (_ noting: AuditBatch, _ orElse: AuditBatch) async throws(AccountRefusal) -> StoredOutcome,
        success: (_ account: String) -> AuditBatch
    ) async throws(AccountRefusal) -> StoredOutcome {
        var refusals = counted([refusal(.signInRefused, subject: attempt.name, visit)])
        if attempt.locks { refusals.append(refusal(.accountLocked, subject: attempt.name, visit)) }
        let outcome = try await take(success(attempt.name), auditLog.batch(each: refusals))
        await auditLog.grew()
        if outcome != .done, attempt.locks, let account = attempt.account { tell(.locked, to: Account(account), source: visit.source) }
        return outcome
    }

    /// Hashes a password anew that was hashed at a lower cost, now that it is here.
    private func renew(_ attempt: Attempt, _ password: String) async {
        guard let account = attempt.account, attempt.hash.isCheaper(than: cost) else { return }
        guard let fresh = try? await PasswordHash.make(password, cost: cost, by: hasher) else { return }
        try? await write { (store) throws(StorageError) in
            try store.renewPassword(fresh.text, instead: attempt.hash.text, of: account.id)
        }
    }

    // MARK: - Passkeys

    func passkeyRequest() async throws(AccountRefusal) -> PasskeyRequest {
        guard let party = portal.party else { throw .passkeyWrong }
        return PasskeyRequest(challenge: challenges.make(for: .signIn, at: clock.seconds), party: party, allow: [])
    }

    func passkeyRequest(for session: Session) async throws(AccountRefusal) -> PasskeyRequest {
        let (_, account) = try await current(session)
        guard let party = portal.party else { throw .passkeyWrong }
        let passkeys = try await read { (store) throws(StorageError) in try store.passkeys(of: account.id) }
        return PasskeyRequest(
            challenge: challenges.make(for: .stepUp(session: session.id), at: clock.seconds), party: party,
            allow: passkeys.map(\.credential))
    }

    func signIn(with assertion: PasskeyAssertion, from visit: Visit) async throws(AccountRefusal) -> NewSession {
        guard let (account, step) = try await shown(assertion, for: .signIn, visit) else { throw .notRecognised }
        let (token, session) = newSession(visit)
        let success = note(.signedIn, of: account.name, visit, ["with": Self.name(step)])
        let refusal = auditLog.batch(each: [refusal(.passkeyRefused, subject: account.name, visit)])
        let outcome = try await write { (store) throws(StorageError) in
            try store.signIn(account.id, showing: step, session: session, clearing: nil, noting: success, orElse: refusal)
        }
        try await settle(outcome, account, visit)
        return try await begun(token)
    }

    func stepUp(_ session: Session, with assertion: PasskeyAssertion, from visit: Visit) async throws(AccountRefusal) -> NewSession {
        let (_, owner) = try await current(session)
        guard let (account, step) = try await shown(assertion, for: .stepUp(session: session.id), visit), account.id == owner.id else {
            throw .notRecognised
        }
        let (token, time) = (SessionToken.make(), clock.seconds)
        let success = note(.secondStepShown, of: account.name, visit, ["with": Self.name(step)])
        let refusal = auditLog.batch(each: [refusal(.passkeyRefused, subject: account.name, visit)])
        let outcome = try await write { (store) throws(StorageError) in
            try store.stepUp(
                session.id, of: account.id, showing: step, hash: token.hash, at: time, clearing: nil, noting: success, orElse: refusal)
        }
        try await settle(outcome, account, visit)
        return try await begun(token)
    }

    /// Whose passkey was shown, and what the store has to take of it; `nil` for nobody's. What is wrong with somebody's is noted.
    func shown(
        _ assertion: PasskeyAssertion, for purpose: ChallengeMint.Purpose, _ visit: Visit
    ) async throws(AccountRefusal) -> (StoredAccount, StoredStep)? {
        guard let party = portal.party, let challenge = WebAuthn.challenge(in: assertion.clientData),
            let expires = challenges.expiry(of: challenge, for: purpose, at: clock.seconds), let fixed = Octets32(challenge),
            (1...AccountsLimits.credentialOctetsMax).contains(assertion.id.count),
            let (stored, account) = try await read({ (store) throws(StorageError) in try store.passkey(assertion.id) }),
            let algorithm = PasskeyKey.Algorithm(rawValue: stored.algorithm)
        else { return nil }
        do throws(WebAuthnFault) {
            let passkey = RegisteredPasskey(
                id: stored.credential, key: try PasskeyKey(algorithm, stored.key), counter: stored.counter,
                isBackupEligible: stored.isBackupEligible)
            let counter = try WebAuthn.check(assertion, by: passkey, userHandle: account.id, challenge: challenge, party: party)
            return (account, .passkey(credential: stored.credential, counter: counter, challenge: fixed, expires: expires))
        } catch {
            let note = auditLog.batch(each: counted([refusal(.passkeyRefused, subject: account.name, visit, ["fault": "\(error)"])]))
            try await write { (store) throws(StorageError) in _ = try store.appendAudit(note) }
            await auditLog.grew()
            if error == .cloned { tell(.passkeyCopied, to: Account(account), source: visit.source) }
            return nil
        }
    }

    func settle(_ outcome: StoredOutcome, _ account: StoredAccount, _ visit: Visit) async throws(AccountRefusal) {
        await auditLog.grew()
        switch outcome {
        case .done: return
        case .refused: throw .notRecognised
        case .cloned:
            tell(.passkeyCopied, to: Account(account), source: visit.source)
            throw .notRecognised
        }
    }

    // MARK: - Sessions

    func session(_ token: SessionToken) async -> Session? {
        let (hash, second) = (token.hash, clock.seconds)
        guard let (stored, account) = try? await read({ (store) throws(StorageError) in try store.session(withHash: hash) }),
            account.state == .active, SessionLife.goesOn(created: stored.created, used: stored.used, at: second)
        else { return nil }
        if second >= stored.used + AccountsLimits.sessionUseSeconds {
            try? await write { (store) throws(StorageError) in try store.useSession(stored.id, at: second) }
        }
        return Session(
            id: stored.id, account: Account(account), created: stored.created, verified: stored.verified, formToken: token.formToken,
            seenBefore: stored.seenBefore)
    }

    func signOut(_ session: Session) async {
        let audit = auditLog.batch(.signedOut, by: LocalActor(account: session.account.name), subject: session.account.name)
        _ = try? await write { (store) throws(StorageError) in
            try store.endSession(session.id, of: session.account.id, noting: audit)
        }
        await auditLog.grew()
    }

    /// A session as it stands now; throws `notRecognised` where it has ended.
    func current(_ session: Session) async throws(AccountRefusal) -> (StoredSession, StoredAccount) {
        guard let (stored, account) = try await read({ (store) throws(StorageError) in try store.session(session.id) }),
            account.id == session.account.id, account.state == .active,
            SessionLife.goesOn(created: stored.created, used: stored.used, at: clock.seconds)
        else { throw .notRecognised }
        return (stored, account)
    }

    /// The same for what asks for a second step; throws `stepUp` too.
    func stepped(_ session: Session) async throws(AccountRefusal) -> (StoredSession, StoredAccount) {
        let (stored, account) = try await current(session)
        guard clock.seconds < stored.verified + AccountsLimits.stepSeconds else { throw .stepUp }
        return (stored, account)
    }

    func newSession(_ visit: Visit) -> (SessionToken, StoredSession) {
        let token = SessionToken.make()
        let id = SecureRandom.octets(AccountsLimits.sessionIDOctets)
        return (
            token, StoredSession(id: id, hash: token.hash, at: clock.seconds, source: String(visit.source.prefix(64)), agent: visit.agent)
        )
    }

    func begun(_ token: SessionToken) async throws(AccountRefusal) -> NewSession {
        guard let session = await session(token) else { throw .notRecognised }
        return NewSession(token: token, session: session)
    }

    // MARK: - Notes

    func note(_ action: AuditAction, of account: String, _ visit: Visit, _ details: [String: String] = [:]) -> AuditBatch {
        auditLog.batch(
            action, by: LocalActor(account: account), subject: account,
            details: details.merging(["source": visit.source]) { first, _ in first })
    }

    func refusal(_ action: AuditAction, subject: String, _ visit: Visit, _ details: [String: String] = [:]) -> AuditNote {
        AuditNote(
            actor: LocalActor.visitor.description, action: action.rawValue, subject: subject,
            details: details.merging(["source": visit.source]) { first, _ in first })
    }

    static func name(_ step: StoredStep?) -> String {
        switch step {
        case .totp: "code"
        case .recoveryCode: "recovery-code"
        case .passkey: "passkey"
        case nil: ""
        }
    }
}
