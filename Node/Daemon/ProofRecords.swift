import Ledger
import Storage
import Synchronization
import Wire

/// The registry's records about authors with their places in it, found out once for a checkpoint: every proof of an author holds the same.
final class ProofRecords: Sendable {
    private struct Kept {
        /// The size of the registry's checkpoint.
        var size: UInt64 = 0
        var records: [NodeID: [ProofFile.Record]] = [:]
    }

    private let kept = Mutex(Kept())

    /// The records about a node in a registry of that checkpoint.
    func records(
        about author: NodeID, in registry: Registry, _ log: StoredJournal, _ store: Store
    ) throws(StorageError) -> [ProofFile.Record] {
        let size = log.checkpoint.size
        if let found = kept.withLock({ $0.size == size ? $0.records[author] : nil }) { return found }
        let all = try store.registryRecords(from: 0)
        var records: [ProofFile.Record] = []
        for position in ProofFile.recordPositions(about: author, in: registry, records: all) {
            let proof = try store.inclusionProof(log.journal, position: position, size: size)
            records.append(ProofFile.Record(position: position, bytes: all[Int(position)], inclusion: proof))
        }
        // A registry that is not as far as its checkpoint says is not the one that others will mean by this size.
        guard registry.size == size else { return records }
        let made = records
        kept.withLock { kept in
            if kept.size != size { kept = Kept(size: size) }
            if kept.records.count < DaemonLimits.provenAuthorsMax { kept.records[author] = made }
        }
        return records
    }
}
