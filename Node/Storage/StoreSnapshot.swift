import GRDB
import GRDBSQLite
import Synchronization

/// The database file as it is at one moment, read octet by octet while writing goes on.
///
/// Made when the whole write-ahead log stands in the database file, by a connection whose reading transaction begins at that moment.
/// As long as it lasts SQLite moves nothing more into the file (a checkpoint needs the lock that such a reader holds: SQLite,
/// "WAL-mode file format" §2.3.2), and what is written meanwhile stands in the log. So the file itself is the snapshot: no copy is
/// made and nobody waits. The log grows by what is written, and is moved into the database when the snapshot has ended.
public final class StoreSnapshot: Sendable {
    /// Octets of the database file.
    public let octets: UInt64
    private let snapshot: DatabaseSnapshot
    private let store: Store

    fileprivate init(_ snapshot: DatabaseSnapshot, of store: Store) throws {
        self.snapshot = snapshot
        self.store = store
        octets = try snapshot.read { database in
            let pages = try UInt64.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            return try pages * (UInt64.fetchOne(database, sql: "PRAGMA page_size") ?? 0)
        }
        store.snapshots.wrappingAdd(1, ordering: .sequentiallyConsistent)
    }

    deinit { store.snapshots.wrappingSubtract(1, ordering: .sequentiallyConsistent) }

    /// So many octets of the file from an offset on, within `octets`; throws `closed` once the store is.
    public func read(from offset: UInt64, count: Int) throws(StorageError) -> [UInt8] {
        precondition(offset + UInt64(count) <= octets, "octets beyond the database's end were asked for")
        return try store.guarded {
            try snapshot.read { database in
                try [UInt8](unsafeUninitializedCapacity: count) { memory, initialized in
                    try Self.read(database, into: UnsafeMutableRawBufferPointer(memory), from: offset)
                    initialized = count
                }
            }
        }
    }

    /// Reads by SQLite's own handle of the file: closing another one would take this process's locks off it (SQLite, "How to corrupt",
    /// §2.2).
    private static func read(_ database: Database, into memory: UnsafeMutableRawBufferPointer, from offset: UInt64) throws {
        var file: UnsafeMutablePointer<sqlite3_file>?
        let code = withUnsafeMutablePointer(to: &file) {
            sqlite3_file_control(database.sqliteConnection, "main", SQLITE_FCNTL_FILE_POINTER, $0)
        }
        guard code == SQLITE_OK, let file, let read = file.pointee.pMethods?.pointee.xRead else {
            throw StorageError.unexpected(code: code, message: "the database's file was not given")
        }
        let result = read(file, memory.baseAddress, Int32(memory.count), Int64(offset))
        guard result == SQLITE_OK else { throw StorageError.inputOutput("system error while the database was read (\(result))") }
    }
}

extension Store {
    /// The database file as it is now, to be read while writing goes on; lasts as long as the value.
    ///
    /// Waits for readers of older moments, at most as long as the store waits for locks; throws `busy` when one does not end, also when
    /// another snapshot is held.
    public func snapshot() throws(StorageError) -> StoreSnapshot {
        try guarded {
            // The one writer is held, so that nothing is written between the two: milliseconds, whatever the size.
            let snapshot = try pool.writeWithoutTransaction { database in
                let row = try Row.fetchOne(database, sql: "PRAGMA wal_checkpoint(FULL)")
                // Whether it was kept from ending, the frames in the log, and those of them that are in the database now.
                guard let row, row[0] == 0, row[1] as Int? == row[2] else { throw StorageError.busy }
                return try pool.makeSnapshot()
            }
            return try StoreSnapshot(snapshot, of: self)
        }
    }
}
