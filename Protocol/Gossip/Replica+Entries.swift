import Ledger
import Sodium
import Wire

/// Entries in, entries out.
extension Replica {
    mutating func takeEntries(_ id: SessionID, _ range: EntryRange, _ now: Instant, _ actions: inout [Action]) {
        guard let journal = journal(named: range.number, by: id, now, &actions) else { return }
        let (end, overflows) = range.first.addingReportingOverflow(UInt64(range.entries.count))
        guard !overflows, end <= range.checkpointSize, range.checkpointSize <= LedgerLimits.logSizeMax else {
            actions.append(.note(.forged(id, journal, overflows || end > range.checkpointSize ? .checkpointTooSmall : .sizeTooLarge)))
            return close(id, .forged, now, &actions)
        }
        raise(journal, of: id, to: end, &actions)
        if journal == registry, journals[journal]?.isOwn == true { return judgeOwnRegistry(range, from: id, now, &actions) }
        guard let session = sessions[id], var state = journals[journal], !state.isOwn, isEntitled(session, to: state) else {
            return noteUseless(range, of: journal, from: id, now, &actions)
        }
        guard !hasEnough(of: state), !session.setAside.contains(journal) else { return }
        let checkpoint = CompactCheckpoint(size: range.checkpointSize, signature: range.signature)
        let wasAsked = state.source == id
        do {
            let batch = try state.reader.verify(
                range.entries, from: range.first, completion: range.completion, checkpoint: checkpoint, keys: keys(of: state))
            state.verified(batch)
            journals[journal] = state
            sessions[id]?.resting[journal] = nil
            if journal == registry { noteProof(checkpoint, of: id) }
            if batch.first == 0 { noteFirstEntries(of: journal, now, &actions) }
            settleSource(of: journal, from: id, progressed: true, now)
            store(batch, &actions)
            delivered(batch, by: id, wasAsked: wasAsked, now, &actions)
            actions.append(.note(.receivedEntries(id, count: batch.entries.count)))
            enqueue(missingBodies(of: batch))
            startBodyFetches(now, &actions)
        } catch .nothingNew {
            actions.append(.note(.duplicateEntries(id, count: range.entries.count)))
            settleSource(of: journal, from: id, progressed: false, now)
            deliveredAgain(journal, by: id, wasAsked: wasAsked, &actions)
            noteUseless(range, of: journal, from: id, now, &actions)
        } catch .gap {
            // Whoever is sending the journal will come to it; a live entry that overtakes the catch-up changes nothing.
            want(journal, now, &actions)
            noteUseless(range, of: journal, from: id, now, &actions)
        } catch {
            actions.append(.note(.forged(id, journal, error)))
            refuse(journal, from: id, error, now, &actions)
        }
    }

    /// What only the sender can have made ends the connection; what the journal's author may have made (a fork, an entry that cannot be
    /// read here) sets the journal aside, so that one author cannot part two honest nodes.
    private mutating func refuse(
        _ journal: JournalID, from id: SessionID, _ error: JournalError, _ now: Instant, _ actions: inout [Action]
    ) {
        switch error {
        case .checkpointTooSmall, .sizeTooLarge, .completionCount: return close(id, .forged, now, &actions)
        default: break
        }
        guard sessions[id]?.standing == .full else { return close(id, .forged, now, &actions) }
        sessions[id]?.setAside.insert(journal)
        if journal == registry { doubtClaim(of: id) }
        if journals[journal]?.source == id { release(journal) }
        if error == .badSignature || error == .contradiction { question(journal, to: id, &actions) }
        want(journal, now, &actions)
    }

    private func keys(of state: JournalState) -> [VerifyingKey] {
        guard let name = state.reader.name else { return [directory.registryKey] }
        return directory.nodes[name.node]?.keys ?? []
    }

    /// While the sender goes on and still owes entries its time is prolonged; at its end the journal is free to be asked for elsewhere.
    private mutating func settleSource(of journal: JournalID, from id: SessionID, progressed: Bool, _ now: Instant) {
        guard let state = journals[journal], state.source == id else { return }
        if !hasEnough(of: state), (sessions[id]?.journals.peerSize(of: journal) ?? 0) > state.reader.size {
            if progressed { answersDue[journal] = now.advanced(by: GossipLimits.answerMilliseconds) }
        } else {
            release(journal, hasCome: true)
            due[journal] = nil
            // Another may have grown meanwhile; what is on its way from there is given its time.
            if source(of: journal, now) != .nobody { due[journal] = now.advanced(by: GossipLimits.patienceMilliseconds) }
        }
    }

    /// Joins the batch to the last `.store`, so that one read from a connection becomes one transaction.
    private func store(_ batch: VerifiedBatch, _ actions: inout [Action]) {
        for index in actions.indices.reversed() {
            switch actions[index] {
            case .note: continue
            case .store(let batches):
                actions[index] = .store(batches + [batch])
                return
            default: break
            }
            break
        }
        actions.append(.store([batch]))
    }

    mutating func stored(_ sizes: [StoredJournalSize], _ now: Instant, _ actions: inout [Action]) {
        for stored in sizes.sorted(by: { $0.journal < $1.journal }) {
            guard let state = journals[stored.journal], stored.size > state.stored else { continue }
            journals[stored.journal]?.store(stored.size)
            noteServed(stored.journal)
            spread(stored.journal, now, &actions)
        }
    }

    /// Goes back to what is on disk and starts anew with everybody; nothing that was acknowledged is lost.
    ///
    /// Own journals stay this node's own; whether the shell may go on writing them after a failure of its own is for the shell.
    mutating func storageFailed(_ readers: [JournalReader], _ now: Instant, _ actions: inout [Action]) {
        for id in sessions.ids { close(id, .storage, now, &actions) }
        let own = journals.filter(\.value.isOwn)
        journals = [:]
        groupLevels = GroupLevels()
        acquaintances = AcquaintanceBook()
        for reader in readers {
            journals[reader.journal] = JournalState(reader: reader, isOwn: own[reader.journal] != nil)
            noteServed(reader.journal)
        }
        tally = JournalTally(of: readers)
        due = [:]
        answersDue = [:]
        live.forgetAll()
        bodyQueue = BodyQueue()
        bodyFetches = [:]
    }

    /// Pushes what this node published to every entitled peer; who is congested or still catching up is only told.
    mutating func published(_ batch: VerifiedBatch, _ now: Instant, _ actions: inout [Action]) {
        let origin =
            batch.name == nil ? identity.registryOrigin : journalOrigin(registryOrigin: identity.registryOrigin, journal: batch.journal)
        let reader = JournalReader(name: batch.name, journal: batch.journal, origin: origin, restoring: batch.frontier)
        let source = journals[batch.journal]?.source
        journals[batch.journal] = JournalState(reader: reader, isOwn: true)
        noteServed(batch.journal)
        due[batch.journal] = nil
        if batch.journal == registry {
            // Whoever was asked what it holds beyond it still owes the answer.
            journals[registry]?.source = source
            want(registry, now, &actions)
        } else {
            answersDue[batch.journal] = nil
        }
        for id in sessions.ids {
            guard let session = sessions[id], let state = journals[batch.journal], isEntitled(session, to: state) else { continue }
            if !push(batch, to: id, &actions) { announce(batch.journal, to: id, &actions) }
        }
    }

    mutating func takeWant(_ id: SessionID, _ want: Want, _ now: Instant, _ actions: inout [Action]) {
        guard let session = sessions[id], let journal = session.journals.journal(numbered: want.number) else {
            return close(id, .outOfOrder, now, &actions)
        }
        guard let state = journals[journal], isEntitled(session, to: state), want.from < state.served else { return }
        guard session.queue.isWaiting(journal) || session.queue.journalCount < GossipLimits.wantsQueuedMax else {
            return close(id, .excessive, now, &actions)
        }
        sessions[id]?.queue.want(journal, from: want.from)
        serve(id, &actions)
    }

    /// Reads ahead for the peer while its connection has room; one range of each journal in turn.
    mutating func serve(_ id: SessionID, _ actions: inout [Action]) {
        while sessions[id]?.hasRoomForRange == true, let job = sessions[id]?.queue.next() {
            switch job {
            case .range(let journal, let from): actions.append(.read(id, journal: journal, from: from))
            case .body(let place, let chunk): actions.append(.readBody(id, place, firstChunk: chunk))
            }
        }
    }

    mutating func rangeRead(_ id: SessionID, _ journal: JournalID, _ range: StoredEntries?, _ actions: inout [Action]) {
        var next: UInt64?
        if let range, !range.entries.isEmpty, let state = journals[journal], let session = sessions[id], isEntitled(session, to: state),
            let number = session.journals.number(of: journal)
        {
            let message = EntryRange(
                number: number, first: range.first, entries: range.entries.map { $0[...] }, completion: range.completion,
                checkpointSize: range.checkpoint.size, signature: range.checkpoint.signature)
            send(.entries(message), to: id, &actions)
            let end = range.first + UInt64(range.entries.count)
            sessions[id]?.tell(journal, end)
            if end < state.served { next = end }
        }
        sessions[id]?.queue.rangeRead(journal, next: next)
        serve(id, &actions)
    }
}
