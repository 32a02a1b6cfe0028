import Gossip
import Ledger
import Sodium
import Testing
import Wire

@Suite("What nodes say of the registry")
struct StatementTests {
    private func count(_ mesh: Mesh, to index: Int? = nil) -> Int {
        mesh.count(to: index) { message in
            switch message {
            case .cosigned, .split: true
            default: false
            }
        }
    }

    @Test("A split view is found within one exchange, by the node with the shorter log too", arguments: [(3, 3), (3, 5), (5, 3), (4, 9)])
    func splitView(_ left: Int, _ right: Int) {
        let mesh = Mesh(seed: 1, nodes: 4)
        mesh.fork([0, 1], size: left, mark: 1)
        mesh.fork([2, 3], size: right, mark: 2)
        mesh.dial(0, 1)
        mesh.dial(2, 3)
        mesh.run(1_000)
        #expect(mesh.nodes.allSatisfy { $0.splits.isEmpty })
        mesh.dial(1, 2)
        mesh.run(1_000)
        for node in mesh.nodes {
            #expect(!node.splits.isEmpty, "node \(node.index)")
            for evidence in node.splits {
                #expect(throws: Never.self) { try evidence.verify(origin: Mesh.origin, key: mesh.coordinatorKey.verifyingKey) }
            }
            #expect(node.closes.isEmpty)
        }
    }

    @Test("Two nodes that hold parts of one registry find nothing")
    func oneRegistry() {
        let mesh = Mesh(seed: 2, nodes: 3)
        mesh.dial(0, 1)
        mesh.run(100)
        mesh.publishRegistry(3)
        mesh.tellStatements(0)
        mesh.dial(1, 2)
        mesh.run(1_000)
        for index in 0..<3 { mesh.tellStatements(index) }
        mesh.run(1_000)
        #expect(mesh.nodes.allSatisfy { $0.splits.isEmpty && $0.closes.isEmpty })
        #expect(mesh.nodes.allSatisfy { mesh.ownCheckpoint($0.index)?.size == 4 })
    }

    @Test("The evidence survives a restart and convinces who comes later, of whichever registry")
    func restart() {
        let mesh = Mesh(seed: 3, nodes: 5)
        mesh.fork([0, 1], size: 3, mark: 1)
        mesh.fork([2], size: 6, mark: 2)
        mesh.dial(1, 2)
        mesh.run(500)
        #expect(!mesh.nodes[1].splits.isEmpty)
        mesh.stop(1)
        mesh.start(1)
        // Node 3 has one record, which both registries begin with; node 4 is no member.
        mesh.members = [0, 1, 2, 3]
        mesh.announceStandings()
        mesh.dial(1, 3)
        mesh.dial(4, 1)
        mesh.run(500)
        #expect(!mesh.nodes[3].splits.isEmpty && !mesh.nodes[4].splits.isEmpty)
    }

    @Test("Cosignatures come to everybody, once over each connection one way, the newest of each witness alone", arguments: 0..<6)
    func floods(_ seed: UInt64) {
        let mesh = Mesh(seed: seed, nodes: 6)
        for left in 0..<6 { for right in 0..<left { mesh.dial(left, right, delay: UInt64.random(in: 1...60, using: &mesh.random)) } }
        mesh.run(500)
        for index in 1..<4 { mesh.cosign(index, at: 1_000) }
        mesh.run(2_000)
        for node in mesh.nodes {
            #expect(Set(node.cosignatures.flatMap(\.cosignatures).compactMap(\.signer)) == Set(mesh.nodes[1..<4].map(\.id)))
        }
        mesh.cosign(1, at: 2_000)
        mesh.run(2_000)
        for node in mesh.nodes {
            let times = node.cosignatures.flatMap(\.cosignatures).filter { $0.signer == mesh.nodes[1].id }.map(\.time)
            #expect(times == [2_000], "seed \(seed)")
        }
        var travels: [[Int]: [Cosignature: Int]] = [:]
        for delivery in mesh.deliveries {
            guard case .cosigned(let checkpoint) = delivery.message else { continue }
            for cosignature in checkpoint.cosignatures {
                travels[[delivery.from, delivery.to], default: [:]][cosignature, default: 0] += 1
            }
        }
        #expect(travels.values.allSatisfy { $0.values.allSatisfy { $0 == 1 } }, "seed \(seed)")
        // Later there is nothing left to say.
        let before = count(mesh)
        mesh.run(60_000)
        #expect(count(mesh) == before)
    }

    @Test("A cosignature is not sent back to who brought it")
    func notEchoed() {
        let mesh = Mesh(seed: 4, nodes: 1, puppets: 1)
        let link = mesh.dial(1, 0)
        mesh.say(link, by: 1, mesh.hello(of: 1))
        mesh.run(100)
        guard let own = mesh.ownCheckpoint(0) else { return #expect(Bool(false), "node 0 has a registry") }
        let checkpoint = Checkpoint(origin: Mesh.origin, size: own.size, root: own.root)
        var statement = own
        statement.cosignatures = [Cosignature(of: checkpoint, by: mesh.nodes[1].id, at: 5, with: mesh.nodes[1].key)]
        let before = count(mesh, to: 1)
        mesh.say(link, by: 1, .cosigned(statement))
        mesh.run(1_000)
        #expect(mesh.nodes[0].cosignatures == [statement])
        #expect(count(mesh, to: 1) == before)
    }

    @Test("A forged checkpoint or contradiction ends the connection, of a member too, and a forged cosignature is dropped")
    func forged() {
        for isMember in [true, false] {
            let mesh = Mesh(seed: 5, nodes: 1, puppets: 1)
            mesh.members = isMember ? [0, 1] : [0]
            mesh.announceStandings()
            guard let own = mesh.ownCheckpoint(0) else { return #expect(Bool(false), "node 0 has a registry") }
            var dropped = own
            dropped.cosignatures = [Cosignature(signer: mesh.nodes[1].id, time: 5, signature: own.signature)]
            let link = mesh.dial(1, 0)
            mesh.say(link, by: 1, mesh.hello(of: 1), .cosigned(dropped))
            mesh.run(100)
            #expect(mesh.nodes[0].closes.isEmpty && mesh.nodes[0].cosignatures.isEmpty)
            var other = own
            other.root = .leaf([9])
            mesh.say(link, by: 1, .cosigned(other))
            mesh.run(100)
            #expect(mesh.nodes[0].closes == [.forged])
            let second = mesh.dial(1, 0)
            mesh.say(second, by: 1, mesh.hello(of: 1), .split(SplitEvidence(first: other, second: own, root: own.root, proof: [])))
            mesh.run(100)
            #expect(mesh.nodes[0].closes == [.forged, .forged])
            #expect(mesh.nodes[0].splits.isEmpty)
        }
    }

    @Test("Of one peer so many are looked at, and of a member one more each second")
    func bounded() {
        let mesh = Mesh(seed: 6, nodes: 1, puppets: 1)
        guard let own = mesh.ownCheckpoint(0) else { return #expect(Bool(false), "node 0 has a registry") }
        let link = mesh.dial(1, 0)
        mesh.say(link, by: 1, mesh.hello(of: 1))
        func say(_ time: UInt64) {
            var junk = own
            junk.cosignatures = [Cosignature(signer: mesh.nodes[1].id, time: time, signature: own.signature)]
            mesh.say(link, by: 1, .cosigned(junk))
        }
        let limit = GossipLimits.statementsAtOnceMax
        for time in 1...UInt64(limit + 20) { say(time) }
        mesh.run(500)
        #expect(mesh.nodes[0].statementsHeard.count == limit)
        #expect(mesh.nodes[0].closes.isEmpty)
        mesh.run(GossipLimits.statementMilliseconds * 3)
        for time in 1_000...1_009 as ClosedRange<UInt64> { say(time) }
        mesh.run(500)
        #expect((limit + 1...limit + 4).contains(mesh.nodes[0].statementsHeard.count))
    }

    @Test("Nothing is said or heard before Hello, and it is held back while a connection is congested")
    func held() {
        let mesh = Mesh(seed: 7, nodes: 2, puppets: 1)
        let link = mesh.dial(2, 0)
        mesh.run(50)
        #expect(count(mesh, to: 2) == 0)
        mesh.cut(link)
        let between = mesh.dial(0, 1)
        mesh.run(100)
        mesh.stall(between, toDialler: false, true)
        for _ in 0..<10 { mesh.publish(0, in: Mesh.community, 15, octets: 60_000) }
        mesh.cosign(0, at: 77)
        mesh.run(1_000)
        #expect(mesh.nodes[1].cosignatures.isEmpty)
        mesh.stall(between, toDialler: false, false)
        mesh.run(1_000)
        #expect(mesh.nodes[1].cosignatures.flatMap(\.cosignatures).map(\.time) == [77])
    }
}
