import Gossip
import Ledger
import Wire

/// What one node of the mesh has on disk: made of verified batches, and served as the real store does it.
struct MeshStore {
    struct Journal {
        let name: JournalName?
        var entries: [[UInt8]] = []
        var leaves = SubtreeTable()
        var range = CompactRange()
        /// The newest checkpoint, and the newest that the entries reach.
        var newest: CompactCheckpoint
        var served: CompactCheckpoint?
    }

    struct Body {
        let length: UInt64
        let hashes: [Hash]
        var chunks: [[UInt8]] = []
        var isComplete: Bool { chunks.count == hashes.count }
    }

    private(set) var journals: [JournalID: Journal] = [:]
    private(set) var bodies: [Hash: Body] = [:]
    /// Evidence of forked journals.
    var forks: [KnownFork] = []

    mutating func append(_ batch: VerifiedBatch) {
        var journal = journals[batch.journal] ?? Journal(name: batch.name, newest: batch.checkpoint)
        precondition(journal.range.size == batch.first, "a batch from \(batch.first) does not follow \(journal.range.size)")
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
        var (entries, octets): ([[UInt8]], Int) = ([], 0)
        for entry in journal.entries[Int(first)..<Int(served.size)] {
            guard octets + entry.count <= WireLimits.entriesOctetsMax, entries.count < WireLimits.entriesPerMessageMax else { break }
            entries.append(entry)
            octets += entry.count
        }
        let end = first + UInt64(entries.count)
        return StoredEntries(
            first: first, entries: entries, completion: journal.leaves.completion(from: end, to: served.size), checkpoint: served)
    }

    /// The checkpoint up to which the journal is served, and what this log was at the size of another.
    func roots(of id: JournalID, against claim: SignedRoot?) -> StoredRoots? {
        guard let journal = journals[id], let served = journal.served else { return nil }
        let leaves = journal.leaves
        let own = SignedRoot(size: served.size, root: leaves.root(at: served.size), signature: served.signature)
        let earlier = claim.flatMap { claim in
            claim.size > served.size
                ? nil
                : (root: leaves.root(at: claim.size), proof: leaves.consistencyProof(from: claim.size, to: served.size))
        }
        return StoredRoots(served: own, earlier: earlier)
    }

    mutating func putBody(_ octets: [UInt8]) -> Hash {
        let hashes = BodyTree.chunkHashes(of: octets)
        let root = BodyTree.root(chunkHashes: hashes)
        let chunks = hashes.indices.map { Array(octets.dropFirst($0 * WireLimits.chunkOctets).prefix(WireLimits.chunkOctets)) }
        bodies[root] = Body(length: UInt64(octets.count), hashes: hashes, chunks: chunks)
        return root
    }

    mutating func store(_ portion: BodyPortion) {
        if portion.firstChunk == 0 { bodies[portion.body.hash] = Body(length: portion.body.length, hashes: portion.chunkHashes) }
        guard let body = bodies[portion.body.hash], body.chunks.count == portion.firstChunk else { return }
        bodies[portion.body.hash]?.chunks += portion.chunks
    }

    /// The whole body; `nil` while a chunk is missing.
    func body(_ hash: Hash) -> [UInt8]? {
        guard let body = bodies[hash], body.isComplete else { return nil }
        return body.chunks.flatMap { $0 }
    }

    func readBody(_ place: BodyPlace, from first: Int) -> (hashes: [Hash], chunks: [[UInt8]]) {
        guard let journal = journals[place.journal], journal.entries.indices.contains(Int(place.position)),
            let entry = try? UnverifiedEntry(compact: journal.entries[Int(place.position)][...], journal: place.journal),
            case .detached(_, let hash) = entry.body, let body = bodies[hash], body.isComplete
        else { return ([], []) }
        return (first == 0 ? body.hashes : [], Array(body.chunks.dropFirst(first).prefix(WireLimits.chunksPerMessageMax)))
    }

    /// Detached bodies of stored entries that are not here, in the order of the journals.
    func missingBodies() -> [MissingBody] {
        journals.sorted { $0.key < $1.key }.flatMap { id, journal in
            journal.entries.enumerated().compactMap { position, compact in
                guard journal.name != nil, let entry = try? UnverifiedEntry(compact: compact[...], journal: id),
                    case .detached(let length, let hash) = entry.body, body(hash) == nil
                else { return nil }
                return MissingBody(place: BodyPlace(journal: id, position: UInt64(position)), hash: hash, length: length)
            }
        }
    }
}
