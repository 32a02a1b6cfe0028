import Gossip
import Ledger
import Sodium
import Wire

/// A small network in one process and in virtual time: everything follows from the seed and from what the test does.
final class Mesh {
    static let origin = "registry.example/causeway"
    static let network: NetworkID = MeshNode.identifier(0xAA)
    static let community: GroupTag = MeshNode.identifier(0xCC)
    static let publicTag: GroupTag = MeshNode.identifier(0xCE)
    static let registry = JournalID.registry(of: network)

    let seed: UInt64
    /// Whether every node keeps what it is told and does.
    let isRecording: Bool
    var random: SeededGenerator
    let coordinatorKey = MeshNode.key(0)
    var now: UInt64 = 1_000
    private(set) var nodes: [MeshNode] = []
    var links: [MeshLink] = []
    var events = MeshEvents()
    private var lastSession: UInt64 = 0
    var trace = TraceHash()
    /// Who is a member, as every node's registry says unless a test tells one node otherwise.
    var members: Set<Int> = []
    /// Nodes and mailboxes of the groups that are not open.
    var groups: [GroupTag: Set<Int>] = [:]
    /// Of these, the groups whose nodes everybody knows.
    var sectors: Set<GroupTag> = []
    /// How often a node looked at its disk for roots.
    var rootsRead = 0
    /// Everything that was delivered.
    var deliveries: [(from: Int, to: Int, message: Message)] = []
    /// Changes what goes from one node to another; an empty list swallows it.
    var tamper: ((_ from: Int, _ to: Int, _ payload: [UInt8]) -> [[UInt8]])?
    private var registryWriter: JournalWriter
    private var registryBatches: [VerifiedBatch] = []

    /// Nodes come in three sorts, numbered in this order; the first is the coordinator. All but the puppets begin with one registry record.
    init(seed: UInt64, nodes count: Int, mailboxes: Int = 0, puppets: Int = 0, relays: Set<Int> = [], isRecording: Bool = false) {
        self.seed = seed
        self.isRecording = isRecording
        random = SeededGenerator(seed: seed)
        registryWriter = JournalWriter(registryOf: Self.network, origin: Self.origin)
        registryBatches.append(registryWriter.append(records: [[0x41, 0]], signing: coordinatorKey))
        for index in 0..<(count + mailboxes + puppets) {
            nodes.append(
                MeshNode(
                    index: index, isMailbox: (count..<count + mailboxes).contains(index), isRelay: relays.contains(index),
                    isPuppet: index >= count + mailboxes))
        }
        members = Set(nodes.indices)
        for node in nodes where !node.isPuppet {
            node.store.append(registryBatches[0])
            start(node.index)
        }
    }

    /// The registry as every node begins with it.
    var firstRegistry: VerifiedBatch { registryBatches[0] }

    static func group(_ number: UInt8) -> GroupTag { MeshNode.identifier(number) }

    // MARK: - Nodes

    /// A node begins with what it has on disk.
    func start(_ index: Int) {
        let node = nodes[index]
        precondition(node.replica == nil, "node \(index) is running")
        node.writers = [:]
        let identity = Replica.Identity(
            node: node.id, network: Self.network, registryOrigin: Self.origin, isMailbox: node.isMailbox, isRelay: node.isRelay,
            isCoordinator: index == 0, agent: "mesh/\(index)")
        let (openTags, directory) = (Set([Self.community, Self.publicTag]), directory(members))
        let journals = node.store.readers(registryOrigin: Self.origin)
        if isRecording {
            let beginning = Recording.Beginning(
                identity: identity, openTags: openTags, directory: directory, journals: journals, seed: MeshNode.key(7).verifyingKey.octets)
            node.recordings.append(beginning.frame)
            node.replica = beginning.replica
        } else {
            node.replica = Replica(
                identity: identity, openTags: openTags, directory: directory, journals: journals,
                generator: SeededGenerator(seed: random.next()))
        }
        if !node.store.forks.isEmpty { feed(index, .forks(node.store.forks)) }
        feed(index, .access(accessTable(of: index)))
        feed(index, .revocations(node.revocations))
        tellStatements(index)
        feed(index, .bodiesMissing(node.store.missingBodies()))
    }

    /// A node loses what it had not on disk, and its connections.
    func stop(_ index: Int) {
        nodes[index].replica = nil
        nodes[index].generation += 1
        for link in links.indices where links[link].isOpen && (links[link].dialler == index || links[link].listener == index) { cut(link) }
    }

    func directory(_ members: Set<Int>, without missing: Set<Int> = []) -> PeerDirectory {
        var peers: [NodeID: PeerDirectory.Peer] = [:]
        for node in nodes where !missing.contains(node.index) {
            let key = node.key.verifyingKey
            peers[node.id] = PeerDirectory.Peer(
                keys: [key], currentKey: key.octets, isAdmitted: members.contains(node.index), isCoordinator: node.index == 0)
        }
        return PeerDirectory(nodes: peers, registryKey: coordinatorKey.verifyingKey)
    }

    func accessTable(of index: Int) -> AccessTable {
        AccessTable(
            groups: groups.filter { sectors.contains($0.key) || $0.value.contains(index) && !nodes[index].isMailbox }
                .mapValues { Set($0.map { nodes[$0].id }) })
    }

    /// Every running node learns who is a member now and who is in which group.
    func announceStandings() {
        for node in nodes where node.replica != nil {
            feed(node.index, .directory(directory(members)))
            feed(node.index, .access(accessTable(of: node.index)))
        }
    }

    // MARK: - Connections

    @discardableResult
    func dial(_ dialler: Int, _ listener: Int, delay: UInt64 = 10) -> Int {
        lastSession += 2
        links.append(
            MeshLink(
                dialler: dialler, listener: listener, diallerSession: SessionID(lastSession - 1), listenerSession: SessionID(lastSession),
                delay: delay))
        let link = links.count - 1
        for isDialler in [true, false] {
            let node = nodes[links[link].node(isDialler: isDialler)]
            let peer = nodes[links[link].node(isDialler: !isDialler)]
            node.links[links[link].session(isDialler: isDialler)] = link
            feed(
                node.index,
                .connected(
                    links[link].session(isDialler: isDialler), peer: peer.id, key: peer.key.verifyingKey.octets, outbound: isDialler))
        }
        return link
    }

    func dialAll(delay: UInt64 = 10) {
        for dialler in nodes.indices { for listener in nodes.indices where dialler < listener { dial(dialler, listener, delay: delay) } }
    }

    /// Both sides lose the connection and what was on its way.
    func cut(_ link: Int) {
        guard links[link].isOpen else { return }
        links[link].isOpen = false
        for isDialler in [true, false] { hangUp(link, isDialler) }
    }

    func openLink(_ left: Int, _ right: Int) -> Int? {
        links.indices.last { index in
            links[index].isOpen && Set([links[index].dialler, links[index].listener]) == [left, right]
        }
    }

    /// Holds back, or lets go, what goes to one side of a link.
    func stall(_ link: Int, toDialler: Bool, _ isStalled: Bool) {
        let way = toDialler ? 0 : 1
        links[link].isStalled[way] = isStalled
        guard !isStalled else { return }
        let held = links[link].held[way]
        links[link].held[way] = []
        for payload in held { transmit(payload, link, toDialler: toDialler) }
    }

    func setDelay(_ link: Int, _ delay: UInt64) { links[link].delay = delay }

    /// A puppet speaks.
    func say(_ link: Int, by index: Int, _ messages: Message...) {
        for message in messages { sayBytes(link, by: index, message.encoded()) }
    }

    func sayBytes(_ link: Int, by index: Int, _ payload: [UInt8]) {
        guard links[link].isOpen else { return }
        transmit(payload, link, toDialler: links[link].listener == index)
    }

    func hello(of index: Int, registrySize: UInt64 = 0) -> Message {
        .hello(
            Hello(
                network: Self.network, node: nodes[index].id, nonce: octets16(),
                registrySize: registrySize, agent: "puppet"))
    }

    // MARK: - Writing

    /// Publishes entries in a group, in a journal of the node's present run.
    @discardableResult
    func publish(_ index: Int, in group: GroupTag = Mesh.community, _ entries: Int = 1, octets: Int = 100) -> JournalID {
        publish(
            index, in: group,
            (0..<entries).map { _ in (.item, .inline((0..<octets).map { _ in UInt8.random(in: 0...255, using: &random) })) })
    }

    @discardableResult
    func publish(_ index: Int, in group: GroupTag, _ bodies: [(kind: EntryKind, body: EntryBody)]) -> JournalID {
        let node = nodes[index]
        let batch = write(index, in: group, bodies)
        node.store.append(batch)
        feed(index, .published(batch))
        return batch.journal
    }

    /// Signs entries without telling anybody.
    func write(_ index: Int, in group: GroupTag, _ bodies: [(kind: EntryKind, body: EntryBody)]) -> VerifiedBatch {
        let node = nodes[index]
        var writer: JournalWriter
        var entries: [UnverifiedEntry] = []
        if let known = node.writers[group] {
            writer = known
        } else {
            let name = JournalName(node: node.id, group: group, incarnation: Incarnation(octets16()))
            let journal = name.id(in: Self.network)
            writer = JournalWriter(
                name: name, network: Self.network, origin: journalOrigin(registryOrigin: Self.origin, journal: journal))
            entries.append(Opening(predecessor: nil).entry(journal: journal, salt: octets16(), registrySize: 1, time: Minute(1)))
        }
        for (kind, body) in bodies {
            let prefix = EntryPrefix(
                kind: kind, journal: writer.journal, salt: octets16(), epoch: nil, step: 0, registrySize: 1, time: Minute(1),
                keepUntil: Minute(0))
            entries.append(UnverifiedEntry(prefix: prefix, commitment: nil, body: body))
        }
        let batch = writer.append(entries, signing: node.key)
        node.writers[group] = writer
        return batch
    }

    /// The coordinator adds records to the registry.
    func publishRegistry(_ records: Int = 1) {
        let batch = registryWriter.append(records: (0..<records).map { _ in [0x50] + octets16().array }, signing: coordinatorKey)
        nodes[0].store.append(batch)
        feed(0, .published(batch))
    }

    /// A revocation that every node's registry takes for true.
    func revocation() -> [UInt8] { [MeshNode.trueRevocation] + octets16().array }

    /// The shell of a node has verified revocations that its log lacks.
    func revoke(_ index: Int, _ records: [[UInt8]]) {
        let node = nodes[index]
        node.revocations += records.filter { !node.revocations.contains($0) }
        feed(index, .revocations(node.revocations))
    }

    func octets16() -> Octets16 {
        guard let value = Octets16((0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }) else { preconditionFailure("sixteen") }
        return value
    }

    // MARK: - Time

    /// Runs for some virtual time.
    func run(_ milliseconds: UInt64) {
        let end = now + milliseconds
        while let next = nextMoment(), next.time <= end { step(next) }
        now = end
    }

    /// Runs until a condition holds; gives up after some virtual time.
    func run(atMost milliseconds: UInt64 = 300_000, until condition: () -> Bool) -> Bool {
        let end = now + milliseconds
        while !condition() {
            guard let next = nextMoment(), next.time <= end else { return false }
            step(next)
        }
        return true
    }

    private func nextMoment() -> (time: UInt64, tick: Int?)? {
        var moment: (time: UInt64, tick: Int?)? = events.nextTime.map { ($0, nil) }
        for node in nodes {
            guard let deadline = node.deadline else { continue }
            if deadline < moment?.time ?? .max { moment = (max(deadline, now), node.index) }
        }
        return moment
    }

    private func step(_ moment: (time: UInt64, tick: Int?)) {
        now = max(now, moment.time)
        if let index = moment.tick {
            nodes[index].ticks += 1
            feed(index, .tick)
            if let next = nodes[index].replica?.nextDeadline, next.milliseconds <= now {
                preconditionFailure("seed \(seed): node \(index) wants a tick at \(next.milliseconds) right after one at \(now)")
            }
        } else if let event = events.take() {
            happen(event)
        }
    }
}
