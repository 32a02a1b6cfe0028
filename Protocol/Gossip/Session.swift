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
        return number
    }

    /// The size the peer was last told of; 0 for a journal that it has not been told of.
    func toldSize(of journal: JournalID) -> UInt64 {
        numbers[journal].map { told[Int($0)] } ?? 0
    }

    /// Remembers that the peer knows of so many entries here.
    mutating func tell(_ journal: JournalID, _ size: UInt64) {
        guard let number = numbers[journal] else { return }
        told[Int(number)] = max(told[Int(number)], size)
    }

    /// The journal behind one of our numbers.
    func journal(numbered number: UInt32) -> JournalID? {
        named.indices.contains(Int(number)) ? named[Int(number)] : nil
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
