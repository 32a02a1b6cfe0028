import Gossip
import Ledger
import Testing
import Wire

@Suite("What is published while everybody is connected")
struct LiveTests {
    @Test("reaches everybody, each entry once and without being asked for, once the journal is known", arguments: [2, 5, 9])
    func pushedOnce(_ count: Int) {
        let mesh = Mesh(seed: 1, nodes: count)
        mesh.dialAll()
        mesh.run(100)
        for index in 0..<count { mesh.publish(index) }
        mesh.run(2_000)
        #expect(mesh.difference(0..<count) == nil)

        let before = mesh.deliveries.count
        for round in 0..<20 { mesh.publish(round % count) }
        mesh.run(2_000)
        #expect(mesh.difference(0..<count) == nil)
        let messages = mesh.deliveries[before...].map(\.message)
        let entries = messages.count { if case .entries = $0 { true } else { false } }
        #expect(entries == 20 * (count - 1))
        #expect(!messages.contains { if case .want = $0 { true } else { false } })
    }

    @Test("is announced only after it is on disk")
    func announcedFromDisk() {
        let mesh = Mesh(seed: 2, nodes: 3)
        mesh.dialAll()
        mesh.run(100)
        if let link = mesh.openLink(0, 2) { mesh.stall(link, toDialler: false, true) }
        let journal = mesh.publish(0)
        // Its disk is busy for longer than it would wait before it announces.
        mesh.nodes[1].diskFree = mesh.now + 300
        var announced = false
        _ = mesh.run {
            announced = mesh.deliveries.contains { $0.from == 1 && $0.to == 2 && isAbout($0.message) }
            return announced || mesh.size(of: journal, at: 1) > 0
        }
        #expect(!announced)
        #expect(mesh.run { mesh.deliveries.contains { $0.from == 1 && $0.to == 2 && isAbout($0.message) } })

        func isAbout(_ message: Message) -> Bool {
            switch message {
            case .heads(let heads): !heads.heads.isEmpty
            case .have: true
            default: false
            }
        }
    }

    @Test("reaches nodes that are not connected to its author through others")
    func relayed() {
        let mesh = Mesh(seed: 3, nodes: 5)
        for index in 0..<4 { mesh.dial(index, index + 1) }
        mesh.run(100)
        mesh.publish(0, in: Mesh.community, 3)
        mesh.publish(4, in: Mesh.community, 2)
        mesh.run(3_000)
        #expect(mesh.difference(0..<5) == nil)
        #expect(mesh.nodes[2].store.journals.count == 3)
    }

    @Test("goes on reaching everybody after the first node has left")
    func firstLeaves() {
        let mesh = Mesh(seed: 4, nodes: 4)
        mesh.dialAll()
        mesh.publish(0)
        mesh.run(1_000)
        mesh.stop(0)
        for index in 1..<4 { mesh.publish(index) }
        mesh.run(1_000)
        #expect(mesh.difference(1..<4) == nil)
        #expect(mesh.nodes[1].store.journals.count == 5)
    }

    @Test("is only announced to a peer whose connection is congested, and fetched when it has room")
    func congested() {
        let mesh = Mesh(seed: 5, nodes: 2)
        let link = mesh.dial(0, 1)
        mesh.publish(0)
        mesh.run(1_000)
        mesh.stall(link, toDialler: false, true)
        let rounds = GossipLimits.unflushedOctetsMax / 900_000 + 10
        for _ in 0..<rounds { mesh.publish(0, in: Mesh.community, 15, octets: 60_000) }
        let pushed = mesh.links[link].held[1].map(\.count).reduce(0, +)
        #expect(pushed > GossipLimits.unflushedOctetsMax - 1_000_000)
        #expect(pushed < GossipLimits.unflushedOctetsMax + 1_000_000)
        mesh.stall(link, toDialler: false, false)
        mesh.run(3_000)
        #expect(mesh.difference(0..<2) == nil)
        #expect(mesh.count(to: 0) { if case .want = $0 { true } else { false } } > 0)
    }

    @Test("in more octets than one message holds is announced and fetched in ranges")
    func larger() {
        let mesh = Mesh(seed: 6, nodes: 3)
        mesh.dialAll()
        mesh.run(100)
        let journal = mesh.publish(0, in: Mesh.community, 40, octets: 65_000)
        mesh.run(3_000)
        #expect(mesh.difference(0..<3) == nil)
        #expect(mesh.size(of: journal, at: 2) == 41)
        #expect(mesh.nodes[1].closes.isEmpty)
    }

    @Test("does not restart the catch-up that it overtakes")
    func overtaking() {
        let mesh = Mesh(seed: 7, nodes: 2)
        for _ in 0..<20 { mesh.publish(0, in: Mesh.community, 15, octets: 60_000) }
        mesh.dial(0, 1, delay: 30)
        for _ in 0..<50 {
            mesh.run(20)
            mesh.publish(0)
        }
        mesh.run(3_000)
        #expect(mesh.difference(0..<2) == nil)
        let octets = mesh.deliveries.reduce(0) { sum, delivery in
            guard case .entries(let range) = delivery.message else { return sum }
            return sum + range.entries.reduce(0) { $0 + $1.count }
        }
        #expect(octets < 20_000_000)
    }
}
