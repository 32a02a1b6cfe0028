import Hummingbird

/// The routes of an item's life, and of what waits to leave.
extension LocalRoutes {
    func addLife(to routes: OperationRoutes) {
        routes.answer(.get, "items/:id/history") { [node] request in
            Response(json: try await node.history(of: try request.path("id"), as: request.reader))
        }
        routes.answer(.post, "items/:id/correction") { [node, door, contentOctetsMax] request in
            let asked = try request.document(in: "request", ShareRequest.self)
            let content = try await request.octets(limit: contentOctetsMax, tooLong: .contentTooLong(limit: contentOctetsMax))
            try await door.permit(changing: try request.path("id"), by: request.caller)
            try await door.permit(sharing: content, asked, by: request.caller)
            return Response(json: try await node.correct(try request.path("id"), content, asked))
        }
        routes.answer(.post, "items/:id/retraction") { [node, door] request in
            let asked = try await request.document(RetractionRequest.self)
            try await door.permit(changing: try request.path("id"), by: request.caller)
            return Response(json: try await node.retract(try request.path("id"), asked))
        }
        routes.answer(.post, "items/:id/declassification") { [node, door] request in
            let asked = try await request.document(ShareRequest.self)
            try await door.permit(changing: try request.path("id"), by: request.caller)
            try await door.permit(sharing: [], asked, by: request.caller)
            return Response(json: try await node.declassify(try request.path("id"), asked))
        }
        routes.answer(.post, "items/:id/reshare") { [node, door] request in
            let asked = try await request.document(ShareRequest.self)
            try await door.permit(sharing: [], asked, by: request.caller)
            return Response(json: try await node.reshare(try request.path("id"), asked, as: request.reader))
        }
        routes.answer(.post, "items/:id/acceptance") { [node, audit] request in
            let id = try request.path("id")
            return Response(json: try await audit.acting(.itemAccepted, id) { try await node.accept(id) })
        }
        routes.answer(.get, "contributions") { [node] _ in Response(json: try await node.contributions()) }
        routes.answer(.get, "contributions/:id/content") { [node, audit] request in
            let id = try request.path("id")
            let content = try await audit.exporting(.itemExported, id) { try await node.contribution(id) }
            return Response(octets: content, type: "application/octet-stream")
        }
        routes.answer(.post, "contributions") { [node, contentOctetsMax] request in
            let asked = try request.document(in: "request", ShareRequest.self)
            let content = try await request.octets(limit: contentOctetsMax, tooLong: .contentTooLong(limit: contentOctetsMax))
            return Response(json: try await node.contribute(content, asked, to: request.text("proxy") ?? ""))
        }
        routes.answer(.post, "contributions/:id/issue") { [node] request in
            Response(json: try await node.issue(try request.path("id"), try await request.document(ShareRequest.self)))
        }
    }

    func addOutgoing(to routes: OperationRoutes) {
        routes.answer(.get, "outgoing") { [node] request in
            let limit = try request.limit()
            return Response(json: try await node.outgoing(limit: limit))
        }
        routes.answer(.get, "outgoing/:id/content") { [node, audit] request in
            let id = try request.path("id")
            let content = try await audit.exporting(.itemExported, id) { try await node.outgoingContent(id) }
            return Response(octets: content, type: "application/octet-stream")
        }
        routes.answer(.post, "outgoing/:id/cancel") { [node] request in
            Response(json: try await node.cancel(try request.path("id")))
        }
        routes.answer(.post, "outgoing/:id/approval") { [node] request in
            Response(json: try await node.approve(try request.path("id"), try await request.document(ApprovalSubmission.self)))
        }
        routes.answer(.get, "policy") { [node] _ in Response(json: try await node.policy()) }
        routes.answer(.post, "policy/explanation") { [node, door, contentOctetsMax] request in
            let asked = try request.document(in: "request", ShareRequest.self)
            let content = try await request.octets(limit: contentOctetsMax, tooLong: .contentTooLong(limit: contentOctetsMax))
            try await door.permit(sharing: content, asked, by: request.caller)
            return Response(json: try await node.explain(content, asked))
        }
    }
}
