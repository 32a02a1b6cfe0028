import GRDB
import Ledger
public import Wire

/// The hash of any perfect subtree of a stored journal: the large ones are read, the small ones computed from leaves.
struct StoredSubtrees: SubtreeHashes {
    private let journal: Int64
    private let subtree: PreparedStatement
    private let leaves: PreparedStatement

    init(_ database: Database, journal: Int64) throws {
        self.journal = journal
        subtree = try PreparedStatement(database, Query.subtree)
        leaves = try PreparedStatement(database, Query.leafRange)
    }

    func hash(level: Int, index: UInt64) throws -> Hash {
        if level >= StorageLimits.subtreeLevelMin {
            guard let hash = try subtree.first(journal, level, Int64(index), read: { try $0.fixed(0, as: Hash.self) }) else {
                throw missing(level, index)
            }
            return hash
        }
        let (first, width) = (index << UInt64(level), UInt64(1) << UInt64(level))
        var range = CompactRange()
        try leaves.each(EntryKey(journal: journal, position: first).rawValue, EntryKey.end(journal: journal, position: first + width)) {
            range.append(try $0.fixed(0))
            return true
        }
        guard range.size == width else { throw missing(level, index) }
        return range.root
    }

    private func missing(_ level: Int, _ index: UInt64) -> StorageError {
        .corrupt("journal number \(journal) lacks the hash \(index) of level \(level)")
    }
}

extension Store {
    /// The hashes that prove an entry's place in its journal at a size (RFC 9162 §2.1.3.1).
    ///
    /// `size` is at most the stored size, `position` below it.
    public func inclusionProof(_ journal: JournalID, position: UInt64, size: UInt64) throws(StorageError) -> [Hash] {
        guard position < size else { throw .unknownEntry(journal: journal, position: position) }
        return try proof(journal, size: size, MerkleTree.inclusionProof(leaf: position, size: size))
    }

    /// The hashes that prove that a journal at size `new` extends itself at size `old` (RFC 9162 §2.1.4.1).
    public func consistencyProof(_ journal: JournalID, from old: UInt64, to new: UInt64) throws(StorageError) -> [Hash] {
        guard old <= new else { throw .unknownSize(journal: journal, size: old) }
        return try proof(journal, size: new, MerkleTree.consistencyProof(from: old, to: new))
    }

    /// The root a journal had at a size, at most the stored one.
    public func root(_ journal: JournalID, at size: UInt64) throws(StorageError) -> Hash {
        try read { database in
            let row = try Self.row(journal, reaching: size, in: database)
            let hashes = try StoredSubtrees(database, journal: row.number).hashes(of: MerkleTree.frontier(size: size))
            guard let range = CompactRange(size: size, hashes: hashes) else { throw StorageError.unknownSize(journal: journal, size: size) }
            return range.root
        }
    }

    private func proof(_ journal: JournalID, size: UInt64, _ path: [[Subtree]]) throws(StorageError) -> [Hash] {
        try read { database in
            let row = try Self.row(journal, reaching: size, in: database)
            return try StoredSubtrees(database, journal: row.number).hashes(ofProof: path)
        }
    }

    private static func row(_ journal: JournalID, reaching size: UInt64, in database: Database) throws -> JournalRow {
        guard let row = try JournalRow.find(journal, in: database) else { throw StorageError.unknownJournal(journal) }
        guard size <= row.size else { throw StorageError.unknownSize(journal: journal, size: size) }
        return row
    }
}
