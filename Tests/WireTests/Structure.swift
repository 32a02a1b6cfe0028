import Wire

/// Any value of the encoding, for tests that need arbitrary ones; real structures have types of their own.
indirect enum Structure: Equatable {
    case unsigned(UInt64)
    case byteString([UInt8])
    case text(String)
    case array([Structure])
    case bool(Bool)

    var encoded: [UInt8] {
        var writer = CBORWriter()
        write(to: &writer)
        return writer.bytes
    }

    private func write(to writer: inout CBORWriter) {
        switch self {
        case .unsigned(let value): writer.unsigned(value)
        case .byteString(let value): writer.byteString(value)
        case .text(let value): writer.text(value)
        case .bool(let value): writer.bool(value)
        case .array(let elements):
            writer.array(elements.count)
            for element in elements { element.write(to: &writer) }
        }
    }

    /// Reads the whole input through the typed methods of `CBORReader`, choosing each by the next octet.
    init(decoding bytes: [UInt8]) throws(CBORError) {
        var reader = CBORReader(bytes)
        try self.init(from: &reader, of: bytes)
        try reader.end()
    }

    private init(from reader: inout CBORReader, of bytes: [UInt8]) throws(CBORError) {
        guard reader.remaining > 0 else { throw .truncated }
        let next = bytes[bytes.count - reader.remaining]
        switch next >> 5 {
        case 0: self = .unsigned(try reader.unsigned())
        case 2: self = .byteString(Array(try reader.byteString(limit: .max)))
        case 3: self = .text(try reader.text(limit: .max))
        case 4:
            let count = try reader.array(limit: .max)
            var elements: [Structure] = []
            for _ in 0..<count { elements.append(try Structure(from: &reader, of: bytes)) }
            self = .array(elements)
        case 7 where next == 0xF4 || next == 0xF5: self = .bool(try reader.bool())
        default:
            _ = try reader.item()
            throw .forbidden
        }
    }

    /// An arbitrary structure, at most `depth` arrays deep, with integers and lengths around the edges of their heads.
    static func random(depth: Int, using random: inout some RandomNumberGenerator) -> Structure {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 4), using: &random) {
        case 0: .unsigned(edge(using: &random))
        case 1: .byteString((0..<length(using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) })
        case 2: .text(String((0..<length(using: &random) / 2).map { _ in characters.randomElement(using: &random) ?? "a" }))
        case 3: .bool(Bool.random(using: &random))
        default: .array((0..<Int.random(in: 0...5, using: &random)).map { _ in Self.random(depth: depth - 1, using: &random) })
        }
    }

    private static let characters: [Character] = ["a", "é", "水", "𐅑", "\u{0}", "\u{7F}", "e\u{301}", "👩‍🚀"]

    private static func edge(using random: inout some RandomNumberGenerator) -> UInt64 {
        let edges: [UInt64] = [0, 23, 24, 0xFF, 0x100, 0xFFFF, 0x1_0000, 0xFFFF_FFFF, 0x1_0000_0000, .max]
        let near = edges.randomElement(using: &random) ?? 0
        return Bool.random(using: &random) ? near : near &+ UInt64.random(in: 0..<3, using: &random) &- 1
    }

    private static func length(using random: inout some RandomNumberGenerator) -> Int {
        [0, 1, 22, 23, 24, 25, 255, 256, 257].randomElement(using: &random) ?? 0
    }
}

/// A small seeded generator, so that a failing case can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
