import Foundation
import GRDBSQLite
import Ledger
import Sodium
import Wire

/// Rows of entries in a bare SQLite table, by its C interface: the same journal mode, page size and fsync as a node's store.
final class PlainInserts {
    private let path: String
    private var database: OpaquePointer?
    /// Tells SQLite that the octets stay where they are until the row is written (`SQLITE_STATIC`).
    private let kept: sqlite3_destructor_type? = nil

    init(path: String) throws {
        self.path = path
        Self.remove(path)
        try check(sqlite3_open(path, &database), "open")
        try execute("PRAGMA page_size = 16384")
        try execute("PRAGMA journal_mode = WAL")
        try execute("PRAGMA synchronous = FULL")
        try execute("PRAGMA wal_autocheckpoint = 2048")
        try execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, kind INTEGER, leaf BLOB, compact BLOB)")
    }

    deinit {
        sqlite3_close(database)
        Self.remove(path)
    }

    func rowsPerSecond(_ batches: [VerifiedBatch]) throws -> Double {
        let entries = batches.flatMap(\.entries)
        var statement: OpaquePointer?
        try check(sqlite3_prepare_v2(database, "INSERT INTO entry VALUES (?, ?, ?, ?)", -1, &statement, nil), "prepare")
        defer { sqlite3_finalize(statement) }
        let taken = try seconds {
            for start in stride(from: 0, to: entries.count, by: BenchLimits.insertedPerTransaction) {
                try execute("BEGIN IMMEDIATE")
                for entry in entries[start..<min(start + BenchLimits.insertedPerTransaction, entries.count)] {
                    try insert(entry, statement)
                }
                try execute("COMMIT")
            }
        }
        return Double(entries.count) / taken
    }

    private func insert(_ entry: VerifiedEntry, _ statement: OpaquePointer?) throws {
        sqlite3_bind_int64(statement, 1, Int64(entry.position))
        sqlite3_bind_int64(statement, 2, Int64(entry.entry?.prefix.kind.rawValue ?? 0))
        let code = entry.leafHash.octets.withUnsafeBytes { leaf in
            entry.compact.withUnsafeBytes { compact in
                sqlite3_bind_blob(statement, 3, leaf.baseAddress, Int32(leaf.count), kept)
                sqlite3_bind_blob(statement, 4, compact.baseAddress, Int32(compact.count), kept)
                return sqlite3_step(statement)
            }
        }
        guard code == SQLITE_DONE else { throw BenchFault("SQLite gave \(code) for a row") }
        sqlite3_reset(statement)
    }

    private func execute(_ sql: String) throws {
        try check(sqlite3_exec(database, sql, nil, nil, nil), sql)
    }

    private func check(_ code: Int32, _ what: String) throws {
        guard code == SQLITE_OK else { throw BenchFault("SQLite gave \(code) for \(what)") }
    }

    private static func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }
}
