import Foundation
import Gossip
import Ledger
import Sodium
import Storage
import Transport
import Wire

/// Who the node is, as its data directory says: the registry it joined with, and its operation key.
struct Member {
    let identity: TransportIdentity
    let registry: Registry
    /// The registry's log as a reader goes on with it.
    let log: JournalReader

    /// Reads the directory of a node that joined and does not run.
    init(directory: String, passphraseFile: String) throws {
        let store = try Store(path: directory)
        defer { store.close() }
        let records = try store.registryRecords(from: 0)
        registry = try Registry(replaying: records, verdicts: nil)
        guard let stored = try store.journals().first(where: { $0.name == nil }) else { throw Missing(what: "the registry") }
        log = JournalReader(name: nil, journal: stored.journal, origin: registry.origin, restoring: stored.frontier)
        var passphrase = Array(try Data(contentsOf: URL(fileURLWithPath: passphraseFile)).filter { $0 != 0x0A })
        let box = Array(try Data(contentsOf: URL(fileURLWithPath: directory + "/keys.sealed")))
        let seeds = try PassphraseBox.open(box, passphrase: SecretOctets(moving: &passphrase))
        // The operation key's seed is the second of four.
        let seed = seeds.withUnsafeBytes { octets in
            SecretOctets(copying: UnsafeRawBufferPointer(rebasing: octets[SigningKey.seedOctets..<2 * SigningKey.seedOctets]))
        }
        let key = try SigningKey(seed: seed)
        identity = try TransportIdentity(
            network: registry.network, node: NodeID(firstOperationKey: key.verifyingKey.octets, network: registry.network),
            operationKey: key.verifyingKey, sign: { key.sign($0) })
    }

    /// Everybody in the registry, as somebody who asks no questions sees them.
    var directory: PeerDirectory {
        var nodes: [NodeID: PeerDirectory.Peer] = [:]
        for node in registry.nodes {
            nodes[node.id] = PeerDirectory.Peer(
                keys: node.keys.map(\.key), currentKey: node.currentKey?.key.octets, isAdmitted: true,
                isCoordinator: node.role == .coordinator)
        }
        return PeerDirectory(nodes: nodes, registryKey: registry.coordinatorKey)
    }

    struct Missing: Error {
        let what: String
    }
}
