import Gossip
import Ledger
import Sodium
import Testing
import Wire

/// Messages that no honest node sends.
enum Faults {
    static let signature: Octets64 = {
        guard let value = Octets64([UInt8](repeating: 5, count: 64)) else { preconditionFailure("64 octets were refused") }
        return value
    }()

    static func head(number: UInt32, _ incarnation: UInt8, node: NodeID = MeshNode.identifier(90)) -> Head {
        Head(
            number: number, node: node, group: Mesh.community, incarnation: MeshNode.identifier(incarnation), size: 0, keyedRoot: 0)
    }

    static func head(_ batch: VerifiedBatch, number: UInt32 = 1, size: UInt64? = nil) -> Message {
        guard let name = batch.name else { preconditionFailure("the registry has no head") }
        return .heads(
            Heads(
                tags: [],
                heads: [
                    Head(
                        number: number, node: name.node, group: name.group, incarnation: name.incarnation, size: size ?? batch.end,
                        keyedRoot: 0)
                ]))
    }

    /// What a peer says that holds nothing of a group: everything is named to it.
    static func nothing(of group: GroupTag) -> Message { .rows(Rows(group: group, hashes: [])) }

    static func range(_ batch: VerifiedBatch, number: UInt32 = 1) -> EntryRange {
        EntryRange(
            number: number, first: batch.first, entries: batch.entries.map { $0.compact[...] }, completion: [],
            checkpointSize: batch.checkpoint.size, signature: batch.checkpoint.signature)
    }
}

@Suite("What does not verify")
struct FaultTests {
    /// A node, and a puppet that is a member and writes a journal of four entries without sending it.
    private func meeting() -> (mesh: Mesh, link: Int, batch: VerifiedBatch) {
        let mesh = Mesh(seed: 1, nodes: 1, puppets: 1)
        let link = mesh.dial(1, 0)
        let batch = mesh.write(1, in: Mesh.community, (0..<3).map { _ in (.item, .inline([1, 2, 3])) })
        mesh.say(link, by: 1, mesh.hello(of: 1), Faults.head(batch))
        mesh.run(100)
        #expect(mesh.nodes[1].inbox.contains(.want(Want(number: 1, from: 0))))
        return (mesh, link, batch)
    }

    private func forgeries(_ mesh: Mesh) -> [JournalError] {
        mesh.nodes[0].notes.compactMap { if case .forged(_, _, let error) = $0 { error } else { nil } }
    }

    @Test("as a signature, a root or an entry sets the journal aside on this connection, and nothing is stored of it", arguments: 0..<4)
    func setAside(_ kind: Int) {
        let (mesh, link, batch) = meeting()
        var range = Faults.range(batch)
        switch kind {
        case 0: range.signature = Faults.signature
        case 1: range.entries.swapAt(1, 2)
        case 2: range.entries[3] = [0x80]
        default: range.entries.swapAt(0, 1)
        }
        mesh.say(link, by: 1, .entries(range))
        mesh.run(100)
        #expect(forgeries(mesh).count == 1)
        #expect(mesh.size(of: batch.journal, at: 0) == 0)
        #expect(mesh.openLink(0, 1) != nil)

        // It is neither taken nor asked for here again, but another journal of the same connection is.
        mesh.say(link, by: 1, .entries(Faults.range(batch)), .have(Have(number: 1, size: 9)))
        mesh.nodes[1].writers = [:]
        let other = mesh.write(1, in: Mesh.community, [])
        mesh.say(link, by: 1, Faults.head(other, number: 2), .entries(Faults.range(other, number: 2)))
        mesh.run(60_000)
        #expect(mesh.size(of: batch.journal, at: 0) == 0)
        #expect(mesh.size(of: other.journal, at: 0) == 1)

        // The registry may bring the key that was missing.
        mesh.feed(0, .directory(mesh.directory(mesh.members)))
        mesh.say(link, by: 1, .entries(Faults.range(batch)))
        mesh.run(100)
        #expect(mesh.size(of: batch.journal, at: 0) == 4)
    }

    @Test("does not keep the true entries from being taken from somebody else")
    func forgedFirst() {
        let mesh = Mesh(seed: 2, nodes: 2, puppets: 1)
        let link = mesh.dial(2, 0)
        let batch = mesh.write(1, in: Mesh.community, [(.item, .inline([1]))])
        var range = Faults.range(batch)
        range.signature = Faults.signature
        mesh.say(link, by: 2, mesh.hello(of: 2), Faults.head(batch), .entries(range))
        mesh.run(100)
        #expect(forgeries(mesh) == [.badSignature])
        mesh.dial(0, 1)
        mesh.nodes[1].store.append(batch)
        mesh.feed(1, .published(batch))
        mesh.run(1_000)
        #expect(mesh.size(of: batch.journal, at: 0) == 2)
    }

    @Test("because a range has other completion hashes or a checkpoint too small or too large ends the connection", arguments: 0..<5)
    func senderAtFault(_ kind: Int) {
        let (mesh, link, batch) = meeting()
        var range = Faults.range(batch)
        switch kind {
        case 0: range.completion = [MeshNode.identifier(1)]
        case 1: range.checkpointSize = 3
        case 2: range.checkpointSize = LedgerLimits.logSizeMax + 1
        case 3: range.first = .max
        default: (range.first, range.checkpointSize) = (.max - 2, .max)
        }
        mesh.say(link, by: 1, .entries(range))
        mesh.run(100)
        #expect(mesh.nodes[0].closes == [.forged])
        #expect(forgeries(mesh).count == 1)
        #expect(mesh.size(of: batch.journal, at: 0) == 0)
    }

    @Test("in the registry of somebody who is no member ends the connection")
    func strangersRegistry() {
        let mesh = Mesh(seed: 1, nodes: 1, puppets: 1)
        mesh.members = [0]
        mesh.announceStandings()
        let link = mesh.dial(1, 0)
        let range = EntryRange(
            number: 0, first: 1, entries: [[0x41, 2]], completion: [], checkpointSize: 2, signature: Faults.signature)
        mesh.say(link, by: 1, mesh.hello(of: 1, registrySize: 2), .entries(range))
        mesh.run(100)
        #expect(mesh.nodes[0].closes == [.forged])
    }

    @Test("in one author's forked journal does not part two honest nodes")
    func fork() {
        let mesh = Mesh(seed: 3, nodes: 3)
        let first = mesh.write(2, in: Mesh.community, [(.item, .inline([1]))])
        let name = first.name
        mesh.nodes[0].store.append(first)
        // The same journal once more, with another second entry and longer.
        guard let name else { return }
        var writer = JournalWriter(
            name: name, network: Mesh.network, origin: journalOrigin(registryOrigin: Mesh.origin, journal: first.journal))
        let opening = first.entries.compactMap(\.entry).prefix(1)
        let others = first.entries.compactMap(\.entry).dropFirst().flatMap { entry in
            [[7], [8], [9]].map { UnverifiedEntry(prefix: entry.prefix, commitment: nil, body: .inline($0)) }
        }
        mesh.nodes[1].store.append(writer.append(Array(opening + others), signing: mesh.nodes[2].key))
        for index in [0, 1] {
            mesh.stop(index)
            mesh.start(index)
        }
        mesh.dial(0, 1)
        mesh.run(1_000)
        #expect(forgeries(mesh).count == 1)
        mesh.publish(0)
        mesh.publish(1)
        mesh.run(60_000)
        #expect(mesh.nodes.prefix(2).allSatisfy { $0.closes.isEmpty })
        #expect(mesh.nodes.prefix(2).map(\.store.journals.count) == [4, 4])
        #expect(mesh.size(of: first.journal, at: 0) == 2)
        #expect(mesh.size(of: first.journal, at: 1) == 4)
    }

    @Test("as an equal length, because the journal is forked, is noted at the handshake on both sides")
    func equalFork() {
        let mesh = Mesh(seed: 4, nodes: 3)
        let first = mesh.write(2, in: Mesh.community, [])
        guard let name = first.name else { return }
        var writer = JournalWriter(
            name: name, network: Mesh.network, origin: journalOrigin(registryOrigin: Mesh.origin, journal: first.journal))
        let opening = Opening(predecessor: nil).entry(journal: first.journal, salt: mesh.octets16(), registrySize: 9, time: Minute(9))
        mesh.nodes[0].store.append(first)
        mesh.nodes[1].store.append(writer.append([opening], signing: mesh.nodes[2].key))
        for index in [0, 1] {
            mesh.stop(index)
            mesh.start(index)
        }
        mesh.dial(0, 1)
        mesh.run(1_000)
        for index in [0, 1] {
            #expect(mesh.nodes[index].notes.contains { if case .forkSuspected(_, first.journal) = $0 { true } else { false } })
        }
    }

    @Test("as a gap is asked for from the start; a range that was sent before changes nothing")
    func gapAndReplay() {
        let (mesh, link, batch) = meeting()
        let more = mesh.write(1, in: Mesh.community, [(.item, .inline([4]))])
        mesh.say(link, by: 1, .entries(Faults.range(more)))
        mesh.run(100)
        #expect(mesh.size(of: batch.journal, at: 0) == 0)
        #expect(mesh.nodes[1].inbox.count { if case .want = $0 { true } else { false } } == 1)
        for _ in 0..<3 { mesh.say(link, by: 1, .entries(Faults.range(batch))) }
        mesh.say(link, by: 1, .entries(Faults.range(more)), .entries(Faults.range(batch)))
        mesh.run(100)
        #expect(mesh.size(of: batch.journal, at: 0) == 5)
        #expect(mesh.nodes[0].notes.count { if case .duplicateEntries = $0 { true } else { false } } == 3)
        #expect(mesh.nodes[0].closes.isEmpty)
    }

    @Test("because its end is missing is refused at every length, and the rest of the connection with it")
    func truncated() {
        let (_, _, batch) = meeting()
        let payload = Message.entries(Faults.range(batch)).encoded()
        for length in stride(from: 0, to: payload.count, by: 17) {
            let (mesh, link, _) = meeting()
            mesh.sayBytes(link, by: 1, Array(payload.prefix(length)))
            mesh.run(50)
            #expect(mesh.nodes[0].closes == [.malformed], "cut to \(length)")
        }
    }

    @Test("as entries for a node's own journal of this run is ignored and noted")
    func ownAhead() {
        let mesh = Mesh(seed: 1, nodes: 1, puppets: 1)
        let link = mesh.dial(1, 0)
        mesh.say(link, by: 1, mesh.hello(of: 1))
        let journal = mesh.publish(0)
        mesh.run(100)
        guard let writer = mesh.nodes[0].writers[Mesh.community] else { return }
        let copy = mesh.write(0, in: Mesh.community, [(.item, .inline([6]))])
        mesh.nodes[0].writers[Mesh.community] = writer
        mesh.say(link, by: 1, Faults.head(copy, number: 1), .entries(Faults.range(copy)))
        mesh.run(100)
        #expect(mesh.nodes[0].notes.contains { if case .ownJournalAhead(_, journal) = $0 { true } else { false } })
        #expect(mesh.size(of: journal, at: 0) == 2)
        #expect(!mesh.nodes[1].inbox.contains { if case .want = $0 { true } else { false } })
        mesh.publish(0)
        #expect(mesh.size(of: journal, at: 0) == 3)
    }

    @Test("to disk is taken back and fetched again", arguments: 1...3)
    func storeFails(_ failures: Int) {
        let mesh = Mesh(seed: 5, nodes: 3)
        mesh.dialAll()
        mesh.run(100)
        let own = mesh.publish(1)
        mesh.run(1_000)
        for _ in 0..<failures {
            mesh.nodes[1].failures = 1
            mesh.publish(0, in: Mesh.community, 5)
            mesh.run(1_000)
            #expect(mesh.nodes[1].closes.contains(.storage))
            #expect(mesh.nodes[1].replica?.sessionSummaries.isEmpty == true)
            for other in [0, 2] { mesh.dial(other, 1) }
            mesh.run(1_000)
        }
        mesh.publish(1)
        mesh.run(1_000)
        #expect(mesh.difference(0..<3) == nil)
        #expect(mesh.size(of: own, at: 2) == 3)
    }
}
