import Gossip
import Ledger
import Sodium
import Testing
import Wire

@Suite("A connection")
struct SessionTests {
    /// One node and one puppet that has dialled it and said what a test wants.
    private func meeting(seed: UInt64 = 1) -> (mesh: Mesh, link: Int) {
        let mesh = Mesh(seed: seed, nodes: 1, puppets: 1)
        return (mesh, mesh.dial(1, 0))
    }

    private func greeted(seed: UInt64 = 1) -> (mesh: Mesh, link: Int) {
        let (mesh, link) = meeting(seed: seed)
        mesh.say(link, by: 1, mesh.hello(of: 1))
        mesh.run(100)
        return (mesh, link)
    }

    private func bye(_ mesh: Mesh) -> CloseReason? {
        for case .bye(let code, let text) in mesh.nodes[1].inbox {
            let reason = CloseReason(rawValue: code)
            #expect(reason?.text == text)
            return reason
        }
        return nil
    }

    @Test("begins with Hello from both sides")
    func hello() throws {
        let (mesh, _) = greeted()
        guard case .hello(let hello)? = mesh.nodes[1].inbox.first else {
            Issue.record("no Hello but \(mesh.nodes[1].inbox)")
            return
        }
        #expect(hello.network == Mesh.network)
        #expect(hello.node == mesh.nodes[0].id)
        #expect(hello.registrySize == 1)
        #expect(mesh.nodes[0].replica?.sessionSummaries.map(\.isFull) == [true])
    }

    @Test(
        "ends when Hello is of another network, version or node",
        arguments: [CloseReason.otherNetwork, .otherVersion, .otherNode])
    func otherHello(_ reason: CloseReason) {
        let (mesh, link) = meeting()
        guard case .hello(var hello) = mesh.hello(of: 1) else { return }
        switch reason {
        case .otherNetwork: hello.network = MeshNode.identifier(0xBB)
        case .otherVersion: hello.version = 2
        default: hello.node = MeshNode.identifier(0xBB)
        }
        mesh.say(link, by: 1, .hello(hello))
        mesh.run(100)
        #expect(bye(mesh) == reason)
        #expect(mesh.nodes[0].replica?.sessionSummaries.isEmpty == true)
    }

    @Test(
        "ends when a message comes before Hello or Hello a second time",
        arguments: [
            Message.ping, .heads(Heads(tags: [], heads: [])), .want(Want(number: 0, from: 0)), .unknown(99),
            .application([1]),
        ])
    func beforeHello(_ message: Message) {
        let (mesh, link) = meeting()
        mesh.say(link, by: 1, message)
        mesh.run(100)
        #expect(bye(mesh) == .outOfOrder)

        let (other, second) = greeted()
        other.say(second, by: 1, other.hello(of: 1))
        other.run(100)
        #expect(bye(other) == .outOfOrder)
    }

    @Test(
        "ends when a number was not given",
        arguments: [
            Message.have(Have(number: 7, size: 1)), .want(Want(number: 7, from: 0)),
            .wantBody(WantBody(number: 7, position: 0, firstChunk: 0)),
            .bodyPart(BodyPart(number: 7, position: 0, firstChunk: 0, chunkHashes: [], chunks: [])),
            .entries(
                EntryRange(number: 7, first: 0, entries: [], completion: [], checkpointSize: 0, signature: Faults.signature)),
            .heads(Heads(tags: [], heads: [Faults.head(number: 0, 1)])),
            .heads(Heads(tags: [], heads: [Faults.head(number: 1, 1), Faults.head(number: 1, 2)])),
        ])
    func unknownNumber(_ message: Message) {
        let (mesh, link) = greeted()
        mesh.say(link, by: 1, message)
        mesh.run(100)
        #expect(bye(mesh) == .outOfOrder)
    }

    @Test("goes on after a message of a later version and notes it")
    func unknownMessage() {
        let (mesh, link) = greeted()
        mesh.sayBytes(link, by: 1, [0x83, 0x18, 0x63, 0x01, 0x82, 0x02, 0x40])
        mesh.say(link, by: 1, .ping)
        mesh.run(100)
        #expect(mesh.nodes[1].inbox.contains(.pong))
        #expect(mesh.nodes[0].notes.contains { if case .unknownMessage(_, 99) = $0 { true } else { false } })
    }

    @Test("ends alone when a frame cannot be decoded")
    func malformed() {
        let mesh = Mesh(seed: 1, nodes: 2, puppets: 1)
        mesh.dial(0, 1)
        let link = mesh.dial(2, 0)
        mesh.say(link, by: 2, mesh.hello(of: 2))
        mesh.sayBytes(link, by: 2, [0x82, 0x02, 0x01])
        mesh.say(link, by: 2, .ping)
        mesh.run(100)
        #expect(mesh.nodes[2].inbox.contains(.bye(code: CloseReason.malformed.rawValue, text: CloseReason.malformed.text)))
        #expect(!mesh.nodes[2].inbox.contains(.pong))
        #expect(mesh.nodes[0].replica?.sessionSummaries.map(\.peer) == [mesh.nodes[1].id])
        mesh.publish(0)
        mesh.run(1_000)
        #expect(mesh.difference(0..<2) == nil)
    }

    @Test("ends when Hello does not come in time")
    func noHello() {
        let (mesh, _) = meeting()
        mesh.run(GossipLimits.helloMilliseconds - 1)
        #expect(bye(mesh) == nil)
        mesh.run(100)
        #expect(bye(mesh) == .silent)
    }

    @Test("is asked for a sign of life when silent, and ends without one")
    func silence() {
        let (mesh, link) = greeted()
        mesh.run(GossipLimits.idleMilliseconds + 100)
        // The first one follows Hello, to see how long an answer takes.
        #expect(mesh.nodes[1].inbox.count { $0 == .ping } == 2)
        mesh.say(link, by: 1, .pong)
        mesh.run(GossipLimits.silenceMilliseconds - 1_000)
        #expect(mesh.nodes[1].inbox.count { $0 == .ping } == 3)
        #expect(bye(mesh) == nil)
        mesh.run(2_000)
        #expect(bye(mesh) == .silent)
    }

    @Test("stays with live nodes that have nothing to say, at the cost of a few ticks")
    func idle() {
        let mesh = Mesh(seed: 1, nodes: 2)
        mesh.dial(0, 1)
        mesh.run(3_600_000)
        #expect(mesh.openLink(0, 1) != nil)
        #expect(mesh.nodes[0].ticks <= 200)
    }

    @Test("to itself ends")
    func own() {
        let mesh = Mesh(seed: 1, nodes: 1)
        let node = mesh.nodes[0]
        mesh.feed(0, .connected(SessionID(900), peer: node.id, key: node.key.verifyingKey.octets, outbound: true))
        #expect(node.closes == [.same])
    }

    @Test("is one of a pair however both sides dialled", arguments: 0..<24)
    func duplicates(_ number: UInt64) {
        let mesh = Mesh(seed: number, nodes: 2)
        for index in 0..<(2 + number % 3) {
            let dialler = number < 8 ? Int(index % 2) : number < 16 ? 0 : 1
            mesh.dial(dialler, 1 - dialler, delay: UInt64.random(in: 0...50, using: &mesh.random))
            mesh.run(UInt64.random(in: 0...30, using: &mesh.random))
        }
        mesh.run(1_000)
        #expect(mesh.nodes.map { $0.replica?.sessionSummaries.count } == [1, 1], "seed \(number)")
        #expect(mesh.nodes.map(\.links.count) == [1, 1], "seed \(number)")
        #expect(Set(mesh.nodes.flatMap(\.closes)) == [.duplicate], "seed \(number)")
        mesh.publish(0)
        mesh.publish(1)
        mesh.run(1_000)
        #expect(mesh.difference(0..<2) == nil, "seed \(number)")
    }

    @Test("is refused to strangers before it is refused to members")
    func crowded() {
        let mesh = Mesh(seed: 1, nodes: 2)
        for number in 0..<GossipLimits.strangerSessionsMax + 1 {
            mesh.feed(
                0,
                .connected(
                    SessionID(UInt64(1_000 + number)), peer: MeshNode.identifier(0xEE), key: mesh.nodes[1].key.verifyingKey.octets,
                    outbound: false))
        }
        #expect(mesh.nodes[0].closes == [.crowded])
        mesh.dial(1, 0)
        mesh.run(100)
        #expect(mesh.nodes[0].replica?.sessionSummaries.contains { $0.peer == mesh.nodes[1].id && $0.isFull } == true)
    }

    @Test("with a body asked for too often ends")
    func excessive() {
        let (mesh, link) = greeted()
        mesh.publish(0)
        mesh.run(100)
        mesh.stall(link, toDialler: true, true)
        for _ in 0..<GossipLimits.bodyWantsQueuedMax + 3 {
            mesh.say(link, by: 1, .wantBody(WantBody(number: 1, position: 1, firstChunk: 1)))
        }
        mesh.links[link].delay = 0
        mesh.run(12)
        #expect(mesh.nodes[0].closes == [.excessive])
    }

    @Test("carries an application to the coordinator once, and its answer back")
    func application() {
        let (mesh, link) = greeted()
        mesh.say(link, by: 1, .application([1, 2]), .application([3]))
        mesh.run(100)
        #expect(mesh.nodes[0].applications == [[1, 2]])
        mesh.feed(0, .receipt(mesh.links[link].listenerSession, code: 3, text: String(repeating: "ü", count: 400)))
        mesh.run(100)
        #expect(mesh.nodes[1].inbox.last == .receipt(code: 3, text: String(repeating: "ü", count: 256)))

        let other = Mesh(seed: 1, nodes: 2, puppets: 1)
        let second = other.dial(2, 1)
        other.say(second, by: 2, other.hello(of: 2), .application([1]))
        other.run(100)
        #expect(other.nodes[1].applications.isEmpty)
        #expect(other.nodes[2].inbox.contains { if case .receipt(code: 1, _) = $0 { true } else { false } })
    }
}
