import GRDB
public import Sodium

/// A session as the store keeps it.
public struct StoredSession: Equatable, Sendable {
    /// 8 octets; says nothing of its token.
    public var id: [UInt8]
    /// SHA-256 of its token's secret.
    public var hash: Octets32
    /// Unix seconds, as all times here.
    public var created: UInt64
    public var verified: UInt64
    public var used: UInt64
    public var seenBefore: UInt64
    public var source: String
    public var agent: String

    /// One that begins.
    public init(id: [UInt8], hash: Octets32, at time: UInt64, source: String, agent: String) {
        self.id = id
        self.hash = hash
        created = time
        verified = time
        used = time
        seenBefore = 0
        self.source = source
        self.agent = agent
    }

    init(_ columns: Columns) throws {
        self.init(
            id: columns.bytes(0), hash: try columns.fixed(2), at: try columns.integer(3, as: UInt64.self), source: columns.text(7),
            agent: columns.text(8))
        verified = try columns.integer(4, as: UInt64.self)
        used = try columns.integer(5, as: UInt64.self)
        seenBefore = try columns.integer(6, as: UInt64.self)
    }
}

/// Sessions: found by their token's hash, and ended.
extension Store {
    /// The session of a token and its account, as they stand now.
    public func session(withHash hash: Octets32) throws(StorageError) -> (StoredSession, StoredAccount)? {
        try read { try Self.session(PreparedStatement($0, Query.sessionWithHash), hash, $0) }
    }

    /// A session by its name, and its account.
    public func session(_ id: [UInt8]) throws(StorageError) -> (StoredSession, StoredAccount)? {
        try read { try Self.session(PreparedStatement($0, Query.session), id, $0) }
    }

    /// An account's sessions, the latest first.
    public func sessions(of account: [UInt8]) throws(StorageError) -> [StoredSession] {
        try read { database in
            guard let (_, number) = try Self.account(account, database) else { return [] }
            return try PreparedStatement(database, Query.sessions).all(number) { try StoredSession($0) }
        }
    }

    /// Notes that a session was used.
    public func useSession(_ id: [UInt8], at time: UInt64) throws(StorageError) {
        try write { _ = try PreparedStatement($0, Query.useSession).run(Int64(clamping: time), id) }
    }

    /// Ends one of an account's sessions; nothing is noted where there is none.
    public func endSession(_ id: [UInt8], of account: [UInt8], noting audit: AuditBatch) throws(StorageError) -> Bool {
        try write { database in
            guard let (_, number) = try Self.account(account, database),
                try PreparedStatement(database, Query.endSession).run(id, number) == 1
            else { return false }
            try audit.write(to: database)
            return true
        }
    }

    /// Ends all of an account's sessions but one.
    public func endSessions(of account: [UInt8], but id: [UInt8], noting audit: AuditBatch) throws(StorageError) {
        try write { database in
            guard let (_, number) = try Self.account(account, database),
                try PreparedStatement(database, Query.endOtherSessions).run(number, id) > 0
            else { return }
            try audit.write(to: database)
        }
    }

    private static func session(
        _ statement: PreparedStatement, _ key: some Bindable, _ database: Database
    ) throws -> (StoredSession, StoredAccount)? {
        guard let (session, number) = try statement.first(key, read: { (try StoredSession($0), $0.integer(1)) }),
            let account = try PreparedStatement(database, Query.accountNumbered).first(number, read: { try StoredAccount($0) })
        else { return nil }
        return (session, account)
    }

    /// Begins a session of an account, and ends those that are too many.
    static func begin(_ session: StoredSession, _ account: StoredAccount, _ number: Int64, _ database: Database) throws {
        try PreparedStatement(database, Query.insertSession).run(
            session.id, number, session.hash, Int64(clamping: session.created), Int64(clamping: session.verified),
            Int64(clamping: session.used), Int64(clamping: account.seen), session.source, session.agent)
        try PreparedStatement(database, Query.endOldestSessions).run(number, StorageLimits.sessionsPerAccountMax)
        try PreparedStatement(database, Query.setAccountSignedIn).run(Int64(clamping: session.created), number)
    }
}
