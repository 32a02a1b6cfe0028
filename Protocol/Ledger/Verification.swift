public import Sodium
public import Wire

/// An entry that its writer has signed for: it stands at this place under a verified checkpoint.
///
/// Only this file makes one. What the body says has not been judged, and a detached body not been seen.
public struct VerifiedEntry: Equatable, Sendable {
    /// Its place in the journal, from 0.
    public let position: UInt64
    /// The entry; `nil` in the registry, whose records are read by `Registry`.
    public let entry: UnverifiedEntry?
    /// The bytes as received, to be stored and passed on: the entry's compact form, or the registry's record.
    public let compact: [UInt8]
    /// The hash of the leaf.
    public let leafHash: Hash

    fileprivate init(_ compact: ArraySlice<UInt8>, position: UInt64, in reader: borrowing JournalReader) throws(JournalError) {
        if reader.name == nil {
            guard compact.count <= WireLimits.recordOctetsMax else { throw .entry(.recordTooLong, at: position) }
            entry = nil
            leafHash = .leaf(compact)
        } else {
            do throws(EntryError) {
                let entry = try UnverifiedEntry(compact: compact, journal: reader.journal)
                self.entry = entry
                leafHash = entry.leafHash()
            } catch {
                throw .entry(error, at: position)
            }
        }
        self.position = position
        self.compact = Array(compact)
    }
}

/// Consecutive entries of one journal under one verified checkpoint, and what is needed to go on from there.
///
/// Only a `JournalReader` makes one.
public struct VerifiedBatch: Equatable, Sendable {
    /// Whose journal; `nil` for the registry.
    public let name: JournalName?
    public let journal: JournalID
    /// The position of the first entry.
    public let first: UInt64
    /// At least one entry.
    public let entries: [VerifiedEntry]
    /// The journal's range up to and with the last entry.
    public let frontier: CompactRange
    /// The checkpoint that was verified; its size is at least `end`.
    public let checkpoint: CompactCheckpoint
    /// The root at the checkpoint's size.
    public let checkpointRoot: Hash

    /// The position after the last entry.
    public var end: UInt64 { first + UInt64(entries.count) }

    fileprivate init(
        entries: [VerifiedEntry], reader: borrowing JournalReader, frontier: CompactRange,
        checkpoint: CompactCheckpoint, checkpointRoot: Hash
    ) {
        name = reader.name
        journal = reader.journal
        first = reader.size
        self.entries = entries
        self.frontier = frontier
        self.checkpoint = checkpoint
        self.checkpointRoot = checkpointRoot
    }
}

/// One journal as a reader knows it: turns received bytes into verified entries, in order and without gaps.
///
/// Entries are accepted by their bytes, the journal before them, and the keys the writer ever held; never by the
/// clock, so that all honest readers hold the same. A batch is verified as a whole: either every new entry is
/// covered by a signed root, or the reader stays as it was.
public struct JournalReader: Sendable {
    /// Whose journal; `nil` for the registry.
    public let name: JournalName?
    public let journal: JournalID
    /// The name under which the writer signs (see `journalOrigin`).
    public let origin: String
    /// What has been verified so far.
    public private(set) var range: CompactRange
    /// The last checkpoint whose signature was verified, so that a long journal under one checkpoint costs one verification.
    private var signed: SignedState?

    private struct SignedState {
        var checkpoint: CompactCheckpoint
        var root: Hash
    }

    /// How many entries have been verified.
    public var size: UInt64 { range.size }

    /// A reader that begins at position 0.
    public init(name: JournalName?, journal: JournalID, origin: String) {
        self.init(name: name, journal: journal, origin: origin, restoring: CompactRange())
    }

    /// A reader that goes on behind what was verified and stored earlier.
    public init(name: JournalName?, journal: JournalID, origin: String, restoring range: CompactRange) {
        self.name = name
        self.journal = journal
        self.origin = origin
        self.range = range
    }

    /// Verifies entries in compact form (for the registry: records) that stand from position `start` on.
    ///
    /// `completion` leads from the last entry to the checkpoint's size (`MerkleTree.completion(from:to:)`); it is
    /// empty when that is the size. `keys` are all keys the writer ever held. Entries before the reader's size are
    /// passed over unread. After an error the reader is unchanged.
    public mutating func verify(
        _ compact: [ArraySlice<UInt8>], from start: UInt64, completion: [Hash], checkpoint: CompactCheckpoint, keys: [VerifyingKey]
    ) throws(JournalError) -> VerifiedBatch {
        guard start <= size else { throw .gap }
        guard checkpoint.size <= LedgerLimits.logSizeMax else { throw .sizeTooLarge }
        let (known, count) = (size - start, UInt64(compact.count))
        guard count > known else { throw .nothingNew }
        guard count <= checkpoint.size, start <= checkpoint.size - count else { throw .checkpointTooSmall }

        let (entries, frontier) = try read(compact.dropFirst(Int(known)))
        guard let root = frontier.root(completedTo: checkpoint.size, with: completion) else { throw .completionCount }
        try checkSignature(checkpoint, root: root, keys: keys)
        return take(entries, frontier, checkpoint, root)
    }

    /// Goes on with entries that this program wrote itself, and signs the state to which they lead.
    ///
    /// They are held to every rule of `verify`. Only the signature, made here a moment before, is not verified again:
    /// that would take twice as long as making it.
    mutating func extend(by compact: [ArraySlice<UInt8>], signing key: borrowing SigningKey) throws(JournalError) -> VerifiedBatch {
        guard !compact.isEmpty else { throw .nothingNew }
        let (entries, frontier) = try read(compact[...])
        guard frontier.size <= LedgerLimits.logSizeMax else { throw .sizeTooLarge }
        let root = frontier.root
        return take(entries, frontier, Checkpoint(origin: origin, size: frontier.size, root: root).sign(with: key), root)
    }

    /// Reads entries that follow on the reader's size, and the range behind them.
    private func read(_ compact: ArraySlice<ArraySlice<UInt8>>) throws(JournalError) -> ([VerifiedEntry], CompactRange) {
        var frontier = range
        var entries: [VerifiedEntry] = []
        entries.reserveCapacity(compact.count)
        for bytes in compact {
            let entry = try VerifiedEntry(bytes, position: frontier.size, in: self)
            try checkOpening(entry)
            frontier.append(entry.leafHash)
            entries.append(entry)
        }
        return (entries, frontier)
    }

    /// Makes what was read and signed the reader's state.
    private mutating func take(
        _ entries: [VerifiedEntry], _ frontier: CompactRange, _ checkpoint: CompactCheckpoint, _ root: Hash
    ) -> VerifiedBatch {
        let batch = VerifiedBatch(entries: entries, reader: self, frontier: frontier, checkpoint: checkpoint, checkpointRoot: root)
        range = frontier
        signed = SignedState(checkpoint: checkpoint, root: root)
        return batch
    }

    /// The first entry of a node's journal, and no other, is an opening that can be read by everyone.
    private func checkOpening(_ verified: VerifiedEntry) throws(JournalError) {
        guard let entry = verified.entry else { return }
        guard verified.position == 0 else {
            if entry.prefix.kind == .opening { throw .openingMisplaced }
            return
        }
        guard entry.prefix.kind == .opening else { throw .openingMissing }
        guard entry.prefix.epoch == nil, case .inline(let body) = entry.body else { throw .openingMalformed }
        do throws(CBORError) {
            _ = try Opening(body: body)
        } catch {
            throw .openingMalformed
        }
    }

    private func checkSignature(_ compact: CompactCheckpoint, root: Hash, keys: [VerifyingKey]) throws(JournalError) {
        if let signed, signed.checkpoint == compact, signed.root == root { return }
        let checkpoint = Checkpoint(origin: origin, size: compact.size, root: root)
        guard keys.contains(where: { checkpoint.carries(compact, of: $0) }) else { throw .badSignature }
        if let signed, signed.checkpoint.size == compact.size, signed.root != root { throw .contradiction }
    }
}
