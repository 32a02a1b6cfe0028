import GRDB
public import Sodium

/// Accounts as operators change them. Every change is noted in the audit log in the same transaction.
extension Store {
    /// Those who are there, by name.
    public func accounts() throws(StorageError) -> [StoredAccount] {
        try read { try PreparedStatement($0, Query.accounts).all { try StoredAccount($0) } }
    }

    /// An account, also one that was removed.
    public func account(_ id: [UInt8]) throws(StorageError) -> StoredAccount? {
        try read { try PreparedStatement($0, Query.account).first(id) { try StoredAccount($0) } }
    }

    public func account(withAddress address: String) throws(StorageError) -> StoredAccount? {
        try read { try PreparedStatement($0, Query.accountWithAddress).first(address) { try StoredAccount($0) } }
    }

    /// Adds an account that is invited, with its link.
    public func addAccount(
        _ account: StoredAccount, invitation: StoredInvitation, noting audit: AuditBatch
    ) throws(StorageError) -> Result<Void, StoredAccountRefusal> {
        try write { database in
            let count = try PreparedStatement(database, Query.accountCount).first { $0.integer(0) } ?? 0
            guard count < StorageLimits.accountsMax else { return .failure(.full) }
            guard try PreparedStatement(database, Query.accountNamed).first(account.name, read: { $0.integer(0) }) == nil else {
                return .failure(.nameTaken)
            }
            guard try PreparedStatement(database, Query.accountWithAddress).first(account.address, read: { $0.integer(0) }) == nil else {
                return .failure(.addressTaken)
            }
            try PreparedStatement(database, Query.insertAccount).run(
                account.id, account.name, account.address, Int(account.roles), account.language, Int64(clamping: account.created),
                Int64(clamping: account.awake))
            try Self.put(invitation, database.lastInsertedRowID, database)
            try audit.write(to: database)
            return .success(())
        }
    }

    /// Sets an account back to invited: whatever it could log in with ends, and its sessions; a new link takes the place of an old one.
    public func reinvite(
        _ id: [UInt8], invitation: StoredInvitation, noting audit: AuditBatch
    ) throws(StorageError) -> Result<Void, StoredAccountRefusal> {
        try changeAccount(id, noting: audit) { (_, number, database) in
            try Self.clear(number, to: .invited, database)
            try Self.put(invitation, number, database)
        }
    }

    public func setRoles(_ roles: UInt8, of id: [UInt8], noting audit: AuditBatch) throws(StorageError) -> Result<
        Void, StoredAccountRefusal
    > {
        try changeAccount(id, endsOperator: roles & StoredAccount.operatorBit == 0, noting: audit) { (_, number, database) in
            try PreparedStatement(database, Query.setAccountRoles).run(Int(roles), number)
        }
    }

    /// Keeps somebody out, and ends their sessions.
    public func suspend(_ id: [UInt8], noting audit: AuditBatch) throws(StorageError) -> Result<Void, StoredAccountRefusal> {
        try changeAccount(id, from: [.invited, .active, .dormant], endsOperator: true, noting: audit) { (_, number, database) in
            try PreparedStatement(database, Query.setAccountState).run(Int(StoredAccount.State.suspended.rawValue), number)
            try PreparedStatement(database, Query.endSessions).run(number)
        }
    }

    /// Lets somebody in again who was kept out, is dormant or failed too often under `key`.
    public func reinstate(
        _ id: [UInt8], key: Octets32, at time: UInt64, noting audit: AuditBatch
    ) throws(StorageError) -> Result<Void, StoredAccountRefusal> {
        try changeAccount(id, from: [.active, .suspended, .dormant], noting: audit) { (_, number, database) in
            try PreparedStatement(database, Query.reinstateAccount).run(Int64(clamping: time), number)
            try PreparedStatement(database, Query.deleteFailures).run(key)
        }
    }

    /// Removes somebody; nothing stays but the row with their name.
    public func removeAccount(_ id: [UInt8], noting audit: AuditBatch) throws(StorageError) -> Result<Void, StoredAccountRefusal> {
        try changeAccount(id, endsOperator: true, noting: audit) { (_, number, database) in
            try Self.clear(number, to: .removed, database)
        }
    }

    /// Lets active accounts sleep of which nobody has heard since a time, the longest first, but never the last operator; gives their names.
    public func letSleep(before time: UInt64, noting audit: (StoredAccount) -> AuditBatch) throws(StorageError) -> [String] {
        try write { database in
            let numbers = try PreparedStatement(database, Query.sleepingAccounts).all(Int64(clamping: time)) { $0.integer(0) }
            var names: [String] = []
            for number in numbers {
                guard let account = try PreparedStatement(database, Query.accountNumbered).first(number, read: { try StoredAccount($0) }),
                    try !Self.isLastOperator(account, number, database)
                else { continue }
                try PreparedStatement(database, Query.setAccountState).run(Int(StoredAccount.State.dormant.rawValue), number)
                try PreparedStatement(database, Query.endSessions).run(number)
                try audit(account).write(to: database)
                names.append(account.name)
            }
            return names
        }
    }

    /// Forgets what time has ended: sessions that were used or began before, links, spent challenges, and failures under addresses of nobody.
    public func forgetEnded(
        at time: UInt64, sessionsUsedBefore used: UInt64, begunBefore created: UInt64, failuresBefore failures: UInt64
    ) throws(StorageError) {
        try write { database in
            try PreparedStatement(database, Query.forgetSessions).run(Int64(clamping: used), Int64(clamping: created))
            try PreparedStatement(database, Query.forgetInvitations).run(Int64(clamping: time))
            try PreparedStatement(database, Query.forgetChallenges).run(Int64(clamping: time))
            _ = try PreparedStatement(database, Query.forgetFailures).run(Int64(clamping: failures))
        }
    }

    // MARK: - Within a transaction

    /// Changes an account that is there, in one of the states, and leaves an operator.
    func changeAccount(
        _ id: [UInt8], from states: Set<StoredAccount.State>? = nil, endsOperator: Bool = false, noting audit: AuditBatch,
        _ body: (StoredAccount, _ number: Int64, Database) throws -> Void
    ) throws(StorageError) -> Result<Void, StoredAccountRefusal> {
        try write { database in
            guard let (account, number) = try Self.account(id, database), account.state != .removed else { return .failure(.unknown) }
            if let states, !states.contains(account.state) { return .failure(.wrongState(account.state)) }
            if endsOperator, try Self.isLastOperator(account, number, database) { return .failure(.lastOperator) }
            try body(account, number, database)
            try audit.write(to: database)
            return .success(())
        }
    }

    static func account(_ id: [UInt8], _ database: Database) throws -> (StoredAccount, Int64)? {
        try PreparedStatement(database, Query.account).first(id) { (try StoredAccount($0), $0.integer(0)) }
    }

    private static func isLastOperator(_ account: StoredAccount, _ number: Int64, _ database: Database) throws -> Bool {
        guard account.state == .active, account.roles & StoredAccount.operatorBit != 0 else { return false }
        return try PreparedStatement(database, Query.otherOperators).first(number) { $0.integer(0) } ?? 0 == 0
    }

    private static func put(_ invitation: StoredInvitation, _ number: Int64, _ database: Database) throws {
        try PreparedStatement(database, Query.putInvitation).run(
            number, invitation.hash, invitation.totp, Int64(clamping: invitation.expires))
    }

    private static func clear(_ number: Int64, to state: StoredAccount.State, _ database: Database) throws {
        for query in [Query.endSessions, Query.deletePasskeys, Query.deleteRecoveryCodes, Query.deleteInvitation, Query.deleteIdentities] {
            try PreparedStatement(database, query).run(number)
        }
        try PreparedStatement(database, Query.clearAccount).run(Int(state.rawValue), number)
    }
}
