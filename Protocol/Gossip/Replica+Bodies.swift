import Ledger
import Sodium
import Wire

/// A detached body on its way to us.
struct BodyFetch: Sendable {
    let body: MissingBody
    var session: SessionID
    /// Verified against the body's hash as soon as there are any.
    var chunkHashes: [Hash] = []
    var nextChunk = 0
    var deadline: Instant
    /// Connections that turned out not to hold it.
    var refusedBy: Set<SessionID> = []

    var chunkCount: Int { BodyTree.chunkCount(bodyOctets: body.length) }

    /// Octets of one chunk: all are full but the last.
    func octets(ofChunk index: Int) -> Int {
        guard index == chunkCount - 1 else { return WireLimits.chunkOctets }
        return Int(body.length - UInt64(index) * UInt64(WireLimits.chunkOctets))
    }
}

/// A detached body that nobody here holds.
struct RestingBody: Sendable {
    let body: MissingBody
    let until: Instant
}

/// Detached bodies: chunks that verify one by one against the hash in the entry's header.
extension Replica {
    /// What is fetched ahead of a batch: all bodies of the groups this node takes part in, for mailboxes those of every group;
    /// of a group that is still an invitation only epochs, without which it cannot open.
    func missingBodies(of batch: VerifiedBatch) -> [MissingBody] {
        guard let group = batch.name?.group else { return [] }
        let takesPart = identity.isMailbox || group == communityTag || access.groups[group] != nil
        return batch.entries.compactMap { verified in
            guard let entry = verified.entry, case .detached(let length, let hash) = entry.body else { return nil }
            let isAllowed = takesPart || entry.prefix.kind == .epoch
            guard isAllowed, length <= (takesPart ? WireLimits.bodyOctetsMax : GossipLimits.invitationBodyOctetsMax) else { return nil }
            return MissingBody(place: BodyPlace(journal: batch.journal, position: verified.position), hash: hash, length: length)
        }
    }

    /// Whether a body of which only place and length are known may be asked for.
    func mayFetch(_ body: MissingBody) -> Bool {
        guard let name = journals[body.place.journal]?.reader.name else { return false }
        return body.length <= (isInvitation(name.group) ? GossipLimits.invitationBodyOctetsMax : WireLimits.bodyOctetsMax)
    }

    mutating func enqueue(_ bodies: [MissingBody]) {
        for body in bodies where bodyQueue.count < GossipLimits.bodyQueueMax && body.length <= WireLimits.bodyOctetsMax {
            restingBodies[body.hash] = nil
            guard bodyFetches[body.hash] == nil, !bodyQueue.contains(where: { $0.hash == body.hash }) else { continue }
            bodyQueue.append(body)
        }
    }

    /// Starts as many fetches as may run; what nobody here holds rests.
    mutating func startBodyFetches(_ now: Instant, _ actions: inout [Action]) {
        var taken = 0
        for body in bodyQueue {
            guard bodyFetches.count < GossipLimits.bodyFetchesMax else { break }
            taken += 1
            if let source = bodySource(of: body, except: []) {
                bodyFetches[body.hash] = BodyFetch(body: body, session: source, deadline: now)
                askForChunks(of: body.hash, now, &actions)
            } else {
                rest(body, now)
            }
        }
        bodyQueue.removeFirst(taken)
    }

    private mutating func rest(_ body: MissingBody, _ now: Instant) {
        guard restingBodies.count < GossipLimits.bodyQueueMax else { return }
        restingBodies[body.hash] = RestingBody(body: body, until: now.advanced(by: GossipLimits.restMilliseconds))
    }

    /// Asks again for bodies that nobody held, where `isReady`.
    mutating func wakeBodies(_ now: Instant, _ actions: inout [Action], where isReady: (RestingBody) -> Bool) {
        guard !restingBodies.isEmpty else { return }
        enqueue(restingBodies.filter { isReady($0.value) }.sorted { $0.key < $1.key }.map(\.value.body))
        startBodyFetches(now, &actions)
    }

    /// The author if it is here, else the connection with the smallest number among those that hold the entry.
    private func bodySource(of body: MissingBody, except refused: Set<SessionID>) -> SessionID? {
        guard let state = journals[body.place.journal] else { return nil }
        let holders = sessions.values.filter {
            ($0.peerSizes[body.place.journal] ?? 0) > body.place.position && $0.peerNumbers[body.place.journal] != nil
                && !refused.contains($0.id) && isEntitled($0, to: state)
        }
        return holders.filter { $0.peer == state.reader.name?.node }.map(\.id).min() ?? holders.map(\.id).min()
    }

    private mutating func askForChunks(of hash: Hash, _ now: Instant, _ actions: inout [Action]) {
        guard let fetch = bodyFetches[hash] else { return }
        bodyFetches[hash]?.deadline = now.advanced(by: GossipLimits.answerMilliseconds)
        guard let number = sessions[fetch.session]?.peerNumbers[fetch.body.place.journal] else { return }
        send(
            .wantBody(WantBody(number: number, position: fetch.body.place.position, firstChunk: UInt32(fetch.nextChunk))),
            to: fetch.session, &actions)
    }

    mutating func takeBodyPart(_ id: SessionID, _ part: BodyPart, _ now: Instant, _ actions: inout [Action]) {
        guard let journal = journal(named: part.number, by: id, now, &actions) else { return }
        let place = BodyPlace(journal: journal, position: part.position)
        guard let fetch = bodyFetches.values.first(where: { $0.body.place == place && $0.session == id }) else { return }
        guard Int(part.firstChunk) == fetch.nextChunk else { return }
        guard !part.chunks.isEmpty else { return askElsewhere(fetch.body.hash, now, &actions) }
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
        if isLast {
            bodyFetches[fetch.body.hash] = nil
            startBodyFetches(now, &actions)
        } else {
            bodyFetches[fetch.body.hash]?.chunkHashes = hashes
            bodyFetches[fetch.body.hash]?.nextChunk = next
            askForChunks(of: fetch.body.hash, now, &actions)
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

    /// Goes on with another holder at the chunk that was reached.
    private mutating func askElsewhere(_ hash: Hash, _ now: Instant, _ actions: inout [Action]) {
        guard var fetch = bodyFetches[hash] else { return }
        fetch.refusedBy.insert(fetch.session)
        guard let source = bodySource(of: fetch.body, except: fetch.refusedBy) else {
            bodyFetches[hash] = nil
            rest(fetch.body, now)
            return startBodyFetches(now, &actions)
        }
        fetch.session = source
        bodyFetches[hash] = fetch
        askForChunks(of: hash, now, &actions)
    }

    mutating func abandonBodyFetches(of id: SessionID, _ now: Instant, _ actions: inout [Action]) {
        for hash in bodyFetches.filter({ $0.value.session == id }).keys.sorted() { askElsewhere(hash, now, &actions) }
    }

    mutating func expireBodyFetches(_ now: Instant, _ actions: inout [Action]) {
        for hash in bodyFetches.filter({ $0.value.deadline <= now }).keys.sorted() { askElsewhere(hash, now, &actions) }
        wakeBodies(now, &actions) { $0.until <= now }
    }

    mutating func takeWantBody(_ id: SessionID, _ want: WantBody, _ now: Instant, _ actions: inout [Action]) {
        guard let session = sessions[id], let journal = session.journal(numbered: want.number) else {
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
            let number = session.numbers[place.journal]
        {
            let part = BodyPart(
                number: number, position: place.position, firstChunk: first, chunkHashes: first == 0 ? hashes : [],
                chunks: chunks.map { $0[...] })
            send(.bodyPart(part), to: id, &actions)
        }
        serve(id, &actions)
    }
}
