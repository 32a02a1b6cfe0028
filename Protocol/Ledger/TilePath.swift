/// One address of a log below its prefix (C2SP tlog-tiles, specification chapter 8, "Addresses").
public enum TilePath: Hashable, Sendable {
    case checkpoint
    case tile(Tile)

    /// The largest index: six groups of three digits.
    public static let indexMax: UInt64 = 999_999_999_999_999_999

    /// Reads an address without the prefix and the slash behind it.
    ///
    /// One address has one spelling, so a cache holds it once. Throws `tilePath` or `addressUnknown`.
    public init(_ text: some StringProtocol) throws(TileError) {
        let text = String(text)
        guard text != Self.checkpoint.text else {
            self = .checkpoint
            return
        }
        guard text.hasPrefix("tile/") else { throw .addressUnknown }
        guard text.utf8.count <= LedgerLimits.tilePathOctetsMax, let tile = Self.tile(text), TilePath.tile(tile).text == text else {
            throw .tilePath
        }
        self = .tile(tile)
    }

    /// The address in its one spelling.
    public var text: String {
        switch self {
        case .checkpoint: "checkpoint"
        case .tile(let tile): Self.text(tile)
        }
    }

    private static func text(_ tile: Tile) -> String {
        let row =
            switch tile.row {
            case .hashes(let level): "\(level)"
            case .entries: "entries"
            }
        var groups: [String] = []
        var rest = tile.index
        repeat {
            let digits = String(rest % 1_000)
            groups.append((groups.isEmpty ? "" : "x") + String(repeating: "0", count: 3 - digits.utf8.count) + digits)
            rest /= 1_000
        } while rest > 0
        let end = tile.width < Tile.widthMax ? ".p/\(tile.width)" : ""
        return "tile/\(row)/" + groups.reversed().joined(separator: "/") + end
    }

    /// Reads any spelling; whether it was the one shows when the tile is written again.
    private static func tile(_ text: String) -> Tile? {
        var parts = text.split(separator: "/", omittingEmptySubsequences: false)[...]
        guard parts.popFirst() == "tile", let row = parts.popFirst().flatMap(row), !parts.isEmpty else { return nil }
        var width = Tile.widthMax
        if parts.count > 1, parts[parts.endIndex - 2].hasSuffix(".p"), let last = parts.popLast() {
            guard let number = Int(last), (1..<Tile.widthMax).contains(number) else { return nil }
            width = number
            parts[parts.endIndex - 1].removeLast(2)
        }
        var index: UInt64 = 0
        for part in parts {
            let digits = part.drop { $0 == "x" }
            guard digits.utf8.count == 3, let group = UInt64(digits), index <= (Self.indexMax - group) / 1_000 else { return nil }
            index = index * 1_000 + group
        }
        return Tile(row, index: index, width: width)
    }

    private static func row(_ text: Substring) -> Tile.Row? {
        guard text != "entries" else { return .entries }
        return Int(text).flatMap { Tile.levels.contains($0) ? .hashes(level: $0) : nil }
    }
}
