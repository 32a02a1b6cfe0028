public import Sodium
public import Wire

/// Who this process is towards peers: one network, one node, and a TLS key made for this process alone.
///
/// Make one at start and use it for the listener and every dial. Making it asks for the only signature that
/// the transport ever needs, in which the operation key speaks for the TLS key; the operation key itself is not kept.
public struct TransportIdentity: Sendable {
    /// The network that peers must belong to.
    public let network: NetworkID
    /// The node that this process claims to be.
    public let node: NodeID
    /// The key that stands behind the claim.
    public let operationKey: VerifyingKey
    package let credentials: Credentials

    /// Makes the TLS key and certificate of this process; about a millisecond.
    ///
    /// `sign` must sign exactly the given message with the private half of `operationKey`; it is called once, at once.
    /// Throws `TransportError.credentials` when TLS cannot be set up.
    public init(
        network: NetworkID, node: NodeID, operationKey: VerifyingKey, sign: ([UInt8]) -> Octets64
    ) throws(TransportError) {
        let credentials = try Credentials.make { keyInfo in
            let signature = sign(KeyBinding.message(network: network, keyInfo: keyInfo))
            return [KeyBinding(network: network, node: node, operationKey: operationKey.octets, signature: signature).encoded()]
        }
        self.init(network: network, node: node, operationKey: operationKey, credentials: credentials)
    }

    package init(network: NetworkID, node: NodeID, operationKey: VerifyingKey, credentials: Credentials) {
        self.network = network
        self.node = node
        self.operationKey = operationKey
        self.credentials = credentials
    }
}

/// Who is at the other end: a holder of `operationKey`, proven, in the same network.
///
/// `node` is only a claim until the registry says that `operationKey` is a key of that node: ask it before
/// anything is said to the peer under that name. The only initialiser that the handshake uses is `KeyBinding.verify`.
public struct PeerIdentity: Hashable, Sendable {
    /// The node that the peer says it is.
    public let node: NodeID
    /// The Ed25519 key that the peer proved to hold.
    public let operationKey: Octets32
    /// The SHA-256 of the TLS key that the peer's process made at its start (chapter 7): it tells one run of a node from another, and
    /// counts for nothing when two identities are compared. `nil` where no handshake made the identity.
    public let process: Octets32?

    package init(node: NodeID, operationKey: Octets32, process: Octets32? = nil) {
        self.node = node
        self.operationKey = operationKey
        self.process = process
    }

    public static func == (left: Self, right: Self) -> Bool { left.node == right.node && left.operationKey == right.operationKey }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(node)
        hasher.combine(operationKey)
    }
}
