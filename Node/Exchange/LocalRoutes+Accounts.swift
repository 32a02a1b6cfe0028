import Hummingbird

/// The routes of people's accounts.
extension LocalRoutes {
    func addLogins(to routes: OperationRoutes) {
        routes.answer(.get, "accounts") { [node] _ in Response(json: try await node.accounts()) }
        routes.answer(.post, "accounts") { [node] request in
            Response(json: try await node.inviteAccount(try await request.document(AccountInvitation.self)))
        }
        routes.answer(.post, "accounts/:account/roles") { [node] request in
            let roles = try await request.document(AccountRoles.self)
            return Response(json: try await node.setRoles(roles, ofAccount: try request.path("account")))
        }
        routes.answer(.post, "accounts/:account/reset") { [node] request in
            Response(json: try await node.resetAccount(try request.path("account")))
        }
        for decision in AccountDecision.allCases {
            routes.answer(.post, "accounts/:account/\(decision.rawValue)") { [node] request in
                Response(json: try await node.decideAccount(try request.path("account"), decision))
            }
        }
    }
}
