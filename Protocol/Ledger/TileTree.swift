public import Wire

/// Which tiles a log of one size has, and how they lead to its root (specification chapter 8, "From a checkpoint to every record").
public enum TileTree {
    /// The last tile of each row that is partial, the highest row first; none for a log without leaves.
    public static func edge(size: UInt64) -> [Tile] {
        (0..<rows(size: size)).reversed().compactMap { level in
            let length = Tile.rowLength(level: level, size: size)
            let width = Int(length % UInt64(Tile.widthMax))
            return width == 0 ? nil : Tile(.hashes(level: level), index: length / UInt64(Tile.widthMax), width: width)
        }
    }

    /// How many rows have a hash.
    static func rows(size: UInt64) -> Int {
        (0..<Tile.rowsMax).first { Tile.rowLength(level: $0, size: size) == 0 } ?? Tile.rowsMax
    }

    /// The root of the log of that size by the hashes of its edge, in the order of `edge(size:)`.
    ///
    /// `nil` when there is another number of tiles or a tile has another number of hashes.
    public static func root(size: UInt64, edge: [[Hash]]) -> Hash? {
        guard edge.map(\.count) == Self.edge(size: size).map(\.width) else { return nil }
        return CompactRange(size: size, hashes: edge.flatMap { range(of: $0).hashes })?.root
    }

    /// The root over neighbouring hashes of a row.
    static func root(of hashes: some Sequence<Hash>) -> Hash { range(of: hashes).root }

    private static func range(of hashes: some Sequence<Hash>) -> CompactRange {
        var range = CompactRange()
        for hash in hashes { range.append(hash) }
        return range
    }
}

/// Every tile and bundle of a log of one size, each once, in the order in which a reader can verify them: the edge from the highest row
/// down, the full tiles from the highest row down, and each bundle behind its tile of row 0.
public struct TilePlan: Sequence, IteratorProtocol, Sendable {
    private let size: UInt64
    private var edge: ArraySlice<Tile>
    private var level: Int
    private var index: UInt64 = 0
    private var bundle: Tile?

    /// The plan for a log of `size` leaves, at most `LedgerLimits.logSizeMax`.
    public init(size: UInt64) {
        self.size = size
        edge = TileTree.edge(size: size)[...]
        level = Swift.max(0, TileTree.rows(size: size) - 1)
    }

    public mutating func next() -> Tile? {
        if let tile = edge.popFirst() { return tile }
        if let bundle {
            self.bundle = nil
            return bundle
        }
        while true {
            let length = Tile.rowLength(level: level, size: size)
            if index < length / UInt64(Tile.widthMax) {
                defer { index += 1 }
                if level == 0 { bundle = Tile(.entries, index: index) }
                return Tile(.hashes(level: level), index: index)
            }
            guard level == 0 else {
                (level, index) = (level - 1, 0)
                continue
            }
            // Behind the full bundles comes the one of the edge, whose tile was the first of all to be verified.
            let width = Int(length % UInt64(Tile.widthMax))
            guard width > 0, index == length / UInt64(Tile.widthMax) else { return nil }
            index += 1
            return Tile(.entries, index: index - 1, width: width)
        }
    }
}

/// The reader of a log that is served as tiles: takes them in the order of `TilePlan` and knows of each whether it is the log's.
///
/// Holds one row of hashes and the row that grows below it: 32 octets for each 256 leaves.
public struct TileReader: Sendable {
    public let size: UInt64
    public let root: Hash
    private var plan: TilePlan
    /// The hashes of the edge, by level, until its rows are reached.
    private var edge: [Int: [Hash]] = [:]
    private var edgeHashes: [[Hash]] = []
    private var edgeTiles: ArraySlice<Tile>
    /// The verified row above the tiles that come.
    private var above: [Hash] = []
    /// The row of the tiles that come, as far as they came.
    private var row: [Hash] = []
    private var level: Int
    /// The leaves of the bundle that comes next.
    private var leaves: [Hash] = []

    /// Begins at a checkpoint of at least one leaf.
    public init(size: UInt64, root: Hash) {
        precondition(size > 0, "a log without leaves has no tiles")
        self.size = size
        self.root = root
        plan = TilePlan(size: size)
        edgeTiles = TileTree.edge(size: size)[...]
        level = TileTree.rows(size: size) - 1
    }

    /// Takes what stands at the address of the plan's next tile; gives the records if that is a bundle.
    ///
    /// Throws what is wrong with it; the reader is then at its end.
    public mutating func take(_ octets: [UInt8], of tile: Tile) throws(TileError) -> [ArraySlice<UInt8>] {
        guard plan.next() == tile else { preconditionFailure("the tiles of a log are taken in the order of its plan") }
        guard tile.row != .entries else { return try takeBundle(octets, of: tile) }
        let hashes = try tile.hashes(in: octets)
        if edgeTiles.first == tile {
            edgeTiles.removeFirst()
            edgeHashes.append(hashes)
            edge[tile.level] = hashes
            guard edgeTiles.isEmpty else { return [] }
            guard TileTree.root(size: size, edge: edgeHashes) == root else { throw .tileNotIncluded }
            // The highest row is all edge.
            above = edge[level] ?? []
            edgeHashes = []
        } else {
            if tile.level < level - 1 { descend() }
            guard TileTree.root(of: hashes) == above[Int(tile.index)] else { throw .tileNotIncluded }
            if tile.level == 0 { leaves = hashes } else { row += hashes }
        }
        return []
    }

    /// The row that was read becomes the one above.
    private mutating func descend() {
        level -= 1
        above = row + (edge[level] ?? [])
        row = []
    }

    private mutating func takeBundle(_ octets: [UInt8], of tile: Tile) throws(TileError) -> [ArraySlice<UInt8>] {
        let records = try tile.records(in: octets)
        let expected = tile.width < Tile.widthMax ? edge[0] ?? [] : leaves
        guard records.map({ Hash.leaf($0) }) == expected else { throw .bundleNotIncluded }
        return records
    }
}
