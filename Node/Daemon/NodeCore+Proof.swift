import Exchange
import Groups
import Ledger
import Policy
import Sodium
import Storage
import Wire

/// Proof files: one item with everything a stranger needs to check its author.
extension NodeCore {
    func proof(of id: String, withKey: Bool, as reader: Reader) async throws(OperationError) -> [UInt8] {
        let item = try await readableItem(id, as: reader)
        guard item.terms.attribution == .allowed || item.organisation == organisation else {
            throw OperationError(
                code: "attribution-forbidden", reason: "The item's author must not be named, and a proof says who it is.",
                remedy: "Export the content without a proof.", status: 403)
        }
        return try await makeProof(of: item, withKey: withKey)
    }

    /// The proof of an item, whoever may have it.
    func makeProof(of item: StoredItem, withKey: Bool) async throws(OperationError) -> [UInt8] {
        let snapshot = registry.snapshot
        do {
            let evidence = try await access.read { [proofRecords] (store) throws(StorageError) in
                try Evidence(of: item.place, author: item.author, registry: snapshot, proofRecords, in: store)
            }
            let cosigned = await witnesses.cosignatures(of: evidence.registryJournal.checkpointRoot)
            guard let entry = try? UnverifiedEntry(compact: evidence.entry.compact[...], journal: item.place.journal),
                let name = evidence.entry.name, let registryNote = evidence.registryNote(snapshot, cosigned),
                let journalNote = evidence.journalNote(snapshot, author: item.author)
            else {
                throw OperationError(
                    code: "no-proof", reason: "The registry or journal here is not complete enough for a proof.",
                    remedy: "Try again when `causeway status` shows no journal behind.")
            }
            var itemSecret: Octets32?
            if withKey, let epoch = entry.prefix.epoch {
                let stepKey = try await groups.stepKey(for: epoch, step: entry.prefix.step)
                itemSecret = Envelope.itemSecret(prefix: entry.prefix, network: snapshot.network, stepKey: stepKey)
                    .withUnsafeBytes { Octets32($0) }
            }
            let file = ProofFile(
                network: snapshot.network, registryCheckpoint: registryNote, records: evidence.records, journal: name,
                journalCheckpoint: journalNote, position: item.place.position, header: entry.headerBytes(),
                inclusion: evidence.inclusion, body: evidence.body, itemSecret: itemSecret)
            return file.encoded()
        } catch let error as OperationError {
            throw error
        } catch let error as StorageError {
            throw OperationError(error)
        } catch {
            throw OperationError(
                code: "no-key", reason: "The item's key is not here any more (\(error)).", remedy: "Export the proof without the key.")
        }
    }
}

/// What a proof is made of, read in one go.
private struct Evidence: Sendable {
    let entry: StoredEntry
    let body: [UInt8]?
    let journal: StoredJournal
    let registryJournal: StoredJournal
    let records: [ProofFile.Record]
    let inclusion: [Hash]

    init(
        of place: EntryPlace, author: NodeID, registry: Registry, _ proofRecords: ProofRecords, in store: Store
    ) throws(StorageError) {
        entry = try store.entry(place.journal, position: place.position)
        let registryID = JournalID.registry(of: registry.network)
        guard let journal = try store.journal(place.journal) else { throw .unknownJournal(place.journal) }
        guard let registryJournal = try store.journal(registryID) else { throw .unknownJournal(registryID) }
        self.journal = journal
        self.registryJournal = registryJournal
        inclusion = try store.inclusionProof(place.journal, position: place.position, size: journal.checkpoint.size)
        records = try proofRecords.records(about: author, in: registry, registryJournal, store)
        switch try? UnverifiedEntry(compact: entry.compact[...], journal: place.journal).body {
        case .inline(let inline)?: body = inline
        case .detached(_, let hash)?: body = try store.readBody(hash)
        case nil: body = nil
        }
    }

    func registryNote(_ registry: Registry, _ cosignatures: [Cosignature]) -> SignedNote? {
        guard registryJournal.size == registryJournal.checkpoint.size else { return nil }
        return CosignedCheckpoint(
            size: registryJournal.checkpoint.size, root: registryJournal.checkpointRoot, signature: registryJournal.checkpoint.signature,
            cosignatures: cosignatures
        ).note(in: registry)
    }

    /// The journal's checkpoint under the key of the author that signed it.
    func journalNote(_ registry: Registry, author: NodeID) -> SignedNote? {
        guard journal.size == journal.checkpoint.size else { return nil }
        let origin = journalOrigin(registryOrigin: registry.origin, journal: journal.journal)
        let checkpoint = Checkpoint(origin: origin, size: journal.checkpoint.size, root: journal.checkpointRoot)
        let signer = registry.operationKeys(of: author).first { checkpoint.carries(journal.checkpoint, of: $0) }
        return signer.map { checkpoint.note(journal.checkpoint, of: $0) }
    }
}
