public import Sodium
public import Wire

/// Why something is no evidence of two registries (specification 3.12); the raw value is the refusal's name.
public enum SplitError: String, Error, Equatable, CaseIterable, Sendable {
    /// The first size is 0 or larger than the second, or the second larger than a log can be.
    case splitOrder
    /// Both logs have the same root at the first size.
    case splitSame
    /// The proof does not lead to the second checkpoint.
    case splitNotProven
    /// The coordinator did not sign one of the checkpoints.
    case splitSignature
}

extension SplitEvidence {
    /// Throws unless this proves that the holder of the key signed two registries of which no log can have both.
    ///
    /// Needs nothing but the coordinator's key and the registry's origin. The cosignatures are not looked at.
    public func verify(origin: String, key: VerifyingKey) throws(SplitError) {
        guard first.size > 0, first.size <= second.size, second.size <= LedgerLimits.logSizeMax else { throw .splitOrder }
        guard root != first.root else { throw .splitSame }
        guard
            MerkleTree.verifyConsistency(from: first.size, to: second.size, proof: proof, oldRoot: root, newRoot: second.root)
        else { throw .splitNotProven }
        let isSigned = [first, second].allSatisfy { statement in
            Checkpoint(origin: origin, size: statement.size, root: statement.root)
                .carries(CompactCheckpoint(size: statement.size, signature: statement.signature), of: key)
        }
        guard isSigned else { throw .splitSignature }
    }
}
