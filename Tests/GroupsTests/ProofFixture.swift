import Crypto
import Groups
import Ledger
import Sodium
import Testing
import Wire

/// A network of two organisations and the proof files of what the first of them shares. The same in every run.
struct ProofFixture {
    /// What is different about a proof.
    struct Shape {
        var kind = EntryKind.item
        var isSealed = true
        var isPublic = false
        var hasBody = true
        var hasSecret = true
    }

    let network: NetworkID
    /// The registry's records: genesis, both organisations, a certificate of node 11, an admission.
    private(set) var records: [[UInt8]]
    private(set) var registry: Registry

    init(name: String = "Example") throws {
        let coordinator = Self.key(0)
        let genesis = GenesisRecord(
            origin: "registry.example/causeway", name: name, coordinatorKey: coordinator.verifyingKey.octets, created: Minute(1),
            admissionDelayMinutes: 0, witnessThreshold: 0, witnessCount: 0)
        records = [SignedRecord.sign(.genesis(genesis), network: nil, with: coordinator).bytes]
        registry = try Registry(genesis: records[0])
        network = registry.network
        for root in UInt8(1)...2 {
            let key = Self.key(root)
            let record = OrganisationRecord(rootKey: key.verifyingKey.octets, name: "Aurora \(root)", sector: "energy", created: Minute(2))
            add(SignedRecord.sign(.organisation(record), network: network, with: key).bytes)
        }
        let certificate = CertificateRecord(
            organisation: author, node: node, operationKey: Self.key(11).verifyingKey.octets, role: .member, endpoints: [],
            notBefore: Minute(10), notAfter: Minute(100))
        add(SignedRecord.sign(certificate, network: network, root: Self.key(1), operation: Self.key(11)).bytes)
        let admission = AdmissionRecord(organisation: author, sector: "energy", admitted: Minute(0))
        add(SignedRecord.sign(.admission(admission), network: network, with: coordinator).bytes)
    }

    static func key(_ number: UInt8) -> SigningKey {
        var seed = [UInt8](repeating: 7, count: SigningKey.seedOctets - 1) + [number]
        guard let key = try? SigningKey(seed: SecretOctets(moving: &seed)) else { preconditionFailure("a seed of 32 octets was refused") }
        return key
    }

    /// The organisation that writes the originals, and its node.
    var author: OrganisationID { OrganisationID(rootKey: Self.key(1).verifyingKey.octets, network: network) }
    var node: NodeID { NodeID(firstOperationKey: Self.key(11).verifyingKey.octets, network: network) }

    private mutating func add(_ record: [UInt8]) {
        records.append(record)
        let outcome = registry.apply(record[...])
        if case .refused(let error) = outcome { Issue.record("refused: \(error)") }
    }

    /// The same network, in which node 11 lost its key.
    func revoked() -> ProofFixture {
        var later = self
        let record = RevocationRecord(node: node, operationKey: Self.key(11).verifyingKey.octets)
        later.add(SignedRecord.sign(.revocation(record), network: network, with: Self.key(1)).bytes)
        return later
    }

    /// The same network as somebody knows it who has the first records only.
    func early() throws -> ProofFixture {
        var earlier = self
        earlier.records.removeSubrange(3...)
        earlier.registry = try Registry(genesis: records[0])
        for record in earlier.records.dropFirst() { _ = earlier.registry.apply(record[...]) }
        return earlier
    }

    /// The proof of an entry with this content.
    func proof(of content: [UInt8], _ shape: Shape = Shape()) throws -> ProofFile {
        let group: GroupTag = shape.isPublic ? publicTag(of: network) : try filled(0xBB)
        let name = JournalName(node: node, group: group, incarnation: try filled(4))
        let (journal, salt): (JournalID, Octets16) = (name.id(in: network), try filled(5))
        let prefix = EntryPrefix(
            kind: shape.kind, journal: journal, salt: salt, epoch: shape.isSealed ? try filled(6) : nil, step: 0, registrySize: 5,
            time: Minute(41), keepUntil: Minute(0))
        var entry = UnverifiedEntry(prefix: prefix, commitment: nil, body: .inline(content))
        var body = content
        if shape.isSealed {
            let sealed = try Envelope.seal(content, prefix: prefix, network: network, stepKey: symmetricKey(9))
            body = sealed.body
            entry = UnverifiedEntry(prefix: prefix, commitment: sealed.commitment, body: .inline(body))
        }
        let opening = Opening(predecessor: nil).entry(journal: journal, salt: salt, registrySize: 5, time: Minute(40))
        let journalTree = SubtreeTable(leaves: [opening.leafHash(), entry.leafHash()])
        let registryTree = SubtreeTable(leaves: records.map { Hash.leaf($0) })
        let size = UInt64(records.count)
        let key = Self.key(11)
        let coordinator = Self.key(0)
        let state = Checkpoint(
            origin: journalOrigin(registryOrigin: registry.origin, journal: journal), size: 2, root: journalTree.root)
        let registryState = Checkpoint(origin: registry.origin, size: size, root: registryTree.root)
        let secret = Envelope.itemSecret(prefix: prefix, network: network, stepKey: symmetricKey(9)).withUnsafeBytes { Octets32($0) }
        return ProofFile(
            network: network, registryCheckpoint: registryState.note(registryState.sign(with: coordinator), of: coordinator.verifyingKey),
            records: ProofFile.recordPositions(about: node, in: registry, records: records).map { position in
                ProofFile.Record(
                    position: position, bytes: records[Int(position)],
                    inclusion: registryTree.inclusionProof(leaf: position, size: size))
            },
            journal: name, journalCheckpoint: state.note(state.sign(with: key), of: key.verifyingKey), position: 1,
            header: entry.headerBytes(), inclusion: journalTree.inclusionProof(leaf: 1, size: 2), body: shape.hasBody ? body : nil,
            itemSecret: shape.isSealed && shape.hasBody && shape.hasSecret ? secret : nil)
    }
}
