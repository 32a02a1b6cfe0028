import Sodium
import Testing

/// Fixed-length values: order, hexadecimal, lengths; and the system's randomness that fills them.
@Suite struct OctetsTests {
    @Test("The order is that of the octets from left to right", arguments: UInt64(0)..<50)
    func order(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        try expectOrder(Octets16.self, &random)
        try expectOrder(Octets32.self, &random)
        try expectOrder(Octets64.self, &random)
    }

    /// Compares with the order of arrays, for values that share a prefix of every length.
    private func expectOrder<Value: Octets>(_: Value.Type, _ random: inout SeededGenerator) throws {
        let first = random.octets(Value.count)
        for shared in 0...Value.count {
            let second = Array(first.prefix(shared)) + random.octets(Value.count - shared)
            let (left, right) = (try #require(Value(first)), try #require(Value(second)))
            #expect((left < right) == first.lexicographicallyPrecedes(second))
            #expect((left == right) == (first == second))
            if first == second { #expect(left.hashValue == right.hashValue) }
        }
    }

    @Test("Hexadecimal goes out in lower case and comes in in either")
    func hex() throws {
        let value = try #require(Octets16(Array(0xF0...0xFF)))
        #expect(value.hex == "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff")
        #expect(value.description == value.hex)
        #expect(Octets16(hex: value.hex) == value)
        #expect(Octets16(hex: value.hex.uppercased()) == value)
        #expect([UInt8](hex: "") == [])
        #expect([UInt8](hex: "00ff7F") == [0x00, 0xFF, 0x7F])
    }

    @Test("What is not hexadecimal is refused", arguments: ["0", "0g", "g0", " 00", "0x00", "00 ", "00:11", "é0", "/0", ":0", "@0", "`0"])
    func notHex(_ text: String) {
        #expect([UInt8](hex: text) == nil)
    }

    @Test("Only the exact number of octets is taken")
    func lengths() {
        for count in 0...70 {
            let bytes = [UInt8](repeating: 1, count: count)
            #expect((Octets16(bytes) != nil) == (count == 16))
            #expect((Octets32(bytes) != nil) == (count == 32))
            #expect((Octets64(bytes) != nil) == (count == 64))
            #expect((Octets32(hex: bytes.hex) != nil) == (count == 32))
        }
    }

    @Test("Octets go in and come out as they were", arguments: UInt64(0)..<20)
    func roundTrip(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let bytes = random.octets(64)
        #expect(Octets64(bytes)?.array == bytes)
        #expect(Octets32(bytes[7..<39])?.array == Array(bytes[7..<39]))
    }

    @Test("Random values have the length asked for and differ each time")
    func randomness() {
        #expect(SecureRandom.octets(0).isEmpty)
        #expect(SecureRandom.octets(1_000).count == 1_000)
        #expect(Set((0..<1_000).map { _ in SecureRandom.octets16() }).count == 1_000)
        var generator = SecureRandomGenerator()
        #expect(Set((0..<1_000).map { _ in generator.next() }).count == 1_000)
    }
}
