/// Why a record of the registry is refused (specification chapter 3, one rule for each case).
///
/// The raw value is the refusal's name in the specification and in the vectors; it never changes.
public enum RecordError: String, Error, Equatable, Sendable, CaseIterable {
    // The record by itself.

    /// More than `WireLimits.recordOctetsMax` octets.
    case tooLong
    /// The record or its payload is not the deterministic encoding of its structure, or a field exceeds its limit.
    case malformed
    /// A kind of record that this version does not know.
    case unknownKind
    /// A genesis of a version that this version does not know.
    case unknownVersion
    /// A name that is empty, untrimmed, too long, or holds a control, bidirectional or otherwise invisible character.
    case nameUnacceptable
    /// A sector that is untrimmed, too long, or holds such a character.
    case sectorUnacceptable
    /// An origin that cannot be the name of a checkpoint's key.
    case originUnacceptable
    /// Witness parameters under which two quorums need not share a witness.
    case parametersUnacceptable
    /// An endpoint that is not `host:port`.
    case endpointUnacceptable
    /// One endpoint twice in a certificate.
    case endpointRepeated
    /// A certificate that ends before it begins.
    case validityEmpty
    /// A key of low or mixed order, or no point of the curve.
    case keyUnacceptable

    // The signatures.

    /// More or fewer signatures than the kind of record takes.
    case signatureCount
    /// A signature that is not its authority's over exactly this payload in this network.
    case signatureInvalid

    // The record in its place.

    /// The first record is not a genesis.
    case genesisMissing
    /// A genesis stands after the first record.
    case genesisRepeated
    /// The organisation, that is its first root key, is in the registry already.
    case organisationRepeated
    /// The root key is or was a root or recovery key, and is not the organisation's present root key.
    case rootKeyOfAnother
    /// The recovery key is or was a root or recovery key, and is not the organisation's present recovery key.
    case recoveryKeyOfAnother
    /// Root and recovery key are the present ones.
    case authorityUnchanged
    /// No such organisation is in the registry.
    case organisationUnknown
    /// The organisation was admitted before.
    case admissionRepeated
    /// The organisation was never admitted, so it has no standing or sector to change.
    case neverAdmitted
    /// The organisation has this standing already.
    case standingUnchanged
    /// The organisation is in this sector already.
    case sectorUnchanged
    /// The organisation was expelled, which is final.
    case expelled
    /// No such node is in the registry.
    case nodeUnknown
    /// The identifier in a node's first certificate is not made from its operation key.
    case nodeIdentifierMismatch
    /// The node belongs to another organisation.
    case nodeOfAnother
    /// The operation key belongs to another node, or did.
    case operationKeyOfAnother
    /// The operation key was revoked.
    case operationKeyRevoked
    /// The node never held this operation key.
    case operationKeyUnknown
    /// The certificate is not later than the one in force: a replay, or a second one for the same time.
    case certificateNotLater
    /// The operation key was revoked before.
    case revocationRepeated
    /// A record of another kind cannot take effect before the log has it.
    case notARevocation
    /// The organisation has `RegistryLimits.nodesPerOrganisationMax` nodes.
    case nodesTooMany
    /// The node has held `RegistryLimits.keysPerNodeMax` operation keys.
    case keysTooMany
}
