public import Sodium
public import Wire

/// One entry with everything a stranger needs to check who wrote it: no network, no node, no registry at hand.
///
/// Holds nothing secret unless the exporter puts the one item's secret in. Nothing is verified before `verify`.
public struct ProofFile: Equatable, Sendable {
    /// The text that says what the file is.
    public static let format = "causeway/proof/1"

    /// A record of the registry and the hashes that show its place.
    public struct Record: Equatable, Sendable {
        public let position: UInt64
        public let bytes: [UInt8]
        /// `MerkleTree.inclusionProof` at the size of the registry's checkpoint.
        public let inclusion: [Hash]

        public init(position: UInt64, bytes: [UInt8], inclusion: [Hash]) {
            self.position = position
            self.bytes = bytes
            self.inclusion = inclusion
        }
    }

    public var network: NetworkID
    /// The note of a registry checkpoint not older than the registry size in the header.
    public var registryCheckpoint: [UInt8]
    /// The genesis and everything the registry says of writer and organisation (`recordPositions`), ascending.
    public var records: [Record]
    public var journal: JournalName
    /// The note of a journal checkpoint that covers the entry.
    public var journalCheckpoint: [UInt8]
    public var position: UInt64
    /// `UnverifiedEntry.headerBytes()`.
    public var header: [UInt8]
    /// `MerkleTree.inclusionProof` at the size of the journal's checkpoint.
    public var inclusion: [Hash]
    /// The body as it stands in the entry, sealed or plain; `nil` when only the header is shown.
    public var body: [UInt8]?
    /// The secret of this one item, only if the exporter means to disclose what it says.
    public var itemSecret: Octets32?

    public init(
        network: NetworkID, registryCheckpoint: SignedNote, records: [Record], journal: JournalName, journalCheckpoint: SignedNote,
        position: UInt64, header: [UInt8], inclusion: [Hash], body: [UInt8]? = nil, itemSecret: Octets32? = nil
    ) {
        self.network = network
        self.registryCheckpoint = registryCheckpoint.bytes
        self.records = records
        self.journal = journal
        self.journalCheckpoint = journalCheckpoint.bytes
        self.position = position
        self.header = header
        self.inclusion = inclusion
        self.body = body
        self.itemSecret = itemSecret
    }
}

extension ProofFile {
    /// The positions of the records that a proof about this node takes: the genesis and every record about the node or
    /// its organisation that applied; empty for an unknown node.
    ///
    /// `records` are the registry's, from position 0, as many as the checkpoint of the proof covers.
    public static func recordPositions(
        about node: NodeID, in registry: Registry, records: some Sequence<[UInt8]>
    ) -> [UInt64] {
        guard let organisation = registry.node(node)?.organisation else { return [] }
        var refused = registry.refusedPositions[...]
        var positions: [UInt64] = []
        for (index, bytes) in records.enumerated() {
            if refused.first == UInt64(index) {
                refused.removeFirst()
                continue
            }
            guard let record = try? SignedRecord(bytes[...]), let payload = try? RegistryPayload(record.payloadBytes[...]) else { continue }
            let isAbout =
                switch payload {
                case .genesis: true
                case .organisation(let record): OrganisationID(rootKey: record.rootKey, network: registry.network) == organisation
                case .certificate(let record): record.node == node
                case .admission(let record): record.organisation == organisation
                case .standing(let record): record.organisation == organisation
                case .authority(let record): record.organisation == organisation
                case .sector(let record): record.organisation == organisation
                case .revocation(let record): record.node == node
                }
            if isAbout { positions.append(UInt64(index)) }
        }
        return positions
    }
}
