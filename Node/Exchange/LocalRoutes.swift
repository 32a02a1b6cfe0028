import Hummingbird
import Logging
import NIOCore

/// The routes under `/v1/`: each reads its request, calls one operation and writes its report.
struct LocalRoutes: Sendable {
    let node: any NodeOperations
    /// Octets that `POST /v1/items` and `POST /v1/audience` take.
    let contentOctetsMax: Int
    let logger: Logger

    func router() -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self)
        router.add(middleware: ErrorAnswers(logger: logger))
        let version = router.group("v1")
        addNode(to: version)
        addGroups(to: version)
        addSharing(to: version)
        addItems(to: version)
        addRegistry(to: version)
        return router
    }

    private func addNode(to routes: RouterGroup<BasicRequestContext>) {
        routes.answer(.get, "status") { [node] _ in Response(json: try await node.status()) }
        routes.answer(.get, "health") { [node] _ in Response(json: await node.health()) }
        routes.answer(.get, "members") { [node] _ in Response(json: try await node.members()) }
        routes.answer(.get, "peers", takes: ["all"]) { [node] request in
            Response(json: try await node.peers(all: try request.isTrue("all")))
        }
        routes.answer(.get, "forks") { [node] _ in Response(json: try await node.forks()) }
        routes.answer(.post, "members/:organisation/pardon") { [node] request in
            Response(json: try await node.pardon(try request.path("organisation")))
        }
        routes.answer(.get, "keys") { [node] _ in Response(json: try await node.keys()) }
        routes.answer(.get, "backup") { [node] _ in Response(json: try await node.backup()) }
        routes.answer(.post, "backup") { [node] request in
            Response(json: try await node.startBackup(try await request.document(BackupRequest.self)))
        }
    }

    private func addGroups(to routes: RouterGroup<BasicRequestContext>) {
        routes.answer(.get, "groups") { [node] _ in Response(json: try await node.groups()) }
        routes.answer(.post, "groups") { [node] request in
            Response(json: try await node.createGroup(try await request.document(GroupCreation.self)))
        }
        routes.answer(.post, "groups/:group/roster") { [node] request in
            let group = try request.path("group")
            return Response(json: try await node.changeGroup(group, try await request.document(GroupChange.self)))
        }
    }

    private func addSharing(to routes: RouterGroup<BasicRequestContext>) {
        routes.answer(.post, "items", takes: ["request"]) { [node, contentOctetsMax] request in
            let asked = try request.document(in: "request", ShareRequest.self)
            let content = try await request.octets(limit: contentOctetsMax, tooLong: .contentTooLong(limit: contentOctetsMax))
            return Response(json: try await node.share(content, asked))
        }
        routes.answer(.post, "audience", takes: ["request"]) { [node, contentOctetsMax] request in
            let asked = try request.document(in: "request", AudienceRequest.self)
            let content = try await request.octets(limit: contentOctetsMax, tooLong: .contentTooLong(limit: contentOctetsMax))
            return Response(json: try await node.audience(ofDraft: asked, content: content.isEmpty ? nil : content))
        }
        routes.answer(.get, "items/:id/audience", takes: ["as"]) { [node] request in
            Response(json: try await node.audience(of: try request.path("id"), as: request.text("as")))
        }
    }

    private func addItems(to routes: RouterGroup<BasicRequestContext>) {
        routes.answer(.get, "items", takes: ["group", "limit", "as"]) { [node] request in
            let limit = try request.number("limit", in: 1...ExchangeLimits.itemsListedMax) ?? ExchangeLimits.itemsListedDefault
            return Response(json: try await node.items(group: request.text("group"), limit: limit, as: request.text("as")))
        }
        routes.answer(.get, "inventory", takes: ["before", "limit", "as"]) { [node] request in
            let limit = try request.number("limit", in: 1...ExchangeLimits.itemsListedMax) ?? ExchangeLimits.itemsListedDefault
            let before = try request.number("before", in: 0...Int.max).map { Int64($0) }
            return Response(json: try await node.inventory(before: before, limit: limit, as: request.text("as")))
        }
        routes.answer(.get, "items/:id", takes: ["as"]) { [node] request in
            Response(json: try await node.item(try request.path("id"), as: request.text("as")))
        }
        routes.answer(.get, "items/:id/content", takes: ["as"]) { [node] request in
            let content = try await node.content(of: try request.path("id"), as: request.text("as"))
            return Response(octets: content, type: "application/octet-stream")
        }
        routes.answer(.get, "items/:id/proof", takes: ["key", "as"]) { [node] request in
            let proof = try await node.proof(
                of: try request.path("id"), withKey: try request.isTrue("key"), as: request.text("as"))
            return Response(octets: proof, type: "application/json")
        }
    }

    private func addRegistry(to routes: RouterGroup<BasicRequestContext>) {
        routes.answer(.get, "registry/file", takes: ["path"]) { [node] request in
            Response(octets: try await node.registryFile(request.text("path") ?? ""), type: "application/octet-stream")
        }
        routes.answer(.get, "registry/applications") { [node] _ in Response(json: try await node.applications()) }
        routes.answer(.post, "registry/applications/:id/admit", takes: ["despite-likeness"]) { [node] request in
            let despiteLikeness = try request.isTrue("despite-likeness")
            return Response(json: try await node.admit(try request.path("id"), despiteLikeness: despiteLikeness))
        }
        routes.answer(.get, "registry/copy") { [node] _ in Response(json: try await node.registryCopy()) }
        routes.answer(.post, "registry/confirm") { [node] _ in Response(json: try await node.confirmRegistry()) }
        routes.answer(.post, "registry/records") { [node] request in
            let submission = try await request.document(RecordSubmission.self, octetsMax: ExchangeLimits.submissionOctetsMax)
            return Response(json: try await node.submit(try submission.checked()))
        }
        routes.answer(.post, "members/:organisation/standing") { [node] request in
            let organisation = try request.path("organisation")
            let change = try await request.document(StandingChange.self)
            return Response(json: try await node.setStanding(organisation, to: change.standing))
        }
        routes.answer(.post, "members/:organisation/sector") { [node] request in
            let organisation = try request.path("organisation")
            let change = try await request.document(SectorChange.self)
            return Response(json: try await node.setSector(organisation, to: change.sector))
        }
    }
}

extension RouterGroup<BasicRequestContext> {
    /// Adds a route; a request whose query holds anything but these members is refused before it is looked at.
    fileprivate func answer(
        _ method: HTTPRequest.Method, _ path: RouterPath, takes names: [String] = [],
        by respond: @escaping @Sendable (LocalRequest) async throws -> Response
    ) {
        on(path, method: method) { request, context in
            try await respond(try LocalRequest(request, parameters: context.parameters, takes: names))
        }
    }
}

/// Answers every error as an `OperationError` with its status.
private struct ErrorAnswers: RouterMiddleware {
    typealias Context = BasicRequestContext
    let logger: Logger

    func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as OperationError {
            return Response(refusal: error)
        } catch let error as HTTPError where error.status == .notFound {
            return Response(refusal: .unknownRoute(request.method.rawValue, request.uri.path))
        } catch {
            logger.error("a local request failed", metadata: ["route": "\(context.endpointPath ?? "")", "fault": "\(type(of: error))"])
            return Response(refusal: .internalFault)
        }
    }
}

extension Response {
    init(json report: some Encodable, status: HTTPResponse.Status = .ok) {
        self.init(octets: JSONDocument.encode(report), type: "application/json", status: status)
    }

    init(octets: [UInt8], type: String, status: HTTPResponse.Status = .ok) {
        self.init(status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(bytes: octets)))
    }

    fileprivate init(refusal error: OperationError) {
        let code = (400...599).contains(error.status) ? error.status : 500
        self.init(json: error, status: HTTPResponse.Status(code: code))
    }
}
