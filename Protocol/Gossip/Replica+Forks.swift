import Ledger
import Sodium
import Wire

/// Forked journals: asking, proving, passing on, and what follows (specification chapter 6.17).
///
/// Nothing here closes a connection because of what a journal's author did. Whoever holds the longer branch makes the evidence from the other's
/// checkpoint and its own log; everybody else verifies it with the author's keys alone.
extension Replica {
    // MARK: - Asking

    /// There is reason to believe that the member holds another branch: it is told what this node holds, once on a connection.
    mutating func question(_ journal: JournalID, to id: SessionID, _ actions: inout [Action]) {
        guard let session = sessions[id], session.standing == .full, let state = journals[journal], state.reader.name != nil,
            state.served > 0, isEntitled(session, to: state), forkBook.forks[journal] == nil,
            session.questioned.count < GossipLimits.questionsPerSessionMax, !session.questioned.contains(journal)
        else { return }
        sessions[id]?.questioned.insert(journal)
        actions.append(.readRoots(id, journal, against: nil))
    }

    /// The disk has answered: what is here goes to the peer as a question, or with the peer's own checkpoint becomes evidence.
    mutating func rootsRead(
        _ id: SessionID, _ journal: JournalID, _ claim: SignedRoot?, _ found: StoredRoots?, _ now: Instant, _ actions: inout [Action]
    ) {
        guard let found, let state = journals[journal], let name = state.reader.name, forkBook.forks[journal] == nil else { return }
        guard let claim else {
            guard let session = sessions[id], isEntitled(session, to: name) else { return }
            return send(.evidence(evidence(on: name, found.served, nil)), to: id, &actions)
        }
        guard let earlier = found.earlier, earlier.root != claim.root else { return }
        let other = Evidence.Other(second: found.served, root: earlier.root, proof: earlier.proof)
        let evidence = evidence(on: name, claim, other)
        // What is passed on is what everybody can verify, whatever the disk said.
        guard let signers = try? verify(evidence) else { return }
        keep(KnownFork(evidence: evidence), signers: signers, now, &actions)
    }

    private func evidence(on name: JournalName, _ first: SignedRoot, _ other: Evidence.Other?) -> Evidence {
        Evidence(node: name.node, group: name.group, incarnation: name.incarnation, first: first, other: other)
    }

    private func verify(_ evidence: Evidence) throws(ForkError) -> Set<Octets32> {
        try evidence.verify(
            network: identity.network, registryOrigin: identity.registryOrigin, keys: directory.nodes[evidence.node]?.keys ?? [])
    }

    // MARK: - What comes in

    mutating func takeEvidence(_ id: SessionID, _ evidence: Evidence, _ now: Instant, _ actions: inout [Action]) {
        let journal = evidence.name.id(in: identity.network)
        guard let session = sessions[id], isEntitled(session, to: evidence.name) else { return }
        let isQuestion = evidence.other == nil
        if forkBook.forks[journal] != nil {
            if !isQuestion { sessions[id]?.knownForks.insert(journal) }
            return
        }
        guard sessions[id]?.forkAllowance.take(now, pause: GossipLimits.statementMilliseconds) == true else { return }
        let signers: Set<Octets32>
        do {
            try evidence.check()
            signers = try verify(evidence)
        } catch .forkSignature {
            // The key may have come with a part of the registry that is not here yet.
            return actions.append(.note(.evidenceRefused(id, journal)))
        } catch {
            actions.append(.note(.evidenceRefused(id, journal)))
            return close(id, .forged, now, &actions)
        }
        guard isQuestion else {
            guard hasRoom(for: evidence.name) else { return }
            sessions[id]?.knownForks.insert(journal)
            return keep(KnownFork(evidence: evidence), signers: signers, now, &actions)
        }
        guard let state = journals[journal], state.served > 0 else { return }
        if evidence.first.size > state.served { return question(journal, to: id, &actions) }
        guard evidence.first.size < state.served || evidence.first.root != state.servedRoot else { return }
        actions.append(.readRoots(id, journal, against: evidence.first))
    }

    /// Evidence that an earlier run has kept, or what people have said of it since.
    mutating func remember(_ known: [KnownFork], _ now: Instant, _ actions: inout [Action]) {
        for fork in known {
            let journal = fork.evidence.name.id(in: identity.network)
            if forkBook.forks[journal] != nil {
                forkBook.pardon(journal, fork.isPardoned)
            } else if hasRoom(for: fork.evidence.name), let signers = try? verify(fork.evidence) {
                forkBook.keep(fork, on: journal, signers: signers)
                shut(journal, now, &actions)
            }
        }
        judgeForks(now, &actions)
        for id in sessions.ids { tellForks(id, &actions) }
    }

    // MARK: - What follows

    /// Keeps evidence, tells everybody who is entitled to it, and stops what it forbids.
    private mutating func keep(_ known: KnownFork, signers: Set<Octets32>, _ now: Instant, _ actions: inout [Action]) {
        let name = known.evidence.name
        let journal = name.id(in: identity.network)
        guard hasRoom(for: name) else { return }
        forkBook.keep(known, on: journal, signers: signers)
        actions.append(.forked(known.evidence, isOwn: journals[journal]?.isOwn == true))
        shut(journal, now, &actions)
        judgeForks(now, &actions)
        for id in sessions.ids { tellForks(id, &actions) }
    }

    private func hasRoom(for name: JournalName) -> Bool { forkBook.hasRoom(for: name, directory, own: identity.node) }

    /// Who is suspended may have changed, by evidence, by a new key or by people.
    mutating func judgeForks(_ now: Instant, _ actions: inout [Action]) {
        guard !forkBook.isEmpty else { return }
        let before = forkBook.suspended
        let freed = forkBook.judge(directory, except: identity.node)
        for journal in journals.keys.sorted() {
            guard let node = journals[journal]?.reader.name?.node else { continue }
            if freed.contains(node) {
                want(journal, now, &actions)
            } else if forkBook.suspended.contains(node), !before.contains(node) {
                shut(journal, now, &actions)
            }
        }
        for node in forkBook.suspended.subtracting(before).sorted() { actions.append(.note(.suspended(node))) }
        for node in freed.sorted() { actions.append(.note(.unsuspended(node))) }
        guard !freed.isEmpty else { return }
        for id in sessions.ids { adopt(from: id, noting: false, now, &actions) }
    }

    /// Nothing more of the journal is awaited, unless some of it may still come.
    private mutating func shut(_ journal: JournalID, _ now: Instant, _ actions: inout [Action]) {
        guard let state = journals[journal], isShut(state) else { return }
        due[journal] = nil
        release(journal)
    }

    /// Whether nothing that begins where this journal ends here is taken.
    func isShut(_ state: JournalState) -> Bool {
        guard !forkBook.isEmpty, let name = state.reader.name else { return false }
        if forkBook.suspended.contains(name.node) { return true }
        guard let fork = forkBook.forks[state.reader.journal] else { return false }
        return state.reader.size >= fork.end
    }

    // MARK: - Passing on

    /// Sends the peer the evidence that it is entitled to and does not have, each piece once; later when it is congested.
    mutating func tellForks(_ id: SessionID, _ actions: inout [Action]) {
        guard !forkBook.isEmpty, let session = sessions[id], session.standing == .full else { return }
        for (journal, fork) in forkBook.forks.sorted(by: { $0.key < $1.key })
        where !session.knownForks.contains(journal) && isEntitled(session, to: fork.known.evidence.name) {
            guard sessions[id]?.isCongested == false else {
                sessions[id]?.isOwedForks = true
                return
            }
            sessions[id]?.knownForks.insert(journal)
            send(.evidence(fork.known.evidence), to: id, &actions)
        }
    }

    /// Writers of forked journals that people have not pardoned.
    public var forkedNodes: [ForkedNode] {
        Dictionary(grouping: forkBook.forks.values.filter { !$0.known.isPardoned }, by: \.known.evidence.node).map { node, forks in
            ForkedNode(node: node, journals: forks.count, isSuspended: forkBook.suspended.contains(node))
        }.sorted { $0.node < $1.node }
    }
}
