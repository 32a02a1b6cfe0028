import Gossip
import Ledger
import Sodium
import Testing
import Wire

@Suite("A connection that comes again")
struct ResumeTests {
    private func count(_ mesh: Mesh, since start: Int, _ condition: (Message) -> Bool) -> Int {
        mesh.deliveries[start...].count { condition($0.message) }
    }

    /// Two nodes that are connected, level, and have named their own journals to each other.
    private func acquainted(_ seed: UInt64) -> (mesh: Mesh, link: Int) {
        let mesh = Mesh(seed: seed, nodes: 2, puppets: 1)
        let link = mesh.dial(0, 1)
        mesh.run(100)
        mesh.publish(0)
        mesh.publish(1, in: Mesh.publicTag)
        mesh.run(1_000)
        return (mesh, link)
    }

    @Test("of 10,000 journals, of which 100 have moved, costs at most 200 kB when new, and at most 4 kB when both remember")
    func octets() {
        let mesh = Mesh(seed: 1, nodes: 2, puppets: 8)
        let all = LevelTests.journals(mesh, 9_900, by: 3..<10)
        mesh.nodes[2].writers = [:]
        var writers: [JournalWriter] = []
        var moving: [VerifiedBatch] = []
        for _ in 0..<100 {
            moving.append(mesh.write(2, in: Mesh.community, [(.item, .inline([1]))]))
            if let writer = mesh.nodes[2].writers.removeValue(forKey: Mesh.community) { writers.append(writer) }
        }
        func move(_ mesh: Mesh) -> [VerifiedBatch] {
            writers.indices.map { index in
                mesh.nodes[2].writers[Mesh.community] = writers[index]
                let batch = mesh.write(2, in: Mesh.community, [(.item, .inline([2]))])
                if let writer = mesh.nodes[2].writers.removeValue(forKey: Mesh.community) { writers[index] = writer }
                return batch
            }
        }
        LevelTests.restart(mesh, 0, 1, holding: all + moving)
        let first = move(mesh)
        LevelTests.restart(mesh, 0, holding: first)
        // Cold: within two round trips after Hello, which takes half of one, all is named.
        let link = mesh.dial(0, 1, delay: 100)
        mesh.run(100 + 400)
        #expect(LevelTests.heads(mesh, to: 1) == 100)
        mesh.run(3_000)
        #expect(mesh.difference(0..<2) == nil)
        let cold = LevelTests.octets(mesh, since: 0)
        #expect(cold <= 200_000)

        // They part, and the author tells one of them more.
        mesh.cut(link)
        let author = mesh.dial(2, 0)
        mesh.say(author, by: 2, mesh.hello(of: 2))
        for (index, batch) in move(mesh).enumerated() {
            mesh.say(author, by: 2, Faults.head(batch, number: UInt32(index + 1)), .entries(Faults.range(batch, number: UInt32(index + 1))))
        }
        mesh.run(2_000)
        let start = mesh.deliveries.count
        mesh.dial(1, 0, delay: 100)
        mesh.run(100 + 200)
        #expect(count(mesh, since: start) { if case .have = $0 { true } else { false } } == 100)
        mesh.run(3_000)
        #expect(mesh.difference(0..<2) == nil)
        let warm = LevelTests.octets(mesh, since: start)
        #expect(warm <= 4_096)
        #expect(warm > 0 && cold > 0, "\(cold) octets cold, \(warm) with a token")
        #expect(LevelTests.heads(mesh, to: 1, since: start) == 0)

        // Whoever has all these hashed over and over is let go.
        let asked = GossipLimits.rowsAtOnceMax / 10_000 + 6
        for _ in 0..<asked {
            mesh.publish(0)
            mesh.say(author, by: 2, .ask(Ask(group: Mesh.community, to: 0, hashes: [7])))
            mesh.run(10)
        }
        #expect(mesh.nodes[0].closes == [.excessive])
    }

    @Test("says nothing again, whoever dials, time after time")
    func again() {
        let (mesh, link) = acquainted(2)
        mesh.cut(link)
        for round in 0..<4 {
            let start = mesh.deliveries.count
            let link = mesh.dial(round % 2, 1 - round % 2)
            mesh.run(500)
            #expect(count(mesh, since: start) { if case .resume = $0 { true } else { false } } == 2)
            #expect(LevelTests.octets(mesh, since: start) <= 640)
            #expect(LevelTests.heads(mesh, to: 0, since: start) + LevelTests.heads(mesh, to: 1, since: start) == 0)
            // What is published then needs no name.
            mesh.publish(round % 2, in: round % 2 == 0 ? Mesh.community : Mesh.publicTag)
            mesh.run(500)
            #expect(LevelTests.heads(mesh, to: 0, since: start) + LevelTests.heads(mesh, to: 1, since: start) == 0)
            mesh.cut(link)
        }
        #expect(mesh.difference(0..<2) == nil)
        #expect(mesh.nodes.prefix(2).allSatisfy { $0.closes.isEmpty })
    }

    @Test(
        "in the place of another that stands goes on from what both offered, though the other ends between offer and answer",
        arguments: [0, 1])
    func replacing(_ dialler: Int) {
        let (mesh, link) = acquainted(7)
        mesh.cut(link)
        for _ in 0..<3 {
            mesh.dial(dialler, 1 - dialler)
            mesh.run(1_000)
            for index in 0..<2 {
                mesh.publish(index)
                mesh.run(500)
            }
        }
        #expect(mesh.difference(0..<2) == nil)
        #expect(mesh.nodes.prefix(2).flatMap(\.closes).allSatisfy { $0 == .duplicate })
    }

    @Test("tells what was on its way when the earlier one broke, and what happened since", arguments: 0..<10)
    func onItsWay(_ seed: UInt64) {
        let (mesh, link) = acquainted(seed)
        mesh.setDelay(link, 60)
        for _ in 0..<6 {
            mesh.publish(Int.random(in: 0...1, using: &mesh.random))
            mesh.run(UInt64.random(in: 0...40, using: &mesh.random))
        }
        mesh.cut(link)
        mesh.publish(0, in: Mesh.publicTag)
        mesh.publish(1)
        let start = mesh.deliveries.count
        mesh.dial(0, 1)
        mesh.run(1_000)
        #expect(count(mesh, since: start) { if case .resume = $0 { true } else { false } } == 2, "seed \(seed)")
        #expect(count(mesh, since: start) { if case .rows = $0 { true } else { false } } == 0, "seed \(seed)")
        for group in [Mesh.community, Mesh.publicTag] { #expect(mesh.difference(0..<2, in: group) == nil, "seed \(seed)") }
    }

    @Test("is not gone on with after one side was restarted, nor before the two had compared everything")
    func forgotten() {
        let (mesh, link) = acquainted(3)
        mesh.cut(link)
        mesh.stop(1)
        mesh.start(1)
        mesh.publish(0)
        var start = mesh.deliveries.count
        mesh.dial(0, 1)
        mesh.run(1_000)
        #expect(count(mesh, since: start) { if case .resume = $0 { true } else { false } } == 1)
        #expect(count(mesh, since: start) { if case .rows = $0 { true } else { false } } == 1)
        #expect(mesh.difference(0..<2) == nil)

        // The lists are on their way when the connection breaks.
        let other = Mesh(seed: 4, nodes: 2, puppets: 2)
        LevelTests.restart(other, 0, holding: LevelTests.journals(other, 20, by: 2..<4))
        LevelTests.restart(other, 1, holding: LevelTests.journals(other, 20, by: 2..<4))
        let early = other.dial(0, 1, delay: 50)
        other.run(160)
        #expect(other.count { if case .rows = $0 { true } else { false } } == 1)
        other.cut(early)
        start = other.deliveries.count
        other.dial(0, 1)
        other.run(1_000)
        #expect(count(other, since: start) { if case .rows = $0 { true } else { false } } == 1)
        #expect(other.difference(0..<2) == nil)
    }

    @Test("of a peer that forgets each time does not use up the numbers")
    func forgetful() {
        let mesh = Mesh(seed: 8, nodes: 2, puppets: 2)
        let count = GossipLimits.unusedNumbersMax + 200
        LevelTests.restart(mesh, 0, holding: LevelTests.journals(mesh, count, by: 2..<4))
        for _ in 0..<4 {
            let link = mesh.dial(0, 1)
            mesh.run(15_000)
            #expect(mesh.difference(0..<2) == nil)
            mesh.stop(1)
            mesh.nodes[1].store = MeshStore()
            mesh.cut(link)
            mesh.nodes[1].store.append(mesh.firstRegistry)
            mesh.start(1)
        }
        let numbers = mesh.deliveries.compactMap { delivery -> UInt32? in
            guard case .heads(let heads) = delivery.message else { return nil }
            return heads.heads.map(\.number).max()
        }
        #expect((numbers.max() ?? 0) <= 3 * UInt32(count))
    }

    @Test("with a token that is false is compared like any other")
    func falseToken() {
        let mesh = Mesh(seed: 5, nodes: 1, puppets: 1)
        mesh.publish(0)
        for _ in 0..<2 {
            let link = mesh.dial(1, 0)
            mesh.say(link, by: 1, mesh.hello(of: 1), .resume(Resume(token: mesh.octets16(), announcements: .max)))
            mesh.say(link, by: 1, Faults.nothing(of: Mesh.community))
            mesh.run(100)
            mesh.cut(link)
        }
        #expect(LevelTests.heads(mesh, to: 1) == 2)
        #expect(mesh.nodes[0].closes.isEmpty)
    }

    @Test("as that of a stranger ends, and is compared when the peer is a member again")
    func stranger() {
        let (mesh, link) = acquainted(6)
        mesh.cut(link)
        mesh.publish(0)
        mesh.feed(0, .directory(mesh.directory([0])))
        mesh.dial(0, 1)
        mesh.run(500)
        #expect(mesh.nodes[0].closes == [.changed])
        mesh.dial(0, 1)
        mesh.run(500)
        mesh.publish(1)
        mesh.feed(0, .directory(mesh.directory(mesh.members)))
        mesh.run(1_000)
        #expect(mesh.difference(0..<2) == nil)
    }

    @Test("in a group that was left meanwhile compares that group", arguments: [0, 1])
    func left(_ who: Int) {
        let mesh = Mesh(seed: 7, nodes: 2)
        let group = Mesh.group(9)
        mesh.groups = [group: [0, 1]]
        mesh.announceStandings()
        let link = mesh.dial(0, 1)
        mesh.run(100)
        mesh.publish(0, in: group)
        mesh.publish(1, in: group)
        mesh.run(1_000)
        // One of the two believes for a while that the other is not in it, also when they meet again.
        mesh.groups = [group: [who]]
        mesh.feed(who, .access(mesh.accessTable(of: who)))
        mesh.nodes[who].writers = [:]
        mesh.publish(who, in: group)
        mesh.run(500)
        mesh.cut(link)
        mesh.nodes[who].writers = [:]
        mesh.publish(who, in: group)
        mesh.publish(1 - who, in: group)
        mesh.dial(0, 1)
        mesh.run(500)
        mesh.groups = [group: [0, 1]]
        mesh.feed(who, .access(mesh.accessTable(of: who)))
        mesh.run(1_000)
        #expect(mesh.difference(0..<2, in: group) == nil)
    }
}
