import Gossip
import Ledger
import Sodium
import Testing
import Wire

@Suite("The journals of one author")
struct JournalShareTests {
    private func refusals(_ mesh: Mesh) -> Int {
        mesh.nodes[0].notes.count { if case .refusedJournal = $0 { true } else { false } }
    }

    private func held(_ mesh: Mesh, of author: Int) -> Int {
        mesh.nodes[0].store.journals.values.count { $0.name?.node == mesh.nodes[author].id }
    }

    /// A puppet writes a journal with an opening alone, as a node does that has started and says nothing.
    private func opening(_ mesh: Mesh, by index: Int) -> VerifiedBatch {
        mesh.nodes[index].writers = [:]
        return mesh.write(index, in: Mesh.community, [])
    }

    private func head(_ batch: VerifiedBatch, _ number: Int) -> Head? {
        guard case .heads(let heads) = Faults.head(batch, number: UInt32(number)) else { return nil }
        return heads.heads.first
    }

    @Test("are taken up to its share of a group, whether named before or after, and leave room for everybody else's")
    func inGroup() {
        let mesh = Mesh(seed: 1, nodes: 1, puppets: 2)
        let links = [1, 2].map { index in
            let link = mesh.dial(index, 0)
            mesh.say(link, by: index, mesh.hello(of: index))
            return link
        }
        let limit = GossipLimits.journalsPerAuthorInGroupMax
        let batches = (0..<limit + 100).map { _ in opening(mesh, by: 1) }
        mesh.say(links[0], by: 1, .heads(Heads(tags: [], heads: batches.enumerated().compactMap { head($1, $0 + 1) })))
        for (number, batch) in batches.enumerated() { mesh.say(links[0], by: 1, .entries(Faults.range(batch, number: UInt32(number + 1)))) }
        mesh.run(15_000)
        #expect(held(mesh, of: 1) == limit)
        #expect(refusals(mesh) == 100)
        let late = opening(mesh, by: 1)
        mesh.say(links[0], by: 1, Faults.head(late, number: UInt32(limit + 101)), .entries(Faults.range(late, number: UInt32(limit + 101))))
        let other = opening(mesh, by: 2)
        mesh.say(links[1], by: 2, Faults.head(other), .entries(Faults.range(other)))
        // Journals that are here grow as before.
        mesh.publish(0)
        mesh.run(1_000)
        #expect(held(mesh, of: 1) == limit)
        #expect(refusals(mesh) == 101)
        #expect(held(mesh, of: 2) == 1)
        #expect(held(mesh, of: 0) == 1)
        // What is on disk counts after a restart.
        mesh.stop(0)
        mesh.start(0)
        let link = mesh.dial(1, 0)
        mesh.say(link, by: 1, mesh.hello(of: 1), Faults.head(late), .entries(Faults.range(late)))
        mesh.run(1_000)
        #expect(held(mesh, of: 1) == limit)
        #expect(refusals(mesh) == 102)
    }

    @Test("in all groups together have a share too; this node's own have none")
    func inAllGroups() {
        let mesh = Mesh(seed: 2, nodes: 1, puppets: 2)
        func readers(of index: Int) -> [JournalReader] {
            (0..<GossipLimits.journalsPerAuthorMax).map { number in
                var range = CompactRange()
                range.append(Hash(sha256: [1]))
                let name = JournalName(
                    node: mesh.nodes[index].id, group: Mesh.group(UInt8(10 + number % 8)), incarnation: Incarnation(mesh.octets16()))
                let journal = name.id(in: Mesh.network)
                return JournalReader(
                    name: name, journal: journal, origin: journalOrigin(registryOrigin: Mesh.origin, journal: journal), restoring: range)
            }
        }
        mesh.stop(0)
        let node = mesh.nodes[0]
        node.replica = Replica(
            identity: Replica.Identity(
                node: node.id, network: Mesh.network, registryOrigin: Mesh.origin, isMailbox: false, isRelay: false, isCoordinator: true,
                agent: "mesh"), openTags: [Mesh.community], directory: mesh.directory([0, 1, 2]),
            journals: mesh.nodes[0].store.readers(registryOrigin: Mesh.origin) + readers(of: 0) + readers(of: 1),
            generator: SeededGenerator(seed: 1))
        let own = opening(mesh, by: 0)
        for index in [1, 2] {
            let link = mesh.dial(index, 0)
            let batch = opening(mesh, by: index)
            mesh.say(link, by: index, mesh.hello(of: index), Faults.head(batch), .entries(Faults.range(batch)))
            // An earlier run of this node, which another one kept for it.
            if index == 2 { mesh.say(link, by: index, Faults.head(own, number: 2), .entries(Faults.range(own, number: 2))) }
        }
        mesh.run(1_000)
        #expect(held(mesh, of: 1) == 0)
        #expect(refusals(mesh) == 1)
        #expect(held(mesh, of: 2) == 1)
        #expect(held(mesh, of: 0) == 1)
    }

    private func wanted(_ mesh: Mesh) -> Set<UInt32> {
        Set(mesh.nodes[1].inbox.compactMap { if case .want(let want) = $0 { want.number } else { nil } })
    }

    @Test("that somebody else only invents take nothing from it, and from others no more than one connection may name")
    func invented() {
        let mesh = Mesh(seed: 3, nodes: 1, puppets: 2)
        let links = [1, 2].map { index in
            let link = mesh.dial(index, 0)
            mesh.say(link, by: index, mesh.hello(of: index))
            return link
        }
        for part in 0..<3 {
            let heads = (0..<4_000).map {
                Head(
                    number: UInt32(part * 4_000 + $0 + 1), node: mesh.nodes[2].id, group: Mesh.community,
                    incarnation: Incarnation(mesh.octets16()), size: 1, keyedRoot: 0)
            }
            mesh.say(links[0], by: 1, .heads(Heads(tags: [], heads: heads)))
        }
        mesh.run(1_000)
        #expect(wanted(mesh).count == GossipLimits.journalsAwaitedMin)
        // As these do not come, the next are asked for, until all have been that are held.
        let rounds = GossipLimits.emptyJournalsPerSessionMax / GossipLimits.journalsAwaitedMin + 5
        for _ in 0..<rounds {
            for (index, link) in links.enumerated() { mesh.say(link, by: index + 1, .pong) }
            mesh.run(GossipLimits.answerMilliseconds)
        }
        #expect(wanted(mesh).count == GossipLimits.emptyJournalsPerSessionMax)
        let batch = opening(mesh, by: 2)
        mesh.say(links[1], by: 2, Faults.head(batch), .entries(Faults.range(batch)))
        mesh.run(1_000)
        #expect(held(mesh, of: 2) == 1)
        #expect(refusals(mesh) == 0)
    }

    @Test("and of others come to a late joiner though they are more than one connection may name at once")
    func lateJoiner() {
        let mesh = Mesh(seed: 4, nodes: 2, puppets: 3)
        let count = GossipLimits.emptyJournalsPerSessionMax / 3 + 200
        mesh.stop(1)
        for _ in 0..<count { for author in 2..<5 { mesh.nodes[1].store.append(opening(mesh, by: author)) } }
        mesh.start(1)
        mesh.dial(0, 1)
        mesh.run(30_000)
        #expect((2..<5).map { held(mesh, of: $0) } == [count, count, count])
        #expect(mesh.difference(0..<2) == nil)
    }
}
