internal import Wire

/// A tile of a log (C2SP tlog-tiles, specification chapter 8, "Tiles"): up to 256 neighbouring hashes of one row, or the records of up
/// to 256 neighbouring leaves.
public struct Tile: Hashable, Sendable {
    /// How wide a full tile is, which is also how many hashes of a row one hash of the row above stands for.
    public static let widthMax = 256
    /// Levels that an address may name.
    static let levels = 0...63
    /// Rows that a log of `LedgerLimits.logSizeMax` leaves has.
    static let rowsMax = 7
    /// Bits of a position that one row stands above the row below.
    static let bitsPerRow: UInt64 = 8

    /// What a tile holds.
    public enum Row: Hashable, Sendable {
        /// The roots of the perfect subtrees of 256^level leaves.
        case hashes(level: Int)
        /// The leaves' data.
        case entries
    }

    public let row: Row
    /// Which tile of its row, from the left.
    public let index: UInt64
    /// 1 to 256 hashes or records.
    public let width: Int

    /// Names a tile; a level is 0 to 63, a width 1 to 256, an index at most `TilePath.indexMax`.
    public init(_ row: Row, index: UInt64, width: Int = Tile.widthMax) {
        precondition((1...Self.widthMax).contains(width) && index <= TilePath.indexMax, "no tile \(index) of width \(width)")
        if case .hashes(let level) = row { precondition(Self.levels.contains(level), "no row \(level)") }
        self.row = row
        self.index = index
        self.width = width
    }

    /// The level of its hashes; 0 for records, which lie under the hashes of row 0.
    public var level: Int {
        switch row {
        case .hashes(let level): level
        case .entries: 0
        }
    }

    /// The full tile of which this is the beginning.
    public var full: Tile { Tile(row, index: index) }

    /// Whether a log of that many leaves has all of the tile.
    public func isInside(size: UInt64) -> Bool {
        guard level < Self.rowsMax, index <= LedgerLimits.logSizeMax / UInt64(Self.widthMax) else { return false }
        return index * UInt64(Self.widthMax) + UInt64(width) <= Self.rowLength(level: level, size: size)
    }

    /// How many hashes a row has.
    static func rowLength(level: Int, size: UInt64) -> UInt64 {
        level < rowsMax ? size >> (bitsPerRow * UInt64(level)) : 0
    }

    /// The places of its hashes in the log's tree; of its leaves if it is a bundle. It must be inside a log.
    public var subtrees: [Subtree] {
        let first = index * UInt64(Self.widthMax)
        return (0..<UInt64(width)).map { Subtree(level: level * Int(Self.bitsPerRow), index: first + $0) }
    }

    /// The positions of the records of a bundle.
    public var positions: Range<UInt64> {
        let first = index * UInt64(Self.widthMax)
        return first..<first + UInt64(width)
    }

    /// Octets that the tile has, or that a bundle has at most.
    public var octetsMax: Int {
        switch row {
        case .hashes: width * Hash.count
        case .entries: width * (Self.lengthOctets + WireLimits.recordOctetsMax)
        }
    }

    /// Octets before a record in a bundle.
    static let lengthOctets = 2
}
