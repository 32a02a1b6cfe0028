import Ledger
import Wire

/// The way of new entries from node to node: along parents, announced to the others, asked for where a parent is late (specification 6.7).
extension Replica {
    mutating func ping(_ id: SessionID, _ now: Instant, _ actions: inout [Action]) {
        sessions[id]?.roundTrip.pinged(at: now)
        send(.ping, to: id, &actions)
    }

    // MARK: - What comes in

    /// The peer wants to be sent a stream at once, or no longer.
    mutating func takeEager(_ id: SessionID, _ eager: Eager, _ now: Instant, _ actions: inout [Action]) {
        guard let session = sessions[id], let journal = session.journals.journal(numbered: eager.number) else {
            return close(id, .outOfOrder, now, &actions)
        }
        guard let state = journals[journal] else { return }
        let stream = Stream(state.reader.name)
        guard eager.isWanted else {
            if sessions[id]?.eagerStreams.remove(stream) != nil { live.uncountEager() }
            return
        }
        guard session.standing == .full, isEntitled(session, to: state), !session.eagerStreams.contains(stream),
            session.eagerStreams.count < GossipLimits.eagerStreamsPerSessionMax, live.countEager()
        else { return }
        sessions[id]?.eagerStreams.insert(stream)
    }

    /// A range verified: it may make its sender the parent, and it is kept for those who want it once it is on disk.
    mutating func delivered(_ batch: VerifiedBatch, by id: SessionID, wasAsked: Bool, _ now: Instant, _ actions: inout [Action]) {
        let stream = Stream(batch.name)
        if wasAsked {
            sessions[id]?.roundTrip.answered(with: batch.journal, at: now)
            journals[batch.journal]?.isAwaited = true
        }
        if batch.checkpoint.size == batch.end, sessions.values.contains(where: { $0.id != id && $0.eagerStreams.contains(stream) }) {
            live.keep(batch)
        }
        guard let session = sessions[id], session.standing == .full else { return }
        guard !isAuthor(session, of: stream) else { return endParent(of: stream, &actions) }
        guard let expected = expectedSender(of: stream) else { return adopt(id, batch.journal, stream, &actions) }
        if expected.id == id {
            live.noteInTime(stream)
        } else if live.late.contains(stream) {
            adopt(id, batch.journal, stream, &actions)
        } else if !wasAsked {
            tellEager(false, batch.journal, id, &actions)
        }
    }

    /// A range held nothing new: whoever sent it unasked and is not expected to should only announce.
    mutating func deliveredAgain(_ journal: JournalID, by id: SessionID, wasAsked: Bool, _ actions: inout [Action]) {
        guard let session = sessions[id], session.standing == .full, let state = journals[journal] else { return }
        let stream = Stream(state.reader.name)
        guard !isAuthor(session, of: stream) else { return endParent(of: stream, &actions) }
        guard !wasAsked, let expected = expectedSender(of: stream), expected.id != id else { return }
        tellEager(false, journal, id, &actions)
    }

    /// The peer holds more than we have. Whom it is expected from has some time before somebody else is asked.
    mutating func hearOf(_ journal: JournalID, from id: SessionID, _ now: Instant, _ actions: inout [Action]) {
        guard let state = journals[journal], !state.isOwn || journal == registry, !isBeingSent(journal, by: state.source),
            let session = sessions[id], session.journals.peerSize(of: journal) > state.reader.size
        else { return }
        guard let expected = expectedSender(of: Stream(state.reader.name)), expected.id != id, !expected.setAside.contains(journal) else {
            return want(journal, now, &actions)
        }
        let patience = now.advanced(by: expected.roundTrip.patience)
        due[journal] = min(due[journal] ?? patience, patience)
    }

    /// The journal is being asked for because the time of whom it is expected from is over.
    mutating func noteLate(_ journal: JournalID) {
        guard let state = journals[journal], let source = state.source else { return }
        let stream = Stream(state.reader.name)
        if let expected = expectedSender(of: stream), expected.id != source { live.noteLate(stream) }
    }

    // MARK: - What goes out

    /// A journal has grown on disk: what was kept goes to those who want it, and others are told, at once or after a while.
    mutating func spread(_ journal: JournalID, _ now: Instant, _ actions: inout [Action]) {
        guard let state = journals[journal] else { return }
        let stream = Stream(state.reader.name)
        for batch in live.take(journal, upTo: state.stored) {
            for id in sessions.ids where isWanting(stream, batch, id) { push(batch, to: id, &actions) }
        }
        guard state.isAwaited else {
            let later = now.advanced(by: GossipLimits.announcementMilliseconds)
            live.announcements[journal] = min(live.announcements[journal] ?? later, later)
            return
        }
        journals[journal]?.isAwaited = false
        live.announcements[journal] = nil
        for id in sessions.ids { announce(journal, to: id, &actions) }
    }

    mutating func announceWhatIsDue(_ now: Instant, _ actions: inout [Action]) {
        for journal in live.announcements.filter({ $0.value <= now }).keys.sorted() {
            live.announcements[journal] = nil
            for id in sessions.ids { announce(journal, to: id, &actions) }
        }
    }

    /// Whether the peer asked for the stream, may have it, and lacks just this range.
    private func isWanting(_ stream: Stream, _ batch: VerifiedBatch, _ id: SessionID) -> Bool {
        guard let session = sessions[id], session.eagerStreams.contains(stream), session.standing == .full,
            let state = journals[batch.journal], isEntitled(session, to: state)
        else { return false }
        let known = session.journals.standing(of: batch.journal).known
        return known >= batch.first && known < batch.end
    }

    /// Sends a range that ends at its checkpoint to an entitled peer, unless it is congested or still being sent the journal.
    @discardableResult
    mutating func push(_ batch: VerifiedBatch, to id: SessionID, _ actions: inout [Action]) -> Bool {
        guard let session = sessions[id], !session.isCongested, !session.queue.isServing(batch.journal), batch.checkpoint.size == batch.end,
            batch.entries.count <= WireLimits.entriesPerMessageMax,
            batch.entries.reduce(0, { $0 + $1.compact.count }) <= WireLimits.entriesOctetsMax
        else { return false }
        if session.journals.number(of: batch.journal) == nil {
            guard session.journals.namedCount < GossipLimits.journalsPerSessionMax,
                let head = head(of: batch.journal, size: batch.first, for: id)
            else { return false }
            send(.heads(Heads(tags: [], heads: [head])), to: id, &actions)
        }
        guard let number = sessions[id]?.journals.number(of: batch.journal) else { return false }
        let range = EntryRange(
            number: number, first: batch.first, entries: batch.entries.map { $0.compact[...] }, completion: [],
            checkpointSize: batch.checkpoint.size, signature: batch.checkpoint.signature)
        send(.entries(range), to: id, &actions)
        sessions[id]?.tell(batch.journal, batch.end)
        return true
    }

    // MARK: - Parents

    /// From whom new entries of a stream come without being asked for: the parent, or else the author if it is connected.
    func expectedSender(of stream: Stream) -> Session? {
        if let parent = live.parents[stream], let session = sessions[parent.session] { return session }
        return sessions.values.first { $0.standing == .full && isAuthor($0, of: stream) }
    }

    private func isAuthor(_ session: Session, of stream: Stream) -> Bool {
        switch stream {
        case .registry: directory.isCoordinator(session.peer, provenBy: session.key)
        case .journals(let author, _): session.peer == author
        }
    }

    private mutating func adopt(_ id: SessionID, _ journal: JournalID, _ stream: Stream, _ actions: inout [Action]) {
        endParent(of: stream, &actions)
        guard live.adopt(LivePath.Parent(session: id, journal: journal), of: stream) else { return }
        tellEager(true, journal, id, &actions)
    }

    /// The parent should only announce from now on.
    private mutating func endParent(of stream: Stream, _ actions: inout [Action]) {
        live.noteInTime(stream)
        guard let parent = live.dropParent(of: stream) else { return }
        tellEager(false, parent.journal, parent.session, &actions)
    }

    private mutating func tellEager(_ isWanted: Bool, _ journal: JournalID, _ id: SessionID, _ actions: inout [Action]) {
        guard let number = sessions[id]?.journals.peerNumber(of: journal) else { return }
        send(.eager(Eager(number: number, isWanted: isWanted)), to: id, &actions)
    }

    /// Rosters or the registry changed: whoever may not give us a stream is its parent no longer.
    mutating func forgetUnentitledParents() {
        for (stream, parent) in live.parents {
            guard let session = sessions[parent.session], let state = journals[parent.journal], session.standing == .full,
                isEntitled(session, to: state)
            else {
                live.dropParent(of: stream)
                continue
            }
        }
    }
}
