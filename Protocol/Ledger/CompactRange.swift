public import Wire

/// All that must be remembered of a log's first `size` leaves to append to it and to check its checkpoints.
///
/// Holds one hash for every one-bit of the size: the perfect subtrees that cover the leaves, the largest
/// (leftmost) first. At most 64 hashes, whatever the size.
public struct CompactRange: Equatable, Sendable {
    /// How many leaves are covered.
    public private(set) var size: UInt64
    /// The roots of the covering perfect subtrees, largest first.
    public private(set) var hashes: [Hash]

    /// The range of a log without leaves.
    public init() {
        size = 0
        hashes = []
    }

    /// Restores a range; `nil` unless there is one hash for every one-bit of the size.
    public init?(size: UInt64, hashes: [Hash]) {
        guard hashes.count == size.nonzeroBitCount else { return nil }
        self.size = size
        self.hashes = hashes
    }

    /// Adds the hash of the next leaf.
    public mutating func append(_ leaf: Hash) {
        append(leaf, level: 0)
    }

    /// The Merkle tree hash of the leaves (RFC 6962 §2.1).
    public var root: Hash {
        Self.join(hashes) ?? .emptyTree
    }

    /// The root this log has at a larger size, if `completion` holds what follows this range.
    ///
    /// `completion` is the list of perfect subtrees that `MerkleTree.completion(from:to:)` names, left to right.
    /// `nil` when the size is smaller than this range's or the number of hashes is another one.
    /// Whether the hashes are true shows only when the root is compared with a signed one.
    public func root(completedTo size: UInt64, with completion: [Hash]) -> Hash? {
        guard size >= self.size else { return nil }
        let subtrees = MerkleTree.completion(from: self.size, to: size)
        guard subtrees.count == completion.count else { return nil }
        var range = self
        for (subtree, hash) in zip(subtrees, completion) {
            range.append(hash, level: subtree.level)
        }
        return range.root
    }

    /// Adds the root of a perfect subtree of 2^level leaves; the size must be a multiple of that number.
    mutating func append(_ hash: Hash, level: Int) {
        precondition(size & ((1 << UInt64(level)) - 1) == 0, "a subtree of level \(level) does not fit behind \(size) leaves")
        var joined = hash
        var level = level
        size += 1 << UInt64(level)
        // Every carry of the addition joins two equal subtrees into one.
        while size & (1 << UInt64(level)) == 0, level < 63, let left = hashes.popLast() {
            joined = .node(left, joined)
            level += 1
        }
        hashes.append(joined)
    }

    /// Joins adjacent subtrees of falling size into the hash of their common (imperfect) tree; `nil` for none.
    static func join(_ hashes: some BidirectionalCollection<Hash>) -> Hash? {
        guard var joined = hashes.last else { return nil }
        for left in hashes.dropLast().reversed() {
            joined = .node(left, joined)
        }
        return joined
    }
}
