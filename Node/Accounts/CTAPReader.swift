/// Reads what authenticators encode (CBOR as CTAP2 has it): maps and negative numbers too, which nothing of ours has.
///
/// Strict where it keeps two readers from differing: shortest forms, definite lengths, no tags and floats, no key twice. The order of a
/// map's keys is not looked at, since some browsers write others than CTAP2 says. After an error the position is unspecified.
struct CTAPReader {
    /// A key of a map.
    enum Key: Hashable {
        case number(Int64)
        case text(String)
    }

    private let input: ArraySlice<UInt8>
    private var position: Int

    init(_ input: ArraySlice<UInt8>) {
        self.input = input
        position = input.startIndex
    }

    var isAtEnd: Bool { position == input.endIndex }
    var rest: ArraySlice<UInt8> { input[position...] }

    /// Reads a map, whose members `body` takes one after the other; what it does not take it skips itself.
    mutating func map(_ body: (Key, inout CTAPReader) throws(WebAuthnFault) -> Void) throws(WebAuthnFault) {
        let count = try head(5)
        guard count <= UInt64(AccountsLimits.ctapMembersMax) else { throw .malformed }
        var seen: Set<Key> = []
        for _ in 0..<count {
            let key = try key()
            guard seen.insert(key).inserted else { throw .malformed }
            try body(key, &self)
        }
    }

    mutating func integer() throws(WebAuthnFault) -> Int64 {
        let isNegative = try next() >> 5 == 1
        let magnitude = try head(isNegative ? 1 : 0)
        guard let value = Int64(exactly: magnitude) else { throw .malformed }
        return isNegative ? -1 - value : value
    }

    mutating func octets(max: Int) throws(WebAuthnFault) -> ArraySlice<UInt8> {
        let count = try head(2)
        guard count <= UInt64(max) else { throw .malformed }
        return try take(Int(count))
    }

    mutating func text(max: Int) throws(WebAuthnFault) -> String {
        let count = try head(3)
        guard count <= UInt64(max), let text = String(validating: try take(Int(count)), as: UTF8.self) else { throw .malformed }
        return text
    }

    /// Reads past one item of at most so many levels.
    mutating func skip(depth: Int = AccountsLimits.ctapDepthMax) throws(WebAuthnFault) {
        guard depth > 0 else { throw .malformed }
        switch try next() >> 5 {
        case 0, 1: _ = try integer()
        case 2: _ = try octets(max: .max)
        case 3: _ = try text(max: .max)
        case 4:
            let count = try head(4)
            guard count <= UInt64(rest.count) else { throw .malformed }
            for _ in 0..<count { try skip(depth: depth - 1) }
        case 5:
            try map { (_, reader) throws(WebAuthnFault) in try reader.skip(depth: depth - 1) }
        case 7:
            // false, true and null.
            guard let octet = try take(1).first, (0xF4...0xF6).contains(octet) else { throw .malformed }
        default: throw .malformed
        }
    }

    private mutating func key() throws(WebAuthnFault) -> Key {
        try next() >> 5 == 3 ? .text(try text(max: 64)) : .number(try integer())
    }

    private func next() throws(WebAuthnFault) -> UInt8 {
        guard position < input.endIndex else { throw .malformed }
        return input[position]
    }

    private mutating func take(_ count: Int) throws(WebAuthnFault) -> ArraySlice<UInt8> {
        guard count <= input.endIndex - position else { throw .malformed }
        defer { position += count }
        return input[position..<position + count]
    }

    private mutating func head(_ major: UInt8) throws(WebAuthnFault) -> UInt64 {
        let first = try next()
        guard first >> 5 == major else { throw .malformed }
        position += 1
        let short = first & 0x1F
        guard short >= 24 else { return UInt64(short) }
        guard short <= 27 else { throw .malformed }
        let octets = 1 << Int(short - 24)
        let value = try take(octets).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let least: UInt64 = octets == 1 ? 24 : 1 << UInt64(4 * octets)
        guard value >= least else { throw .malformed }
        return value
    }
}
