import Hummingbird

/// The routes of objects and search.
extension LocalRoutes {
    func addSearch(to routes: OperationRoutes) {
        routes.answer(.get, "search") { [node] request in
            let asked = SearchRequest(
                request.text("query") ?? "", saved: request.text("saved"), isNewestFirst: try request.isTrue("newest"),
                limit: try request.limit(), cursor: request.text("cursor"), wantsFacets: try request.isTrue("facets"))
            return Response(json: try await node.search(asked, as: request.reader))
        }
        routes.answer(.get, "searches") { [node] _ in Response(json: try await node.savedSearches()) }
        routes.answer(.post, "searches") { [node, audit] request in
            let saving = try await request.document(SearchSaving.self)
            return Response(json: try await audit.acting(.searchSaved, saving.name) { try await node.saveSearch(saving) })
        }
        routes.answer(.post, "searches/:name/remove") { [node, audit] request in
            let name = try request.path("name")
            return Response(json: try await audit.acting(.searchRemoved, name) { try await node.removeSearch(name) })
        }
        routes.answer(.get, "objects/:object") { [node] request in
            let limit = try request.limit()
            return Response(json: try await node.versions(ofObject: try request.path("object"), limit: limit, as: request.reader))
        }
        routes.answer(.get, "objects/:object/graph") { [node] request in
            let depth = try request.number("depth") ?? 1
            return Response(json: try await node.graph(around: try request.path("object"), depth: depth, as: request.reader))
        }
        routes.answer(.get, "correlation") { [node] request in
            let limit = try request.limit()
            return Response(json: try await node.correlate(request.text("value") ?? "", limit: limit, as: request.reader))
        }
    }
}
