import Ledger
import Sodium
import Wire

/// What a peer may do on its connection.
enum SessionStanding: Sendable {
    /// Hello has not come.
    case greeting
    /// Unknown, suspended or with an expired certificate: registry, revocations, an application or submission, nothing else.
    case registryOnly
    /// A member in good standing.
    case full
}

/// The state of one connection; `Replica` alone changes it.
struct Session: Sendable {
    let id: SessionID
    let peer: NodeID
    let key: Octets32
    let isOutbound: Bool
    let nonce: Octets16
    let since: Instant
    var standing = SessionStanding.greeting
    var peerNonce: Octets16?
    var agent = ""

    /// Our numbers for journals we have named, and back; number 0 is the registry.
    var numbers: [JournalID: UInt32] = [:]
    var named: [JournalID] = []
    /// By number: the size the peer was last told of, or was sent.
    private var told: [UInt64] = []
    /// By number: how many announcements the peer must have got to know the number, and that size.
    private var numberedAt: [UInt64] = [0]
    private var toldAt: [UInt64] = [0]
    /// Announcements (Heads, Have, Entries) that were sent and that came.
    var announced: UInt64 = 0
    var heard: UInt64 = 0
    /// By group: how far it has been compared.
    var levels: [GroupTag: Level] = [:]
    /// By group: when the peer may be asked again for numbers of journals that it holds like this node.
    var askedNumbers: [GroupTag: Instant] = [:]
    var rowAllowance: RowAllowance
    /// The earlier connection that this node offered to go on with, until the peer has said whether it will.
    var offered: OfferedAcquaintance?
    /// Whether both go on with it.
    var isResumed = false
    /// The peer's numbers for journals it has named, and back.
    var peerNumbers: [JournalID: UInt32] = [:]
    var peerJournals: [UInt32: JournalID] = [:]
    var peerSizes: [JournalID: UInt64] = [:]
    var peerTags: Set<GroupTag> = []
    var sentTags: Set<GroupTag> = []
    /// Journals the peer named that we may not take yet: their author or group is unknown.
    var unadopted: [JournalID: JournalName] = [:]
    /// Whether the peer named more than is remembered of somebody who is no member.
    var hasForgottenHeads = false
    /// Journals of which the peer sent what does not verify; not taken from it again until the registry changes.
    var setAside: Set<JournalID> = []
    /// Journals the peer was asked for and did not send: until then others are asked first.
    var resting: [JournalID: Instant] = [:]

    /// Journals that the peer was ever asked for.
    var asked: Set<JournalID> = []
    var uselessAllowance: OctetAllowance
    /// What is awaited of the peer.
    var stripe = Stripe()
    /// Whether the peer was asked for what it says to hold of the registry, and did not give it: its word counts no more.
    var isClaimDoubted = false
    /// The size of the largest registry checkpoint that verified with what came from the peer.
    var registryProven: UInt64 = 0
    /// Journals without entries that are held because this connection named them.
    var emptyJournals = 0
    /// Whether any part of a body came from the peer.
    var hasDeliveredBody = false

    /// Octets given to the connection and not yet flushed.
    var unflushed = 0
    var queue = ServeQueue()
    /// Journals that grew while the connection was congested.
    var owed: Set<JournalID> = []
    /// What the peer does for others, as it said.
    var services = Services()
    /// Whether an application or submission of the peer is being considered.
    var isOwedReceipt = false
    /// Whether the peer has a submission of ours and has not answered.
    var owesReceipt = false
    /// Until when its answer is waited for.
    var submissionDue: Instant?
    /// Revocations that the peer was sent or has sent.
    var knownRevocations: Set<Hash> = []
    /// Whether revocations wait because the connection was congested.
    var isOwedRevocations = false
    /// Parts of statements that the peer was sent or has sent.
    var knownStatements: Set<Hash> = []
    /// Whether statements wait because the connection was congested.
    var isOwedStatements = false
    var statementAllowance: StatementAllowance
    /// Forked journals of which the peer was sent evidence, or has sent it.
    var knownForks: Set<JournalID> = []
    /// Journals of which the peer was told the checkpoint that is here, because it seems to hold another branch.
    var questioned: Set<JournalID> = []
    /// Whether evidence waits because the connection was congested.
    var isOwedForks = false
    var forkAllowance: StatementAllowance
    /// Messages with revocations that were taken from the peer while it was no member.
    var strangerRevocationMessages = 0

    /// Streams of which the peer wants to be sent everything at once.
    var eagerStreams: Set<Stream> = []
    /// How long the peer takes to answer.
    var roundTrip = RoundTrip()

    var lastHeard: Instant
    var pinged = false

    init(id: SessionID, peer: NodeID, key: Octets32, isOutbound: Bool, nonce: Octets16, registry: JournalID, now: Instant) {
        self.id = id
        self.peer = peer
        self.key = key
        self.isOutbound = isOutbound
        self.nonce = nonce
        since = now
        lastHeard = now
        statementAllowance = StatementAllowance(now: now)
        forkAllowance = StatementAllowance(now: now)
        uselessAllowance = OctetAllowance(now: now)
        rowAllowance = RowAllowance(now: now)
        numbers[registry] = 0
        named = [registry]
        told = [0]
        peerNumbers[registry] = 0
        peerJournals[0] = registry
        peerSizes[registry] = 0
    }

    var isCongested: Bool { unflushed > GossipLimits.unflushedOctetsMax }

    /// Whether another range or body part may be read for this peer.
    var hasRoomForRange: Bool {
        queue.readsInFlight < GossipLimits.rangesInFlightMax && unflushed < GossipLimits.rangesInFlightMax * WireLimits.frameOctetsMax
    }

    /// Our number for the journal, giving it one if it has none.
    mutating func number(for journal: JournalID) -> UInt32 {
        if let number = numbers[journal] { return number }
        let number = UInt32(named.count)
        numbers[journal] = number
        named.append(journal)
        told.append(0)
        numberedAt.append(announced + 1)
        toldAt.append(0)
        return number
    }

    /// The size the peer was last told of; 0 for a journal that it has not been told of.
    func toldSize(of journal: JournalID) -> UInt64 {
        numbers[journal].map { told[Int($0)] } ?? 0
    }

    /// Remembers that the peer knows of so many entries here.
    mutating func tell(_ journal: JournalID, _ size: UInt64) {
        guard let number = numbers[journal], told[Int(number)] < size else { return }
        told[Int(number)] = size
        // At the latest with the next announcement.
        toldAt[Int(number)] = announced + 1
    }

    /// The journal behind one of our numbers.
    func journal(numbered number: UInt32) -> JournalID? {
        guard named.indices.contains(Int(number)), numberedAt[Int(number)] != .max else { return nil }
        return named[Int(number)]
    }

    /// Keeps the numbers that were given on an earlier connection from being given anew.
    mutating func offer(_ known: Acquaintance) {
        offered = OfferedAcquaintance(known)
        let count = known.session.named.count - 1
        named += known.session.named.dropFirst()
        told += Array(repeating: 0, count: count)
        toldAt += Array(repeating: 0, count: count)
        numberedAt += Array(repeating: .max, count: count)
    }

    /// The peer remembers that connection too, and what was told on it by so many announcements.
    mutating func goOn(from past: Session, confirmed: UInt64) {
        isResumed = true
        for index in past.named.indices.dropFirst() where past.numberedAt[index] <= confirmed {
            numberedAt[index] = 0
            let journal = past.named[index]
            if numbers[journal] == nil { numbers[journal] = UInt32(index) }
            if past.toldAt[index] <= confirmed { told[index] = past.told[index] }
        }
        for (number, journal) in past.peerJournals where peerJournals[number] == nil {
            peerJournals[number] = journal
            if peerNumbers[journal] == nil { peerNumbers[journal] = number }
        }
        for (journal, size) in past.peerSizes { peerSizes[journal] = max(peerSizes[journal] ?? 0, size) }
        for (journal, name) in past.unadopted where unadopted[journal] == nil { unadopted[journal] = name }
        for (group, level) in past.levels where level.sent != nil && levels[group]?.sent != nil {
            levels[group]?.isCompared = true
            levels[group]?.isSettled = true
            levels[group]?.isResumed = true
        }
    }

    /// Drops what ends with the connection.
    mutating func forgetPassing() {
        queue = ServeQueue()
        stripe = Stripe()
        resting = [:]
        setAside = []
        knownRevocations = []
        knownStatements = []
        knownForks = []
        questioned = []
        asked = []
        sentTags = []
    }

    /// When something must happen on this connection even if nothing arrives.
    var deadline: Instant {
        switch standing {
        case .greeting: since.advanced(by: GossipLimits.helloMilliseconds)
        case .registryOnly, .full:
            lastHeard.advanced(by: pinged ? GossipLimits.silenceMilliseconds : GossipLimits.idleMilliseconds)
        }
    }
}
