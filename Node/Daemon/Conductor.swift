import Gossip
import Ledger
import Logging
import Sodium
import Storage
import Transport
import Wire

/// The shell around replication: carries out the replica's actions and brings it what happened. Decides nothing.
///
/// One actor owns the replica, so inputs are taken one after the other. Writing to disk happens in one task, in the order of the actions;
/// connections are not read from while more than `DaemonLimits.unstoredOctetsMax` wait for the disk.
actor Conductor {
    /// What the rest of the node does when something has come in.
    struct Hooks: Sendable {
        /// Journals have grown on disk.
        var stored: @Sendable (_ registryGrew: Bool) async -> Void
        /// A detached body is complete.
        var bodyArrived: @Sendable (Hash) async -> Void
        /// A candidate applied; the answer's code and sentence.
        var application: @Sendable (_ letter: [UInt8], _ key: Octets32) async -> (UInt8, String)
        /// An organisation submitted records about itself; the answer's code and sentence.
        var submission: @Sendable (_ records: [[UInt8]], _ key: Octets32) async -> (UInt8, String)
        /// A peer says that these keys were revoked; nothing of it has been verified.
        var revocations: @Sendable (_ records: [[UInt8]]) async -> Void
        /// The coordinator signed this, says a peer; it has not been compared with the log.
        var statement: @Sendable (_ statement: RegistryStatement, _ peer: NodeID) async -> Void
        /// A journal of this run is forked: nothing more is written to it.
        var forked: @Sendable (_ journal: JournalName) async -> Void
        /// A node waits at a relay.
        var called: @Sendable (_ caller: NodeID, _ relay: NodeID, _ ticket: Octets16) async -> Void
    }

    private struct Link {
        let connection: PeerConnection
        let outbox: Outbox
        var lastHeard = WallClock.instant
    }

    private struct Writing {
        enum Job {
            case batches([VerifiedBatch])
            case body(BodyPortion)

            /// Octets that wait in memory for the disk.
            var octets: Int {
                switch self {
                case .batches(let batches): batches.reduce(0) { $0 + $1.entries.reduce(0) { $0 + $1.compact.count } }
                case .body(let portion): portion.chunks.reduce(0) { $0 + $1.count }
                }
            }
        }
        var jobs: [Job] = []
        var octets = 0
        var isRunning = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private var replica: Replica
    private let recorder: ReplicationRecorder?
    private let registryJournal: JournalID
    let access: StoreAccess
    let clock: WallClock
    /// When this run began: what this node's own key signs later than that, this run wrote.
    let started: Minute
    let logger: Logger
    private(set) var hooks: Hooks?
    private var links: [SessionID: Link] = [:]
    private var lastSession: UInt64 = 0
    private var writing = Writing()
    /// Who waits for the coordinator's answer to submitted records.
    private var submitter: CheckedContinuation<(UInt8, String), Never>?
    private var isStopped = false
    private var alarm: Task<Void, Never>?
    private var alarmTime: Instant?
    private(set) var counters: [String: Int] = [:]
    private(set) var traffic = Traffic()
    /// Members that were connected at some time in this run: what the coordinator asks before it signs.
    private(set) var membersMet: Set<NodeID> = []
    /// Nodes of which two processes were seen.
    var twins = TwinWatch()
    /// What peers did that was refused.
    var book = PeerBook()
    /// The machine's clock beside the others'.
    var clocks = ClockWatch()

    init(
        replica: Replica, recorder: sending ReplicationRecorder? = nil, registryJournal: JournalID, access: StoreAccess, clock: WallClock,
        logger: Logger
    ) {
        self.recorder = recorder
        self.clock = clock
        started = clock.minute
        self.replica = replica
        self.registryJournal = registryJournal
        self.access = access
        self.logger = logger
    }

    func install(_ hooks: Hooks) { self.hooks = hooks }

    var sessions: [SessionSummary] { replica.sessionSummaries }

    var connectedNodes: Set<NodeID> { Set(replica.sessionSummaries.map(\.peer)) }

    /// Whether a member's connection stands, over which it can be told of a call.
    func isConnected(to node: NodeID) -> Bool { replica.sessionSummaries.contains { $0.peer == node && $0.isFull } }

    /// What waits for the disk and for peers.
    var queues: (unstoredOctets: Int, outboxMessages: Int) {
        (writing.octets, links.values.reduce(0) { $0 + $1.outbox.count })
    }

    func address(of session: SessionID) -> String { links[session].map { "\($0.connection.remoteAddress)" } ?? "" }

    func peer(of session: SessionID) -> PeerIdentity? { links[session]?.connection.peer }

    func registrySize() -> UInt64 { replica.storedSize(of: registryJournal) }

    // MARK: - Connections

    /// Runs one connection to its end.
    func serve(_ connection: PeerConnection) async {
        lastSession += 1
        let id = SessionID(lastSession)
        let outbox = Outbox()
        let isTwin = tellTwins(connection, outbox)
        links[id] = Link(connection: connection, outbox: outbox)
        let sending = Task {
            while let frames = await outbox.next() {
                do {
                    try await connection.send(frames)
                } catch {
                    break
                }
                let octets = Self.octets(of: frames)
                traffic.messagesOut += frames.count
                traffic.octetsOut += octets
                feed(.flushed(id, octets: octets))
            }
            connection.close()
        }
        if !isTwin {
            feed(.connected(id, peer: connection.peer.node, key: connection.peer.operationKey, outbound: connection.isOutbound))
        }
        while let frames = try? await connection.receive() {
            links[id]?.lastHeard = WallClock.instant
            traffic.messagesIn += frames.count
            traffic.octetsIn += Self.octets(of: frames)
            guard !isTwin else { continue }
            feed(.received(id, frames))
            await waitForDisk()
        }
        feed(.closed(id))
        links[id] = nil
        outbox.finish()
        sending.cancel()
        connection.close()
    }

    private static func octets(of frames: [[UInt8]]) -> Int { frames.reduce(0) { $0 + $1.count + Frame.lengthOctets } }

    private func waitForDisk() async {
        guard writing.octets > DaemonLimits.unstoredOctetsMax else { return }
        await withCheckedContinuation { writing.waiters.append($0) }
    }

    /// Says goodbye to everybody; connections end by themselves.
    func stop() {
        isStopped = true
        recorder?.flush()
        alarm?.cancel()
        answer((3, "This node is stopping."))
        for (id, link) in links {
            _ = link.outbox.append([Message.bye(code: CloseReason.stopping.rawValue, text: CloseReason.stopping.text).encoded()])
            link.outbox.finish()
            links[id] = nil
        }
    }

    // MARK: - Inputs and actions

    func feed(_ input: Input) {
        let now = WallClock.instant
        let actions = replica.handle(input, at: now)
        recorder?.note(input, at: now, gave: actions)
        for action in actions { perform(action) }
        setAlarm()
    }

    private func perform(_ action: Action) {
        switch action {
        case .send(let id, let payloads): send(payloads, to: id)
        case .store(let batches): write(.batches(batches))
        case .storeBodyPart(let portion): write(.body(portion))
        case .read(let id, let journal, let first):
            Task { await read(journal, from: first, for: id) }
        case .readBody(let id, let place, let first):
            Task { await readBody(place, from: first, for: id) }
        case .application(let id, let letter):
            guard let link = links[id], let hooks else { return }
            Task {
                let (code, text) = await hooks.application(letter, link.connection.peer.operationKey)
                feed(.receipt(id, code: code, text: text))
            }
        case .submission(let id, let records):
            guard let link = links[id], let hooks else { return }
            Task {
                let (code, text) = await hooks.submission(records, link.connection.peer.operationKey)
                feed(.receipt(id, code: code, text: text))
            }
        case .readRoots(let id, let journal, let claim): Task { await readRoots(journal, against: claim, for: id) }
        case .forked(let evidence, let isOwn): Task { await keep(evidence, isOwn: isOwn) }
        case .revocations(let records):
            guard let hooks else { return }
            Task { await hooks.revocations(records) }
        case .statement(let statement, let peer):
            guard let hooks else { return }
            Task { await hooks.statement(statement, peer) }
        case .called(let caller, let relay, let ticket):
            guard let hooks else { return }
            Task { await hooks.called(caller, relay, ticket) }
        case .close(let id, let reason):
            count("closed-\(reason)")
            mark(.closed(reason), on: id)
            guard let link = links[id] else { return }
            link.outbox.finish()
            Task {
                try? await Task.sleep(for: .seconds(DaemonLimits.farewellSeconds))
                link.connection.close()
            }
        case .note(let note): take(note)
        }
    }

    private func send(_ payloads: [[UInt8]], to id: SessionID) {
        guard let link = links[id] else { return }
        if !link.outbox.append(payloads) {
            count("outbox-overflow")
            link.connection.close()
        }
    }

    private func setAlarm() {
        guard let next = replica.nextDeadline else { return }
        if let alarmTime, alarmTime <= next, alarm != nil { return }
        alarm?.cancel()
        alarmTime = next
        let now = WallClock.instant
        let pause = next > now ? next.milliseconds - now.milliseconds : 0
        alarm = Task {
            do {
                try await Task.sleep(for: .milliseconds(max(1, pause)))
            } catch {
                return
            }
            alarm = nil
            alarmTime = nil
            feed(.tick)
        }
    }

    // MARK: - Disk

    private func write(_ job: Writing.Job) {
        writing.jobs.append(job)
        writing.octets += job.octets
        guard !writing.isRunning else { return }
        writing.isRunning = true
        Task { await drain() }
    }

    private func drain() async {
        while let first = writing.jobs.first {
            switch first {
            case .body(let portion):
                writing.jobs.removeFirst()
                await store(portion)
                release(first.octets)
            case .batches:
                var batches: [VerifiedBatch] = []
                var octets = 0
                while let job = writing.jobs.first, case .batches(let more) = job,
                    batches.isEmpty || batches.count < DaemonLimits.batchesPerTransactionMax
                {
                    batches += more
                    octets += job.octets
                    writing.jobs.removeFirst()
                }
                await store(batches)
                release(octets)
            }
        }
        writing.isRunning = false
    }

    private func release(_ octets: Int) {
        writing.octets -= octets
        guard writing.octets <= DaemonLimits.unstoredOctetsMax else { return }
        let waiters = writing.waiters
        writing.waiters = []
        for waiter in waiters { waiter.resume() }
    }

    private func store(_ batches: [VerifiedBatch]) async {
        do throws(StorageError) {
            try await access.write { (store) throws(StorageError) in try store.append(batches) }
        } catch {
            logger.error("entries could not be stored", metadata: ["error": "\(error)"])
            count("store-failed")
            await recover()
            return
        }
        noteTimes(of: batches)
        let sizes = batches.map { StoredJournalSize(journal: $0.journal, size: $0.end) }
        feed(.stored(sizes))
        await hooks?.stored(batches.contains { $0.journal == registryJournal })
    }

    /// Drops what was waiting and goes back to what is on disk, trying until the disk can be read; peers are dialled again afterwards.
    private func recover() async {
        let origin = replica.registryOrigin
        while true {
            try? await Task.sleep(for: .seconds(DaemonLimits.storageRetrySeconds))
            let journals = try? await access.read { (store) throws(StorageError) in try store.journals() }
            let dropped = writing.jobs
            writing.jobs = []
            release(dropped.reduce(0) { $0 + $1.octets })
            guard let journals else {
                if isStopped { return }
                continue
            }
            return feed(.storageFailed(restored: journals.map { JournalReader(stored: $0, registryOrigin: origin) }))
        }
    }

    private func store(_ portion: BodyPortion) async {
        do throws(StorageError) {
            let state = try await access.write { (store) throws(StorageError) in
                if portion.firstChunk == 0 {
                    try store.beginBody(hash: portion.body.hash, length: portion.body.length, chunkHashes: portion.chunkHashes)
                }
                return try store.storeChunks(portion.body.hash, from: portion.firstChunk, portion.chunks)
            }
            if case .complete = state { await hooks?.bodyArrived(portion.body.hash) }
        } catch .unknownBody {
            // It expired while it was arriving: nobody waits for it any more.
            count("dropped-body")
        } catch {
            logger.error("part of a body could not be stored", metadata: ["error": "\(error)"])
            count("store-failed")
            try? await Task.sleep(for: .seconds(DaemonLimits.storageRetrySeconds))
            feed(.bodiesMissing([portion.body]))
        }
    }

    private func read(_ journal: JournalID, from first: UInt64, for id: SessionID) async {
        let range = try? await access.read { (store) throws(StorageError) in
            try store.read(
                journal, from: first, maxOctets: WireLimits.entriesOctetsMax, maxEntries: WireLimits.entriesPerMessageMax)
        }
        let entries = range.map {
            StoredEntries(first: $0.first, entries: $0.compact, completion: $0.completion, checkpoint: $0.checkpoint)
        }
        feed(.rangeRead(id, journal, entries))
    }

    private func readBody(_ place: BodyPlace, from first: UInt32, for id: SessionID) async {
        let found = try? await access.read { (store) throws(StorageError) -> ([Hash], [[UInt8]]) in
            let stored = try store.entry(place.journal, position: place.position)
            guard let entry = try? UnverifiedEntry(compact: stored.compact[...], journal: place.journal),
                case .detached(_, let hash) = entry.body, case .complete = try store.bodyState(hash)
            else { return ([], []) }
            let hashes = first == 0 ? try store.chunkHashes(hash) : []
            return (hashes, try store.readChunks(hash, from: Int(first), limit: WireLimits.chunksPerMessageMax))
        }
        feed(.bodyRead(id, place, chunkHashes: found?.0 ?? [], firstChunk: first, chunks: found?.1 ?? []))
    }

    // MARK: - Notes

    private func take(_ note: Note) {
        markWhatIsToldOfPeers(note)
        switch note {
        case .peerReady(_, let node, let full, let agent):
            if full { membersMet.insert(node) }
            logger.info("peer ready", metadata: ["peer": "\(node)", "session": full ? "full" : "registry-only", "agent": "\(agent)"])
        case .peerLeft(_, let node, let code, let text):
            if code == CloseReason.twice.rawValue { count("told-twice") }
            logger.info("peer left", metadata: ["peer": "\(node)", "code": "\(code)", "said": "\(text)"])
        case .receivedEntries(_, let count): self.count("entries-received", by: count)
        case .duplicateEntries(_, let count): self.count("entries-duplicate", by: count)
        case .forged(_, let journal, let error):
            count("dropped-forged")
            logger.warning("a peer sent entries that do not verify", metadata: ["journal": "\(journal)", "error": "\(error)"])
        case .malformed(_, let error):
            count("dropped-malformed")
            logger.warning("a peer sent a message that cannot be decoded", metadata: ["error": "\(error)"])
        case .forkSuspected(_, let journal):
            count("fork-suspected")
            logger.warning("a journal has another root at a peer", metadata: ["journal": "\(journal)"])
        case .ownJournalAhead(_, let journal):
            count("own-journal-ahead")
            logger.error(
                "a peer holds more of this run's own journal than this node wrote: two nodes use one key file",
                metadata: ["journal": "\(journal)"])
        case .unanswered: count("peers-unanswering")
        case .evidenceRefused: count("evidence-refused")
        case .suspended(let node):
            logger.error("nothing more is taken of a node that forks its journals", metadata: ["node": "\(node)"])
        case .unsuspended(let node): logger.notice("entries of a node are taken again", metadata: ["node": "\(node)"])
        case .refusedJournal: count("journals-refused")
        case .bodyMismatch: count("dropped-body")
        case .unknownMessage: count("messages-unknown")
        case .receipt: break
        case .submitted(let code, let text): answer((code, text))
        case .submissionFailed(let failure): answer((3, failure.text))
        }
    }

    /// Has a connected coordinator take signed records; gives its answer.
    func submit(_ records: [[UInt8]]) async -> (UInt8, String) {
        guard submitter == nil else { return (3, "Other records are on their way to the coordinator.") }
        return await withCheckedContinuation { continuation in
            submitter = continuation
            feed(.submit(records))
        }
    }

    private func answer(_ answer: (UInt8, String)) {
        submitter?.resume(returning: answer)
        submitter = nil
    }

    var ownNode: NodeID { replica.ownNode }

    var network: NetworkID { replica.network }

    var forkedNodes: [ForkedNode] { replica.forkedNodes }

    func isMember(_ node: NodeID, provenBy key: Octets32) -> Bool { replica.directory(hasMember: node, provenBy: key) }

    /// The node's connections: the process at the other end, when it was last heard, and where to say something.
    func links(of node: NodeID) -> [(process: Octets32?, lastHeard: Instant, outbox: Outbox)] {
        links.values.filter { $0.connection.peer.node == node }.map { ($0.connection.peer.process, $0.lastHeard, $0.outbox) }
    }

    /// Says why, and closes when that is sent.
    static func end(_ outbox: Outbox, _ reason: CloseReason) {
        _ = outbox.append([Message.bye(code: reason.rawValue, text: reason.text).encoded()])
        outbox.finish()
    }

    func count(_ name: String, by amount: Int = 1) { counters[name, default: 0] += amount }
}

extension JournalReader {
    /// The reader of a journal as it is on disk.
    init(stored: StoredJournal, registryOrigin: String) {
        let origin = stored.name == nil ? registryOrigin : journalOrigin(registryOrigin: registryOrigin, journal: stored.journal)
        self.init(name: stored.name, journal: stored.journal, origin: origin, restoring: stored.frontier)
    }
}

extension SubmissionFailure {
    /// A sentence for people.
    var text: String {
        switch self {
        case .unsuitable: "The records are too many or too long for one message."
        case .anotherUnderWay: "Other records are on their way to the coordinator."
        case .noCoordinator: "No coordinator is connected."
        case .connectionLost: "The connection ended before the coordinator answered; it may have taken the records."
        case .unanswered: "The coordinator did not answer in time; it may have taken the records."
        }
    }
}
