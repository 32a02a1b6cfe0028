import Sodium
import Testing

@Suite struct PaddedContentTests {
    /// The padded form, written in pieces as a chunked seal asks for them.
    private func padded(_ content: [UInt8], by size: Int = SodiumLimits.chunkPlaintextOctets) -> [UInt8] {
        let padded = PaddedContent(content)
        var plaintext = [UInt8](repeating: 0xEE, count: padded.octets)
        plaintext.withUnsafeMutableBytes { memory in
            for start in stride(from: 0, to: padded.octets, by: size) {
                let range = start..<min(start + size, padded.octets)
                padded.write(range, into: UnsafeMutableRawBufferPointer(rebasing: memory[range]))
            }
        }
        return plaintext
    }

    @Test("Content comes back from its padded form, however that is cut", arguments: [0, 1, 507, 508, 509, 1_020, 1_021, 65_516, 70_000])
    func roundTrip(count: Int) throws {
        var random = SeededGenerator(seed: UInt64(count))
        let content = random.octets(count)
        let whole = padded(content)
        #expect(whole.count == PaddedContent.paddedOctets(count + 4))
        #expect(Array(whole[..<4]) == withUnsafeBytes(of: UInt32(count).bigEndian) { [UInt8]($0) })
        #expect(whole[4...].prefix(count).elementsEqual(content))
        #expect(whole[(4 + count)...].allSatisfy { $0 == 0 })
        // Not inside the expectations, which would look for the difference of long arrays for minutes.
        let isSameInPieces = [4, 5, 64, 511].allSatisfy { padded(content, by: $0) == whole }
        let isSame = try PaddedContent.content(of: whole) == content
        #expect(isSameInPieces && isSame)
    }

    @Test("Padding that is not zero is refused, wherever it stands", arguments: [6, 7, 300, 511])
    func nonzero(place: Int) {
        var plaintext = padded([5, 5])
        plaintext[place] = 1
        #expect(throws: PaddedContentError.nonzeroPadding) { try PaddedContent.content(of: plaintext) }
    }

    @Test(
        "Padding of another length than the rule's is refused",
        arguments: [
            ([], 0), ([0, 0, 0], 0), ([0, 0, 0, 0], 0), ([0, 0, 0, 0], 507), ([0, 0, 0, 0], 540), ([0, 0, 2, 0], 508),
            ([255, 255, 255, 255], 508),
        ])
    func wrongLength(start: [UInt8], zeros: Int) {
        let plaintext = start + [UInt8](repeating: 0, count: zeros)
        #expect(throws: PaddedContentError.wrongPadding) { try PaddedContent.content(of: plaintext) }
    }

    @Test("The padding rule follows PADME", arguments: [(1, 512), (512, 512), (513, 544), (1_000, 1_024), (1_025, 1_088), (9, 512)])
    func padme(octets: Int, padded: Int) {
        #expect(PaddedContent.paddedOctets(octets) == padded)
    }

    @Test("Padding never shortens, never wastes more than an eighth, and is its own fixed point")
    func bounds() {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<10_000 {
            let octets = Int.random(in: 513...300_000_000, using: &generator)
            let padded = PaddedContent.paddedOctets(octets)
            #expect(padded >= octets && padded - octets <= octets / 8 && PaddedContent.paddedOctets(padded) == padded)
        }
    }
}
