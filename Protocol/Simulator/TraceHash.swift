import Sodium

/// A 64-bit hash over everything that happened; not for secrets, only to compare two runs.
struct TraceHash: Equatable, Sendable {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ number: UInt64) {
        value = (value ^ number) &* 0x9FB2_1C65_1E98_DF25
        value ^= value >> 29
    }

    mutating func add(_ number: Int) { add(UInt64(bitPattern: Int64(number))) }

    mutating func add(_ octets: [UInt8]) {
        octets.withUnsafeBytes { octets in
            var offset = 0
            while offset + 8 <= octets.count {
                add(UInt64(littleEndian: octets.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
                offset += 8
            }
            var rest: UInt64 = 0
            while offset < octets.count {
                rest = rest << 8 | UInt64(octets[offset])
                offset += 1
            }
            add(rest ^ UInt64(octets.count) << 56)
        }
    }

    mutating func add(_ text: String) { add(Array(text.utf8)) }

    mutating func add(_ octets: some Octets) { add(octets.word) }
}

extension Octets {
    /// The first eight octets as a number.
    var word: UInt64 { withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) } }
}
