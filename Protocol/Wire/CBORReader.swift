/// Why bytes are not the deterministic CBOR of specification chapter 1.
public enum CBORError: Error, Equatable, Sendable {
    /// The input ends inside an item.
    case truncated
    /// Bytes follow the last expected item.
    case trailingBytes
    /// A length or integer is not in its shortest form.
    case notShortest
    /// Another kind of item stands where this one is expected.
    case unexpectedType
    /// A kind of item that the encoding leaves out: negative, map, tag, float, indefinite length.
    case forbidden
    /// An array does not have the number of fields the structure has.
    case wrongCount
    /// A string, array or integer exceeds the limit of its field.
    case tooLong
    /// A text string is not UTF-8.
    case notUTF8
    /// A value is well formed but none that the field allows.
    case invalidValue
}

/// Reads deterministic CBOR, strictly: what `CBORWriter` cannot write, this refuses.
///
/// Reads forward over a slice without copying it. After an error the position is unspecified.
/// Finish with `end()`, so that trailing bytes are an error.
public struct CBORReader: Sendable {
    @usableFromInline let input: ArraySlice<UInt8>
    @usableFromInline var position: Int

    public init(_ input: ArraySlice<UInt8>) {
        self.input = input
        position = input.startIndex
    }

    public init(_ input: [UInt8]) { self.init(input[...]) }

    /// How many octets have not been read.
    public var remaining: Int { input.endIndex - position }

    /// Throws unless everything was read.
    public func end() throws(CBORError) {
        guard remaining == 0 else { throw .trailingBytes }
    }

    /// Reads the head of an array and gives its count, at most `limit` (elements).
    public mutating func array(limit: Int) throws(CBORError) -> Int {
        let count = try head(major: 4)
        guard count <= UInt64(limit) else { throw .tooLong }
        return Int(count)
    }

    /// Reads the head of an array that must have exactly `count` elements.
    public mutating func array(exactly count: Int) throws(CBORError) {
        guard try head(major: 4) == UInt64(count) else { throw .wrongCount }
    }

    public mutating func unsigned() throws(CBORError) -> UInt64 { try head(major: 0) }

    /// Reads an unsigned integer that must fit the type.
    @inlinable public mutating func unsigned<T: FixedWidthInteger & UnsignedInteger>(_ type: T.Type) throws(CBORError) -> T {
        guard let value = T(exactly: try head(major: 0)) else { throw .tooLong }
        return value
    }

    /// Reads a byte string of at most `limit` octets, without copying.
    public mutating func byteString(limit: Int) throws(CBORError) -> ArraySlice<UInt8> {
        let count = try head(major: 2)
        guard count <= UInt64(limit) else { throw .tooLong }
        return try take(Int(count))
    }

    /// Reads a byte string of exactly the type's number of octets.
    @inlinable public mutating func octets<T: CBOROctets>(_ type: T.Type = T.self) throws(CBORError) -> T {
        guard let value = T(try byteString(limit: T.count)) else { throw .wrongCount }
        return value
    }

    /// Reads a byte string that is empty (`nil`) or has exactly the type's number of octets.
    @inlinable public mutating func optionalOctets<T: CBOROctets>(_ type: T.Type = T.self) throws(CBORError) -> T? {
        let slice = try byteString(limit: T.count)
        if slice.isEmpty { return nil }
        guard let value = T(slice) else { throw .wrongCount }
        return value
    }

    /// Reads a text string of at most `limit` octets of UTF-8.
    public mutating func text(limit: Int) throws(CBORError) -> String {
        let count = try head(major: 3)
        guard count <= UInt64(limit) else { throw .tooLong }
        guard let text = String(validating: try take(Int(count)), as: UTF8.self) else { throw .notUTF8 }
        return text
    }

    public mutating func bool() throws(CBORError) -> Bool {
        switch try octet() {
        case 0xF4: false
        case 0xF5: true
        default: throw .unexpectedType
        }
    }

    /// Whether the next item is an array; reads nothing.
    public var nextIsArray: Bool { remaining > 0 && input[position] >> 5 == 4 }

    /// Reads past one whole item and gives its bytes; `depth` limits nesting.
    public mutating func item(depth: Int = 8) throws(CBORError) -> ArraySlice<UInt8> {
        let start = position
        try skip(depth: depth)
        return input[start..<position]
    }

    private mutating func skip(depth: Int) throws(CBORError) {
        guard depth > 0 else { throw .tooLong }
        guard remaining > 0 else { throw .truncated }
        switch input[position] >> 5 {
        case 0: _ = try head(major: 0)
        case 2: _ = try byteString(limit: .max)
        case 3: _ = try text(limit: .max)
        case 4:
            let count = try array(limit: .max)
            guard count <= remaining else { throw .truncated }
            for _ in 0..<count { try skip(depth: depth - 1) }
        case 7:
            guard (0xF4...0xF5).contains(try octet()) else { throw .forbidden }
        default: throw .forbidden
        }
    }

    private mutating func octet() throws(CBORError) -> UInt8 {
        guard remaining > 0 else { throw .truncated }
        defer { position += 1 }
        return input[position]
    }

    private mutating func take(_ count: Int) throws(CBORError) -> ArraySlice<UInt8> {
        guard count <= remaining else { throw .truncated }
        defer { position += count }
        return input[position..<position + count]
    }

    @usableFromInline mutating func head(major: UInt8) throws(CBORError) -> UInt64 {
        let first = try octet()
        guard first >> 5 == major else {
            throw [1, 5, 6].contains(first >> 5) ? .forbidden : .unexpectedType
        }
        let short = first & 0x1F
        switch short {
        case 0..<24: return UInt64(short)
        case 24: return try shortest(octets: 1, above: 23)
        case 25: return try shortest(octets: 2, above: 0xFF)
        case 26: return try shortest(octets: 4, above: 0xFFFF)
        case 27: return try shortest(octets: 8, above: 0xFFFF_FFFF)
        default: throw .forbidden
        }
    }

    private mutating func shortest(octets: Int, above least: UInt64) throws(CBORError) -> UInt64 {
        let value = try take(octets).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard value > least else { throw .notShortest }
        return value
    }
}
