import Ledger
import Sodium
import Wire

/// What is remembered of a connection that has ended, so that the next one with the same peer begins where it stopped.
struct Acquaintance: Sendable {
    let token: Octets16
    /// The connection as it was at its end.
    let session: Session
    /// How much had changed here by then; all of it was told, or is owed.
    let changes: UInt64

    /// Journals that are numbered in either direction: what it takes to remember it.
    var weight: Int { session.journals.namedCount + session.journals.peerNamedCount }
}

/// Acquaintances, the one that ended last at the end.
struct AcquaintanceBook: Sendable {
    private var entries: [(peer: NodeID, acquaintance: Acquaintance)] = []

    subscript(peer: NodeID) -> Acquaintance? { entries.first { $0.peer == peer }?.acquaintance }

    mutating func forget(_ peer: NodeID) { entries.removeAll { $0.peer == peer } }

    /// Remembers one instead of an earlier one; the oldest make room.
    mutating func keep(_ acquaintance: Acquaintance, of peer: NodeID) {
        forget(peer)
        entries.append((peer, acquaintance))
        var weight = entries.reduce(0) { $0 + $1.acquaintance.weight }
        while entries.count > GossipLimits.acquaintancesMax || weight > GossipLimits.acquaintanceJournalsMax {
            weight -= entries.removeFirst().acquaintance.weight
        }
    }
}

/// Going on where an earlier connection to the same process ended (specification chapter 6.16).
///
/// Both sides remember, or neither makes use of it. Nothing that is false can come of a token that fits by mistake or by lie but that
/// its sender is told too little; digests are exchanged all the same.
extension Replica {
    /// Says which connection is remembered. The numbers given there stay reserved, until it is known whether the peer remembers them too.
    mutating func offerResume(_ id: SessionID, _ actions: inout [Action]) {
        guard let session = sessions[id], let known = acquaintances[session.peer] else { return }
        sessions[id]?.offer(known)
        send(.resume(Resume(token: known.token, announcements: known.session.heard)), to: id, &actions)
    }

    /// Remembers a connection that ends, if all that both hold had been told to the peer by then, or was on its way.
    mutating func remember(_ session: Session) {
        guard session.standing == .full, !session.hasForgottenHeads, let key = levelKey(of: session) else { return }
        let told = session.levels.values.filter { $0.sent != nil }
        guard !told.isEmpty, told.allSatisfy(\.isSettled) else { return }
        // Numbers that were kept free for a peer which had forgotten them are not kept for ever.
        guard session.journals.namedCount <= 2 * session.journals.numberedCount + GossipLimits.unusedNumbersMax,
            session.journals.namedCount <= GossipLimits.journalsPerSessionMax / 2
        else { return acquaintances.forget(session.peer) }
        var past = session
        past.forgetPassing()
        // What was taken up because the peer named it, and is still empty, is forgotten here now, though not by the peer.
        for journal in session.journals.peerNamed {
            if let state = journals[journal], state.reader.size == 0, let name = state.reader.name { past.unadopted[journal] = name }
        }
        acquaintances.keep(Acquaintance(token: key.token, session: past, changes: groupLevels.changes), of: session.peer)
    }

    mutating func takeResume(_ id: SessionID, _ resume: Resume, _ now: Instant, _ actions: inout [Action]) {
        guard let session = sessions[id], let known = session.offered else { return }
        sessions[id]?.offered = nil
        guard known.token == resume.token else { return }
        // It was a member when that connection ended. The peer will suppress what it told then, so it must not go on as a stranger.
        guard session.standing == .full else { return close(id, .changed, now, &actions) }
        sessions[id]?.goOn(from: known.session, confirmed: resume.announcements)
        let journalsKnown = Set(known.session.journals.peerNamed).sorted()
        for journal in journalsKnown where journals[journal] != nil { sessions[id]?.unadopted[journal] = nil }
        adopt(from: id, noting: false, now, &actions)
        tellSince(known, to: id, &actions)
        for journal in journalsKnown where (sessions[id]?.journals.peerSize(of: journal) ?? 0) > (journals[journal]?.reader.size ?? 0) {
            want(journal, now, &actions)
        }
        let named = Set(journalsKnown)
        wakeBodies(now, &actions) { body, _ in named.contains(body.place.journal) }
    }

    /// Tells what changed since, and what was told and did not arrive.
    private mutating func tellSince(_ known: Acquaintance, to id: SessionID, _ actions: inout [Action]) {
        guard let session = sessions[id] else { return }
        var candidates = known.session.owed
        candidates.formUnion(known.session.journals.named)
        candidates = candidates.filter { (journals[$0]?.served ?? 0) > session.journals.toldSize(of: $0) }
        for (journal, state) in journals where state.changedAt > known.changes { candidates.insert(journal) }
        candidates.remove(registry)
        name(candidates.sorted(), to: id, &actions)
    }
}
