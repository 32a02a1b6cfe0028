import Pages
import Testing

@testable import PublicZone

@Suite("The feed is what RFC 4287 asks for")
struct FeedTests {
    private func feed(_ items: [PublicItem], baseURL: String? = "https://node.example") throws -> MarkupReader {
        let site = PublicSite(name: "Example", identifier: "00112233", baseURL: baseURL)
        return try MarkupReader(AtomFeed(site: site).document(items), isXML: true)
    }

    @Test("Feed and entries have an identifier, a title, a time, and every entry an author and its page", arguments: [0, 1, 3])
    func required(count: Int) throws {
        let items = (0..<count).reversed().map { item(Int64($0) + 1) }
        let feed = try feed(items)
        #expect(feed.elements.first?.name == "feed" && feed.elements.first?.attributes == ["xmlns": "http://www.w3.org/2005/Atom"])
        for parent in [["feed"], ["feed", "entry"]] {
            for name in ["id", "title", "updated"] {
                let found = feed.elements.filter { $0.name == name && $0.path == parent }
                #expect(found.count == (parent.count == 1 ? 1 : count) && found.allSatisfy { !$0.text.isEmpty }, "\(name) in \(parent)")
            }
        }
        #expect(feed.all("author").count == count && feed.all("name").allSatisfy { $0.path == ["feed", "entry", "author"] })
        let pages = feed.all("link").filter { $0.attributes["rel"] == "alternate" && $0.path.last == "entry" }
        #expect(pages.compactMap { $0.attributes["href"] } == items.map { "https://node.example/items/\($0.id)" })
        #expect(feed.all("enclosure").isEmpty)
        let newest = count == 0 ? "1970-01-01T00:00:00Z" : "2026-01-01T00:0\(count):00Z"
        #expect(feed.elements.first { $0.name == "updated" }?.text == newest)
    }

    @Test("An entry is named by its item alone, in the form of a UUID, and no two alike")
    func identifiers() throws {
        let ids = try feed([item(1), item(2)]).all("id").map(\.text)
        #expect(Set(ids).count == 3)
        for id in ids {
            let groups = id.dropFirst("urn:uuid:".count).split(separator: "-")
            #expect(id.hasPrefix("urn:uuid:") && groups.map(\.count) == [8, 4, 4, 4, 12])
            #expect(groups[2].first == "8" && groups[3].first == "a")
            #expect(groups.joined().allSatisfy { $0.isHexDigit && !$0.isUppercase })
        }
        #expect(
            AtomFeed.urn(ofItem: "0123456789abcdef0123456789abcdef" + String(repeating: "f", count: 32))
                == "urn:uuid:01234567-89ab-8def-a123-456789abcdef")
        #expect(try feed([item(1)], baseURL: nil).all("id").map(\.text) == [ids[0], ids[1]])
    }

    @Test("The feed names its own address when it is known, and nothing absolute when it is not")
    func addresses() throws {
        let known = try feed([item(1)]).all("link")
        #expect(known.filter { $0.attributes["rel"] == "self" }.map { $0.attributes["href"] } == ["https://node.example/feed.atom"])
        let unknown = try feed([item(1)], baseURL: nil).all("link")
        #expect(!unknown.contains { $0.attributes["rel"] == "self" })
        #expect(unknown.allSatisfy { $0.attributes["href"]?.hasPrefix("/") == true })
    }

    @Test(
        "Times are those of the calendar, and stay within four digits of a year",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (951_782_399, "2000-02-28T23:59:59Z"), (951_782_400, "2000-02-29T00:00:00Z"),
            (1_709_251_199, "2024-02-29T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
            (.max, "9999-12-31T23:59:59Z"), (-1, "1969-12-31T23:59:59Z"),
        ])
    func times(seconds: Int64, text: String) {
        #expect(UTCMoment(seconds).machineText == text)
    }
}
