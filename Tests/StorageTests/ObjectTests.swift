import STIX
import Testing

@testable import Storage

@Suite("Objects are followed and weighed: versions, neighbours, values")
struct ObjectTests {
    @Test("All versions of an object are given, the newest first, each with its item")
    func versions() throws {
        let fixture = try SearchFixture(entries: 4)
        for (name, modified) in [("B", "2026-02-01T00:00:00.000Z"), ("C", "2026-03-01T00:00:00.000Z"), ("A", "2026-01-01T00:00:00.000Z")] {
            try fixture.store.recordItems([try fixture.item([sdo("malware", 1, name: name, modified: modified)])])
        }
        try fixture.store.recordItems([try fixture.item([sdo("malware", 2, name: "D")])])
        let found = try fixture.store.versions(ofObject: "malware--\(uuid(1))", limit: 9, as: fixture.reader())
        #expect(found.map(\.name) == ["C", "B", "A"] && Set(found.map(\.item.id)).count == 3)
        #expect(try STIXDigest(reading: #require(found.first).octets)?.names == ["C"])
        #expect(try fixture.store.versions(ofObject: "tool--\(uuid(1))", limit: 9, as: fixture.reader()) == [])
    }

    /// Actor 1 uses malware 2; indicator 3 indicates malware 2; report 4 names indicator 3; identity 5 is only referred to.
    private func chain() throws -> SearchFixture {
        let fixture = try SearchFixture(entries: 6)
        let (actor, malware, indicates) = ("threat-actor--\(uuid(1))", "malware--\(uuid(2))", "indicator--\(uuid(3))")
        try fixture.store.recordItems([
            try fixture.item([sdo("threat-actor", 1, name: "Actor"), relationship(11, actor, "uses", malware)]),
            try fixture.item([sdo("malware", 2, name: "Malware")]),
            try fixture.item([
                indicator(3, "Indicator", pattern: "[a:b = 'c']", #""created_by_ref":"identity--\#(uuid(5))""#),
                relationship(12, indicates, "indicates", malware),
            ]),
            try fixture.item([sdo("report", 4, name: "Report", #""object_refs":["\#(indicates)"]"#)]),
        ])
        return fixture
    }

    @Test("A graph grows by steps through references and relationships", arguments: [(1, 3), (2, 4), (3, 5), (4, 5), (9, 5)])
    func graph(depth: Int, count: Int) throws {
        let fixture = try chain()
        let graph = try fixture.store.graph(around: "indicator--\(uuid(3))", depth: 1, as: fixture.reader())
        #expect(Set(graph.nodes.map(\.name)) == ["Indicator", "Malware", "Report", ""])
        let whole = try fixture.store.graph(around: "threat-actor--\(uuid(1))", depth: depth, as: fixture.reader())
        #expect(whole.nodes.first?.name == "Actor" && !whole.isCut)
        #expect(whole.nodes.count == [1: 2, 2: 3][depth] ?? 5)
        #expect(whole.nodes.allSatisfy { $0.isHere == ($0.type != "identity") && $0.distance <= depth })
        #expect(whole.edges.contains(ObjectGraph.Edge(from: "threat-actor--\(uuid(1))", to: "malware--\(uuid(2))", name: "uses")))
        #expect(Set(whole.edges).count == whole.edges.count)
    }

    @Test("A graph that is larger than its bounds is cut and says so")
    func cut() throws {
        let fixture = try SearchFixture(entries: 2)
        let hub = "malware--\(uuid(1))"
        try fixture.store.recordItems([
            try fixture.item([sdo("malware", 1, name: "Hub")] + (2...200).map { sdo("report", $0, #""object_refs":["\#(hub)"]"#) })
        ])
        let graph = try fixture.store.graph(around: hub, depth: 1, as: fixture.reader())
        #expect(graph.isCut && graph.nodes.count == StorageLimits.graphNeighboursMax + 1)
    }

    @Test("A value in more items than its bound is shown as one that connects nothing")
    func overCorrelating() throws {
        let count = StorageLimits.correlatedItemsMax + 1
        let fixture = try SearchFixture(entries: count)
        let items = try (1...count).map { try fixture.item([indicator($0, "N", pattern: "[ipv4-addr:value = '192.0.2.1']")]) }
        try fixture.store.recordItems(Array(items.dropLast()))
        let value = try #require(ObservedValue(typed: "192.0.2.1"))
        let before = try fixture.store.correlate(value, limit: 5, as: fixture.reader())
        #expect(!before.isOverCorrelating && before.items == count - 1 && before.hits.count == 5 && before.hasMore)
        try fixture.store.recordItems([items[count - 1]])
        let after = try fixture.store.correlate(value, limit: 5, as: fixture.reader())
        #expect(after.isOverCorrelating && after.items == count - 1 && after.hits == [])
    }

    @Test("Sightings and false-positive reports count for and against a value, once for each organisation")
    func reports() throws {
        let fixture = try SearchFixture(entries: 9)
        let about = "indicator--\(uuid(1))"
        func sighting(_ number: Int, _ more: String = #""count":2"#) -> String {
            sdo("sighting", number, #""sighting_of_ref":"\#(about)",\#(more)"#)
        }
        func opinion(_ number: Int, _ word: String) -> String {
            sdo("opinion", number, #""opinion":"\#(word)","object_refs":["\#(about)"]"#)
        }
        let value = try #require(ObservedValue(typed: "evil.example"))
        let old = SearchFixture.now - 30 * 86_400
        try fixture.store.recordItems([
            try fixture.item([indicator(1, "I", pattern: "[domain-name:value = 'evil.example']", #""confidence":80"#)], created: old)
        ])
        let alone = try fixture.store.correlate(value, limit: 9, as: fixture.reader())
        #expect(alone.confidence == 40 && alone.last == old && alone.reports == [])
        try fixture.store.recordItems([
            try fixture.item(
                [sighting(2), sighting(3), opinion(4, "neutral"), sighting(5, #""count":0"#)], by: SearchFixture.third,
                created: SearchFixture.now)
        ])
        let seen = try fixture.store.correlate(value, limit: 9, as: fixture.reader())
        #expect(seen.confidence == 80 && seen.organisationsFor == 1 && seen.reports.count == 2)
        try fixture.store.recordItems([
            try fixture.item([opinion(6, "strongly-disagree"), sighting(7, #""labels":["false-positive"]"#)], by: SearchFixture.own),
            try fixture.item([sdo("note", 8, #""content":"not bad","labels":["False-Positive"],"object_refs":["\#(about)"]"#)]),
        ])
        let disputed = try fixture.store.correlate(value, limit: 9, as: fixture.reader())
        #expect(disputed.organisationsFor == 1 && disputed.organisationsAgainst == 2 && disputed.confidence == 27)
        #expect(disputed.reports.count { !$0.isFor } == 3)
    }

    @Test("Worth halves with each half-life, and comes back with the next sighting", arguments: ObservedValue.Kind.allCases)
    func decay(kind: ObservedValue.Kind) {
        func worth(_ days: Int, _ pro: Int = 0, _ contra: Int = 0) -> Int {
            ValueStanding.confidence(
                stated: 80, kind: kind, ageSeconds: Int64(days) * 86_400, organisationsFor: pro, organisationsAgainst: contra)
        }
        #expect(worth(0) == 80 && worth(-9) == 80)
        if let days = ValueStanding.halfLifeDays(kind) {
            #expect(worth(days) == 40 && worth(2 * days) == 20 && worth(100 * days) == 0)
        } else {
            #expect(worth(10_000) == 80)
        }
        #expect(worth(0, 3) == 80 && worth(0, 0, 1) == 27 && worth(0, 1, 1) == 40 && worth(0, 0, 9) < 5)
        #expect(ValueStanding.confidence(stated: nil, kind: kind, ageSeconds: 0, organisationsFor: 0, organisationsAgainst: 0) == 50)
    }

    @Test("A search is kept under its name, replaced, listed and deleted; no more than the bound")
    func saved() throws {
        let fixture = try SearchFixture(entries: 1)
        #expect(try fixture.store.saveSearch("b", "phishing", at: 1) && fixture.store.saveSearch("a", "tlp:red", at: 2))
        #expect(try fixture.store.saveSearch("b", "勒索", at: 3))
        #expect(
            try fixture.store.savedSearches() == [
                SavedSearch(name: "a", query: "tlp:red", saved: 2), SavedSearch(name: "b", query: "勒索", saved: 3),
            ])
        #expect(try fixture.store.deleteSavedSearch("a") && !fixture.store.deleteSavedSearch("a"))
        #expect(try fixture.store.savedSearch("a") == nil && fixture.store.savedSearch("b")?.query == "勒索")
        for number in 1..<StorageLimits.savedSearchesMax { #expect(try fixture.store.saveSearch("n\(number)", "x", at: 4)) }
        #expect(try !fixture.store.saveSearch("one more", "x", at: 4) && fixture.store.saveSearch("b", "y", at: 5))
    }
}
