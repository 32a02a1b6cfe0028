import Hummingbird

/// The routes of reference packs.
extension LocalRoutes {
    func addPacks(to routes: OperationRoutes) {
        routes.answer(.get, "packs") { [node] _ in Response(json: try await node.packs()) }
        routes.answer(.post, "packs") { [node, contentOctetsMax] request in
            let asked = try request.document(in: "request", PackInstallation.self)
            let content = try await request.octets(limit: contentOctetsMax, tooLong: .contentTooLong(limit: contentOctetsMax))
            return Response(json: try await node.installPack(content, asked))
        }
        routes.answer(.get, "packs/:pack") { [node] request in Response(json: try await node.pack(try request.path("pack"))) }
        routes.answer(.get, "packs/:pack/:part") { [node] request in
            let octets = try await node.packPart(try request.path("pack"), try request.path("part"))
            return Response(octets: octets, type: "application/json")
        }
    }
}
