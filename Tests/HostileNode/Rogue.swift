import Foundation
import Gossip
import Groups
import Ledger
import Sodium
import Transport
import Wire

/// The rule that is broken on one connection; they take turns. On every connection nothing is ever given: what it announces it keeps.
enum Rule: Int, CaseIterable {
    /// Says to hold all that there is and more of the registry than there is, and is silent when it is asked for it.
    case withholds
    /// Sends what cannot be decoded, what is not signed, and journals that do not exist.
    case babbles
    /// Asks for a closed group that it is not in, for journals that it was not told of, and for bodies one after the other.
    case asks
}

/// The replica of a hostile member, with a shell that breaks rules.
actor Rogue {
    private struct Link {
        let connection: PeerConnection
        let rule: Rule
        let outbox: AsyncStream<[[UInt8]]>.Continuation
        /// By the peer's numbers: the groups of the journals that it named.
        var groups: [UInt32: GroupTag] = [:]
    }

    private static let outboxMessagesMax = 10_000
    private static let journalsInvented = 400

    private var replica: Replica
    private let network: NetworkID
    private let coveted: GroupTag
    private var links: [SessionID: Link] = [:]
    private var lastSession: UInt64 = 0
    private var generator = SystemRandomNumberGenerator()
    private var counts: [String: Int] = [:]
    /// Heads, entries and parts of bodies that it was given, by group.
    private var given: [GroupTag: Int] = [:]
    /// Of the coveted group, what came from the mailbox.
    private var givenByMailbox = 0
    private let mailboxes: Set<NodeID>

    init(member: Member, coveted: GroupTag) {
        network = member.registry.network
        mailboxes = Set(member.registry.nodes.filter { $0.role == .coordinator }.map(\.id))
        self.coveted = coveted
        replica = Replica(
            identity: Replica.Identity(
                node: member.identity.node, network: network, registryOrigin: member.registry.origin, isMailbox: true, isRelay: false,
                isCoordinator: false, agent: "hostile"),
            openTags: [publicTag(of: network), communityTag(of: network)], directory: member.directory, journals: [member.log],
            generator: SecureRandomGenerator())
        // It takes itself for one of the group, and everybody else too.
        _ = replica.handle(
            .access(AccessTable(groups: [coveted: Set(member.registry.nodes.map(\.id)).union([member.identity.node])])),
            at: Instant(milliseconds: 0))
    }

    private var now: Instant { Instant(milliseconds: UInt64(ProcessInfo.processInfo.systemUptime * 1_000)) }

    func serve(_ connection: PeerConnection) async {
        lastSession += 1
        let id = SessionID(lastSession)
        let (stream, outbox) = AsyncStream.makeStream(of: [[UInt8]].self, bufferingPolicy: .bufferingOldest(Self.outboxMessagesMax))
        let rule = Rule.allCases[Int(lastSession) % Rule.allCases.count]
        links[id] = Link(connection: connection, rule: rule, outbox: outbox)
        count("connections-\(rule)")
        let sending = Task {
            for await frames in stream { try? await connection.send(frames) }
            connection.close()
        }
        feed(.connected(id, peer: connection.peer.node, key: connection.peer.operationKey, outbound: connection.isOutbound))
        while let frames = try? await connection.receive() {
            for frame in frames { note(frame, on: id) }
            feed(.received(id, frames))
            misbehave(on: id)
        }
        feed(.closed(id))
        links[id] = nil
        outbox.finish()
        sending.cancel()
    }

    func tick() { if let next = replica.nextDeadline, next <= now { feed(.tick) } }

    /// What was done and given so far.
    func report() throws -> [UInt8] {
        let open = [communityTag(of: network), publicTag(of: network)]
        let inOpen = open.reduce(0) { $0 + (given[$1] ?? 0) }
        let gifts = ["given-open": inOpen, "given-closed": given.values.reduce(0, +) - inOpen, "given-by-mailbox": givenByMailbox]
        return Array(try JSONSerialization.data(withJSONObject: counts.merging(gifts) { $1 }))
    }

    // MARK: - The shell

    private func feed(_ input: Input) {
        for action in replica.handle(input, at: now) {
            switch action {
            case .send(let id, let payloads): links[id]?.outbox.yield(links[id]?.rule == .withholds ? payloads.map(boasting) : payloads)
            case .store(let batches): feed(.stored(batches.map { StoredJournalSize(journal: $0.journal, size: $0.end) }))
            case .read(let id, let journal, _): feed(.rangeRead(id, journal, nil))
            case .readRoots(let id, let journal, let claim): feed(.rootsRead(id, journal, against: claim, nil))
            case .readBody(let id, let place, let first): feed(.bodyRead(id, place, chunkHashes: [], firstChunk: first, chunks: []))
            case .close(let id, let reason):
                count("closed-\(reason)")
                links[id]?.outbox.finish()
            default: break
            }
        }
    }

    /// The same message, with one record of the registry more than anybody has.
    private func boasting(_ payload: [UInt8]) -> [UInt8] {
        guard case .hello(var hello)? = try? Message(decoding: payload[...]) else { return payload }
        hello.registrySize += 1
        return Message.hello(hello).encoded()
    }

    private func note(_ frame: [UInt8], on id: SessionID) {
        switch try? Message(decoding: frame[...]) {
        case .heads(let heads):
            for head in heads.heads { links[id]?.groups[head.number] = head.group }
            for tag in heads.tags + heads.heads.map(\.group) where tag == coveted { take(1, of: tag, on: id) }
        case .entries(let range): take(range.entries.count, of: links[id]?.groups[range.number], on: id)
        case .bodyPart(let part): take(part.chunks.count, of: links[id]?.groups[part.number], on: id)
        case .want, .wantBody: count("withheld")
        case .bye(let code, _): count("told-bye-\(code)")
        default: break
        }
    }

    /// A mailbox that does not know a group serves whoever names its tag (specification chapter 6, "Who has what"); the test tells the tag.
    private func take(_ count: Int, of group: GroupTag?, on id: SessionID) {
        guard let group, let peer = links[id]?.connection.peer.node else { return }
        if group == coveted, mailboxes.contains(peer) {
            givenByMailbox += count
        } else {
            given[group, default: 0] += count
        }
    }

    private func misbehave(on id: SessionID) {
        guard let link = links[id] else { return }
        switch link.rule {
        case .withholds: break
        case .babbles: say(nonsense(), on: id, "babbled")
        case .asks:
            say(.heads(Heads(tags: [coveted], heads: [])), on: id, "asked")
            for number in link.groups.keys.sorted().prefix(64) {
                say(.want(Want(number: number, from: 0)), on: id, "asked")
                say(
                    .wantBody(WantBody(number: number, position: UInt64.random(in: 0..<8, using: &generator), firstChunk: 0)), on: id,
                    "asked")
            }
            if Int.random(in: 0..<8, using: &generator) == 0 { say(.want(Want(number: 0xFFFF, from: 0)), on: id, "asked") }
        }
    }

    private func nonsense() -> Message {
        func octets(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) } }
        func identifier<Value: Identifier>() -> Value {
            guard let value = Value(octets(Value.count)) else { preconditionFailure("\(Value.count) octets were refused") }
            return value
        }
        guard let signature = Octets64(octets(64)) else { preconditionFailure("64 octets were refused") }
        switch Int.random(in: 0..<4, using: &generator) {
        case 0:
            // The registry in other words.
            return .entries(
                EntryRange(number: 0, first: 0, entries: [octets(80)[...]], completion: [], checkpointSize: 1, signature: signature))
        case 1:
            let heads = (0..<Self.journalsInvented).map { number in
                Head(
                    number: UInt32(1_000 + number), node: replica.ownNode,
                    group: Bool.random(using: &generator) ? coveted : communityTag(of: network),
                    incarnation: identifier(), size: .max, keyedRoot: 1)
            }
            return .heads(Heads(tags: [], heads: heads))
        case 2: return .bodyPart(BodyPart(number: 7, position: 3, firstChunk: 0, chunkHashes: [identifier()], chunks: [octets(9)[...]]))
        default: return .revocations([octets(200)])
        }
    }

    private func say(_ message: Message, on id: SessionID, _ what: String) {
        count(what)
        links[id]?.outbox.yield([message.encoded()])
        // Now and then something that is no message at all.
        if what == "babbled", Int.random(in: 0..<4, using: &generator) == 0 { links[id]?.outbox.yield([[0xFF, 0x00, 0x13]]) }
    }

    private func count(_ name: String) { counts[name, default: 0] += 1 }
}
