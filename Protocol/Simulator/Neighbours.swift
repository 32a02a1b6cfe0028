import Gossip
import Wire

/// The overlay of the whole community, computed once for all machines, by their indices.
///
/// Large scenarios give each dial plan its neighbours and nobody else; in small ones it computes them itself, as the node does.
struct Neighbours {
    private let overlay: Overlay
    private let nodes: [NodeID]
    private let indices: [NodeID: Int]

    init(network: NetworkID, group: GroupTag, nodes: [NodeID]) {
        overlay = Overlay(network: network, week: Overlay.week(of: Terrain.minute(at: 0)), group: group, nodes: nodes)
        self.nodes = nodes
        indices = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1, $0) })
    }

    /// The neighbours of a node in ascending order.
    func neighbours(of index: Int) -> [Int] { overlay.neighbours(of: nodes[index]).compactMap { indices[$0] }.sorted() }
}
