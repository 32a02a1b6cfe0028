import Gossip
import Ledger
import Sodium
import Wire

/// A replica between two peers: an honest one, and one that does what the input says, message by message.
///
/// The input also makes time pass, disks fail, processes start anew and members come and go. At every moment the replica gives the
/// fuzzed peer nothing it may not have, takes nothing it may not give, and says no more than it was asked; at the end it is level with the
/// honest peer. Everything is a value: each input begins with a copy of one network in which both have written something.
struct SessionPlay {
    enum Who: Int, CaseIterable { case subject, honest, fuzzed }

    /// A running replica with its disk; what was given to the disk waits there.
    struct Node {
        var replica: Replica
        var store = PlayStore()
        var writing: [[VerifiedBatch]] = []
        var writers: [GroupTag: JournalWriter] = [:]
        var revocations: [[UInt8]] = []
        var statements: [CosignedCheckpoint] = []
        var splits: [SplitEvidence] = []
    }

    static let community: GroupTag = FuzzKeys.identifier(0xCC)
    static let publicTag: GroupTag = FuzzKeys.identifier(0xCE)
    /// The subject and the honest peer.
    static let pair: GroupTag = FuzzKeys.identifier(0xD1)
    /// All three.
    static let trio: GroupTag = FuzzKeys.identifier(0xD2)
    /// The two peers, as the subject knows; it is not in it.
    static let outside: GroupTag = FuzzKeys.identifier(0xD3)
    static let tags = [community, publicTag, pair, trio, outside, FuzzKeys.identifier(0xD4)]
    static let registry = JournalID.registry(of: FuzzKeys.network)

    /// Whether the subject keeps ciphertext of groups it does not know, and is a relay.
    let isMailbox: Bool
    var subject: Node
    var honest: Node
    var now: UInt64 = 1_000
    var generator = SeededGenerator(seed: 1)
    /// Numbers of connections are never used twice.
    var lastSession: UInt64 = 0
    /// The connection between the subject and the honest peer, at either end; none while it is cut.
    var link: (subject: SessionID, honest: SessionID)?
    /// What is on its way there.
    var way: [(to: Who, payload: [UInt8])] = []
    /// The subject's connection with the fuzzed peer.
    var fuzzedLink: SessionID?
    var fuzzed = FuzzedPeer()
    var isMember = true
    var isInTrio = true
    /// Inputs that wait for the actions of the one before.
    var pending: [(who: Who, input: Input, isFromFuzzed: Bool)] = []
    var isFeeding = false
    private var registryWriter = JournalWriter(registryOf: FuzzKeys.network, origin: FuzzKeys.origin)

    static func id(_ who: Who) -> NodeID { FuzzKeys.identifier([0x21, 0x22, 0x23][who.rawValue]) }
    static func key(_ who: Who) -> FuzzKeys.Held { FuzzKeys.key(1 + who.rawValue) }

    /// The network before the input: everything written so far is at both honest nodes.
    private static let prototypes = [false, true].map { SessionPlay(isMailbox: $0) }

    private static let stepsMax = 96

    static func play(_ input: [UInt8]) {
        var choices = Choices(input)
        var play = prototypes[Int(choices.octet() & 1)]
        var steps = 0
        play.connectFuzzed()
        while !choices.isEmpty, steps < stepsMax {
            play.step(&choices)
            steps += 1
        }
        play.settle()
    }

    @Sendable static func seeds() -> [[UInt8]] {
        // Greet, name a journal, publish, ask, be silent; each step is one of `step`, its fields follow.
        let greeting: [UInt8] = [0, 0, 0, 0]
        return [greeting, [1] + greeting]
            + [[1, 1, 1, 2, 0, 1, 0], [6, 3, 4, 2], [0, 4, 1, 0], [11, 2, 0, 0, 3, 0], [8, 1, 8, 3], [9], [10], [5, 3, 0, 9, 10]].map {
                greeting + $0
            }
    }

    private init(isMailbox: Bool) {
        var store = PlayStore()
        store.append(registryWriter.append(records: [[0x41, 0]], signing: FuzzKeys.key(0).signing))
        self.isMailbox = isMailbox
        subject = Node(replica: Self.replica(.subject, isMailbox: isMailbox, isFuzzedMember: true, store, seed: 1), store: store)
        honest = Node(replica: Self.replica(.honest, isMailbox: false, isFuzzedMember: true, store, seed: 2), store: store)
        tellStandings()
        connectHonest()
        for tag in [Self.community, Self.publicTag, Self.pair, Self.trio] {
            for who in [Who.subject, .honest] { publish(who, in: tag, 2) }
        }
        publish(.honest, in: Self.outside, 1)
        publish(.honest, in: Self.community, 1, bodyOctets: 70_000)
        settle()
    }

    private static func replica(_ who: Who, isMailbox: Bool, isFuzzedMember: Bool, _ store: PlayStore, seed: UInt64) -> Replica {
        let identity = Replica.Identity(
            node: id(who), network: FuzzKeys.network, registryOrigin: FuzzKeys.origin, isMailbox: isMailbox, isRelay: isMailbox,
            isCoordinator: who == .honest, agent: "fuzz")
        return Replica(
            identity: identity, openTags: [community, publicTag], directory: directory(isMember: isFuzzedMember),
            journals: store.readers(registryOrigin: FuzzKeys.origin), generator: SeededGenerator(seed: seed))
    }

    static func directory(isMember: Bool) -> PeerDirectory {
        var nodes: [NodeID: PeerDirectory.Peer] = [:]
        for who in Who.allCases {
            let key = key(who).verifyingKey
            nodes[id(who)] = PeerDirectory.Peer(
                keys: [key], currentKey: key.octets, isAdmitted: who != .fuzzed || isMember, isCoordinator: who == .honest)
        }
        return PeerDirectory(nodes: nodes, registryKey: FuzzKeys.key(0).verifyingKey)
    }

    mutating func tellStandings() {
        tellDirectory()
        tellAccess()
    }

    private mutating func tellDirectory() {
        for who in [Who.subject, .honest] { feed(who, .directory(Self.directory(isMember: isMember))) }
    }

    private mutating func tellAccess() {
        let (both, all) = (Set([Self.id(.subject), Self.id(.honest)]), Set(Who.allCases.map(Self.id)))
        let groups = [Self.pair: both, Self.trio: isInTrio ? all : both, Self.outside: Set([Self.id(.honest), Self.id(.fuzzed)])]
        for who in [Who.subject, .honest] { feed(who, .access(AccessTable(groups: groups))) }
    }

    // MARK: - Steps

    private mutating func step(_ choices: inout Choices) {
        switch choices.octet() % 16 {
        case 0: say(fuzzed.message(&choices, play: self).encoded())
        case 1, 2, 3, 4: say(fuzzed.message(&choices, play: self).encoded())
        case 5: say(choices.string())
        case 6: publish(.subject, in: Self.tags[choices.below(4)], 1 + choices.below(3))
        case 7: publish(.honest, in: Self.tags[choices.below(5)], 1, bodyOctets: choices.octet() & 1 == 1 ? 66_000 : nil)
        case 8: pass(UInt64(1) << choices.below(18))
        case 9: deliver()
        case 10: writeDisk(failing: choices.octet() & 3 == 0)
        case 11: changeStandings(choices.octet())
        case 12: connectFuzzed(outbound: choices.octet() & 1 == 1)
        case 13: flush()
        case 14: cut(choices.octet())
        default: publishRegistry()
        }
        checkState()
    }

    mutating func say(_ payload: [UInt8]) {
        guard let fuzzedLink, !payload.isEmpty, payload.count <= WireLimits.frameOctetsMax else { return }
        fuzzed.noteSaid(payload)
        feed(.subject, .received(fuzzedLink, [payload]), isFromFuzzed: true)
    }

    mutating func connectFuzzed(outbound: Bool = false) {
        if let fuzzedLink { feed(.subject, .closed(fuzzedLink)) }
        lastSession += 1
        let id = SessionID(lastSession)
        fuzzedLink = id
        fuzzed.begin()
        feed(.subject, .connected(id, peer: Self.id(.fuzzed), key: Self.key(.fuzzed).verifyingKey.octets, outbound: outbound))
    }

    mutating func connectHonest() {
        lastSession += 2
        let ends = (subject: SessionID(lastSession - 1), honest: SessionID(lastSession))
        way = []
        link = ends
        feed(.subject, .connected(ends.subject, peer: Self.id(.honest), key: Self.key(.honest).verifyingKey.octets, outbound: true))
        feed(.honest, .connected(ends.honest, peer: Self.id(.subject), key: Self.key(.subject).verifyingKey.octets, outbound: false))
    }

    private mutating func cut(_ choice: UInt8) {
        cutHonest()
        if choice & 1 == 1 {
            // The subject's process ends and starts anew with what is on its disk.
            fuzzedLink = nil
            subject.writing = []
            subject.writers = [:]
            subject.replica = Self.replica(.subject, isMailbox: isMailbox, isFuzzedMember: isMember, subject.store, seed: now)
            tellStandings()
            feed(.subject, .revocations(subject.revocations))
            feed(.subject, .statements(subject.statements, subject.splits))
            feed(.subject, .bodiesMissing(subject.store.missingBodies()))
        }
        connectHonest()
    }

    mutating func cutHonest() {
        guard let ends = link else { return }
        link = nil
        way = []
        feed(.subject, .closed(ends.subject))
        feed(.honest, .closed(ends.honest))
    }

    private mutating func changeStandings(_ choice: UInt8) {
        // One after the other: between the two the replica goes by the roster that it was told last, and so do the laws.
        isMember = choice & 1 == 0
        tellDirectory()
        isInTrio = choice & 2 == 0
        tellAccess()
    }

    /// The fuzzed peer reads what was sent to it.
    private mutating func flush() {
        guard let fuzzedLink else { return }
        let octets = fuzzed.unread
        fuzzed.unread = 0
        feed(.subject, .flushed(fuzzedLink, octets: octets))
    }

    // MARK: - Writing

    mutating func publish(_ who: Who, in tag: GroupTag, _ count: Int, bodyOctets: Int? = nil) {
        var node = who == .subject ? subject : honest
        let network = FuzzKeys.network
        let name = JournalName(node: Self.id(who), group: tag, incarnation: Incarnation(generator.octets16()))
        let journal = name.id(in: network)
        let known = node.writers[tag]
        var writer =
            known ?? JournalWriter(name: name, network: network, origin: journalOrigin(registryOrigin: FuzzKeys.origin, journal: journal))
        var entries: [UnverifiedEntry] = []
        if known == nil {
            entries.append(Opening(predecessor: nil).entry(journal: journal, salt: generator.octets16(), registrySize: 1, time: Minute(1)))
        }
        for _ in 0..<count {
            let prefix = EntryPrefix(
                kind: .item, journal: writer.journal, salt: generator.octets16(), epoch: nil, step: 0, registrySize: 1, time: Minute(1),
                keepUntil: Minute(0))
            var body = EntryBody.inline(generator.octets16().array)
            if let bodyOctets {
                let octets = generator.octets16().array + [UInt8](repeating: 7, count: bodyOctets - 16)
                body = .detached(length: UInt64(bodyOctets), hash: node.store.keep(octets))
            }
            entries.append(UnverifiedEntry(prefix: prefix, commitment: nil, body: body))
        }
        let batch = writer.append(entries, signing: Self.key(who).signing)
        node.writers[tag] = writer
        node.store.append(batch)
        if who == .subject { subject = node } else { honest = node }
        feed(who, .published(batch))
    }

    private mutating func publishRegistry() {
        let batch = registryWriter.append(records: [[0x50] + generator.octets16().array], signing: FuzzKeys.key(0).signing)
        honest.store.append(batch)
        feed(.honest, .published(batch))
    }
}

/// A small seeded generator (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func octets16() -> Octets16 {
        let words = [next(), next()]
        return FuzzKeys.octets(words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) } })
    }
}
