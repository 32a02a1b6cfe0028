import Gossip
import Ledger
import Testing
import Wire

@Suite("Detached bodies")
struct BodyTests {
    private func octets(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8 &+ $0 >> 16) } }

    /// Publishes an entry whose body is fetched on its own.
    private func publish(_ mesh: Mesh, _ index: Int, in group: GroupTag = Mesh.community, kind: EntryKind = .item, _ count: Int) -> Hash {
        let hash = mesh.nodes[index].store.putBody(octets(count))
        mesh.publish(index, in: group, [(kind, .detached(length: UInt64(count), hash: hash))])
        return hash
    }

    @Test("come chunk by chunk to everybody", arguments: [0, 1, 65_535, 65_536, 65_537, 12 * 65_536, 12 * 65_536 + 1, 40 * 65_536 - 7])
    func fetched(_ count: Int) {
        let mesh = Mesh(seed: 1, nodes: 3)
        mesh.dial(0, 1)
        mesh.dial(1, 2)
        mesh.run(100)
        let hash = publish(mesh, 0, count)
        // Node 2 asks node 1 before that has all of it, and again later.
        mesh.run(GossipLimits.restMilliseconds * 2)
        #expect(mesh.nodes[1].store.body(hash) == octets(count))
        #expect(mesh.nodes[2].store.body(hash) == octets(count))
        #expect(mesh.nodes.allSatisfy { $0.closes.isEmpty })
    }

    @Test("with a wrong chunk, list of chunks or length are refused and fetched from somebody else", arguments: 0..<5)
    func wrongChunk(_ kind: Int) {
        let mesh = Mesh(seed: 2, nodes: 3)
        let hash = publish(mesh, 0, 30 * 65_536)
        mesh.dial(0, 1)
        mesh.run(2_000)
        #expect(mesh.nodes[1].store.body(hash) != nil)
        mesh.tamper = { from, to, payload in
            guard from == 0, to == 2, case .bodyPart(var part)? = try? Message(decoding: payload[...]),
                part.firstChunk == (kind == 4 ? 12 : 0)
            else { return [payload] }
            switch kind {
            case 0: part.chunkHashes[3] = MeshNode.identifier(1)
            case 1: part.chunkHashes.removeLast()
            case 2: part.chunks.swapAt(0, 1)
            case 3: part.chunks[11] = part.chunks[11].dropLast()
            default: part.chunks[0] = [1, 2, 3]
            }
            return [Message.bodyPart(part).encoded()]
        }
        mesh.dial(2, 0)
        mesh.dial(2, 1)
        mesh.run(5_000)
        #expect(mesh.nodes[2].notes.contains { if case .bodyMismatch(_, hash) = $0 { true } else { false } })
        #expect(mesh.nodes[2].closes == [.forged])
        #expect(mesh.nodes[2].store.body(hash) == octets(30 * 65_536))
        if kind == 4 {
            // What was verified before is not fetched again.
            let firsts = mesh.deliveries.compactMap { delivery -> UInt32? in
                guard delivery.from == 1, delivery.to == 2, case .bodyPart(let part) = delivery.message else { return nil }
                return part.firstChunk
            }
            #expect(firsts == [12, 24])
        }
    }

    @Test("are asked for elsewhere when a holder is silent or does not have them", arguments: [true, false])
    func silent(_ swallowed: Bool) {
        let mesh = Mesh(seed: 3, nodes: 3)
        let hash = publish(mesh, 0, 100_000)
        mesh.dial(0, 1)
        mesh.run(2_000)
        mesh.tamper = { from, to, payload in
            guard from == 0, to == 2, case .bodyPart(var part)? = try? Message(decoding: payload[...]) else { return [payload] }
            (part.chunks, part.chunkHashes) = ([], [])
            return swallowed ? [] : [Message.bodyPart(part).encoded()]
        }
        mesh.dial(2, 0)
        mesh.dial(2, 1)
        mesh.run(swallowed ? GossipLimits.answerMilliseconds + 1_000 : 1_000)
        #expect(mesh.nodes[2].store.body(hash) != nil)
        #expect(mesh.nodes[2].closes.isEmpty)
    }

    @Test("that nobody holds are asked for again now and then, and at once when somebody new comes")
    func nobody() {
        let mesh = Mesh(seed: 4, nodes: 3)
        let body = octets(100_000)
        let hash = BodyTree.root(of: body)
        mesh.publish(0, in: Mesh.community, [(.item, .detached(length: 100_000, hash: hash))])
        mesh.dial(0, 1)
        mesh.run(300_000)
        let asked = mesh.count(to: 0) { if case .wantBody = $0 { true } else { false } }
        // After 30 s, then after twice as long each time.
        #expect(asked == 4)
        _ = mesh.nodes[0].store.putBody(body)
        mesh.run(GossipLimits.restMilliseconds * 8)
        #expect(mesh.nodes[1].store.body(hash) == body)

        mesh.dial(0, 2)
        mesh.run(1_000)
        #expect(mesh.nodes[2].store.body(hash) == body)
    }

    @Test("many at once are fetched a few at a time, and entries go on between them")
    func many() {
        let mesh = Mesh(seed: 5, nodes: 2)
        var hashes: [Hash] = []
        for number in 0..<20 { hashes.append(publish(mesh, 0, 66_000 + number * 100_000)) }
        mesh.dial(0, 1)
        #expect(mesh.run { mesh.count { if case .wantBody = $0 { true } else { false } } > 0 })
        #expect(mesh.count { if case .wantBody = $0 { true } else { false } } <= GossipLimits.bodyFetchesMax)
        mesh.run(30_000)
        #expect(hashes.allSatisfy { mesh.nodes[1].store.body($0) != nil })
    }

    @Test("named in many entries at once are fetched once, each part of them")
    func namedOften() {
        let mesh = Mesh(seed: 10, nodes: 2)
        let hash = mesh.nodes[0].store.putBody(octets(20 * 65_536))
        let entry = (kind: EntryKind.item, body: EntryBody.detached(length: 20 * 65_536, hash: hash))
        mesh.publish(0, in: Mesh.community, Array(repeating: entry, count: 40))
        mesh.dial(0, 1)
        mesh.run(60_000)
        #expect(mesh.nodes[1].store.body(hash) == octets(20 * 65_536))
        // Twelve chunks, and the other eight.
        #expect(mesh.count(to: 1) { if case .bodyPart = $0 { true } else { false } } == 2)
    }

    @Test("of a group that is an invitation are fetched for epochs, to a limit, and otherwise when the roster is known")
    func invitation() {
        let closed = Mesh.group(9)
        let mesh = Mesh(seed: 6, nodes: 2)
        mesh.groups = [closed: [0, 1]]
        mesh.feed(0, .access(mesh.accessTable(of: 0)))
        mesh.dial(0, 1)
        let limit = Int(GossipLimits.invitationBodyOctetsMax)
        let epoch = publish(mesh, 0, in: closed, kind: .epoch, limit)
        let tooLarge = publish(mesh, 0, in: closed, kind: .epoch, limit + 1)
        let item = publish(mesh, 0, in: closed, 70_000)
        mesh.run(60_000)
        #expect(mesh.nodes[1].store.body(epoch) != nil)
        #expect(mesh.nodes[1].store.body(tooLarge) == nil)
        #expect(mesh.nodes[1].store.body(item) == nil)
        // The shell names what is missing; the limit of an invitation holds for that too.
        mesh.feed(1, .bodiesMissing(mesh.nodes[1].store.missingBodies().filter { $0.hash == tooLarge }))
        mesh.run(10_000)
        #expect(mesh.nodes[1].store.body(tooLarge) == nil)
        mesh.feed(1, .access(mesh.accessTable(of: 1)))
        mesh.feed(1, .bodiesMissing(mesh.nodes[1].store.missingBodies()))
        mesh.run(10_000)
        #expect(mesh.nodes[1].store.body(item) != nil)
        #expect(mesh.nodes[1].store.body(tooLarge) != nil)
    }

    @Test("on their way are fetched anew after a restart")
    func restarted() {
        let mesh = Mesh(seed: 7, nodes: 2)
        let hash = publish(mesh, 0, 100 * 65_536)
        mesh.dial(0, 1)
        #expect(mesh.run { mesh.nodes[1].store.bodies[hash]?.chunks.isEmpty == false })
        mesh.stop(1)
        mesh.start(1)
        mesh.dial(1, 0)
        mesh.run(10_000)
        #expect(mesh.nodes[1].store.body(hash) == octets(100 * 65_536))
    }

    @Test("are asked for at once of whoever holds the same, when the author goes away")
    func authorGone() {
        let mesh = Mesh(seed: 8, nodes: 3)
        let hash = publish(mesh, 0, 100_000)
        mesh.dial(0, 1)
        mesh.run(2_000)
        mesh.tamper = { from, to, payload in
            if from == 0, to == 2, case .bodyPart? = try? Message(decoding: payload[...]) { [] } else { [payload] }
        }
        let link = mesh.dial(2, 0)
        mesh.run(1_000)
        mesh.dial(2, 1)
        mesh.run(1_000)
        // Both hold the same entries: neither has named a journal to the other.
        #expect(mesh.count(to: 2) { if case .bodyPart = $0 { true } else { false } } == 0)
        mesh.cut(link)
        mesh.run(1_000)
        #expect(mesh.nodes[2].store.body(hash) == octets(100_000))
    }

    @Test("go on over the connection that takes the place of another; whoever lets that happen again and again is asked last")
    func replaced() {
        let mesh = Mesh(seed: 9, nodes: 2)
        let hash = publish(mesh, 0, 100_000)
        var isSilent = true
        mesh.tamper = { from, _, payload in
            if isSilent, from == 0, case .bodyPart? = try? Message(decoding: payload[...]) { [] } else { [payload] }
        }
        func asked() -> Int { mesh.count(to: 0) { if case .wantBody = $0 { true } else { false } } }
        // The one dialled by the smaller node stays.
        mesh.dial(1, 0)
        #expect(mesh.run { asked() == 1 })
        mesh.dial(0, 1)
        #expect(mesh.run(atMost: 1_000) { asked() == 2 })
        mesh.dial(0, 1)
        mesh.run(GossipLimits.restMilliseconds / 2)
        #expect(asked() == 2)
        isSilent = false
        #expect(mesh.run { mesh.nodes[1].store.body(hash) != nil })
        #expect(mesh.nodes[1].closes.filter { $0 != .duplicate }.isEmpty)
    }
}
