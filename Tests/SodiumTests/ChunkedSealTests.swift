import Sodium
import Testing

@Suite struct ChunkedSealTests {
    private static let key = [UInt8](0x80...0x9F)
    private static let nonce = [UInt8](1...12)
    private static let chunk = SodiumLimits.chunkPlaintextOctets

    private func seal(_ plaintext: [UInt8], nonce: [UInt8] = nonce) -> [UInt8] {
        Self.key.withUnsafeBytes { key in
            nonce.withUnsafeBytes { nonce in
                ChunkedSeal.seal(octets: plaintext.count, key: key, nonce: nonce) { range, memory in
                    memory.copyBytes(from: plaintext[range])
                }
            }
        }
    }

    private func open(_ sealed: [UInt8], key: [UInt8] = key, nonce: [UInt8] = nonce) throws -> [UInt8] {
        try key.withUnsafeBytes { key in
            try nonce.withUnsafeBytes { nonce in try ChunkedSeal.open(sealed, key: key, nonce: nonce) }
        }
    }

    @Test("Every length around a chunk's end comes back", arguments: [1, 2, 511, 65_519, 65_520, 65_521, 131_040, 131_041, 200_000])
    func lengths(count: Int) throws {
        var random = SeededGenerator(seed: UInt64(count))
        let plaintext = random.octets(count)
        let sealed = seal(plaintext)
        #expect(sealed.count == ChunkedSeal.sealedOctets(count))
        #expect(sealed.count == count + 16 * ((count + 65_519) / 65_520))
        // Not inside the expectation, which would look for the difference of long arrays for minutes.
        let isSame = try open(sealed) == plaintext
        #expect(isSame)
    }

    @Test("Each chunk is the cipher's, with its number in the nonce and its end in the additional data")
    func construction() {
        var random = SeededGenerator(seed: 3)
        let plaintext = random.octets(2 * Self.chunk + 5)
        var expected: [UInt8] = []
        for (index, start) in stride(from: 0, to: plaintext.count, by: Self.chunk).enumerated() {
            let text = plaintext[start..<min(start + Self.chunk, plaintext.count)]
            let nonce = Self.nonce.dropLast() + [12 ^ UInt8(index)]
            Self.key.withUnsafeBytes {
                ChaChaPoly.seal(text, key: $0, nonce: [UInt8](nonce), additional: [index == 2 ? 1 : 0], into: &expected)
            }
        }
        let isSame = seal(plaintext) == expected
        #expect(isSame)
    }

    @Test("The closure is asked for each range once, in order, and for nothing else")
    func ranges() {
        var asked: [Range<Int>] = []
        Self.key.withUnsafeBytes { key in
            Self.nonce.withUnsafeBytes { nonce in
                _ = ChunkedSeal.seal(octets: 2 * Self.chunk + 1, key: key, nonce: nonce) { range, memory in
                    #expect(memory.count == range.count)
                    memory.initializeMemory(as: UInt8.self, repeating: 0)
                    asked.append(range)
                }
            }
        }
        #expect(asked == [0..<Self.chunk, Self.chunk..<2 * Self.chunk, 2 * Self.chunk..<2 * Self.chunk + 1])
    }

    @Test("Chunks that are cut off, lengthened, moved, doubled or left out are refused")
    func chunks() throws {
        let sealed = seal([UInt8](repeating: 9, count: 150_000))
        let octets = Self.chunk + 16
        let (first, second, rest) = (sealed[..<octets], sealed[octets..<2 * octets], sealed[(2 * octets)...])
        let broken: [[UInt8]] = [
            [UInt8](second + first + rest), [UInt8](first + first + second + rest), [UInt8](first + rest), [UInt8](first + second),
            [UInt8](first), [UInt8](sealed.dropLast()), sealed + [0], sealed + rest,
        ]
        for body in broken { #expect(throws: ChunkedSealError.wrongChunk) { try open(body) } }
    }

    @Test("A changed bit of any chunk, another key or another nonce is refused")
    func changes() {
        let sealed = seal([UInt8](repeating: 9, count: 140_000))
        for place in stride(from: 0, to: sealed.count, by: 9_973) {
            var changed = sealed
            changed[place] ^= 0x10
            #expect(throws: ChunkedSealError.wrongChunk) { try open(changed) }
        }
        #expect(throws: ChunkedSealError.wrongChunk) { try open(sealed, key: [UInt8](repeating: 0, count: 32)) }
        #expect(throws: ChunkedSealError.wrongChunk) { try open(sealed, nonce: [UInt8](2...13)) }
    }

    @Test("A length that no plaintext of one octet or more leads to is refused", arguments: [0, 1, 16, 65_537, 65_552])
    func impossibleLengths(count: Int) {
        #expect(throws: ChunkedSealError.wrongLength) { try open([UInt8](repeating: 0, count: count)) }
    }
}
