import Logging
import STIX

/// Answers requests as a TAXII 2.1 server: who calls, whether they may, what is there.
///
/// Order of refusals: no such address (404, 405), no valid token (401), too many requests (429), media types (406, 415), what the token may not
/// (403, or 404 for a collection it does not see), then filters (400) and contents (413, 422). A body is read only after all that can be said
/// without it.
struct TAXIIRoutes: Sendable {
    let source: any TAXIISource
    /// `nil` where nobody is known: every caller is the public.
    let doorman: Doorman?
    let bodies: OctetBudget
    let logger: Logger
    /// Stands before the addresses that are listed, in place of the source's own; empty for addresses of the server that is asked.
    var baseURL: String?

    static let discoveryPath = "/taxii2/"
    static let rootPath = "/taxii2/api/"

    func answer(_ request: APIRequest) async -> APIAnswer {
        var answer: APIAnswer
        do throws(TAXIIError) {
            answer = try await respond(to: request)
        } catch {
            answer = refusal(error)
        }
        answer.fields += [
            ("content-type", TAXIIMedia.type), ("cache-control", "no-store"), ("x-content-type-options", "nosniff"),
            ("vary", "accept, authorization"),
        ]
        return answer
    }

    func refusal(_ error: TAXIIError) -> APIAnswer {
        APIAnswer(
            status: error.status, fields: error.fields.map { ($0.name, $0.value) }, body: JSONDocument.encode(TAXIIResource.Failure(error)))
    }

    func respond(to request: APIRequest) async throws(TAXIIError) -> APIAnswer {
        guard request.target.utf8.count <= ExchangeLimits.apiTargetOctetsMax, request.target.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw .filter("address-too-long", "The address is too long, or not percent-encoded.", "Ask for fewer objects at a time.") }
        let parts = request.target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let route = try TAXIIRoute(method: request.method, path: parts[0])
        let query = parts.count > 1 ? parts[1] : ""
        let caller = try await caller(of: request)
        guard TAXIIMedia.isAccepted(request.accept) else { throw .notAcceptable(request.accept ?? "") }
        switch route.kind {
        case .discovery: return try await discovery(caller)
        case .root: return try await root(caller)
        case .collections:
            let collections = try await collections(caller).map { TAXIIResource.Collection($0) }
            return json(TAXIIResource.Collections(collections: collections.isEmpty ? nil : collections))
        case .collection: return json(TAXIIResource.Collection(try await collection(route.name, caller)))
        case .status: return try await status(route.name, caller)
        case .manifest: return try await manifest(route, query, caller)
        case .objects, .object: return try await objects(route, query, caller)
        case .versions: return try await versions(route, query, caller)
        case .addObjects: return try await add(to: route.name, request, caller)
        case .deleteObject:
            _ = try await collection(route.name, caller)
            throw caller == nil ? .unauthorized : .notDeletable
        }
    }

    // MARK: - Who

    private func caller(of request: APIRequest) async throws(TAXIIError) -> APICaller? {
        guard let doorman else { return nil }
        do throws(Doorman.Refusal) {
            return try await doorman.caller(request.authorization, from: request.remote)
        } catch {
            switch error {
            case .unauthorized: throw .unauthorized
            case .tooMany(let seconds): throw .tooManyRequests(seconds)
            case .failed(let fault): throw failure(fault)
            }
        }
    }

    // MARK: - Servers and collections

    private func discovery(_ caller: APICaller?) async throws(TAXIIError) -> APIAnswer {
        _ = try await collections(caller)
        let site = await source.site()
        let root = (baseURL ?? site.baseURL) + Self.rootPath
        return json(TAXIIResource.Discovery(title: site.title, description: site.description, default: root, api_roots: [root]))
    }

    private func root(_ caller: APICaller?) async throws(TAXIIError) -> APIAnswer {
        _ = try await collections(caller)
        let site = await source.site()
        return json(TAXIIResource.Root(title: site.title, description: site.description))
    }

    /// The collections that a caller sees. Where nothing is public, nobody sees that there is anything.
    private func collections(_ caller: APICaller?) async throws(TAXIIError) -> [TAXIICollection] {
        let collections = try await asked { () async throws(OperationError) in try await source.collections(for: caller) }
        if caller == nil, collections.isEmpty { throw .unauthorized }
        return collections
    }

    private func collection(_ name: String, _ caller: APICaller?) async throws(TAXIIError) -> TAXIICollection {
        let collections = try await collections(caller)
        let found = collections.first { $0.id == name } ?? collections.first { !$0.alias.isEmpty && $0.alias == name }
        // It may be there for somebody with a token.
        guard let found else { throw caller == nil ? .unauthorized : .notFound }
        return found
    }

    private func readable(_ name: String, _ caller: APICaller?) async throws(TAXIIError) -> TAXIICollection {
        let collection = try await collection(name, caller)
        guard collection.canRead else { throw .notReadable }
        return collection
    }

    // MARK: - Objects

    private func query(
        _ route: TAXIIRoute, _ text: Substring, _ caller: APICaller?
    ) async throws(TAXIIError) -> (query: TAXIIQuery, collection: TAXIICollection) {
        let collection = try await readable(route.name, caller)
        var query = try TAXIIQuery(text, for: route.kind, collection: collection.id)
        if !route.object.isEmpty { query.ids = [route.object] }
        if route.kind == .versions {
            query.isAll = true
            query.isLast = false
        }
        return (query, collection)
    }

    /// The objects of a page without their octets.
    private func page(
        _ route: TAXIIRoute, _ text: Substring, _ caller: APICaller?
    ) async throws(TAXIIError) -> (page: TAXIIPage, collection: TAXIICollection) {
        let (query, collection) = try await query(route, text, caller)
        guard query.isOfThisVersion else { return (TAXIIPage(objects: [], next: nil), collection) }
        let page = try await asked { () async throws(OperationError) in
            try await source.page(of: collection, query, withOctets: false, for: caller)
        }
        return (page, collection)
    }

    private func objects(_ route: TAXIIRoute, _ query: Substring, _ caller: APICaller?) async throws(TAXIIError) -> APIAnswer {
        let (query, collection) = try await self.query(route, query, caller)
        var envelope = TAXIIPageOctets()
        if query.isOfThisVersion {
            envelope = try await asked { () async throws(OperationError) in
                try await source.envelope(of: collection, query, for: caller)
            }
        }
        if route.kind == .object, envelope.count == 0 { try await requireThere(route.object, in: collection, caller) }
        let next = envelope.next.map { PageCursor($0).text(of: collection.id) }
        let answer = APIAnswer(status: 200, body: TAXIIResource.envelope(envelope, next: next))
        return envelope.count == 0 ? answer : dated(answer, envelope.first, envelope.last)
    }

    private func manifest(_ route: TAXIIRoute, _ query: Substring, _ caller: APICaller?) async throws(TAXIIError) -> APIAnswer {
        let (page, _) = try await page(route, query, caller)
        let records = page.objects.map {
            TAXIIResource.Manifest.Record(id: $0.id, date_added: STIXTime.text($0.added), version: $0.version)
        }
        let more: Bool? = records.isEmpty && page.next == nil ? nil : page.next != nil
        return dated(json(TAXIIResource.Manifest(more: more, objects: records.isEmpty ? nil : records)), page)
    }

    private func versions(_ route: TAXIIRoute, _ query: Substring, _ caller: APICaller?) async throws(TAXIIError) -> APIAnswer {
        let (page, collection) = try await page(route, query, caller)
        if page.objects.isEmpty { try await requireThere(route.object, in: collection, caller) }
        let versions = page.objects.map(\.version)
        let more: Bool? = versions.isEmpty && page.next == nil ? nil : page.next != nil
        return dated(json(TAXIIResource.Versions(more: more, versions: versions.isEmpty ? nil : versions)), page)
    }

    /// Tells an object of which nothing is asked for now from one that is not here: that is 404.
    private func requireThere(_ object: String, in collection: TAXIICollection, _ caller: APICaller?) async throws(TAXIIError) {
        var query = TAXIIQuery()
        query.ids = [object]
        query.limit = 1
        let asked = query
        let page = try await self.asked { () async throws(OperationError) in
            try await source.page(of: collection, asked, withOctets: false, for: caller)
        }
        if page.objects.isEmpty { throw .notFound }
    }

    // MARK: - Adding

    private func add(to name: String, _ request: APIRequest, _ caller: APICaller?) async throws(TAXIIError) -> APIAnswer {
        guard let caller else { throw .unauthorized }
        let collection = try await collection(name, caller)
        guard TAXIIMedia.isTaken(request.contentType) else { throw .unsupportedMedia(request.contentType ?? "") }
        guard collection.canWrite else { throw .notWritable }
        let limit = ExchangeLimits.envelopeOctetsMax
        let length = request.contentLength ?? limit
        guard length <= limit else { throw .bodyTooLong }
        guard let reservation = bodies.reserve(length) else { throw .busy }
        defer { withExtendedLifetime(reservation) {} }
        let envelope: [UInt8]
        do {
            envelope = try await request.body(limit)
        } catch {
            throw error as? APIBodyFault == .tooLong ? .bodyTooLong : .incompleteBody
        }
        let status = try await asked { () async throws(OperationError) in
            try await source.post(envelope, to: collection, by: caller)
        }
        return json(TAXIIResource.Status(status), status: 202)
    }

    private func status(_ id: String, _ caller: APICaller?) async throws(TAXIIError) -> APIAnswer {
        guard let caller else { throw .unauthorized }
        let status = try await asked { () async throws(OperationError) in try await source.status(id, for: caller) }
        guard let status else { throw .notFound }
        return json(TAXIIResource.Status(status))
    }

    // MARK: - Answers

    private func asked<Value>(_ body: () async throws(OperationError) -> Value) async throws(TAXIIError) -> Value {
        do throws(OperationError) {
            return try await body()
        } catch {
            throw failure(error)
        }
    }

    private func failure(_ error: OperationError) -> TAXIIError {
        if error.status >= 500 { logger.error("a request of a machine failed", metadata: ["code": "\(error.code)"]) }
        return TAXIIError(error)
    }

    private func json(_ resource: some Encodable, status: Int = 200) -> APIAnswer {
        APIAnswer(status: status, body: JSONDocument.encode(resource))
    }

    /// When the first and the last of what is given were added (section 3.3): the place from which a client may go on without `next`.
    private func dated(_ answer: APIAnswer, _ page: TAXIIPage) -> APIAnswer {
        guard let first = page.objects.first, let last = page.objects.last else { return answer }
        return dated(answer, first.added, last.added)
    }

    private func dated(_ answer: APIAnswer, _ first: Int64, _ last: Int64) -> APIAnswer {
        var answer = answer
        answer.fields += [("x-taxii-date-added-first", STIXTime.text(first)), ("x-taxii-date-added-last", STIXTime.text(last))]
        return answer
    }
}
