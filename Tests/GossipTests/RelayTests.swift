import Gossip
import Sodium
import Testing
import Wire

@Suite("What nodes do for others")
struct RelayTests {
    private let ticket: Octets16 = {
        guard let value = Octets16([UInt8](repeating: 7, count: 16)) else { preconditionFailure("sixteen octets were refused") }
        return value
    }()

    @Test("is said once, right after Hello, by those who do it, and shown of them")
    func services() {
        let mesh = Mesh(seed: 1, nodes: 3, mailboxes: 1, puppets: 1, relays: [2])
        for index in 0..<4 { mesh.dial(4, index) }
        for index in [0, 2, 3] { mesh.dial(1, index) }
        for index in 0..<4 { mesh.say(mesh.openLink(4, index) ?? 0, by: 4, mesh.hello(of: 4)) }
        mesh.run(100_000)
        for (index, expected) in [nil, nil, Services(relay: true), Services(mailbox: true)].enumerated() {
            let said = mesh.deliveries.filter { $0.to == 4 && $0.from == index }.map(\.message)
            guard case .hello? = said.first else {
                Issue.record("node \(index) did not begin with Hello")
                continue
            }
            if let expected { #expect(said.dropFirst().first == .services(expected)) }
            #expect(said.count { if case .services = $0 { true } else { false } } == (expected == nil ? 0 : 1))
        }
        let summaries = mesh.nodes[1].replica?.sessionSummaries ?? []
        for summary in summaries {
            #expect(summary.offersRelay == (summary.peer == mesh.nodes[2].id))
            #expect(summary.offersMailbox == (summary.peer == mesh.nodes[3].id))
        }
        #expect(summaries.count == 3)
    }

    @Test("as a relay's call is followed when a member that offered it calls, or the coordinator, and nobody else", arguments: 0..<6)
    func calls(_ kind: Int) {
        // The puppet is the coordinator where the node's registry says so.
        let mesh = Mesh(seed: 2, nodes: 2, puppets: 1)
        var directory = mesh.directory(kind == 2 || kind == 3 ? [0, 1] : mesh.members)
        if kind == 3 || kind == 4 { directory.nodes[mesh.nodes[2].id]?.isCoordinator = true }
        if kind == 4 { directory.nodes[mesh.nodes[2].id]?.currentKey = mesh.nodes[0].key.verifyingKey.octets }
        mesh.feed(1, .directory(directory))
        let link = mesh.dial(2, 1)
        mesh.say(link, by: 2, mesh.hello(of: 2))
        if kind == 0 || kind == 2 || kind == 5 { mesh.say(link, by: 2, .services(Services(relay: true))) }
        if kind == 1 { mesh.say(link, by: 2, .services(Services(mailbox: true))) }
        let caller = kind == 5 ? mesh.nodes[1].id : mesh.nodes[0].id
        mesh.say(link, by: 2, .relayCall(RelayCall(ticket: ticket, caller: caller)))
        mesh.run(100)
        #expect(mesh.nodes[1].closes.isEmpty)
        #expect(mesh.nodes[1].calls.count == (kind == 0 || kind == 3 ? 1 : 0))
        for call in mesh.nodes[1].calls {
            #expect(call.caller == mesh.nodes[0].id)
            #expect(call.relay == mesh.nodes[2].id)
            #expect(call.ticket == ticket)
        }
    }

    @Test("as a call of somebody who is not connected, or has not been greeted, is nothing")
    func away() {
        let mesh = Mesh(seed: 3, nodes: 3, relays: [0])
        mesh.feed(0, .call(to: mesh.nodes[1].id, caller: mesh.nodes[2].id, ticket: ticket))
        mesh.dial(1, 0)
        #expect(mesh.nodes[0].replica?.isReady(mesh.nodes[1].id) == false)
        mesh.feed(0, .call(to: mesh.nodes[1].id, caller: mesh.nodes[2].id, ticket: ticket))
        mesh.run(100)
        #expect(mesh.nodes[0].replica?.isReady(mesh.nodes[1].id) == true)
        #expect(mesh.nodes[0].replica?.isReady(mesh.nodes[2].id) == false)
        #expect(mesh.nodes[1].calls.isEmpty)
        mesh.feed(0, .call(to: mesh.nodes[1].id, caller: mesh.nodes[2].id, ticket: ticket))
        mesh.run(100)
        #expect(mesh.nodes[1].calls.map(\.caller) == [mesh.nodes[2].id])
    }

    @Test("joins two nodes that can only dial out, once, and both become level", arguments: 1..<4)
    func joined(_ relay: Int) {
        let mesh = Mesh(seed: 4, nodes: 4, relays: [relay])
        let silent = [1, 2, 3].filter { $0 != relay }
        var plans = mesh.nodes.map { DialPlan(own: $0.id) }
        var (dials, called) = (0, 0)
        for _ in 0..<200 {
            for index in mesh.nodes.indices {
                let summaries = mesh.nodes[index].replica?.sessionSummaries ?? []
                let now = Instant(milliseconds: mesh.now)
                func endpoints(_ member: Int) -> [String] { silent.contains(member) ? [] : ["\(member)"] }
                plans[index].update(
                    members: mesh.nodes.map { ($0.id, endpoints($0.index)) }, addresses: [], ownEndpoints: endpoints(index),
                    relayConnected: summaries.contains { $0.isFull && $0.offersRelay },
                    week: DialPlan.Week(network: Mesh.network, community: Mesh.community, number: 7, groups: [:]), at: now,
                    using: &mesh.random)
                for target in plans[index].take(connected: Set(summaries.map(\.peer)), at: now, using: &mesh.random) {
                    switch target.route {
                    case .address(let address):
                        dials += 1
                        if let listener = Int(address) { mesh.dial(index, listener) }
                    case .relay:
                        called += 1
                        guard let callee = target.node else { continue }
                        mesh.feed(relay, .call(to: callee, caller: mesh.nodes[index].id, ticket: mesh.octets16()))
                    }
                }
                for call in mesh.nodes[index].calls {
                    #expect(call.relay == mesh.nodes[relay].id)
                    if let caller = mesh.nodes.first(where: { $0.id == call.caller }) { mesh.dial(caller.index, index) }
                }
                mesh.nodes[index].calls = []
            }
            mesh.run(100)
        }
        #expect(called == 1)
        #expect(dials >= 5)
        #expect(mesh.openLink(silent[0], silent[1]) != nil)
        #expect(mesh.nodes.allSatisfy { $0.replica?.sessionSummaries.count == 3 })
        let journal = mesh.publish(silent[0])
        mesh.run(1_000)
        #expect(mesh.size(of: journal, at: silent[1]) == 2)
        #expect(mesh.deliveries.contains { $0.from == silent[0] && $0.to == silent[1] })
    }
}
