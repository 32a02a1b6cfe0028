/// Objects and search, asked for over the local socket.
extension LocalClient {
    public func search(_ request: SearchRequest, as reader: Reader) async throws(OperationError) -> SearchReport {
        try await report(
            of: .init(
                "search",
                query: [
                    ("query", request.query), ("saved", request.saved), ("newest", "\(request.isNewestFirst)"),
                    ("limit", "\(request.limit)"),
                    ("cursor", request.cursor), ("facets", "\(request.wantsFacets)"), ("as", try Self.name(reader)),
                ]))
    }

    public func savedSearches() async throws(OperationError) -> [SavedSearchReport] { try await report(of: .init("searches")) }

    public func saveSearch(_ saving: SearchSaving) async throws(OperationError) -> [SavedSearchReport] {
        try await report(of: .init("searches", sending: JSONDocument.encode(saving)))
    }

    public func removeSearch(_ name: String) async throws(OperationError) -> [SavedSearchReport] {
        try await report(of: .init("searches", name, "remove", sending: []))
    }

    public func versions(ofObject id: String, limit: Int, as reader: Reader) async throws(OperationError) -> [ObjectVersionReport] {
        try await report(of: .init("objects", id, query: [("limit", "\(limit)"), ("as", try Self.name(reader))]))
    }

    public func graph(around id: String, depth: Int, as reader: Reader) async throws(OperationError) -> GraphReport {
        try await report(of: .init("objects", id, "graph", query: [("depth", "\(depth)"), ("as", try Self.name(reader))]))
    }

    public func correlate(_ value: String, limit: Int, as reader: Reader) async throws(OperationError) -> CorrelationReport {
        try await report(of: .init("correlation", query: [("value", value), ("limit", "\(limit)"), ("as", try Self.name(reader))]))
    }
}
