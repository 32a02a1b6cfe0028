import GRDB
import GRDBSQLite

/// Reads parts of items' contents without reading all of a long one.
struct ContentReader {
    private let database: Database
    private let contents: PreparedStatement

    init(_ database: Database) throws {
        self.database = database
        contents = try PreparedStatement(database, Query.contentOctets)
    }

    /// The octets in these ranges of an item's content, in the order of the ranges; nothing when the content is not here.
    func octets(of item: Int64, in ranges: [Range<Int>]) throws -> [[UInt8]] {
        guard let end = ranges.map(\.upperBound).max() else { return [] }
        // A long content lies on a chain of pages: SQLite goes along it once for a handle, and copies what is asked for.
        if end > StorageLimits.contentReadWholeMax { return try read(item, ranges) }
        return try contents.first(item) { try $0.slices(0, ranges) } ?? []
    }

    private func read(_ item: Int64, _ ranges: [Range<Int>]) throws -> [[UInt8]] {
        guard let connection = database.sqliteConnection else { throw StorageError.closed }
        var blob: OpaquePointer?
        let code = sqlite3_blob_open(connection, "main", "content", "octets", item, 0, &blob)
        defer { sqlite3_blob_close(blob) }
        guard code == SQLITE_OK, let blob else {
            // No such row: the item ended meanwhile.
            if code == SQLITE_ERROR { return [] }
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)))
        }
        return try ranges.map { range in
            var octets = [UInt8](repeating: 0, count: range.count)
            let code = octets.withUnsafeMutableBytes {
                sqlite3_blob_read(blob, $0.baseAddress, Int32(clamping: range.count), Int32(clamping: range.lowerBound))
            }
            guard code == SQLITE_OK else { throw StorageError.corrupt("an object lies outside its content") }
            return octets
        }
    }
}

extension Columns {
    /// Parts of a blob.
    func slices(_ column: Int32, _ ranges: [Range<Int>]) throws -> [[UInt8]] {
        try withOctets(column) { octets in
            try ranges.map { range in
                guard range.upperBound <= octets.count else { throw StorageError.corrupt("an object lies outside its content") }
                return [UInt8](octets[range])
            }
        }
    }
}
