import Exchange
import Foundation
import Ledger
import Storage
import Wire

/// What an organisation takes along when it leaves.
extension NodeCore {
    /// The newest checkpoint that the entries reach, and the records up to it: what comes between the two readings is in neither.
    func registryCopy() async throws(OperationError) -> RegistryCopy {
        let snapshot = registry.snapshot
        let id = JournalID.registry(of: snapshot.network)
        let (journal, records) = try await reading { (store) throws(StorageError) -> (StoredJournal?, [[UInt8]]) in
            (try store.journal(id), try store.registryRecords(from: 0))
        }
        guard let journal, let served = journal.served, served.size == journal.size, served.size <= records.count else {
            return RegistryCopy(network: snapshot.network.hex, checkpoint: "", records: records.map { Data($0) })
        }
        let note = Checkpoint(origin: snapshot.origin, size: served.size, root: journal.frontier.root)
            .note(served, of: snapshot.coordinatorKey)
        return RegistryCopy(
            network: snapshot.network.hex, checkpoint: String(decoding: note.bytes, as: UTF8.self),
            records: records.prefix(Int(served.size)).map { Data($0) })
    }
}
