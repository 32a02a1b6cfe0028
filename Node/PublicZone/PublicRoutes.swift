import Exchange
import Ledger
import Logging
import Pages
import Policy

/// Finds the answer to a request: which document, in which language, or where to look instead.
struct PublicRoutes: Sendable {
    private let maker: ZoneMaker
    /// `nil` where the registry is not published.
    private let log: LogAnswers?
    private let cache: AnswerCache?
    /// `nil` where TAXII is not served.
    private let exchange: ExchangeAnswers?
    private let underway = AnswersUnderway()
    private let searches: Turnstile

    /// `cache` keeps what was made for the edition in force; without one every answer is made anew.
    init(
        site: PublicSite, source: any PublicItems, log: (any PublicLog)? = nil, taxii: (any TAXIISource)? = nil, logger: Logger,
        budget: OctetBudget = OctetBudget(limit: PublicZoneLimits.octetsInFlightMax), cache: AnswerCache? = nil,
        searches: Turnstile = Turnstile(limit: PublicZoneLimits.searchesMax, waitingMax: PublicZoneLimits.searchesWaitingMax)
    ) {
        self.cache = cache
        self.searches = searches
        maker = ZoneMaker(site: site, source: source, budget: budget, logger: logger)
        self.log = log.map { LogAnswers(source: $0, budget: budget, logger: logger) }
        exchange = taxii.map { ExchangeAnswers(PublicTAXII(source: $0, baseURL: site.baseURL, logger: logger), budget: budget) }
    }

    func answer(_ request: PublicRequest) async -> PublicAnswer {
        var answer: PublicAnswer
        do throws(PublicRefusal) {
            // TAXII refuses other methods in its own words.
            if let exchange, request.target.hasPrefix(ExchangeAnswers.prefix) { return try await exchange.answer(request) }
            guard request.method == "GET" || request.method == "HEAD" else { throw .methodNotAllowed }
            answer = try await self.answer(to: request)
        } catch {
            answer = refusal(error, request)
        }
        if request.method == "HEAD" { answer.body = nil }
        return answer
    }

    private func answer(to request: PublicRequest) async throws(PublicRefusal) -> PublicAnswer {
        let target = request.target
        guard target.utf8.count <= PublicZoneLimits.targetOctetsMax, target.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            target.hasPrefix("/")
        else { throw .badRequest }
        if let log, target.hasPrefix(LogAnswers.prefix) { return try await log.answer(try LogAnswers.path(target), request) }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let query = parts.count > 1 ? parts[1] : ""
        if let address = ZoneAddress(path: parts[0]) {
            if address == .entrance { return redirect(to: .page(.preferred(by: request.acceptLanguage), .front)) }
            return try await answer(at: address, query, request)
        }
        return redirect(to: try shortcut(parts[0], request))
    }

    private func answer(at address: ZoneAddress, _ query: Substring, _ request: PublicRequest) async throws(PublicRefusal) -> PublicAnswer {
        if address.heedsQuery, !query.isEmpty {
            guard await searches.enter() else { throw .busy }
            defer { searches.leave() }
            return answer(try await maker.document(address, query: query)).unless(request.ifNoneMatch)
        }
        guard let cache else { return answer(try await maker.document(address)).unless(request.ifNoneMatch) }
        let pulse = maker.source.pulse
        if let ready = cache.ready(address.path, pulse) { return ready.answer(unless: request.ifNoneMatch) }
        let edition = try await maker.read { () async throws in try await maker.source.edition() }
        var answer = try await underway.answer(at: address.path, pulse) { () async throws(PublicRefusal) in
            self.answer(try await maker.document(address))
        }
        cache.keep(answer, at: address.path, pulse, expires: edition.expires)
        answer = answer.unless(request.ifNoneMatch)
        // What is too long to be kept is in memory once for each of its readers, who may be slow.
        if answer.reservation == nil, let octets = answer.body?.count, octets > PublicZoneLimits.answerKeptOctetsMax {
            guard let room = maker.budget.reserve(octets) else { throw .busy }
            answer.reservation = room
        }
        return answer
    }

    /// Where the short addresses lead that people type: the front page, a language's, an item, the feed of before.
    private func shortcut(_ path: Substring, _ request: PublicRequest) throws(PublicRefusal) -> ZoneAddress {
        let language = Language.preferred(by: request.acceptLanguage)
        let steps = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        switch steps {
        case [""]: return .page(language, .front)
        case ["feed.atom"]: return .machine(.atom(.all))
        default: break
        }
        if let named = Language.allCases.first(where: { $0.step == steps[0] }), steps.count == 1 || steps.count == 2 && steps[1].isEmpty {
            return .page(named, .front)
        }
        guard steps.count == 2, steps[0] == "items", let id = ZoneAddress.identifier(steps[1]) else { throw .notFound }
        return .page(language, .item(id))
    }

    // MARK: - Answers

    private func answer(_ document: ZoneDocument) -> PublicAnswer {
        var fields = SafeFields.fields(of: document.guarding, baseURL: maker.site.baseURL)
        fields.append(("content-type", document.type))
        if let name = document.attachment { fields.append(("content-disposition", "attachment; filename=\"\(name)\"")) }
        if let language = document.language { fields.append(("content-language", language)) }
        let keeping =
            switch document.keeping {
            case .asking: "no-cache"
            case .forGood: "public, max-age=\(PublicZoneLimits.assetSeconds), immutable"
            }
        fields += [("cache-control", keeping), ("etag", EntityTag(of: document.octets).text)]
        return PublicAnswer(
            status: 200, fields: fields, length: document.octets.count, body: document.octets, reservation: document.reservation)
    }

    private func redirect(to address: ZoneAddress) -> PublicAnswer {
        let fields = SafeFields.page + [("location", address.path), ("vary", "accept-language"), ("cache-control", "no-cache")]
        return PublicAnswer(status: 302, fields: fields, length: 0, body: [])
    }

    private func refusal(_ refusal: PublicRefusal, _ request: PublicRequest) -> PublicAnswer {
        let language = RefusalPage.language(ofTarget: request.target, acceptLanguage: request.acceptLanguage)
        let document = RefusalPage(site: maker.site, refusal: refusal).document(in: language)
        var fields =
            SafeFields.page + [
                ("content-type", document.type), ("content-language", language.rawValue), ("vary", "accept-language"),
                ("cache-control", "no-cache"),
            ]
        if refusal == .methodNotAllowed { fields.append(("allow", "GET, HEAD")) }
        if refusal == .busy { fields.append(("retry-after", "\(PublicZoneLimits.retrySeconds)")) }
        return PublicAnswer(status: refusal.status, fields: fields, length: document.octets.count, body: document.octets)
    }
}
