import Foundation
import Hummingbird
import Logging
import NIOCore

/// The routes under `/v1/`: each reads its request, calls one operation and writes its report.
struct LocalRoutes: Sendable {
    let node: any NodeOperations
    /// Octets that `POST /v1/items` takes.
    let contentOctetsMax: Int
    let logger: Logger

    func router() -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self)
        router.add(middleware: ErrorAnswers(logger: logger))
        let version = router.group("v1")
        addNode(to: version)
        addGroups(to: version)
        addItems(to: version)
        addRegistry(to: version)
        return router
    }

    private func addNode(to routes: RouterGroup<BasicRequestContext>) {
        routes.get("status") { [node] _, _ in Response(json: try await node.status()) }
        routes.get("health") { [node] _, _ in Response(json: await node.health()) }
        routes.get("members") { [node] _, _ in Response(json: try await node.members()) }
        routes.get("peers") { [node] _, _ in Response(json: try await node.peers()) }
    }

    private func addGroups(to routes: RouterGroup<BasicRequestContext>) {
        routes.get("groups") { [node] _, _ in Response(json: try await node.groups()) }
        routes.post("groups") { [node] request, _ in
            Response(json: try await node.createGroup(try await request.document(GroupCreation.self)))
        }
        routes.post("groups/:group/members") { [node] request, context in
            let group = try context.text("group")
            let addition = try await request.document(MemberAddition.self)
            return Response(json: try await node.addMember(addition.organisation, to: group))
        }
    }

    private func addItems(to routes: RouterGroup<BasicRequestContext>) {
        routes.get("items") { [node] request, _ in
            Response(json: try await node.items(group: request.query("group"), limit: try request.listLimit()))
        }
        routes.post("items") { [node, contentOctetsMax] request, _ in
            guard let group = request.query("group") else { throw OperationError.malformedRequest("`group` is missing") }
            let asked = ShareRequest(group: group, tlp: request.query("tlp"), title: request.query("title"))
            let content = try await request.octets(limit: contentOctetsMax, tooLong: .contentTooLong(limit: contentOctetsMax))
            return Response(json: try await node.share(content, asked))
        }
        routes.get("items/:id") { [node] _, context in Response(json: try await node.item(try context.text("id"))) }
        routes.get("items/:id/content") { [node] _, context in
            Response(octets: try await node.content(of: try context.text("id")), type: "application/octet-stream")
        }
        routes.get("items/:id/proof") { [node] request, context in
            let withKey = request.query("key") ?? "false"
            guard let withKey = Bool(withKey) else { throw OperationError.malformedRequest("`key` is neither true nor false") }
            return Response(octets: try await node.proof(of: try context.text("id"), withKey: withKey), type: "application/json")
        }
    }

    private func addRegistry(to routes: RouterGroup<BasicRequestContext>) {
        routes.get("registry/applications") { [node] _, _ in Response(json: try await node.applications()) }
        routes.post("registry/applications/:id/admit") { [node] _, context in
            Response(json: try await node.admit(try context.text("id")))
        }
        routes.post("members/:organisation/standing") { [node] request, context in
            let organisation = try context.text("organisation")
            let change = try await request.document(StandingChange.self)
            return Response(json: try await node.setStanding(organisation, to: change.standing))
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

extension Request {
    /// A member of the query, percent-decoded; `nil` when it is missing or empty.
    fileprivate func query(_ name: String) -> String? {
        uri.queryParameters.get(name).flatMap { $0.isEmpty ? nil : $0 }
    }

    fileprivate func listLimit() throws(OperationError) -> Int {
        guard let text = query("limit") else { return ExchangeLimits.itemsListedDefault }
        guard let limit = Int(text), (1...ExchangeLimits.itemsListedMax).contains(limit) else {
            throw .malformedRequest("`limit` is no number from 1 to \(ExchangeLimits.itemsListedMax)")
        }
        return limit
    }

    /// Reads the body piece by piece, and no further than the limit.
    fileprivate func octets(limit: Int, tooLong: OperationError) async throws -> [UInt8] {
        let declared = headers[.contentLength].flatMap { Int($0) }
        if let declared, declared > limit { throw tooLong }
        var octets: [UInt8] = []
        octets.reserveCapacity(declared ?? 0)
        for try await piece in body {
            guard octets.count + piece.readableBytes <= limit else { throw tooLong }
            octets.append(contentsOf: piece.readableBytesView)
        }
        if let declared, declared != octets.count { throw OperationError.incompleteBody }
        return octets
    }

    /// Reads a small JSON body.
    fileprivate func document<Document: Decodable>(_ type: Document.Type) async throws -> Document {
        let limit = ExchangeLimits.requestOctetsMax
        let octets = try await octets(limit: limit, tooLong: .requestTooLong(limit: limit))
        guard let document = JSONDocument.decode(type, from: octets) else {
            throw OperationError.malformedRequest("the body is not the JSON that this operation takes")
        }
        return document
    }
}

extension BasicRequestContext {
    /// A part of the path, percent-decoded.
    fileprivate func text(_ name: String) throws(OperationError) -> String {
        guard let text = parameters.get(name)?.removingPercentEncoding, !text.isEmpty else {
            throw .malformedRequest("`\(name)` in the path is not readable")
        }
        return text
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
