public import Wire

/// What of an entry's body a proof shows.
public enum ProofContent: Equatable, Sendable {
    /// The file carries no body.
    case absent
    /// The body, which was never sealed.
    case plain([UInt8])
    /// A sealed body without its secret.
    case sealed
    /// The content of the sealed body: the only one that the header's commitment admits.
    case opened([UInt8])
}

/// What a proof file proves, and what it does not.
public struct ProofFindings: Equatable, Sendable {
    public let network: NetworkID
    /// The network's name and origin by its genesis.
    public let networkName: String
    public let origin: String
    /// The registry size that organisation, node and key are told for.
    public let registrySize: UInt64
    /// The writer's organisation, by the records in the file.
    public let organisation: Organisation
    /// The writing node, by the records in the file.
    public let node: RegisteredNode
    /// The operation key that signed the journal's checkpoint.
    public let signer: OperationKey
    public let journal: JournalName
    /// The entry's place, and how many entries the signed checkpoint covers.
    public let position: UInt64
    public let journalSize: UInt64
    /// The hash by which people name the entry.
    public let item: Hash
    /// Kind, claimed time, keep-until, epoch and step: signed by the writer, whose word they are.
    public let header: EntryPrefix
    public let bodyLength: UInt64
    public let content: ProofContent
    /// Whether the claimed time lies inside the dates of the signing key's certificates.
    public let isTimeInsideCertificate: Bool
    /// What the cosignatures of the registry's checkpoint prove by the file's records.
    public let witnessing: CheckpointWitnessing
    /// What nobody may conclude from the file, a sentence each.
    public let notProven: [String]
}
