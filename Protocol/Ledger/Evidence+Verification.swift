public import Sodium
public import Wire

/// Why something is no evidence of a forked journal (specification 6.17); the raw value is the refusal's name.
public enum ForkError: String, Error, Equatable, CaseIterable, Sendable {
    /// The first size is 0 or larger than the second, or one is larger than a log can be.
    case forkOrder
    /// Both logs have the same root at the first size.
    case forkSame
    /// The proof does not lead to the second checkpoint.
    case forkNotProven
    /// No key of the writer signed one of the checkpoints.
    case forkSignature
}

extension Evidence {
    /// Whose journal this is about.
    public var name: JournalName { JournalName(node: node, group: group, incarnation: incarnation) }

    /// Throws what can be found wrong without any key; whoever made this up or passed it on unread is to blame.
    public func check() throws(ForkError) {
        guard first.size > 0, first.size <= LedgerLimits.logSizeMax else { throw .forkOrder }
        guard let other else { return }
        guard first.size <= other.second.size, other.second.size <= LedgerLimits.logSizeMax else { throw .forkOrder }
        guard other.root != first.root else { throw .forkSame }
        guard
            MerkleTree.verifyConsistency(
                from: first.size, to: other.second.size, proof: other.proof, oldRoot: other.root, newRoot: other.second.root)
        else { throw .forkNotProven }
    }

    /// Throws unless the writer signed what this says it did, by any of the keys that it ever held; gives the keys that it signed with.
    ///
    /// With two checkpoints that proves the fork to everybody: no log can have both, and nobody else could have signed them.
    @discardableResult
    public func verify(network: NetworkID, registryOrigin: String, keys: [VerifyingKey]) throws(ForkError) -> Set<Octets32> {
        try check()
        let origin = journalOrigin(registryOrigin: registryOrigin, journal: name.id(in: network))
        var signers: Set<Octets32> = []
        for state in [first] + (other.map { [$0.second] } ?? []) {
            let checkpoint = Checkpoint(origin: origin, size: state.size, root: state.root)
            let compact = CompactCheckpoint(size: state.size, signature: state.signature)
            guard let key = keys.first(where: { checkpoint.carries(compact, of: $0) }) else { throw .forkSignature }
            signers.insert(key.octets)
        }
        return signers
    }
}
