import Ledger
import Sodium
import Wire

/// Connections: greeting, standing, silence, end.
extension Replica {
    mutating func connected(
        _ id: SessionID, _ peer: NodeID, _ key: Octets32, _ outbound: Bool, _ now: Instant, _ actions: inout [Action]
    ) {
        let nonce = nonces.next()
        sessions[id] = Session(id: id, peer: peer, key: key, isOutbound: outbound, nonce: nonce, registry: registry, now: now)
        guard peer != identity.node else { return close(id, .same, now, &actions) }
        guard sessions.count <= GossipLimits.sessionsMax, directory.isMember(peer, provenBy: key) || hasRoomForStrangers else {
            return close(id, .crowded, now, &actions)
        }
        let (registry, registrySize) = (registry, journals[registry]?.served ?? 0)
        sessions[id]?.tell(registry, registrySize)
        send(
            .hello(
                Hello(
                    network: identity.network, node: identity.node, nonce: nonce,
                    registrySize: registrySize, agent: fitting(identity.agent))),
            to: id, &actions)
        offerResume(id, &actions)
        let services = Services(mailbox: identity.isMailbox, relay: identity.isRelay)
        if services != Services() { send(.services(services), to: id, &actions) }
    }

    private var hasRoomForStrangers: Bool {
        sessions.values.count { !directory.isMember($0.peer, provenBy: $0.key) } <= GossipLimits.strangerSessionsMax
    }

    mutating func received(_ id: SessionID, _ payloads: [[UInt8]], _ now: Instant, _ actions: inout [Action]) {
        sessions[id]?.hear(at: now)
        for payload in payloads {
            guard let standing = sessions[id]?.standing else { return }
            let message: Message
            do {
                message = try Message(decoding: payload[...])
            } catch {
                actions.append(.note(.malformed(id, error)))
                return close(id, .malformed, now, &actions)
            }
            if standing == .greeting {
                greet(id, message, now, &actions)
            } else {
                follow(id, message, now, &actions)
            }
        }
    }

    private mutating func greet(_ id: SessionID, _ message: Message, _ now: Instant, _ actions: inout [Action]) {
        guard let session = sessions[id] else { return }
        switch message {
        case .hello(let hello):
            guard hello.version == 1 else { return close(id, .otherVersion, now, &actions) }
            guard hello.network == identity.network else { return close(id, .otherNetwork, now, &actions) }
            guard hello.node == session.peer else { return close(id, .otherNode, now, &actions) }
            guard !standsAside(id, now, &actions) else { return }
            sessions[id]?.peerNonce = hello.nonce
            sessions[id]?.agent = hello.agent
            let registry = registry
            sessions[id]?.journals.set(registry, to: hello.registrySize)
            sessions[id]?.standing = directory.isMember(session.peer, provenBy: session.key) ? .full : .registryOnly
            let full = sessions[id]?.standing == .full
            actions.append(.note(.peerReady(id, session.peer, full: full, agent: hello.agent)))
            want(registry, now, &actions)
            announce(registry, to: id, &actions)
            tellRevocations(id, &actions)
            tellStatements(id, &actions)
            tellLevels(id, now, &actions)
            ping(id, now, &actions)
        case .bye(let code, let text):
            actions.append(.note(.peerLeft(id, session.peer, code: code, text: text)))
        default:
            close(id, .outOfOrder, now, &actions)
        }
    }

    /// One connection per pair: of two, the one dialled by the smaller node stays; of two in one direction, the newer.
    ///
    /// Which of two in one direction is the newer, the node that was dialled decides alone: the two nodes may see them in another order.
    private mutating func standsAside(_ id: SessionID, _ now: Instant, _ actions: inout [Action]) -> Bool {
        guard let session = sessions[id] else { return true }
        let others = sessions.values.filter { $0.peer == session.peer && $0.id != id && $0.standing != .greeting }
        for other in others {
            if other.isOutbound == session.isOutbound, session.isOutbound { continue }
            let preferOutbound = identity.node < session.peer
            if other.isOutbound != session.isOutbound, other.isOutbound == preferOutbound {
                close(id, .duplicate, now, &actions)
                return true
            }
            close(other.id, .duplicate, now, &actions)
        }
        return false
    }

    private mutating func follow(_ id: SessionID, _ message: Message, _ now: Instant, _ actions: inout [Action]) {
        switch message {
        case .heads, .have, .entries: sessions[id]?.heard += 1
        default: break
        }
        if case .resume = message {} else if sessions[id]?.offered != nil { sessions[id]?.offered = nil }
        switch message {
        case .hello: close(id, .outOfOrder, now, &actions)
        case .heads(let heads): takeHeads(id, heads, now, &actions)
        case .have(let have): takeHave(id, have, now, &actions)
        case .entries(let range): takeEntries(id, range, now, &actions)
        case .want(let want): takeWant(id, want, now, &actions)
        case .wantBody(let want): takeWantBody(id, want, now, &actions)
        case .bodyPart(let part): takeBodyPart(id, part, now, &actions)
        case .application(let letter): take(.application(id, letter), from: id, &actions)
        case .submission(let records): take(.submission(id, records), from: id, &actions)
        case .receipt(let code, let text): takeReceipt(id, code, text, now, &actions)
        case .services(let services): sessions[id]?.services = services
        case .revocations(let records): takeRevocations(id, records, &actions)
        case .relayCall(let call): takeRelayCall(id, call, &actions)
        case .cosigned(let checkpoint): takeStatement(id, .checkpoint(checkpoint), now, &actions)
        case .split(let evidence): takeStatement(id, .split(evidence), now, &actions)
        case .digests(let digests): takeDigests(id, digests, now, &actions)
        case .rows(let rows): takeRows(id, rows, now, &actions)
        case .ask(let ask): takeAsk(id, ask, now, &actions)
        case .resume(let resume): takeResume(id, resume, now, &actions)
        case .evidence(let evidence): takeEvidence(id, evidence, now, &actions)
        case .ping: send(.pong, to: id, &actions)
        case .pong: sessions[id]?.roundTrip.ponged(at: now)
        case .eager(let eager): takeEager(id, eager, now, &actions)
        case .bye(let code, let text):
            if let peer = sessions[id]?.peer { actions.append(.note(.peerLeft(id, peer, code: code, text: text))) }
        case .unknown(let number): actions.append(.note(.unknownMessage(id, number)))
        }
    }

    mutating func flushed(_ id: SessionID, _ octets: Int, _ actions: inout [Action]) {
        sessions[id]?.flush(octets)
        guard let session = sessions[id] else { return }
        if !session.isCongested, !session.owed.isEmpty {
            sessions[id]?.owed = []
            for journal in session.owed.sorted() { announce(journal, to: id, &actions) }
        }
        if !session.isCongested, session.isOwedRevocations {
            sessions[id]?.isOwedRevocations = false
            tellRevocations(id, &actions)
        }
        if !session.isCongested, session.isOwedStatements {
            sessions[id]?.isOwedStatements = false
            tellStatements(id, &actions)
        }
        if !session.isCongested, session.isOwedForks {
            sessions[id]?.isOwedForks = false
            tellForks(id, &actions)
        }
        serve(id, &actions)
    }

    /// Forgets a connection and asks others for what it was sending.
    mutating func closed(_ id: SessionID, _ now: Instant, _ actions: inout [Action]) {
        guard let session = sessions[id] else { return }
        sessions[id] = nil
        remember(session)
        rowCache.removeAll { $0.session == id }
        live.forget(session)
        if session.submissionDue != nil { actions.append(.note(.submissionFailed(.connectionLost))) }
        for journal in journals.filter({ $0.value.source == id }).keys.sorted() {
            if journal == registry { noteBrokenClaim(of: session) }
            release(journal)
            want(journal, now, &actions)
        }
        for journal in session.stripe.backlog { want(journal, now, &actions) }
        abandonBodyFetches(of: session, now, &actions)
        forgetEmptyJournals(now, &actions)
    }

    /// The registry or a roster changed: connections rise or fall, and are told what they may now hear of.
    mutating func standingsChanged(_ now: Instant, _ actions: inout [Action]) {
        for id in sessions.ids {
            guard let session = sessions[id], session.standing != .greeting else { continue }
            let isMember = directory.isMember(session.peer, provenBy: session.key)
            if isMember != (session.standing == .full) {
                sessions[id]?.standing = isMember ? .full : .registryOnly
                actions.append(.note(.peerReady(id, session.peer, full: isMember, agent: session.agent)))
            }
            if isMember, session.hasForgottenHeads {
                close(id, .changed, now, &actions)
                continue
            }
            guard !leaveLapsedTags(id, now, &actions) else { continue }
            tellLevels(id, now, &actions)
            adopt(from: id, noting: false, now, &actions)
        }
        forgetUnentitledParents()
        for journal in journals.keys.sorted() {
            if let state = journals[journal], let source = state.source, let session = sessions[source], !isEntitled(session, to: state) {
                release(journal)
            }
            want(journal, now, &actions)
        }
        wakeBodies(now, &actions) { _, _ in true }
    }

    /// A tag cannot be taken back on a connection, and a mailbox goes on telling whoever named it. So the connection is begun anew when
    /// this node has left the group, though not while the answer to a submission is on its way. Whether it was closed.
    @discardableResult
    mutating func leaveLapsedTags(_ id: SessionID, _ now: Instant, _ actions: inout [Action]) -> Bool {
        guard let session = sessions[id], session.standing == .full, session.services.mailbox else { return false }
        guard session.submissionDue == nil, !session.sentTags.allSatisfy({ access.groups[$0]?.contains(identity.node) == true }) else {
            return false
        }
        close(id, .changed, now, &actions)
        return true
    }

    mutating func tick(_ now: Instant, _ actions: inout [Action]) {
        for id in sessions.ids {
            guard let session = sessions[id], session.silentAt <= now else { continue }
            if session.standing == .greeting || session.pinged {
                close(id, .silent, now, &actions)
            } else {
                sessions[id]?.pinged = true
                ping(id, now, &actions)
            }
        }
        for journal in due.filter({ $0.value <= now }).keys.sorted() {
            due[journal] = nil
            want(journal, now, &actions)
            noteLate(journal)
        }
        announceWhatIsDue(now, &actions)
        for journal in answersDue.filter({ $0.value <= now }).keys.sorted() {
            // The peer that was asked has not answered: others are asked first, and it again after a while if there are none.
            if let source = journals[journal]?.source {
                if journal == registry { doubtClaim(of: source) }
                actions.append(.note(.unanswered(source, journal)))
                sessions[source]?.resting[journal] = now.advanced(by: GossipLimits.restMilliseconds)
            }
            release(journal)
            want(journal, now, &actions)
        }
        expireBodyFetches(now, &actions)
        expireSubmission(now, &actions)
    }
}
