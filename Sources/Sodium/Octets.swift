/// A value of a fixed number of octets: a digest, a key, an identifier.
///
/// Kept as machine words, so that equality, hashing and ordering are a few instructions
/// and no allocation happens. The order is that of the octets read from left to right.
public protocol Octets: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// How many octets every value of this type has.
    static var count: Int { get }

    /// Takes exactly `count` octets; `nil` for any other number.
    init?(_ octets: some Collection<UInt8>)

    /// Lends the octets without copying them.
    func withUnsafeBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R
}

extension Octets {
    /// The octets as an array, from left to right.
    @inlinable public var array: [UInt8] {
        withUnsafeBytes { [UInt8]($0) }
    }

    /// Lower-case hexadecimal, two digits an octet.
    public var hex: String { array.hex }

    public var description: String { hex }

    /// Reads hexadecimal in either case; `nil` unless it is exactly `2 * count` digits.
    public init?(hex: String) {
        guard let octets = [UInt8](hex: hex) else { return nil }
        self.init(octets)
    }
}

extension Collection<UInt8> {
    /// Lower-case hexadecimal, two digits an octet.
    public var hex: String {
        let digits: [UInt8] = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(count * 2)
        for octet in self {
            text.append(digits[Int(octet >> 4)])
            text.append(digits[Int(octet & 0x0F)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension [UInt8] {
    /// Reads hexadecimal in either case; `nil` for an odd number of digits or any other character.
    public init?(hex: String) {
        let digits = Array(hex.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        self = []
        reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Self.nibble(digits[index]), let low = Self.nibble(digits[index + 1]) else { return nil }
            append(high << 4 | low)
        }
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x41 + 10
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }
}

/// Sixteen octets: identifiers, salts, tags.
public struct Octets16: Octets {
    @usableFromInline var words: (UInt64, UInt64)

    @inlinable public static var count: Int { 16 }

    @inlinable public init?(_ octets: some Collection<UInt8>) {
        guard octets.count == Self.count else { return nil }
        words = (0, 0)
        Swift.withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: octets) }
    }

    @inlinable public func withUnsafeBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try Swift.withUnsafeBytes(of: words) { (octets) throws(E) in try body(octets) }
    }

    @inlinable public static func == (left: Self, right: Self) -> Bool { left.words == right.words }

    public static func < (left: Self, right: Self) -> Bool {
        (left.words.0.bigEndian, left.words.1.bigEndian) < (right.words.0.bigEndian, right.words.1.bigEndian)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
    }
}

/// Thirty-two octets: SHA-256 digests, public keys.
public struct Octets32: Octets {
    @usableFromInline var words: (UInt64, UInt64, UInt64, UInt64)

    @inlinable public static var count: Int { 32 }

    @inlinable public init?(_ octets: some Collection<UInt8>) {
        guard octets.count == Self.count else { return nil }
        words = (0, 0, 0, 0)
        Swift.withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: octets) }
    }

    @inlinable public func withUnsafeBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try Swift.withUnsafeBytes(of: words) { (octets) throws(E) in try body(octets) }
    }

    @inlinable public static func == (left: Self, right: Self) -> Bool { left.words == right.words }

    public static func < (left: Self, right: Self) -> Bool {
        let (a, b) = (left.words, right.words)
        return (a.0.bigEndian, a.1.bigEndian, a.2.bigEndian, a.3.bigEndian)
            < (b.0.bigEndian, b.1.bigEndian, b.2.bigEndian, b.3.bigEndian)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}

/// Sixty-four octets: Ed25519 signatures.
public struct Octets64: Octets {
    @usableFromInline var halves: (Octets32, Octets32)

    @inlinable public static var count: Int { 64 }

    @inlinable public init?(_ octets: some Collection<UInt8>) {
        guard octets.count == Self.count, let first = Octets32(octets.prefix(32)), let second = Octets32(octets.suffix(32))
        else { return nil }
        halves = (first, second)
    }

    @inlinable public func withUnsafeBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try Swift.withUnsafeBytes(of: halves) { (octets) throws(E) in try body(octets) }
    }

    @inlinable public static func == (left: Self, right: Self) -> Bool { left.halves == right.halves }

    public static func < (left: Self, right: Self) -> Bool { left.halves < right.halves }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(halves.0)
        hasher.combine(halves.1)
    }
}
