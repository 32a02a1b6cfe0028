public import Sodium
public import Wire

/// A record as it stands in the registry: the payload's exact bytes and the signatures over them.
///
/// No key stands beside the signatures: who had to sign follows from the payload's kind and the registry's state.
/// Nothing here has been verified.
public struct SignedRecord: Equatable, Sendable {
    /// The whole record, which is the leaf's data in the registry's log.
    public let bytes: [UInt8]
    /// What was signed.
    public let payloadBytes: [UInt8]
    /// In the order of the kind's authorities (specification chapter 3, "Records").
    public let signatures: [Octets64]

    private init(payloadBytes: [UInt8], signatures: [Octets64]) {
        var writer = CBORWriter(reservingCapacity: payloadBytes.count + 8 + 66 * signatures.count)
        writer.array(2)
        writer.byteString(payloadBytes)
        writer.array(signatures.count)
        for signature in signatures { writer.octets(signature) }
        bytes = writer.bytes
        self.payloadBytes = payloadBytes
        self.signatures = signatures
    }

    /// Reads a record strictly; the payload is read by `RegistryPayload`.
    public init(_ bytes: ArraySlice<UInt8>) throws(RecordError) {
        guard bytes.count <= WireLimits.recordOctetsMax else { throw .tooLong }
        var reader = CBORReader(bytes)
        self = try reader.field { (reader) throws(CBORError) in
            try reader.array(exactly: 2)
            let payload = Array(try reader.byteString(limit: WireLimits.recordOctetsMax))
            let count = try reader.array(limit: RegistryLimits.signaturesMax)
            var signatures: [Octets64] = []
            for _ in 0..<count { signatures.append(try reader.octets()) }
            try reader.end()
            return SignedRecord(payloadBytes: payload, signatures: signatures)
        }
    }

    /// Signs a payload; `network` is `nil` for a genesis only.
    ///
    /// Certificates and authorities take further signatures, through `alsoSigned`.
    public static func sign(_ payload: RegistryPayload, network: NetworkID?, with key: borrowing SigningKey) -> SignedRecord {
        SignedRecord(payloadBytes: payload.encoded(), signatures: []).alsoSigned(network: network, with: key)
    }

    /// Signs a member node's certificate, first with the root key, then with the operation key it certifies.
    public static func sign(
        _ certificate: CertificateRecord, network: NetworkID, root: borrowing SigningKey, operation: borrowing SigningKey
    ) -> SignedRecord {
        sign(.certificate(certificate), network: network, with: root).alsoSigned(network: network, with: operation)
    }

    /// Signs which keys have authority over an organisation, first with a key that has it now, then with the root key that has
    /// it afterwards; one key signs twice when only the recovery key changes.
    ///
    /// - Parameter present: the organisation's present root key or present recovery key.
    public static func sign(
        _ authority: AuthorityRecord, network: NetworkID, present: borrowing SigningKey, root: borrowing SigningKey
    ) -> SignedRecord {
        sign(.authority(authority), network: network, with: present).alsoSigned(network: network, with: root)
    }

    /// The same record with one more signature, for an authority whose key is elsewhere.
    public func alsoSigned(network: NetworkID?, with key: borrowing SigningKey) -> SignedRecord {
        let signature = key.sign(SigningContext.record.message(network: network, payload: payloadBytes))
        return SignedRecord(payloadBytes: payloadBytes, signatures: signatures + [signature])
    }
}
