import Exchange
import Foundation
import Testing

@testable import Daemon

@Suite("Objects are found on real nodes")
struct SearchTests {
    private func names(_ node: RunningNode, _ text: String, as person: Reader = nil) async throws -> [String] {
        try await node.core.search(SearchRequest(text), as: person).hits.map(\.name)
    }

    private func code(_ body: () async throws -> Void) async -> String {
        do {
            try await body()
            return "done"
        } catch let error as OperationError {
            return error.code
        } catch {
            return "\(error)"
        }
    }

    @Test("What one member shares another finds by its words, author, group and value, follows, and finds no more when it is taken back")
    func shared() async throws {
        let federation = try await Federation()
        let (bank, telco) = (try await federation.member("Harbour Bank"), try await federation.member("City Telecom"))
        let id = try await bank.core.share(bundle("Beacons to evil.example 勒索軟件"), ShareRequest(to: .members, tlp: "green")).id
        try await telco.waitForItem(id)
        for text in [
            "beacons", "軟件", "evil[.]example", "author:\"Harbour Bank\" type:report", "group:members beac*", "tlp:green -nothing evil",
        ] {
            #expect(try await names(telco, text) == ["Beacons to evil.example 勒索軟件"], "\(text)")
        }
        let page = try await telco.core.search(SearchRequest("after:1d", wantsFacets: true), as: nil)
        #expect(page.facets?.author == [FacetsReport.Count("Harbour Bank", 2)] && page.facets?.group == [FacetsReport.Count("members", 2)])
        #expect(page.facets?.tlp == [FacetsReport.Count("TLP:GREEN", 2)] && page.hits.allSatisfy { $0.item.id == id })
        let report = try #require(page.hits.first { $0.type == "report" })
        let graph = try await telco.core.graph(around: report.id, depth: 1, as: nil)
        #expect(graph.nodes.map(\.type) == ["report", "identity"] && graph.edges.map(\.name) == ["object_refs"])
        #expect(try await telco.core.versions(ofObject: report.id, limit: 9, as: nil).map(\.item.id) == [id])
        #expect(await code { _ = try await telco.core.search(SearchRequest("author:Nobody x"), as: nil) } == "unknown-organisation")
        #expect(await code { _ = try await telco.core.search(SearchRequest("colour:x"), as: nil) } == "search-unknown-field")
        #expect(await code { _ = try await telco.core.search(SearchRequest("x", cursor: "?"), as: nil) } == "search-invalid-cursor")
        #expect(await code { _ = try await telco.core.correlate("???", limit: 9, as: nil) } == "done")
        #expect(await code { _ = try await telco.core.graph(around: "x--1", depth: 1, as: nil) } == "unknown-object")
        _ = try await bank.core.retract(id, RetractionRequest(reason: ""))
        try await eventually("it is found no more") { try await names(telco, "beacons").isEmpty }
        #expect(await code { _ = try await telco.core.versions(ofObject: report.id, limit: 9, as: nil) } == "unknown-object")
        for node in [bank, telco, federation.coordinator] { await node.stop() }
    }

    @Test("An item for named representatives is found by them alone; its organisation's own members by nobody else's name")
    func named() async throws {
        let federation = try await Federation()
        let (bank, telco) = (try await federation.member("Harbour Bank"), try await federation.member("City Telecom"))
        try await waitForSubkeys(bank, of: ["City Telecom"])
        let to = Destination.organisations([NamedRecipient("City Telecom", people: ["Ng"])])
        let id = try await bank.core.share(bundle("Heron nest"), ShareRequest(to: to, tlp: "red")).id
        try await telco.waitForItem(id)
        #expect(try await names(telco, "heron") == [])
        #expect(try await names(telco, "heron", as: "Li") == [])
        #expect(try await names(telco, "heron", as: "Ng") == ["Heron nest"])
        #expect(try await names(bank, "heron") == ["Heron nest"])
        for (person, count) in [(nil, 0), ("Ng", 2)] as [(String?, Int)] {
            let facets = try await telco.core.search(SearchRequest("tlp:red", wantsFacets: true), as: .person(person)).facets
            #expect(facets?.counted == count)
            #expect(facets?.type.count == count)
        }
        for node in [bank, telco, federation.coordinator] { await node.stop() }
    }

    @Test("Searches are kept under names that people can read, and run with more words")
    func saved() async throws {
        let federation = try await Federation()
        let core = federation.coordinator.core
        #expect(try await core.saveSearch(SearchSaving(name: "Weekly 週報", query: "phishing -tlp:red")).map(\.name) == ["Weekly 週報"])
        #expect(try await core.search(SearchRequest("more", saved: "Weekly 週報"), as: nil).hits.isEmpty)
        #expect(await code { _ = try await core.search(SearchRequest("", saved: "Monthly"), as: nil) } == "unknown-search")
        for (name, query, refusal) in [
            ("", "x", "invalid-search-name"), ("a\nb", "x", "invalid-search-name"),
            (String(repeating: "x", count: 65), "x", "invalid-search-name"),
            ("a", "-x", "search-only-excluded"), ("a", "group:Nowhere", "unknown-group"),
        ] { #expect(await code { _ = try await core.saveSearch(SearchSaving(name: name, query: query)) } == refusal) }
        #expect(try await core.removeSearch("Weekly 週報").isEmpty)
        #expect(await code { _ = try await core.removeSearch("Weekly 週報") } == "unknown-search")
        await federation.coordinator.stop()
    }
}
