/// The bounds of the registry and of the proofs made from it (specification chapter 3).
public enum RegistryLimits {
    /// Octets of an organisation's or network's name: a line on a page in any script.
    public static let nameOctetsMax = 200
    /// Octets of a sector: a word or two, compared and shown in lists.
    public static let sectorOctetsMax = 64
    /// Octets of the registry's origin; a journal's origin adds 73 and must remain a short key name.
    public static let originOctetsMax = 160
    /// Octets of an endpoint: a DNS name of 253, a colon, a port of 5.
    public static let endpointOctetsMax = 259
    /// Endpoints in one certificate; a dialler may try each of them, one after the other.
    public static let endpointsMax = 8
    /// Signatures on one record: root, operation key, coordinator, and one for a later meaning.
    public static let signaturesMax = 4
    /// Nodes of one organisation: bounds the work that one root key can cause to everybody.
    public static let nodesPerOrganisationMax = 256
    /// Operation keys a node may hold in its life: a checkpoint is verified against each of them in the worst case.
    public static let keysPerNodeMax = 64
    /// Separate spans of time that are remembered of one operation key; the oldest is forgotten. One more for each renewal that came late.
    public static let periodsPerKeyMax = 16
    /// Contradictions of the registry that are kept: one is proof enough, some more show how far it goes.
    public static let splitsMax = 4
    /// Witnesses of which cosignatures travel and stand in notes: with the coordinator's time stamp `WireLimits.cosignaturesMax`.
    public static let witnessesMax = 62
    /// Octets of a proof file, before it is parsed; a longer body travels beside the file.
    public static let proofOctetsMax = 48 * 1_048_576
    /// Octets of the body inside a proof file: in base64 it fits `proofOctetsMax`.
    public static let proofBodyOctetsMax = 32 * 1_048_576
    /// Records in a proof file: the genesis, the organisation, what followed of it, a node's certificates and revocations.
    public static let proofRecordsMax = 256
    /// Hashes in one inclusion proof: one for each level of a tree of 2^64 leaves.
    public static let proofHashesMax = 64
    /// Records of a published registry that one audit takes: forty times the largest network foreseen, folded in memory.
    public static let auditRecordsMax: UInt64 = 4_194_304
    /// Refused records that an audit tells one by one; more are a number.
    public static let auditRefusalsMax = 1_000
}
