import Crypto
import Ledger
import Testing

struct KeyDerivationTests {
    @Test("The derivation gives what swift-crypto's HKDF gives", arguments: [1, 31, 32, 33, 64, 76, 255, 8_160])
    func matchesReference(octets: Int) {
        var generator = SeededGenerator(seed: UInt64(octets))
        for infoOctets in [0, 1, 55, 56, 64, 138, 5_000] {
            let key = SymmetricKey(data: generator.octets(32))
            let info = generator.octets(infoOctets)
            let expected = HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: info, outputByteCount: octets)
            var derived = [UInt8](repeating: 0, count: octets)
            derived.withUnsafeMutableBytes { derived in
                key.withUnsafeBytes { KeyDerivation.derive(from: $0, info: info, into: derived) }
            }
            #expect(SymmetricKey(data: derived) == expected)
        }
    }
}
