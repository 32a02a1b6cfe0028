import Pages
import Testing

@testable import PublicZone

@Suite("Lists lead from the newest item to the oldest")
struct ListTests {
    private func entries(_ page: MarkupReader) -> [String] {
        page.all("a").filter { $0.path.last == "h2" }.compactMap { $0.attributes["href"] }
    }

    @Test(
        "Each item is met once, from the newest to the oldest, and back", arguments: [0, 1, 49, 50, 51, 99, 100, 101, 149, 150, 151, 260])
    func paging(count: Int) async throws {
        let items = (0..<count).map { item(Int64($0) + 1) }
        let zone = ZoneReader(items)
        var (target, seen, visited) = (path(.newest(.all)) as String?, [String](), [String]())
        while let next = target, visited.count < 20 {
            visited.append(next)
            let page = try await zone.page(next)
            seen += entries(page)
            target = page.all("a").first { $0.attributes["rel"] == "next" }?.attributes["href"]
        }
        #expect(seen == items.reversed().map { path(.item($0.id)) })
        // The newest shows the last two pages; a page has fifty places.
        #expect(visited.count == max(1, (count + 49) / 50 - 1))
        var back = visited.last
        var steps = 0
        while let here = back, here != path(.newest(.all)), steps < 20 {
            back = try await zone.page(here).all("a").first { $0.attributes["rel"] == "prev" }?.attributes["href"]
            steps += 1
        }
        #expect(back == path(.newest(.all)))
    }

    @Test("Places stay: withdrawn items leave gaps and move nobody, and a page of them alone leads on")
    func gaps() async throws {
        let items = (1...160).map { item(Int64($0)) }
        let source = FakeItems(items)
        let zone = ZoneReader(source)
        let before = try await zone.page(path(.list(.all, 0)))
        source.change { state in state.gone = Set(items[50..<100].map(\.id) + [items[3].id, items[159].id]) }
        let after = try await zone.page(path(.list(.all, 0)))
        #expect(entries(after) == entries(before).filter { $0 != path(.item(items[3].id)) })
        let empty = try await zone.page(path(.list(.all, 1)))
        #expect(entries(empty).isEmpty && empty.words(of: "main").contains("Nothing on this page is public any more."))
        #expect(empty.links.contains(path(.list(.all, 0))) && empty.links.contains(path(.list(.all, 2))))
        var (target, seen) = (path(.newest(.all)) as String?, [String]())
        while let next = target {
            let page = try await zone.page(next)
            seen += entries(page)
            target = page.all("a").first { $0.attributes["rel"] == "next" }?.attributes["href"]
        }
        #expect(seen.count == 108 && Set(seen).count == 108)
    }

    @Test("A full page with another behind it does not change while the list grows")
    func fullPagesStay() async throws {
        let items = (1...230).map { item(Int64($0)) }
        for number in [0, 1] as [Int64] {
            var documents: [[UInt8]] = []
            for count in [101, 150, 151, 230] {
                documents.append(await ZoneReader(Array(items.prefix(count))).answer(path(.list(.all, number))).body ?? [])
            }
            #expect(documents.allSatisfy { $0 == documents[0] && !$0.isEmpty })
        }
    }

    @Test("A list is called by the name of its sector, author, month or topic, in the language of the page")
    func headings() async throws {
        var one = item(1, author: "Zoë & Sons")
        (one.sector, one.organisationID, one.topic, one.published) = ("Gesundheit & Pflege", "00ff", .mitigation, 1_795_910_000)
        let source = FakeItems([one])
        let zone = ZoneReader(source)
        func heading(_ list: ListName?, _ language: Language = .english) async throws -> String {
            let list = try #require(list)
            return try await zone.page(path(.newest(list), language)).words(of: "h1")
        }
        #expect(try await heading(.sector(one.sector)) == " Sector: Gesundheit & Pflege")
        #expect(try await heading(.author("00ff")) == " Items by Zoë & Sons")
        #expect(try await heading(.author("00ff"), .traditionalChinese) == " Zoë & Sons的項目")
        #expect(try await heading(.month("2026-11")) == " November 2026")
        #expect(try await heading(.month("2026-11"), .simplifiedChinese) == " 2026年11月")
        #expect(try await heading(.topic(.mitigation), .traditionalChinese) == " 緩解措施")
        source.change { state in
            state.network.sectors = [(name: "Gesundheit & Pflege", organisations: 1)]
            state.network.members = [.init(id: "00ff", name: "Registered Name", sector: "", admitted: 0, items: 1)]
            state.gone = [one.id]
        }
        #expect(try await heading(.sector(one.sector)) == " Sector: Gesundheit & Pflege")
        #expect(try await heading(.author("00ff")) == " Items by Registered Name")
    }

    @Test("The list of all leads to those of every topic, sector and month, the newest month first")
    func others() async throws {
        let source = ExampleZone.source()
        let page = try await ZoneReader(source).page(path(.newest(.all), .traditionalChinese))
        let lists = try await source.lists().map(\.name).filter { $0 != .all && $0.rest(after: "author-") == nil }
        for list in lists { #expect(page.links.contains(path(.newest(list), .traditionalChinese)), "\(list)") }
        #expect(lists.count == 3 + 6 + 12)
        let months = page.links.filter { $0.contains("/month-") }
        #expect(months.first == "/zh-hant/lists/month-2026-11/index.html" && months == months.sorted(by: >))
    }

    @Test("Lists of all, of topics and of sectors name their feeds, and no other")
    func feeds() async throws {
        let zone = ZoneReader([item(1)])
        for (list, hasFeed) in [
            (ListName.all, true), (.topic(.threats), true), (.sector("Finance"), true), (ListName.author("00ff") ?? .all, false),
        ] {
            let page = try await zone.page(path(.newest(list)))
            #expect(page.links.contains("/feeds/\(list).json") == hasFeed, "\(list)")
            let found = page.all("link").contains { $0.attributes["href"] == "/feeds/\(list).atom" }
            #expect(found == hasFeed, "\(list)")
        }
    }
}
