import CSodium

/// An Ed25519 public key that may be trusted to stand for one holder.
///
/// The only way to verify a signature in this system. Libraries differ about signatures at the edges of
/// RFC 8032, and peers that differ about one signature would hold different journals for ever; so every peer
/// asks libsodium, and a key at such an edge is refused before anything is verified by it.
public struct VerifyingKey: Hashable, Sendable {
    /// The key as RFC 8032 §5.1.2 encodes it.
    public let octets: Octets32
    /// Where verdicts are remembered; `nil` everywhere but in a simulation.
    private let memo: SignatureMemo?

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
        memo = nil
    }

    /// Takes a key back that this node accepted before, by `init(_:)`, and kept by itself.
    ///
    /// Leaves out the check of the point, which is most of the cost of folding known records again. Never for octets from
    /// a peer, from a file somebody handed over, or from a record that was not judged yet: a key at an edge that gets in here is
    /// trusted from then on.
    public init(remembered octets: Octets32) {
        self.octets = octets
        memo = nil
    }

    /// Takes a key that libsodium itself derived from a seed, which is in the prime-order group by construction.
    init(derived octets: Octets32) {
        self.octets = octets
        memo = nil
    }

    private init(_ octets: Octets32, memo: SignatureMemo) {
        self.octets = octets
        self.memo = memo
    }

    /// The same key, whose verdicts are remembered in `memo`: for a simulation, in which thousands of nodes verify the same octets.
    ///
    /// A node never calls this, and `HouseTests` looks that it does not.
    public func remembering(in memo: SignatureMemo) -> VerifyingKey { VerifyingKey(octets, memo: memo) }

    /// Whether the holder of this key signed exactly these octets (RFC 8032 §5.1.7, pure Ed25519).
    public func accepts(_ signature: Octets64, over message: [UInt8]) -> Bool {
        guard let memo else { return verifies(signature, over: message) }
        return memo.verdict(octets, signature, message) { verifies(signature, over: message) }
    }

    public static func == (left: Self, right: Self) -> Bool { left.octets == right.octets }

    public func hash(into hasher: inout Hasher) { hasher.combine(octets) }

    private func verifies(_ signature: Octets64, over message: [UInt8]) -> Bool {
        SodiumLibrary.start()
        return octets.withUnsafeBytes { key in
            signature.withUnsafeBytes { signature in
                crypto_sign_verify_detached(signature.octetPointer, message, UInt64(message.count), key.octetPointer) == 0
            }
        }
    }
}
