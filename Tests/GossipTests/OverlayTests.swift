import Gossip
import Testing
import Vectors
import Wire

@Suite("The overlay")
struct OverlayTests {
    static let network: NetworkID = Mesh.network

    /// Identifiers that nothing orders.
    static func nodes(_ count: Int, seed: UInt64 = 1) -> [NodeID] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            guard let node = NodeID((0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }) else { preconditionFailure("sixteen") }
            return node
        }
    }

    static func overlay(_ nodes: [NodeID], week: UInt32 = 2_970, group: GroupTag = Mesh.community) -> Overlay {
        Overlay(network: network, week: week, group: group, nodes: nodes)
    }

    /// How many of the nodes are reached from the first along neighbours.
    static func reached(_ nodes: [NodeID], _ overlay: Overlay) -> Int {
        let present = Set(nodes)
        var (seen, front): (Set<NodeID>, [NodeID]) = ([nodes[0]], [nodes[0]])
        while let node = front.popLast() {
            for neighbour in overlay.neighbours(of: node) where present.contains(neighbour) && seen.insert(neighbour).inserted {
                front.append(neighbour)
            }
        }
        return seen.count
    }

    @Test("agrees with the vectors", arguments: try VectorFile.all(in: "overlay"))
    func vectors(_ vector: VectorFile) throws {
        func identifier<T: Identifier>(_ octets: [UInt8]) throws -> T { try #require(T(octets)) }
        let overlay = Overlay(
            network: try identifier(try vector.octets("network")), week: UInt32(try vector.number("week")),
            group: try identifier(try vector.octets("group")), nodes: try vector.list("node").map { try identifier($0) as NodeID })
        #expect(overlay.neighbours(of: try identifier(try vector.octets("of"))).map(\.array) == vector.list("neighbour"))
    }

    @Test("is the same from both sides, of few neighbours each, whatever the order of the nodes", arguments: [2, 9, 10, 63, 64, 500])
    func symmetric(_ count: Int) {
        let nodes = Self.nodes(count)
        let (overlay, reversed) = (Self.overlay(nodes), Self.overlay(nodes.reversed()))
        let rings = count < GossipLimits.largeOverlayNodesMin ? GossipLimits.ringsSmall : GossipLimits.ringsLarge
        for node in nodes {
            let neighbours = overlay.neighbours(of: node)
            #expect(neighbours == reversed.neighbours(of: node))
            #expect(neighbours == Set(neighbours).sorted())
            #expect(!neighbours.contains(node))
            #expect(count <= 9 ? neighbours.count == count - 1 : (2...2 * rings).contains(neighbours.count))
            for neighbour in neighbours { #expect(overlay.neighbours(of: neighbour).contains(node)) }
        }
    }

    @Test("does not split when any one node leaves, before anybody computes it anew", arguments: [10, 63, 64, 200])
    func oneLeaves(_ count: Int) {
        let nodes = Self.nodes(count)
        let overlay = Self.overlay(nodes)
        for index in nodes.indices {
            var others = nodes
            others.remove(at: index)
            #expect(Self.reached(others, overlay) == count - 1)
        }
    }

    @Test("holds together when a quarter of a large network leaves at once", arguments: UInt64(0)..<10)
    func manyLeave(_ seed: UInt64) {
        let nodes = Self.nodes(400, seed: seed)
        var random = SeededGenerator(seed: seed)
        let others = Array(nodes.shuffled(using: &random).prefix(300))
        #expect(Self.reached(others, Self.overlay(nodes)) == 300)
    }

    @Test("changes with the week, group and network, and little when one node comes")
    func changes() {
        let nodes = Self.nodes(200)
        let overlay = Self.overlay(nodes)
        func differing(_ other: Overlay) -> Int { nodes.count { overlay.neighbours(of: $0) != other.neighbours(of: $0) } }
        #expect(differing(Self.overlay(nodes, week: 2_971)) == 200)
        #expect(differing(Self.overlay(nodes, group: Mesh.publicTag)) == 200)
        #expect(differing(Overlay(network: MeshNode.identifier(1), week: 2_970, group: Mesh.community, nodes: nodes)) == 200)
        // A newcomer stands between two nodes on each circle.
        #expect(differing(Self.overlay(nodes + Self.nodes(1, seed: 2))) <= 2 * GossipLimits.ringsLarge)
    }

    @Test("reaches everybody in few hops")
    func diameter() {
        let nodes = Self.nodes(1_000)
        let overlay = Self.overlay(nodes)
        var (seen, front, hops): (Set<NodeID>, [NodeID], Int) = ([nodes[0]], [nodes[0]], 0)
        while !front.isEmpty {
            front = front.flatMap { overlay.neighbours(of: $0) }.filter { seen.insert($0).inserted }
            if !front.isEmpty { hops += 1 }
        }
        #expect(seen.count == 1_000)
        #expect(hops <= 6)
    }
}
