import Hummingbird

/// The routes of those who moderate the public zone.
extension LocalRoutes {
    func addZone(to routes: OperationRoutes) {
        routes.answer(.get, "zone") { [node] request in
            let limit = try request.limit()
            return Response(
                json: try await node.zoneQueue(request.text("state") ?? "waiting", cursor: request.text("cursor"), limit: limit))
        }
        routes.answer(.get, "zone/items/:id") { [node] request in Response(json: try await node.zoneItem(try request.path("id"))) }
        routes.answer(.post, "zone/items/:id/approval") { [node, audit] request in
            let id = try request.path("id")
            let approval = try await request.document(ZoneApproval.self)
            return Response(
                json: try await audit.acting(.zoneApproved, id, approval.details) { try await node.zoneApprove(id, approval) })
        }
        routes.answer(.post, "zone/items/:id/return") { [node, audit] request in
            let id = try request.path("id")
            let refusal = try await request.document(ZoneRefusal.self)
            return Response(json: try await audit.acting(.zoneReturned, id) { try await node.zoneReturn(id, refusal) })
        }
        routes.answer(.post, "zone/items/:id/withdrawal") { [node, audit] request in
            let id = try request.path("id")
            let refusal = try await request.document(ZoneRefusal.self)
            return Response(json: try await audit.acting(.zoneWithdrawn, id) { try await node.zoneWithdraw(id, refusal) })
        }
        routes.answer(.post, "zone/items/:id/featuring") { [node, audit] request in
            let id = try request.path("id")
            let featuring = try await request.document(ZoneFeaturing.self)
            return Response(
                json: try await audit.acting(.zoneFeatured, id, ["featured": "\(featuring.featured)"]) {
                    try await node.zoneFeature(id, featuring)
                })
        }
        routes.answer(.get, "zone/representatives") { [node] _ in Response(json: try await node.representatives()) }
        routes.answer(.post, "zone/representatives/:organisation") { [node, audit] request in
            let organisation = try request.path("organisation")
            let change = try await request.document(RepresentativesChange.self)
            let details = ["representatives": change.representatives.map { "\($0)" } ?? "none"]
            return Response(
                json: try await audit.acting(.representativesNoted, organisation, details) {
                    try await node.setRepresentatives(organisation, change)
                })
        }
    }
}

extension ZoneApproval {
    /// What of it is noted in the audit log.
    public var details: [String: String] {
        var details: [String: String] = [:]
        if let topic { details["topic"] = topic }
        if featured == true { details["featured"] = "true" }
        return details
    }
}
