import Gossip
import Ledger
import Sodium
import Testing
import Wire

@Suite("Bodies that nobody has")
struct BodyTurnTests {
    /// A node, an honest author and puppets that are members and answer nothing but signs of life.
    private func meeting(puppets: Int) -> (mesh: Mesh, links: [Int]) {
        let mesh = Mesh(seed: 1, nodes: 2, puppets: puppets)
        mesh.dial(0, 1)
        let links = (2..<2 + puppets).map { index in
            let link = mesh.dial(index, 0)
            mesh.say(link, by: index, mesh.hello(of: index))
            return link
        }
        mesh.run(100)
        return (mesh, links)
    }

    private func run(_ mesh: Mesh, _ links: [Int], seconds: Int) {
        for _ in 0..<seconds / 10 {
            mesh.run(10_000)
            for (index, link) in links.enumerated() { mesh.say(link, by: index + 2, .pong) }
        }
    }

    private func invent(_ mesh: Mesh, _ link: Int, by index: Int, _ kinds: [EntryKind], hash: Hash? = nil) {
        let batch = mesh.write(
            index, in: Mesh.community,
            kinds.map { ($0, .detached(length: 100_000, hash: hash ?? Hash(sha256: mesh.octets16().array))) })
        mesh.say(link, by: index, Faults.head(batch, size: batch.first), .entries(Faults.range(batch)))
    }

    private func publish(_ mesh: Mesh) -> Hash {
        let hash = mesh.nodes[1].store.putBody((0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) } + mesh.octets16().array)
        mesh.publish(1, in: Mesh.community, [(.item, .detached(length: 100_016, hash: hash))])
        return hash
    }

    private func asked(_ mesh: Mesh, _ index: Int) -> [WantBody] {
        mesh.nodes[index].inbox.compactMap { if case .wantBody(let want) = $0 { want } else { nil } }
    }

    @Test("keep nobody else's waiting, however many one author invents")
    func inventedByOne() {
        let (mesh, links) = meeting(puppets: 1)
        // More than the queue holds.
        for _ in 0..<2 { invent(mesh, links[0], by: 2, Array(repeating: .item, count: 3_000)) }
        mesh.run(200)
        #expect(asked(mesh, 2).count == GossipLimits.bodyFetchesPerAuthorMax)
        for _ in 0..<5 {
            let hash = publish(mesh)
            mesh.run(1_000)
            #expect(mesh.nodes[0].store.body(hash) != nil)
            run(mesh, links, seconds: 40)
        }
        #expect(mesh.nodes[0].closes.isEmpty)
    }

    @Test("are asked for ever more rarely, and together no more often than one")
    func pauses() {
        let (mesh, links) = meeting(puppets: 3)
        for index in 2..<5 { invent(mesh, links[index - 2], by: index, Array(repeating: .item, count: 100)) }
        run(mesh, links, seconds: 3_600)
        for index in 2..<5 { #expect((6...24).contains(asked(mesh, index).count), "asked \(asked(mesh, index).count) times") }
        let before = (2..<5).map { asked(mesh, $0).count }
        run(mesh, links, seconds: 7_200)
        for index in 2..<5 { #expect((1...8).contains(asked(mesh, index).count - before[index - 2])) }
        let hash = publish(mesh)
        mesh.run(GossipLimits.answerMilliseconds + 1_000)
        #expect(mesh.nodes[0].store.body(hash) != nil)
    }

    @Test("do not keep one from coming that another author has, when they bear its hash")
    func sameHash() {
        let (mesh, links) = meeting(puppets: 1)
        let octets = [UInt8](repeating: 9, count: 100_000)
        let hash = mesh.nodes[1].store.putBody(octets)
        invent(mesh, links[0], by: 2, [.item], hash: hash)
        mesh.run(100)
        #expect(asked(mesh, 2).count == 1)
        mesh.publish(1, in: Mesh.community, [(.item, .detached(length: 100_000, hash: hash))])
        mesh.run(GossipLimits.answerMilliseconds + 1_000)
        #expect(mesh.nodes[0].store.body(hash) == octets)
        run(mesh, links, seconds: 600)
        #expect(asked(mesh, 2).count == 1)
    }

    @Test("come after those that carry keys")
    func keysFirst() {
        let (mesh, links) = meeting(puppets: 1)
        invent(mesh, links[0], by: 2, [.item, .item, .item, .epoch, .item, .grant])
        mesh.run(200)
        #expect(asked(mesh, 2).map(\.position) == [4, 6])
    }

    @Test("go on resting when the shell names everything that is missing")
    func namedAgain() {
        let (mesh, links) = meeting(puppets: 1)
        invent(mesh, links[0], by: 2, [.item, .item])
        run(mesh, links, seconds: 20)
        let before = asked(mesh, 2).count
        for _ in 0..<5 {
            mesh.feed(0, .bodiesMissing(mesh.nodes[0].store.missingBodies()))
            mesh.run(1_000)
        }
        #expect(asked(mesh, 2).count == before)
    }

    @Test("cannot be drawn out chunk by chunk")
    func dripped() {
        let (mesh, links) = meeting(puppets: 1)
        let octets = [UInt8](repeating: 3, count: 30 * 65_536)
        let hashes = BodyTree.chunkHashes(of: octets)
        let batch = mesh.write(
            2, in: Mesh.community, [(.item, .detached(length: UInt64(octets.count), hash: BodyTree.root(chunkHashes: hashes)))])
        mesh.say(links[0], by: 2, Faults.head(batch, size: 0), .entries(Faults.range(batch)))
        for chunk in 0..<10 {
            mesh.run(4_000)
            mesh.say(
                links[0], by: 2,
                .bodyPart(
                    BodyPart(
                        number: 1, position: 1, firstChunk: UInt32(chunk), chunkHashes: chunk == 0 ? hashes : [],
                        chunks: [octets[..<65_536]])))
        }
        #expect(asked(mesh, 2).map(\.firstChunk) == [0, 1, 2])
    }
}
