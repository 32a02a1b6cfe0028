import Hummingbird

/// The routes of machines' tokens.
extension LocalRoutes {
    func addTokens(to routes: OperationRoutes) {
        routes.answer(.get, "tokens") { [node] _ in Response(json: try await node.tokens()) }
        routes.answer(.post, "tokens") { [node] request in
            Response(json: try await node.createToken(try await request.document(TokenCreation.self)))
        }
        routes.answer(.post, "tokens/:name/revoke") { [node] request in
            Response(json: try await node.revokeToken(try request.path("name")))
        }
    }
}

/// Machines' tokens, asked for over the local socket.
extension LocalClient {
    public func tokens() async throws(OperationError) -> [TokenReport] { try await report(of: .init("tokens")) }

    public func createToken(_ creation: TokenCreation) async throws(OperationError) -> TokenMade {
        try await report(of: .init("tokens", sending: JSONDocument.encode(creation)))
    }

    public func revokeToken(_ name: String) async throws(OperationError) -> [TokenReport] {
        try await report(of: .init("tokens", name, "revoke", sending: []))
    }
}
