import Gossip
import Ledger
import Testing
import Wire

@Suite("Who is given what")
struct EntitlementTests {
    private let closed = Mesh.group(9)

    /// What came to a node besides the registry and the community: nothing of it may be there.
    private func leaks(_ mesh: Mesh, at index: Int, of journals: [JournalID]) -> Bool {
        if mesh.heardOf(closed, at: index) { return true }
        let carried = mesh.deliveries.contains { delivery in
            guard delivery.to == index else { return false }
            let secrets = journals.flatMap { mesh.nodes[0].store.journals[$0]?.entries ?? [] }
            switch delivery.message {
            case .entries(let range): return range.entries.contains { secrets.contains(Array($0)) }
            case .bodyPart: return true
            default: return false
            }
        }
        return carried || journals.contains { mesh.size(of: $0, at: index) > 0 }
    }

    @Test("Nothing of a closed group comes to a node that is not in it, though it is connected to every member")
    func closedGroup() {
        let mesh = Mesh(seed: 1, nodes: 4)
        mesh.groups = [closed: [0, 1, 2]]
        mesh.announceStandings()
        let hash = mesh.nodes[0].store.putBody([UInt8](repeating: 3, count: 100_000))
        let early = mesh.publish(0, in: closed, [(.item, .detached(length: 100_000, hash: hash))])
        mesh.dialAll()
        mesh.run(500)
        let late = mesh.publish(1, in: closed, 3)
        mesh.publish(0)
        mesh.run(3_000)
        #expect(mesh.difference(0..<3, in: closed) == nil)
        #expect(mesh.size(of: late, at: 2) == 4)
        #expect(mesh.nodes[2].store.body(hash) != nil)
        #expect(mesh.difference(0..<4) == nil)
        #expect(!leaks(mesh, at: 3, of: [early, late]))
    }

    @Test("A node that asks for a journal of a closed group by its number after leaving it gets nothing")
    func removed() {
        let mesh = Mesh(seed: 2, nodes: 1, puppets: 1)
        mesh.groups = [closed: [0, 1]]
        mesh.announceStandings()
        let hash = mesh.nodes[0].store.putBody([UInt8](repeating: 3, count: 100_000))
        mesh.publish(0, in: closed, [(.item, .detached(length: 100_000, hash: hash))])
        let link = mesh.dial(1, 0)
        mesh.say(link, by: 1, mesh.hello(of: 1), Faults.nothing(of: closed))
        mesh.run(100)
        #expect(mesh.nodes[1].inbox.contains { if case .heads = $0 { true } else { false } })
        mesh.groups = [closed: [0]]
        mesh.announceStandings()
        mesh.nodes[1].inbox = []
        mesh.say(link, by: 1, .want(Want(number: 1, from: 0)), .wantBody(WantBody(number: 1, position: 1, firstChunk: 0)))
        mesh.say(link, by: 1, Faults.nothing(of: closed), .ask(Ask(group: closed, to: .max, hashes: [1])))
        mesh.publish(0, in: closed)
        mesh.run(100)
        #expect(mesh.nodes[1].inbox.isEmpty)
    }

    @Test("A range or body that was being read when the roster changed is not sent")
    func removedMeanwhile() {
        let mesh = Mesh(seed: 3, nodes: 1, puppets: 1)
        mesh.groups = [closed: [0, 1]]
        mesh.announceStandings()
        let hash = mesh.nodes[0].store.putBody([UInt8](repeating: 3, count: 100_000))
        mesh.publish(0, in: closed, [(.item, .detached(length: 100_000, hash: hash))])
        let link = mesh.dial(1, 0, delay: 0)
        mesh.say(link, by: 1, mesh.hello(of: 1), Faults.nothing(of: closed))
        mesh.run(10)
        mesh.nodes[1].inbox = []
        mesh.say(link, by: 1, .wantBody(WantBody(number: 1, position: 1, firstChunk: 0)))
        mesh.run(0)
        mesh.groups = [:]
        mesh.announceStandings()
        mesh.run(100)
        #expect(mesh.nodes[1].inbox.isEmpty)
    }

    @Test("A roster that grows while nodes are connected brings the newcomer everything, one that shrinks nothing more")
    func rosterGrows() {
        let mesh = Mesh(seed: 4, nodes: 4)
        mesh.groups = [closed: [0, 1]]
        mesh.announceStandings()
        mesh.dialAll()
        let first = mesh.publish(0, in: closed, 5)
        mesh.publish(1, in: closed, 5)
        mesh.run(1_000)
        #expect(!mesh.heardOf(closed, at: 2))
        mesh.groups = [closed: [0, 1, 2]]
        mesh.announceStandings()
        mesh.run(1_000)
        #expect(mesh.difference(0..<3, in: closed) == nil)

        mesh.groups = [closed: [0, 1]]
        mesh.announceStandings()
        mesh.publish(0, in: closed)
        mesh.run(60_000)
        #expect(mesh.size(of: first, at: 1) == 7)
        #expect(mesh.size(of: first, at: 2) == 6)

        mesh.groups = [closed: [0, 1, 2]]
        mesh.announceStandings()
        mesh.run(1_000)
        #expect(mesh.difference(0..<3, in: closed) == nil)
        #expect(!mesh.heardOf(closed, at: 3))
    }

    @Test("A mailbox keeps what members bring, gives it to whoever names the tag, and to nobody else")
    func mailbox() {
        let mesh = Mesh(seed: 5, nodes: 4, mailboxes: 1)
        mesh.groups = [closed: [0, 1, 4]]
        mesh.announceStandings()
        let link = mesh.dial(0, 4)
        mesh.dial(2, 4)
        mesh.dial(3, 4)
        let journal = mesh.publish(0, in: closed, 3)
        mesh.run(1_000)
        #expect(mesh.size(of: journal, at: 4) == 4)
        mesh.cut(link)
        mesh.stop(0)
        let second = mesh.dial(1, 4)
        mesh.run(1_000)
        #expect(mesh.size(of: journal, at: 1) == 4)
        // Both ways, and after a restart of the mailbox.
        mesh.cut(second)
        mesh.stop(4)
        mesh.start(4)
        mesh.dial(1, 4)
        mesh.publish(1, in: closed)
        mesh.start(0)
        mesh.dial(0, 4)
        mesh.run(1_000)
        #expect(mesh.difference([0, 1, 4], in: closed) == nil)
        #expect(!mesh.heardOf(closed, at: 2))
        #expect(!mesh.heardOf(closed, at: 3))
    }

    @Test("A mailbox tells of a group when the tag comes later than Hello")
    func mailboxLate() {
        let mesh = Mesh(seed: 6, nodes: 2, mailboxes: 1)
        mesh.groups = [closed: [0, 2]]
        mesh.announceStandings()
        mesh.dial(0, 2)
        mesh.dial(1, 2)
        let journal = mesh.publish(0, in: closed, 3)
        mesh.run(1_000)
        mesh.groups = [closed: [0, 1, 2]]
        mesh.announceStandings()
        mesh.run(1_000)
        #expect(mesh.size(of: journal, at: 1) == 4)
    }

    @Test("An invitation is taken from the author of a journal and from nobody else, until the roster is known")
    func invitation() {
        let mesh = Mesh(seed: 7, nodes: 3)
        mesh.groups = [closed: [0, 1]]
        mesh.announceStandings()
        mesh.dialAll()
        let first = mesh.publish(0, in: closed, 2)
        let second = mesh.publish(1, in: closed, 2)
        mesh.run(1_000)
        // Node 2 is in the group, and only node 0 knows it.
        mesh.groups = [closed: [0, 1, 2]]
        mesh.feed(0, .access(mesh.accessTable(of: 0)))
        mesh.run(1_000)
        #expect(mesh.size(of: first, at: 2) == 3)
        #expect(mesh.size(of: second, at: 2) == 0)
        #expect(mesh.nodes[2].notes.contains { if case .refusedJournal(_, closed) = $0 { true } else { false } })
        mesh.feed(2, .access(mesh.accessTable(of: 2)))
        mesh.run(1_000)
        #expect(mesh.difference(0..<3, in: closed) == nil)
    }

    @Test("Invitations are limited in groups, in journals and in entries, on all connections together")
    func invitationLimits() {
        let mesh = Mesh(seed: 8, nodes: 1, puppets: 1)
        func heads(_ numbers: Range<Int>, group: (Int) -> UInt8) -> Message {
            .heads(
                Heads(
                    tags: [],
                    heads: numbers.map { number in
                        Head(
                            number: UInt32(number), node: mesh.nodes[1].id, group: Mesh.group(group(number)),
                            incarnation: Incarnation(mesh.octets16()), size: 5, keyedRoot: 0)
                    }))
        }
        func wants() -> Int { mesh.nodes[1].inbox.count { if case .want = $0 { true } else { false } } }
        var link = mesh.dial(1, 0)
        mesh.say(link, by: 1, mesh.hello(of: 1), heads(1..<31) { UInt8($0) })
        mesh.run(100)
        #expect(wants() == GossipLimits.invitationsPerAuthorMax)
        mesh.say(link, by: 1, heads(31..<2_031) { _ in 1 })
        mesh.run(100)
        let taken = 2_030 - mesh.nodes[0].notes.count { if case .refusedJournal = $0 { true } else { false } }
        #expect(taken <= GossipLimits.invitationJournalsMax)
        #expect(taken == GossipLimits.invitationJournalsMax || taken == GossipLimits.invitationsPerAuthorMax)
        mesh.cut(link)

        let batches = [
            mesh.write(1, in: closed, (0..<1_000).map { _ in (.item, .inline([1])) }),
            mesh.write(1, in: closed, (0..<1_000).map { _ in (.item, .inline([1])) }),
            mesh.write(1, in: closed, (0..<1_000).map { _ in (.item, .inline([1])) }),
        ]
        link = mesh.dial(1, 0)
        mesh.say(link, by: 1, mesh.hello(of: 1), Faults.head(batches[0], size: 3_001))
        for batch in batches { mesh.say(link, by: 1, .entries(Faults.range(batch))) }
        mesh.run(15_000)
        #expect(mesh.size(of: batches[0].journal, at: 0) == 2_001)
        mesh.groups = [closed: [0, 1]]
        mesh.announceStandings()
        mesh.say(link, by: 1, .ping, .entries(Faults.range(batches[2])))
        mesh.run(100)
        #expect(mesh.nodes[1].inbox.contains(.want(Want(number: 1, from: 2_001))))
        #expect(mesh.size(of: batches[0].journal, at: 0) == 3_001)
    }

    @Test("A node that is no member gets the registry and nothing else; admitted it rises and suspended it falls", arguments: 0..<6)
    func standing(_ order: Int) {
        let mesh = Mesh(seed: UInt64(order), nodes: 3)
        mesh.members = [0, 1]
        mesh.announceStandings()
        mesh.groups = [closed: [0, 1]]
        mesh.announceStandings()
        mesh.dialAll()
        mesh.publish(0)
        mesh.publish(1, in: closed)
        mesh.publishRegistry(3)
        mesh.run(1_000)
        #expect(mesh.size(of: Mesh.registry, at: 2) == 4)
        for delivery in mesh.deliveries where delivery.to == 2 {
            switch delivery.message {
            case .hello, .ping, .pong, .cosigned: break
            case .have(let have): #expect(have.number == 0)
            case .entries(let range): #expect(range.number == 0)
            default: Issue.record("a node that is no member was told \(delivery.message)")
            }
        }
        #expect(mesh.nodes[2].store.journals.count == 1)

        // The nodes learn of the admission in every order, and the newcomer publishes before the last has.
        mesh.members = [0, 1, 2]
        for index in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]][order] {
            mesh.feed(index, .directory(mesh.directory(mesh.members)))
            mesh.run(30)
            if index == 2 { mesh.publish(2) }
            mesh.run(30)
        }
        mesh.run(2_000)
        #expect(mesh.difference(0..<3) == nil)
        #expect(mesh.nodes.allSatisfy { $0.closes.isEmpty })
        #expect(!mesh.heardOf(closed, at: 2))

        mesh.members = [0, 1]
        mesh.announceStandings()
        let before = mesh.nodes[2].store.journals.values.reduce(0) { $0 + ($1.name == nil ? 0 : $1.range.size) }
        mesh.publish(0)
        mesh.publishRegistry()
        mesh.run(60_000)
        #expect(mesh.nodes[2].store.journals.values.reduce(0) { $0 + ($1.name == nil ? 0 : $1.range.size) } == before)
        #expect(mesh.size(of: Mesh.registry, at: 2) == 5)
        mesh.members = [0, 1, 2]
        mesh.announceStandings()
        mesh.run(60_000)
        #expect(mesh.difference(0..<3) == nil)
    }

    @Test("The journal of a node whose certificate has not come yet is taken when it has")
    func authorUnknown() {
        let mesh = Mesh(seed: 9, nodes: 3)
        mesh.feed(2, .directory(mesh.directory(mesh.members, without: [0])))
        mesh.dialAll()
        mesh.run(100)
        let journal = mesh.publish(0, in: Mesh.community, 3)
        mesh.run(30_000)
        #expect(mesh.size(of: journal, at: 2) == 0)
        mesh.announceStandings()
        mesh.run(1_000)
        #expect(mesh.size(of: journal, at: 2) == 4)
    }

    @Test("More journals than are remembered of somebody who is no member cost it one reconnection when it rises")
    func strangerWithMuch() {
        let mesh = Mesh(seed: 10, nodes: 1, puppets: 1)
        mesh.members = [0]
        mesh.announceStandings()
        let link = mesh.dial(1, 0)
        mesh.say(link, by: 1, mesh.hello(of: 1))
        for part in 0..<3 {
            let heads = (1...2_000).map {
                Head(
                    number: UInt32(part * 2_000 + $0), node: mesh.nodes[1].id, group: Mesh.community,
                    incarnation: Incarnation(mesh.octets16()), size: 5, keyedRoot: 0)
            }
            mesh.say(link, by: 1, .heads(Heads(tags: [], heads: heads)))
        }
        mesh.say(link, by: 1, .have(Have(number: 5_500, size: 6)))
        mesh.run(100)
        #expect(mesh.nodes[0].closes.isEmpty)
        #expect(!mesh.nodes[1].inbox.contains { if case .want(let want) = $0 { want.number != 0 } else { false } })
        mesh.members = [0, 1]
        mesh.announceStandings()
        #expect(mesh.nodes[0].closes == [.changed])
    }
}
