import Gossip
import Testing
import Wire

@Suite("A network of neighbours")
struct NeighbourTests {
    /// Nodes that dial by their plans alone, in a mesh; one step is a second.
    final class Network {
        let mesh: Mesh
        private(set) var plans: [DialPlan]
        private(set) var week: UInt32 = 7
        private(set) var partings = 0
        private var known: [Int: UInt32] = [:]
        private var running: [Int: [(target: DialPlan.Target, link: Int)]] = [:]

        init(seed: UInt64, nodes: Int) {
            mesh = Mesh(seed: seed, nodes: nodes)
            plans = mesh.nodes.map { DialPlan(own: $0.id) }
        }

        private var now: Instant { Instant(milliseconds: mesh.now) }

        private func update(_ index: Int) {
            plans[index].update(
                members: mesh.nodes.map { ($0.id, ["\($0.index)"]) }, addresses: [], ownEndpoints: ["\(index)"], relayConnected: false,
                week: DialPlan.Week(network: Mesh.network, community: Mesh.community, number: week, groups: [:]), at: now,
                using: &mesh.random)
            known[index] = week
        }

        func beginWeek() { week += 1 }

        func step() {
            for index in mesh.nodes.indices where mesh.nodes[index].isUp {
                if known[index] != week { update(index) }
                end(index)
                let sessions = mesh.nodes[index].replica?.sessionSummaries ?? []
                let connected = Set(sessions.map(\.peer))
                for target in plans[index].take(connected: connected, at: now, using: &mesh.random) { dial(target, by: index) }
                let dialled = Set(sessions.filter(\.isOutbound).map(\.peer))
                for node in plans[index].partings(dialled: dialled, connected: connected, at: now) {
                    partings += 1
                    mesh.feed(index, .part(from: node))
                }
            }
            mesh.run(1_000)
        }

        private func dial(_ target: DialPlan.Target, by index: Int) {
            guard case .address(let text) = target.route, let listener = Int(text), mesh.nodes[listener].isUp else {
                return plans[index].failed(target, jitter: 0.5, at: now)
            }
            running[index, default: []].append((target, mesh.dial(index, listener)))
        }

        /// Tells the plan which of its connections have ended.
        private func end(_ index: Int) {
            for (target, link) in running[index] ?? [] where !mesh.links[link].isOpen { plans[index].ended(target, at: now) }
            running[index]?.removeAll { !mesh.links[$0.link].isOpen }
        }

        func stop(_ index: Int) {
            mesh.stop(index)
            plans[index] = DialPlan(own: mesh.nodes[index].id)
            known[index] = nil
            running[index] = nil
        }

        /// Pairs that are connected.
        var pairs: Set<Set<Int>> {
            Set(mesh.links.filter(\.isOpen).map { [$0.dialler, $0.listener] })
        }

        /// Pairs that are neighbours, of nodes that are up.
        var neighbours: Set<Set<Int>> {
            let overlay = Overlay(network: Mesh.network, week: week, group: Mesh.community, nodes: mesh.nodes.map(\.id))
            var pairs: Set<Set<Int>> = []
            for node in mesh.nodes where node.isUp {
                for other in mesh.nodes where other.isUp && overlay.neighbours(of: node.id).contains(other.id) {
                    pairs.insert([node.index, other.index])
                }
            }
            return pairs
        }

        /// Whether everybody who is up is reached from everybody else.
        var isWhole: Bool {
            let up = mesh.nodes.indices.filter { mesh.nodes[$0].isUp }
            let pairs = pairs
            var (seen, front) = (Set(up.prefix(1)), Array(up.prefix(1)))
            while let node = front.popLast() {
                for other in up where pairs.contains([node, other]) && seen.insert(other).inserted { front.append(other) }
            }
            return seen.count == up.count
        }
    }

    @Test("stays whole while nodes are killed and come back, and everybody gets everything", arguments: UInt64(1)..<4)
    func kills(_ seed: UInt64) {
        let network = Network(seed: seed, nodes: 24)
        let mesh = network.mesh
        for _ in 0..<3 { network.step() }
        #expect(network.pairs.isSuperset(of: network.neighbours))
        for round in 0..<12 {
            let victim = Int.random(in: 0..<24, using: &mesh.random)
            network.stop(victim)
            // No time passes: nobody has noticed, and nobody has dialled anybody.
            #expect(network.isWhole, "seed \(seed), round \(round)")
            let author = (victim + 1) % 24
            mesh.publish(author)
            for _ in 0..<3 { network.step() }
            #expect(mesh.difference(mesh.nodes.indices.filter { $0 != victim }) == nil, "seed \(seed), round \(round)")
            mesh.start(victim)
            for _ in 0..<4 { network.step() }
            #expect(network.isWhole && mesh.difference(0..<24) == nil, "seed \(seed), round \(round)")
        }
    }

    @Test("has its new neighbours before it lets the old ones go when the week changes, and is whole all the time")
    func weekChanges() {
        let network = Network(seed: 5, nodes: 20)
        for _ in 0..<3 { network.step() }
        let before = network.neighbours
        network.beginWeek()
        var (whole, partedEarly) = (true, false)
        var connectedAfter: Int?
        for second in 0..<1_500 {
            let pairs = network.pairs
            network.step()
            whole = whole && network.isWhole
            let isConnected = network.pairs.isSuperset(of: network.neighbours)
            if isConnected, connectedAfter == nil { connectedAfter = second }
            // Of the neighbours of last week none is gone before the new ones are here.
            if !isConnected { partedEarly = partedEarly || !network.pairs.isSuperset(of: before) }
            if second == 0 { #expect(!isConnected, "nobody waited") }
            _ = pairs
        }
        #expect(whole)
        #expect(!partedEarly)
        #expect((connectedAfter ?? .max) <= Int(GossipLimits.weekSpreadMilliseconds / 1_000) + 2)
        // What is left besides neighbours was drawn by lot just now.
        let extra = network.pairs.subtracting(network.neighbours)
        #expect(extra.count <= 20 * 2)
        #expect(!network.pairs.isSuperset(of: before))
        #expect(network.partings > 20)
    }

    @Test("draws another one by lot again and again, and lets the one before go")
    func lots() {
        var plan = DialPlan(own: MeshNode.identifier(0))
        var random = SeededGenerator(seed: 1)
        let members = (0..<100).map { (node: MeshNode.identifier(UInt8($0)) as NodeID, endpoints: ["host\($0):1"]) }
        let week = DialPlan.Week(network: Mesh.network, community: Mesh.community, number: 7, groups: [:])
        plan.update(
            members: members, addresses: [], ownEndpoints: ["host0:1"], relayConnected: false, week: week,
            at: Instant(milliseconds: 0), using: &random)
        var connected: Set<NodeID> = []
        var drawn: [(node: NodeID, second: UInt64)] = []
        let neighbours = Overlay(network: Mesh.network, week: 7, group: Mesh.community, nodes: members.map(\.node))
            .neighbours(of: MeshNode.identifier(0))
        for second in UInt64(0)..<1_000 {
            let now = Instant(milliseconds: second * 1_000)
            for target in plan.take(connected: connected, at: now, using: &random) {
                guard let node = target.node else { continue }
                if !neighbours.contains(node) { drawn.append((node, second)) }
                connected.insert(node)
            }
            for node in plan.partings(dialled: connected, connected: connected, at: now) {
                #expect(!neighbours.contains(node))
                connected.remove(node)
                plan.ended(DialPlan.Target(node: node, route: .address("host\(node.array[0]):1")), at: now)
            }
            #expect(connected.count <= neighbours.count + 1)
        }
        let pauses = zip(drawn, drawn.dropFirst()).map { $1.second - $0.second }
        #expect((16...34).contains(drawn.count))
        #expect(pauses.allSatisfy { (30...61).contains($0) })
        #expect(Set(drawn.map(\.node)).count > drawn.count / 2)
        #expect(connected.isSuperset(of: neighbours))
    }
}
