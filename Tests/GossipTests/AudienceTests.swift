import Gossip
import Ledger
import Testing
import Wire

@Suite("Exactly the audience")
struct AudienceTests {
    private let group = Mesh.group(9)

    @Test("Journals of the public group and of the community pass between any two members, and to nobody else")
    func open() {
        let mesh = Mesh(seed: 1, nodes: 4)
        mesh.members = [0, 1, 2]
        mesh.announceStandings()
        mesh.dialAll()
        let open = mesh.publish(0, in: Mesh.publicTag, 2)
        mesh.publish(1, in: Mesh.community)
        mesh.run(1_000)
        #expect(mesh.difference(0..<3, in: Mesh.publicTag) == nil)
        #expect(mesh.difference(0..<3) == nil)
        #expect(mesh.size(of: open, at: 2) == 3)
        #expect(mesh.nodes[3].store.journals.count == 1)
        #expect(!mesh.heardOf(Mesh.publicTag, at: 3))
    }

    @Test("A node that only knows the members of a group is given nothing of it and takes nothing, whoever offers it")
    func outsider() {
        let mesh = Mesh(seed: 2, nodes: 4, puppets: 1)
        mesh.sectors = [group]
        mesh.groups = [group: [0, 1, 4]]
        mesh.announceStandings()
        mesh.dialAll()
        let journal = mesh.publish(0, in: group, 3)
        // A node of the group offers its journal to everybody.
        let batch = mesh.write(4, in: group, [(.item, .inline([1]))])
        for index in 0..<4 {
            let link = mesh.openLink(4, index) ?? 0
            mesh.say(link, by: 4, mesh.hello(of: 4), Faults.head(batch), .entries(Faults.range(batch)))
        }
        mesh.run(60_000)
        #expect(mesh.size(of: journal, at: 1) == 4)
        #expect([0, 1].allSatisfy { mesh.size(of: batch.journal, at: $0) == 2 })
        for index in [2, 3] {
            #expect(mesh.size(of: batch.journal, at: index) == 0)
            #expect(!mesh.deliveries.contains { $0.from != 4 && $0.to == index && mentions($0.message) })
            // It names the group to nobody.
            #expect(!mesh.deliveries.contains { $0.from == index && mentions($0.message) })
            #expect(mesh.nodes[index].closes.isEmpty)
        }
        // It joins the sector, and takes what was offered.
        mesh.groups = [group: [0, 1, 2, 4]]
        mesh.announceStandings()
        mesh.say(mesh.openLink(4, 2) ?? 0, by: 4, .entries(Faults.range(batch)))
        mesh.run(1_000)
        #expect(mesh.difference(0..<3, in: group) == nil)
        #expect(mesh.size(of: journal, at: 2) == 4)
    }

    private func mentions(_ message: Message) -> Bool { message.names(group) }

    @Test("A mailbox of a group whose nodes it knows serves these alone, and keeps serving whoever names a tag that it does not know")
    func mailbox() {
        let unknown = Mesh.group(10)
        let mesh = Mesh(seed: 3, nodes: 3, mailboxes: 1, puppets: 1)
        mesh.sectors = [group]
        mesh.groups = [group: [0, 1, 3], unknown: [0, 1, 3]]
        mesh.announceStandings()
        mesh.dial(0, 3)
        let known = mesh.publish(0, in: group, 2)
        let other = mesh.publish(0, in: unknown, 2)
        mesh.run(1_000)
        #expect([known, other].allSatisfy { mesh.size(of: $0, at: 3) == 3 })
        mesh.stop(0)
        mesh.dial(1, 3)
        mesh.dial(2, 3)
        let link = mesh.dial(4, 3)
        mesh.say(link, by: 4, mesh.hello(of: 4), .heads(Heads(tags: [group, unknown], heads: [])))
        mesh.run(1_000)
        #expect([known, other].allSatisfy { mesh.size(of: $0, at: 1) == 3 })
        #expect(!mesh.heardOf(group, at: 2))
        #expect(!mesh.heardOf(group, at: 4))
        #expect(mesh.heardOf(unknown, at: 4))
        // Nor is anything of the group taken from outside.
        let batch = mesh.write(4, in: group, [(.item, .inline([1]))])
        mesh.say(link, by: 4, Faults.head(batch), .entries(Faults.range(batch)))
        mesh.run(1_000)
        #expect(mesh.size(of: batch.journal, at: 3) == 0)
    }

    @Test("A mailbox that knows the nodes of a group and is none of its mailboxes keeps nothing of it")
    func otherMailbox() {
        let mesh = Mesh(seed: 4, nodes: 2, mailboxes: 1)
        mesh.sectors = [group]
        mesh.groups = [group: [0, 1]]
        mesh.feed(2, .access(mesh.accessTable(of: 2)))
        // The author believes that it is one.
        mesh.groups = [group: [0, 1, 2]]
        mesh.feed(0, .access(mesh.accessTable(of: 0)))
        mesh.dial(0, 2)
        let journal = mesh.publish(0, in: group, 2)
        mesh.run(60_000)
        #expect(mesh.size(of: journal, at: 2) == 0)
        mesh.feed(2, .access(mesh.accessTable(of: 2)))
        mesh.run(1_000)
        #expect(mesh.size(of: journal, at: 2) == 3)
    }

    @Test("Whatever was queued for a removed peer is not served: ranges under way, ranges that wait, bodies", arguments: [false, true])
    func removedWithQueue(_ byMailbox: Bool) {
        let mesh = Mesh(seed: 5, nodes: byMailbox ? 0 : 1, mailboxes: byMailbox ? 1 : 0, puppets: 2)
        mesh.sectors = [group]
        mesh.groups = [group: [0, 1]]
        mesh.announceStandings()
        let hash = mesh.nodes[0].store.putBody([UInt8](repeating: 3, count: 3_000_000))
        for _ in 0..<5 {
            mesh.publish(0, in: group, (0..<30).map { _ in (.item, .inline([UInt8](repeating: 4, count: 60_000))) })
            mesh.nodes[0].writers = [:]
        }
        mesh.publish(0, in: group, [(.item, .detached(length: 3_000_000, hash: hash))])
        let link = mesh.dial(1, 0, delay: 0)
        mesh.say(link, by: 1, mesh.hello(of: 1), Faults.nothing(of: group))
        mesh.run(10)
        mesh.stall(link, toDialler: true, true)
        for number in UInt32(1)...6 { mesh.say(link, by: 1, .want(Want(number: number, from: 0))) }
        for number in UInt32(1)...6 { mesh.say(link, by: 1, .wantBody(WantBody(number: number, position: 1, firstChunk: 0))) }
        mesh.run(1_000)
        let sentBefore = mesh.links[link].held[0].count
        #expect((1...4).contains(sentBefore))
        // Once the connection is free again the queue moves on, and nothing of it is sent any more.
        mesh.groups = [group: [0]]
        mesh.announceStandings()
        mesh.nodes[1].inbox = []
        mesh.stall(link, toDialler: true, false)
        mesh.run(10_000)
        #expect(mesh.nodes[1].inbox.count { isContent($0) } == sentBefore)
        // Back again, it is served again: the queue was not stuck.
        mesh.groups = [group: [0, 1]]
        mesh.announceStandings()
        for number in UInt32(1)...6 { mesh.say(link, by: 1, .want(Want(number: number, from: 0))) }
        mesh.run(10_000)
        #expect(mesh.nodes[1].inbox.count { isContent($0) } >= sentBefore + 10)
    }

    private func isContent(_ message: Message) -> Bool {
        switch message {
        case .entries, .bodyPart: true
        default: false
        }
    }

    @Test("A removed organisation receives nothing through a third peer that has the new roster, though the author still has the old one")
    func removedBehindThird() {
        let mesh = Mesh(seed: 6, nodes: 3, puppets: 1)
        mesh.groups = [group: [0, 1, 2, 3]]
        mesh.announceStandings()
        mesh.dial(0, 1)
        mesh.dial(2, 1)
        let link = mesh.dial(3, 1)
        mesh.say(link, by: 3, mesh.hello(of: 3))
        let journal = mesh.publish(0, in: group, 2)
        mesh.run(1_000)
        #expect(mesh.size(of: journal, at: 2) == 3)
        #expect(mesh.heardOf(group, at: 3))

        mesh.groups = [group: [0, 1]]
        mesh.feed(1, .access(mesh.accessTable(of: 1)))
        mesh.nodes[3].inbox = []
        let before = mesh.deliveries.count
        mesh.publish(0, in: group, 2)
        let second = mesh.publish(1, in: group, 2)
        for number in UInt32(1)...2 {
            mesh.say(link, by: 3, .want(Want(number: 1, from: 0)), .wantBody(WantBody(number: number, position: 1, firstChunk: 0)))
            mesh.say(link, by: 3, .heads(Heads(tags: [group], heads: [])))
        }
        mesh.run(60_000)
        #expect(mesh.size(of: journal, at: 1) == 5)
        #expect(mesh.size(of: journal, at: 2) == 3)
        #expect(mesh.size(of: second, at: 2) == 0)
        for delivery in mesh.deliveries[before...] where delivery.from == 1 && delivery.to >= 2 {
            switch delivery.message {
            case .ping, .pong, .bye: break
            case .want(let want): #expect(want.number == 0)
            default: Issue.record("a removed node was sent \(delivery.message)")
            }
        }
    }
}
