import Gossip
import Testing
import Wire

@Suite("A revocation")
struct RevocationTests {
    /// One direction between two nodes.
    private struct Way: Hashable {
        let from: Int
        let to: Int
    }

    /// How often each record went each way.
    private func travels(_ mesh: Mesh) -> [[UInt8]: [Way: Int]] {
        var travels: [[UInt8]: [Way: Int]] = [:]
        for delivery in mesh.deliveries {
            guard case .revocations(let records) = delivery.message else { continue }
            for record in records { travels[record, default: [:]][Way(from: delivery.from, to: delivery.to), default: 0] += 1 }
        }
        return travels
    }

    private func messages(_ mesh: Mesh, to index: Int) -> Int {
        mesh.count(to: index) { if case .revocations = $0 { true } else { false } }
    }

    @Test("comes to everybody over every connection, never twice one way, and never back to where it was first heard", arguments: 0..<8)
    func floods(_ seed: UInt64) {
        let mesh = Mesh(seed: seed, nodes: 6)
        for left in 0..<6 { for right in 0..<left { mesh.dial(left, right, delay: UInt64.random(in: 1...60, using: &mesh.random)) } }
        mesh.run(500)
        let records = (0..<3).map { _ in mesh.revocation() }
        for (index, record) in records.enumerated() {
            mesh.revoke(index * 2, [record])
            mesh.run(UInt64.random(in: 0...50, using: &mesh.random))
        }
        mesh.run(120_000)
        for node in mesh.nodes { #expect(Set(node.revocations) == Set(records), "seed \(seed)") }
        let travels = travels(mesh)
        #expect(Set(travels.keys) == Set(records))
        for (index, record) in records.enumerated() {
            let ways = travels[record] ?? [:]
            #expect(ways.values.allSatisfy { $0 == 1 }, "seed \(seed): \(ways)")
            #expect(!ways.keys.contains { $0.to == index * 2 && $0.from == firstHearer(of: record, in: mesh) })
            for left in 0..<6 {
                for right in 0..<left { #expect(ways[Way(from: left, to: right)] != nil || ways[Way(from: right, to: left)] != nil) }
            }
        }
    }

    /// Who heard of a record first.
    private func firstHearer(of record: [UInt8], in mesh: Mesh) -> Int? {
        mesh.deliveries.first { if case .revocations(let records) = $0.message { records.contains(record) } else { false } }?.to
    }

    @Test("goes along a line once over each connection")
    func line() {
        let mesh = Mesh(seed: 1, nodes: 5)
        for index in 0..<4 { mesh.dial(index, index + 1) }
        mesh.run(500)
        let record = mesh.revocation()
        mesh.revoke(2, [record])
        mesh.run(120_000)
        #expect(mesh.nodes.allSatisfy { $0.revocations == [record] })
        let expected = [Way(from: 2, to: 1), Way(from: 1, to: 0), Way(from: 2, to: 3), Way(from: 3, to: 4)]
        #expect(travels(mesh) == [record: Dictionary(uniqueKeysWithValues: expected.map { ($0, 1) })])
    }

    @Test("comes to a node that connects later, until the log has it")
    func later() {
        let mesh = Mesh(seed: 2, nodes: 4)
        mesh.dial(0, 1)
        mesh.run(100)
        let records = [mesh.revocation(), mesh.revocation()]
        mesh.revoke(0, records)
        mesh.run(100)
        mesh.dial(2, 1)
        mesh.run(100)
        #expect(mesh.nodes[2].revocations == records)
        for index in 0..<3 {
            mesh.nodes[index].revocations = [records[1]]
            mesh.feed(index, .revocations([records[1]]))
        }
        mesh.dial(3, 1)
        mesh.run(100)
        #expect(mesh.nodes[3].revocations == [records[1]])
        #expect(messages(mesh, to: 2) == 1)
    }

    @Test("comes to and from nodes that are no members")
    func strangers() {
        let mesh = Mesh(seed: 3, nodes: 3)
        mesh.members = [0]
        mesh.announceStandings()
        mesh.dial(1, 0)
        mesh.dial(2, 0)
        mesh.run(100)
        let (first, second) = (mesh.revocation(), mesh.revocation())
        mesh.revoke(0, [first])
        mesh.revoke(1, [second])
        mesh.run(1_000)
        for node in mesh.nodes { #expect(Set(node.revocations) == [first, second]) }
    }

    @Test("is heard from somebody who is no member in sixteen messages of one connection, and from a member always")
    func strangersLimit() {
        let mesh = Mesh(seed: 4, nodes: 1, puppets: 1)
        mesh.members = [0]
        mesh.announceStandings()
        let limit = GossipLimits.strangerRevocationMessagesMax
        let link = mesh.dial(1, 0)
        mesh.say(link, by: 1, mesh.hello(of: 1))
        for number in 0..<UInt8(limit + 4) { mesh.say(link, by: 1, .revocations([[0, number]])) }
        mesh.run(100)
        #expect(mesh.nodes[0].revocationsHeard.count == limit)
        #expect(mesh.nodes[0].closes.isEmpty)
        mesh.members = [0, 1]
        mesh.announceStandings()
        mesh.say(link, by: 1, .revocations([[0, 90]]))
        mesh.run(100)
        #expect(mesh.nodes[0].revocationsHeard.last == [[0, 90]])
        mesh.members = [0]
        mesh.announceStandings()
        mesh.say(link, by: 1, .revocations([[0, 91]]))
        mesh.cut(link)
        let second = mesh.dial(1, 0)
        mesh.say(second, by: 1, mesh.hello(of: 1), .revocations([[0, 92]]))
        mesh.run(100)
        #expect(mesh.nodes[0].revocationsHeard.last == [[0, 92]])
        #expect(!mesh.nodes[0].revocationsHeard.contains([[0, 91]]))
    }

    @Test("that is forged goes no further, and keeps the true one from nobody")
    func forged() {
        let mesh = Mesh(seed: 5, nodes: 3, puppets: 1)
        for index in 1..<4 { mesh.dial(index, 0) }
        let link = mesh.openLink(3, 0) ?? 0
        let truth = mesh.revocation()
        mesh.say(link, by: 3, mesh.hello(of: 3), .revocations([[0] + truth.dropFirst(), truth, truth]))
        mesh.run(100)
        #expect(mesh.nodes[0].revocationsHeard == [[[0] + truth.dropFirst(), truth]])
        #expect(mesh.nodes.prefix(3).allSatisfy { $0.revocations == [truth] })
        #expect(Set(travels(mesh).filter { $0.value.keys.contains { $0.from == 0 } }.keys) == [truth])
        #expect(messages(mesh, to: 3) == 0)
        // Once more, and what is passed on already: nothing is left to verify.
        mesh.say(link, by: 3, .revocations([[0] + truth.dropFirst(), truth]))
        mesh.run(100)
        #expect(mesh.nodes[0].revocationsHeard.count == 1)
    }

    @Test("waits its turn when there are more than are passed on at once; messages hold as many as they may")
    func bounded() {
        let mesh = Mesh(seed: 6, nodes: 2)
        let records = (0..<GossipLimits.revocationsMax + 10).map { _ in mesh.revocation() }
        mesh.revoke(0, records + [[6] + [UInt8](repeating: 0, count: WireLimits.revocationOctetsMax)])
        mesh.dial(0, 1)
        mesh.run(1_000)
        #expect(mesh.nodes[1].revocations == Array(records.prefix(GossipLimits.revocationsMax)))
        #expect(messages(mesh, to: 1) == GossipLimits.revocationsMax / WireLimits.revocationsPerMessageMax)
        mesh.feed(0, .revocations(Array(records.dropFirst(20))))
        mesh.run(1_000)
        #expect(mesh.nodes[1].revocations == records)
    }

    @Test("is held back while a connection is congested, and comes once it is not")
    func congested() {
        let mesh = Mesh(seed: 7, nodes: 2)
        let link = mesh.dial(0, 1)
        mesh.run(100)
        mesh.stall(link, toDialler: false, true)
        for _ in 0..<10 { mesh.publish(0, in: Mesh.community, 15, octets: 60_000) }
        let record = mesh.revocation()
        mesh.revoke(0, [record])
        mesh.run(1_000)
        #expect(!mesh.links[link].held[1].contains(Message.revocations([record]).encoded()))
        mesh.stall(link, toDialler: false, false)
        mesh.run(1_000)
        #expect(mesh.nodes[1].revocations == [record])
        #expect(messages(mesh, to: 1) == 1)
    }

    @Test("is neither sent nor heard before Hello")
    func beforeHello() {
        let mesh = Mesh(seed: 8, nodes: 1, puppets: 1)
        mesh.revoke(0, [mesh.revocation()])
        let link = mesh.dial(1, 0)
        mesh.revoke(0, [mesh.revocation()])
        mesh.run(100)
        #expect(mesh.nodes[1].inbox.count == 1)
        mesh.say(link, by: 1, .revocations([mesh.revocation()]))
        mesh.run(100)
        #expect(mesh.nodes[0].closes == [.outOfOrder])
        #expect(mesh.nodes[0].revocationsHeard.isEmpty)
    }
}
