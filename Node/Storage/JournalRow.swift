import GRDB
import Ledger
import Sodium
import Wire

/// What the table `journal` says of one journal, without its name.
struct JournalRow {
    var number: Int64
    var frontier: CompactRange
    var checkpoint: CompactCheckpoint
    var checkpointRoot: Hash
    var served: CompactCheckpoint?

    var size: UInt64 { frontier.size }

    static func find(_ journal: JournalID, in database: Database) throws -> JournalRow? {
        try PreparedStatement(database, Query.journal).first(journal) { try JournalRow($0, number: $0.integer(0), from: 1) }
    }

    /// Reads the seven columns from `size` on.
    init(_ columns: Columns, number: Int64, from column: Int32) throws {
        self.number = number
        let size = try columns.integer(column, as: UInt64.self)
        guard let frontier = CompactRange(size: size, hashes: Self.hashes(columns.bytes(column + 1))) else {
            throw StorageError.corrupt("the frontier of journal number \(number) does not fit its size \(size)")
        }
        self.frontier = frontier
        checkpoint = CompactCheckpoint(
            size: try columns.integer(column + 2, as: UInt64.self), signature: try columns.fixed(column + 3))
        checkpointRoot = try columns.fixed(column + 4)
        served = try columns.fixedIfPresent(column + 6, as: Octets64.self).map {
            CompactCheckpoint(size: try columns.integer(column + 5, as: UInt64.self), signature: $0)
        }
    }

    /// Splits hashes that stand one behind another.
    static func hashes(_ octets: [UInt8]) -> [Hash] {
        stride(from: 0, to: octets.count, by: Hash.count).compactMap { Hash(octets[$0..<min($0 + Hash.count, octets.count)]) }
    }
}

extension Columns {
    /// The name in the columns `node`, `group_tag` and `incarnation`; `nil` for the registry.
    func journalName(from column: Int32) throws -> JournalName? {
        guard !isNull(column) else { return nil }
        return JournalName(node: try fixed(column), group: try fixed(column + 1), incarnation: try fixed(column + 2))
    }

    /// A journal in the columns id, name, and the seven of its size and checkpoints.
    func storedJournal() throws -> StoredJournal {
        let row = try JournalRow(self, number: 0, from: 4)
        return StoredJournal(
            name: try journalName(from: 1), journal: try fixed(0), size: row.size, frontier: row.frontier, checkpoint: row.checkpoint,
            checkpointRoot: row.checkpointRoot, served: row.served)
    }

    /// An entry in the columns key, journal, name, leaf and compact.
    func entry() throws -> StoredEntry {
        StoredEntry(
            journal: try fixed(1), name: try journalName(from: 2), position: EntryKey(rawValue: integer(0)).position,
            leafHash: try fixed(5), compact: bytes(6))
    }
}
