import CSodium

/// An Ed25519 private key: one owner, in guarded memory, wiped at its end, without description.
///
/// Signing reads only, so several threads may sign with one borrowed key.
public struct SigningKey: ~Copyable, Sendable {
    /// Octets of the seed from which a key is made (RFC 8032 §5.1.5).
    public static let seedOctets = 32

    /// The public half.
    public let verifyingKey: VerifyingKey
    /// libsodium's form: the seed, then the public key.
    private let pair: SecretOctets

    /// Makes a key from the system's randomness.
    public static func generate() -> SigningKey {
        SigningKey(acceptedSeed: SecretOctets.random(count: seedOctets))
    }

    /// Makes the key of a seed; throws `wrongLength` unless it has 32 octets.
    public init(seed: borrowing SecretOctets) throws(SodiumError) {
        guard seed.count == Self.seedOctets else {
            throw .wrongLength(expected: Self.seedOctets, found: seed.count)
        }
        self.init(acceptedSeed: seed)
    }

    private init(acceptedSeed seed: borrowing SecretOctets) {
        var pair = SecretOctets(count: 64)
        let octets = Octets32 { publicKey in
            _ = seed.withUnsafeBytes { seed in
                pair.withUnsafeMutableBytes { crypto_sign_seed_keypair(publicKey, $0.octetPointer, seed.octetPointer) }
            }
        }
        verifyingKey = VerifyingKey(derived: octets)
        self.pair = pair
    }

    /// Lends the 32 octets of the seed; they must not be kept beyond the call.
    public func withSeed<R: ~Copyable, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try pair.withUnsafeBytes { (pair) throws(E) -> R in
            try body(UnsafeRawBufferPointer(rebasing: pair[..<Self.seedOctets]))
        }
    }

    /// A second owner of the seed, for putting it into a passphrase box.
    public func seed() -> SecretOctets {
        withSeed { SecretOctets(copying: $0) }
    }

    /// Signs exactly these octets (RFC 8032 §5.1.6, pure Ed25519). The same octets give the same signature.
    public borrowing func sign(_ message: [UInt8]) -> Octets64 {
        Octets64 { signature in
            _ = pair.withUnsafeBytes { crypto_sign_detached(signature, nil, message, UInt64(message.count), $0.octetPointer) }
        }
    }
}
