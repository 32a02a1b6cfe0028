import Gossip
import Ledger
import Sodium
import Testing
import Wire

@Suite("A forked journal")
struct ForkTests {
    private func isProven(_ mesh: Mesh, at index: Int) -> Bool {
        mesh.nodes[index].store.forks.contains { fork in
            (try? fork.evidence.verify(
                network: Mesh.network, registryOrigin: Mesh.origin, keys: [mesh.nodes[0].key.verifyingKey])) != nil
        }
    }

    private func isSuspended(_ mesh: Mesh, at index: Int) -> Bool {
        mesh.nodes[index].replica?.forkedNodes.contains { $0.node == mesh.nodes[0].id && $0.isSuspended } == true
    }

    @Test("is proven to every member, whichever branch is longer", arguments: [(1, 1), (1, 4), (5, 2), (0, 3), (6, 8)], [1, 4])
    func proven(_ sizes: (Int, Int), _ common: Int) {
        let mesh = Mesh(seed: UInt64(sizes.0 * 10 + sizes.1), nodes: 5)
        let logs = mesh.branches(common: common, sizes.0, sizes.1)
        mesh.give(1, logs[0])
        mesh.give(2, logs[1])
        mesh.dial(1, 2)
        mesh.dial(2, 3)
        mesh.dial(4, 1)
        mesh.run(5_000)
        // Where one branch is only the beginning of the other there is no fork.
        let isFork = sizes.0 > 0
        for index in 1...4 {
            #expect(isProven(mesh, at: index) == isFork, "node \(index)")
            #expect(mesh.nodes[index].store.forks.count == (isFork ? 1 : 0))
            #expect(mesh.nodes[index].closes.isEmpty)
            // Nobody is without what all others have.
            #expect(mesh.size(of: logs[0][0].journal, at: index) >= UInt64(common))
            #expect(!isSuspended(mesh, at: index))
        }
        if isFork {
            #expect(mesh.size(of: logs[0][0].journal, at: 1) == UInt64(common + sizes.0))
            #expect(mesh.size(of: logs[0][0].journal, at: 2) == UInt64(common + sizes.1))
        }
    }

    @Test("is told of once on a connection one way, and nobody asks about it for ever")
    func quiet() {
        let mesh = Mesh(seed: 5, nodes: 4)
        let logs = mesh.branches(3, 5)
        mesh.give(1, logs[0])
        mesh.give(2, logs[1])
        mesh.dialAll()
        mesh.run(5_000)
        var travels: [[Int]: Int] = [:]
        for delivery in mesh.deliveries {
            guard case .evidence(let evidence) = delivery.message, evidence.other != nil else { continue }
            travels[[delivery.from, delivery.to], default: 0] += 1
        }
        #expect(!travels.isEmpty && travels.values.allSatisfy { $0 == 1 })
        let before = mesh.deliveries.count
        mesh.run(19_000)
        let later = mesh.deliveries[before...].filter { delivery in
            switch delivery.message {
            case .ping, .pong: false
            default: true
            }
        }
        #expect(later.isEmpty)
    }

    @Test("takes no more behind the larger of the two checkpoints, and parts nobody; other journals go on")
    func ended() {
        let mesh = Mesh(seed: 6, nodes: 4)
        let logs = mesh.branches(2, 6)
        mesh.give(1, logs[0])
        mesh.give(2, Array(logs[1].prefix(4)))
        mesh.dial(1, 2)
        mesh.run(2_000)
        #expect(isProven(mesh, at: 1) && isProven(mesh, at: 2))
        // The writer itself goes on with the second branch.
        mesh.stop(0)
        for batch in logs[1] { mesh.nodes[0].store.append(batch) }
        mesh.start(0)
        mesh.dial(0, 2)
        mesh.dial(0, 3)
        mesh.dial(2, 3)
        mesh.run(5_000)
        let journal = logs[0][0].journal
        #expect(mesh.size(of: journal, at: 2) == 4)
        let other = mesh.publish(0)
        let third = mesh.publish(2)
        mesh.run(5_000)
        for index in [1, 2, 3] {
            #expect(mesh.size(of: third, at: index) == 2)
            #expect(mesh.nodes[index].closes.isEmpty)
        }
        #expect(mesh.size(of: other, at: 2) == 2)
    }

    @Test("of a closed group is no matter of nodes outside it")
    func confined() {
        let mesh = Mesh(seed: 7, nodes: 5)
        let group = Mesh.group(0x11)
        mesh.groups[group] = [0, 1, 2, 3]
        mesh.announceStandings()
        let logs = mesh.branches(in: group, 2, 3)
        mesh.give(1, logs[0])
        mesh.give(2, logs[1])
        mesh.dialAll()
        mesh.run(5_000)
        for index in 0...3 { #expect(isProven(mesh, at: index), "node \(index)") }
        #expect(!isProven(mesh, at: 4))
        #expect(!mesh.heardOf(group, at: 4))
        // Who comes into the group later hears of it then.
        mesh.groups[group] = [0, 1, 2, 3, 4]
        mesh.announceStandings()
        mesh.run(2_000)
        #expect(isProven(mesh, at: 4))
    }

    @Test("that this run writes is left by it, and what it publishes next comes to everybody")
    func ownJournal() {
        let mesh = Mesh(seed: 8, nodes: 4)
        mesh.dial(0, 1)
        mesh.run(100)
        let journal = mesh.publish(0, 2)
        mesh.run(1_000)
        // A second machine with the same memory goes on beside it, and is seen by others.
        guard var copy = mesh.nodes[0].writers[Mesh.community], let known = mesh.nodes[1].store.journals[journal] else {
            return #expect(Bool(false), "the journal is open")
        }
        let prefix = EntryPrefix(
            kind: .item, journal: journal, salt: mesh.octets16(), epoch: nil, step: 0, registrySize: 1, time: Minute(1),
            keepUntil: Minute(0))
        let batch = copy.append([UnverifiedEntry(prefix: prefix, commitment: nil, body: .inline([9]))], signing: mesh.nodes[0].key)
        mesh.stop(2)
        var reader = JournalReader(
            name: batch.name, journal: journal, origin: journalOrigin(registryOrigin: Mesh.origin, journal: journal))
        guard
            let first = try? reader.verify(
                known.entries.map { $0[...] }, from: 0, completion: [], checkpoint: known.newest, keys: [mesh.nodes[0].key.verifyingKey])
        else { return #expect(Bool(false), "node 1 has the journal") }
        mesh.nodes[2].store.append(first)
        mesh.nodes[2].store.append(batch)
        mesh.start(2)
        mesh.publish(0)
        mesh.run(1_000)
        mesh.dial(2, 3)
        mesh.dial(0, 2)
        mesh.dial(0, 3)
        mesh.run(5_000)
        for index in 0...3 { #expect(isProven(mesh, at: index), "node \(index)") }
        let next = mesh.publish(0, 3)
        #expect(next != journal)
        mesh.run(5_000)
        for index in 1...3 { #expect(mesh.size(of: next, at: index) == 4) }
        #expect(mesh.nodes.allSatisfy { $0.closes.isEmpty })
    }

    @Test("once is an accident; twice in a group suspends the writer, until it has another key or is pardoned", arguments: [true, false])
    func suspended(_ byKey: Bool) {
        let mesh = Mesh(seed: 9, nodes: 4)
        for _ in 0..<2 {
            let logs = mesh.branches(2, 3)
            mesh.give(1, logs[0])
            mesh.give(2, logs[1])
        }
        let elsewhere = mesh.branches(in: Mesh.publicTag, 2, 3)
        mesh.dial(1, 2)
        mesh.dial(2, 3)
        mesh.run(3_000)
        for index in 1...3 { #expect(isSuspended(mesh, at: index)) }
        mesh.dial(0, 1)
        mesh.dial(0, 3)
        let others = mesh.publish(1)
        let own = mesh.publish(0, in: Mesh.publicTag)
        mesh.run(5_000)
        #expect(elsewhere[0][0].journal != own)
        for index in 1...3 {
            #expect(mesh.size(of: own, at: index) == 0)
            #expect(mesh.nodes[index].closes.isEmpty)
        }
        // It goes on being given what others write.
        #expect(mesh.size(of: others, at: 0) == 2)
        for index in 1...3 {
            if byKey {
                var directory = mesh.directory(mesh.members)
                let key = MeshNode.key(99).verifyingKey
                directory.nodes[mesh.nodes[0].id]?.keys.insert(key, at: 0)
                directory.nodes[mesh.nodes[0].id]?.currentKey = key.octets
                mesh.feed(index, .directory(directory))
            } else {
                let pardoned = mesh.nodes[index].store.forks.map { KnownFork(evidence: $0.evidence, isPardoned: true) }
                mesh.nodes[index].store.forks = pardoned
                mesh.feed(index, .forks(pardoned))
            }
            #expect(!isSuspended(mesh, at: index))
        }
        guard !byKey else { return }
        mesh.run(60_000)
        for index in 1...3 { #expect(mesh.size(of: own, at: index) == 2, "node \(index)") }
        // What was pardoned is past: who does it twice more is suspended again.
        for _ in 0..<2 {
            let logs = mesh.branches(2, 3)
            mesh.give(1, logs[0])
            mesh.give(2, logs[1])
        }
        mesh.dial(1, 2)
        mesh.dial(2, 3)
        mesh.run(3_000)
        #expect(isSuspended(mesh, at: 3))
    }

    @Test("is known after a restart, and to who comes later")
    func restart() {
        let mesh = Mesh(seed: 10, nodes: 4)
        for _ in 0..<2 {
            let logs = mesh.branches(2, 3)
            mesh.give(1, logs[0])
            mesh.give(2, logs[1])
        }
        let link = mesh.dial(1, 2)
        mesh.run(3_000)
        mesh.cut(link)
        mesh.stop(1)
        mesh.start(1)
        #expect(isSuspended(mesh, at: 1))
        mesh.dial(1, 3)
        mesh.run(3_000)
        #expect(isSuspended(mesh, at: 3))
    }

    @Test("is not believed on anybody's word: what is wrong in itself ends the connection, a false signature is dropped")
    func unbelieved() {
        let mesh = Mesh(seed: 11, nodes: 2, puppets: 1)
        let logs = mesh.branches(2, 3)
        mesh.give(1, logs[0])
        let link = mesh.dial(2, 1)
        mesh.say(link, by: 2, mesh.hello(of: 2))
        mesh.run(100)
        guard let name = logs[0][0].name, let own = mesh.nodes[1].store.roots(of: logs[0][0].journal, against: nil)?.served else {
            return #expect(Bool(false), "node 1 has the journal")
        }
        func evidence(_ second: SignedRoot, root: Hash) -> Message {
            .evidence(
                Evidence(
                    node: name.node, group: name.group, incarnation: name.incarnation, first: own,
                    other: Evidence.Other(second: second, root: root, proof: [])))
        }
        var forged = own
        forged.root = .leaf([1])
        mesh.say(link, by: 2, evidence(forged, root: forged.root))
        mesh.run(100)
        #expect(mesh.nodes[1].store.forks.isEmpty && mesh.nodes[1].closes.isEmpty)
        mesh.say(link, by: 2, evidence(own, root: own.root))
        mesh.run(100)
        #expect(mesh.nodes[1].closes == [.forged])
        #expect(mesh.nodes[1].notes.count { if case .evidenceRefused = $0 { true } else { false } } == 2)
    }

    @Test("is asked about by whoever likes, but of one peer so many questions are looked at, and of a stranger none")
    func bounded() {
        for isMember in [true, false] {
            let mesh = Mesh(seed: 12, nodes: 2, puppets: 1)
            mesh.members = isMember ? [0, 1, 2] : [0, 1]
            mesh.announceStandings()
            let logs = mesh.branches(2, 3)
            mesh.give(1, logs[0])
            guard let name = logs[0][0].name else { return }
            let first = logs[0][1]
            let question = Evidence(
                node: name.node, group: name.group, incarnation: name.incarnation,
                first: SignedRoot(size: first.end, root: first.checkpointRoot, signature: first.checkpoint.signature), other: nil)
            let link = mesh.dial(2, 1)
            mesh.say(link, by: 2, mesh.hello(of: 2))
            mesh.run(100)
            let reads = mesh.rootsRead
            for _ in 0..<GossipLimits.statementsAtOnceMax + 20 { mesh.say(link, by: 2, .evidence(question)) }
            mesh.run(500)
            #expect(mesh.rootsRead - reads == (isMember ? GossipLimits.statementsAtOnceMax : 0))
            #expect(mesh.nodes[1].store.forks.isEmpty && mesh.nodes[1].closes.isEmpty)
        }
    }

    @Test("is kept of one author in one group twice, in all groups so often, and no more")
    func kept() {
        let mesh = Mesh(seed: 13, nodes: 2, puppets: 1)
        let groups = (0..<UInt8(GossipLimits.forksPerAuthorMax)).map { Mesh.group($0 + 1) }
        for group in groups { mesh.groups[group] = [0, 1, 2] }
        mesh.announceStandings()
        for listener in [0, 1] {
            let link = mesh.dial(2, listener)
            mesh.say(link, by: 2, mesh.hello(of: 2))
            mesh.run(100)
            for group in groups {
                for _ in 0..<3 { mesh.say(link, by: 2, evidence(mesh, in: group)) }
                mesh.run(4_000)
            }
        }
        #expect(mesh.nodes[1].store.forks.count == GossipLimits.forksPerAuthorMax)
        #expect(mesh.nodes[1].store.forks.count { $0.evidence.group == groups[0] } == GossipLimits.forksPerAuthorInGroupMax)
        #expect(isSuspended(mesh, at: 1))
        // The author itself must leave each of its journals, and does not suspend itself.
        #expect(mesh.nodes[0].store.forks.count == groups.count * 3)
        #expect(!isSuspended(mesh, at: 0))
    }

    /// Two versions of one entry of node 0.
    private func evidence(_ mesh: Mesh, in group: GroupTag) -> Message {
        let logs = mesh.branches(in: group, 1, 1)
        guard let name = logs[0][0].name else { preconditionFailure("a node's journal has a name") }
        let states = logs.map { log in
            SignedRoot(size: log[1].end, root: log[1].checkpointRoot, signature: log[1].checkpoint.signature)
        }
        return .evidence(
            Evidence(
                node: name.node, group: name.group, incarnation: name.incarnation, first: states[0],
                other: Evidence.Other(second: states[1], root: states[1].root, proof: [])))
    }
}
