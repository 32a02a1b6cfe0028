import Foundation
import GRDBSQLite

/// The texts of the same rows in SQLite's own full-text index, by its C interface: `unicode61`, without the texts, with the page size, journal mode
/// and fsync of a node's store.
final class PlainSearch {
    private let path: String
    private var database: OpaquePointer?
    /// Tells SQLite to copy at once (`SQLITE_TRANSIENT`).
    private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    init(path: String) throws {
        self.path = path
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        try check(sqlite3_open(path, &database), "open")
        for pragma in ["page_size = 16384", "journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 2048", "cache_size = -32768"]
        {
            try execute("PRAGMA \(pragma)")
        }
        try execute("CREATE VIRTUAL TABLE text USING fts5(words, content='', tokenize='unicode61')")
    }

    deinit {
        sqlite3_close(database)
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }

    func add(_ texts: [String], from first: Int) throws {
        try execute("BEGIN IMMEDIATE")
        try prepared("INSERT INTO text (rowid, words) VALUES (?, ?)") { statement in
            for (offset, text) in texts.enumerated() {
                sqlite3_bind_int64(statement, 1, Int64(first + offset))
                sqlite3_bind_text(statement, 2, text, -1, copied)
                let code = sqlite3_step(statement)
                guard code == SQLITE_DONE else { throw BenchFault("SQLite gave \(code) for a text") }
                sqlite3_reset(statement)
            }
        }
        try execute("COMMIT")
    }

    /// The rows that hold all the words, by SQLite's rank; gives how many.
    func search(_ words: [String], limit: Int) throws -> Int {
        try prepared("SELECT rowid FROM text WHERE text MATCH ? ORDER BY rank LIMIT ?") { statement in
            sqlite3_bind_text(statement, 1, words.map { "\"\($0)\"" }.joined(separator: " "), -1, copied)
            sqlite3_bind_int(statement, 2, Int32(limit))
            var count = 0
            while sqlite3_step(statement) == SQLITE_ROW { count += 1 }
            return count
        }
    }

    private func prepared<Result>(_ sql: String, _ body: (OpaquePointer?) throws -> Result) throws -> Result {
        var statement: OpaquePointer?
        try check(sqlite3_prepare_v2(database, sql, -1, &statement, nil), sql)
        defer { sqlite3_finalize(statement) }
        return try body(statement)
    }

    private func execute(_ sql: String) throws { try check(sqlite3_exec(database, sql, nil, nil, nil), sql) }

    private func check(_ code: Int32, _ what: String) throws {
        guard code == SQLITE_OK else { throw BenchFault("SQLite gave \(code): \(what)") }
    }
}
