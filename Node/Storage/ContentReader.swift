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

    /// Adds the octets in these ranges of an item's content, with commas between them and before them; false when the content is not here.
    func append(of item: Int64, _ ranges: [Range<Int>], to octets: inout [UInt8]) throws -> Bool {
        guard let end = ranges.map(\.upperBound).max() else { return true }
        octets.reserveCapacity(octets.count + ranges.reduce(0) { $0 + $1.count + 1 })
        if end > StorageLimits.contentReadWholeMax {
            return try withBlob(of: item) { blob in
                for range in ranges {
                    if !octets.isEmpty { octets.append(UInt8(ascii: ",")) }
                    let start = octets.count
                    octets.append(contentsOf: repeatElement(0, count: range.count))
                    try octets.withUnsafeMutableBytes {
                        try Self.read(blob, range, into: UnsafeMutableRawBufferPointer(rebasing: $0[start...]))
                    }
                }
                return true
            } ?? false
        }
        return try contents.first(item) { columns in
            try columns.withOctets(0) { content in
                for range in ranges {
                    guard range.upperBound <= content.count else { throw StorageError.corrupt("an object lies outside its content") }
                    if !octets.isEmpty { octets.append(UInt8(ascii: ",")) }
                    octets.append(contentsOf: content[range])
                }
                return true
            }
        } ?? false
    }

    private func read(_ item: Int64, _ ranges: [Range<Int>]) throws -> [[UInt8]] {
        try withBlob(of: item) { blob in
            try ranges.map { range in
                var octets = [UInt8](repeating: 0, count: range.count)
                try octets.withUnsafeMutableBytes { try Self.read(blob, range, into: $0) }
                return octets
            }
        } ?? []
    }

    private static func read(_ blob: OpaquePointer, _ range: Range<Int>, into octets: UnsafeMutableRawBufferPointer) throws {
        let code = sqlite3_blob_read(blob, octets.baseAddress, Int32(clamping: range.count), Int32(clamping: range.lowerBound))
        guard code == SQLITE_OK else { throw StorageError.corrupt("an object lies outside its content") }
    }

    /// `nil` when there is no such row: the item ended meanwhile.
    private func withBlob<Result>(of item: Int64, _ body: (OpaquePointer) throws -> Result) throws -> Result? {
        guard let connection = database.sqliteConnection else { throw StorageError.closed }
        var blob: OpaquePointer?
        let code = sqlite3_blob_open(connection, "main", "content", "octets", item, 0, &blob)
        defer { sqlite3_blob_close(blob) }
        guard code == SQLITE_OK, let blob else {
            if code == SQLITE_ERROR { return nil }
            throw DatabaseError(resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)))
        }
        return try body(blob)
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
