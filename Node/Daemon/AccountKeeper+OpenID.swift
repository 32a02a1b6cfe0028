import Accounts
import Exchange
import Ledger
import Sodium
import Storage
import Synchronization
import Wire

/// Logging in by a provider of identities: its word in the place of the password, then the second step as for everybody.
extension AccountKeeper {
    func begin(with identity: ProvenIdentity, from visit: Visit) async throws(AccountRefusal) -> SessionToken {
        let address = identity.verifiedAddress.map { AccountNames.typed($0) }
        let stored = StoredIdentity(identity)
        let owner = try await read { (store) throws(StorageError) in try store.owner(of: stored, address: address) }
        let account: StoredAccount?
        let fault: String?
        switch owner {
        case .linked(let found), .byAddress(let found):
            account = found
            fault = found.state == .active ? nil : "account-not-active"
        case .moved(let found):
            account = found
            fault = "identity-moved"
        case .nobody:
            account = nil
            fault = address == nil ? "address-unverified" : "identity-unknown"
        }
        let details = ["issuer": identity.issuer]
        guard let account, fault == nil else {
            let details = details.merging(["fault": fault ?? ""]) { first, _ in first }
            try await append(auditLog.batch(each: counted([refusal(.identityRefused, subject: account?.name ?? "", visit, details)])))
            throw .notRecognised
        }
        try await append(note(.identityShown, of: account.name, visit, details))
        let (token, second) = (SessionToken.make(), clock.seconds)
        pending.withLock { $0.add(account.id, identity, under: token.hash, at: second) }
        return token
    }

    func noteRefused(identity fault: String, from visit: Visit) async {
        let notes = counted([refusal(.identityRefused, subject: "", visit, ["fault": fault])])
        try? await append(auditLog.batch(each: notes))
    }

    func isPending(_ token: SessionToken) async -> Bool {
        let second = clock.seconds
        return pending.withLock { $0.entry(token.hash, at: second) != nil }
    }

    func signIn(pending token: SessionToken, code: String, from visit: Visit) async throws(AccountRefusal) -> NewSession {
        try await taking(token) { waiting throws(AccountRefusal) in
            let attempt = try await self.attempt(waiting, code)
            let (token, session) = self.newSession(visit)
            let identity = StoredIdentity(waiting.identity)
            let outcome = try await self.settle(attempt, visit) { (noting, orElse) throws(AccountRefusal) in
                try await self.write { (store) throws(StorageError) in
                    try store.signIn(
                        waiting.account, showing: attempt.step, by: identity, session: session, clearing: attempt.key, noting: noting,
                        orElse: orElse)
                }
            } success: { account in
                self.note(.signedIn, of: account, visit, ["with": Self.name(attempt.step), "first": "openid"])
            }
            guard outcome == .done else { throw .notRecognised }
            if case .recoveryCode = attempt.step, let account = attempt.account {
                self.tell(.recoveryCodeUsed(left: account.recoveryCodes - 1), to: Account(account), source: visit.source)
            }
            return try await self.begun(token)
        }
    }

    func passkeyRequest(pending token: SessionToken) async throws(AccountRefusal) -> PasskeyRequest {
        let second = clock.seconds
        guard let waiting = pending.withLock({ $0.entry(token.hash, at: second) }) else { throw .notRecognised }
        guard let party = portal.party else { throw .passkeyWrong }
        let passkeys = try await read { (store) throws(StorageError) in try store.passkeys(of: waiting.account) }
        return PasskeyRequest(
            challenge: challenges.make(for: .pending(token.hash), at: second), party: party, allow: passkeys.map(\.credential))
    }

    func signIn(pending token: SessionToken, with assertion: PasskeyAssertion, from visit: Visit) async throws(AccountRefusal) -> NewSession
    {
        let hash = token.hash
        return try await taking(token) { waiting throws(AccountRefusal) in
            guard let (account, step) = try await self.shown(assertion, for: .pending(hash), visit), account.id == waiting.account else {
                throw .notRecognised
            }
            let (token, session) = self.newSession(visit)
            let identity = StoredIdentity(waiting.identity)
            let success = self.note(.signedIn, of: account.name, visit, ["with": Self.name(step), "first": "openid"])
            let refusal = self.auditLog.batch(each: [self.refusal(.passkeyRefused, subject: account.name, visit)])
            let outcome = try await self.write { (store) throws(StorageError) in
                try store.signIn(
                    account.id, showing: step, by: identity, session: session, clearing: nil, noting: success, orElse: refusal)
            }
            try await self.settle(outcome, account, visit)
            return try await self.begun(token)
        }
    }

    /// Takes a login that waits while something is shown for it; when that was not right, it waits on.
    private func taking(
        _ token: SessionToken, _ show: (PendingSignIns.Entry) async throws(AccountRefusal) -> NewSession
    ) async throws(AccountRefusal) -> NewSession {
        let second = clock.seconds
        guard let waiting = pending.withLock({ $0.take(token.hash, at: second) }) else { throw .notRecognised }
        do throws(AccountRefusal) {
            return try await show(waiting)
        } catch {
            pending.withLock { $0.putBack(waiting, under: token.hash) }
            throw error
        }
    }

    /// Counts an attempt at the second step as one at the password is counted, under the same address, and looks at the code.
    private func attempt(_ waiting: PendingSignIns.Entry, _ code: String) async throws(AccountRefusal) -> Attempt {
        let known = try await read { (store) throws(StorageError) in try store.account(waiting.account) }
        guard let known else { throw .notRecognised }
        let (key, second) = (failureKey(known.address), clock.seconds)
        let (counted, found) = try await write { (store) throws(StorageError) in
            try store.countAttempt(key, address: known.address) { (stored: StoredFailures) throws(AccountRefusal) in
                let counted = try Attempts(failures: stored.failures, last: stored.last).attempted(at: second)
                return StoredFailures(failures: counted.failures, last: counted.last)
            }
        }
        let failures = try counted.get()
        let account = found.flatMap { $0.id == waiting.account && $0.state == .active ? $0 : nil }
        return Attempt(
            key: key, locks: Attempts(failures: failures.failures, last: failures.last).isLocked, account: account, name: known.name,
            step: account.flatMap { step(code, of: $0) }, hash: decoy)
    }

    private func append(_ batch: AuditBatch) async throws(AccountRefusal) {
        try await write { (store) throws(StorageError) in _ = try store.appendAudit(batch) }
        await auditLog.grew()
    }
}

extension StoredIdentity {
    fileprivate init(_ identity: ProvenIdentity) { self.init(issuer: identity.issuer, subject: identity.subject) }
}
