import Ledger
import Sodium
public import Wire

/// Evidence that a journal is forked, as it is kept.
public struct KnownFork: Hashable, Sendable {
    /// With both checkpoints; verified before it was kept.
    public var evidence: Evidence
    /// Whether this node's people have said that it counts no more towards suspending the writer.
    public var isPardoned: Bool

    public init(evidence: Evidence, isPardoned: Bool = false) {
        self.evidence = evidence
        self.isPardoned = isPardoned
    }
}

/// What the disk says of a journal's checkpoints, so that it can be compared with somebody else's.
public struct StoredRoots: Sendable {
    /// The newest checkpoint that the stored entries reach.
    public let served: SignedRoot
    /// The root of this log at the size that was asked about, and the consistency proof from there to `served`; `nil` where nothing, or too
    /// much, was asked about.
    public let earlier: (root: Hash, proof: [Hash])?

    public init(served: SignedRoot, earlier: (root: Hash, proof: [Hash])?) {
        self.served = served
        self.earlier = earlier
    }
}

/// A node of whose journals two are forked, or one.
public struct ForkedNode: Hashable, Sendable {
    public let node: NodeID
    /// Forked journals of which evidence is here.
    public let journals: Int
    /// Whether nothing more is taken of any journal of it.
    public let isSuspended: Bool
}

/// Evidence of forked journals, one piece for each, and what follows from it (specification chapter 6.17).
struct ForkBook: Sendable {
    struct Fork: Sendable {
        var known: KnownFork
        /// The keys with which the writer signed.
        let signers: Set<Octets32>
        /// Nothing is taken that begins at this position or behind: the larger size of the two.
        let end: UInt64
    }

    private(set) var forks: [JournalID: Fork] = [:]
    private(set) var suspended: Set<NodeID> = []

    var isEmpty: Bool { forks.isEmpty }

    /// Whether there is room for evidence on another journal of this author and group. What counts no more takes none of its author's; what
    /// this node itself writes always has some, for it must leave a journal that is forked.
    func hasRoom(for name: JournalName, _ directory: PeerDirectory, own: NodeID) -> Bool {
        guard name.node != own else { return forks.count < GossipLimits.forksMax }
        let ofAuthor = forks.values.filter { $0.known.evidence.node == name.node && counts($0, directory) }
        return forks.count < GossipLimits.forksMax && ofAuthor.count < GossipLimits.forksPerAuthorMax
            && ofAuthor.count { $0.known.evidence.group == name.group } < GossipLimits.forksPerAuthorInGroupMax
    }

    /// Keeps evidence that was verified; of one journal the first stays.
    mutating func keep(_ known: KnownFork, on journal: JournalID, signers: Set<Octets32>) {
        guard forks[journal] == nil, let other = known.evidence.other else { return }
        forks[journal] = Fork(known: known, signers: signers, end: other.second.size)
    }

    mutating func pardon(_ journal: JournalID, _ isPardoned: Bool) { forks[journal]?.known.isPardoned = isPardoned }

    /// Counts anew who is suspended; gives those that are no longer.
    mutating func judge(_ directory: PeerDirectory, except own: NodeID) -> Set<NodeID> {
        var counts: [Place: Int] = [:]
        for fork in forks.values where fork.known.evidence.node != own && self.counts(fork, directory) {
            counts[Place(node: fork.known.evidence.node, group: fork.known.evidence.group), default: 0] += 1
        }
        let before = suspended
        suspended = Set(counts.filter { $0.value >= GossipLimits.forksSuspending }.map(\.key.node))
        return before.subtracting(suspended)
    }

    /// A key that the registry has replaced since answers for nothing that comes now.
    private func counts(_ fork: Fork, _ directory: PeerDirectory) -> Bool {
        guard !fork.known.isPardoned else { return false }
        return directory.nodes[fork.known.evidence.node]?.currentKey.map(fork.signers.contains) ?? true
    }

    private struct Place: Hashable {
        let node: NodeID
        let group: GroupTag
    }
}
