import GRDB
import Ledger
public import Sodium
import Wire

/// Notes that are written together, in the transaction of what they are about or in one of their own.
public struct AuditBatch: Sendable {
    let notes: [AuditNote]
    let time: UInt64
    let origin: AuditOrigin

    /// `time` is in unix seconds.
    public init(_ notes: [AuditNote], at time: UInt64, of origin: AuditOrigin) {
        self.notes = notes
        self.time = time
        self.origin = origin
    }

    /// Writes the records behind the last there is.
    func write(to database: Database) throws {
        guard !notes.isEmpty else { return }
        if let present = try Store.auditOrigin(database) {
            guard present == origin else { throw StorageError.corrupt("the audit log here is another node's") }
        } else {
            try PreparedStatement(database, Query.insertAuditOrigin).run(origin.network, origin.node)
        }
        var (number, hash) = try Store.lastAudit(database) ?? (0, origin.start)
        let insert = try PreparedStatement(database, Query.insertAudit)
        for note in notes {
            number += 1
            let record = AuditRecord(note, number: number, time: time, previous: hash, origin: origin)
            try insert.run(
                Int64(clamping: number), Int64(clamping: time), record.actor, record.action, record.subject,
                AuditRecord.encoded(record.details), record.previous, record.hash)
            hash = record.hash
        }
    }
}

/// How far an audit log has got.
public struct AuditState: Equatable, Sendable {
    /// The number of the last record; 0 for none.
    public var last: UInt64 = 0
    /// The number of the last record that a signed head covers; 0 for none.
    public var signed: UInt64 = 0

    public init() {}
}

/// The audit log: appended to, read and signed, never changed.
extension Store {
    /// Appends records in a transaction of their own; gives the number of the last.
    @discardableResult
    public func appendAudit(_ batch: AuditBatch) throws(StorageError) -> UInt64 {
        try write { database in
            try batch.write(to: database)
            return try Self.lastAudit(database)?.number ?? 0
        }
    }

    /// Has the end of the log signed, unless it is signed already or there is none; gives the head that covers it.
    @discardableResult
    public func signAudit(
        at time: UInt64, key: Octets32, by sign: (_ message: [UInt8]) -> Octets64
    ) throws(StorageError) -> AuditHead? {
        try write { database in
            guard let origin = try Self.auditOrigin(database), let (number, hash) = try Self.lastAudit(database) else { return nil }
            if let head = try PreparedStatement(database, Query.lastAuditHead).first(read: { try AuditHead($0) }), head.number == number {
                return head
            }
            let signature = sign(origin.message(number: number, time: time, hash: hash))
            try PreparedStatement(database, Query.insertAuditHead).run(
                Int64(clamping: number), Int64(clamping: time), hash, key, signature)
            return AuditHead(number: number, time: time, hash: hash, key: key, signature: signature)
        }
    }

    /// How far the log and its last signed head have got.
    public func auditState() throws(StorageError) -> AuditState {
        try read { database in
            var state = AuditState()
            state.last = try Self.lastAudit(database)?.number ?? 0
            state.signed = try PreparedStatement(database, Query.lastAuditHead).first { try AuditHead($0).number } ?? 0
            return state
        }
    }

    /// Whose log it is, by its own word; `nil` for an empty one.
    public func auditOrigin() throws(StorageError) -> AuditOrigin? { try read { try Self.auditOrigin($0) } }

    /// Records behind `number` in order, at most `StorageLimits.auditRecordsPerPageMax`, with the heads of these and of none other.
    ///
    /// Where nothing follows, the heads are those behind `number`: a log whose end was cut off shows its heads so. A row that no node writes is
    /// given with a hash that does not fit, and so found by whoever checks.
    public func audit(after number: UInt64, limit: Int) throws(StorageError) -> (records: [AuditRecord], heads: [AuditHead]) {
        try read { database in
            let count = min(limit, StorageLimits.auditRecordsPerPageMax)
            let records = try PreparedStatement(database, Query.auditAfter).all(Int64(clamping: number), count) { try AuditRecord($0) }
            let end = records.count < count ? Int64.max : records.last.map { Int64(clamping: $0.number) } ?? Int64.max
            let heads = try PreparedStatement(database, Query.auditHeadsBetween).all(Int64(clamping: number), end) { try AuditHead($0) }
            return (records, heads)
        }
    }

    fileprivate static func auditOrigin(_ database: Database) throws -> AuditOrigin? {
        try PreparedStatement(database, Query.auditOrigin).first { AuditOrigin(network: try $0.fixed(0), node: try $0.fixed(1)) }
    }

    fileprivate static func lastAudit(_ database: Database) throws -> (number: UInt64, hash: Hash)? {
        try PreparedStatement(database, Query.lastAudit).first { (try $0.integer(0, as: UInt64.self), try $0.fixed(1)) }
    }
}

extension AuditRecord {
    fileprivate init(_ columns: Columns) throws {
        let details = AuditRecord.details(columns.bytes(5))
        let hash: Hash = try columns.fixed(7)
        self.init(
            number: try columns.integer(0, as: UInt64.self), time: try columns.integer(1, as: UInt64.self), actor: columns.text(2),
            action: columns.text(3),
            subject: columns.text(4), details: details ?? [:], previous: try columns.fixed(6),
            // Details in another spelling are not what was hashed, whatever the row claims.
            hash: details == nil ? Hash(sha256: hash.array) : hash)
    }
}

extension AuditHead {
    fileprivate init(_ columns: Columns) throws {
        self.init(
            number: try columns.integer(0, as: UInt64.self), time: try columns.integer(1, as: UInt64.self), hash: try columns.fixed(2),
            key: try columns.fixed(3),
            signature: try columns.fixed(4))
    }
}
