public import Ledger
public import Wire

/// A journal as far as it is stored: all that is needed to go on reading or serving it.
public struct StoredJournal: Equatable, Sendable {
    /// Who writes it; `nil` for the registry.
    public let name: JournalName?
    public let journal: JournalID
    /// How many entries are stored, from position 0 without gaps.
    public let size: UInt64
    /// The Merkle frontier at `size`, from which a `JournalReader` goes on.
    public let frontier: CompactRange
    /// The newest verified checkpoint; its size can exceed `size` while earlier entries are still fetched.
    public let checkpoint: CompactCheckpoint
    /// The root at the checkpoint's size.
    public let checkpointRoot: Hash
    /// The newest checkpoint that the stored entries reach, up to which `read` serves; `nil` before the first.
    public let served: CompactCheckpoint?
}

/// A run of a journal's entries with all that another node needs to verify them.
public struct StoredRange: Equatable, Sendable {
    /// The position of the first entry.
    public let first: UInt64
    /// The entries as they were received (for the registry: records).
    public let compact: [[UInt8]]
    /// The position behind the last entry.
    public let end: UInt64
    /// The hashes that lead from `end` to the checkpoint's size (`MerkleTree.completion`).
    public let completion: [Hash]
    public let checkpoint: CompactCheckpoint
}

/// One entry as stored.
public struct StoredEntry: Equatable, Sendable {
    public let journal: JournalID
    /// Who writes the journal; `nil` for the registry.
    public let name: JournalName?
    public let position: UInt64
    public let leafHash: Hash
    /// The entry as it was received (for the registry: the record).
    public let compact: [UInt8]
}
