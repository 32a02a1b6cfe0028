import Ledger
import Logging
import Policy

/// Finds the answer to a request: the addresses of the public pages, and what stands at each.
struct PublicRoutes: Sendable {
    private let source: any PublicItems
    private let pages: PublicPages
    private let feed: AtomFeed
    /// `nil` where the registry is not published.
    private let log: LogAnswers?
    private let budget: TransferBudget
    private let logger: Logger

    init(
        site: PublicSite, source: any PublicItems, log: (any PublicLog)? = nil, logger: Logger, budget: TransferBudget = TransferBudget()
    ) {
        self.source = source
        self.log = log.map { LogAnswers(source: $0, budget: budget, logger: logger) }
        pages = PublicPages(site: site)
        feed = AtomFeed(site: site)
        self.budget = budget
        self.logger = logger
    }

    /// An address that these pages have.
    private enum Address: Equatable {
        case list(before: Int64?)
        case feed
        case style
        case item(String)
        case content(String)
        case proof(String)
        case log(TilePath)
    }

    func answer(_ request: PublicRequest) async -> PublicAnswer {
        var answer: PublicAnswer
        do throws(PublicRefusal) {
            guard request.method == "GET" || request.method == "HEAD" else { throw .methodNotAllowed }
            answer = try await self.answer(try address(request.target), request)
        } catch {
            answer = page(pages.refusal(error), status: error.status)
            if error == .methodNotAllowed { answer.fields.append(("allow", "GET, HEAD")) }
            if error == .busy { answer.fields.append(("retry-after", "\(PublicZoneLimits.retrySeconds)")) }
        }
        if request.method == "HEAD" { answer.body = nil }
        return answer
    }

    private func answer(_ address: Address, _ request: PublicRequest) async throws(PublicRefusal) -> PublicAnswer {
        switch address {
        case .list(let before):
            let items = try await list(before: before, limit: PublicZoneLimits.itemsPerPage + 1)
            let shown = items.clear.prefix(PublicZoneLimits.itemsPerPage)
            let next = items.hasMore ? shown.last?.number ?? items.last : nil
            return tagged(page(pages.list(Array(shown), next: next, isFirst: before == nil)), request)
        case .feed:
            let items = try await list(before: nil, limit: PublicZoneLimits.itemsPerPage).clear
            return tagged(text(feed.document(items), type: "application/atom+xml; charset=utf-8"), request)
        case .style:
            var answer = tagged(text(StyleSheet.text, type: "text/css; charset=utf-8"), request)
            answer.fields.removeAll { $0.name == "cache-control" }
            answer.fields.append(("cache-control", "public, max-age=\(PublicZoneLimits.styleSeconds)"))
            return answer
        case .item(let id): return tagged(page(pages.item(try await item(id))), request)
        case .content(let id): return try await content(try await item(id), request)
        case .proof(let id): return try await proof(try await item(id), request)
        case .log(let path):
            guard let log else { throw .notFound }
            return try await log.answer(path, request)
        }
    }

    // MARK: - Addresses

    private func address(_ target: String) throws(PublicRefusal) -> Address {
        guard target.utf8.count <= PublicZoneLimits.targetOctetsMax, target.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .badRequest
        }
        guard target.hasPrefix("/") else { throw .badRequest }
        if log != nil, target.hasPrefix(LogAnswers.prefix) { return .log(try LogAnswers.path(target)) }
        let parts = target.dropFirst().split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let steps = parts[0].split(separator: "/", omittingEmptySubsequences: false)
        switch steps {
        case [""]: return .list(before: try before(parts.count > 1 ? parts[1] : ""))
        case ["feed.atom"]: return .feed
        case ["style.css"]: return .style
        default: break
        }
        guard steps.count <= 3, steps[0] == "items", let id = steps.dropFirst().first else { throw .notFound }
        switch steps.dropFirst(2).first {
        case nil: return .item(try identifier(id))
        case "content": return .content(try identifier(id))
        case "proof": return .proof(try identifier(id))
        default: throw .notFound
        }
    }

    /// One item has one address: sixty-four lower-case digits.
    private func identifier(_ text: Substring) throws(PublicRefusal) -> String {
        let isIdentifier = text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        guard isIdentifier else { throw .notFound }
        return String(text)
    }

    /// The one member of a query that means something; what other sites add to links is passed over.
    private func before(_ query: Substring) throws(PublicRefusal) -> Int64? {
        let values = query.split(separator: "&").filter { $0 == "before" || $0.hasPrefix("before=") }
        guard let value = values.first else { return nil }
        let digits = value.dropFirst("before=".count)
        guard values.count == 1, let number = Int64(digits), number > 0, String(number) == digits else { throw .badRequest }
        return number
    }

    // MARK: - Items

    /// Items of the source that may be shown, and where and whether it goes on behind them.
    private func list(before: Int64?, limit: Int) async throws(PublicRefusal) -> (clear: [PublicItem], last: Int64?, hasMore: Bool) {
        let items = try await read { () async throws in try await source.items(before: before, limit: limit) }.prefix(limit)
        return (items.filter(isPublic), items.last?.number, items.count == limit)
    }

    private func item(_ id: String) async throws(PublicRefusal) -> PublicItem {
        guard let item = try await read({ () async throws in try await source.item(id) }), item.id == id, isPublic(item) else {
            throw .notFound
        }
        return item
    }

    /// The last of the guards that keep a marked item inside; that it is ever needed is a fault to be told.
    private func isPublic(_ item: PublicItem) -> Bool {
        guard item.tlp == .clear else {
            logger.critical("an item that is not TLP:CLEAR was about to be public", metadata: ["item": "\(item.id)", "tlp": "\(item.tlp)"])
            return false
        }
        return true
    }

    private func read<Value>(_ body: () async throws -> Value) async throws(PublicRefusal) -> Value {
        do {
            return try await body()
        } catch {
            logger.error("a public item could not be read", metadata: ["error": "\(error)"])
            throw .fault
        }
    }

    // MARK: - Answers

    private func content(_ item: PublicItem, _ request: PublicRequest) async throws(PublicRefusal) -> PublicAnswer {
        let type = ContentType.served(item.mediaType)
        let isJSON = type != "application/octet-stream"
        var answer = file(type: type, name: item.id + (isJSON ? ".json" : ".bin"), tag: EntityTag(ofContent: item.id))
        answer.length = item.octets
        if EntityTag(ofContent: item.id).isNamed(in: request.ifNoneMatch) { return unchanged(answer) }
        if request.method == "HEAD" { return answer }
        guard let reservation = budget.reserve(item.octets) else { throw .busy }
        guard let octets = try await read({ () async throws in try await source.content(of: item.id) }) else { throw .notFound }
        answer.reservation = reservation
        answer.body = octets
        answer.length = octets.count
        return answer
    }

    private func proof(_ item: PublicItem, _ request: PublicRequest) async throws(PublicRefusal) -> PublicAnswer {
        // A proof carries the content in base 64.
        guard let reservation = budget.reserve(item.octets / 3 * 4 + PublicZoneLimits.pieceOctets) else { throw .busy }
        guard let octets = try await read({ () async throws in try await source.proof(of: item.id) }) else { throw .notFound }
        let tag = EntityTag(of: octets)
        var answer = file(type: "application/json", name: item.id + ".proof.json", tag: tag)
        answer.length = octets.count
        if tag.isNamed(in: request.ifNoneMatch) { return unchanged(answer) }
        answer.reservation = reservation
        answer.body = octets
        return answer
    }

    private func file(type: String, name: String, tag: EntityTag) -> PublicAnswer {
        let fields =
            SafeFields.file + [
                ("content-type", type), ("content-disposition", "attachment; filename=\"\(name)\""), ("cache-control", "no-cache"),
                ("etag", tag.text),
            ]
        return PublicAnswer(status: 200, fields: fields, length: 0)
    }

    private func page(_ html: String, status: Int = 200) -> PublicAnswer { text(html, type: "text/html; charset=utf-8", status: status) }

    private func text(_ text: String, type: String, status: Int = 200) -> PublicAnswer {
        let octets = Array(text.utf8)
        return PublicAnswer(
            status: status, fields: SafeFields.page + [("content-type", type), ("cache-control", "no-cache")], length: octets.count,
            body: octets)
    }

    /// The answer with the name of its version, or that name alone when the reader has this version already.
    private func tagged(_ answer: PublicAnswer, _ request: PublicRequest) -> PublicAnswer {
        let tag = EntityTag(of: answer.body ?? [])
        var answer = answer
        answer.fields.append(("etag", tag.text))
        return tag.isNamed(in: request.ifNoneMatch) ? unchanged(answer) : answer
    }

    private func unchanged(_ answer: PublicAnswer) -> PublicAnswer {
        var answer = answer
        answer.status = 304
        answer.body = nil
        return answer
    }
}
