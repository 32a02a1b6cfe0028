import Ledger
import Wire

/// Which journals are held here: taking them up, and forgetting those that were only named.
extension Replica {
    /// Begins a reader for each journal the peer named that may be taken now, or for each of these, and asks for it.
    mutating func adopt(
        from id: SessionID, among named: Set<JournalID>? = nil, noting: Bool, _ now: Instant, _ actions: inout [Action]
    ) {
        guard let session = sessions[id], session.standing == .full, !session.unadopted.isEmpty else { return }
        var invitations = Invitations(author: session.peer, of: self)
        for journal in (named ?? Set(session.unadopted.keys)).sorted() {
            guard let name = session.unadopted[journal] else { continue }
            if journals[journal] != nil {
                sessions[id]?.unadopted[journal] = nil
                continue
            }
            guard (sessions[id]?.emptyJournals ?? 0) < GossipLimits.emptyJournalsPerSessionMax else { break }
            guard directory.nodes[name.node] != nil else { continue }
            guard journals.count < GossipLimits.journalsMax, !isFull(name), mayTake(name, from: session.peer, &invitations) else {
                if noting { actions.append(.note(.refusedJournal(id, name.group))) }
                continue
            }
            sessions[id]?.unadopted[journal] = nil
            let origin = journalOrigin(registryOrigin: identity.registryOrigin, journal: journal)
            journals[journal] = JournalState(reader: JournalReader(name: name, journal: journal, origin: origin))
            journals[journal]?.namedBy = id
            sessions[id]?.emptyJournals += 1
            hearOf(journal, from: id, now, &actions)
        }
    }

    private func mayTake(_ name: JournalName, from peer: NodeID, _ invitations: inout Invitations) -> Bool {
        if forkBook.suspended.contains(name.node) { return false }
        return switch part(in: name.group) {
        case .open, .keeping: true
        case .among(let nodes): nodes.contains(peer)
        case .outside: false
        // The author itself names its journal in a group we do not know.
        case .invited: name.node == peer && invitations.admit(name.group)
        }
    }

    /// The first entries of a journal verified: it counts as its author's now, and makes room for another that was only named.
    mutating func noteFirstEntries(of journal: JournalID, _ now: Instant, _ actions: inout [Action]) {
        guard let state = journals[journal], let name = state.reader.name else { return }
        tally.add(name)
        journals[journal]?.namedBy = nil
        makeRoom(on: state.namedBy, now, &actions)
        guard isFull(name) else { return }
        // Nothing is taken of those that were named before the author had its share.
        let refused = journals.filter { $0.value.reader.size == 0 && $0.value.reader.name.map(isFull) == true }
        for (journal, state) in refused.sorted(by: { $0.key < $1.key }) {
            forget(journal)
            if let id = state.namedBy, let name = state.reader.name { actions.append(.note(.refusedJournal(id, name.group))) }
            makeRoom(on: state.namedBy, now, &actions)
        }
    }

    /// One journal fewer is held that this connection only named.
    private mutating func makeRoom(on id: SessionID?, _ now: Instant, _ actions: inout [Action]) {
        guard let id, let count = sessions[id]?.emptyJournals else { return }
        sessions[id]?.emptyJournals = count - 1
        // Not at each one: going through what waits takes its time.
        if count - 1 == GossipLimits.emptyJournalsPerSessionMax / 2 { adopt(from: id, noting: false, now, &actions) }
    }

    private mutating func forget(_ journal: JournalID) {
        release(journal)
        journals[journal] = nil
        due[journal] = nil
        answersDue[journal] = nil
    }

    /// Whether the author has its share of the journals here; this node itself always has room.
    func isFull(_ name: JournalName) -> Bool { name.node != identity.node && tally.isFull(name) }

    /// Forgets journals of which nothing was ever received when nobody here names them any more, so that names alone fill nothing.
    mutating func forgetEmptyJournals(_ now: Instant, _ actions: inout [Action]) {
        let wasFull = journals.count >= GossipLimits.journalsMax
        let empty = journals.filter { journal, state in
            state.reader.size == 0 && state.reader.name != nil && !state.isOwn
                && !sessions.values.contains { $0.journals.peerNumber(of: journal) != nil }
        }
        for journal in empty.keys { forget(journal) }
        guard wasFull, !empty.isEmpty else { return }
        for id in sessions.ids { adopt(from: id, noting: false, now, &actions) }
    }
}

/// Journals that hold something, by author and by author and group.
struct JournalTally: Sendable {
    private struct Place: Hashable, Sendable {
        let node: NodeID
        let group: GroupTag
    }

    private var byAuthor: [NodeID: Int] = [:]
    private var byPlace: [Place: Int] = [:]

    init(of readers: [JournalReader]) {
        for reader in readers where reader.size > 0 {
            if let name = reader.name { add(name) }
        }
    }

    mutating func add(_ name: JournalName) {
        byAuthor[name.node, default: 0] += 1
        byPlace[Place(node: name.node, group: name.group), default: 0] += 1
    }

    func isFull(_ name: JournalName) -> Bool {
        (byAuthor[name.node] ?? 0) >= GossipLimits.journalsPerAuthorMax
            || (byPlace[Place(node: name.node, group: name.group)] ?? 0) >= GossipLimits.journalsPerAuthorInGroupMax
    }
}

/// What one author has had us take of groups that are unknown to us, now and on earlier connections.
private struct Invitations {
    private var groups: Set<GroupTag> = []
    private var count = 0

    init(author: NodeID, of replica: Replica) {
        for state in replica.journals.values {
            guard let name = state.reader.name, name.node == author, replica.isInvitation(name.group) else { continue }
            groups.insert(name.group)
            count += 1
        }
    }

    /// Counts one journal more; `false` when that exceeds a limit.
    mutating func admit(_ group: GroupTag) -> Bool {
        guard count < GossipLimits.invitationJournalsMax else { return false }
        guard groups.contains(group) || groups.count < GossipLimits.invitationsPerAuthorMax else { return false }
        groups.insert(group)
        count += 1
        return true
    }
}
