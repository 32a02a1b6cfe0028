import Ledger
import Wire

/// The Merkle frontier of a journal while entries are appended, which also names each large subtree once it is complete.
///
/// `CompactRange` joins subtrees and forgets them; the store keeps those of 2^8 leaves and more, so that proofs and
/// completions never read more than 2^8 leaves.
struct SubtreeCarry {
    private static let level = StorageLimits.subtreeLevelMin
    private static let width: UInt64 = 1 << UInt64(level)

    /// The hashes of the subtrees of 2^8 leaves and more, largest first.
    private var large: [Hash]
    /// The leaves behind them, fewer than 2^8.
    private var small: CompactRange
    private(set) var size: UInt64

    init(_ range: CompactRange) {
        size = range.size
        let rest = range.size % Self.width
        large = Array(range.hashes.dropLast(rest.nonzeroBitCount))
        small = CompactRange(size: rest, hashes: range.hashes.suffix(rest.nonzeroBitCount)) ?? CompactRange()
    }

    /// The frontier reached so far.
    var range: CompactRange? { CompactRange(size: size, hashes: large + small.hashes) }

    /// Adds a leaf and calls `completed` for every subtree of 2^8 leaves and more that ends with it, the smallest first.
    mutating func append(_ leaf: Hash, completed: (Subtree, Hash) throws -> Void) rethrows {
        small.append(leaf)
        size += 1
        guard small.size == Self.width else { return }
        var (hash, place) = (small.root, Subtree(level: Self.level, index: size / Self.width - 1))
        small = CompactRange()
        try completed(place, hash)
        while place.index & 1 == 1, let left = large.popLast() {
            hash = .node(left, hash)
            place = Subtree(level: place.level + 1, index: place.index >> 1)
            try completed(place, hash)
        }
        large.append(hash)
    }
}
