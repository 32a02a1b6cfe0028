import Gossip
import Ledger
import Sodium
import Wire

@testable import Gossip

/// The shell of both honest nodes: it carries actions out, each of which is judged first if it concerns the fuzzed peer.
extension SessionPlay {
    private static let octetsPerInputMax = 4 * WireLimits.frameOctetsMax

    /// Hands an input over, and then whatever comes of its actions; what an action brings about comes after the actions beside it.
    mutating func feed(_ who: Who, _ input: Input, isFromFuzzed: Bool = false) {
        pending.append((who, input, isFromFuzzed))
        guard !isFeeding else { return }
        isFeeding = true
        while !pending.isEmpty {
            let (who, input, isFromFuzzed) = pending.removeFirst()
            let instant = Instant(milliseconds: now)
            let actions: [Action]
            if who == .subject {
                actions = subject.replica.handle(input, at: instant)
                checkOutput(actions, of: input)
            } else {
                actions = honest.replica.handle(input, at: instant)
            }
            for action in actions { perform(action, at: who, isFromFuzzed: isFromFuzzed) }
        }
        isFeeding = false
    }

    /// What one input makes the subject say does not grow beyond what a connection holds.
    private func checkOutput(_ actions: [Action], of input: Input) {
        var octets = 0
        for case .send(_, let payloads) in actions { octets += payloads.reduce(0) { $0 + $1.count } }
        hold(octets <= Self.octetsPerInputMax, "one input is answered with at most \(Self.octetsPerInputMax) octets, not \(octets)")
        var asked = 64
        if case .received(_, let payloads) = input { asked += payloads.reduce(0) { $0 + $1.count } }
        let (journals, sessions) = (subject.replica.journals.count, subject.replica.sessions.count)
        hold(actions.count <= asked + 4 * journals * (1 + sessions), "one input has \(actions.count) actions")
    }

    private mutating func perform(_ action: Action, at who: Who, isFromFuzzed: Bool) {
        switch action {
        case .send(let id, let payloads):
            if who == .subject, id == fuzzedLink {
                for payload in payloads { hear(payload) }
            } else if let link, id == (who == .subject ? link.subject : link.honest) {
                for payload in payloads { way.append((to: who == .subject ? .honest : .subject, payload)) }
            }
        case .store(let batches):
            if isFromFuzzed { for batch in batches { checkTaken(batch) } }
            if who == .subject {
                subject.writing.append(batches)
            } else {
                write(batches, at: .honest)
            }
        case .storeBodyPart(let portion):
            if who == .subject { subject.store.store(portion) } else { honest.store.store(portion) }
        case .read(let id, let journal, let from):
            if who == .subject, id == fuzzedLink { checkGiven(journal) }
            feed(who, .rangeRead(id, journal, (who == .subject ? subject : honest).store.read(journal, from: from)))
        case .readBody(let id, let place, let first):
            if who == .subject, id == fuzzedLink { checkGiven(place.journal) }
            let found = (who == .subject ? subject : honest).store.readBody(place, from: Int(first))
            feed(who, .bodyRead(id, place, chunkHashes: found.hashes, firstChunk: first, chunks: found.chunks))
        case .readRoots(let id, let journal, let claim):
            if who == .subject, id == fuzzedLink { checkGiven(journal) }
            feed(
                who, .rootsRead(id, journal, against: claim, (who == .subject ? subject : honest).store.roots(of: journal, against: claim)))
        case .forked(let evidence, _):
            let keys = (who == .subject ? subject : honest).replica.directory.nodes[evidence.node]?.keys ?? []
            let isProven = (try? evidence.verify(network: FuzzKeys.network, registryOrigin: FuzzKeys.origin, keys: keys)) != nil
            hold(isProven && evidence.other != nil, "only evidence is kept")
        case .application(let id, _), .submission(let id, _): feed(who, .receipt(id, code: 0, text: "taken"))
        case .revocations(let records): believe(records, at: who)
        case .statement(let statement, _): believe(statement, at: who)
        case .called(let caller, let relay, _):
            let isRelay = relay == Self.id(.honest) || isMember && fuzzed.isRelay
            hold(who == .honest || isRelay && caller != Self.id(.subject), "only relays call")
        case .close(let id, _): end(id, at: who)
        case .note: break
        }
    }

    private mutating func end(_ id: SessionID, at who: Who) {
        if who == .subject, id == fuzzedLink {
            fuzzedLink = nil
        } else if let ends = link, id == (who == .subject ? ends.subject : ends.honest) {
            link = nil
            way = []
            feed(who == .subject ? .honest : .subject, .closed(who == .subject ? ends.honest : ends.subject))
        }
    }

    private mutating func believe(_ records: [[UInt8]], at who: Who) {
        let isTrue = records.filter { $0.first == FuzzedPeer.trueRevocation }
        if who == .subject {
            subject.revocations += isTrue.filter { !subject.revocations.contains($0) }
        } else {
            honest.revocations += isTrue.filter { !honest.revocations.contains($0) }
        }
        feed(who, .revocations((who == .subject ? subject : honest).revocations))
    }

    private mutating func believe(_ statement: RegistryStatement, at who: Who) {
        var node = who == .subject ? subject : honest
        switch statement {
        case .checkpoint(let word):
            hold(fuzzed.isCoordinators(word), "only what the coordinator signed is handed on")
            let leaves = node.store.journals[Self.registry]?.leaves
            guard let leaves, word.size <= leaves.size, leaves.root(at: word.size) == word.root else { return }
            node.statements = [word]
        case .split(let evidence):
            hold((try? evidence.verify(origin: FuzzKeys.origin, key: FuzzKeys.key(0).verifyingKey)) != nil, "only evidence is handed on")
            if node.splits.count < RegistryLimits.splitsMax, !node.splits.contains(evidence) { node.splits.append(evidence) }
        }
        if who == .subject { subject = node } else { honest = node }
        feed(who, .statements(node.statements, node.splits))
    }

    // MARK: - Disk, way, time

    private mutating func write(_ batches: [VerifiedBatch], at who: Who) {
        for batch in batches {
            if who == .subject { subject.store.append(batch) } else { honest.store.append(batch) }
        }
        feed(who, .stored(batches.map { StoredJournalSize(journal: $0.journal, size: $0.end) }))
    }

    mutating func writeDisk(failing: Bool) {
        guard !subject.writing.isEmpty else { return }
        guard failing else { return write(subject.writing.removeFirst(), at: .subject) }
        // Everything behind what failed is lost with it.
        subject.writing = []
        feed(.subject, .storageFailed(restored: subject.store.readers(registryOrigin: FuzzKeys.origin)))
    }

    mutating func deliver() {
        let arriving = way
        way = []
        for (to, payload) in arriving {
            guard let link else { return }
            feed(to, .received(to == .subject ? link.subject : link.honest, [payload]))
            guard let link = self.link else { return }
            feed(
                to == .subject ? .honest : .subject,
                .flushed(to == .subject ? link.honest : link.subject, octets: payload.count + Frame.lengthOctets))
        }
    }

    /// Lets time go by, in milliseconds, and each deadline be kept; nobody wants to be woken again at once.
    mutating func pass(_ milliseconds: UInt64) {
        let end = now + milliseconds
        for who in [Who.subject, .honest] {
            while let deadline = (who == .subject ? subject : honest).replica.nextDeadline?.milliseconds, deadline <= end {
                now = max(now, deadline)
                feed(who, .tick)
                let next = (who == .subject ? subject : honest).replica.nextDeadline?.milliseconds
                hold(next.map { $0 > now } ?? true, "after a tick the next one is later")
            }
        }
        now = end
    }

    /// Everybody is silent but the honest: in the end both have the same of what both may have.
    mutating func settle() {
        for round in 0..<400 {
            if link == nil { connectHonest() }
            if round.isMultiple(of: 60) {
                // Now and then a shell names what is missing on its disk.
                feed(.subject, .bodiesMissing(subject.store.missingBodies()))
                feed(.honest, .bodiesMissing(honest.store.missingBodies()))
            }
            while !subject.writing.isEmpty { writeDisk(failing: false) }
            while !way.isEmpty {
                deliver()
                while !subject.writing.isEmpty { writeDisk(failing: false) }
            }
            guard difference() != nil else { break }
            pass(1_000)
        }
        hold(difference() == nil, "the honest are level in the end: \(difference() ?? "")")
        checkState()
    }

    private func difference() -> String? {
        let (left, right) = (subject.store, honest.store)
        for (journal, state) in left.journals.merging(right.journals, uniquingKeysWith: { $1 }) {
            guard state.name.map({ [Self.community, Self.publicTag, Self.pair, Self.trio].contains($0.group) }) ?? true else { continue }
            let sizes = (left.journals[journal]?.range.size ?? 0, right.journals[journal]?.range.size ?? 0)
            guard left.journals[journal]?.range == right.journals[journal]?.range else { return "journal \(journal) has \(sizes)" }
        }
        // What the fuzzed peer names it need not have.
        for (store, other) in [(left, right), (right, left)] {
            for body in store.missingBodies() where other.bodies[body.hash] != nil { return "body \(body.hash) is missing" }
        }
        return nil
    }
}
