public import Wire

/// A perfect subtree of a log: the 2^level leaves from `index * 2^level` on.
public struct Subtree: Hashable, Sendable {
    /// 0 for a single leaf, at most 63.
    public let level: Int
    /// Which of the subtrees of this level, counted from the left.
    public let index: UInt64

    public init(level: Int, index: UInt64) {
        self.level = level
        self.index = index
    }
}

/// Whoever can give the hash of any perfect subtree of a log.
public protocol SubtreeHashes {
    /// The root of the 2^level leaves from `index * 2^level` on, all of which the log has.
    func hash(level: Int, index: UInt64) throws -> Hash
}

/// The geometry of RFC 6962 logs: which hashes a proof needs, and whether a proof holds.
///
/// Proofs are computed as places, not hashes, so that a store fetches exactly what it needs. One hash of a proof
/// can stand for an imperfect subtree; it is then given as the perfect ones that make it up, left to right.
public enum MerkleTree {
    /// The perfect subtrees that cover the leaves of a log of this size, the largest first.
    public static func frontier(size: UInt64) -> [Subtree] {
        completion(from: 0, to: size)
    }

    /// The largest perfect subtrees that cover the leaves from `first` to `end` (excluded), left to right.
    ///
    /// They extend a `CompactRange` of size `first` to size `end`. At most 126; none when nothing lies between.
    public static func completion(from first: UInt64, to end: UInt64) -> [Subtree] {
        var subtrees: [Subtree] = []
        var position = first
        while position < end {
            let level = min(position.trailingZeroBitCount, 63 - (end - position).leadingZeroBitCount)
            subtrees.append(Subtree(level: level, index: position >> UInt64(level)))
            position += 1 << UInt64(level)
        }
        return subtrees
    }

    /// The hashes that prove that a leaf stands at a place in a log of `size` leaves (RFC 9162 §2.1.3.1), lowest first.
    ///
    /// The leaf must be inside the log.
    public static func inclusionProof(leaf: UInt64, size: UInt64) -> [[Subtree]] {
        precondition(leaf < size, "no leaf \(leaf) in a log of \(size)")
        var (first, end) = (UInt64(0), size)
        var path: [[Subtree]] = []
        while end - first > 1 {
            let middle = first + split(end - first)
            if leaf < middle {
                path.append(completion(from: middle, to: end))
                end = middle
            } else {
                path.append(completion(from: first, to: middle))
                first = middle
            }
        }
        return path.reversed()
    }

    /// The hashes that prove that a log of `new` leaves extends the one of `old` leaves (RFC 9162 §2.1.4.1).
    ///
    /// Empty when the sizes are equal or `old` is 0. The old size must not be the larger one.
    public static func consistencyProof(from old: UInt64, to new: UInt64) -> [[Subtree]] {
        precondition(old <= new, "a log of \(new) leaves cannot extend one of \(old)")
        guard old > 0 else { return [] }
        var (first, end) = (UInt64(0), new)
        var path: [[Subtree]] = []
        while old != end {
            let middle = first + split(end - first)
            if old <= middle {
                path.append(completion(from: middle, to: end))
                end = middle
            } else {
                path.append(completion(from: first, to: middle))
                first = middle
            }
        }
        // A whole old log is known to whoever holds its root; a part of it is not.
        if first > 0 { path.append(completion(from: first, to: end)) }
        return path.reversed()
    }

    /// Whether the proof shows this leaf at `index` of the log of `size` leaves with this root (RFC 9162 §2.1.3.2).
    public static func verifyInclusion(leaf: Hash, index: UInt64, size: UInt64, proof: [Hash], root: Hash) -> Bool {
        guard index < size else { return false }
        var (node, last) = (index, size - 1)
        var computed = leaf
        for hash in proof {
            guard last > 0 else { return false }
            if node & 1 == 1 || node == last {
                computed = .node(hash, computed)
                climb(&node, &last)
            } else {
                computed = .node(computed, hash)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && computed == root
    }

    /// Whether the proof shows that the log of `new` leaves begins with the log of `old` leaves (RFC 9162 §2.1.4.2).
    ///
    /// From an old size of 0 every log follows, and the proof must be empty.
    public static func verifyConsistency(from old: UInt64, to new: UInt64, proof: [Hash], oldRoot: Hash, newRoot: Hash) -> Bool {
        guard old <= new else { return false }
        if old == new { return proof.isEmpty && oldRoot == newRoot }
        if old == 0 { return proof.isEmpty && oldRoot == .emptyTree }
        let path = old.nonzeroBitCount == 1 ? [oldRoot] + proof : proof
        guard let start = path.first else { return false }
        var (node, last) = (old - 1, new - 1)
        let whole = (~node).trailingZeroBitCount
        node >>= UInt64(whole)
        last >>= UInt64(whole)
        var (computedOld, computedNew) = (start, start)
        for hash in path.dropFirst() {
            guard last > 0 else { return false }
            if node & 1 == 1 || node == last {
                computedOld = .node(hash, computedOld)
                computedNew = .node(hash, computedNew)
                climb(&node, &last)
            } else {
                computedNew = .node(computedNew, hash)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && computedOld == oldRoot && computedNew == newRoot
    }

    /// Skips the levels at which a node at the right edge has no sibling.
    private static func climb(_ node: inout UInt64, _ last: inout UInt64) {
        while node & 1 == 0, node != 0 {
            node >>= 1
            last >>= 1
        }
    }

    /// The largest power of two smaller than the width, which must be at least 2.
    private static func split(_ width: UInt64) -> UInt64 {
        1 << UInt64(63 - (width - 1).leadingZeroBitCount)
    }
}

extension SubtreeHashes {
    /// The hashes at these places, as a completion or a frontier carries them.
    public func hashes(of subtrees: [Subtree]) throws -> [Hash] {
        try subtrees.map { try hash(level: $0.level, index: $0.index) }
    }

    /// The hashes of a proof: one for each list of places.
    public func hashes(ofProof path: [[Subtree]]) throws -> [Hash] {
        try path.compactMap { CompactRange.join(try hashes(of: $0)) }
    }
}
