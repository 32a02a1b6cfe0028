import GRDB
public import Sodium

/// What somebody showed as a second step, to be taken: each counts once.
public enum StoredStep: Equatable, Sendable {
    /// The step of a code of six digits; larger than the last.
    case totp(UInt64)
    /// The hash of a recovery code.
    case recoveryCode(Octets32)
    /// A passkey with what its authenticator counted, and the challenge that it answered.
    case passkey(credential: [UInt8], counter: UInt32, challenge: Octets32, expires: UInt64)
}

/// What became of an attempt to log in, or to show a second step.
public enum StoredOutcome: Equatable, Sendable {
    case done
    /// Somebody else used the step before, or the account may not log in.
    case refused
    /// The counter of a passkey did not grow.
    case cloned
}

/// Logging in. What decides is one statement each: see `Query`.
extension Store {
    /// Counts an attempt under a typed address before anything of it is looked at, if `count` allows it; gives the account that has the address.
    ///
    /// An address of nobody costs the same statements.
    public func countAttempt<Refusal>(
        _ key: Octets32, address: String, _ count: (StoredFailures) throws(Refusal) -> StoredFailures
    ) throws(StorageError) -> (Result<StoredFailures, Refusal>, StoredAccount?) {
        try write { database in
            let found = try PreparedStatement(database, Query.accountWithAddress).first(address) { (try StoredAccount($0), $0.integer(0)) }
            let before =
                try PreparedStatement(database, Query.failures).first(key) { columns in
                    StoredFailures(failures: try columns.integer(0, as: UInt32.self), last: try columns.integer(1, as: UInt64.self))
                } ?? StoredFailures(failures: 0, last: 0)
            let after: StoredFailures
            do throws(Refusal) {
                after = try count(before)
            } catch {
                return (.failure(error), found?.0)
            }
            try PreparedStatement(database, Query.putFailures).run(
                key, found?.1 ?? 0, Int64(after.failures), Int64(clamping: after.last))
            try PreparedStatement(database, Query.boundFailures).run(StorageLimits.failuresOfNobodyMax)
            return (.success(after), found?.0)
        }
    }

    /// Takes an attempt back that was counted and not looked at.
    public func forgiveAttempt(_ key: Octets32) throws(StorageError) {
        try write { database in
            guard try PreparedStatement(database, Query.forgiveFailure).run(key) == 0 else { return }
            try PreparedStatement(database, Query.deleteFailure).run(key)
        }
    }

    /// Takes what was shown and begins a session; forgets the failures under `key`.
    ///
    /// `step` is `nil` when something was wrong before: then it is refused with the same writes as when it was used before. An `identity`
    /// becomes the account's, unless it is somebody else's or the account has another: then it is refused.
    public func signIn(
        _ id: [UInt8], showing step: StoredStep?, by identity: StoredIdentity? = nil, session: StoredSession, clearing key: Octets32?,
        noting audit: AuditBatch, orElse refusal: AuditBatch
    ) throws(StorageError) -> StoredOutcome {
        try write { database in
            guard let (account, number) = try Self.account(id, database), account.state == .active, let step,
                try identity.map({ try Self.mayLink($0, to: number, database) }) ?? true
            else {
                try refusal.write(to: database)
                return .refused
            }
            let outcome = try Self.take(step, of: number, at: session.created, database)
            guard outcome == .done else {
                try refusal.write(to: database)
                return outcome
            }
            if let identity { try Self.link(identity, to: number, at: session.created, database) }
            try Self.begin(session, account, number, database)
            if let key { try PreparedStatement(database, Query.deleteFailures).run(key) }
            try audit.write(to: database)
            return .done
        }
    }

    /// Takes what was shown in a session that goes on under a new token, whose hash is given.
    public func stepUp(
        _ session: [UInt8], of id: [UInt8], showing step: StoredStep?, hash: Octets32, at time: UInt64, clearing key: Octets32?,
        noting audit: AuditBatch, orElse refusal: AuditBatch
    ) throws(StorageError) -> StoredOutcome {
        try write { database in
            guard let (account, number) = try Self.account(id, database), account.state == .active, let step,
                let found = try PreparedStatement(database, Query.session).first(session, read: { $0.integer(1) }), found == number
            else {
                try refusal.write(to: database)
                return .refused
            }
            let outcome = try Self.take(step, of: number, at: time, database)
            guard outcome == .done else {
                try refusal.write(to: database)
                return outcome
            }
            try PreparedStatement(database, Query.renewSession).run(hash, Int64(clamping: time), session, number)
            if let key { try PreparedStatement(database, Query.deleteFailures).run(key) }
            try audit.write(to: database)
            return .done
        }
    }

    /// Puts a hash of the same password in the place of another.
    public func renewPassword(_ text: String, instead old: String, of id: [UInt8]) throws(StorageError) {
        try write { _ = try PreparedStatement($0, Query.renewAccountPassword).run(text, id, old) }
    }

    private static func take(_ step: StoredStep, of number: Int64, at time: UInt64, _ database: Database) throws -> StoredOutcome {
        switch step {
        case .totp(let step):
            return try PreparedStatement(database, Query.takeTOTPStep).run(Int64(clamping: step), number) == 1 ? .done : .refused
        case .recoveryCode(let hash):
            return try PreparedStatement(database, Query.takeRecoveryCode).run(number, hash) == 1 ? .done : .refused
        case .passkey(let credential, let counter, let challenge, let expires):
            guard try spend(challenge, until: expires, database) else { return .refused }
            let taken = try PreparedStatement(database, Query.takePasskeyCounter).run(
                Int64(counter), Int64(clamping: time), credential, number)
            return taken == 1 ? .done : .cloned
        }
    }

    static func spend(_ challenge: Octets32, until expires: UInt64, _ database: Database) throws -> Bool {
        try PreparedStatement(database, Query.spendChallenge).run(challenge, Int64(clamping: expires)) == 1
    }
}
