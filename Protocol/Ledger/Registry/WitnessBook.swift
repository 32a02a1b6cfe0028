public import Wire

/// What a node knows of who holds which registry, and when they said so (specification 3.12).
///
/// Holds of the coordinator and of each witness the newest cosignature that fits this node's own log, and the contradictions it has
/// found or been told. A value without a clock: the shell compares with its log, says what time it is, and keeps `encoded()` on its disk.
public struct WitnessBook: Equatable, Sendable {
    /// The newest cosignature of one signer, on a checkpoint of this node's log.
    struct Word: Equatable, Sendable {
        var checkpoint: CosignedCheckpoint
        var cosignature: Cosignature

        var order: (UInt64, UInt64) { (cosignature.time, checkpoint.size) }
    }

    var words: [Cosigner: Word] = [:]
    /// Every one verified; the oldest first.
    public internal(set) var splits: [SplitEvidence] = []
    /// The contradictions in spite of which this node's people go on with the registry that it holds.
    var settled: Set<SplitName> = []

    /// A contradiction by the two checkpoints in it, whoever cosigned them.
    struct SplitName: Hashable, Sendable {
        let first: Hash
        let second: Hash
        let sizes: [UInt64]
    }

    public init() {}

    /// Takes in what was verified to be about this node's own log: its root at that size is the statement's.
    ///
    /// Cosignatures that do not verify, are not of witnesses, lie ahead of the time `now` (unix seconds), or are not newer are left out.
    /// Tells whether anything was new.
    public mutating func take(_ statement: CosignedCheckpoint, registry: Registry, now: UInt64) -> Bool {
        let witnesses = registry.witnesses
        let checkpoint = registry.checkpoint(of: statement)
        var isNew = false
        for cosignature in statement.cosignatures where isBelievable(cosignature, now) {
            guard let cosigner = registry.cosigner(of: cosignature, over: checkpoint, among: witnesses) else { continue }
            let bare = CosignedCheckpoint(size: statement.size, root: statement.root, signature: statement.signature)
            let word = Word(checkpoint: bare, cosignature: cosignature)
            if let known = words[cosigner], known.order >= word.order { continue }
            words[cosigner] = word
            isNew = true
        }
        return isNew
    }

    /// Only ahead matters: what lies back is old, which is what freshness tells.
    private func isBelievable(_ cosignature: Cosignature, _ now: UInt64) -> Bool {
        cosignature.time <= now &+ LedgerLimits.cosignatureSecondsAheadMax
    }

    /// Leaves out who is no witness any more or whose key was revoked since, and what does not fit the log any more.
    public mutating func forgetLapsed(registry: Registry) {
        let witnesses = registry.witnesses
        words = words.filter { cosigner, word in
            registry.cosigner(of: word.cosignature, over: registry.checkpoint(of: word.checkpoint), among: witnesses) == cosigner
        }
    }

    /// What is passed on: this node's newest checkpoint, and every other of which somebody's newest cosignature is held; by size.
    public func statements(newest: CosignedCheckpoint?) -> [CosignedCheckpoint] {
        var statements: [Hash: CosignedCheckpoint] = [:]
        if let newest { statements[newest.root] = newest }
        for word in words.values {
            var statement = statements[word.checkpoint.root] ?? word.checkpoint
            if !statement.cosignatures.contains(word.cosignature) { statement.cosignatures.append(word.cosignature) }
            statements[word.checkpoint.root] = statement
        }
        return statements.values.map(\.sorted).sorted { ($0.size, $0.root) < ($1.size, $1.root) }
    }

    /// The checkpoint with the cosignatures of it that are held.
    public func cosigned(_ bare: CosignedCheckpoint) -> CosignedCheckpoint {
        var statement = bare
        for word in words.values where word.checkpoint.root == bare.root && !statement.cosignatures.contains(word.cosignature) {
            statement.cosignatures.append(word.cosignature)
        }
        return statement.sorted
    }
}

extension CosignedCheckpoint {
    /// With its cosignatures in an order that does not depend on where they came from, as many as may travel.
    var sorted: CosignedCheckpoint {
        var copy = self
        func key(_ cosignature: Cosignature) -> (UInt8, [UInt8], UInt64) {
            (cosignature.signer == nil ? 0 : 1, cosignature.signer?.array ?? [], cosignature.time)
        }
        copy.cosignatures.sort { left, right in
            let (left, right) = (key(left), key(right))
            if left.0 != right.0 { return left.0 < right.0 }
            return left.1 == right.1 ? left.2 < right.2 : left.1.lexicographicallyPrecedes(right.1)
        }
        copy.cosignatures = Array(copy.cosignatures.prefix(WireLimits.cosignaturesMax))
        return copy
    }
}
