/// Where a graph's nodes stand: in layers from left to right by their distance from the centre, each layer from top to bottom.
///
/// A layer is ordered by where the neighbours of its nodes stand (the mean of their places, forwards and backwards a few times), which
/// takes most crossings out. A long layer takes two or three columns: its rows are then shifted against each other, so that a line to the second
/// column runs between the names of the first. No randomness: the same graph is drawn the same.
struct GraphLayout {
    struct Layer {
        /// Nodes by their index, from top to bottom.
        var nodes: [Int]
        var left = 0.0
        var columns = 1
        /// From one node to the next, in units.
        var pitch = GraphLayout.rowHeight
        /// Whether what leads to its nodes is named in front of it.
        var isNamed = false

        var height: Double { Double(max(nodes.count - 1, 0)) * pitch + GraphLayout.rowHeight }
        var right: Double { left + Double(columns) * GraphLayout.columnWidth }
    }

    static let rowHeight = 26.0
    static let columnWidth = 176.0
    static let margin = 8.0

    private(set) var layers: [Layer] = []
    /// Each node's place, by index.
    private(set) var places: [(x: Double, y: Double)] = []
    /// The layer of each node.
    private(set) var layerOf: [Int] = []
    private(set) var width = 0.0
    private(set) var height = 0.0

    /// - Parameters:
    ///   - distances: of each node, from the centre.
    ///   - edges: pairs of indices of nodes.
    init(distances: [Int], edges: [(from: Int, to: Int)]) {
        let steps = Set(distances).sorted()
        layerOf = distances.map { steps.firstIndex(of: $0) ?? 0 }
        layers = steps.map { step in Layer(nodes: distances.indices.filter { distances[$0] == step }) }
        var neighbours = [[Int]](repeating: [], count: distances.count)
        for edge in edges where edge.from != edge.to {
            neighbours[edge.from].append(edge.to)
            neighbours[edge.to].append(edge.from)
        }
        order(by: neighbours)
        measure(hasFewEdges: edges.count <= 60)
    }

    private mutating func order(by neighbours: [[Int]]) {
        var share = [Double](repeating: 0.5, count: layerOf.count)
        func number(_ layer: Layer) {
            for (index, node) in layer.nodes.enumerated() { share[node] = (Double(index) + 0.5) / Double(layer.nodes.count) }
        }
        layers.forEach(number)
        for sweep in 0..<6 {
            let isForward = sweep.isMultiple(of: 2)
            for index in isForward ? Array(layers.indices) : layers.indices.reversed() {
                let nodes = layers[index].nodes
                let wishes = nodes.enumerated().map { place, node -> (wish: Double, place: Int, node: Int) in
                    let others = neighbours[node].filter { isForward ? layerOf[$0] < index : layerOf[$0] > index }
                    let sum = others.reduce(0) { $0 + share[$1] }
                    return (others.isEmpty ? share[node] : sum / Double(others.count), place, node)
                }
                layers[index].nodes = wishes.sorted { ($0.wish, $0.place) < ($1.wish, $1.place) }.map(\.node)
                number(layers[index])
            }
        }
    }

    private mutating func measure(hasFewEdges: Bool) {
        var x = Self.margin
        for index in layers.indices {
            let count = layers[index].nodes.count
            layers[index].columns = count <= 24 ? 1 : count <= 60 ? 2 : 3
            layers[index].pitch = Self.rowHeight / Double(layers[index].columns)
            layers[index].isNamed = index > 0 && hasFewEdges && layers[index].columns == 1
            if index > 0 { x += layers[index].isNamed ? 116 : 64 }
            layers[index].left = x
            x = layers[index].right
        }
        width = x
        height = (layers.map(\.height).max() ?? Self.rowHeight) + 2 * Self.margin
        places = Array(repeating: (0, 0), count: layerOf.count)
        for layer in layers {
            let top = (height - layer.height) / 2 + Self.rowHeight / 2
            for (index, node) in layer.nodes.enumerated() {
                places[node] = (layer.left + Double(index % layer.columns) * Self.columnWidth + 10, top + Double(index) * layer.pitch)
            }
        }
    }
}
