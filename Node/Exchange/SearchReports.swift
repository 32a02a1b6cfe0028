/// What somebody searches for.
public struct SearchRequest: Equatable, Sendable {
    /// As it is typed (docs/search.md); with `saved`, what is added to that search.
    public var query: String
    /// The name of a saved search.
    public var saved: String?
    /// Whether the newest come first; else those with the words in their names do.
    public var isNewestFirst: Bool
    public var limit: Int
    /// The last page's `next`.
    public var cursor: String?
    public var wantsFacets: Bool

    public init(
        _ query: String, saved: String? = nil, isNewestFirst: Bool = false, limit: Int = ExchangeLimits.objectsFoundDefault,
        cursor: String? = nil, wantsFacets: Bool = false
    ) {
        self.query = query
        self.saved = saved
        self.isNewestFirst = isNewestFirst
        self.limit = limit
        self.cursor = cursor
        self.wantsFacets = wantsFacets
    }
}

/// An object that was found.
public struct ObjectHit: Codable, Equatable, Sendable {
    /// The object's own identifier, "type--UUID".
    public var id: String
    public var type: String
    public var name: String
    /// As its author wrote it; empty for objects that have no versions.
    public var modified: String
    public var labels: [String]
    /// Some of its text, where the words stand.
    public var snippet: String
    /// The item that carries it.
    public var item: ItemReport

    public init(id: String, type: String, name: String, modified: String, labels: [String], snippet: String, item: ItemReport) {
        self.id = id
        self.type = type
        self.name = name
        self.modified = modified
        self.labels = labels
        self.snippet = snippet
        self.item = item
    }
}

/// A page of what was found.
public struct SearchReport: Codable, Equatable, Sendable {
    public var hits: [ObjectHit]
    /// The cursor of the next page; empty after the last one.
    public var next: String
    /// What the reader of the page should know: that it ended early, or that a beginning stands for too many words.
    public var notes: [String]
    public var facets: FacetsReport?

    public init(hits: [ObjectHit], next: String, notes: [String], facets: FacetsReport?) {
        self.hits = hits
        self.next = next
        self.notes = notes
        self.facets = facets
    }
}

/// What was found, counted.
public struct FacetsReport: Codable, Equatable, Sendable {
    /// A value with how many of the counted objects have it.
    public struct Count: Codable, Equatable, Sendable {
        public var value: String
        public var count: Int

        public init(_ value: String, _ count: Int) {
            self.value = value
            self.count = count
        }
    }

    /// How many objects were counted: the newest.
    public var counted: Int
    /// Whether there are more than were counted.
    public var isCut: Bool
    /// Whether a facet has more values than are given.
    public var hasMoreValues: Bool
    public var type: [Count]
    public var tlp: [Count]
    public var author: [Count]
    public var group: [Count]
    public var label: [Count]
    /// "2026-11", when the author made the item.
    public var month: [Count]

    public init(
        counted: Int, isCut: Bool, hasMoreValues: Bool, type: [Count], tlp: [Count], author: [Count], group: [Count], label: [Count],
        month: [Count]
    ) {
        self.counted = counted
        self.isCut = isCut
        self.hasMoreValues = hasMoreValues
        self.type = type
        self.tlp = tlp
        self.author = author
        self.group = group
        self.label = label
        self.month = month
    }
}

/// A search to be kept under a name.
public struct SearchSaving: Codable, Equatable, Sendable {
    public var name: String
    public var query: String

    public init(name: String, query: String) {
        self.name = name
        self.query = query
    }
}

/// A search that is kept under a name.
public struct SavedSearchReport: Codable, Equatable, Sendable {
    public var name: String
    public var query: String
    /// ISO 8601.
    public var saved: String

    public init(name: String, query: String, saved: String) {
        self.name = name
        self.query = query
        self.saved = saved
    }
}

/// A version of an object, with the item that carries it.
public struct ObjectVersionReport: Codable, Equatable, Sendable {
    public var id: String
    public var type: String
    public var name: String
    public var modified: String
    /// The object as its author wrote it.
    public var object: String
    public var item: ItemReport

    public init(id: String, type: String, name: String, modified: String, object: String, item: ItemReport) {
        self.id = id
        self.type = type
        self.name = name
        self.modified = modified
        self.object = object
        self.item = item
    }
}

/// The surroundings of an object.
public struct GraphReport: Codable, Equatable, Sendable {
    public struct Node: Codable, Equatable, Sendable {
        public var id: String
        public var type: String
        public var name: String
        /// Steps from the object that was asked for.
        public var distance: Int
        /// Whether the object is here, and not only referred to.
        public var isHere: Bool

        public init(id: String, type: String, name: String, distance: Int, isHere: Bool) {
            self.id = id
            self.type = type
            self.name = name
            self.distance = distance
            self.isHere = isHere
        }
    }

    public struct Edge: Codable, Equatable, Sendable {
        public var from: String
        public var to: String
        /// The relationship's type, or the property that refers.
        public var name: String

        public init(from: String, to: String, name: String) {
            self.from = from
            self.to = to
            self.name = name
        }
    }

    public var nodes: [Node]
    public var edges: [Edge]
    /// Whether there is more than was followed.
    public var isCut: Bool

    public init(nodes: [Node], edges: [Edge], isCut: Bool) {
        self.nodes = nodes
        self.edges = edges
        self.isCut = isCut
    }
}

/// Where a value stands, and what is said about it.
public struct CorrelationReport: Codable, Equatable, Sendable {
    /// What somebody says of the value.
    public struct Report: Codable, Equatable, Sendable {
        /// "for" or "against".
        public var says: String
        /// "sighting", "opinion" or "note".
        public var type: String
        public var id: String
        public var item: ItemReport

        public init(says: String, type: String, id: String, item: ItemReport) {
            self.says = says
            self.type = type
            self.id = id
            self.item = item
        }
    }

    /// As it is compared: not defanged, without capitals.
    public var value: String
    public var kind: String
    /// Items that name it; at most the bound behind which it connects nothing.
    public var items: Int
    /// Whether it stands in so many items that it connects nothing; then no object is given.
    public var isOverCorrelating: Bool
    /// Whether more objects name it than are given.
    public var hasMore: Bool
    /// 0 to 100, after decay and reports (docs/search.md).
    public var confidence: Int
    /// ISO 8601, when it was last reported or seen; empty when it is not here.
    public var last: String
    public var organisationsFor: Int
    public var organisationsAgainst: Int
    public var hits: [ObjectHit]
    public var reports: [Report]
    /// Warning lists on which it stands.
    public var warnings: [WarningReport] = []
    /// Whether lists are still being built, so that there may be more.
    public var areWarningsIncomplete = false

    public init(
        value: String, kind: String, items: Int, isOverCorrelating: Bool, hasMore: Bool, confidence: Int, last: String,
        organisationsFor: Int,
        organisationsAgainst: Int, hits: [ObjectHit], reports: [Report]
    ) {
        self.value = value
        self.kind = kind
        self.items = items
        self.isOverCorrelating = isOverCorrelating
        self.hasMore = hasMore
        self.confidence = confidence
        self.last = last
        self.organisationsFor = organisationsFor
        self.organisationsAgainst = organisationsAgainst
        self.hits = hits
        self.reports = reports
    }
}
