import CSodium

/// An Ed25519 public key that may be trusted to stand for one holder.
///
/// The only way to verify a signature in this system. Libraries differ about signatures at the edges of
/// RFC 8032, and peers that differ about one signature would hold different journals for ever; so every peer
/// asks libsodium, and a key at such an edge is refused before anything is verified by it.
public struct VerifyingKey: Hashable, Sendable {
    /// The key as RFC 8032 §5.1.2 encodes it.
    public let octets: Octets32

    /// Takes a key from outside.
    ///
    /// Throws `unacceptablePoint` unless the octets are the canonical encoding of a point of the prime-order
    /// group: with a low-order key one signature fits many messages, with a mixed-order key verifiers disagree.
    /// Costs about as much as a verification.
    public init(_ octets: Octets32) throws(SodiumError) {
        SodiumLibrary.start()
        let isAcceptable = octets.withUnsafeBytes { crypto_core_ed25519_is_valid_point($0.octetPointer) == 1 }
        guard isAcceptable else { throw .unacceptablePoint }
        self.octets = octets
    }

    /// Takes a key back that this node accepted before, by `init(_:)`, and kept by itself.
    ///
    /// Leaves out the check of the point, which is most of the cost of folding known records again. Never for octets from
    /// a peer, from a file somebody handed over, or from a record that was not judged yet: a key at an edge that gets in here is
    /// trusted from then on.
    public init(remembered octets: Octets32) {
        self.octets = octets
    }

    /// Takes a key that libsodium itself derived from a seed, which is in the prime-order group by construction.
    init(derived octets: Octets32) {
        self.octets = octets
    }

    /// Whether the holder of this key signed exactly these octets (RFC 8032 §5.1.7, pure Ed25519).
    public func accepts(_ signature: Octets64, over message: [UInt8]) -> Bool {
        SodiumLibrary.start()
        return octets.withUnsafeBytes { key in
            signature.withUnsafeBytes { signature in
                crypto_sign_verify_detached(signature.octetPointer, message, UInt64(message.count), key.octetPointer) == 0
            }
        }
    }
}
