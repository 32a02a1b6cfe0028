import Gossip
import Ledger
import Testing
import Wire

@Suite("What a peer says it holds of the registry")
struct RegistryClaimTests {
    private let claim: UInt64 = 1 << 60

    /// The coordinator, which has written its registry in this run or not, and a puppet that claims far more of it.
    private func claimed(own: Bool, members: Set<Int> = [0, 1]) -> (mesh: Mesh, link: Int) {
        let mesh = Mesh(seed: 1, nodes: 1, puppets: 1)
        mesh.members = members
        mesh.announceStandings()
        if own { mesh.publishRegistry() }
        return (mesh, connect(mesh))
    }

    private func connect(_ mesh: Mesh) -> Int {
        let link = mesh.dial(1, 0)
        mesh.say(link, by: 1, mesh.hello(of: 1, registrySize: claim))
        mesh.run(100)
        return link
    }

    private func isBehind(_ mesh: Mesh) -> Bool {
        mesh.nodes[0].replica?.sessionSummaries.contains { $0.registryBehind } == true
    }

    private func wants(_ mesh: Mesh, at index: Int = 1) -> Int {
        mesh.nodes[index].inbox.count { if case .want(let want) = $0 { want.number == 0 } else { false } }
    }

    @Test("counts for nothing when it is no member", arguments: [false, true])
    func stranger(_ own: Bool) {
        let (mesh, _) = claimed(own: own, members: [0])
        #expect(mesh.nodes[0].replica?.sessionSummaries.map(\.isFull) == [false])
        #expect(!isBehind(mesh))
    }

    @Test("counts until it was asked and let the time pass, and then never again, on no connection", arguments: [false, true])
    func silentMember(_ own: Bool) {
        let (mesh, link) = claimed(own: own)
        #expect(isBehind(mesh))
        #expect(mesh.nodes[0].replica?.sessionSummaries.map(\.journalsBehind) == [1])
        #expect(wants(mesh) == 1)
        mesh.run(GossipLimits.answerMilliseconds)
        #expect(!isBehind(mesh))
        #expect(mesh.nodes[0].replica?.sessionSummaries.map(\.journalsBehind) == [0])
        mesh.say(link, by: 1, .have(Have(number: 0, size: claim + 1)))
        mesh.run(100)
        #expect(!isBehind(mesh))
        mesh.cut(link)
        _ = connect(mesh)
        #expect(!isBehind(mesh))
    }

    @Test("does not count once it has sent what does not verify, or old records only", arguments: [false, true], [false, true])
    func badAnswer(_ own: Bool, _ old: Bool) {
        let (mesh, link) = claimed(own: own)
        let size: UInt64 = own ? 2 : 1
        let range = EntryRange(
            number: 0, first: old ? 0 : size, entries: [[0x41, 0]], completion: [], checkpointSize: old ? 1 : size + 1,
            signature: Faults.signature)
        for _ in 0..<9 {
            mesh.say(link, by: 1, .entries(range))
            mesh.run(1_000)
            if !old { #expect(!isBehind(mesh)) }
        }
        mesh.run(2_000)
        #expect(!isBehind(mesh))
        #expect(mesh.nodes[0].closes.isEmpty)
        // The coordinator publishes meanwhile; that prolongs nothing.
        mesh.publishRegistry()
        #expect(!isBehind(mesh))
    }

    @Test("is waited for no longer because the coordinator goes on writing")
    func writing() {
        let (mesh, _) = claimed(own: true)
        for _ in 0..<6 {
            mesh.publishRegistry()
            mesh.run(2_000)
        }
        #expect(!isBehind(mesh))
    }

    @Test("counts if it proves it, though another process with the same key has made it and nothing of it is taken")
    func proven() {
        let mesh = Mesh(seed: 2, nodes: 1, puppets: 1)
        var writer = JournalWriter(registryOf: Mesh.network, origin: Mesh.origin)
        _ = writer.append(records: [[0x41, 0]], signing: mesh.coordinatorKey)
        let own = writer.append(records: [[0x41, 1]], signing: mesh.coordinatorKey)
        mesh.nodes[0].store.append(own)
        mesh.feed(0, .published(own))
        let foreign = writer.append(records: [[0x41, 2]], signing: mesh.coordinatorKey)
        let link = connect(mesh)
        #expect(mesh.nodes[1].inbox.contains(.want(Want(number: 0, from: 2))))
        mesh.say(link, by: 1, .entries(Faults.range(foreign, number: 0)))
        for _ in 0..<6 {
            mesh.run(10_000)
            mesh.say(link, by: 1, .pong)
            #expect(isBehind(mesh))
        }
        #expect(mesh.size(of: Mesh.registry, at: 0) == 2)
        #expect(wants(mesh) == 1)
        #expect(mesh.nodes[0].closes.isEmpty)
    }

    @Test("does not keep the registry from coming from others, neither from members nor while it is being asked again")
    func others() {
        let mesh = Mesh(seed: 3, nodes: 2, puppets: 2)
        mesh.members = [0, 1, 2]
        mesh.announceStandings()
        // A stranger and a member, both here before the coordinator.
        let links = [3, 2].map { index in
            let link = mesh.dial(index, 1)
            mesh.say(link, by: index, mesh.hello(of: index, registrySize: claim))
            return link
        }
        for _ in 0..<2 {
            mesh.run(GossipLimits.answerMilliseconds + 200)
            for (link, index) in zip(links, [3, 2]) { mesh.say(link, by: index, .pong) }
        }
        mesh.publishRegistry(3)
        var asked = wants(mesh, at: 2) + wants(mesh, at: 3)
        for _ in 0..<3 {
            #expect(
                mesh.run {
                    for (link, index) in zip(links, [3, 2]) where mesh.now % 7_000 < 100 { mesh.say(link, by: index, .pong) }
                    return wants(mesh, at: 2) + wants(mesh, at: 3) > asked
                })
            asked = wants(mesh, at: 2) + wants(mesh, at: 3)
            let link = mesh.openLink(0, 1) ?? mesh.dial(0, 1)
            mesh.run(500)
            #expect(mesh.size(of: Mesh.registry, at: 1) == mesh.size(of: Mesh.registry, at: 0))
            mesh.cut(link)
            mesh.publishRegistry()
        }
    }

    @Test("does not count when it leaves time after time while it is being asked")
    func leaving() {
        let (mesh, first) = claimed(own: false)
        mesh.cut(first)
        for _ in 1..<GossipLimits.brokenClaimsMax {
            let link = connect(mesh)
            #expect(isBehind(mesh))
            mesh.cut(link)
        }
        _ = connect(mesh)
        #expect(!isBehind(mesh))
    }
}
