import GRDB
import Ledger
import Wire

/// What the table `body` says of one body.
struct BodyRow {
    let number: Int64
    let length: UInt64
    let chunkHashes: [Hash]
    /// One bit a chunk, the lowest bit of the first octet for the first chunk.
    private(set) var present: [UInt8]
    private(set) var missing: Int

    static func find(_ hash: Hash, in database: Database) throws -> BodyRow? {
        try PreparedStatement(database, Query.body).first(hash) { columns in
            BodyRow(
                number: columns.integer(0), length: try columns.integer(1, as: UInt64.self),
                chunkHashes: JournalRow.hashes(columns.bytes(2)), present: columns.bytes(3), missing: Int(columns.integer(4)))
        }
    }

    /// A bitmap of this many chunks, none of them present.
    static func emptyBitmap(chunks: Int) -> [UInt8] { [UInt8](repeating: 0, count: (chunks + 7) / 8) }

    var state: BodyState {
        if chunkHashes.isEmpty { return .wanted(length: length) }
        return missing == 0 ? .complete(length: length) : .partial(length: length, missing: missing)
    }

    func has(_ chunk: Int) -> Bool { present[chunk / 8] & (1 << UInt8(chunk % 8)) != 0 }

    mutating func mark(_ chunk: Int) {
        guard !has(chunk) else { return }
        present[chunk / 8] |= 1 << UInt8(chunk % 8)
        missing -= 1
    }

    /// Octets the chunk at an index has: all but the last are full.
    func octets(ofChunk index: Int) -> Int {
        index < chunkHashes.count - 1 ? WireLimits.chunkOctets : Int(length) - index * WireLimits.chunkOctets
    }

    /// The key of a chunk's row.
    func key(_ chunk: Int) -> Int64 { number << 12 | Int64(chunk) }

    /// The key behind a body's last possible chunk.
    var end: Int64 { (number + 1) << 12 }
}
