import Gossip
import Ledger
import Sodium
import Testing
import Wire

@Suite("Comparing what two nodes hold")
struct LevelTests {
    /// Journals of one entry each, by puppets, each of them an ended run.
    static func journals(_ mesh: Mesh, _ count: Int, by authors: Range<Int>, in group: GroupTag = Mesh.community) -> [VerifiedBatch] {
        (0..<count).map { number in
            let author = authors.lowerBound + number % authors.count
            mesh.nodes[author].writers = [:]
            return mesh.write(author, in: group, [])
        }
    }

    static func restart(_ mesh: Mesh, _ indices: Int..., holding batches: [VerifiedBatch]) {
        for index in indices {
            mesh.stop(index)
            for batch in batches { mesh.nodes[index].store.append(batch) }
            mesh.start(index)
        }
    }

    /// Octets and kinds of what went between two nodes since a moment, with the frames around it and without the entries themselves.
    static func octets(_ mesh: Mesh, since start: Int) -> Int {
        mesh.deliveries[start...].filter { Set([$0.from, $0.to]) == [0, 1] }.reduce(0) { sum, delivery in
            if case .entries = delivery.message { return sum }
            return sum + delivery.message.encoded().count + Frame.lengthOctets
        }
    }

    static func heads(_ mesh: Mesh, to index: Int, since start: Int = 0) -> Int {
        mesh.deliveries[start...].reduce(0) { sum, delivery in
            guard delivery.to == index, case .heads(let heads) = delivery.message else { return sum }
            return sum + heads.heads.count
        }
    }

    @Test("that is the same costs at most 64 octets for each group, and nothing is named")
    func same() {
        let mesh = Mesh(seed: 1, nodes: 2, puppets: 3)
        let groups = (20..<30).map { Mesh.group(UInt8($0)) }
        for group in groups { mesh.groups[group] = [0, 1] }
        let batches = groups.flatMap { Self.journals(mesh, 30, by: 2..<5, in: $0) }
        Self.restart(mesh, 0, 1, holding: batches)
        mesh.dial(0, 1)
        mesh.run(1_000)
        let digests = mesh.deliveries.filter { if case .digests = $0.message { true } else { false } }
        #expect(digests.count == 2)
        #expect(digests.allSatisfy { $0.message.encoded().count <= 64 * (groups.count + 2) })
        #expect(Self.heads(mesh, to: 0) + Self.heads(mesh, to: 1) == 0)
        #expect(mesh.count { if case .rows = $0 { true } else { false } } == 0)
        // What comes later is told all the same, by either side.
        mesh.publish(0, in: groups[3])
        mesh.publish(1, in: groups[4])
        mesh.run(1_000)
        for group in groups { #expect(mesh.difference(0..<2, in: group) == nil) }
    }

    @Test("finds what either side lacks, more than one list of rows can hold, and what is longer on either side", arguments: [0, 1])
    func different(_ dialler: Int) {
        let mesh = Mesh(seed: 2, nodes: 2, puppets: 4)
        let count = WireLimits.rowsPerMessageMax + 500
        let common = Self.journals(mesh, count, by: 2..<6)
        let (left, right) = (Self.journals(mesh, 40, by: 2..<6), Self.journals(mesh, 50, by: 2..<6))
        Self.restart(mesh, 0, holding: common + left)
        Self.restart(mesh, 1, holding: common + right)
        mesh.dial(dialler, 1 - dialler)
        mesh.run(3_000)
        #expect(mesh.difference(0..<2) == nil)
        #expect(mesh.nodes[0].store.journals.count == count + 91)
        #expect(Self.heads(mesh, to: 0) == 50)
        #expect(Self.heads(mesh, to: 1) == 40)
        #expect(mesh.count { if case .rows = $0 { true } else { false } } == 2)
        #expect(mesh.nodes.prefix(2).allSatisfy { $0.closes.isEmpty })
    }

    @Test("goes on while both publish, and loses nothing", arguments: 0..<6)
    func growing(_ seed: UInt64) {
        let mesh = Mesh(seed: seed, nodes: 2, puppets: 2)
        Self.restart(mesh, 0, holding: Self.journals(mesh, 20, by: 2..<4))
        Self.restart(mesh, 1, holding: Self.journals(mesh, 20, by: 2..<4))
        mesh.dial(0, 1, delay: 20)
        for _ in 0..<15 {
            mesh.publish(Int.random(in: 0...1, using: &mesh.random))
            mesh.run(UInt64.random(in: 0...12, using: &mesh.random))
        }
        mesh.run(3_000)
        #expect(mesh.difference(0..<2) == nil, "seed \(seed)")
        #expect(mesh.nodes[0].store.journals.count == 43, "seed \(seed)")
    }

    @Test("of groups that have become common while the connection stands comes as soon as both know")
    func laterCommon() {
        let mesh = Mesh(seed: 3, nodes: 2)
        let group = Mesh.group(9)
        mesh.groups = [group: [0]]
        mesh.announceStandings()
        let first = mesh.publish(0, in: group, 2)
        mesh.dial(0, 1)
        mesh.run(500)
        #expect(!mesh.heardOf(group, at: 1))
        mesh.groups = [group: [0, 1]]
        for index in [0, 1] {
            mesh.feed(index, .access(mesh.accessTable(of: index)))
            mesh.run(500)
        }
        #expect(mesh.size(of: first, at: 1) == 3)
        // It leaves and comes back: what happened meanwhile was told to nobody.
        mesh.groups = [group: [0]]
        mesh.feed(0, .access(mesh.accessTable(of: 0)))
        mesh.nodes[0].writers = [:]
        let second = mesh.publish(0, in: group, 1)
        mesh.run(500)
        #expect(mesh.size(of: second, at: 1) == 0)
        mesh.groups = [group: [0, 1]]
        mesh.feed(0, .access(mesh.accessTable(of: 0)))
        mesh.run(500)
        #expect(mesh.size(of: second, at: 1) == 2)
    }

    @Test("begins anew with a member that was suspended for a while in the eyes of one of the two", arguments: [0, 1])
    func suspended(_ who: Int) {
        let mesh = Mesh(seed: 6, nodes: 2, puppets: 2)
        Self.restart(mesh, 0, 1, holding: Self.journals(mesh, 20, by: 2..<4))
        mesh.dial(0, 1)
        mesh.run(500)
        mesh.feed(who, .directory(mesh.directory([who])))
        let mine = mesh.publish(who)
        let theirs = mesh.publish(1 - who)
        mesh.run(500)
        #expect(mesh.size(of: mine, at: 1 - who) == 0)
        #expect(mesh.size(of: theirs, at: who) == 0)
        mesh.feed(who, .directory(mesh.directory(mesh.members)))
        mesh.run(500)
        #expect(mesh.difference(0..<2) == nil)
    }

    @Test("leaves bodies to be asked for whose journals nobody named")
    func bodies() {
        let mesh = Mesh(seed: 4, nodes: 2, puppets: 1)
        let hash = mesh.nodes[0].store.putBody([UInt8](repeating: 3, count: 200_000))
        let batch = mesh.write(2, in: Mesh.community, [(.item, .detached(length: 200_000, hash: hash))])
        Self.restart(mesh, 0, 1, holding: [batch])
        mesh.dial(0, 1)
        mesh.run(1_000)
        #expect(mesh.nodes[1].store.body(hash) != nil)
        #expect(mesh.count { if case .rows = $0 { true } else { false } } == 0)
        #expect(mesh.count { if case .ask(let ask) = $0 { ask.to == 0 } else { false } } == 1)
    }

    @Test("does not answer a stranger, nor about a group that the peer is not in")
    func strangers() {
        let mesh = Mesh(seed: 5, nodes: 1, puppets: 2)
        let group = Mesh.group(9)
        mesh.groups = [group: [0, 1]]
        mesh.members.remove(1)
        mesh.announceStandings()
        mesh.publish(0, in: group)
        mesh.publish(0)
        for index in [1, 2] {
            let link = mesh.dial(index, 0)
            let digests = [group, Mesh.community].map { GroupDigest(group: $0, digest: mesh.octets16()) }
            mesh.say(link, by: index, mesh.hello(of: index), .digests(index == 1 ? digests : [digests[0]]))
            mesh.say(link, by: index, Faults.nothing(of: group), .ask(Ask(group: group, to: .max, hashes: [7])))
            if index == 1 { mesh.say(link, by: index, Faults.nothing(of: Mesh.community)) }
        }
        mesh.run(500)
        #expect(!mesh.heardOf(group, at: 1) && !mesh.heardOf(group, at: 2))
        #expect(!mesh.heardOf(Mesh.community, at: 1))
        #expect(mesh.heardOf(Mesh.community, at: 2))
        #expect(mesh.nodes[0].closes.isEmpty)
    }
}
