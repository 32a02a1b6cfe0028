import Foundation
import GRDB
import STIX

/// The surroundings of an object: what it refers to, what refers to it, and the relationships between.
public struct ObjectGraph: Equatable, Sendable {
    public struct Node: Equatable, Sendable {
        public let id: String
        public let type: String
        /// Empty for an object that is only referred to, as far as the reader may know.
        public let name: String
        /// How many steps it is from the middle.
        public let distance: Int
        /// Whether it is here, and not only referred to.
        public let isHere: Bool
    }

    public struct Edge: Hashable, Sendable {
        public let from: String
        public let to: String
        /// The relationship's type, or the property that refers: `indicates`, `object_refs`.
        public let name: String
    }

    /// The object in the middle first, then by distance.
    public private(set) var nodes: [Node] = []
    public private(set) var edges: [Edge] = []
    /// Whether there is more than was followed.
    public private(set) var isCut = false

    private var known: Set<String> = []
    private var drawn: Set<Edge> = []

    fileprivate init() {}

    /// Whether the object is a node of it now.
    fileprivate mutating func add(_ id: String, _ object: FoundObject?, distance: Int) -> Bool {
        if known.contains(id) { return true }
        guard nodes.count < StorageLimits.graphNodesMax else {
            isCut = true
            return false
        }
        known.insert(id)
        let end = id.range(of: "--")?.lowerBound ?? id.endIndex
        nodes.append(
            Node(id: id, type: object?.type ?? String(id[..<end]), name: object?.name ?? "", distance: distance, isHere: object != nil))
        return true
    }

    fileprivate func knows(_ id: String) -> Bool { known.contains(id) }

    fileprivate mutating func draw(_ edge: Edge) {
        guard !drawn.contains(edge) else { return }
        guard edges.count < StorageLimits.graphEdgesMax else { return isCut = true }
        drawn.insert(edge)
        edges.append(edge)
    }

    fileprivate mutating func cut() { isCut = true }
}

/// Goes from object to object.
private struct GraphWalk {
    /// An object from which the next step goes.
    struct Reached {
        let id: String
        /// `nil` where it is not here or too long to be kept.
        let object: FoundObject?

        init(_ id: String, _ object: FoundObject?) {
            self.id = id
            self.object = object.flatMap { $0.octets.count <= StorageLimits.graphKeptOctetsMax ? $0 : nil }
        }
    }

    let database: Database
    let terms: SearchTerms
    var items: ReadersItems
    var graph = ObjectGraph()

    init(_ database: Database, _ reader: SearchReader) throws {
        self.database = database
        terms = try SearchTerms(database)
        items = ReadersItems(database, reader)
    }

    /// The newest version that the reader may know of.
    mutating func newest(_ id: String) throws -> FoundObject? {
        try FoundObject.versions(id, &items, limit: StorageLimits.graphVersionsMax).first
    }

    mutating func walk(from id: String, depth: Int) throws {
        guard let middle = try newest(id) else { return }
        _ = graph.add(id, middle, distance: 0)
        var level = [Reached(id, middle)]
        for distance in 1...max(1, depth) {
            var next: [Reached] = []
            for reached in level { try step(from: reached, distance, &next) }
            level = next
        }
    }

    private mutating func step(from reached: Reached, _ distance: Int, _ next: inout [Reached]) throws {
        let id = reached.id
        if let object = try reached.object ?? newest(id), let digest = STIXDigest(reading: object.octets) {
            if let edge = Self.relationship(digest) {
                try reach(edge.from, distance, &next)
                try reach(edge.to, distance, &next)
                connect(edge)
            }
            for reference in digest.references where !Self.isEnd(reference, of: digest) {
                try reach(reference.target, distance, &next)
                connect(ObjectGraph.Edge(from: id, to: reference.target, name: reference.property))
            }
        }
        let referring = try FoundObject.referring(to: id, terms, &items, limit: StorageLimits.graphNeighboursMax)
        if referring.isCut { graph.cut() }
        for (object, digest) in referring.objects {
            if let edge = Self.relationship(digest), edge.from == id || edge.to == id {
                try reach(edge.from == id ? edge.to : edge.from, distance, &next)
                connect(edge)
                continue
            }
            try reach(object.id, distance, &next)
            for reference in digest.references where reference.target == id {
                connect(ObjectGraph.Edge(from: object.id, to: id, name: reference.property))
            }
        }
    }

    private mutating func reach(_ id: String, _ distance: Int, _ next: inout [Reached]) throws {
        guard !graph.knows(id) else { return }
        let object = try newest(id)
        if graph.add(id, object, distance: distance) { next.append(Reached(id, object)) }
    }

    private mutating func connect(_ edge: ObjectGraph.Edge) {
        guard graph.knows(edge.from), graph.knows(edge.to) else { return }
        graph.draw(edge)
    }

    /// What a relationship says: an edge of its own, between what it connects.
    private static func relationship(_ digest: STIXDigest) -> ObjectGraph.Edge? {
        guard let name = digest.relationship, let from = digest.references.first(where: { $0.property == "source_ref" }),
            let to = digest.references.first(where: { $0.property == "target_ref" })
        else { return nil }
        return ObjectGraph.Edge(from: from.target, to: to.target, name: name)
    }

    private static func isEnd(_ reference: STIXDigest.Reference, of digest: STIXDigest) -> Bool {
        digest.relationship != nil && (reference.property == "source_ref" || reference.property == "target_ref")
    }
}

extension Store {
    /// What lies around an object in up to so many steps, as far as a reader may know of it; no nodes when the object is not here for them.
    public func graph(around id: String, depth: Int, as reader: SearchReader) throws(StorageError) -> ObjectGraph {
        try read { database in
            var walk = try GraphWalk(database, reader)
            try walk.walk(from: id, depth: min(depth, StorageLimits.graphDepthMax))
            return walk.graph
        }
    }
}
