import Testing
import Wire

/// What holds for every structure. The argument is the seed: a failure names the one to run again.
@Suite struct CBORPropertyTests {
    @Test("What is written is read back, and written again the same", arguments: UInt64(0)..<200)
    func roundTrip(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<5 {
            let structure = Structure.random(depth: 4, using: &random)
            let bytes = structure.encoded
            #expect(try Structure(decoding: bytes) == structure)
            var reader = CBORReader(bytes)
            #expect(try Array(reader.item()) == bytes)
            try reader.end()
        }
    }

    @Test("Every truncation is refused", arguments: UInt64(0)..<60)
    func truncated(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = Structure.random(depth: 3, using: &random).encoded
        for count in 0..<bytes.count {
            #expect(throws: CBORError.truncated, "\(count) of \(bytes.count)") {
                _ = try Structure(decoding: Array(bytes.prefix(count)))
            }
            #expect(throws: CBORError.self, "\(count) of \(bytes.count)") {
                var reader = CBORReader(bytes.prefix(count))
                _ = try reader.item()
            }
        }
    }

    @Test("A following octet is refused, whatever it is", arguments: UInt64(0)..<20)
    func trailing(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let bytes = Structure.random(depth: 3, using: &random).encoded
        for octet in UInt8.min...UInt8.max {
            #expect(throws: CBORError.trailingBytes) { _ = try Structure(decoding: bytes + [octet]) }
        }
    }

    @Test("A changed octet is refused or is the one spelling of another value", arguments: UInt64(0)..<60)
    func flipped(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let bytes = Structure.random(depth: 3, using: &random).encoded
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= UInt8.random(in: 1...255, using: &random)
            try expectOneSpelling(changed)
        }
    }

    @Test("Arbitrary octets are refused or are the one spelling of a value", arguments: UInt64(0)..<100)
    func arbitrary(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for count in 0..<40 {
            try expectOneSpelling((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
        }
    }

    @Test("Every input of one and of two octets is refused or is one spelling")
    func exhaustive() throws {
        for first in UInt8.min...UInt8.max {
            try expectOneSpelling([first])
            for second in UInt8.min...UInt8.max { try expectOneSpelling([first, second]) }
        }
    }

    /// The typed reader and the skipping reader must agree, and what they accept must be written back the same.
    private func expectOneSpelling(_ bytes: [UInt8]) throws {
        let structure = try? Structure(decoding: bytes)
        var reader = CBORReader(bytes)
        let skipped = try? reader.item(depth: 64)
        let isWhole = skipped != nil && reader.remaining == 0
        if let structure { #expect(structure.encoded == bytes) }
        #expect((structure != nil) == isWhole, "\(bytes)")
    }
}
