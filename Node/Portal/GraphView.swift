import Exchange
import Pages

/// What lies around an object, as a picture and in words.
enum GraphView {
    static func picture(_ graph: GraphReport) -> HTML {
        let shown = graph.nodes.prefix(PortalLimits.graphNodesMax)
        let ids = Set(shown.map(\.id))
        let nodes = shown.map { node in
            RelationGraph.Node(
                id: node.id, type: node.type, name: node.name, distance: node.distance, isHere: node.isHere,
                path: node.isHere ? "/objects/\(FormFields.encoded(node.id))" : nil)
        }
        let edges = graph.edges.filter { ids.contains($0.from) && ids.contains($0.to) }.map {
            RelationGraph.Edge(from: $0.from, to: $0.to, name: $0.name)
        }
        return RelationGraph(
            .relations, nodes: nodes, edges: edges, isCut: graph.isCut || shown.count < graph.nodes.count
        ).figure
    }
}
