import GRDB
import GRDBSQLite

extension Store {
    /// Gives back the memory in which the connections keep pages of the file; the next calls read them again.
    ///
    /// For a node that has come to rest. Waits for calls that are under way. Does nothing after `close`.
    public func releaseMemory() {
        guard gate.enter() else { return }
        defer { gate.leave() }
        pool.releaseMemory()
    }

    /// Octets of pages that the writing connection keeps in memory now.
    func pageCacheOctets() throws(StorageError) -> Int {
        try write { database in
            var (octets, highest): (Int32, Int32) = (0, 0)
            let code = sqlite3_db_status(database.sqliteConnection, SQLITE_DBSTATUS_CACHE_USED, &octets, &highest, 0)
            guard code == SQLITE_OK else { throw StorageError.corrupt("SQLite gives no account of its memory: \(code)") }
            return Int(octets)
        }
    }
}
