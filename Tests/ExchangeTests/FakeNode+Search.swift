import Exchange

/// What the fake node answers about objects and searches.
extension FakeNode {
    static let hit = ObjectHit(
        id: "indicator--0a", type: "indicator", name: "漢", modified: "2026-01-01T00:00:00Z", labels: ["a b"], snippet: "… x", item: item)
    static let found = SearchReport(
        hits: [hit], next: "n1f", notes: ["more"],
        facets: FacetsReport(
            counted: 1, isCut: true, hasMoreValues: false, type: [.init("indicator", 1)], tlp: [.init("TLP:RED", 1)],
            author: [.init("City Telecom", 1)], group: [.init("everyone", 1)], label: [.init("a b", 1)], month: [.init("2026-01", 1)]))
    static let savedSearch = SavedSearchReport(name: "n", query: "勒索 -tlp:red", saved: "2026-01-01T00:00:00Z")
    static let objectVersion = ObjectVersionReport(
        id: "indicator--0a", type: "indicator", name: "漢", modified: "2026-01-01T00:00:00Z", object: "{\"a\": 1}", item: item)
    static let graphReport = GraphReport(
        nodes: [.init(id: "a--1", type: "a", name: "n", distance: 0, isHere: true)], edges: [.init(from: "a--1", to: "b--2", name: "uses")],
        isCut: true)
    static let correlation = CorrelationReport(
        value: "192.0.2.1", kind: "ipv4", items: 2, isOverCorrelating: false, hasMore: true, confidence: 40, last: "2026-01-01T00:00:00Z",
        organisationsFor: 1, organisationsAgainst: 0, hits: [hit],
        reports: [.init(says: "for", type: "sighting", id: "sighting--1", item: item)])

    func search(_ request: SearchRequest, as reader: Reader) async throws(OperationError) -> SearchReport {
        try note("search \(request) as \(reader.name)")
        return Self.found
    }

    func savedSearches() async throws(OperationError) -> [SavedSearchReport] {
        try note("savedSearches")
        return [Self.savedSearch]
    }

    func saveSearch(_ saving: SearchSaving) async throws(OperationError) -> [SavedSearchReport] {
        try note("saveSearch \(saving.name): \(saving.query)")
        return [Self.savedSearch]
    }

    func removeSearch(_ name: String) async throws(OperationError) -> [SavedSearchReport] {
        try note("removeSearch \(name)")
        return []
    }

    func versions(ofObject id: String, limit: Int, as reader: Reader) async throws(OperationError) -> [ObjectVersionReport] {
        try note("versions \(id) \(limit) as \(reader.name)")
        return [Self.objectVersion]
    }

    func graph(around id: String, depth: Int, as reader: Reader) async throws(OperationError) -> GraphReport {
        try note("graph \(id) \(depth) as \(reader.name)")
        return Self.graphReport
    }

    func correlate(_ value: String, limit: Int, as reader: Reader) async throws(OperationError) -> CorrelationReport {
        try note("correlate \(value) \(limit) as \(reader.name)")
        return Self.correlation
    }
}
