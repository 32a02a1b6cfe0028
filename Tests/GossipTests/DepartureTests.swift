import Gossip
import Ledger
import Testing
import Wire

@Suite("After leaving a group")
struct DepartureTests {
    private let closed = Mesh.group(9)

    @Test("its journals count as behind no longer", arguments: [0, 1, 2])
    func behind(_ way: Int) {
        let mesh = Mesh(seed: 1, nodes: 1, puppets: 2)
        mesh.groups = [closed: [0, 1, 2]]
        if way == 0 { mesh.sectors = [closed] }
        mesh.announceStandings()
        let link = mesh.dial(1, 0)
        // A journal of the peer's own, or one that it holds of another member.
        let batch = mesh.write(way == 1 ? 2 : 1, in: closed, [(.item, .inline([1]))])
        mesh.say(link, by: 1, mesh.hello(of: 1), Faults.head(batch))
        mesh.run(100)
        func behind() -> [Int]? { mesh.nodes[0].replica?.sessionSummaries.map(\.journalsBehind) }
        #expect(behind() == [1])
        mesh.groups = [closed: [1, 2]]
        mesh.announceStandings()
        // An author could invite us again to a group that is unknown now; this one does not answer.
        if way == 2 { mesh.run(GossipLimits.answerMilliseconds) }
        #expect(behind() == [0])
    }

    @Test("journals that were named and may not be taken do not count as behind")
    func refused() {
        let mesh = Mesh(seed: 2, nodes: 1, puppets: 2)
        mesh.sectors = [closed]
        mesh.groups = [closed: [1, 2]]
        mesh.announceStandings()
        let link = mesh.dial(1, 0)
        mesh.say(link, by: 1, mesh.hello(of: 1), Faults.head(mesh.write(1, in: closed, [])))
        let unknown = mesh.write(2, in: Mesh.group(10), [])
        mesh.say(link, by: 1, Faults.head(unknown, number: 2))
        mesh.run(100)
        #expect(mesh.nodes[0].replica?.sessionSummaries.map(\.journalsBehind) == [0])
    }

    @Test("a mailbox that does not know the group tells nothing more of it, at the cost of one new connection")
    func mailbox() {
        let mesh = Mesh(seed: 3, nodes: 2, mailboxes: 1)
        mesh.groups = [closed: [0, 1, 2]]
        mesh.announceStandings()
        mesh.dial(0, 2)
        mesh.dial(1, 2)
        mesh.publish(0, in: closed)
        mesh.run(1_000)
        #expect(mesh.difference(0..<3, in: closed) == nil)
        mesh.groups = [closed: [0, 2]]
        mesh.announceStandings()
        #expect(mesh.nodes.map(\.closes) == [[], [.changed], []])
        mesh.run(100)
        mesh.dial(1, 2)
        mesh.run(1_000)
        let before = mesh.deliveries.count
        for _ in 0..<3 {
            mesh.publish(0, in: closed)
            mesh.run(1_000)
        }
        #expect(mesh.difference([0, 2], in: closed) == nil)
        #expect(!mesh.deliveries[before...].contains { $0.to == 1 })
        #expect(mesh.nodes[1].closes == [.changed])
    }

    @Test("the connection stays until the answer to a submission is there")
    func submission() {
        let mesh = Mesh(seed: 4, nodes: 2, mailboxes: 0, puppets: 1)
        mesh.groups = [closed: [0, 1]]
        mesh.announceStandings()
        let link = mesh.dial(1, 0)
        mesh.tamper = { from, to, payload in
            guard from == 0, to == 1, case .hello? = try? Message(decoding: payload[...]) else { return [payload] }
            return [payload, Message.services(Services(mailbox: true, relay: false)).encoded()]
        }
        mesh.run(1_000)
        mesh.feed(1, .submit([[1]]))
        mesh.run(100)
        mesh.groups = [closed: [0]]
        mesh.announceStandings()
        #expect(mesh.nodes[1].closes.isEmpty)
        mesh.feed(0, .receipt(mesh.links[link].listenerSession, code: 0, text: ""))
        mesh.run(100)
        #expect(mesh.nodes[1].notes.contains(.submitted(code: 0, text: "")))
        #expect(mesh.nodes[1].closes == [.changed])
    }
}
