import Crypto
import Sodium
public import Wire

/// Who is connected to whom in one group during one week (specification 6.11).
///
/// Up to `GossipLimits.fullMeshNodesMax` nodes everybody is everybody's neighbour. Of more, each node stands on three or four circles, in an
/// order that hashes decide, and its neighbours are the two beside it on each. Every node computes the same without asking anybody; on
/// one circle alone nobody that leaves parts the others.
///
/// Made once for all: for 10,000 nodes it hashes 40,000 times. Copies share what was computed.
public struct Overlay: Sendable {
    /// In the order of identifiers.
    private let nodes: [NodeID]
    /// The places in `nodes` of the neighbours of all nodes, one after the other; empty in a full mesh.
    private let places: [UInt32]
    /// Where those of each node begin, and behind the last one where they end.
    private let starts: [UInt32]

    /// Hashes once for each node and circle.
    ///
    /// - Parameters:
    ///   - week: the whole weeks of 7 days since 1970-01-01T00:00Z.
    ///   - nodes: who is in the group, in any order; one that stands there twice counts once.
    public init(network: NetworkID, week: UInt32, group: GroupTag, nodes: some Collection<NodeID>) {
        let nodes = Self.ordered(nodes)
        self.nodes = nodes
        guard nodes.count > GossipLimits.fullMeshNodesMax else {
            (places, starts) = ([], [])
            return
        }
        let rings = nodes.count >= GossipLimits.largeOverlayNodesMin ? GossipLimits.ringsLarge : GossipLimits.ringsSmall
        var beside = [UInt32](repeating: 0, count: nodes.count * rings * 2)
        for ring in 0..<rings {
            let circle = Self.circle(network: network, week: week, group: group, ring: UInt8(ring), nodes: nodes)
            for index in circle.indices {
                let start = Int(circle[index]) * rings * 2 + ring * 2
                beside[start] = circle[index == 0 ? circle.count - 1 : index - 1]
                beside[start + 1] = circle[index == circle.count - 1 ? 0 : index + 1]
            }
        }
        var (places, starts): ([UInt32], [UInt32]) = ([], [0])
        places.reserveCapacity(beside.count)
        starts.reserveCapacity(nodes.count + 1)
        for node in nodes.indices {
            let own = beside[(node * rings * 2)..<((node + 1) * rings * 2)].sorted()
            var last: UInt32?
            for place in own where place != last {
                places.append(place)
                last = place
            }
            starts.append(UInt32(places.count))
        }
        (self.places, self.starts) = (places, starts)
    }

    /// The neighbours of one node in ascending order, without itself; none for a node that is not in the group.
    public func neighbours(of node: NodeID) -> [NodeID] {
        guard let index = index(of: node) else { return [] }
        guard !starts.isEmpty else { return nodes.filter { $0 != node } }
        return places[Int(starts[index])..<Int(starts[index + 1])].map { nodes[Int($0)] }
    }

    /// The whole weeks of 7 days since 1970-01-01T00:00Z.
    public static func week(of minute: Minute) -> UInt32 { minute.rawValue / GossipLimits.weekMinutes }

    private func index(of node: NodeID) -> Int? {
        var (low, high) = (0, nodes.count)
        while low < high {
            let middle = (low + high) / 2
            if nodes[middle] < node { low = middle + 1 } else { high = middle }
        }
        return low < nodes.count && nodes[low] == node ? low : nil
    }

    private static func ordered(_ nodes: some Collection<NodeID>) -> [NodeID] {
        var ordered: [NodeID] = []
        ordered.reserveCapacity(nodes.count)
        for node in nodes.sorted() where node != ordered.last { ordered.append(node) }
        return ordered
    }

    /// A node's place on a circle: the hash in four words, from left to right.
    private struct Position {
        let words: (UInt64, UInt64, UInt64, UInt64)
        let node: UInt32

        init(hash: UnsafeRawBufferPointer, node: UInt32) {
            func word(_ number: Int) -> UInt64 { UInt64(bigEndian: hash.loadUnaligned(fromByteOffset: number * 8, as: UInt64.self)) }
            words = (word(0), word(1), word(2), word(3))
            self.node = node
        }
    }

    /// The nodes' places in `nodes`, in the order of SHA-256 of cbor["causeway/ring/1", network, week, group tag, ring, node].
    private static func circle(network: NetworkID, week: UInt32, group: GroupTag, ring: UInt8, nodes: [NodeID]) -> [UInt32] {
        var writer = CBORWriter(reservingCapacity: 128)
        writer.array(6)
        writer.text("causeway/ring/1")
        writer.identifier(network)
        writer.unsigned(week)
        writer.identifier(group)
        writer.unsigned(ring)
        // Only what follows the head of the node's byte string differs from node to node.
        writer.byteStringHead(NodeID.count)
        var common = SHA256()
        common.update(data: writer.bytes)
        var positions: [Position] = []
        positions.reserveCapacity(nodes.count)
        for (index, node) in nodes.enumerated() {
            var hash = common
            node.octets.withUnsafeBytes { hash.update(bufferPointer: $0) }
            positions.append(hash.finalize().withUnsafeBytes { Position(hash: $0, node: UInt32(index)) })
        }
        return positions.sorted { $0.words < $1.words }.map(\.node)
    }
}
