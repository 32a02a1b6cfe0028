import GRDB
public import Ledger
public import Wire

/// A log as it can be shown to somebody who has nothing of it.
public struct ServedLog: Equatable, Sendable {
    /// The newest checkpoint whose entries are all stored.
    public let checkpoint: CompactCheckpoint
    /// The root at its size.
    public let root: Hash
}

/// A log as tiles (specification chapter 8). What is stored of an entry is its record: so the registry's log can be served, and no other.
extension Store {
    /// What can be shown of a log; `nil` when it is not stored, or no checkpoint reaches what is.
    public func served(_ journal: JournalID) throws(StorageError) -> ServedLog? {
        try read { database in
            guard let row = try JournalRow.find(journal, in: database), let served = row.served else { return nil }
            let hashes = try StoredSubtrees(database, journal: row.number).hashes(of: MerkleTree.frontier(size: served.size))
            guard let range = CompactRange(size: served.size, hashes: hashes) else {
                throw StorageError.corrupt("journal \(journal) lacks a hash of its root at \(served.size)")
            }
            return ServedLog(checkpoint: served, root: range.root)
        }
    }

    /// What stands at the address of a tile; `nil` unless the checkpoint of `served` covers all of it.
    ///
    /// Reads at most 256 rows, whatever the log's size: leaf hashes or records of one range, or stored subtrees.
    public func tile(_ tile: Tile, of journal: JournalID) throws(StorageError) -> [UInt8]? {
        try read { database in
            guard let row = try JournalRow.find(journal, in: database), let served = row.served, tile.isInside(size: served.size) else {
                return nil
            }
            guard tile.level == 0 else {
                return Tile.octets(of: try StoredSubtrees(database, journal: row.number).hashes(of: tile.subtrees))
            }
            let (first, end) = (tile.positions.lowerBound, tile.positions.upperBound)
            let query = try PreparedStatement(database, tile.row == .entries ? Query.compactRange : Query.leafRange)
            var parts: [[UInt8]] = []
            try query.each(
                EntryKey(journal: row.number, position: first).rawValue, EntryKey.end(journal: row.number, position: end)
            ) { columns in
                parts.append(columns.bytes(0))
                return true
            }
            guard parts.count == tile.width, parts.allSatisfy({ $0.count <= WireLimits.recordOctetsMax }) else {
                throw StorageError.corrupt("journal \(journal) lacks a record from \(first) to \(end)")
            }
            return tile.row == .entries ? Tile.octets(ofRecords: parts) : parts.flatMap { $0 }
        }
    }
}
