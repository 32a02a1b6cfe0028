import Ledger
import Sodium
import Testing
import Wire

/// A small network whose keys follow from numbers: everything is the same in every run.
struct RegistryFixture: ~Copyable {
    let coordinator = RegistryFixture.key(0)
    let genesis: [UInt8]
    let network: NetworkID
    var records: [[UInt8]]
    var registry: Registry

    init(admissionDelayMinutes: UInt32 = 0, witnesses: (threshold: UInt16, count: UInt16) = (0, 0)) throws {
        let record = GenesisRecord(
            origin: "registry.example/causeway", name: "Example", coordinatorKey: coordinator.verifyingKey.octets,
            created: Minute(1), admissionDelayMinutes: admissionDelayMinutes, witnessThreshold: witnesses.threshold,
            witnessCount: witnesses.count)
        genesis = SignedRecord.sign(.genesis(record), network: nil, with: coordinator).bytes
        network = NetworkID(genesis: genesis)
        records = [genesis]
        registry = try Registry(genesis: genesis)
    }

    /// Key 0 is the coordinator's; root keys and operation keys take other numbers.
    static func key(_ number: UInt32) -> SigningKey {
        var seed = [UInt8](repeating: 7, count: 28) + withUnsafeBytes(of: number.bigEndian) { [UInt8]($0) }
        guard let key = try? SigningKey(seed: SecretOctets(moving: &seed)) else { preconditionFailure("a seed of 32 octets was refused") }
        return key
    }

    func organisationID(_ root: UInt32) -> OrganisationID {
        OrganisationID(rootKey: Self.key(root).verifyingKey.octets, network: network)
    }

    func nodeID(_ operation: UInt32) -> NodeID {
        NodeID(firstOperationKey: Self.key(operation).verifyingKey.octets, network: network)
    }

    func organisation(_ root: UInt32, name: String = "Aurora", sector: String = "health") -> [UInt8] {
        let key = Self.key(root)
        let record = OrganisationRecord(rootKey: key.verifyingKey.octets, name: name, sector: sector, created: Minute(2))
        return SignedRecord.sign(.organisation(record), network: network, with: key).bytes
    }

    /// `root` is the organisation's first root key; `signer` its present one, if that is another.
    func certificate(
        _ root: UInt32, key: UInt32, first: UInt32? = nil, from: UInt32 = 10, to: UInt32 = 100, signer: UInt32? = nil,
        endpoints: [Endpoint] = []
    ) -> [UInt8] {
        let record = CertificateRecord(
            organisation: organisationID(root), node: nodeID(first ?? key), operationKey: Self.key(key).verifyingKey.octets, role: .member,
            endpoints: endpoints, notBefore: Minute(from), notAfter: Minute(to))
        return SignedRecord.sign(record, network: network, root: Self.key(signer ?? root), operation: Self.key(key)).bytes
    }

    func admission(_ root: UInt32, sector: String = "energy", at minute: UInt32 = 0) -> [UInt8] {
        let record = AdmissionRecord(organisation: organisationID(root), sector: sector, admitted: Minute(minute))
        return SignedRecord.sign(.admission(record), network: network, with: coordinator).bytes
    }

    func standing(_ root: UInt32, _ change: StandingChange) -> [UInt8] {
        let record = StandingRecord(organisation: organisationID(root), change: change)
        return SignedRecord.sign(.standing(record), network: network, with: coordinator).bytes
    }

    func sector(_ root: UInt32, _ sector: String) -> [UInt8] {
        let record = SectorRecord(organisation: organisationID(root), sector: sector)
        return SignedRecord.sign(.sector(record), network: network, with: coordinator).bytes
    }

    /// Names root key and recovery key of the organisation whose first root key was `first`; `present` decides, then the new root signs.
    func authority(_ first: UInt32, by present: UInt32, root: UInt32, recovery: UInt32) -> [UInt8] {
        let record = AuthorityRecord(
            organisation: organisationID(first), rootKey: Self.key(root).verifyingKey.octets,
            recoveryKey: Self.key(recovery).verifyingKey.octets)
        return SignedRecord.sign(record, network: network, present: Self.key(present), root: Self.key(root)).bytes
    }

    /// `root` is the organisation's present root key.
    func revocation(_ root: UInt32, node: UInt32, key: UInt32) -> [UInt8] {
        let record = RevocationRecord(node: nodeID(node), operationKey: Self.key(key).verifyingKey.octets)
        return SignedRecord.sign(.revocation(record), network: network, with: Self.key(root)).bytes
    }

    /// Appends a record that must apply.
    mutating func add(_ record: [UInt8]) {
        records.append(record)
        let outcome = registry.apply(record[...])
        if case .refused(let error) = outcome { Issue.record("refused: \(error)") }
    }

    /// Appends a record that must be refused for this reason.
    mutating func add(_ record: [UInt8], refusedFor reason: RecordError) {
        records.append(record)
        let outcome = registry.apply(record[...])
        #expect(outcome == .refused(reason))
    }
}
