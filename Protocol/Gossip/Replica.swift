public import Ledger
public import Sodium
public import Wire

/// All replication of one node, as a value: connections in, journals level.
///
/// Every connection is greeted with `Hello`; members then tell each other their journals (`Heads`), ask for what they lack (`Want`)
/// and are sent ranges that verify against one checkpoint. The author pushes what it publishes; everybody else announces (`Have`).
/// Nothing is announced before it is on disk. Nothing is taken from or given to a peer beyond what registry and rosters entitle it to.
///
/// The replica holds no socket, clock or disk: the shell feeds `Input`s and carries out `Action`s in order.
public struct Replica: Sendable {
    /// What does not change while the node runs.
    public struct Identity: Sendable {
        public let node: NodeID
        public let network: NetworkID
        public let registryOrigin: String
        /// Whether ciphertext of unknown groups is kept for their members.
        public let isMailbox: Bool
        /// Whether connections of nodes that can only dial out are joined here.
        public let isRelay: Bool
        /// Whether applications and submissions are received.
        public let isCoordinator: Bool
        /// The software, for people.
        public let agent: String

        public init(
            node: NodeID, network: NetworkID, registryOrigin: String, isMailbox: Bool, isRelay: Bool, isCoordinator: Bool, agent: String
        ) {
            self.node = node
            self.network = network
            self.registryOrigin = registryOrigin
            self.isMailbox = isMailbox
            self.isRelay = isRelay
            self.isCoordinator = isCoordinator
            self.agent = agent
        }
    }

    /// One journal: verified as far as its reader, on disk as far as `stored`, given to others as far as `served`.
    struct JournalState: Sendable {
        var reader: JournalReader
        var stored: UInt64
        /// The size of the newest checkpoint that the stored entries reach: what lies behind it cannot be proven to others yet.
        var served: UInt64
        /// The root at that size.
        private(set) var servedRoot: Hash
        /// When that last changed, as `GroupLevels` counts.
        var changedAt: UInt64 = 0
        /// Sizes and roots of checkpoints that the verified entries reach and the stored ones do not, ascending.
        private var reached: [(size: UInt64, root: Hash)] = []
        /// The checkpoint that reaches furthest.
        private var signed: (size: UInt64, root: Hash) = (0, .emptyTree)
        /// Written by this run of this node.
        var isOwn = false
        /// Who is sending it to us.
        var source: SessionID?
        /// Whether something that was asked for is on its way to the disk, so that others wait for it.
        var isAwaited = false
        /// How many missing entries count as awaited there.
        var awaited: UInt64 = 0
        /// The connection that named it, while nothing has come of it.
        var namedBy: SessionID?

        init(reader: JournalReader, isOwn: Bool = false) {
            self.reader = reader
            self.isOwn = isOwn
            stored = reader.size
            served = reader.size
            servedRoot = reader.range.root
        }

        /// Notes which checkpoint a verified batch came with.
        mutating func verified(_ batch: VerifiedBatch) {
            if batch.checkpoint.size == batch.end {
                reached.append((batch.end, batch.checkpointRoot))
            } else if signed.size > batch.first, signed.size <= batch.end {
                reached.append(signed)
            }
            if batch.checkpoint.size > signed.size { signed = (batch.checkpoint.size, batch.checkpointRoot) }
        }

        /// Notes what is on disk.
        mutating func store(_ size: UInt64) {
            stored = size
            if let last = reached.last(where: { $0.size <= size }) { (served, servedRoot) = last }
            reached.removeAll { $0.size <= size }
        }
    }

    let identity: Identity
    let registry: JournalID
    let openTags: Set<GroupTag>
    var directory: PeerDirectory
    var access = AccessTable()
    var journals: [JournalID: JournalState] = [:]
    var sessions = SessionTable()
    /// Journals that somebody has more of, and when to ask.
    var due: [JournalID: Instant] = [:]
    /// Journals somebody is sending to us, and by when something must have come.
    var answersDue: [JournalID: Instant] = [:]
    /// Who sends new entries to whom.
    var live = LivePath()
    /// Journals that hold something, by author.
    var tally: JournalTally
    /// Members that did not give what they said to hold of the registry, and how often a connection to one broke before it did.
    var brokenClaims: [NodeID: Int] = [:]
    /// Detached bodies that wait for others to be fetched, or for somebody who has them.
    var bodyQueue = BodyQueue()
    var bodyFetches: [BodyPlace: BodyFetch] = [:]
    /// Members that were asked for bodies and did not send them.
    var bodyPauses: [NodeID: BodyPause] = [:]
    /// Verified revocations that the log lacks, oldest first.
    var revocations: [Revocation] = []
    /// Checkpoints of the registry with their cosignatures, and contradictions, as they are passed on.
    var told: [Told] = []
    /// Evidence of forked journals, and who is suspended for it.
    var forkBook = ForkBook()
    /// Connections of which less is awaited than a moment before.
    var freed: Set<SessionID> = []
    /// What is served of each group.
    var groupLevels = GroupLevels()
    /// Rows of comparisons under way, the newest at the end.
    var rowCache: [KeyedRows] = []
    /// Connections that have ended and may be gone on with.
    var acquaintances = AcquaintanceBook()
    /// When `.tick` is wanted next; `nil` while nothing is waited for.
    public private(set) var nextDeadline: Instant?
    var nonces: NonceSource

    /// - Parameters:
    ///   - journals: as they are on disk; the registry among them with at least its first record.
    ///   - openTags: the groups whose journals every member has, the public one and the community (specification chapter 4).
    public init(
        identity: Identity, openTags: Set<GroupTag>, directory: PeerDirectory, journals: [JournalReader],
        generator: any RandomNumberGenerator & Sendable
    ) {
        self.identity = identity
        self.openTags = openTags
        self.directory = directory
        nonces = NonceSource(generator)
        registry = JournalID.registry(of: identity.network)
        tally = JournalTally(of: journals)
        for reader in journals {
            self.journals[reader.journal] = JournalState(reader: reader)
            noteServed(reader.journal)
        }
    }

    /// The journal serves other entries than before.
    mutating func noteServed(_ journal: JournalID) {
        guard let state = journals[journal], let name = state.reader.name, state.served > 0 else { return }
        journals[journal]?.changedAt = groupLevels.note(journal, in: name.group)
    }

    /// The node whose replication this is.
    public var ownNode: NodeID { identity.node }

    /// Whether the registry names the node as a member in good standing, with this as its present key.
    public func directory(hasMember node: NodeID, provenBy key: Octets32) -> Bool { directory.isMember(node, provenBy: key) }

    /// Takes one input and says what to do about it.
    public mutating func handle(_ input: Input, at now: Instant) -> [Action] {
        var actions: [Action] = []
        switch input {
        case .connected(let id, let peer, let key, let outbound):
            connected(id, peer, key, outbound, now, &actions)
        case .received(let id, let payloads):
            received(id, payloads, now, &actions)
        case .flushed(let id, let octets):
            flushed(id, octets, &actions)
        case .closed(let id):
            closed(id, now, &actions)
        case .stored(let sizes):
            stored(sizes, now, &actions)
        case .storageFailed(let readers):
            storageFailed(readers, now, &actions)
        case .published(let batch):
            published(batch, now, &actions)
        case .rangeRead(let id, let journal, let range):
            rangeRead(id, journal, range, &actions)
        case .bodyRead(let id, let place, let hashes, let first, let chunks):
            bodyRead(id, place, hashes, first, chunks, &actions)
        case .bodiesMissing(let bodies):
            enqueue(bodies.filter(mayFetch))
            startBodyFetches(now, &actions)
        case .directory(let directory):
            self.directory = directory
            judgeForks(now, &actions)
            // A signature that did not verify may have been made with a key that the registry had not brought yet.
            for id in sessions.ids { sessions[id]?.setAside = [] }
            standingsChanged(now, &actions)
        case .access(let access):
            guard access != self.access else { break }
            self.access = access
            standingsChanged(now, &actions)
        case .receipt(let id, let code, let text):
            sessions[id]?.isOwedReceipt = false
            send(.receipt(code: code, text: fitting(text)), to: id, &actions)
        case .submit(let records):
            submit(records, now, &actions)
        case .revocations(let records):
            passOn(records, &actions)
        case .statements(let statements, let splits):
            passOn(statements, splits, &actions)
        case .rootsRead(let id, let journal, let claim, let found):
            rootsRead(id, journal, claim, found, now, &actions)
        case .forks(let known):
            remember(known, now, &actions)
        case .call(let node, let caller, let ticket):
            call(node, for: caller, ticket, &actions)
        case .part(let node):
            for id in sessions.ids where sessions[id]?.peer == node { close(id, .parted, now, &actions) }
        case .tick:
            tick(now, &actions)
        }
        fillStripes(now, &actions)
        nextDeadline = earliestDeadline
        return actions
    }

    private var earliestDeadline: Instant? {
        var earliest = due.values.min()
        func consider(_ instant: Instant?) {
            guard let instant else { return }
            earliest = min(earliest ?? instant, instant)
        }
        consider(answersDue.values.min())
        consider(live.announcements.values.min())
        consider(sessions.earliestDeadline)
        for fetch in bodyFetches.values { consider(fetch.deadline) }
        consider(bodyQueue.nextWake)
        return earliest
    }

    /// What this node has to do with a group; who is given what of the group follows from this alone.
    enum Part {
        /// Every member has it.
        case open
        /// These nodes have it, and this one is among them.
        case among(Set<NodeID>)
        /// Its nodes are known, and this one is none of them.
        case outside
        /// It is unknown, and kept for whoever names its tag.
        case keeping
        /// It is unknown; an author may invite this node to it.
        case invited
    }

    func part(in group: GroupTag) -> Part {
        if openTags.contains(group) { return .open }
        if let nodes = access.groups[group] { return nodes.contains(identity.node) ? .among(nodes) : .outside }
        return identity.isMailbox ? .keeping : .invited
    }

    /// Whether the journal's entries may pass between us and this peer, in either direction.
    func isEntitled(_ session: Session, to journal: JournalState) -> Bool {
        guard let name = journal.reader.name else { return session.standing != .greeting }
        return isEntitled(session, to: name)
    }

    func isEntitled(_ session: Session, to name: JournalName) -> Bool {
        guard session.standing == .full else { return false }
        return switch part(in: name.group) {
        case .open: true
        case .among(let nodes): nodes.contains(session.peer)
        case .outside: false
        case .keeping: session.peerTags.contains(name.group)
        case .invited: name.node == session.peer
        }
    }

    /// Gives the connection one message and accounts for its octets.
    mutating func send(_ message: Message, to id: SessionID, _ actions: inout [Action]) {
        guard sessions[id] != nil else { return }
        let payload = message.encoded()
        sessions[id]?.give(message, octets: payload.count + Frame.lengthOctets)
        actions.append(.send(id, [payload]))
    }

    /// The part of a text that a message can hold.
    func fitting(_ text: String) -> String {
        var text = text
        while text.utf8.count > WireLimits.textOctetsMax { text.removeLast() }
        return text
    }

    /// Says goodbye and forgets the connection.
    mutating func close(_ id: SessionID, _ reason: CloseReason, _ now: Instant, _ actions: inout [Action]) {
        guard sessions[id] != nil else { return }
        send(.bye(code: reason.rawValue, text: reason.text), to: id, &actions)
        actions.append(.close(id, reason))
        closed(id, now, &actions)
    }
}
