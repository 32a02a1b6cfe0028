import Crypto
import Ledger
import Sodium
import Wire

/// Who holds what: naming journals, announcing growth, choosing whom to ask.
extension Replica {
    /// The line that names a journal to one peer; gives it a number.
    mutating func head(of journal: JournalID, size: UInt64, for id: SessionID) -> Head? {
        guard let state = journals[journal], let name = state.reader.name, let number = sessions[id]?.giveNumber(to: journal) else {
            return nil
        }
        sessions[id]?.tell(journal, size)
        return Head(
            number: number, node: name.node, group: name.group, incarnation: name.incarnation, size: size,
            keyedRoot: sessions[id].map { keyedRoot(state, size, sender: $0.nonce, receiver: $0.peerNonce) } ?? 0)
    }

    /// 0 where the root at that size is not at hand, because entries were verified or stored beyond it.
    private func keyedRoot(_ state: JournalState, _ size: UInt64, sender: Octets16, receiver: Octets16?) -> UInt64 {
        guard let receiver, size > 0, size == state.served || size == state.reader.size else { return 0 }
        var writer = CBORWriter(reservingCapacity: 96)
        writer.array(4)
        writer.text("causeway/keyed-root/1")
        writer.octets(sender)
        writer.octets(receiver)
        writer.identifier(size == state.served ? state.servedRoot : state.reader.range.root)
        return SHA256.hash(data: writer.bytes).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Remembers what the peer holds and asks for it. Of somebody who is no member here it is only remembered, and not everything: the
    /// peer may know of its admission before we do.
    mutating func takeHeads(_ id: SessionID, _ heads: Heads, _ now: Instant, _ actions: inout [Action]) {
        guard let isMember = sessions[id].map({ $0.standing == .full }) else { return }
        let tagsBefore = sessions[id]?.peerTags.count ?? 0
        var named: Set<JournalID> = []
        if identity.isMailbox { sessions[id]?.peerTags.formUnion(heads.tags) }
        for head in heads.heads {
            let name = JournalName(node: head.node, group: head.group, incarnation: head.incarnation)
            let journal = name.id(in: identity.network)
            if let known = sessions[id]?.journals.journal(peerNumbered: head.number) {
                guard known == journal else { return close(id, .outOfOrder, now, &actions) }
            } else if (sessions[id]?.journals.peerNamedCount ?? 0)
                > (isMember ? GossipLimits.journalsPerSessionMax : GossipLimits.strangerJournalsMax)
            {
                guard !isMember else { return close(id, .excessive, now, &actions) }
                sessions[id]?.hasForgottenHeads = true
                continue
            }
            if sessions[id]?.journals.peerNames(journal, by: head.number, size: head.size) == true { named.insert(journal) }
            if journals[journal] == nil { sessions[id]?.unadopted[journal] = name }
            if identity.isMailbox { sessions[id]?.peerTags.insert(head.group) }
            compare(head, with: journal, of: id, &actions)
        }
        guard (sessions[id]?.peerTags.count ?? 0) <= GossipLimits.tagsPerSessionMax else { return close(id, .excessive, now, &actions) }
        guard isMember else { return }
        adopt(from: id, among: named, noting: true, now, &actions)
        for head in heads.heads {
            if let journal = sessions[id]?.journals.journal(peerNumbered: head.number) { hearOf(journal, from: id, now, &actions) }
        }
        if (sessions[id]?.peerTags.count ?? 0) > tagsBefore { tellLevels(id, now, &actions) }
        if !named.isEmpty { wakeBodies(now, &actions) { body, _ in named.contains(body.place.journal) } }
    }

    /// The journal behind a number of the peer; a number it has not given ends the connection, unless we forgot it.
    mutating func journal(named number: UInt32, by id: SessionID, _ now: Instant, _ actions: inout [Action]) -> JournalID? {
        guard let session = sessions[id] else { return nil }
        if let journal = session.journals.journal(peerNumbered: number) { return journal }
        if !session.hasForgottenHeads { close(id, .outOfOrder, now, &actions) }
        return nil
    }

    /// The peer says, or shows, that it holds so many entries of the journal.
    mutating func raise(_ journal: JournalID, of id: SessionID, to size: UInt64, _ actions: inout [Action]) {
        guard sessions[id]?.journals.raise(journal, to: size) == true else { return }
        guard let state = journals[journal], state.isOwn, size > state.stored else { return }
        actions.append(.note(.ownJournalAhead(id, journal)))
        question(journal, to: id, &actions)
    }

    /// A root that differs at equal size is a fork, whoever made it.
    private mutating func compare(_ head: Head, with journal: JournalID, of id: SessionID, _ actions: inout [Action]) {
        guard let state = journals[journal], let session = sessions[id] else { return }
        if state.isOwn, head.size > state.stored {
            actions.append(.note(.ownJournalAhead(id, journal)))
            question(journal, to: id, &actions)
        }
        guard head.size == state.stored, head.keyedRoot != 0, let peerNonce = session.peerNonce else { return }
        let ours = keyedRoot(state, head.size, sender: peerNonce, receiver: session.nonce)
        guard ours != 0, ours != head.keyedRoot else { return }
        actions.append(.note(.forkSuspected(id, journal)))
        question(journal, to: id, &actions)
    }

    mutating func takeHave(_ id: SessionID, _ have: Have, _ now: Instant, _ actions: inout [Action]) {
        guard let journal = journal(named: have.number, by: id, now, &actions) else { return }
        raise(journal, of: id, to: have.size, &actions)
        hearOf(journal, from: id, now, &actions)
    }

    /// Tells one peer how much of the journal it can have here, unless it holds as much, knows it already or must be spared.
    mutating func announce(_ journal: JournalID, to id: SessionID, _ actions: inout [Action]) {
        switch news(of: journal, for: id) {
        case .none: return
        case .owed: sessions[id]?.owed.insert(journal)
        case .growth(let have):
            send(.have(have), to: id, &actions)
            sessions[id]?.tell(journal, have.size)
        case .name(let size):
            guard let head = head(of: journal, size: size, for: id) else { return }
            send(.heads(Heads(tags: [], heads: [head])), to: id, &actions)
        }
    }

    /// What a peer is to hear of a journal.
    private enum News {
        case none
        /// Later: the connection is congested.
        case owed
        /// It knows the journal.
        case growth(Have)
        case name(size: UInt64)
    }

    /// Apart from `announce`, which changes the connection: nothing of it is held any more by then.
    private func news(of journal: JournalID, for id: SessionID) -> News {
        guard let session = sessions[id], let state = journals[journal], isEntitled(session, to: state) else { return .none }
        let (number, known) = session.journals.standing(of: journal)
        guard known < state.served else { return .none }
        guard !session.isCongested else { return .owed }
        if let number { return .growth(Have(number: number, size: state.served)) }
        return session.journals.namedCount < GossipLimits.journalsPerSessionMax ? .name(size: state.served) : .none
    }

    /// Asks the best peer for what is missing of a journal, unless somebody is already sending it.
    mutating func want(_ journal: JournalID, _ now: Instant, _ actions: inout [Action]) {
        guard let state = journals[journal], !state.isOwn || journal == registry, !isBeingSent(journal, by: state.source) else { return }
        switch source(of: journal, now) {
        case .ask(let id):
            // Whoever is doubted and was asked makes way for somebody who is not, and for nobody else.
            if state.source != nil, sessions[id].map(isDoubted) != false { return }
            guard let number = sessions[id]?.journals.peerNumber(of: journal) else { return }
            begin(journal, from: id)
            answersDue[journal] = now.advanced(by: GossipLimits.answerMilliseconds)
            due[journal] = nil
            sessions[id]?.roundTrip.asked(for: journal, at: now)
            send(.want(Want(number: number, from: state.reader.size)), to: id, &actions)
        case .crowded(let holders):
            for id in holders { sessions[id]?.stripe.add(journal) }
        case .later(let instant):
            guard state.source == nil else { return }
            due[journal] = min(due[journal] ?? instant, instant)
        case .nobody:
            break
        }
    }

    /// Of a group that has not opened for us, only so much is taken; of a forked journal, and a suspended author's, nothing more.
    func hasEnough(of state: JournalState) -> Bool {
        if isShut(state) { return true }
        guard let name = state.reader.name, isInvitation(name.group) else { return false }
        return state.reader.size >= GossipLimits.invitationEntriesMax
    }

    /// Whether the group is unknown here, so that its journals pass between us and their authors only.
    func isInvitation(_ group: GroupTag) -> Bool {
        if case .invited = part(in: group) { true } else { false }
    }
}
