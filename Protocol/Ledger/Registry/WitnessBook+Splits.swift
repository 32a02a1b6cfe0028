public import Wire

/// Contradictions: kept, joined with what is learnt later, and settled by people.
extension WitnessBook {
    /// Takes a contradiction in that was verified; tells whether it says anything new.
    ///
    /// One about the same two checkpoints adds its cosignatures. Of more than `RegistryLimits.splitsMax` the first ones stay, but for the first
    /// one with a quorum on both sides, which takes the place of the last.
    public mutating func take(_ evidence: SplitEvidence, registry: Registry) -> Bool {
        if let index = splits.firstIndex(where: { $0.name == evidence.name }) {
            var joined = splits[index]
            joined.first.join(evidence.first, registry: registry)
            joined.second.join(evidence.second, registry: registry)
            guard joined != splits[index] else { return false }
            splits[index] = joined
            return true
        }
        var fresh = evidence
        (fresh.first.cosignatures, fresh.second.cosignatures) = ([], [])
        fresh.first.join(evidence.first, registry: registry)
        fresh.second.join(evidence.second, registry: registry)
        if splits.count < RegistryLimits.splitsMax {
            splits.append(fresh)
            return true
        }
        guard registry.isQuorumSplit(fresh), !splits.contains(where: registry.isQuorumSplit) else { return false }
        splits[splits.endIndex - 1] = fresh
        return true
    }

    /// Whether anything would be learnt of this checkpoint, which contradicts the own log, by making evidence of it.
    public func isNews(_ foreign: CosignedCheckpoint, registry: Registry) -> Bool {
        for split in splits {
            for side in [split.first, split.second] where side.root == foreign.root && side.size == foreign.size {
                var joined = side
                joined.join(foreign, registry: registry)
                if joined == side { return false }
            }
        }
        return true
    }

    /// The contradictions that keep this node from sealing: a quorum stands on both sides, and its people have not decided.
    public func unsettledQuorumSplits(registry: Registry) -> [SplitEvidence] {
        splits.filter { !settled.contains($0.name) && registry.isQuorumSplit($0) }
    }

    /// Whether people have been asked about a contradiction and have not decided.
    public var hasUnsettledSplit: Bool { splits.contains { !settled.contains($0.name) } }

    /// Whether people have decided about any contradiction.
    public var hasSettledSplit: Bool { !settled.isEmpty }

    /// This node's people have decided to go on with the registry that it holds; tells how many contradictions that settled.
    public mutating func settle() -> Int {
        let before = settled.count
        settled.formUnion(splits.map(\.name))
        return settled.count - before
    }
}

extension SplitEvidence {
    var name: WitnessBook.SplitName {
        WitnessBook.SplitName(first: first.root, second: second.root, sizes: [first.size, second.size])
    }
}

extension CosignedCheckpoint {
    /// Adds the other's cosignatures that count by this registry, one of each signer.
    mutating func join(_ other: CosignedCheckpoint, registry: Registry) {
        let (witnesses, checkpoint) = (registry.witnesses, registry.checkpoint(of: self))
        for cosignature in other.cosignatures where !cosignatures.contains(where: { $0.signer == cosignature.signer }) {
            guard registry.cosigner(of: cosignature, over: checkpoint, among: witnesses) != nil else { continue }
            cosignatures.append(cosignature)
        }
        self = sorted
    }
}
