import GRDB
public import Sodium

/// A passkey as the store keeps it.
public struct StoredPasskey: Equatable, Sendable {
    public var credential: [UInt8]
    /// Its number in COSE: -7 ES256, -8 EdDSA.
    public var algorithm: Int
    public var key: [UInt8]
    public var counter: UInt32
    public var isBackupEligible: Bool
    public var name: String
    /// Unix seconds.
    public var created: UInt64
    public var used: UInt64?

    public init(
        credential: [UInt8], algorithm: Int, key: [UInt8], counter: UInt32, isBackupEligible: Bool, name: String, created: UInt64
    ) {
        self.credential = credential
        self.algorithm = algorithm
        self.key = key
        self.counter = counter
        self.isBackupEligible = isBackupEligible
        self.name = name
        self.created = created
        used = nil
    }

    init(_ columns: Columns) throws {
        self.init(
            credential: columns.bytes(1), algorithm: Int(columns.integer(2)), key: columns.bytes(3),
            counter: try columns.integer(4, as: UInt32.self), isBackupEligible: columns.integer(5) == 1, name: columns.text(6),
            created: try columns.integer(7, as: UInt64.self))
        let used = try columns.integer(8, as: UInt64.self)
        self.used = used == 0 ? nil : used
    }
}

/// What people log in with. Every change is noted in the audit log in the same transaction.
extension Store {
    /// Whom a link invites, and what it shows; uses nothing up.
    public func invitation(
        withHash hash: Octets32, at time: UInt64
    ) throws(StorageError) -> (account: StoredAccount, invitation: StoredInvitation)? {
        try read { database in
            let found = try PreparedStatement(database, Query.invitation).first(hash, Int64(clamping: time)) { columns in
                (columns.integer(0), StoredInvitation(hash: hash, totp: columns.bytes(1), expires: try columns.integer(2, as: UInt64.self)))
            }
            guard let (number, invitation) = found,
                let account = try PreparedStatement(database, Query.accountNumbered).first(number, read: { try StoredAccount($0) })
            else { return nil }
            return (account, invitation)
        }
    }

    /// Uses a link up: sets password, secret and recovery codes, and begins a session.
    public func enrol(
        _ invitation: StoredInvitation, of id: [UInt8], password: String, step: UInt64, recoveryCodes: [Octets32], session: StoredSession,
        clearing key: Octets32, noting audit: AuditBatch
    ) throws(StorageError) -> Result<Void, StoredAccountRefusal> {
        try write { database in
            guard let (account, number) = try Self.account(id, database) else { return .failure(.unknown) }
            guard account.state == .invited else { return .failure(.wrongState(account.state)) }
            guard
                try PreparedStatement(database, Query.takeInvitation).run(invitation.hash, Int64(clamping: session.created)) == 1,
                try PreparedStatement(database, Query.enrolAccount).run(
                    password, invitation.totp, Int64(clamping: step), Int64(clamping: session.created), number) == 1
            else { return .failure(.used) }
            try Self.put(recoveryCodes, number, database)
            try Self.begin(session, account, number, database)
            try PreparedStatement(database, Query.deleteFailures).run(key)
            try audit.write(to: database)
            return .success(())
        }
    }

    /// Sets a new password, and ends the account's other sessions.
    public func setPassword(
        _ text: String, of id: [UInt8], keeping session: [UInt8], noting audit: AuditBatch
    ) throws(StorageError) -> Result<Void, StoredAccountRefusal> {
        try changeAccount(id, from: [.active], noting: audit) { (_, number, database) in
            try PreparedStatement(database, Query.setAccountPassword).run(text, number)
            try PreparedStatement(database, Query.endOtherSessions).run(number, session)
        }
    }

    /// Keeps a secret that is to take the place of the present one; nothing is noted, since nothing counts yet.
    public func setNextTOTP(_ sealed: [UInt8], of id: [UInt8]) throws(StorageError) {
        try write { database in
            guard let (_, number) = try Self.account(id, database) else { return }
            try PreparedStatement(database, Query.setTOTPNext).run(sealed, number)
        }
    }

    /// Puts the next secret in the place of the present one, with the step of the code that was shown; ends other sessions.
    public func takeNextTOTP(
        _ sealed: [UInt8], step: UInt64, of id: [UInt8], keeping session: [UInt8], noting audit: AuditBatch
    ) throws(StorageError) -> Result<Void, StoredAccountRefusal> {
        try write { database in
            guard let (account, number) = try Self.account(id, database), account.state == .active else { return .failure(.unknown) }
            guard try PreparedStatement(database, Query.takeTOTPNext).run(Int64(clamping: step), number, sealed) == 1 else {
                return .failure(.used)
            }
            try PreparedStatement(database, Query.endOtherSessions).run(number, session)
            try audit.write(to: database)
            return .success(())
        }
    }

    /// Puts new recovery codes in the place of all old ones.
    public func setRecoveryCodes(
        _ hashes: [Octets32], of id: [UInt8], noting audit: AuditBatch
    ) throws(StorageError) -> Result<Void, StoredAccountRefusal> {
        try changeAccount(id, from: [.active], noting: audit) { (_, number, database) in try Self.put(hashes, number, database) }
    }

    /// An account's passkeys in the order in which they were added.
    public func passkeys(of id: [UInt8]) throws(StorageError) -> [StoredPasskey] {
        try read { database in
            guard let (_, number) = try Self.account(id, database) else { return [] }
            return try PreparedStatement(database, Query.passkeys).all(number) { try StoredPasskey($0) }
        }
    }

    /// A passkey by its credential, and whose it is.
    public func passkey(_ credential: [UInt8]) throws(StorageError) -> (passkey: StoredPasskey, account: StoredAccount)? {
        try read { database in
            let found = try PreparedStatement(database, Query.passkey).first(credential) { (try StoredPasskey($0), $0.integer(0)) }
            guard let (passkey, number) = found,
                let account = try PreparedStatement(database, Query.accountNumbered).first(number, read: { try StoredAccount($0) })
            else { return nil }
            return (passkey, account)
        }
    }

    /// Adds a passkey, which answered a challenge; `used` where that was answered before, or somebody has the credential.
    public func addPasskey(
        _ passkey: StoredPasskey, of id: [UInt8], challenge: Octets32, expires: UInt64, noting audit: AuditBatch
    ) throws(StorageError) -> Result<Void, StoredAccountRefusal> {
        try write { database in
            guard let (account, number) = try Self.account(id, database), account.state == .active else { return .failure(.unknown) }
            guard account.passkeys < StorageLimits.passkeysPerAccountMax else { return .failure(.full) }
            guard try Self.spend(challenge, until: expires, database) else { return .failure(.used) }
            let added = try PreparedStatement(database, Query.insertPasskey).run(
                number, passkey.credential, passkey.algorithm, passkey.key, Int64(passkey.counter), passkey.isBackupEligible ? 1 : 0,
                passkey.name, Int64(clamping: passkey.created))
            guard added == 1 else { return .failure(.used) }
            try audit.write(to: database)
            return .success(())
        }
    }

    /// Removes one of an account's passkeys.
    public func removePasskey(
        _ credential: [UInt8], of id: [UInt8], noting audit: AuditBatch
    ) throws(StorageError) -> Result<Void, StoredAccountRefusal> {
        try write { database in
            guard let (_, number) = try Self.account(id, database),
                try PreparedStatement(database, Query.deletePasskey).run(credential, number) == 1
            else { return .failure(.unknown) }
            try audit.write(to: database)
            return .success(())
        }
    }

    public func setLanguage(
        _ language: String, of id: [UInt8], noting audit: AuditBatch
    ) throws(StorageError) -> Result<Void, StoredAccountRefusal> {
        try changeAccount(id, noting: audit) { (_, number, database) in
            try PreparedStatement(database, Query.setAccountLanguage).run(language, number)
        }
    }

    /// Notes up to when somebody has seen what is new; the audit log holds nothing of it.
    public func setSeen(_ time: UInt64, by id: [UInt8]) throws(StorageError) {
        try write { database in
            guard let (_, number) = try Self.account(id, database) else { return }
            try PreparedStatement(database, Query.setAccountSeen).run(Int64(clamping: time), number)
        }
    }

    private static func put(_ hashes: [Octets32], _ number: Int64, _ database: Database) throws {
        try PreparedStatement(database, Query.deleteRecoveryCodes).run(number)
        let insert = try PreparedStatement(database, Query.insertRecoveryCode)
        for hash in hashes { try insert.run(number, hash) }
    }
}
