import Exchange
import Foundation
import Gossip
import Ledger
import Sodium
import Storage
import Testing
import Wire

@testable import Daemon

/// Revocations that the log lacks: a bounded number, of each organisation its share.
@Suite("Revocations waiting for the log")
struct RevocationShareTests {
    /// An organisation with many nodes: the records that make it, and a revocation of each node's key.
    private struct ManyNodes {
        var records: [[UInt8]] = []
        var revocations: [[UInt8]] = []

        init(_ name: String, count: Int, network: NetworkID) {
            let root = SigningKey.generate()
            let now = WallClock.machine.minute
            let organisation = OrganisationID(rootKey: root.verifyingKey.octets, network: network)
            let record = OrganisationRecord(rootKey: root.verifyingKey.octets, name: name, sector: "", created: now)
            records.append(SignedRecord.sign(.organisation(record), network: network, with: root).bytes)
            for _ in 0..<count {
                let key = SigningKey.generate()
                let node = NodeID(firstOperationKey: key.verifyingKey.octets, network: network)
                let certificate = CertificateRecord(
                    organisation: organisation, node: node, operationKey: key.verifyingKey.octets, role: .member, endpoints: [],
                    notBefore: now, notAfter: Minute(now.rawValue + 1_000))
                records.append(SignedRecord.sign(certificate, network: network, root: root, operation: key).bytes)
                let revocation = RevocationRecord(node: node, operationKey: key.verifyingKey.octets)
                revocations.append(SignedRecord.sign(.revocation(revocation), network: network, with: root).bytes)
            }
        }
    }

    @Test("One organisation's revocations keep out nobody else's, and what is kept can be read at the next start")
    func share() throws {
        let directory = NSTemporaryDirectory() + "causeway-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: directory) }
        _ = try initialiseNode(
            InitRequest(
                dataDirectory: directory, organisation: "Example City CERT", sector: "",
                coordinator: .init(origin: "registry.example/causeway", networkName: "Example City", admissionDelayMinutes: 0),
                settingsFile: nil), passphrase: passphrase())
        let keys = try NodeKeys.open(in: directory, passphrase: passphrase())
        let store = try Store(path: directory)
        defer { store.close() }
        let keeper = try RegistryKeeper(store)
        let registry = keeper.snapshot

        func log(_ records: [[UInt8]]) throws {
            let stored = try #require(try store.journals().first)
            var writer = JournalWriter(registryOf: registry.network, origin: registry.origin, restoring: stored.frontier)
            try store.append([keys.appendRegistry(records, to: &writer)])
            try keeper.catchUp()
        }

        let greedy = ManyNodes("Greedy", count: 70, network: registry.network)
        try log(greedy.records)
        #expect(try keeper.hear(greedy.revocations) == DaemonLimits.revocationsPerOrganisationMax)
        #expect(try keeper.hear(greedy.revocations) == 0)
        // Heard before this node's registry has the keys, as many as wait for that.
        let others = (0..<16).map { ManyNodes("Organisation \($0)", count: 64, network: registry.network) }
        for other in others { #expect(try keeper.hear(other.revocations) == 0) }
        for other in others { try log(other.records) }
        let pending = keeper.pendingRevocations
        #expect(pending.count <= GossipLimits.revocationsMax && pending.count > 15 * DaemonLimits.revocationsPerOrganisationMax)
        #expect(pending.filter { greedy.revocations.contains($0) }.count == DaemonLimits.revocationsPerOrganisationMax)
        #expect(try RegistryKeeper(store).pendingRevocations == pending)
    }
}
