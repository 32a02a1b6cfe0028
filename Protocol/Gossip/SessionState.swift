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

/// Everything that is known of one connection.
struct SessionState: Sendable {
    let id: SessionID
    let peer: NodeID
    let key: Octets32
    let isOutbound: Bool
    let nonce: Octets16
    let since: Instant
    var standing = SessionStanding.greeting
    var peerNonce: Octets16?
    var agent = ""

    /// By which numbers journals are named here, and who holds how much.
    var journals: NamedJournals
    /// Announcements (Heads, Have, Entries) that were sent and that came.
    var announced: UInt64 = 0
    var heard: UInt64 = 0
    /// By group: how far it has been compared.
    var levels: [GroupTag: Level] = [:]
    /// By group: when the peer may be asked again for numbers of journals that it holds like this node.
    var askedNumbers: [GroupTag: Instant] = [:]
    var rowAllowance: RowAllowance
    /// The earlier connection that this node offered to go on with, until the peer has said whether it will: whatever ends meanwhile, the
    /// peer may go on from that one already.
    var offered: Acquaintance?
    /// Whether both go on with it.
    var isResumed = false
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
        journals = NamedJournals(registry: registry)
    }

    var isCongested: Bool { unflushed > GossipLimits.unflushedOctetsMax }

    /// Whether another range or body part may be read for this peer.
    var hasRoomForRange: Bool {
        queue.readsInFlight < GossipLimits.rangesInFlightMax && unflushed < GossipLimits.rangesInFlightMax * WireLimits.frameOctetsMax
    }

    /// Something came from the peer.
    mutating func hear(at now: Instant) {
        lastHeard = now
        pinged = false
    }

    /// Something was given to the connection.
    mutating func give(_ message: Message, octets: Int) {
        unflushed += octets
        switch message {
        case .heads, .have, .entries: announced += 1
        default: break
        }
    }

    /// So much of that has left.
    mutating func flush(_ octets: Int) { unflushed = max(0, unflushed - octets) }

    /// Our number for the journal, giving it one if it has none.
    mutating func giveNumber(to journal: JournalID) -> UInt32 { journals.giveNumber(to: journal, announced: announced) }

    /// Remembers that the peer knows of so many entries here.
    mutating func tell(_ journal: JournalID, _ size: UInt64) { journals.tell(journal, size, announced: announced) }

    /// Keeps the numbers that were given on an earlier connection from being given anew.
    mutating func offer(_ known: Acquaintance) {
        offered = known
        journals.reserve(known.session.journals)
    }

    /// The peer remembers that connection too, and what was told on it by so many announcements.
    mutating func goOn(from past: SessionState, confirmed: UInt64) {
        isResumed = true
        journals.goOn(from: past.journals, confirmed: confirmed)
        for (journal, name) in past.unadopted where unadopted[journal] == nil { unadopted[journal] = name }
        for (group, level) in past.levels where level.sent != nil && levels[group]?.sent != nil {
            levels[group]?.isCompared = true
            levels[group]?.isSettled = true
            levels[group]?.isResumed = true
        }
    }

    /// Drops what ends with the connection.
    mutating func forgetPassing() {
        offered = nil
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
    var deadline: Instant { submissionDue.map { min(silentAt, $0) } ?? silentAt }

    /// When the peer will have been silent for too long, or for so long that it is asked whether it is there.
    var silentAt: Instant {
        switch standing {
        case .greeting: since.advanced(by: GossipLimits.helloMilliseconds)
        case .registryOnly, .full:
            lastHeard.advanced(by: pinged ? GossipLimits.silenceMilliseconds : GossipLimits.idleMilliseconds)
        }
    }
}
