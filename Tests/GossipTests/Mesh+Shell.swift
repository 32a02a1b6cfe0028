import Gossip
import Ledger
import Sodium
import Wire

extension Mesh {
    // MARK: - The shell

    func feed(_ index: Int, _ input: Input) {
        guard var replica = nodes[index].replica else { return }
        nodes[index].replica = nil
        let actions = replica.handle(input, at: Instant(milliseconds: now))
        nodes[index].replica = replica
        if isRecording, let run = nodes[index].recordings.indices.last {
            nodes[index].recordings[run] += Recording.step(input, at: Instant(milliseconds: now), gave: actions)
        }
        for action in actions { perform(action, nodes[index]) }
    }

    private func perform(_ action: Action, _ node: MeshNode) {
        note(action, node)
        switch action {
        case .send(let id, let payloads):
            guard let link = node.links[id], links[link].isOpen else { return }
            for payload in payloads { transmit(payload, link, toDialler: links[link].listenerSession == id) }
        case .store(let batches): disk(node) { .store(node: node.index, generation: node.generation, batches) }
        case .storeBodyPart(let portion): disk(node) { .storeBody(node: node.index, generation: node.generation, portion) }
        case .read(let id, let journal, let from):
            schedule(
                .read(node: node.index, generation: node.generation, id, journal, from: from), in: UInt64.random(in: 0...3, using: &random))
        case .readBody(let id, let place, let first):
            schedule(.readBody(node: node.index, generation: node.generation, id, place, firstChunk: first), in: 1)
        case .application(_, let letter): node.applications.append(letter)
        case .submission(let id, let records): node.submissions.append((id, records))
        case .revocations(let records):
            node.revocationsHeard.append(records)
            schedule(.verify(node: node.index, generation: node.generation, revocations: records), in: 1)
        case .statement(let statement, _):
            node.statementsHeard.append(statement)
            schedule(.judge(node: node.index, generation: node.generation, statement), in: 1)
        case .readRoots(let id, let journal, let claim):
            schedule(.readRoots(node: node.index, generation: node.generation, id, journal, against: claim), in: 1)
        case .forked(let evidence, let isOwn):
            node.store.forks.append(KnownFork(evidence: evidence))
            if isOwn, node.writers[evidence.group]?.name == evidence.name { node.writers[evidence.group] = nil }
        case .called(let caller, let relay, let ticket): node.calls.append((caller, relay, ticket))
        case .close(let id, let reason):
            node.closes.append(reason)
            guard let link = node.links.removeValue(forKey: id) else { return }
            let isDialler = links[link].diallerSession == id
            let way = isDialler ? 1 : 0
            links[link].lastArrival[way] = max(links[link].lastArrival[way], now + links[link].delay)
            events.add(.hangUp(link: link, toDialler: !isDialler), at: links[link].lastArrival[way])
        case .note(let note): node.notes.append(note)
        }
    }

    private func disk(_ node: MeshNode, _ event: () -> MeshEvents.Event) {
        node.diskFree = max(node.diskFree, now) + UInt64.random(in: 1...5, using: &random)
        events.add(event(), at: node.diskFree)
    }

    private func schedule(_ event: MeshEvents.Event, in milliseconds: UInt64) { events.add(event, at: now + milliseconds) }

    /// Puts one message on the way; it arrives after everything that went before it.
    func transmit(_ payload: [UInt8], _ link: Int, toDialler: Bool) {
        let way = toDialler ? 0 : 1
        guard !links[link].isStalled[way] else {
            links[link].held[way].append(payload)
            return
        }
        let arrival = max(links[link].lastArrival[way], now + links[link].delay)
        links[link].lastArrival[way] = arrival
        events.add(.deliver(link: link, toDialler: toDialler, payload: payload), at: arrival)
        events.add(.flushed(link: link, byDialler: !toDialler, octets: payload.count + Frame.lengthOctets), at: arrival)
    }

    func hangUp(_ link: Int, _ isDialler: Bool) {
        let node = nodes[links[link].node(isDialler: isDialler)]
        let session = links[link].session(isDialler: isDialler)
        links[link].isOpen = false
        guard node.links.removeValue(forKey: session) != nil else { return }
        feed(node.index, .closed(session))
    }

    func happen(_ event: MeshEvents.Event) {
        switch event {
        case .deliver(let link, let toDialler, let payload): deliver(link, toDialler, payload)
        case .flushed(let link, let byDialler, let octets):
            let session = links[link].session(isDialler: byDialler)
            let node = nodes[links[link].node(isDialler: byDialler)]
            if node.links[session] != nil { feed(node.index, .flushed(session, octets: octets)) }
        case .hangUp(let link, let toDialler): hangUp(link, toDialler)
        case .store(let index, let generation, let batches):
            guard nodes[index].generation == generation else { return }
            store(batches, nodes[index])
        case .storeBody(let index, let generation, let portion):
            if nodes[index].generation == generation { nodes[index].store.store(portion) }
        case .read(let index, let generation, let id, let journal, let from):
            guard nodes[index].generation == generation else { return }
            feed(index, .rangeRead(id, journal, nodes[index].store.read(journal, from: from)))
        case .readBody(let index, let generation, let id, let place, let first):
            guard nodes[index].generation == generation else { return }
            let found = nodes[index].store.readBody(place, from: Int(first))
            feed(index, .bodyRead(id, place, chunkHashes: found.hashes, firstChunk: first, chunks: found.chunks))
        case .readRoots(let index, let generation, let id, let journal, let claim):
            guard nodes[index].generation == generation else { return }
            rootsRead += 1
            feed(index, .rootsRead(id, journal, against: claim, nodes[index].store.roots(of: journal, against: claim)))
        case .judge(let index, let generation, let statement):
            if nodes[index].generation == generation { judge(statement, at: index) }
        case .verify(let index, let generation, let records):
            guard nodes[index].generation == generation else { return }
            revoke(index, records.filter { $0.first == MeshNode.trueRevocation })
        }
    }

    private func deliver(_ link: Int, _ toDialler: Bool, _ payload: [UInt8]) {
        let (to, from) = (links[link].node(isDialler: toDialler), links[link].node(isDialler: !toDialler))
        let session = links[link].session(isDialler: toDialler)
        guard nodes[to].links[session] != nil else { return }
        for payload in tamper?(from, to, payload) ?? [payload] {
            if let message = try? Message(decoding: payload[...]) {
                deliveries.append((from, to, message))
                if nodes[to].isPuppet { nodes[to].inbox.append(message) }
            }
            feed(to, .received(session, [payload]))
        }
    }

    private func store(_ batches: [VerifiedBatch], _ node: MeshNode) {
        if node.failures > 0 {
            node.failures -= 1
            node.generation += 1
            return feed(node.index, .storageFailed(restored: node.store.readers(registryOrigin: Mesh.origin)))
        }
        for batch in batches { node.store.append(batch) }
        feed(node.index, .stored(batches.map { StoredJournalSize(journal: $0.journal, size: $0.end) }))
    }

    /// Everything that a replica does goes into the trace.
    private func note(_ action: Action, _ node: MeshNode) {
        trace.add(now)
        trace.add(node.index)
        switch action {
        case .send(let id, let payloads):
            trace.add(id.rawValue)
            for payload in payloads { trace.add(payload) }
        case .store(let batches):
            for batch in batches {
                trace.add(batch.journal.array)
                trace.add(batch.end)
                node.entriesReceived += batch.entries.count
            }
        case .storeBodyPart(let portion):
            trace.add(portion.body.hash.array)
            trace.add(portion.firstChunk)
        case .read(let id, let journal, let from):
            trace.add(id.rawValue)
            trace.add(journal.array)
            trace.add(from)
        case .readBody(let id, let place, let first):
            trace.add(id.rawValue)
            trace.add(place.journal.array)
            trace.add(place.position)
            trace.add(first)
        case .application(let id, _): trace.add(id.rawValue)
        case .submission(let id, let records):
            trace.add(id.rawValue)
            for record in records { trace.add(record) }
        case .revocations(let records): for record in records { trace.add(record) }
        case .statement(let statement, let peer):
            trace.add("\(statement)".utf8)
            trace.add(peer.array)
        case .readRoots(let id, let journal, let claim):
            trace.add(id.rawValue)
            trace.add(journal.array)
            trace.add("\(claim.map { $0.size } ?? 0)".utf8)
        case .forked(let evidence, let isOwn):
            trace.add(Message.evidence(evidence).encoded())
            trace.add("\(isOwn)".utf8)
        case .called(let caller, let relay, let ticket):
            trace.add(caller.array)
            trace.add(relay.array)
            trace.add(ticket.array)
        case .close(let id, let reason):
            trace.add(id.rawValue)
            trace.add(reason.rawValue)
        case .note(let note): trace.add("\(note)".utf8)
        }
    }

    // MARK: - What tests look at

    /// What keeps these nodes from holding the same of a group; `nil` when they are level.
    func difference(_ indices: some Sequence<Int>, in group: GroupTag = Mesh.community) -> String? {
        var first: (index: Int, roots: [JournalID: Hash])?
        for index in indices {
            let roots = nodes[index].store.journals.filter { $0.value.name?.group == group }.mapValues { $0.range.root }
            guard let known = first else {
                first = (index, roots)
                continue
            }
            for journal in Set(roots.keys).union(known.roots.keys).sorted() where roots[journal] != known.roots[journal] {
                let sizes = [known.index, index].map { "node \($0): \(size(of: journal, at: $0))" }.joined(separator: ", ")
                return "seed \(seed): \(sizes) entries of journal \(journal)"
            }
        }
        return nil
    }

    func size(of journal: JournalID, at index: Int) -> UInt64 { nodes[index].store.journals[journal]?.range.size ?? 0 }

    /// Whether any message of this run that came to one node names or carries something of a group.
    func heardOf(_ group: GroupTag, at index: Int) -> Bool {
        deliveries.contains { delivery in
            delivery.to == index && delivery.message.names(group)
        }
    }

    func count(to index: Int? = nil, _ condition: (Message) -> Bool) -> Int {
        deliveries.count { (index == nil || $0.to == index) && condition($0.message) }
    }
}

extension Message {
    /// Whether the message gives away that there is such a group.
    func names(_ group: GroupTag) -> Bool {
        switch self {
        case .heads(let heads): heads.tags.contains(group) || heads.heads.contains { $0.group == group }
        case .digests(let digests): digests.contains { $0.group == group }
        case .rows(let rows): rows.group == group
        case .ask(let ask): ask.group == group
        case .evidence(let evidence): evidence.group == group
        default: false
        }
    }
}
