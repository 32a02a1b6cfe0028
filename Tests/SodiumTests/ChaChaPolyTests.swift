import Sodium
import Testing

/// RFC 8439 §2.8.2, then what must not open.
@Suite struct ChaChaPolyTests {
    static let sunscreen =
        "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it."
    static let key = [UInt8](0x80...0x9F)

    @Test("The vector of RFC 8439 comes out and opens")
    func vector() throws {
        let nonce = try octets("070000004041424344454647")
        let additional = try octets("50515253c0c1c2c3c4c5c6c7")
        let sealed = seal(Array(Self.sunscreen.utf8), nonce: nonce, additional: additional)
        #expect(
            sealed.hex == "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6"
                + "3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36"
                + "92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
                + "3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691")
        #expect(open(sealed, nonce: nonce, additional: additional) == Array(Self.sunscreen.utf8))
    }

    @Test("Every length comes back", arguments: [0, 1, 15, 16, 17, 63, 64, 65, 255, 4_096, 65_520])
    func lengths(_ count: Int) {
        var random = SeededGenerator(seed: UInt64(count))
        let plaintext = random.octets(count)
        let sealed = seal(plaintext, nonce: random.octets(12), additional: [1])
        #expect(sealed.count == count + ChaChaPoly.tagOctets)
        random = SeededGenerator(seed: UInt64(count))
        _ = random.octets(count)
        #expect(open(sealed, nonce: random.octets(12), additional: [1]) == plaintext)
    }

    @Test("Sealing and opening append to what is there, from the middle of an array")
    func appends() {
        let nonce = [UInt8](repeating: 7, count: 12)
        let input: [UInt8] = [9, 9, 1, 2, 3, 9]
        var sealed: [UInt8] = [0xAA]
        Self.key.withUnsafeBytes { ChaChaPoly.seal(input[2..<5], key: $0, nonce: nonce, additional: [], into: &sealed) }
        #expect(sealed.count == 1 + 3 + 16 && sealed[0] == 0xAA)
        var opened: [UInt8] = [0xBB]
        let isGenuine = Self.key.withUnsafeBytes {
            ChaChaPoly.open(sealed[1...], key: $0, nonce: nonce, additional: [], into: &opened)
        }
        #expect(isGenuine && opened == [0xBB, 1, 2, 3])
    }

    @Test("Every flipped bit of ciphertext and tag is refused, and nothing is appended")
    func flipped() {
        let nonce = [UInt8](repeating: 1, count: 12)
        let sealed = seal(Array(0..<33), nonce: nonce, additional: [2])
        for bit in 0..<sealed.count * 8 {
            var changed = sealed
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(open(changed, nonce: nonce, additional: [2]) == nil, "bit \(bit)")
        }
    }

    @Test("Another nonce, key, additional data or length is refused")
    func otherInputs() {
        let nonce = [UInt8](repeating: 1, count: 12)
        let sealed = seal([1, 2, 3], nonce: nonce, additional: [2])
        #expect(open(sealed, nonce: nonce, additional: [2]) == [1, 2, 3])
        #expect(open(sealed, nonce: Array(nonce.dropLast()) + [2], additional: [2]) == nil)
        for additional: [UInt8] in [[], [3], [2, 0]] {
            #expect(open(sealed, nonce: nonce, additional: additional) == nil)
        }
        #expect(open(sealed, key: Array(Self.key.reversed()), nonce: nonce, additional: [2]) == nil)
        for count in 0..<sealed.count {
            #expect(open(Array(sealed.prefix(count)), nonce: nonce, additional: [2]) == nil)
        }
        #expect(open(sealed + [0], nonce: nonce, additional: [2]) == nil)
    }

    @Test("A key of another length stops the process")
    func wrongKey() async {
        await #expect(processExitsWith: .failure) {
            var output: [UInt8] = []
            [UInt8](repeating: 0, count: 31).withUnsafeBytes {
                ChaChaPoly.seal([], key: $0, nonce: [UInt8](repeating: 0, count: 12), additional: [], into: &output)
            }
        }
    }

    private func seal(_ plaintext: [UInt8], nonce: [UInt8], additional: [UInt8]) -> [UInt8] {
        var sealed: [UInt8] = []
        Self.key.withUnsafeBytes {
            ChaChaPoly.seal(plaintext[...], key: $0, nonce: nonce, additional: additional, into: &sealed)
        }
        return sealed
    }

    /// The plaintext, or `nil` when opening was refused; a refusal must leave the output as it was.
    private func open(_ sealed: [UInt8], key: [UInt8] = key, nonce: [UInt8], additional: [UInt8]) -> [UInt8]? {
        var opened: [UInt8] = [0xEE]
        let isGenuine = key.withUnsafeBytes {
            ChaChaPoly.open(sealed[...], key: $0, nonce: nonce, additional: additional, into: &opened)
        }
        if !isGenuine { #expect(opened == [0xEE]) }
        return isGenuine ? Array(opened.dropFirst()) : nil
    }
}
