import Hummingbird
import Logging
import NIOCore

/// The routes under `/v1/`: each reads its request, calls one operation and writes its report.
struct LocalRoutes: Sendable {
    let door: Door
    let node: any NodeOperations
    /// Told of what `RouteEffect` says before it is done.
    let audit: any AuditDesk
    /// Octets that `POST /v1/items` and `POST /v1/audience` take.
    let contentOctetsMax: Int
    let logger: Logger

    func router() -> Router<LocalContext> {
        let router = Router(context: LocalContext.self)
        router.add(middleware: ErrorAnswers(logger: logger))
        let version = OperationRoutes(group: router.group("v1"), door: door)
        addNode(to: version)
        addGroups(to: version)
        addSharing(to: version)
        addItems(to: version)
        addLife(to: version)
        addSearch(to: version)
        addOutgoing(to: version)
        addRegistry(to: version)
        addAccounts(to: version)
        addTokens(to: version)
        addLogins(to: version)
        addPacks(to: version)
        addZone(to: version)
        return router
    }

    private func addNode(to routes: OperationRoutes) {
        let description = APIDescription(at: door).octets()
        routes.answer(.get, "openapi.json") { _ in Response(octets: description, type: "application/json") }
        routes.answer(.get, "status") { [node] _ in Response(json: try await node.status()) }
        routes.answer(.get, "health") { [node] _ in Response(json: await node.health()) }
        routes.answer(.get, "members") { [node] _ in Response(json: try await node.members()) }
        routes.answer(.get, "peers") { [node] request in
            Response(json: try await node.peers(all: try request.isTrue("all")))
        }
        routes.answer(.get, "forks") { [node] _ in Response(json: try await node.forks()) }
        routes.answer(.post, "members/:organisation/pardon") { [node, audit] request in
            let organisation = try request.path("organisation")
            return Response(json: try await audit.acting(.forksPardoned, organisation) { try await node.pardon(organisation) })
        }
        routes.answer(.get, "keys") { [node] _ in Response(json: try await node.keys()) }
        routes.answer(.get, "zone/publication") { [node] _ in Response(json: try await node.zonePublication()) }
        routes.answer(.post, "zone/publication") { [node, audit] request in
            let asked = try await request.document(ZonePublicationRequest.self)
            return Response(
                json: try await audit.acting(.zoneWritten, "", ["directory": asked.directory]) {
                    try await node.startZonePublication(asked)
                })
        }
        routes.answer(.get, "backup") { [node] _ in Response(json: try await node.backup()) }
        routes.answer(.post, "backup") { [node, audit] request in
            let asked = try await request.document(BackupRequest.self)
            return Response(json: try await audit.acting(.backup, "", ["target": asked.target]) { try await node.startBackup(asked) })
        }
    }

    private func addGroups(to routes: OperationRoutes) {
        routes.answer(.get, "groups") { [node] request in Response(json: try await node.groups(as: request.reader)) }
        routes.answer(.post, "groups") { [node, audit] request in
            let creation = try await request.document(GroupCreation.self)
            let details = ["members": creation.members.joined(separator: ", "), "mailbox": "\(creation.mailbox)"]
            return Response(json: try await audit.acting(.groupCreated, creation.name, details) { try await node.createGroup(creation) })
        }
        routes.answer(.post, "groups/:group/roster") { [node, audit] request in
            let group = try request.path("group")
            let change = try await request.document(GroupChange.self)
            let details = ["change": change.verb.rawValue, "organisation": change.organisation]
            return Response(json: try await audit.acting(.groupChanged, group, details) { try await node.changeGroup(group, change) })
        }
    }

    private func addSharing(to routes: OperationRoutes) {
        routes.answer(.post, "items") { [node, door, contentOctetsMax] request in
            let asked = try request.document(in: "request", ShareRequest.self)
            let content = try await request.octets(limit: contentOctetsMax, tooLong: .contentTooLong(limit: contentOctetsMax))
            try await door.permit(sharing: content, asked, by: request.caller)
            return Response(json: try await node.share(content, asked))
        }
        routes.answer(.post, "audience") { [node, door, contentOctetsMax] request in
            let asked = try request.document(in: "request", AudienceRequest.self)
            let content = try await request.octets(limit: contentOctetsMax, tooLong: .contentTooLong(limit: contentOctetsMax))
            try await door.permit(sharing: content, ShareRequest(to: asked.to, tlp: asked.tlp), by: request.caller)
            return Response(json: try await node.audience(ofDraft: asked, content: content.isEmpty ? nil : content))
        }
        routes.answer(.get, "items/:id/audience") { [node] request in
            Response(json: try await node.audience(of: try request.path("id"), as: request.reader))
        }
    }

    private func addItems(to routes: OperationRoutes) {
        routes.answer(.get, "items") { [node] request in
            let asked = ItemsRequest(group: request.text("group"), limit: try request.limit(), cursor: request.text("cursor"))
            return Response(json: try await node.items(asked, as: request.reader))
        }
        routes.answer(.get, "inventory") { [node, audit] request in
            let limit = try request.limit()
            let before = try request.number("before").map { Int64($0) }
            let page = { try await node.inventory(before: before, limit: limit, as: request.reader) }
            // Once for all pages: what each item's content and proof are fetched for is noted with the item.
            guard before == nil else { return Response(json: try await page()) }
            return Response(json: try await audit.exporting(.inventoryExported, "", request.audience(), by: page))
        }
        routes.answer(.get, "items/:id") { [node] request in
            Response(json: try await node.item(try request.path("id"), as: request.reader))
        }
        routes.answer(.get, "items/:id/content") { [node, audit] request in
            let id = try request.path("id")
            // A whole identifier is the hash of what it names.
            let tag = id.utf8.count == ExchangeLimits.itemDigits ? "\"\(id)\"" : nil
            if let tag, request.has(tag), try await node.item(id, as: request.reader).item.state == "shown" {
                // Nothing leaves, so nothing is noted.
                return Response(status: .notModified, headers: [.eTag: tag])
            }
            let content = try await audit.exporting(.itemExported, id, request.audience()) {
                try await node.content(of: id, as: request.reader)
            }
            return Response(octets: content, type: "application/octet-stream", tag: tag)
        }
        routes.answer(.get, "items/:id/proof") { [node, audit] request in
            let (id, withKey) = (try request.path("id"), try request.isTrue("key"))
            let proof = try await audit.exporting(.proofExported, id, request.audience(["key": "\(withKey)"])) {
                try await node.proof(of: id, withKey: withKey, as: request.reader)
            }
            return Response(octets: proof, type: "application/json")
        }
    }

    private func addRegistry(to routes: OperationRoutes) {
        routes.answer(.get, "registry/file") { [node] request in
            Response(octets: try await node.registryFile(request.text("path") ?? ""), type: "application/octet-stream")
        }
        routes.answer(.get, "registry/applications") { [node] _ in Response(json: try await node.applications()) }
        routes.answer(.post, "registry/applications/:id/admit") { [node, audit] request in
            let despiteLikeness = try request.isTrue("despite-likeness")
            let id = try request.path("id")
            let details = ["despite-likeness": "\(despiteLikeness)"]
            return Response(
                json: try await audit.acting(.applicationAdmitted, id, details) {
                    try await node.admit(id, despiteLikeness: despiteLikeness)
                })
        }
        routes.answer(.get, "registry/copy") { [node, audit] _ in
            Response(json: try await audit.exporting(.registryExported) { try await node.registryCopy() })
        }
        routes.answer(.post, "registry/confirm") { [node, audit] _ in
            Response(json: try await audit.acting(.registryConfirmed) { try await node.confirmRegistry() })
        }
        routes.answer(.post, "registry/records") { [node, audit] request in
            let submission = try await request.document(RecordSubmission.self, octetsMax: ExchangeLimits.submissionOctetsMax)
            let records = try submission.checked()
            return Response(
                json: try await audit.acting(.recordsSubmitted, "", ["records": "\(records.count)"]) { try await node.submit(records) })
        }
        routes.answer(.post, "members/:organisation/standing") { [node, audit] request in
            let organisation = try request.path("organisation")
            let change = try await request.document(StandingChange.self)
            return Response(
                json: try await audit.acting(.standingChanged, organisation, ["standing": change.standing]) {
                    try await node.setStanding(organisation, to: change.standing)
                })
        }
        routes.answer(.post, "members/:organisation/sector") { [node, audit] request in
            let organisation = try request.path("organisation")
            let change = try await request.document(SectorChange.self)
            return Response(
                json: try await audit.acting(.sectorChanged, organisation, ["sector": change.sector]) {
                    try await node.setSector(organisation, to: change.sector)
                })
        }
    }

    private func addAccounts(to routes: OperationRoutes) {
        routes.answer(.get, "audit") { [node] request in
            let after = UInt64(try request.number("after") ?? 0)
            return Response(json: try await node.audit(after: after, limit: try request.limit()))
        }
        routes.answer(.post, "audit/export") { [node, audit] request in
            let asked = try await request.document(AuditExportRequest.self)
            return Response(json: try await audit.exporting(.auditExported, "", asked.details) { try await node.exportAudit(asked) })
        }
        routes.answer(.get, "people") { [node] _ in Response(json: try await node.people()) }
        routes.answer(.post, "people") { [node] request in
            Response(json: try await node.addPerson(try await request.document(PersonAddition.self)))
        }
        routes.answer(.post, "people/:name/remove") { [node] request in
            Response(json: try await node.removePerson(try request.path("name")))
        }
    }
}

/// Where the routes of one door are added, as the table has them.
struct OperationRoutes {
    let group: RouterGroup<LocalContext>
    let door: Door

    /// Adds an operation of the table, where the door leads to it; a request whose query holds anything but what the table says is refused before
    /// it is looked at.
    func answer(
        _ method: HTTPRequest.Method, _ path: RouterPath, by respond: @escaping @Sendable (LocalRequest) async throws -> Response
    ) {
        let name = "\(method.rawValue) /v1/\(path.description.split(separator: "/").joined(separator: "/"))"
        guard let row = RouteTable.rows[name] else { preconditionFailure("\(name) does not stand in the table of operations") }
        guard door.leads(to: row) else { return }
        let members = row.query(at: door)
        group.on(path, method: method) { request, context in
            let actor = if let caller = context.caller { caller.actor } else { await LocalActor.of(context.channel) }
            return try await LocalActor.$current.withValue(actor) {
                let asked = try LocalRequest(request, context, takes: members)
                let response = try await respond(asked)
                guard method == .get, let tag = response.headers[.eTag], asked.has(tag) else { return response }
                return Response(status: .notModified, headers: [.eTag: tag])
            }
        }
    }
}

/// Answers every error as an `OperationError` with its status.
private struct ErrorAnswers: RouterMiddleware {
    typealias Context = LocalContext
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

    /// `tag` is the octets' own where none is given.
    init(octets: [UInt8], type: String, tag: String? = nil, status: HTTPResponse.Status = .ok) {
        var headers: HTTPFields = [.contentType: type]
        if status == .ok { headers[.eTag] = tag ?? EntityTag.of(octets) }
        self.init(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: octets)))
    }

    init(refusal error: OperationError) {
        let code = (400...599).contains(error.status) ? error.status : 500
        self.init(json: error, status: HTTPResponse.Status(code: code))
    }
}
