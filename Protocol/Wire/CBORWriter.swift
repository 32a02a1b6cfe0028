/// Writes the deterministic CBOR of specification chapter 1: RFC 8949 §4.2 narrowed to
/// unsigned integers, byte strings, text strings, arrays and booleans.
///
/// Every structure is an array with its fields in order, so a value has one spelling by construction.
/// The writer trusts its caller to announce as many elements as it then writes.
public struct CBORWriter: Sendable {
    /// What has been written so far.
    @inlinable public var bytes: [UInt8] { storage }
    @usableFromInline var storage: [UInt8] = []

    public init(reservingCapacity capacity: Int = 0) {
        storage.reserveCapacity(capacity)
    }

    /// Begins an array; exactly `count` items must follow.
    public mutating func array(_ count: Int) { head(major: 4, UInt64(count)) }

    @inlinable public mutating func unsigned(_ value: some UnsignedInteger & FixedWidthInteger) { head(major: 0, UInt64(value)) }

    @inlinable public mutating func byteString(_ value: some Collection<UInt8>) {
        head(major: 2, UInt64(value.count))
        storage.append(contentsOf: value)
    }

    /// Writes the head of a byte string only; exactly `count` octets must follow through `raw`.
    public mutating func byteStringHead(_ count: Int) { head(major: 2, UInt64(count)) }

    public mutating func text(_ value: String) {
        let utf8 = value.utf8
        head(major: 3, UInt64(utf8.count))
        storage.append(contentsOf: utf8)
    }

    public mutating func bool(_ value: Bool) { storage.append(value ? 0xF5 : 0xF4) }

    /// Appends bytes that are already this encoding (or the content announced by `byteStringHead`).
    @inlinable public mutating func raw(_ encoded: some Collection<UInt8>) { storage.append(contentsOf: encoded) }

    @usableFromInline mutating func head(major: UInt8, _ value: UInt64) {
        let type = major << 5
        switch value {
        case 0..<24:
            storage.append(type | UInt8(value))
        case 24...0xFF:
            storage.append(type | 24)
            storage.append(UInt8(value))
        case 0x100...0xFFFF:
            storage.append(type | 25)
            big(UInt16(value))
        case 0x1_0000...0xFFFF_FFFF:
            storage.append(type | 26)
            big(UInt32(value))
        default:
            storage.append(type | 27)
            big(value)
        }
    }

    private mutating func big(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { storage.append(contentsOf: $0) }
    }
}
