import Gossip
import Groups
import Ledger
import Sodium
import Storage
import Synchronization
import Wire

/// The registry as it is on disk, replayed; everybody reads the same snapshot.
///
/// Law: follows the store and never runs ahead of it.
final class RegistryKeeper: Sendable {
    private let state: Mutex<Registry>
    private let store: Store
    private static let verdictsSetting = "registry-verdicts"

    /// Replays the registry from the store; throws when there is none.
    init(_ store: Store) throws(NodeFailure) {
        self.store = store
        do {
            let records = try store.registryRecords(from: 0)
            guard !records.isEmpty else { throw NodeFailure.notJoined }
            // This node's own earlier verdicts spare it the signatures it has checked before.
            let verdicts = try store.setting(Self.verdictsSetting).flatMap { try? RegistryVerdicts($0[...]) }
            let registry = try Registry(replaying: records, verdicts: verdicts)
            try store.set(Self.verdictsSetting, to: RegistryVerdicts(of: registry).encoded())
            state = Mutex(registry)
        } catch let error as StorageError {
            throw .storage(error)
        } catch let error as NodeFailure {
            throw error
        } catch {
            throw .registry("\(error)")
        }
    }

    /// The registry now; a copy that does not change.
    var snapshot: Registry { state.withLock { $0 } }

    /// Applies what the store has gained.
    func catchUp() throws(StorageError) {
        let size = state.withLock(\.size)
        let records = try store.registryRecords(from: size)
        guard !records.isEmpty else { return }
        let verdicts = state.withLock { registry in
            // Somebody else may have been here between the two locks.
            for record in records.dropFirst(Int(registry.size - size)) { _ = registry.apply(record[...]) }
            return RegistryVerdicts(of: registry).encoded()
        }
        try store.set(Self.verdictsSetting, to: verdicts)
    }

    /// What replication needs of the registry.
    func directory(at minute: Minute) -> PeerDirectory {
        let registry = snapshot
        var nodes: [NodeID: PeerDirectory.Peer] = [:]
        for node in registry.nodes {
            let current = node.currentKey.flatMap { $0.isValid(at: minute) ? $0.key.octets : nil }
            nodes[node.id] = PeerDirectory.Peer(
                keys: node.keys.map(\.key), currentKey: current, isAdmitted: registry.standing(of: node.organisation) == .admitted)
        }
        return PeerDirectory(nodes: nodes, registryKey: registry.coordinatorKey)
    }
}
