import Gossip
import Ledger
import Testing
import Wire

@Suite("Catching up")
struct CatchUpTests {
    @Test("brings a late joiner everything, from journals larger than one frame to many small ones")
    func lateJoiner() {
        let mesh = Mesh(seed: 1, nodes: 4)
        for left in 0..<3 { for right in 0..<left { mesh.dial(left, right) } }
        mesh.run(100)
        let large = mesh.publish(0, in: Mesh.community, 60, octets: 60_000)
        for _ in 0..<30 {
            mesh.nodes[1].writers = [:]
            mesh.publish(1)
        }
        let many = mesh.publish(2, in: Mesh.community, 4_000, octets: 10)
        mesh.publish(2, in: Mesh.community, 4_000, octets: 10)
        mesh.run(5_000)
        #expect(mesh.difference(0..<3) == nil)
        mesh.dial(3, 1)
        mesh.run(5_000)
        #expect(mesh.difference(0..<4) == nil)
        #expect(mesh.size(of: large, at: 3) == 61)
        #expect(mesh.size(of: many, at: 3) == 8_001)
        #expect(mesh.count(to: 3) { if case .entries(let range) = $0 { range.entries.count > 1_000 } else { false } } > 1)
    }

    @Test("after an absence fetches what was missed, once")
    func absence() {
        let mesh = Mesh(seed: 2, nodes: 3)
        mesh.dialAll()
        for index in 0..<3 { mesh.publish(index, in: Mesh.community, 10) }
        mesh.run(1_000)
        mesh.stop(2)
        for _ in 0..<10 {
            mesh.publish(0)
            mesh.publish(1)
            mesh.run(100)
        }
        mesh.start(2)
        let before = mesh.nodes[2].entriesReceived
        mesh.dial(2, 0)
        mesh.dial(1, 2)
        mesh.run(2_000)
        #expect(mesh.difference(0..<3) == nil)
        #expect(mesh.nodes[2].entriesReceived - before == 20)
        let duplicates = mesh.nodes[2].notes.reduce(0) { if case .duplicateEntries(_, let count) = $1 { $0 + count } else { $0 } }
        #expect(duplicates == 0)
    }

    @Test("goes on where it stopped after a restart in the middle")
    func restarted() {
        let mesh = Mesh(seed: 3, nodes: 3)
        let journal = mesh.publish(0, in: Mesh.community, 100, octets: 65_000)
        mesh.publish(0)
        mesh.dial(1, 0)
        #expect(mesh.run { (2..<90).contains(mesh.size(of: journal, at: 1)) })
        mesh.stop(1)
        mesh.start(1)
        let half = mesh.size(of: journal, at: 1)
        // What is half here cannot be proven to others yet; they get it later all the same.
        mesh.dial(1, 2)
        mesh.run(1_000)
        mesh.dial(1, 0)
        mesh.run(120_000)
        #expect(half < 102)
        #expect(mesh.difference(0..<3) == nil)
        #expect(mesh.size(of: journal, at: 2) == 102)
    }

    /// A node that two puppets, both members, tell of one journal of the second one.
    private func two() -> (mesh: Mesh, links: [Int], batch: VerifiedBatch) {
        let mesh = Mesh(seed: 4, nodes: 1, puppets: 2)
        let batch = mesh.write(2, in: Mesh.community, [(.item, .inline([1]))])
        let links = [1, 2].map { mesh.dial($0, 0) }
        for (link, index) in zip(links, [1, 2]) { mesh.say(link, by: index, mesh.hello(of: index)) }
        mesh.run(100)
        return (mesh, links, batch)
    }

    private func wants(_ mesh: Mesh, at index: Int) -> Int {
        mesh.nodes[index].inbox.count { if case .want(let want) = $0 { want.number == 1 } else { false } }
    }

    @Test("asks another holder when the first does not answer, and the first again after a rest")
    func silentSource() {
        let (mesh, links, batch) = two()
        mesh.say(links[0], by: 1, Faults.head(batch))
        mesh.run(100)
        #expect(wants(mesh, at: 1) == 1)
        mesh.say(links[1], by: 2, Faults.head(batch))
        mesh.run(GossipLimits.answerMilliseconds - 500)
        #expect(wants(mesh, at: 2) == 0)
        mesh.run(1_000)
        #expect(wants(mesh, at: 2) == 1)
        mesh.say(links[0], by: 1, .pong)
        mesh.say(links[1], by: 2, .pong)
        mesh.run(GossipLimits.answerMilliseconds)
        #expect(wants(mesh, at: 1) == 1)
        mesh.say(links[0], by: 1, .pong)
        mesh.run(GossipLimits.restMilliseconds - 1_000)
        #expect(wants(mesh, at: 1) == 2)
        mesh.say(links[0], by: 1, .entries(Faults.range(batch)))
        mesh.run(100)
        #expect(mesh.size(of: batch.journal, at: 0) == 2)
    }

    @Test("a single holder that does not answer is asked again, though not all the time")
    func onlySource() {
        let (mesh, links, batch) = two()
        mesh.say(links[0], by: 1, Faults.head(batch))
        for _ in 0..<12 {
            mesh.run(10_000)
            mesh.say(links[0], by: 1, .pong)
        }
        #expect((3...5).contains(wants(mesh, at: 1)))
        #expect(mesh.nodes[0].ticks < 60)
    }

    @Test("is not kept waiting by a peer that sends old entries only")
    func oldEntries() {
        let (mesh, links, batch) = two()
        mesh.say(links[0], by: 1, Faults.head(batch))
        mesh.run(100)
        mesh.say(links[0], by: 1, .entries(Faults.range(batch)))
        mesh.run(100)
        let more = mesh.write(2, in: Mesh.community, [(.item, .inline([2]))])
        mesh.say(links[0], by: 1, .have(Have(number: 1, size: 3)))
        mesh.run(100)
        #expect(wants(mesh, at: 1) == 2)
        mesh.say(links[1], by: 2, Faults.head(more))
        for _ in 0..<12 {
            mesh.run(1_000)
            mesh.say(links[0], by: 1, .entries(Faults.range(batch)))
        }
        #expect(wants(mesh, at: 2) == 1)
    }

    @Test("asks whoever has more as soon as the first holder is done, and at once when it leaves", arguments: [false, true])
    func another(_ leaves: Bool) {
        let (mesh, links, batch) = two()
        mesh.say(links[0], by: 1, Faults.head(batch))
        mesh.run(100)
        let more = mesh.write(2, in: Mesh.community, [(.item, .inline([2]))])
        mesh.say(links[1], by: 2, Faults.head(more, size: 2), .have(Have(number: 1, size: 3)))
        mesh.run(100)
        #expect(wants(mesh, at: 2) == 0)
        if leaves { mesh.cut(links[0]) } else { mesh.say(links[0], by: 1, .entries(Faults.range(batch))) }
        mesh.run(200)
        #expect(mesh.nodes[2].inbox.contains(.want(Want(number: 1, from: leaves ? 0 : 2))))
    }

    @Test("waits a moment for what is announced, since the author is sending it")
    func patience() {
        let (mesh, links, batch) = two()
        mesh.say(links[1], by: 2, Faults.head(batch, size: 0), .entries(Faults.range(batch)))
        mesh.say(links[0], by: 1, Faults.head(batch))
        mesh.run(100)
        let more = mesh.write(2, in: Mesh.community, [(.item, .inline([2]))])
        mesh.say(links[0], by: 1, .have(Have(number: 1, size: 3)))
        mesh.run(GossipLimits.patienceMilliseconds - 10)
        #expect(wants(mesh, at: 1) == 0)
        mesh.say(links[1], by: 2, .entries(Faults.range(more)))
        mesh.run(200)
        #expect(wants(mesh, at: 1) == 0)
        mesh.say(links[0], by: 1, .have(Have(number: 1, size: 4)))
        mesh.run(GossipLimits.patienceMilliseconds + 30)
        #expect(wants(mesh, at: 1) == 1)
    }

    @Test("of the registry goes on when it grows between the two Hellos")
    func registryGrows() {
        let mesh = Mesh(seed: 5, nodes: 2)
        mesh.dial(0, 1, delay: 50)
        mesh.run(20)
        mesh.publishRegistry(2)
        mesh.run(1_000)
        #expect(mesh.size(of: Mesh.registry, at: 1) == 3)
    }

    @Test("serves a journal that is asked for again and again as one stream")
    func askedOften() {
        let mesh = Mesh(seed: 6, nodes: 1, puppets: 1)
        mesh.publish(0, in: Mesh.community, 60, octets: 60_000)
        let link = mesh.dial(1, 0)
        mesh.say(link, by: 1, mesh.hello(of: 1), Faults.nothing(of: Mesh.community))
        mesh.run(100)
        for _ in 0..<200 { mesh.say(link, by: 1, .want(Want(number: 1, from: 0))) }
        mesh.run(2_000)
        #expect((4..<16).contains(mesh.count(to: 1) { if case .entries = $0 { true } else { false } }))
    }

    @Test("is spread over all who hold what is missing, whoever was met first", arguments: [0, 15])
    func striped(_ head: UInt64) {
        let mesh = Mesh(seed: 7, nodes: 4, puppets: 3)
        LevelTests.restart(mesh, 0, 1, 2, holding: LevelTests.journals(mesh, 300, by: 4..<7))
        for holder in 0..<3 {
            mesh.dial(3, holder)
            mesh.run(holder == 0 ? head : 0)
        }
        mesh.run(5_000)
        #expect(mesh.difference(0..<4) == nil)
        let wants = (0..<3).map { holder in
            mesh.count(to: holder) { if case .want(let want) = $0 { want.number != 0 } else { false } }
        }
        #expect(wants.reduce(0, +) == 300)
        #expect(wants.allSatisfy { (70...130).contains($0) }, "\(wants)")
    }

    @Test("goes on at those who answer when one of the holders does not")
    func silentHolder() {
        let mesh = Mesh(seed: 8, nodes: 2, puppets: 2)
        let batches = LevelTests.journals(mesh, 200, by: 3..<4)
        LevelTests.restart(mesh, 1, holding: batches)
        let link = mesh.dial(2, 0)
        mesh.say(link, by: 2, mesh.hello(of: 2))
        for (index, batch) in batches.enumerated() { mesh.say(link, by: 2, Faults.head(batch, number: UInt32(index + 1))) }
        mesh.run(100)
        mesh.dial(0, 1)
        mesh.run(2_000)
        #expect(wants(mesh, at: 2) == 1)
        let held = mesh.nodes[0].store.journals.count - 1
        #expect(held == 200 - GossipLimits.journalsAwaitedMin)
        mesh.run(GossipLimits.answerMilliseconds)
        #expect(mesh.difference(0..<2) == nil)
    }

    @Test("forgets journals that were only named, and then has room again")
    func namedOnly() {
        let (mesh, links, batch) = two()
        mesh.say(links[0], by: 1, Faults.head(batch))
        mesh.run(100)
        mesh.cut(links[0])
        mesh.run(100)
        // Nothing is waited for any more: only the signs of life are due.
        let deadline = mesh.nodes[0].replica?.nextDeadline?.milliseconds ?? 0
        #expect(deadline >= mesh.now + GossipLimits.idleMilliseconds - 1_000)
    }
}
