import Exchange
import Ledger
import PublicZone
import Storage
import Wire

/// Searching what is public, by anybody.
extension PublicShelf {
    func search(_ search: PublicSearch) async throws -> PublicFindings {
        var findings = PublicFindings()
        var query: SearchQuery
        do {
            // Which groups there are is nobody's business but their members'.
            guard try SearchExpression(search.text, now: Int64(core.clock.seconds)).namedGroups.isEmpty else {
                findings.fault = .init(
                    code: "search-public-group", reason: "Public items are in no group.", remedy: "Search without group:.")
                return findings
            }
            query = try await core.searchQuery(search.text, limit: search.limit, .nobody)
            query.order = search.isNewestFirst ? .newest : .best
            query.cursor = try search.cursor.map { (text) throws(SearchFault) in try SearchCursor(text) }
        } catch let error as OperationError where error.status < 500 {
            findings.fault = .init(code: error.code, reason: error.reason, remedy: error.remedy)
            return findings
        } catch let error as SearchFault {
            findings.fault = .init(code: error.code, reason: error.reason, remedy: error.advice)
            return findings
        }
        query.wantsFacets = search.cursor == nil
        let asked = query
        var asker = core.searchReader(.nobody)
        asker.isThePublic = true
        let reader = asker
        let page = try await core.reading { (store) throws(StorageError) in try store.search(asked, as: reader) }
        for hit in page.hits {
            guard let found = try await published(hit.item.id) else { continue }
            findings.hits.append(
                .init(
                    item: try await describe(found.item, found.publication), objectType: hit.type, objectName: hit.name,
                    snippet: hit.snippet))
        }
        findings.next = page.next?.text
        findings.isCut = page.isCut || page.isPrefixCut
        if let facets = page.facets { findings.facets = self.facets(facets, search.text) }
        return findings
    }

    private func facets(_ facets: SearchFacets, _ text: String) -> [PublicFindings.Facet] {
        func facet(
            _ kind: PublicFindings.Facet.Kind, _ values: [(text: String, field: String, count: Int)]
        ) -> PublicFindings.Facet {
            .init(
                kind: kind,
                values: values.map { value in .init(text: value.text, count: value.count, search: "\(text) \(value.field)") })
        }
        let registry = core.registry.snapshot
        return [
            facet(.type, facets.types.map { ($0.value, "type:\($0.value)", $0.count) }),
            facet(
                .author,
                facets.authors.map { one in
                    (registry.organisation(one.value)?.name ?? one.value.hex, "author:\(one.value.hex)", one.count)
                }),
            facet(.label, facets.labels.map { ($0.value, "label:\"\($0.value)\"", $0.count) }),
            facet(.month, facets.months.compactMap { one in Self.field(ofMonth: one.value).map { (one.value, $0, one.count) } }),
        ].filter { !$0.values.isEmpty }
    }

    /// "2026-11" as bounds of time.
    private static func field(ofMonth month: String) -> String? {
        let parts = month.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 2 else { return nil }
        let next = parts[1] == 12 ? (parts[0] + 1, 1) : (parts[0], parts[1] + 1)
        return "after:\(month) before:\(next.0)-\(next.1 < 10 ? "0" : "")\(next.1)"
    }
}
