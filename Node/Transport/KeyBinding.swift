import Crypto
package import Sodium
package import Wire

/// The value of the certificate extension: an operation key speaks for a TLS key (specification chapter 7).
///
/// The certificate around it counts for nothing: its names, dates and own signature are not looked at.
/// TLS proves that the peer holds the TLS key; this proves that the operation key's holder meant that TLS key,
/// in that network. Whether the registry knows the operation key is asked by somebody else.
package struct KeyBinding: Equatable, Sendable {
    package var network: NetworkID
    package var node: NodeID
    package var operationKey: Octets32
    package var signature: Octets64

    package init(network: NetworkID, node: NodeID, operationKey: Octets32, signature: Octets64) {
        self.network = network
        self.node = node
        self.operationKey = operationKey
        self.signature = signature
    }

    /// What the operation key signs: the SHA-256 of the certificate's SubjectPublicKeyInfo, in DER as it stands there.
    package static func message(network: NetworkID, keyInfo: some Collection<UInt8>) -> [UInt8] {
        SigningContext.tls.message(network: network, payload: Array(SHA256.hash(data: Array(keyInfo))))
    }

    package func encoded() -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 160)
        writer.array(4)
        writer.identifier(network)
        writer.identifier(node)
        writer.octets(operationKey)
        writer.octets(signature)
        return writer.bytes
    }

    package init(decoding value: ArraySlice<UInt8>) throws(HandshakeRefusal) {
        guard value.count <= TransportLimits.bindingOctetsMax else { throw .extensionMalformed }
        var reader = CBORReader(value)
        do throws(CBORError) {
            try reader.array(exactly: 4)
            network = try reader.octets()
            node = try reader.octets()
            operationKey = try reader.octets()
            signature = try reader.octets()
            try reader.end()
        } catch {
            throw .extensionMalformed
        }
    }

    /// Judges a binding against the key of the connection; the only way to a `PeerIdentity`.
    ///
    /// The network is compared first, for the sake of a clear refusal: the signature alone would tell no more than that something differs.
    package func verify(keyInfo: some Collection<UInt8>, in network: NetworkID) throws(HandshakeRefusal) -> PeerIdentity {
        guard self.network == network else { throw .otherNetwork }
        let key: VerifyingKey
        do throws(SodiumError) { key = try VerifyingKey(operationKey) } catch { throw .operationKeyInvalid }
        guard key.accepts(signature, over: Self.message(network: network, keyInfo: keyInfo)) else { throw .signatureInvalid }
        return PeerIdentity(node: node, operationKey: operationKey, process: Octets32(Array(SHA256.hash(data: Array(keyInfo)))))
    }
}
