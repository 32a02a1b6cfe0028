import Gossip
import Ledger
import Sodium
import Wire

/// What one machine has on disk, as a value: a snapshot is a copy, and putting one back is an assignment.
struct Disk {
    /// One journal: a size in a branch, and the checkpoints that prove it.
    struct Journal {
        let name: JournalName?
        var log: SharedLog
        var size = 0
        /// The newest checkpoint, and the newest that the entries reach.
        var newest: CompactCheckpoint
        var served: CompactCheckpoint?

        var root: Hash { log.leaves.root(at: UInt64(size)) }
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

    func size(of journal: JournalID) -> Int { journals[journal]?.size ?? 0 }

    /// Adds a batch that follows on what is here; whether it does.
    mutating func append(_ batch: VerifiedBatch, pool: LogPool) -> Bool {
        let known = journals[batch.journal]
        let size = known?.size ?? 0
        guard UInt64(size) == batch.first else { return false }
        let log = pool.extend(known?.log, of: batch.journal, at: size, by: batch)
        var journal = known ?? Journal(name: batch.name, log: log, newest: batch.checkpoint)
        journal.log = log
        journal.size = Int(batch.end)
        if journal.newest.size <= batch.end { journal.served = journal.newest }
        if batch.checkpoint.size >= journal.newest.size { journal.newest = batch.checkpoint }
        if batch.checkpoint.size == batch.end { journal.served = batch.checkpoint }
        journals[batch.journal] = journal
        return true
    }

    func readers(registryOrigin: String) -> [JournalReader] {
        journals.sorted { $0.key < $1.key }.map { id, journal in
            let origin = journal.name == nil ? registryOrigin : journalOrigin(registryOrigin: registryOrigin, journal: id)
            return JournalReader(name: journal.name, journal: id, origin: origin, restoring: journal.log.range(at: journal.size))
        }
    }

    func read(_ id: JournalID, from first: UInt64) -> StoredEntries? {
        guard let journal = journals[id], let served = journal.served, first < served.size else { return nil }
        var (entries, octets): ([[UInt8]], Int) = ([], 0)
        for entry in journal.log.entries[Int(first)..<Int(served.size)] {
            guard octets + entry.count <= WireLimits.entriesOctetsMax, entries.count < WireLimits.entriesPerMessageMax else { break }
            entries.append(entry)
            octets += entry.count
        }
        let end = first + UInt64(entries.count)
        return StoredEntries(
            first: first, entries: entries, completion: journal.log.leaves.completion(from: end, to: served.size), checkpoint: served)
    }

    /// The checkpoint up to which the journal is served, and what this log was at the size of another.
    func roots(of id: JournalID, against claim: SignedRoot?) -> StoredRoots? {
        guard let journal = journals[id], let served = journal.served else { return nil }
        let leaves = journal.log.leaves
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

    func hasBody(_ hash: Hash) -> Bool { bodies[hash]?.isComplete == true }

    func readBody(_ place: BodyPlace, from first: Int) -> (hashes: [Hash], chunks: [[UInt8]]) {
        guard let entry = entry(at: place), case .detached(_, let hash) = entry.body, let body = bodies[hash], body.isComplete else {
            return ([], [])
        }
        return (first == 0 ? body.hashes : [], Array(body.chunks.dropFirst(first).prefix(WireLimits.chunksPerMessageMax)))
    }

    func entry(at place: BodyPlace) -> UnverifiedEntry? {
        guard let journal = journals[place.journal], place.position < UInt64(journal.size) else { return nil }
        return try? UnverifiedEntry(compact: journal.log.entries[Int(place.position)][...], journal: place.journal)
    }

    /// Detached bodies of stored entries that are not here, in the order of the journals.
    func missingBodies() -> [MissingBody] {
        journals.sorted { $0.key < $1.key }.flatMap { id, journal in
            guard journal.name != nil else { return [MissingBody]() }
            return (0..<journal.size).compactMap { position in
                let place = BodyPlace(journal: id, position: UInt64(position))
                guard case .detached(let length, let hash)? = entry(at: place)?.body, !hasBody(hash) else { return nil }
                return MissingBody(place: place, hash: hash, length: length)
            }
        }
    }

    /// The newest journal that a node wrote in a group, as far as this disk knows.
    func predecessor(of node: NodeID, in group: GroupTag) -> Opening.Predecessor? {
        let own = journals.filter { $0.value.name?.node == node && $0.value.name?.group == group }
        guard let last = own.max(by: { ($0.value.size, $0.key) < ($1.value.size, $1.key) }), let name = last.value.name else { return nil }
        return Opening.Predecessor(incarnation: name.incarnation, size: UInt64(last.value.size), root: last.value.root)
    }
}
