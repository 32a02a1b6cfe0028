import Groups
import Ledger
import Sodium
import Wire

/// An organisation of the network that is a set of keys here and no process: it wrote a part of what the measured node holds.
final class AbsentMember: Sendable {
    let name: String
    let root = SigningKey.generate()
    let operation = SigningKey.generate()
    let subkey: Subkey
    let organisation: OrganisationID
    let node: NodeID

    init(name: String, network: NetworkID) throws {
        self.name = name
        subkey = try Subkey.generate()
        organisation = OrganisationID(rootKey: root.verifyingKey.octets, network: network)
        node = NodeID(firstOperationKey: operation.verifyingKey.octets, network: network)
    }

    /// The organisation, its node's certificate for a year, and its admission.
    func records(in network: NetworkID, at minute: Minute, coordinator: borrowing SigningKey) -> [[UInt8]] {
        let organisationRecord = OrganisationRecord(rootKey: root.verifyingKey.octets, name: name, sector: "", created: minute)
        let certificate = CertificateRecord(
            organisation: organisation, node: node, operationKey: operation.verifyingKey.octets, role: .member, endpoints: [],
            notBefore: minute, notAfter: Minute(minute.rawValue + BenchLimits.certificateMinutes))
        let admission = AdmissionRecord(organisation: organisation, sector: "", admitted: minute)
        return [
            SignedRecord.sign(.organisation(organisationRecord), network: network, with: root).bytes,
            SignedRecord.sign(certificate, network: network, root: root, operation: operation).bytes,
            SignedRecord.sign(.admission(admission), network: network, with: coordinator).bytes,
        ]
    }

    /// What the node says of its subkey: the body of an entry in its community journal.
    func subkeyStatement(in network: NetworkID, at minute: Minute) throws -> [UInt8] {
        try SubkeyStatement(
            node: node, publicKey: subkey.publicKey, notBefore: minute,
            notAfter: Minute(minute.rawValue + BenchLimits.subkeyMinutes)
        ).signed(network: network, with: operation)
    }

    /// Begins a further journal of the node in a group; the batch holds its opening and the entries given.
    func open(
        _ group: GroupTag, in registry: Registry, at minute: Minute, entries: (JournalID) -> [UnverifiedEntry] = { _ in [] }
    ) -> (writer: JournalWriter, batch: VerifiedBatch) {
        let name = JournalName(node: node, group: group, incarnation: Incarnation(SecureRandom.octets16()))
        let journal = name.id(in: registry.network)
        var writer = JournalWriter(
            name: name, network: registry.network, origin: journalOrigin(registryOrigin: registry.origin, journal: journal))
        let opening = Opening(predecessor: nil).entry(
            journal: journal, salt: SecureRandom.octets16(), registrySize: registry.size, time: minute)
        let batch = writer.append([opening] + entries(journal), signing: operation)
        return (writer, batch)
    }
}
