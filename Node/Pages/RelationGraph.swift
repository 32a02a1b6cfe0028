/// What is related to what, from one object outwards.
///
/// Classes: `graph`; groups `graph-edges` (lines), `graph-edge-names`, `graph-nodes` (shapes and names). A shape has one of `kind-adversary`,
/// `kind-malware`, `kind-technique`, `kind-weakness`, `kind-indicator`, `kind-observable`, `kind-party`, `kind-answer`, `kind-writing`, `kind-other`
/// (colour), and `is-absent` (referred to, not here: hollow and dashed) or `is-centre`. Names want the page's colour around them, since
/// lines pass below.
public struct RelationGraph: Drawing {
    public struct Node: Sendable {
        public var id: String
        /// A type of STIX.
        public var type: String
        public var name: String
        /// Steps from the object in the centre.
        public var distance: Int
        /// Whether the object is here, and not only referred to.
        public var isHere: Bool
        /// Where its page is: a path of these pages. Anything else is not linked.
        public var path: String?

        public init(id: String, type: String, name: String, distance: Int, isHere: Bool = true, path: String? = nil) {
            self.id = id
            self.type = type
            self.name = name
            self.distance = distance
            self.isHere = isHere
            self.path = path
        }
    }

    public struct Edge: Sendable {
        /// Identifiers of nodes; an edge to a node that is not given is left out.
        public var from: String
        public var to: String
        /// The relationship's type.
        public var name: String

        public init(from: String, to: String, name: String) {
            self.from = from
            self.to = to
            self.name = name
        }
    }

    /// An edge between nodes that are drawn, with all relationships of the two in this direction.
    struct Line {
        var from: Int
        var to: Int
        var names: [Label]
    }

    let name: Phrase
    let nodes: [Node]
    let labels: [Label]
    let kinds: [GraphKind]
    let lines: [Line]
    let isCut: Bool

    /// - Parameters:
    ///   - name: what the picture shows: "Relations of this object".
    ///   - isCut: whether there is more than is given here.
    public init(_ name: Phrase, nodes: [Node], edges: [Edge], isCut: Bool = false) {
        self.name = name
        // Nearest first; among equals as they were given.
        let nearest = nodes.enumerated().sorted { ($0.element.distance, $0.offset) < ($1.element.distance, $1.offset) }
        let drawn = Array(nearest.prefix(PagesLimits.graphNodesMax).map(\.element))
        self.nodes = drawn
        kinds = drawn.map { GraphKind(type: $0.type) }
        let share = Label.share(of: PagesLimits.labelsOctetsMax, for: drawn.count)
        labels = drawn.map { Label($0.name, octetsMax: share) }
        let indices = Dictionary(drawn.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
        var lines: [Line] = []
        var known: [[Int]: Int] = [:]
        for edge in edges.prefix(PagesLimits.graphEdgesMax) {
            guard let from = indices[edge.from], let to = indices[edge.to] else { continue }
            let name = Label(edge.name, octetsMax: 64)
            if let line = known[[from, to]] {
                lines[line].names.append(name)
            } else {
                known[[from, to]] = lines.count
                lines.append(Line(from: from, to: to, names: [name]))
            }
        }
        self.lines = lines
        self.isCut = isCut || nodes.count > drawn.count || edges.count > PagesLimits.graphEdgesMax
    }

    public var picture: HTML {
        let layout = GraphLayout(distances: nodes.map(\.distance), edges: lines.map { ($0.from, $0.to) })
        var content = HTML()
        content += "<g class=\"graph-edges\" fill=\"none\" stroke=\"currentColor\">"
        for line in lines where line.from != line.to { content += edge(line, in: layout) }
        content += "</g><g class=\"graph-edge-names\" font-size=\"11\" text-anchor=\"end\">"
        for layer in layout.layers where layer.isNamed { content += edgeNames(before: layer, in: layout) }
        content += "</g><g class=\"graph-nodes\" font-size=\"13\">"
        for index in nodes.indices { content += node(index, in: layout) }
        let legend = legend(width: layout.width, top: layout.height)
        content += "\(legend.html)</g>"
        let canvas = Canvas(
            className: "graph", width: Int(layout.width) + 1, height: Int(layout.height) + legend.height, name: name, summary: summary,
            hasLinks: nodes.contains { $0.path.flatMap(LocalPath.init) != nil })
        // Wider than a narrow screen: scrolled by itself, also by keyboard.
        return "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"\(name)\">\(canvas.around(content))</div>"
    }

    private var summary: Phrase {
        let (objects, relations) = (Figure.grouped(nodes.count), Figure.grouped(lines.reduce(0) { $0 + $1.names.count }))
        return Phrase("\(objects) objects, \(relations) relations.", "\(objects) 個對象，\(relations) 個關係。", "\(objects) 个对象，\(relations) 个关系。")
    }
}

// MARK: The picture

extension RelationGraph {
    private static let letters = 13.0
    private static let labelWidth = (GraphLayout.columnWidth - 34) / letters

    private func node(_ index: Int, in layout: GraphLayout) -> HTML {
        let (node, place) = (nodes[index], layout.places[index])
        let kind = kinds[index]
        let isCentre = node.distance == nodes.first?.distance && layout.layers.first?.nodes.count == 1
        let shape: HTML = """
            <g transform="translate(\(Figure.place(place.x)) \(Figure.place(place.y)))"><title>\(labels[index].html) (\(Label(node.type, octetsMax: 64).html))</title>\
            <path class="\(kind.className)\(" is-absent", if: !node.isHere)\(" is-centre", if: isCentre)" d="\(kind.outline)"\
            \(" fill=\"none\" stroke=\"currentColor\" stroke-dasharray=\"2 2\"", if: !node.isHere)/>\
            <text x="12" y="4.5">\(labels[index].fitted(to: Self.labelWidth).html)</text></g>
            """
        guard let path = node.path.flatMap(LocalPath.init) else { return shape }
        return "<a href=\"\(path.text)\">\(shape)</a>"
    }

    /// A line from the end of one name to the mark of the other, with its head where the relation points.
    private func edge(_ line: Line, in layout: GraphLayout) -> HTML {
        let layers = (layout.layerOf[line.from], layout.layerOf[line.to])
        let (near, far) = layers.0 <= layers.1 ? (line.from, line.to) : (line.to, line.from)
        let (start, end) = (layout.places[near], layout.places[far])
        let path: HTML
        if layers.0 == layers.1 {
            let bow = start.x.distance(to: min(start.x, end.x)) - 24 - min(abs(end.y - start.y) / 12, 24)
            path = """
                M\(Figure.place(start.x - 9)) \(Figure.place(start.y))c\(Figure.place(bow)) 0 \
                \(Figure.place(end.x - start.x + bow)) \(Figure.place(end.y - start.y)) \(Figure.place(end.x - start.x)) \(Figure.place(end.y - start.y))\
                l-4.5-3m4.5 3l-5 2
                """
        } else {
            let (leaves, enters) = (layout.layers[layout.layerOf[near]].right, layout.layers[layout.layerOf[far]].left)
            let name = min(labels[near].isEmpty ? 5 : Label.width(of: labels[near].text), Self.labelWidth)
            let from = min(start.x + 16 + name * Self.letters, leaves)
            // Beside the layer's own names the line is level, and runs between theirs.
            let half = (enters - 4 - leaves) / 2
            let head: HTML = line.from == near ? "l-5-3m5 3l-5 3" : ""
            let tail: HTML = line.from == near ? "" : "m5-3l-5 3l5 3m-5-3"
            path = """
                M\(Figure.place(from)) \(Figure.place(start.y))\(tail)H\(Figure.place(leaves))\
                c\(Figure.place(half)) 0 \(Figure.place(half)) \(Figure.place(end.y - start.y)) \(Figure.place(2 * half)) \
                \(Figure.place(end.y - start.y))H\(Figure.place(end.x - 9))\(head)
                """
        }
        let names = line.names.prefix(8).enumerated().map { $0.offset == 0 ? $0.element.html : ", \($0.element.html)" as HTML }
        return "<path d=\"\(path)\"><title>\(names)</title></path>"
    }

    /// What leads to each node of a layer from the layers before, in front of it.
    private func edgeNames(before layer: GraphLayout.Layer, in layout: GraphLayout) -> HTML {
        var html = HTML()
        for node in layer.nodes {
            var names: [String] = []
            for line in lines where line.from == node || line.to == node {
                let other = line.from == node ? line.to : line.from
                guard layout.places[other].x < layer.left else { continue }
                for name in line.names where !name.isEmpty && !names.contains(name.text) { names.append(name.text) }
            }
            guard !names.isEmpty else { continue }
            html += """
                <text x="\(Figure.place(layer.left - 6))" y="\(Figure.place(layout.places[node].y - 4))">\
                \(Label(names.joined(separator: ", ")).fitted(to: 8.5).html)</text>
                """
        }
        return html
    }

    private func legend(width: Double, top: Double) -> (html: HTML, height: Int) {
        let used = Set(kinds)
        let kinds = GraphKind.allCases.filter(used.contains)
        let inRow = max(1, Int(width / 150))
        var html = HTML()
        for (index, kind) in kinds.enumerated() {
            let (x, y) = (14 + Double(index % inRow) * 150, top + 16 + Double(index / inRow) * 22)
            html += """
                <g transform="translate(\(Figure.place(x)) \(Figure.place(y)))"><path class="\(kind.className)" d="\(kind.outline)"/>\
                <text x="12" y="4.5">\(kind.name)</text></g>
                """
        }
        return (html, kinds.isEmpty ? 0 : 8 + 22 * ((kinds.count + inRow - 1) / inRow))
    }
}

// MARK: In words

extension RelationGraph {
    public var words: HTML {
        guard !nodes.isEmpty else { return "<p>\(Phrase.nothingYet)</p>" }
        let rows = nodes.indices.map { index -> HTML in
            let node = nodes[index]
            let kind: HTML = "\(Label(node.type, octetsMax: 64).isolated)\(" — \(Phrase.absent)", if: !node.isHere)"
            return "<tr><th scope=\"row\">\(linked(index))</th><td>\(kind)</td><td class=\"at-end\">\(node.distance)</td></tr>"
        }
        // Names stand whole in the first table.
        let share = Label.share(of: PagesLimits.labelsOctetsMax, for: 2 * lines.reduce(0) { $0 + $1.names.count })
        let short = nodes.map { Label($0.name, octetsMax: share).isolated }
        let relations = lines.flatMap { line in
            line.names.map { name -> HTML in
                "<tr><td>\(short[line.from])</td><td>\(name.isolated)</td><td>\(short[line.to])</td></tr>"
            }
        }
        let edges: HTML = """
            <table><caption>\(Phrase.relations)</caption><thead><tr><th scope="col">\(Phrase.from)</th><th scope="col">\(Phrase.relation)</th>\
            <th scope="col">\(Phrase.to)</th></tr></thead><tbody>\(relations)</tbody></table>
            """
        let cut: HTML = "<p class=\"note\">\(Phrase.more)</p>"
        return """
            <table><caption>\(Phrase.objects)</caption><thead><tr><th scope="col">\(Phrase.object)</th><th scope="col">\(Phrase.type)</th>\
            <th scope="col" class="at-end">\(Phrase.steps)</th></tr></thead><tbody>\(rows)</tbody></table>\
            \(edges, if: !relations.isEmpty)\(cut, if: isCut)
            """
    }

    private func linked(_ index: Int) -> HTML {
        guard let path = nodes[index].path.flatMap(LocalPath.init) else { return labels[index].isolated }
        return "<a href=\"\(path.text)\">\(labels[index].isolated)</a>"
    }

}

extension Phrase {
    fileprivate static let objects = Phrase("Objects", "對象", "对象")
    fileprivate static let object = Phrase("Object", "對象", "对象")
    fileprivate static let type = Phrase("Type", "類型", "类型")
    fileprivate static let steps = Phrase("Steps away", "相隔步數", "相隔步数")
    fileprivate static let relations = Phrase("Relations", "關係", "关系")
    fileprivate static let from = Phrase("From", "起點", "起点")
    fileprivate static let relation = Phrase("Relation", "關係", "关系")
    fileprivate static let to = Phrase("To", "終點", "终点")
    fileprivate static let absent = Phrase("only referred to, not here", "僅被引用，並不在此", "仅被引用，不在此处")
    fileprivate static let more = Phrase("There is more than is shown.", "尚有其他內容未顯示。", "还有其他内容未显示。")
}
