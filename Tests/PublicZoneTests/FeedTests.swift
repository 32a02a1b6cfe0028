import Foundation
import Pages
import Testing

@testable import PublicZone

@Suite("Feeds are what RFC 4287 and JSON Feed 1.1 ask for")
struct FeedTests {
    private func machine(_ source: FakeItems, baseURL: String? = "https://node.example") -> MachineFiles {
        let site = PublicSite(name: "Example", identifier: "00112233", baseURL: baseURL)
        return MachineFiles(maker: ZoneMaker(site: site, source: source, logger: silent))
    }

    private func atom(
        _ source: FakeItems, _ list: ListName = .all, baseURL: String? = "https://node.example"
    ) async throws -> MarkupReader {
        let document = try await machine(source, baseURL: baseURL).document(.atom(list))
        #expect(document.type == "application/atom+xml; charset=utf-8" && document.guarding == .file)
        return try MarkupReader(String(decoding: document.octets, as: UTF8.self), isXML: true)
    }

    private func jsonFeed(
        _ source: FakeItems, _ list: ListName = .all, baseURL: String? = "https://node.example"
    ) async throws -> [String: Any] {
        let document = try await machine(source, baseURL: baseURL).document(.jsonFeed(list))
        #expect(document.type == "application/feed+json; charset=utf-8" && document.guarding == .file)
        return try #require(JSONSerialization.jsonObject(with: Data(document.octets)) as? [String: Any])
    }

    @Test(
        "Feed and entries have an identifier, a title, a time, and every entry an author and its page in each language",
        arguments: [0, 1, 3])
    func required(count: Int) async throws {
        let source = FakeItems((0..<count).map { item(Int64($0) + 1) })
        let feed = try await atom(source)
        #expect(feed.elements.first?.name == "feed" && feed.elements.first?.attributes == ["xmlns": "http://www.w3.org/2005/Atom"])
        for parent in [["feed"], ["feed", "entry"]] {
            for name in ["id", "title", "updated"] {
                let found = feed.elements.filter { $0.name == name && $0.path == parent }
                #expect(found.count == (parent.count == 1 ? 1 : count) && found.allSatisfy { !$0.text.isEmpty }, "\(name) in \(parent)")
            }
        }
        #expect(feed.all("author").count == count && feed.all("name").allSatisfy { $0.path == ["feed", "entry", "author"] })
        let pages = feed.all("link").filter { $0.attributes["rel"] == "alternate" && $0.path.last == "entry" }
        let wanted = (0..<count).reversed().flatMap { number in
            [("en", "en"), ("zh-Hant", "zh-hant"), ("zh-Hans", "zh-hans")].map {
                "\($0) https://node.example/\($1)/items/\(identifier(Int64(number) + 1)).html"
            }
        }
        #expect(pages.map { "\($0.attributes["hreflang"] ?? "") \($0.attributes["href"] ?? "")" } == wanted)
        let newest = count == 0 ? "1970-01-01T00:00:00Z" : "2026-01-01T00:0\(2 * count):00Z"
        #expect(feed.elements.first { $0.name == "updated" }?.text == newest)
    }

    @Test("Both formats name, date and link the same items, the newest fifty")
    func same() async throws {
        let source = FakeItems((1...60).map { item(Int64($0)) })
        let atom = try await atom(source)
        let entries = try #require(try await jsonFeed(source)["items"] as? [[String: Any]])
        #expect(entries.count == 50 && entries.first?["id"] as? String == ZoneFeed.urn(ofItem: identifier(60)))
        #expect(atom.all("id").dropFirst().map(\.text) == entries.compactMap { $0["id"] as? String })
        #expect(atom.all("published").map(\.text) == entries.compactMap { $0["date_published"] as? String })
        let enclosed = entries.compactMap { ($0["attachments"] as? [[String: Any]])?.first?["url"] as? String }
        #expect(atom.all("link").filter { $0.attributes["rel"] == "enclosure" }.compactMap { $0.attributes["href"] } == enclosed)
        #expect(enclosed.last == "https://node.example/items/\(identifier(11))/bundle.json")
    }

    @Test("Topics and sectors have feeds with identifiers of their own; other lists have none")
    func lists() async throws {
        var other = item(2)
        other.topic = .mitigation
        other.sector = "Health"
        let source = FakeItems([item(1), other])
        var ids: Set<String> = []
        for (list, count) in [
            (ListName.all, 2), (.topic(.threats), 1), (.topic(.mitigation), 1), (.topic(.bestPractice), 0), (.sector("Health"), 1),
        ] {
            let feed = try await atom(source, list)
            #expect(feed.all("entry").count == count, "\(list)")
            ids.insert(feed.all("id")[0].text)
            #expect((try await jsonFeed(source, list)["items"] as? [Any])?.count == count)
        }
        #expect(ids.count == 5)
        for list in [ListName.author("00ff"), .month("2026-01"), .sector("Finance of others")].compactMap(\.self) {
            await #expect(throws: PublicRefusal.notFound) { try await machine(source).document(.atom(list)) }
            await #expect(throws: PublicRefusal.notFound) { try await machine(source).document(.jsonFeed(list)) }
        }
        let tags = (try await jsonFeed(source)["items"] as? [[String: Any]])?.first?["tags"] as? [String]
        #expect(tags == ["TLP:CLEAR", "mitigation", "Health"])
    }

    @Test("What an author says of an item is its summary; each content is read once")
    func summary() async throws {
        let source = source([SampleBundle.everything(), SampleBundle.bundle([]), Array("no bundle".utf8)])
        let files = machine(source)
        for _ in 1...3 {
            let document = try await files.document(.atom(.all))
            let feed = try MarkupReader(String(decoding: document.octets, as: UTF8.self), isXML: true)
            #expect(
                feed.all("summary").map(\.text) == [
                    "Phishing against banks", "Phishing against banks", "Mail to **banks**. Second paragraph.",
                ])
        }
        #expect(source.contentsRead == 3)
    }

    @Test("Hostile texts end no element and no string, and are the same in both formats")
    func hostile() async throws {
        let source = source([SampleBundle.everything(SampleBundle.hostile)], title: SampleBundle.hostile, author: SampleBundle.hostile)
        let feed = try await atom(source)
        #expect(feed.all("script").isEmpty && feed.all("entry").count == 1)
        let entry = try #require((try await jsonFeed(source)["items"] as? [[String: Any]])?.first)
        #expect(feed.all("title").last?.text == entry["title"] as? String)
        #expect(feed.all("summary").last?.text == entry["content_text"] as? String)
        for text in feed.all("title").map(\.text) + feed.all("summary").map(\.text) + feed.all("name").map(\.text) {
            #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202E && $0.value != 0xFFFE })
        }
    }

    @Test("A content too long to be looked at is told by its title")
    func long() async throws {
        let source = source([SampleBundle.everything()])
        source.change { $0.items[0].octets = PublicZoneLimits.convertedOctetsMax + 1 }
        #expect(try await atom(source).all("summary").map(\.text) == ["Phishing against banks"])
        #expect(source.contentsRead == 0)
    }

    @Test("An entry is named by its item alone, in the form of a UUID, and no two alike")
    func identifiers() async throws {
        let source = FakeItems([item(1), item(2)])
        let ids = try await atom(source).all("id").map(\.text)
        #expect(Set(ids).count == 3)
        for id in ids {
            let groups = id.dropFirst("urn:uuid:".count).split(separator: "-")
            #expect(id.hasPrefix("urn:uuid:") && groups.map(\.count) == [8, 4, 4, 4, 12])
            #expect(groups[2].first == "8" && groups[3].first == "a")
            #expect(groups.joined().allSatisfy { $0.isHexDigit && !$0.isUppercase })
        }
        #expect(
            ZoneFeed.urn(ofItem: "0123456789abcdef0123456789abcdef" + String(repeating: "f", count: 32))
                == "urn:uuid:01234567-89ab-8def-a123-456789abcdef")
        #expect(try await atom(source, baseURL: nil).all("id").map(\.text) == ids)
    }

    @Test("The feed names its own address when it is known, and nothing absolute when it is not")
    func addresses() async throws {
        let source = FakeItems([item(1)])
        let known = try await atom(source).all("link")
        #expect(known.filter { $0.attributes["rel"] == "self" }.map { $0.attributes["href"] } == ["https://node.example/feeds/all.atom"])
        #expect(try await jsonFeed(source)["feed_url"] as? String == "https://node.example/feeds/all.json")
        let unknown = try await atom(source, baseURL: nil).all("link")
        #expect(!unknown.contains { $0.attributes["rel"] == "self" })
        #expect(unknown.allSatisfy { $0.attributes["href"]?.hasPrefix("/") == true })
        #expect(try await jsonFeed(source, baseURL: nil)["feed_url"] == nil)
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
