import Testing
import Wire

@testable import Storage

@Suite("A search chooses among the objects of a shelf, page by page, and loses nothing that is indexed later")
struct CollectionSearchTests {
    private func shelve(_ fixture: SearchFixture) throws {
        let rule = ShelfRule(now: 1_800_000_000_000_000, everyone: GroupTag(octets16(1)), aheadSecondsMax: 86_400)
        while try fixture.store.shelve(rule) {}
    }

    private func ask(_ fixture: SearchFixture, _ text: String, after: Int64 = 0, limit: Int = 10_000) throws -> CollectionPage {
        let search = ShelfSearch(try fixture.query(text), for: fixture.reader())
        let query = CollectionQuery(group: nil, level: .amberStrict, after: after, limit: limit, search: search)
        return try #require(try fixture.store.page(query, withOctets: true, at: 0))
    }

    /// What is given with pages of this size, by when it was added.
    private func walk(_ fixture: SearchFixture, _ text: String, limit: Int) throws -> [CollectionObject] {
        var (after, found): (Int64, [CollectionObject]) = (0, [])
        while true {
            let page = try ask(fixture, text, after: after, limit: limit)
            found += page.objects
            guard let next = page.next else { return found }
            #expect(next > after)
            after = next
        }
    }

    @Test("What is given is what is found, once each and in order, however long a page is", arguments: [1, 2, 7, 10_000])
    func pages(limit: Int) throws {
        let fixture = try SearchFixture(entries: 12)
        let words = ["heron", "crane", "heron crane", "gull"]
        try fixture.store.recordItems(
            (1...12).map { item in
                try fixture.item((1...5).map { sdo("report", item * 10 + $0, name: words[(item * $0) % 4] + " \(item * 10 + $0)") })
            })
        try shelve(fixture)
        while try fixture.store.indexWaiting(limit: 9) > 0 {}
        for text in ["heron", "heron -crane", "\"heron crane\"", "her*", "type:report crane", "nothing"] {
            let found = try walk(fixture, text, limit: limit)
            #expect(
                Set(found.map(\.id))
                    == Set(try fixture.store.search(try fixture.query(text, limit: 200), as: fixture.reader()).hits.map(\.id)))
            #expect(found.map(\.added) == Set(found.map(\.added)).sorted())
        }
        let herons = (1...12).flatMap { item in (1...5).map { (item * $0) % 4 } }.filter { $0 % 2 == 0 }
        #expect(try walk(fixture, "heron", limit: limit).count == herons.count && herons.count > 20)
    }

    @Test("No page goes past what is not indexed yet; when it is, the page goes on behind what was read")
    func waiting() throws {
        let fixture = try SearchFixture(entries: 4)
        var items = try (1...4).map { try fixture.item([sdo("report", $0, name: "Heron \($0)")]) }
        for index in items.indices { items[index].isAccepted = false }
        try fixture.store.recordItems(items)
        try fixture.store.acceptItems(try items.map { try #require(try fixture.store.item($0.id)).number })
        try shelve(fixture)
        #expect(try ask(fixture, "heron") == CollectionPage())
        var after: Int64 = 0
        var names: [String] = []
        for indexed in 1...4 {
            #expect(try fixture.store.indexWaiting(limit: 1) == 1)
            let page = try ask(fixture, "heron", after: after)
            #expect(page.next == nil)
            names += page.objects.map(\.id)
            after = page.objects.last?.added ?? after
            #expect(names.count == indexed)
        }
        #expect(Set(names).count == 4)
    }

    @Test("What came later and is indexed already waits for what stands before it, however many objects there are")
    func later() throws {
        let fixture = try SearchFixture(entries: 2)
        var early = try fixture.item([sdo("report", 1, name: "Heron first")])
        early.isAccepted = false
        try fixture.store.recordItems([early])
        try fixture.store.acceptItems([try #require(try fixture.store.item(early.id)).number])
        try shelve(fixture)
        try fixture.store.recordItems([try fixture.item((2...1_500).map { sdo("report", $0, name: "Heron \($0)") })])
        try shelve(fixture)
        for limit in [1, 700, 10_000] { #expect(try ask(fixture, "heron", limit: limit) == CollectionPage()) }
        #expect(try fixture.store.indexWaiting(limit: 1) == 1)
        #expect(try walk(fixture, "heron", limit: 700).count == 1_500)
    }
}
