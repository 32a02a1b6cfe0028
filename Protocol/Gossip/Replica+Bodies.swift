import Ledger
import Sodium
import Wire

/// A detached body on its way to us.
struct BodyFetch: Sendable {
    var waiting: WaitingBody
    var session: SessionID
    /// Verified against the body's hash as soon as there are any.
    var chunkHashes: [Hash] = []
    var nextChunk = 0
    var deadline: Instant
    /// Connections that turned out not to hold it.
    var refusedBy: Set<SessionID> = []

    var body: MissingBody { waiting.body }

    var chunkCount: Int { BodyTree.chunkCount(bodyOctets: body.length) }

    /// Octets of one chunk: all are full but the last.
    func octets(ofChunk index: Int) -> Int {
        guard index == chunkCount - 1 else { return WireLimits.chunkOctets }
        return Int(body.length - UInt64(index) * UInt64(WireLimits.chunkOctets))
    }
}

/// How long a member is not asked for bodies, because it did not send one.
struct BodyPause: Sendable {
    /// Milliseconds.
    var length: UInt64
    var until: Instant
}

/// Detached bodies: chunks that verify one by one against the hash in the entry's header.
extension Replica {
    /// What is fetched ahead of a batch: all bodies of the groups this node takes part in, for mailboxes those of every group;
    /// of a group that is still an invitation only epochs, without which it cannot open.
    func missingBodies(of batch: VerifiedBatch) -> [MissingBody] {
        guard let group = batch.name?.group else { return [] }
        let takesPart = !isInvitation(group)
        return batch.entries.compactMap { verified in
            guard let entry = verified.entry, case .detached(let length, let hash) = entry.body else { return nil }
            let carriesKeys = entry.prefix.kind == .epoch || entry.prefix.kind == .grant
            guard takesPart || carriesKeys, length <= (takesPart ? WireLimits.bodyOctetsMax : GossipLimits.invitationBodyOctetsMax) else {
                return nil
            }
            return MissingBody(
                place: BodyPlace(journal: batch.journal, position: verified.position), hash: hash, length: length, carriesKeys: carriesKeys)
        }
    }

    /// Whether a body of which only place and length are known may be asked for.
    func mayFetch(_ body: MissingBody) -> Bool {
        guard let name = journals[body.place.journal]?.reader.name else { return false }
        return switch part(in: name.group) {
        case .open, .among, .keeping: body.length <= WireLimits.bodyOctetsMax
        case .invited: body.length <= GossipLimits.invitationBodyOctetsMax
        case .outside: false
        }
    }

    /// What rests goes on resting: the shell names everything that is missing now and then.
    mutating func enqueue(_ bodies: [MissingBody]) {
        for body in bodies where body.length <= WireLimits.bodyOctetsMax && bodyFetches[body.place] == nil {
            guard let author = journals[body.place.journal]?.reader.name?.node else { continue }
            bodyQueue.add(WaitingBody(body: body, author: author))
        }
    }

    /// Starts as many fetches as may run, authors in turn; what nobody here has rests.
    mutating func startBodyFetches(_ now: Instant, _ actions: inout [Action]) {
        var unnamed: [JournalID] = []
        defer { if !unnamed.isEmpty { askForNumbers(of: unnamed, now, &actions) } }
        while bodyFetches.count < GossipLimits.bodyFetchesMax {
            // One body may be named in several places, by somebody who has it and by somebody who has not: one is tried after the other.
            let (authors, hashes) = (bodyFetches.values.map(\.waiting.author), bodyFetches.values.map(\.body.hash))
            let next = bodyQueue.next { author in
                authors.count { $0 == author } < GossipLimits.bodyFetchesPerAuthorMax
            } where: { body in
                !hashes.contains(body.hash)
            }
            guard let waiting = next else { return }
            switch bodySource(of: waiting.body, except: [], now) {
            case .ask(let source):
                bodyFetches[waiting.body.place] = BodyFetch(waiting: waiting, session: source, deadline: now)
                askForChunks(of: waiting.body.place, prolonging: true, now, &actions)
            case .later(let instant): bodyQueue.rest(waiting, until: instant)
            case .nobody, .crowded:
                unnamed.append(waiting.body.place.journal)
                bodyQueue.rest(waiting, until: now.advanced(by: GossipLimits.restMilliseconds))
            }
        }
    }

    /// Asks again for bodies that nobody had, where `isReady`.
    mutating func wakeBodies(_ now: Instant, _ actions: inout [Action], where isReady: (MissingBody, Instant) -> Bool) {
        bodyQueue.wake(where: isReady)
        startBodyFetches(now, &actions)
    }

    /// The author if it is here, else the connection with the smallest number among those that hold the entry; nobody who did not send
    /// an earlier body, for a while.
    private func bodySource(of body: MissingBody, except refused: Set<SessionID>, _ now: Instant) -> Source {
        guard let state = journals[body.place.journal] else { return .nobody }
        var best: (rank: Int, id: SessionID)?
        var paused: Instant?
        for session in sessions.values where !refused.contains(session.id) && session.journals.peerNumber(of: body.place.journal) != nil {
            guard session.journals.peerSize(of: body.place.journal) > body.place.position, isEntitled(session, to: state) else { continue }
            if let until = bodyPauses[session.peer]?.until, now < until {
                paused = min(paused ?? until, until)
                continue
            }
            let candidate = (rank: rank(session, for: state), id: session.id)
            if best.map({ candidate < $0 }) ?? true { best = candidate }
        }
        return best.map { .ask($0.id) } ?? paused.map { .later($0) } ?? .nobody
    }

    /// The peer let the time pass: it is asked for bodies again after a while, and after twice as long if it does so again.
    private mutating func pauseBodies(from peer: NodeID, _ now: Instant) {
        let known = bodyPauses[peer]
        if let known, now < known.until { return }
        let length = known.map { min($0.length * 2, GossipLimits.bodyRestMillisecondsMax) } ?? GossipLimits.restMilliseconds
        bodyPauses[peer] = BodyPause(length: length, until: now.advanced(by: length))
    }

    /// The peer sent something: it is asked again at once, and what it failed to send before counts half.
    private mutating func resumeBodies(from peer: NodeID, _ now: Instant) {
        guard let known = bodyPauses[peer] else { return }
        let isOver = known.length <= GossipLimits.restMilliseconds
        bodyPauses[peer] = isOver ? nil : BodyPause(length: known.length / 2, until: now)
    }

    /// - Parameter prolonging: whether the peer has its full time again. A part that is neither full nor the last buys no time, or one
    ///   author could keep a fetch to itself for hours.
    private mutating func askForChunks(of place: BodyPlace, prolonging: Bool, _ now: Instant, _ actions: inout [Action]) {
        guard let fetch = bodyFetches[place] else { return }
        if prolonging { bodyFetches[place]?.deadline = now.advanced(by: GossipLimits.answerMilliseconds) }
        guard let number = sessions[fetch.session]?.journals.peerNumber(of: place.journal) else { return }
        let want = WantBody(number: number, position: place.position, firstChunk: UInt32(fetch.nextChunk))
        send(.wantBody(want), to: fetch.session, &actions)
    }

    mutating func takeBodyPart(_ id: SessionID, _ part: BodyPart, _ now: Instant, _ actions: inout [Action]) {
        guard let journal = journal(named: part.number, by: id, now, &actions) else { return }
        let place = BodyPlace(journal: journal, position: part.position)
        guard let fetch = bodyFetches[place], fetch.session == id, Int(part.firstChunk) == fetch.nextChunk else {
            return noteUseless(octets: part.chunks.reduce(0) { $0 + $1.count }, from: id, now, &actions)
        }
        guard !part.chunks.isEmpty else { return askElsewhere(place, now, &actions) }
        let hashes = fetch.nextChunk == 0 ? part.chunkHashes : fetch.chunkHashes
        guard verifies(part, fetch, hashes) else {
            actions.append(.note(.bodyMismatch(id, fetch.body.hash)))
            return close(id, .forged, now, &actions)
        }
        let next = fetch.nextChunk + part.chunks.count
        let isLast = next == fetch.chunkCount
        actions.append(
            .storeBodyPart(
                BodyPortion(
                    body: fetch.body, chunkHashes: hashes, firstChunk: fetch.nextChunk, chunks: part.chunks.map { [UInt8]($0) },
                    isLast: isLast)))
        let isFull = part.chunks.count == WireLimits.chunksPerMessageMax
        sessions[id]?.hasDeliveredBody = true
        if isLast || isFull, let peer = sessions[id]?.peer { resumeBodies(from: peer, now) }
        if isLast {
            bodyFetches[place] = nil
            bodyQueue.remove(fetch.body.hash)
            startBodyFetches(now, &actions)
        } else {
            bodyFetches[place]?.chunkHashes = hashes
            bodyFetches[place]?.nextChunk = next
            askForChunks(of: place, prolonging: isFull, now, &actions)
        }
    }

    private func verifies(_ part: BodyPart, _ fetch: BodyFetch, _ hashes: [Hash]) -> Bool {
        guard hashes.count == fetch.chunkCount, fetch.nextChunk + part.chunks.count <= hashes.count else { return false }
        if fetch.nextChunk == 0, BodyTree.root(chunkHashes: hashes) != fetch.body.hash { return false }
        return part.chunks.enumerated().allSatisfy { offset, chunk in
            let index = fetch.nextChunk + offset
            return chunk.count == fetch.octets(ofChunk: index) && BodyTree.root(of: chunk) == hashes[index]
        }
    }

    /// Goes on with another holder at the chunk that was reached. A body that nobody has rests, each time for longer, and at once when somebody
    /// who holds the same of the group has named its journal.
    private mutating func askElsewhere(_ place: BodyPlace, _ now: Instant, _ actions: inout [Action]) {
        guard var fetch = bodyFetches[place] else { return }
        fetch.refusedBy.insert(fetch.session)
        guard case .ask(let source) = bodySource(of: fetch.body, except: fetch.refusedBy, now) else {
            bodyFetches[place] = nil
            let until = now.advanced(by: fetch.waiting.rest)
            fetch.waiting.rest = min(fetch.waiting.rest * 2, GossipLimits.bodyRestMillisecondsMax)
            bodyQueue.rest(fetch.waiting, until: until)
            askForNumbers(of: [place.journal], now, &actions)
            return startBodyFetches(now, &actions)
        }
        fetch.session = source
        bodyFetches[place] = fetch
        askForChunks(of: place, prolonging: true, now, &actions)
    }

    /// A connection that ends before it brought any body counts like silence; where another stands in its place, only from the second time on.
    mutating func abandonBodyFetches(of session: Session, _ now: Instant, _ actions: inout [Action]) {
        let abandoned = fetches { $0.session == session.id }
        if !abandoned.isEmpty, !session.hasDeliveredBody {
            if bodyPauses[session.peer] == nil, sessions.values.contains(where: { $0.peer == session.peer }) {
                bodyPauses[session.peer] = BodyPause(length: GossipLimits.restMilliseconds / 2, until: now)
            } else {
                pauseBodies(from: session.peer, now)
            }
        }
        for place in abandoned { askElsewhere(place, now, &actions) }
    }

    mutating func expireBodyFetches(_ now: Instant, _ actions: inout [Action]) {
        for place in fetches(where: { $0.deadline <= now }) {
            if let peer = bodyFetches[place].flatMap({ sessions[$0.session]?.peer }) { pauseBodies(from: peer, now) }
            askElsewhere(place, now, &actions)
        }
        wakeBodies(now, &actions) { _, until in until <= now }
    }

    private func fetches(where isMeant: (BodyFetch) -> Bool) -> [BodyPlace] {
        bodyFetches.filter { isMeant($0.value) }.keys.sorted { ($0.journal, $0.position) < ($1.journal, $1.position) }
    }

    mutating func takeWantBody(_ id: SessionID, _ want: WantBody, _ now: Instant, _ actions: inout [Action]) {
        guard let session = sessions[id], let journal = session.journals.journal(numbered: want.number) else {
            return close(id, .outOfOrder, now, &actions)
        }
        guard let state = journals[journal], isEntitled(session, to: state), want.position < state.stored else { return }
        guard session.queue.bodyCount < GossipLimits.bodyWantsQueuedMax else { return close(id, .excessive, now, &actions) }
        sessions[id]?.queue.wantBody(BodyPlace(journal: journal, position: want.position), firstChunk: want.firstChunk)
        serve(id, &actions)
    }

    mutating func bodyRead(
        _ id: SessionID, _ place: BodyPlace, _ hashes: [Hash], _ first: UInt32, _ chunks: [[UInt8]], _ actions: inout [Action]
    ) {
        sessions[id]?.queue.bodyRead()
        if let session = sessions[id], let state = journals[place.journal], isEntitled(session, to: state),
            let number = session.journals.number(of: place.journal)
        {
            let part = BodyPart(
                number: number, position: place.position, firstChunk: first, chunkHashes: first == 0 ? hashes : [],
                chunks: chunks.map { $0[...] })
            send(.bodyPart(part), to: id, &actions)
        }
        serve(id, &actions)
    }
}
