import Groups
import Ledger
import Policy
import Sodium
import Testing
import Wire

/// A network of one member, and the public items it wrote with their proofs. The same in every run.
struct ZoneFixture {
    let network: NetworkID
    private let registry: Registry
    private let records: [[UInt8]]
    private let node: NodeID

    init(name: String = "Example") throws {
        let coordinator = try Self.key(1)
        let root = try Self.key(2)
        let operation = try Self.key(3)
        let genesis = GenesisRecord(
            origin: "registry.example/causeway", name: name, coordinatorKey: coordinator.verifyingKey.octets, created: Minute(1),
            admissionDelayMinutes: 0, witnessThreshold: 0, witnessCount: 0)
        var records = [SignedRecord.sign(.genesis(genesis), network: nil, with: coordinator).bytes]
        var registry = try Registry(genesis: records[0])
        network = registry.network
        let organisation = OrganisationID(rootKey: root.verifyingKey.octets, network: network)
        node = NodeID(firstOperationKey: operation.verifyingKey.octets, network: network)
        let member = OrganisationRecord(rootKey: root.verifyingKey.octets, name: "Aurora Hospital", sector: "health", created: Minute(2))
        let certificate = CertificateRecord(
            organisation: organisation, node: node, operationKey: operation.verifyingKey.octets, role: .member, endpoints: [],
            notBefore: Minute(10), notAfter: Minute(100))
        let admission = AdmissionRecord(organisation: organisation, sector: "health", admitted: Minute(0))
        records.append(SignedRecord.sign(.organisation(member), network: network, with: root).bytes)
        records.append(SignedRecord.sign(certificate, network: network, root: root, operation: operation).bytes)
        records.append(SignedRecord.sign(.admission(admission), network: network, with: coordinator).bytes)
        for record in records.dropFirst() {
            guard case .applied = registry.apply(record[...]) else { throw Fault() }
        }
        (self.records, self.registry) = (records, registry)
    }

    private struct Fault: Error {}

    private static func key(_ number: UInt8) throws -> SigningKey {
        var seed = [UInt8](repeating: 7, count: SigningKey.seedOctets - 1) + [number]
        return try SigningKey(seed: SecretOctets(moving: &seed))
    }

    private func filled<T: Identifier>(_ octet: UInt8) throws -> T { try #require(T([UInt8](repeating: octet, count: T.count))) }

    /// An item with this text as its bundle, and its proof.
    func item(_ text: String, title: String = "Phishing wave", hasBody: Bool = true) throws -> (id: String, proof: [UInt8], bundle: [UInt8])
    {
        let content = try ItemContent(
            kind: .bundle, tlp: .clear, pap: nil, title: "Phishing wave", mediaType: "application/json", created: 60, data: Array(text.utf8)
        )
        let file = try proof(of: content, hasBody: hasBody)
        return (Hash.leaf(file.header).hex, file.encoded(), content.data)
    }

    /// The same item shared again by the same member, with the original's proof inside, which may be `spoilt`.
    func reshare(_ text: String, spoiling spoil: (inout ProofFile) -> Void = { _ in }) throws -> (
        id: String, proof: [UInt8], bundle: [UInt8]
    ) {
        let original = try ItemContent(
            kind: .bundle, tlp: .clear, pap: nil, title: "Phishing wave", mediaType: "application/json", created: 60, data: Array(text.utf8)
        )
        var inner = try proof(of: original)
        spoil(&inner)
        let again = try ItemContent(resharing: original, proof: inner, created: 120)
        let file = try proof(of: again)
        return (Hash.leaf(file.header).hex, file.encoded(), original.data)
    }

    private func proof(of content: ItemContent, hasBody: Bool = true) throws -> ProofFile {
        let coordinator = try Self.key(1)
        let operation = try Self.key(3)
        let name = JournalName(node: node, group: publicTag(of: network), incarnation: try filled(4))
        let (journal, salt, size) = (name.id(in: network), try #require(Octets16([UInt8](repeating: 5, count: 16))), UInt64(records.count))
        let prefix = EntryPrefix(
            kind: .item, journal: journal, salt: salt, epoch: nil, step: 0, registrySize: size, time: Minute(41), keepUntil: Minute(0))
        let entry = UnverifiedEntry(prefix: prefix, commitment: nil, body: .inline(content.encoded()))
        let opening = Opening(predecessor: nil).entry(journal: journal, salt: salt, registrySize: size, time: Minute(40))
        let journalTree = SubtreeTable(leaves: [opening.leafHash(), entry.leafHash()])
        let registryTree = SubtreeTable(leaves: records.map { Hash.leaf($0) })
        let state = Checkpoint(
            origin: journalOrigin(registryOrigin: registry.origin, journal: journal), size: 2, root: journalTree.root)
        let registryState = Checkpoint(origin: registry.origin, size: size, root: registryTree.root)
        return ProofFile(
            network: network, registryCheckpoint: registryState.note(registryState.sign(with: coordinator), of: coordinator.verifyingKey),
            records: (0..<size).map { position in
                ProofFile.Record(
                    position: position, bytes: records[Int(position)], inclusion: registryTree.inclusionProof(leaf: position, size: size))
            },
            journal: name, journalCheckpoint: state.note(state.sign(with: operation), of: operation.verifyingKey), position: 1,
            header: entry.headerBytes(), inclusion: journalTree.inclusionProof(leaf: 1, size: 2), body: hasBody ? content.encoded() : nil)
    }
}
