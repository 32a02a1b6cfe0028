import Sodium
import Testing

/// RFC 8032 §7.1, and what every verifier must refuse.
@Suite struct SignatureTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let name: String
        let seed, key, message, signature: String
        var testDescription: String { name }
    }

    static let vectors = [
        Vector(
            name: "TEST 1",
            seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            key: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            message: "",
            signature: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
        Vector(
            name: "TEST 2",
            seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            message: "72",
            signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
        Vector(
            name: "TEST 3",
            seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            key: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            message: "af82",
            signature: "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
        Vector(
            name: "TEST SHA(abc)",
            seed: "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            key: "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            message: "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
            signature: "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
                + "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"),
    ]

    @Test("The vectors of RFC 8032 come out", arguments: vectors)
    func vector(_ vector: Vector) throws {
        let message = try octets(vector.message)
        let key = try SigningKey(seed: secret(octets(vector.seed)))
        let signature = key.sign(message)
        #expect(key.verifyingKey.octets.hex == vector.key)
        #expect(signature.hex == vector.signature)
        let verifier = try VerifyingKey(#require(Octets32(hex: vector.key)))
        #expect(verifier.accepts(signature, over: message))
        #expect(verifier == key.verifyingKey)
    }

    @Test("Every flipped bit of a signature is refused")
    func flippedSignature() throws {
        let key = SigningKey.generate()
        let message = Array("message".utf8)
        let signature = key.sign(message)
        for bit in 0..<512 {
            var changed = signature.array
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(try !key.verifyingKey.accepts(#require(Octets64(changed)), over: message), "bit \(bit)")
        }
    }

    @Test("Another message is refused: changed, shortened, lengthened, empty")
    func otherMessage() {
        let key = SigningKey.generate()
        let message: [UInt8] = Array(0..<40)
        let signature = key.sign(message)
        #expect(key.verifyingKey.accepts(signature, over: message))
        for index in message.indices {
            var changed = message
            changed[index] ^= 0x80
            #expect(!key.verifyingKey.accepts(signature, over: changed))
        }
        for other in [Array(message.dropLast()), message + [0], []] {
            #expect(!key.verifyingKey.accepts(signature, over: other))
        }
    }

    @Test("Another key's signature is refused")
    func otherKey() {
        let key = SigningKey.generate()
        let other = SigningKey.generate()
        #expect(key.verifyingKey != other.verifyingKey)
        #expect(!other.verifyingKey.accepts(key.sign([1, 2, 3]), over: [1, 2, 3]))
    }

    @Test(
        "A signature that other libraries accept but that is not the one spelling is refused",
        arguments: [
            (
                "S plus the group order",
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                    + "4c8c7872aa064e049dbb3013fbf29380d25bf5f0595bbe24655141438e7a101b"
            ),
            (
                "R of low order",
                "0100000000000000000000000000000000000000000000000000000000000000"
                    + "756cf9b1d6f0d7a979b9d2af3dc2bc1294ec7cb6daa20eaff534c024fc57920f"
            ),
            ("nothing but zero", String(repeating: "00", count: 64)),
        ])
    func edge(_ name: String, _ signature: String) throws {
        let key = try VerifyingKey(#require(Octets32(hex: Self.vectors[0].key)))
        #expect(try !key.accepts(#require(Octets64(hex: signature)), over: []))
    }

    @Test("A seed goes out and comes back as the same key")
    func seed() throws {
        let key = SigningKey.generate()
        let again = try SigningKey(seed: key.seed())
        #expect(again.verifyingKey == key.verifyingKey)
        #expect(again.sign([7]) == key.sign([7]))
        #expect(key.withSeed { $0.count } == SigningKey.seedOctets)
    }

    @Test("A seed of another length is refused", arguments: [0, 1, 31, 33, 64])
    func wrongSeed(_ count: Int) {
        #expect(throws: SodiumError.wrongLength(expected: 32, found: count)) {
            _ = try SigningKey(seed: SecretOctets(count: count)).verifyingKey
        }
    }

    @Test("One borrowed key signs on many threads at once")
    func concurrentSigning() async {
        let key = SharedKey(key: SigningKey.generate())
        let expected = key.key.sign([1])
        await withTaskGroup(of: Octets64.self) { group in
            for _ in 0..<32 { group.addTask { key.key.sign([1]) } }
            for await signature in group { #expect(signature == expected) }
        }
    }

    private final class SharedKey: Sendable {
        let key: SigningKey
        init(key: consuming SigningKey) { self.key = key }
    }
}
