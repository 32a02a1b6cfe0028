import Exchange
import Gossip
import Ledger
import Logging
import Sodium
import Storage
import Wire

/// Which registry others say they hold, compared with the one here; and this node's own word, as a witness or as the coordinator.
///
/// Law: size, root and time are on disk before a cosignature leaves, and nothing is signed that does not extend what was signed before, or with an
/// earlier time. Whatever is found of contradictions is on disk before anybody is told, and stays there.
actor WitnessKeeper {
    private let keys: NodeKeys
    private let registry: RegistryKeeper
    private let store: Store
    private let clock: WallClock
    private let logger: Logger
    private var book: WitnessBook
    /// Statements about a registry larger than the one here, by who brought them, in the order in which they came.
    private var waiting: [(statement: CosignedCheckpoint, peer: NodeID)] = []
    /// What keeps this node from cosigning although it should; for people.
    private(set) var hindrance: String?
    /// The own checkpoint with all that is known of it, and the quorum splits, as of the last look: reading them costs no signature.
    private var ownCheckpoint: CosignedCheckpoint?
    private var quorumSplits: [SplitEvidence] = []

    private static let bookSetting = "registry-witnesses"
    private static let lastSetting = "registry-cosigned"

    /// Reads what is on disk.
    init(keys: NodeKeys, registry: RegistryKeeper, store: Store, clock: WallClock, logger: Logger) throws(NodeFailure) {
        self.keys = keys
        self.registry = registry
        self.store = store
        self.clock = clock
        self.logger = logger
        let snapshot = registry.snapshot
        do {
            book = try store.setting(Self.bookSetting).map { try WitnessBook(decoding: $0, registry: snapshot) } ?? WitnessBook()
            ownCheckpoint = try Self.ownCheckpoint(of: snapshot, in: store)
        } catch let error as StorageError {
            throw .storage(error)
        } catch {
            throw .registry("what is kept of its witnesses cannot be read (\(error))")
        }
        quorumSplits = book.unsettledQuorumSplits(registry: snapshot)
    }

    // MARK: - What is known

    /// What is passed on to peers.
    var statements: ([CosignedCheckpoint], [SplitEvidence]) { (book.statements(newest: ownCheckpoint), book.splits) }

    /// The cosignatures that are known of the checkpoint with this root.
    func cosignatures(of root: Hash) -> [Cosignature] { book.statements(newest: nil).first { $0.root == root }?.cosignatures ?? [] }

    /// How old the registry here may be.
    var freshness: RegistryFreshness { book.freshness(of: registry.snapshot, newest: ownCheckpoint?.root, now: clock.seconds) }

    /// The largest registry of which a checkpoint was heard that the coordinator signed and that is not here; 0 once this node's people have
    /// settled for the registry that is here.
    var sizeHeardOf: UInt64 { book.hasSettledSplit ? 0 : waiting.map(\.statement.size).max() ?? 0 }

    /// Whether contradictions were found and this node's people have not decided.
    var hasUnsettledSplit: Bool { book.hasUnsettledSplit }

    /// Whether nothing may be sealed before they have.
    var isQuorumSplit: Bool { !quorumSplits.isEmpty }

    var report: WitnessReport {
        let (freshness, now) = (freshness, clock.seconds)
        func age(_ time: UInt64) -> UInt64 { now > time ? now - time : 0 }
        return WitnessReport(
            coordinatorSeconds: freshness.coordinatorTime.map(age), witnessSeconds: freshness.witnessTime.map(age),
            registrySeconds: freshness.age(at: now), cosigned: freshness.cosigned, threshold: freshness.threshold,
            witnesses: freshness.witnesses, contradictions: book.splits.count, isSealingStopped: isQuorumSplit,
            hindrance: hindrance)
    }

    // MARK: - What is heard

    /// Takes what the coordinator signed, as a peer brought it; tells whether anything is new that others should hear.
    func hear(_ statement: RegistryStatement, from peer: NodeID) -> Bool {
        do throws(StorageError) {
            let changed: Bool
            switch statement {
            case .checkpoint(let checkpoint): changed = try judge(checkpoint, from: peer)
            case .split(let evidence): changed = try keep(evidence, registry.snapshot)
            }
            if changed { try save() }
            return changed
        } catch {
            logger.error("what peers say of the registry could not be kept", metadata: ["error": "\(error)"])
            return false
        }
    }

    /// Compares with the own log what is not larger; the rest waits for the registry.
    private func judge(_ checkpoint: CosignedCheckpoint, from peer: NodeID) throws(StorageError) -> Bool {
        let snapshot = registry.snapshot
        guard let own = ownCheckpoint, checkpoint.size <= own.size, checkpoint.size <= snapshot.size else {
            wait(for: checkpoint, from: peer)
            return false
        }
        let journal = JournalID.registry(of: snapshot.network)
        let root = try store.root(journal, at: checkpoint.size)
        guard root != checkpoint.root else { return book.take(checkpoint, registry: snapshot, now: clock.seconds) }
        guard book.isNews(checkpoint, registry: snapshot) else { return false }
        let evidence = SplitEvidence(
            first: checkpoint, second: book.cosigned(own), root: root,
            proof: try store.consistencyProof(journal, from: checkpoint.size, to: own.size))
        return try keep(evidence, snapshot)
    }

    private func wait(for checkpoint: CosignedCheckpoint, from peer: NodeID) {
        if waiting.count(where: { $0.peer == peer }) >= GossipLimits.statementsWaitingPerPeerMax,
            let oldest = waiting.firstIndex(where: { $0.peer == peer })
        {
            waiting.remove(at: oldest)
        }
        if waiting.count < GossipLimits.statementsWaitingMax { waiting.append((checkpoint, peer)) }
    }

    private func keep(_ evidence: SplitEvidence, _ snapshot: Registry) throws(StorageError) -> Bool {
        let isFirst = book.splits.isEmpty
        guard book.take(evidence, registry: snapshot) else { return false }
        quorumSplits = book.unsettledQuorumSplits(registry: snapshot)
        logger.critical(
            isFirst ? "the coordinator signed two registries that contradict each other" : "more is known of the contradicting registries",
            metadata: [
                "first": "\(evidence.first.size) \(evidence.first.root)", "second": "\(evidence.second.size) \(evidence.second.root)",
                "sealing": isQuorumSplit ? "stopped" : "goes on",
            ])
        return true
    }

    // MARK: - What is said

    /// Judges again what waited, and cosigns or time-stamps what is held when that is due; everything is on disk when it returns.
    ///
    /// `mayStamp`: this is the coordinator's node, and its copy of the registry is known to be the newest.
    func look(mayStamp: Bool) {
        let snapshot = registry.snapshot
        do throws(StorageError) {
            let before = book
            if let own = try Self.ownCheckpoint(of: snapshot, in: store) { ownCheckpoint = own }
            let held = waiting
            waiting = []
            for (statement, peer) in held { _ = try judge(statement, from: peer) }
            book.forgetLapsed(registry: snapshot)
            quorumSplits = book.unsettledQuorumSplits(registry: snapshot)
            try sign(snapshot, mayStamp: mayStamp)
            if book != before { try save() }
        } catch {
            logger.error("the registry could not be cosigned", metadata: ["error": "\(error)"])
        }
    }

    private func sign(_ snapshot: Registry, mayStamp: Bool) throws(StorageError) {
        hindrance = nil
        let node = keys.node(in: snapshot.network)
        let isWitness =
            snapshot.node(node).map { snapshot.witnesses.organisations.contains($0.organisation) } == true
            && snapshot.node(node)?.currentKey(at: clock.minute)?.key == keys.operation.verifyingKey
        guard let own = ownCheckpoint, own.size == snapshot.size, isWitness || mayStamp else { return }
        let now = clock.seconds
        if let bytes = try store.setting(Self.lastSetting) {
            guard let last = try? LastWord(bytes) else { return hinder("what it signed last cannot be read") }
            guard last.size <= own.size, try root(at: last.size, of: snapshot) == last.root else {
                return hinder("the registry here does not extend the one of \(last.size) records that it signed before")
            }
            guard last.time <= now else { return hinder("its clock was ahead and has been set back; it signs again when it gets there") }
            guard last.size < own.size || last.time + DaemonLimits.cosignAgainSeconds <= now else { return }
        }
        try store.set(Self.lastSetting, to: LastWord(size: own.size, root: own.root, time: now).encoded())
        let checkpoint = snapshot.checkpoint(of: own)
        var statement = own
        let word = isWitness ? Cosignature(of: checkpoint, by: node, at: now, with: keys.operation) : keys.timeStamp(checkpoint, at: now)
        statement.cosignatures = word.map { [$0] } ?? []
        _ = book.take(statement, registry: snapshot, now: now)
    }

    private func hinder(_ why: String) {
        hindrance = "This node does not vouch for the registry: \(why)."
        logger.warning("this node does not vouch for the registry", metadata: ["reason": "\(why)"])
    }

    private func root(at size: UInt64, of snapshot: Registry) throws(StorageError) -> Hash {
        try store.root(JournalID.registry(of: snapshot.network), at: size)
    }

    /// The newest checkpoint, if the log to its size is stored.
    private static func ownCheckpoint(of snapshot: Registry, in store: Store) throws(StorageError) -> CosignedCheckpoint? {
        guard let stored = try store.journal(JournalID.registry(of: snapshot.network)), stored.size == stored.checkpoint.size else {
            return nil
        }
        return CosignedCheckpoint(size: stored.size, root: stored.checkpointRoot, signature: stored.checkpoint.signature)
    }

    // MARK: - People

    /// This node's people go on with the registry held here, in spite of all contradictions known now; tells how many that settles.
    func settle() throws(StorageError) -> Int {
        let count = book.settle()
        quorumSplits = book.unsettledQuorumSplits(registry: registry.snapshot)
        try save()
        return count
    }

    private func save() throws(StorageError) { try store.set(Self.bookSetting, to: book.encoded()) }
}

/// What this node cosigned last, as it stands on its disk.
private struct LastWord {
    let size: UInt64
    let root: Hash
    let time: UInt64

    init(size: UInt64, root: Hash, time: UInt64) {
        self.size = size
        self.root = root
        self.time = time
    }

    init(_ bytes: [UInt8]) throws(CBORError) {
        var reader = CBORReader(bytes)
        try reader.array(exactly: 3)
        size = try reader.unsigned()
        root = try reader.octets()
        time = try reader.unsigned()
        try reader.end()
    }

    func encoded() -> [UInt8] {
        var writer = CBORWriter()
        writer.array(3)
        writer.unsigned(size)
        writer.identifier(root)
        writer.unsigned(time)
        return writer.bytes
    }
}
