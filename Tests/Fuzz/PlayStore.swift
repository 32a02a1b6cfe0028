import Gossip
import Ledger
import Wire

/// What a node has on disk, served as the real store does it: ranges up to the newest checkpoint that the entries reach.
struct PlayStore {
    struct Journal {
        let name: JournalName?
        var entries: [[UInt8]] = []
        var leaves = SubtreeTable()
        var range = CompactRange()
        var newest: CompactCheckpoint
        var served: CompactCheckpoint?
    }

    private(set) var journals: [JournalID: Journal] = [:]
    /// Whole bodies by their hash.
    private(set) var bodies: [Hash: [UInt8]] = [:]
    /// Bodies of which some chunks are here.
    private var parts: [Hash: [[UInt8]]] = [:]

    mutating func append(_ batch: VerifiedBatch) {
        var journal = journals[batch.journal] ?? Journal(name: batch.name, newest: batch.checkpoint)
        hold(journal.range.size == batch.first, "what is stored follows on what is there")
        for entry in batch.entries {
            journal.entries.append(entry.compact)
            journal.leaves.append(entry.leafHash)
        }
        journal.range = batch.frontier
        if journal.newest.size <= batch.end { journal.served = journal.newest }
        if batch.checkpoint.size >= journal.newest.size { journal.newest = batch.checkpoint }
        if batch.checkpoint.size == batch.end { journal.served = batch.checkpoint }
        journals[batch.journal] = journal
    }

    func readers(registryOrigin: String) -> [JournalReader] {
        journals.sorted { $0.key < $1.key }.map { id, journal in
            let origin = journal.name == nil ? registryOrigin : journalOrigin(registryOrigin: registryOrigin, journal: id)
            return JournalReader(name: journal.name, journal: id, origin: origin, restoring: journal.range)
        }
    }

    func read(_ id: JournalID, from first: UInt64) -> StoredEntries? {
        guard let journal = journals[id], let served = journal.served, first < served.size else { return nil }
        let entries = Array(journal.entries[Int(first)..<Int(served.size)].prefix(WireLimits.entriesPerMessageMax))
        let end = first + UInt64(entries.count)
        return StoredEntries(
            first: first, entries: entries, completion: journal.leaves.completion(from: end, to: served.size), checkpoint: served)
    }

    /// The checkpoint up to which the journal is served, and what this log was at the size of another.
    func roots(of id: JournalID, against claim: SignedRoot?) -> StoredRoots? {
        guard let journal = journals[id], let served = journal.served else { return nil }
        let own = SignedRoot(size: served.size, root: journal.leaves.root(at: served.size), signature: served.signature)
        let earlier = claim.flatMap { claim in
            claim.size > served.size
                ? nil
                : (root: journal.leaves.root(at: claim.size), proof: journal.leaves.consistencyProof(from: claim.size, to: served.size))
        }
        return StoredRoots(served: own, earlier: earlier)
    }

    mutating func keep(_ body: [UInt8]) -> Hash {
        let hash = BodyTree.root(of: body)
        bodies[hash] = body
        return hash
    }

    mutating func store(_ portion: BodyPortion) {
        let hash = portion.body.hash
        if portion.firstChunk == 0 { parts[hash] = [] }
        guard let known = parts[hash], known.count == portion.firstChunk else { return }
        parts[hash] = known + portion.chunks
        guard portion.isLast else { return }
        let body = (parts.removeValue(forKey: hash) ?? []).flatMap { $0 }
        hold(
            BodyTree.root(of: body) == hash && UInt64(body.count) == portion.body.length,
            "a body that is complete is the one that was named")
        bodies[hash] = body
    }

    func readBody(_ place: BodyPlace, from first: Int) -> (hashes: [Hash], chunks: [[UInt8]]) {
        guard let body = hash(at: place).flatMap({ bodies[$0] }) else { return ([], []) }
        let hashes = BodyTree.chunkHashes(of: body)
        let chunks = hashes.indices.dropFirst(first).prefix(WireLimits.chunksPerMessageMax).map { chunk in
            Array(body.dropFirst(chunk * WireLimits.chunkOctets).prefix(WireLimits.chunkOctets))
        }
        return (first == 0 ? hashes : [], chunks)
    }

    private func hash(at place: BodyPlace) -> Hash? {
        guard let journal = journals[place.journal], place.position < journal.range.size else { return nil }
        guard let entry = try? UnverifiedEntry(compact: journal.entries[Int(place.position)][...], journal: place.journal),
            case .detached(_, let hash) = entry.body
        else { return nil }
        return hash
    }

    /// Detached bodies of stored entries that are not here.
    func missingBodies() -> [MissingBody] {
        journals.filter { $0.value.name != nil }.sorted { $0.key < $1.key }.flatMap { id, journal in
            journal.entries.enumerated().compactMap { position, compact in
                guard let entry = try? UnverifiedEntry(compact: compact[...], journal: id),
                    case .detached(let length, let hash) = entry.body,
                    bodies[hash] == nil
                else { return nil }
                return MissingBody(place: BodyPlace(journal: id, position: UInt64(position)), hash: hash, length: length)
            }
        }
    }
}
