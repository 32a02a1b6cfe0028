import Crypto
import Exchange
import Groups
import Ledger
import Sodium
import Storage
import Wire

/// Something to publish, before it has a place in a journal.
enum Draft: Sendable {
    case subkey([UInt8])
    case epoch([UInt8])
    case grant([UInt8])
    case complaint([UInt8])
    /// Content to be sealed with the step key of an epoch.
    case item(content: [UInt8], epoch: EpochID, step: UInt16, key: SymmetricKey)
    /// Content for everyone.
    case publicItem(content: [UInt8])

    /// Octets, before sealing and padding.
    var octets: Int {
        switch self {
        case .subkey(let body), .epoch(let body), .grant(let body), .complaint(let body), .publicItem(let body): body.count
        case .item(let content, _, _, _): content.count
        }
    }
}

/// The node's own journals: one per group and run, opened when first published to.
///
/// Law of order: sealed, appended and on disk before any peer hears of it. What waits while a batch is being written goes into the
/// next batch under one checkpoint. After any storage error the incarnation is abandoned: its next entry opens a new one, so a write
/// whose fate is unknown can never be contradicted.
actor Publisher {
    private let node: NodeID
    private let keys: NodeKeys
    private let registry: RegistryKeeper
    private let access: StoreAccess
    private let clock: WallClock
    /// Tells replication and the intake of a batch that is on disk.
    private let announce: @Sendable (VerifiedBatch) async -> Void
    private var writers: [GroupTag: JournalWriter] = [:]
    /// Journals of this run that turned out to be forked.
    private var forked: Set<JournalID> = []
    private var queue: [Job] = []
    private var isWriting = false

    private struct Job {
        let tag: GroupTag
        let drafts: [Draft]
        /// How long mailboxes keep the bodies; 0 leaves it to them.
        let keepMinutes: UInt32
        /// Asked right before the drafts are sealed: whether they are still to be published.
        let condition: (@Sendable () async -> Bool)?
        let done: CheckedContinuation<Result<[Hash], OperationError>, Never>
    }

    init(
        node: NodeID, keys: NodeKeys, registry: RegistryKeeper, access: StoreAccess, clock: WallClock,
        announce: @escaping @Sendable (VerifiedBatch) async -> Void
    ) {
        self.node = node
        self.keys = keys
        self.registry = registry
        self.access = access
        self.clock = clock
        self.announce = announce
    }

    /// Drafts that wait to be sealed and written.
    var draftsWaiting: Int { queue.reduce(0) { $0 + $1.drafts.count } }

    /// Publishes the drafts one after the other in this node's journal of the group; returns their items' identifiers once they are on disk.
    ///
    /// `keepMinutes` is how long mailboxes keep the bodies; 0 leaves it to them. Throws `audience-changed` when the condition, asked right
    /// before sealing, does not hold any more.
    func publish(
        _ drafts: [Draft], in tag: GroupTag, keepMinutes: UInt32 = 0, onlyIf condition: (@Sendable () async -> Bool)? = nil
    ) async throws(OperationError) -> [Hash] {
        guard draftsWaiting + drafts.count <= DaemonLimits.draftsMax else {
            throw OperationError(
                code: "busy", reason: "More than \(DaemonLimits.draftsMax) items wait to be published.",
                remedy: "Wait a moment and share again.", status: 503)
        }
        let result = await withCheckedContinuation { (done: CheckedContinuation<Result<[Hash], OperationError>, Never>) in
            queue.append(Job(tag: tag, drafts: drafts, keepMinutes: keepMinutes, condition: condition, done: done))
            guard !isWriting else { return }
            isWriting = true
            Task { await writeQueue() }
        }
        return try result.get()
    }

    /// Writes no more to this journal, of which somebody else signed another version: what comes next opens another one.
    func leave(_ name: JournalName) {
        let journal = name.id(in: registry.snapshot.network)
        forked.insert(journal)
        if writers[name.group]?.journal == journal { writers[name.group] = nil }
    }

    private func writeQueue() async {
        while let first = queue.first {
            var jobs: [Job] = []
            var entries = 0
            var octets = 0
            while let next = queue.first, next.tag == first.tag, next.keepMinutes == first.keepMinutes,
                jobs.isEmpty || fits(next, entries, octets)
            {
                entries += next.drafts.count
                octets += next.drafts.reduce(0) { $0 + $1.octets }
                let job = queue.removeFirst()
                if let condition = job.condition, await !condition() {
                    job.done.resume(returning: .failure(.audienceChanged))
                } else {
                    jobs.append(job)
                }
            }
            guard !jobs.isEmpty else { continue }
            do throws(OperationError) {
                var ids = try await write(jobs.flatMap(\.drafts), in: first.tag, keepMinutes: first.keepMinutes)[...]
                for job in jobs {
                    job.done.resume(returning: .success(Array(ids.prefix(job.drafts.count))))
                    ids = ids.dropFirst(job.drafts.count)
                }
            } catch {
                for job in jobs { job.done.resume(returning: .failure(error)) }
            }
        }
        isWriting = false
    }

    private func fits(_ job: Job, _ entries: Int, _ octets: Int) -> Bool {
        entries + job.drafts.count < DaemonLimits.entriesPerBatchMax
            && octets + job.drafts.reduce(0) { $0 + $1.octets } < DaemonLimits.octetsPerBatchMax
    }

    private func write(_ drafts: [Draft], in tag: GroupTag, keepMinutes: UInt32) async throws(OperationError) -> [Hash] {
        do {
            var entries: [UnverifiedEntry] = []
            var writer: JournalWriter
            if let open = writers[tag] {
                writer = open
            } else {
                let opened = try await openJournal(in: tag)
                writer = opened.writer
                entries.append(opened.opening)
            }
            let overhead = entries.count
            for draft in drafts { entries.append(try await entry(for: draft, journal: writer.journal, keepMinutes: keepMinutes)) }
            let batch = writer.append(entries, signing: keys.operation)
            writers[tag] = nil
            try await access.write { (store) throws(StorageError) in try store.append([batch]) }
            if !forked.contains(writer.journal) { writers[tag] = writer }
            await announce(batch)
            return batch.entries.dropFirst(overhead).map(\.leafHash)
        } catch let error as StorageError {
            throw OperationError(error)
        } catch {
            throw OperationError(
                code: "cannot-seal", reason: "The content could not be sealed (\(error)).",
                remedy: "Share it in smaller parts; an item holds at most 252 MiB.")
        }
    }

    private func openJournal(in tag: GroupTag) async throws(StorageError) -> (writer: JournalWriter, opening: UnverifiedEntry) {
        let snapshot = registry.snapshot
        let journals = try await access.read { (store) throws(StorageError) in try store.journals() }
        let predecessor = journals.last { $0.name?.node == node && $0.name?.group == tag }
        let name = JournalName(node: node, group: tag, incarnation: Incarnation(SecureRandom.octets16()))
        let journal = name.id(in: snapshot.network)
        let writer = JournalWriter(
            name: name, network: snapshot.network, origin: journalOrigin(registryOrigin: snapshot.origin, journal: journal))
        let opening = Opening(
            predecessor: predecessor.flatMap { journal in
                journal.name.map { .init(incarnation: $0.incarnation, size: journal.size, root: journal.frontier.root) }
            })
        let entry = opening.entry(
            journal: journal, salt: SecureRandom.octets16(), registrySize: snapshot.size, time: clock.minute)
        return (writer, entry)
    }

    private func entry(for draft: Draft, journal: JournalID, keepMinutes: UInt32) async throws -> UnverifiedEntry {
        let snapshot = registry.snapshot
        let time = clock.minute
        let keepUntil = keepMinutes == 0 ? Minute(0) : Minute(time.rawValue + keepMinutes)
        func prefix(_ kind: EntryKind, epoch: EpochID? = nil, step: UInt16 = 0) -> EntryPrefix {
            EntryPrefix(
                kind: kind, journal: journal, salt: SecureRandom.octets16(), epoch: epoch, step: step, registrySize: snapshot.size,
                time: time, keepUntil: keepUntil)
        }
        func plain(_ kind: EntryKind, _ body: [UInt8]) async throws(StorageError) -> UnverifiedEntry {
            UnverifiedEntry(prefix: prefix(kind), commitment: nil, body: try await place(body))
        }
        switch draft {
        case .subkey(let body): return try await plain(.subkey, body)
        case .epoch(let body): return try await plain(.epoch, body)
        case .grant(let body): return try await plain(.grant, body)
        case .complaint(let body): return try await plain(.complaint, body)
        case .publicItem(let content): return try await plain(.item, content)
        case .item(let content, let epoch, let step, let key):
            let prefix = prefix(.item, epoch: epoch, step: step)
            let sealed = try Envelope.seal(content, prefix: prefix, network: snapshot.network, stepKey: key)
            return UnverifiedEntry(prefix: prefix, commitment: sealed.commitment, body: try await place(sealed.body))
        }
    }

    /// A body inside the entry, or on disk in chunks before the entry that names it.
    private func place(_ body: [UInt8]) async throws(StorageError) -> EntryBody {
        guard body.count > WireLimits.inlineBodyOctetsMax else { return .inline(body) }
        let hash = try await access.write { (store) throws(StorageError) in try store.putBody(body) }
        return .detached(length: UInt64(body.count), hash: hash)
    }
}

extension OperationError {
    /// Somebody was let in, removed or suspended while an item was being sealed.
    static let audienceChanged = OperationError(
        code: "audience-changed", reason: "The audience changed while the item was being sealed.",
        remedy: "Look at it with `causeway audience --draft` and share again.", status: 409)
}
