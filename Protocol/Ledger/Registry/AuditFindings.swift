public import Wire

/// What an audit of a published registry has shown, and what it has not (specification chapter 8, "Auditing").
public struct AuditFindings: Sendable {
    /// A record that every node passes over.
    public struct RefusedRecord: Equatable, Sendable {
        public let position: UInt64
        public let reason: RecordError
    }

    /// The registry, folded from every record.
    public let registry: Registry
    /// The checkpoint that the coordinator key signed.
    public let checkpoint: Checkpoint
    /// The note that it stands in, with every signature line.
    public let note: SignedNote
    /// The first refused records, at most `RegistryLimits.auditRefusalsMax`; `registry.refusedCount` counts all.
    public let refused: [RefusedRecord]
    /// Octets of tiles and bundles that were read and verified.
    public let octets: Int
    /// The root at the size that was to be compared; `nil` when there was none, or the log is smaller.
    public let comparedRoot: Hash?
    let isNetworkExpected: Bool

    /// What the lines beside the coordinator's signature prove, since all records are here.
    public var witnessing: CheckpointWitnessing { registry.witnessing(note, of: checkpoint, isWhole: true) }

    /// What nobody may conclude from the audit, a sentence each.
    ///
    /// - Parameter isCompared: whether the log was compared with one that came another way.
    public func notProven(isCompared: Bool) -> [String] {
        var sentences: [String] = []
        if !isNetworkExpected {
            sentences.append("that this is the network you mean: anybody can found one; compare its identifier")
        }
        if !isCompared {
            sentences.append("that others are shown the same log: it was compared with nobody's")
        }
        if witnessing.quorum == nil {
            sentences.append("that others are shown this checkpoint: no quorum of witnesses cosigned it")
        }
        sentences.append(
            witnessing.coordinatorTime == nil
                ? "that this is the newest checkpoint: the coordinator gave it no time"
                : "that there is no newer checkpoint: the coordinator's time says only when this one was the newest")
        sentences.append("that an organisation is who its name says: the coordinator judged that when it admitted it")
        return sentences
    }
}
