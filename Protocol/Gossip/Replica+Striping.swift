import Ledger
import Wire

/// What is awaited of one peer, and what waits for room there.
struct Stripe: Sendable {
    /// Journals that this peer is asked for, and has not sent to their end.
    private(set) var journals = 0
    /// Entries of these that are missing, as far as they count.
    private(set) var entries: UInt64 = 0
    /// Journals that may be awaited at once; grows with each that came.
    private var window = GossipLimits.journalsAwaitedMin
    private var waiting: [JournalID] = []
    private var head = 0
    private var members: Set<JournalID> = []

    var hasRoom: Bool { journals < window }

    /// What waits, in the order of identifiers.
    var backlog: [JournalID] { members.sorted() }

    mutating func begin(_ weight: UInt64) {
        journals += 1
        entries += weight
    }

    mutating func end(_ weight: UInt64) {
        journals -= 1
        entries -= weight
    }

    mutating func widen() { window = min(window + 1, GossipLimits.journalsAwaitedMax) }

    mutating func add(_ journal: JournalID) {
        if members.insert(journal).inserted { waiting.append(journal) }
    }

    mutating func next() -> JournalID? {
        guard head < waiting.count else { return nil }
        let journal = waiting[head]
        head += 1
        members.remove(journal)
        if head == waiting.count || head >= 1_024 {
            waiting.removeFirst(head)
            head = 0
        }
        return journal
    }
}

/// Spreading what is missing over all who hold it (specification chapter 6.6).
///
/// Of each peer only so much is awaited at once; what finds no room waits in the backlog of everybody who could send it, and is asked for of
/// whoever has room first. So a fast holder sends more than a slow one, and one that never answers holds up little.
extension Replica {
    /// Whom to ask for what is missing of a journal.
    enum Source: Equatable {
        case ask(SessionID)
        /// Of those who hold more nobody has room.
        case crowded([SessionID])
        /// Who holds more did not answer; they are asked again then.
        case later(Instant)
        case nobody
    }

    private struct Candidate: Comparable {
        let rank: Int
        let load: UInt64
        let id: SessionID

        static func < (left: Self, right: Self) -> Bool { (left.rank, left.load, left.id) < (right.rank, right.load, right.id) }
    }

    /// The connection of which least is awaited, among those that hold more, are not resting and have room. For what is live the author comes
    /// first, and room is always there; for the registry members come before others, and who is doubted comes last.
    func source(of journal: JournalID, _ now: Instant) -> Source {
        guard let state = journals[journal], !state.isOwn || journal == registry, !hasEnough(of: state) else { return .nobody }
        var best: Candidate?
        var crowded: [SessionID] = []
        var rested: Instant?
        for session in sessions.values {
            let size = session.journals.peerSize(of: journal)
            guard size > state.reader.size, session.journals.peerNumber(of: journal) != nil,
                !session.setAside.contains(journal), isEntitled(session, to: state), isWorthAsking(session, beyond: state)
            else { continue }
            if let until = session.resting[journal], now < until {
                rested = min(rested ?? until, until)
                continue
            }
            let isLive = journal == registry || state.reader.size > 0 && size - state.reader.size <= GossipLimits.liveEntriesMax
            guard isLive || session.stripe.hasRoom else {
                crowded.append(session.id)
                continue
            }
            let candidate = Candidate(
                rank: isLive ? rank(session, for: state) : 1, load: journal == registry ? 0 : session.stripe.entries, id: session.id)
            best = min(best ?? candidate, candidate)
        }
        if let best { return .ask(best.id) }
        if !crowded.isEmpty { return .crowded(crowded.sorted()) }
        return rested.map { .later($0) } ?? .nobody
    }

    /// The peer is asked for the journal.
    mutating func begin(_ journal: JournalID, from id: SessionID) {
        journals[journal]?.source = id
        sessions[id]?.asked.insert(journal)
        guard journal != registry, let state = journals[journal] else { return }
        let size = sessions[id]?.journals.peerSize(of: journal) ?? 0
        let missing = size - min(state.reader.size, size)
        let weight = min(missing, GossipLimits.entriesAwaitedPerJournalMax)
        journals[journal]?.awaited = weight
        sessions[id]?.stripe.begin(weight)
    }

    /// Nobody is sending the journal any more.
    mutating func release(_ journal: JournalID, hasCome: Bool = false) {
        guard let state = journals[journal] else { return }
        journals[journal]?.source = nil
        answersDue[journal] = nil
        guard journal != registry, let id = state.source, sessions[id] != nil else { return }
        sessions[id]?.stripe.end(state.awaited)
        if hasCome { sessions[id]?.stripe.widen() }
        freed.insert(id)
    }

    /// Asks for what has waited for room, of those who have some again.
    mutating func fillStripes(_ now: Instant, _ actions: inout [Action]) {
        while let id = freed.min() {
            freed.remove(id)
            while sessions[id]?.stripe.hasRoom == true, let journal = sessions[id]?.stripe.next() { want(journal, now, &actions) }
        }
    }
}
