import Gossip
import Ledger
import Logging
import Storage
import Wire

/// Evidence of forked journals, between replication and the disk (specification chapter 6.17).
extension Conductor {
    /// Before the journal's identifier: where evidence stands among the settings of the store.
    private static let forkSetting = "fork/"

    /// What is stored of a journal's checkpoints, for comparing it with somebody else's.
    func readRoots(_ journal: JournalID, against claim: SignedRoot?, for id: SessionID) async {
        let found = try? await access.read { (store) throws(StorageError) -> StoredRoots? in
            guard let served = try store.served(journal) else { return nil }
            let (size, own) = (served.checkpoint.size, served.checkpoint.signature)
            let newest = SignedRoot(size: size, root: served.root, signature: own)
            guard let claim, claim.size <= size else { return StoredRoots(served: newest, earlier: nil) }
            return StoredRoots(
                served: newest,
                earlier: (
                    root: try store.root(journal, at: claim.size),
                    proof: try store.consistencyProof(journal, from: claim.size, to: size)
                ))
        }
        feed(.rootsRead(id, journal, against: claim, found ?? nil))
    }

    /// Evidence that is new here: kept for later runs; a journal of this run is left by its writer.
    func keep(_ evidence: Evidence, isOwn: Bool) async {
        count(isOwn ? "own-journal-forked" : "journals-forked")
        let journal = evidence.name.id(in: network)
        logger.error(
            isOwn
                ? "two versions of a journal of this run are signed with this node's key: another process has its memory or its keys"
                : "a node signed two versions of a journal",
            metadata: [
                "node": "\(evidence.node)", "journal": "\(journal)",
                "sizes": "\(evidence.first.size) \(evidence.other?.second.size ?? 0)",
            ])
        if isOwn { await hooks?.forked(evidence.name) }
        let value = KnownFork(evidence: evidence).encoded()
        do throws(StorageError) {
            try await access.write { (store) throws(StorageError) in try store.set(Self.forkSetting + journal.hex, to: value) }
        } catch {
            logger.error("evidence of a fork could not be kept; peers will bring it again", metadata: ["error": "\(error)"])
        }
    }

    /// Tells replication what earlier runs have kept.
    func restoreForks() async {
        do throws(StorageError) {
            let known = try await storedForks()
            if !known.isEmpty { feed(.forks(known)) }
        } catch {
            logger.error("evidence of forks could not be read", metadata: ["error": "\(error)"])
        }
    }

    /// This node's people let the forks of these nodes count no more; gives how many there are.
    func pardon(_ nodes: Set<NodeID>) async throws(StorageError) -> Int {
        let pardoned = try await storedForks().filter { nodes.contains($0.evidence.node) }
            .map { KnownFork(evidence: $0.evidence, isPardoned: true) }
        let settings = pardoned.map { (key: Self.forkSetting + $0.evidence.name.id(in: network).hex, value: $0.encoded()) }
        try await access.write { (store) throws(StorageError) in try store.set(settings) }
        feed(.forks(pardoned))
        return pardoned.count
    }

    /// What is on disk, in the order of the journals; what cannot be read there is passed over.
    func storedForks() async throws(StorageError) -> [KnownFork] {
        try await access.read { (store) throws(StorageError) in
            try store.settings(prefix: Self.forkSetting).compactMap { try? KnownFork(decoding: $0.value) }
        }
    }
}
