import Crypto
import Foundation
public import Sodium

/// The private half of a node's encryption subkey: X-Wing, made from a seed of 32 octets.
///
/// Kept 90 days, renewed monthly; the public half is announced in a `SubkeyStatement`. The value has no description.
public struct Subkey: Sendable {
    /// Octets of the seed.
    public static let seedOctets = 32

    /// The public half, 1,216 octets.
    public let publicKey: [UInt8]
    let privateKey: XWingMLKEM768X25519.PrivateKey

    /// Makes a subkey from the system's randomness.
    public static func generate() throws(SubkeyError) -> Subkey {
        try Subkey(seed: SecretOctets.random(count: seedOctets))
    }

    /// Makes the subkey of a seed; throws `wrongSeedLength` unless it has 32 octets.
    public init(seed: borrowing SecretOctets) throws(SubkeyError) {
        guard seed.count == Self.seedOctets else { throw .wrongSeedLength }
        let key = seed.withUnsafeBytes { seed in
            try? XWingMLKEM768X25519.PrivateKey(seedRepresentation: seed, publicKey: nil)
        }
        guard let key else { throw .wrongSeedLength }
        privateKey = key
        publicKey = [UInt8](key.publicKey.rawRepresentation)
    }

    /// A new owner of the seed, for the node's sealed key file.
    public func seed() -> SecretOctets {
        var data = privateKey.seedRepresentation
        defer { data.resetBytes(in: 0..<data.count) }
        var octets = [UInt8](data)
        return SecretOctets(moving: &octets)
    }
}
