public import Wire

/// The hashes of every perfect subtree of a log, in memory: for proofs over lists that are at hand.
///
/// Takes 64 octets a leaf; a long journal's hashes belong into a store.
public struct SubtreeTable: SubtreeHashes, Sendable {
    /// For each level the roots of its subtrees from the left, complete ones only.
    private var levels: [[Hash]] = [[]]

    public init(leaves: some Sequence<Hash> = EmptyCollection()) {
        for leaf in leaves { append(leaf) }
    }

    /// How many leaves there are.
    public var size: UInt64 { UInt64(levels[0].count) }

    /// The Merkle tree hash of all leaves.
    public var root: Hash { root(at: size) }

    /// The Merkle tree hash the log had at a size, at most its present one.
    public func root(at size: UInt64) -> Hash {
        CompactRange.join(MerkleTree.frontier(size: size).map { hash(level: $0.level, index: $0.index) }) ?? .emptyTree
    }

    /// Adds the hash of the next leaf and of every subtree it completes.
    public mutating func append(_ leaf: Hash) {
        levels[0].append(leaf)
        var level = 0
        while levels[level].count.isMultiple(of: 2) {
            let pair = levels[level].suffix(2)
            let joined = Hash.node(pair[pair.startIndex], pair[pair.startIndex + 1])
            level += 1
            if level == levels.count { levels.append([]) }
            levels[level].append(joined)
        }
    }

    public func hash(level: Int, index: UInt64) -> Hash {
        levels[level][Int(index)]
    }

    /// The hashes that prove the leaf at `index` in the log at `size` (RFC 9162 §2.1.3.1).
    public func inclusionProof(leaf index: UInt64, size: UInt64) -> [Hash] {
        proof(MerkleTree.inclusionProof(leaf: index, size: size))
    }

    /// The hashes that prove that the log at size `new` extends the one at size `old` (RFC 9162 §2.1.4.1).
    public func consistencyProof(from old: UInt64, to new: UInt64) -> [Hash] {
        proof(MerkleTree.consistencyProof(from: old, to: new))
    }

    /// The hashes that extend the log's range at size `first` to size `end`.
    public func completion(from first: UInt64, to end: UInt64) -> [Hash] {
        MerkleTree.completion(from: first, to: end).map { hash(level: $0.level, index: $0.index) }
    }

    private func proof(_ path: [[Subtree]]) -> [Hash] {
        path.compactMap { CompactRange.join($0.map { hash(level: $0.level, index: $0.index) }) }
    }
}
