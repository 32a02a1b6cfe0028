import Gossip
import Groups
import Ledger
import Sodium
import Storage
import Synchronization
import Wire

/// The registry as it is on disk, replayed, and over it the revocations that the log does not have yet; everybody reads the same snapshot.
///
/// Law: follows the store and never runs ahead of it, except for revocations: an organisation's own word against a key of its own
/// counts as soon as it is heard, and until the log has it.
final class RegistryKeeper: Sendable {
    private struct State {
        /// What the log says.
        var logged: Registry
        /// What counts.
        var effective: Registry
        /// Signed revocations that the log lacks, in the order they were heard.
        var pending: [[UInt8]]
        /// Revocations of nodes or keys that this copy of the registry does not know yet; judged again when it has grown.
        var unjudged: [[UInt8]] = []
    }

    private let state: Mutex<State>
    private let store: Store
    private static let verdictsSetting = "registry-verdicts"
    private static let pendingSetting = "registry-revocations"

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
            let heard = try store.setting(Self.pendingSetting).map { try Self.decode($0) } ?? []
            let (effective, pending) = Self.apply(heard, to: registry)
            state = Mutex(State(logged: registry, effective: effective, pending: pending))
        } catch let error as StorageError {
            throw .storage(error)
        } catch let error as NodeFailure {
            throw error
        } catch {
            throw .registry("\(error)")
        }
    }

    /// The registry that counts now; a copy that does not change.
    var snapshot: Registry { state.withLock(\.effective) }

    /// Revocations that the log lacks.
    var pendingRevocations: [[UInt8]] { state.withLock(\.pending) }

    /// Applies what the store has gained.
    func catchUp() throws(StorageError) {
        let size = state.withLock(\.logged.size)
        let records = try store.registryRecords(from: size)
        guard !records.isEmpty else { return }
        let (verdicts, pending) = state.withLock { state in
            // Somebody else may have been here between the two locks.
            for record in records.dropFirst(Int(state.logged.size - size)) { _ = state.logged.apply(record[...]) }
            (state.effective, state.pending) = Self.apply(state.pending + state.unjudged, to: state.logged)
            state.unjudged = state.unjudged.filter { Self.isUnknown($0, to: state.logged) }
            return (RegistryVerdicts(of: state.logged).encoded(), Self.encode(state.pending))
        }
        try store.set([(Self.verdictsSetting, verdicts), (Self.pendingSetting, pending)])
    }

    /// Takes revocations from a peer or from this node's owner; gives how many were valid and new.
    func hear(_ records: [[UInt8]]) throws(StorageError) -> Int {
        let (added, pending) = state.withLock { state in
            let before = state.pending.count
            let fresh = records.filter { !state.pending.contains($0) }.prefix(max(0, GossipLimits.revocationsMax - before))
            (state.effective, state.pending) = Self.apply(state.pending + fresh, to: state.logged)
            let strange = fresh.filter { Self.isUnknown($0, to: state.logged) && !state.unjudged.contains($0) }
            state.unjudged = Array((state.unjudged + strange).suffix(GossipLimits.revocationsMax))
            return (state.pending.count - before, Self.encode(state.pending))
        }
        if added > 0 { try store.set(Self.pendingSetting, to: pending) }
        return max(0, added)
    }

    /// The registry with these revocations applied, and those of them that were valid and are not in the log.
    ///
    /// No more than a message holds, and of each organisation no more than its share, the first ones: who has many keys keeps nobody out.
    private static func apply(_ revocations: [[UInt8]], to logged: Registry) -> (Registry, [[UInt8]]) {
        var effective = logged
        var pending: [[UInt8]] = []
        var shares: [OrganisationID: Int] = [:]
        for record in revocations where pending.count < GossipLimits.revocationsMax {
            guard let organisation = newlyRevoking(record, in: effective),
                shares[organisation, default: 0] < DaemonLimits.revocationsPerOrganisationMax,
                let next = try? effective.anticipating(record[...])
            else { continue }
            effective = next
            pending.append(record)
            shares[organisation, default: 0] += 1
        }
        return (effective, pending)
    }

    private static func revocation(_ record: [UInt8]) -> RevocationRecord? {
        guard let signed = try? SignedRecord(record[...]),
            case .revocation(let revocation)? = try? RegistryPayload(signed.payloadBytes[...])
        else { return nil }
        return revocation
    }

    private static func isUnknown(_ record: [UInt8], to registry: Registry) -> Bool {
        guard let revocation = revocation(record) else { return false }
        return registry.node(revocation.node)?.keys.contains { $0.key.octets == revocation.operationKey } != true
    }

    /// Whose key the record revokes, if it is one that counts until now.
    private static func newlyRevoking(_ record: [UInt8], in registry: Registry) -> OrganisationID? {
        guard let revocation = revocation(record), let node = registry.node(revocation.node) else { return nil }
        return node.keys.contains { $0.key.octets == revocation.operationKey && !$0.isRevoked } ? node.organisation : nil
    }

    /// What replication needs of the registry.
    func directory(at minute: Minute) -> PeerDirectory {
        let registry = snapshot
        var nodes: [NodeID: PeerDirectory.Peer] = [:]
        for node in registry.nodes {
            let current = node.currentKey(at: minute)?.key.octets
            nodes[node.id] = PeerDirectory.Peer(
                keys: node.keys.map(\.key), currentKey: current, isAdmitted: registry.standing(of: node.organisation) == .admitted,
                isCoordinator: node.role == .coordinator)
        }
        return PeerDirectory(nodes: nodes, registryKey: registry.coordinatorKey)
    }

    /// cbor[record, ...].
    private static func encode(_ records: [[UInt8]]) -> [UInt8] {
        var writer = CBORWriter()
        writer.array(records.count)
        for record in records { writer.byteString(record) }
        return writer.bytes
    }

    private static func decode(_ bytes: [UInt8]) throws(CBORError) -> [[UInt8]] {
        var reader = CBORReader(bytes)
        var records: [[UInt8]] = []
        // Earlier releases wrote up to twice as many.
        for _ in 0..<(try reader.array(limit: 2 * GossipLimits.revocationsMax)) {
            records.append([UInt8](try reader.byteString(limit: WireLimits.recordOctetsMax)))
        }
        try reader.end()
        return records
    }
}
