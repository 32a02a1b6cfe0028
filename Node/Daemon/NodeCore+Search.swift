import Exchange
import Groups
import Ledger
import Policy
import STIX
import Storage
import Wire

/// Objects and search, for whoever asks: an item that names representatives is found by those alone.
extension NodeCore {
    func search(_ request: SearchRequest, as reader: Reader) async throws(OperationError) -> SearchReport {
        let reach = try await reach(of: reader)
        var text = request.query
        if let name = request.saved {
            guard let saved = try await reading({ (store) throws(StorageError) in try store.savedSearch(name) }) else {
                throw .unknownSearch(name)
            }
            text = text.isEmpty ? saved.query : saved.query + " " + text
        }
        var query = try await searchQuery(text, limit: request.limit, reach)
        query.order = request.isNewestFirst ? .newest : .best
        query.wantsFacets = request.wantsFacets
        do throws(SearchFault) {
            query.cursor = try request.cursor.map { (text) throws(SearchFault) in try SearchCursor(text) }
        } catch {
            throw OperationError(error)
        }
        let (asked, asker) = (query, searchReader(reach))
        let page = try await reading { (store) throws(StorageError) in try store.search(asked, as: asker) }
        var hits: [ObjectHit] = []
        for hit in page.hits { hits.append(await report(on: hit, as: reach)) }
        var notes: [String] = []
        if page.isCut { notes.append("Many objects were looked at that do not fit; the next page goes on.") }
        if page.isPrefixCut { notes.append("A beginning stands for more words than are looked for; give more of the word.") }
        var facets: FacetsReport?
        if let found = page.facets { facets = await report(on: found) }
        return SearchReport(hits: hits, next: page.next?.text ?? "", notes: notes, facets: facets)
    }

    func savedSearches() async throws(OperationError) -> [SavedSearchReport] {
        try await keptSearches().map {
            SavedSearchReport(name: $0.name, query: $0.query, saved: WallClock.iso8601(UInt64(clamping: $0.saved)))
        }
    }

    func saveSearch(_ saving: SearchSaving) async throws(OperationError) -> [SavedSearchReport] {
        let name = PlainText.title(cleaning: saving.name)
        guard name == saving.name, !name.isEmpty, name.count <= StorageLimits.savedSearchNameCharactersMax else {
            throw OperationError(
                code: "invalid-search-name",
                reason: "A saved search's name has 1 to \(StorageLimits.savedSearchNameCharactersMax) visible characters.",
                remedy: "Choose a short name on one line.", status: 400)
        }
        let expression = try expression(saving.query)
        for name in expression.namedAuthors { _ = try registeredOrganisation(name) }
        for name in expression.namedGroups { _ = try await tag(named: name) }
        let (query, now) = (saving.query, Int64(clock.seconds))
        guard try await writing({ (store) throws(StorageError) in try store.saveSearch(name, query, at: now) }) else {
            throw OperationError(
                code: "too-many-searches", reason: "There are \(StorageLimits.savedSearchesMax) saved searches.",
                remedy: "Remove one that nobody uses.", status: 409)
        }
        searchBook.forget()
        return try await savedSearches()
    }

    func removeSearch(_ name: String) async throws(OperationError) -> [SavedSearchReport] {
        guard try await writing({ (store) throws(StorageError) in try store.deleteSavedSearch(name) }) else { throw .unknownSearch(name) }
        searchBook.forget()
        return try await savedSearches()
    }

    func versions(ofObject id: String, limit: Int, as reader: Reader) async throws(OperationError) -> [ObjectVersionReport] {
        let reach = try await reach(of: reader)
        let asker = searchReader(reach)
        let found = try await reading { (store) throws(StorageError) in try store.versions(ofObject: id, limit: limit, as: asker) }
        guard !found.isEmpty else { throw .unknownObject(id) }
        if case .machine(let caller) = reader {
            try await exports.begin(caller, "objects", at: clock.hour, in: auditLog)
            await exports.given(found.count, to: caller, from: "objects")
        }
        var reports: [ObjectVersionReport] = []
        for version in found {
            reports.append(
                ObjectVersionReport(
                    id: version.id, type: version.type, name: version.name, modified: version.modified ?? "",
                    object: String(decoding: version.octets, as: UTF8.self), item: await shownReport(on: version.item, as: reach)))
        }
        return reports
    }

    func graph(around id: String, depth: Int, as reader: Reader) async throws(OperationError) -> GraphReport {
        let reach = try await reach(of: reader)
        let asker = searchReader(reach)
        let graph = try await reading { (store) throws(StorageError) in try store.graph(around: id, depth: depth, as: asker) }
        guard !graph.nodes.isEmpty else { throw .unknownObject(id) }
        return GraphReport(
            nodes: graph.nodes.map { .init(id: $0.id, type: $0.type, name: $0.name, distance: $0.distance, isHere: $0.isHere) },
            edges: graph.edges.map { .init(from: $0.from, to: $0.to, name: $0.name) }, isCut: graph.isCut)
    }

    func correlate(_ value: String, limit: Int, as reader: Reader) async throws(OperationError) -> CorrelationReport {
        guard let wanted = ObservedValue(typed: value) ?? ObservedValue(fileName: value) else {
            throw OperationError(SearchFault.invalidValue(value))
        }
        let reach = try await reach(of: reader)
        let asker = searchReader(reach)
        let found = try await reading { (store) throws(StorageError) in try store.correlate(wanted, limit: limit, as: asker) }
        var hits: [ObjectHit] = []
        for hit in found.hits { hits.append(await report(on: hit, as: reach)) }
        var reports: [CorrelationReport.Report] = []
        for report in found.reports {
            reports.append(
                .init(
                    says: report.isFor ? "for" : "against", type: report.type, id: report.id,
                    item: await shownReport(on: report.item, as: reach)))
        }
        var report = CorrelationReport(
            value: found.value.text, kind: found.value.kind.rawValue, items: found.items, isOverCorrelating: found.isOverCorrelating,
            hasMore: found.hasMore, confidence: found.confidence,
            last: found.items == 0 ? "" : WallClock.iso8601(UInt64(clamping: found.last)), organisationsFor: found.organisationsFor,
            organisationsAgainst: found.organisationsAgainst, hits: hits, reports: reports)
        report.warnings = found.warnings.found.map(WarningReport.init)
        report.areWarningsIncomplete = found.warnings.isIncomplete
        return report
    }

    // MARK: -

    /// A search as it was typed, with the organisations and audiences that it names.
    func searchQuery(_ text: String, limit: Int, _ reach: Reach) async throws(OperationError) -> SearchQuery {
        let expression = try expression(text)
        var query = SearchQuery(expression, limit: limit)
        for name in expression.namedAuthors { query.authors[name] = try registeredOrganisation(name).id }
        for name in expression.namedGroups {
            let tag = try await tag(named: name)
            guard reach.includes(tag) else { throw .unknownGroup(name) }
            query.groups[name] = tag
        }
        return query
    }

    /// Who asks, as the store has to know them.
    func searchReader(_ reach: Reach) -> SearchReader {
        let now = Int64(clock.seconds)
        return SearchReader(
            organisation: organisation, person: reach.person, now: now, horizon: now + Int64(DaemonLimits.futureMinutesMax) * 60,
            token: reach.token)
    }

    private func expression(_ text: String) throws(OperationError) -> SearchExpression {
        do throws(SearchFault) {
            return try SearchExpression(text, now: Int64(clock.seconds))
        } catch {
            throw OperationError(error)
        }
    }

    private func report(on hit: SearchHit, as reach: Reach) async -> ObjectHit {
        ObjectHit(
            id: hit.id, type: hit.type, name: hit.name, modified: hit.modified ?? "", labels: hit.labels, snippet: hit.snippet,
            item: await shownReport(on: hit.item, as: reach))
    }

    private func report(on facets: SearchFacets) async -> FacetsReport {
        var groups: [FacetsReport.Count] = []
        for one in facets.groups {
            let circle = await self.groups.circle(one.value)
            groups.append(.init(circle.map { displayName(of: $0) } ?? one.value.hex, one.count))
        }
        return FacetsReport(
            counted: facets.counted, isCut: facets.isCut, hasMoreValues: facets.hasMoreValues,
            type: facets.types.map { .init($0.value, $0.count) },
            tlp: facets.marks.map { .init(TLP(rawValue: $0.value)?.displayName ?? "TLP:?", $0.count) },
            author: facets.authors.map { .init(names(of: [$0.value])[0], $0.count) }, group: groups,
            label: facets.labels.map { .init($0.value, $0.count) }, month: facets.months.map { .init($0.value, $0.count) })
    }
}

extension OperationError {
    fileprivate init(_ fault: SearchFault) {
        self.init(code: fault.code, reason: fault.reason, remedy: fault.advice)
    }

    fileprivate static func unknownSearch(_ name: String) -> Self {
        OperationError(
            code: "unknown-search", reason: "No saved search is called \"\(name.prefix(200))\".",
            remedy: "See them with `causeway search --list`.", status: 404)
    }

    fileprivate static func unknownObject(_ id: String) -> Self {
        OperationError(
            code: "unknown-object", reason: "No object \"\(id.prefix(200))\" is here that you may see.",
            remedy: "Give the whole identifier, type--UUID, as `causeway search` shows it.", status: 404)
    }
}
