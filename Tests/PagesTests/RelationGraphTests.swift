import Testing

@testable import Pages

@Suite struct RelationGraphTests {
    static let types = [
        "intrusion-set", "malware", "attack-pattern", "vulnerability", "indicator", "ipv4-addr", "identity", "course-of-action", "report",
        "x-other",
    ]

    /// As many objects as a page shows, each related to one nearer, and some across.
    static func large(_ count: Int = 150) -> RelationGraph {
        let nodes = (0..<count).map { index in
            RelationGraph.Node(
                id: "n\(index)", type: types[index % types.count], name: "Object number \(index) of the campaign",
                distance: index == 0 ? 0 : index <= 50 ? 1 : 2, isHere: index % 7 != 3, path: index % 7 != 3 ? "/objects/n\(index)" : nil)
        }
        let inwards = (1..<count).map {
            RelationGraph.Edge(from: "n\($0)", to: $0 <= 50 ? "n0" : "n\(1 + $0 * 7 % 50)", name: "related-to")
        }
        let across = (1..<count / 3).map { RelationGraph.Edge(from: "n\($0)", to: "n\(count - $0)", name: "uses") }
        return RelationGraph(Phrase(verbatim: "Relations"), nodes: nodes, edges: inwards + across)
    }

    @Test func `Every object and relation is drawn, named and said in words`() throws {
        let graph = RelationGraph(
            Phrase(verbatim: "Relations"),
            nodes: [
                .init(id: "a", type: "malware", name: "Emotet", distance: 0, path: "/objects/a"),
                .init(id: "b", type: "indicator", name: "198.51.100.7", distance: 1),
                .init(id: "c", type: "threat-actor", name: "Mummy Spider", distance: 1, isHere: false),
            ],
            edges: [
                .init(from: "b", to: "a", name: "indicates"), .init(from: "c", to: "a", name: "uses"),
                .init(from: "c", to: "zz", name: "lost"),
            ])
        let picture = try Markup(graph.picture)
        #expect(picture.all("path").map(\.text).filter { !$0.isEmpty } == ["indicates", "uses"])
        #expect(picture.all(ofClass: "graph-edge-names").map(\.text) == ["indicatesuses"])
        #expect(picture.all("title").map(\.text).contains("Mummy Spider (threat-actor)"))
        #expect(picture.all(ofClass: "is-absent").count == 1)
        #expect(picture.all("a").map { $0.attributes["href"] } == ["/objects/a"])
        let words = try Markup(graph.words)
        let rows = words.all("tr").map(\.text)
        #expect(rows.contains("198.51.100.7indicatesEmotet"))
        #expect(rows.contains("Mummy SpiderusesEmotet"))
        #expect(words.text.contains("only referred to, not here"))
        #expect(!words.text.contains("lost"))
    }

    @Test func `The same graph is drawn the same, and one that is drawn stays within a page`() throws {
        let text = Self.large().figure.text(in: .traditionalChinese)
        #expect(text == Self.large().figure.text(in: .traditionalChinese))
        #expect(text.utf8.count <= 150_000)
        let markup = try Markup(Self.large().picture)
        #expect(markup.all("g").count == 3 + 150 + Self.types.count)
        #expect(Set(GraphKind.allCases.map { $0.outline.text(in: .english) }).count == GraphKind.allCases.count)
    }

    @Test(arguments: [1, 2, 24, 25, 60, 61, 150, 200])
    func `No two names stand on each other, and no line runs through one`(count: Int) {
        let layout = GraphLayout(
            distances: (0..<count).map { $0 == 0 ? 0 : 1 }, edges: (1..<max(count, 2)).filter { $0 < count }.map { (0, $0) })
        let places = layout.places
        for one in places.indices {
            for other in places.indices where one < other && places[one].x == places[other].x {
                #expect(abs(places[one].y - places[other].y) >= GraphLayout.rowHeight - 0.01)
            }
            // A line to a later column passes level, and misses the letters: 13 units high, so 6.5 to either side.
            for other in places.indices where places[other].x > places[one].x && layout.layerOf[one] == layout.layerOf[other] {
                #expect(abs(places[one].y - places[other].y) >= 6.5)
            }
        }
        #expect(places.allSatisfy { $0.x > 0 && $0.y > 0 && $0.x < layout.width && $0.y < layout.height })
    }

    @Test func `Layers are ordered so that lines cross little`() {
        // Two layers, each node of the second beside one of the first, given the other way round.
        let distances = [0] + Array(repeating: 1, count: 10) + Array(repeating: 2, count: 10)
        let edges = (1...10).map { (from: 0, to: $0) } + (1...10).map { (from: $0, to: 21 - $0) }
        let layout = GraphLayout(distances: distances, edges: edges)
        var crossings = 0
        for one in 1...10 {
            for other in 1...10 where one < other {
                let starts = layout.places[one].y - layout.places[other].y
                let ends = layout.places[21 - one].y - layout.places[21 - other].y
                crossings += starts * ends < 0 ? 1 : 0
            }
        }
        #expect(crossings == 0)
    }

    @Test(arguments: [
        "//evil.example", "https://evil.example", "javascript:alert(1)", "/\\evil.example", "", "a", "/a\"b", "/a b", "/a\nb", "/漢", "#x",
    ])
    func `Only paths of these pages are linked`(path: String) throws {
        let graph = RelationGraph(
            Phrase(verbatim: "x"), nodes: [.init(id: "a", type: "file", name: "a", distance: 0, path: path)], edges: [])
        #expect(try Markup(graph.figure).all("a").isEmpty)
        #expect(try Markup(graph.picture).all("svg").first?.attributes["role"] == "img")
        #expect(LocalPath("/objects/a?b=c#d") != nil)
        #expect(LocalPath("/") != nil)
    }

    @Test(arguments: Hostile.texts)
    func `No text breaks out of a graph`(text: String) throws {
        let nodes = (0..<3).map {
            RelationGraph.Node(id: "\($0)\(text)", type: text, name: text, distance: $0, isHere: $0 == 0, path: text)
        }
        let edges = [(0, 1), (1, 2), (2, 2), (2, 0), (0, 0)].map { RelationGraph.Edge(from: nodes[$0].id, to: nodes[$1].id, name: text) }
        let graph = RelationGraph(Phrase(verbatim: text), nodes: nodes, edges: edges, isCut: true)
        for language in Language.allCases { _ = try Markup(graph.figure, in: language) }
    }

    @Test func `A graph beyond the bounds keeps what is nearest, and says that there is more`() throws {
        let nodes = (0..<5_000).map { RelationGraph.Node(id: "\($0)", type: "file", name: "f\($0)", distance: 5_000 - $0) }
        let edges = (1..<5_000).map { RelationGraph.Edge(from: "\($0)", to: "\($0 - 1)", name: "to") }
        let markup = try Markup(RelationGraph(Phrase(verbatim: "x"), nodes: nodes, edges: edges).words)
        #expect(markup.all("th").count { $0.attributes["scope"] == "row" } == PagesLimits.graphNodesMax)
        #expect(markup.text.contains("f4999"))
        #expect(markup.text.contains("There is more than is shown."))
        #expect(try Markup(RelationGraph(Phrase(verbatim: "x"), nodes: [], edges: edges).figure).text.contains("Nothing yet."))
    }

    @Test(arguments: Hostile.texts)
    func `Whatever things are called, a picture keeps a page small`(text: String) throws {
        let nodes = (0..<300).map { RelationGraph.Node(id: "\($0)", type: text, name: text, distance: $0 % 3) }
        let edges = (0..<900).map { RelationGraph.Edge(from: "\($0 % 150)", to: "\(($0 * 7 + 1 + $0 / 150) % 150)", name: text) }
        let graph = RelationGraph(Phrase(verbatim: "x"), nodes: nodes, edges: edges)
        let timeline = Timeline(Phrase(verbatim: "x"), events: (0..<300).map { .init(second: Int64($0), kind: .made, text: text) })
        let technique = AttackMatrix.Technique(id: text, name: text, count: 1)
        let matrix = AttackMatrix(Phrase(verbatim: "x"), tactics: [.init(name: text, techniques: Array(repeating: technique, count: 500))])
        for drawing in [graph, timeline, matrix] as [any Drawing] {
            #expect(drawing.figure.text(in: .english).utf8.count <= 240_000, "\(type(of: drawing))")
        }
    }

    @Test(arguments: [Int.min, -1, 0, Int.max])
    func `Distances of any size, twins and lines to oneself are taken`(distance: Int) throws {
        let nodes = [0, distance, 0].map { RelationGraph.Node(id: "a", type: "file", name: "x", distance: $0) }
        let graph = RelationGraph(Phrase(verbatim: "x"), nodes: nodes, edges: [.init(from: "a", to: "a", name: "self")])
        #expect(try Markup(graph.figure).text.contains("self"))
    }
}
