import Foundation
import Pages
import Testing

@testable import PublicZone

@Suite("Every page exists in three languages, which are one page")
struct LanguageTests {
    private let zone = ZoneReader(ExampleZone.source())
    private let all = pages(of: identifier(1_001), author: ExampleZone.organisation("Star Telecom"))

    @Test("Every page exists in every language, says which, and has the same elements in each")
    func structure() async throws {
        for page in all {
            var elements: [[String]] = []
            for language in Language.allCases {
                let answer = await zone.answer(path(page, language))
                #expect(answer.status == 200 && answer.field("content-language") == language.rawValue, "\(path(page, language))")
                let reader = try MarkupReader(String(decoding: answer.body ?? [], as: UTF8.self), isXML: false)
                #expect(reader.all("html").first?.attributes["lang"] == language.rawValue)
                #expect(reader.all("h1").count == 1 && reader.all("main").count == 1)
                elements.append(reader.elements.map(\.name))
            }
            #expect(elements[1] == elements[0] && elements[2] == elements[0], "\(page)")
        }
    }

    @Test("Each of the three names all three, itself as canonical, and one for everybody else; the switch stays on the page")
    func alternates() async throws {
        for page in all {
            var named: [[String]] = []
            for language in Language.allCases {
                let reader = try await zone.page(path(page, language))
                let links = reader.all("link")
                named.append(
                    links.filter { $0.attributes["hreflang"] != nil }.map {
                        "\($0.attributes["hreflang"] ?? "") \($0.attributes["href"] ?? "")"
                    })
                #expect(
                    links.first { $0.attributes["rel"] == "canonical" }?.attributes["href"]
                        == "https://zone.harbour.example\(path(page, language))")
                for other in Language.allCases { #expect(reader.links.contains(path(page, other))) }
                let current = reader.all("a").filter { $0.attributes["aria-current"] == "true" }
                #expect(current.map(\.text) == [language.name])
            }
            let fallback = page == .front ? "/index.html" : path(page, .english)
            let expected = Language.allCases.map { "\($0.rawValue) https://zone.harbour.example\(path(page, $0))" }
            #expect(named.allSatisfy { $0 == expected + ["x-default https://zone.harbour.example\(fallback)"] }, "\(page)")
        }
    }

    @Test("Without an address of its own, the site's links are paths")
    func relative() async throws {
        var site = ExampleZone.site
        site.baseURL = nil
        let page = try await ZoneReader([item(1)], site: site).page(path(.front))
        for link in page.all("link") { #expect(link.attributes["href"]?.hasPrefix("/") == true) }
    }

    @Test("Every page has a way past the navigation, landmarks, the feeds, and a title of its own")
    func frame() async throws {
        var titles: Set<String> = []
        for page in all {
            let reader = try await zone.page(path(page))
            #expect(reader.all("a").first?.attributes["href"] == "#main" && reader.all("main").first?.attributes["id"] == "main")
            #expect(reader.all("nav").allSatisfy { $0.attributes["aria-label"]?.isEmpty == false })
            #expect(reader.all("header").count == 1 && reader.all("footer").count == 1)
            #expect(reader.links.contains("mailto:duty@harbour.example"))
            let feeds = reader.all("link").filter { $0.attributes["rel"] == "alternate" }.compactMap { $0.attributes["type"] }
            #expect(feeds.contains("application/atom+xml") && feeds.contains("application/feed+json"))
            titles.insert(reader.all("title").first?.text ?? "")
            let ids = reader.elements.compactMap { $0.attributes["id"] }
            #expect(Set(ids).count == ids.count, "\(page): an id stands twice")
            for element in reader.elements {
                guard let label = element.attributes["aria-labelledby"] else { continue }
                #expect(ids.contains(label), "\(page): \(label)")
            }
        }
        // A list's pages are called by the list.
        #expect(titles.count == all.count - 1)
    }

    @Test("Every page leads to addresses that exist")
    func links() async throws {
        var seen: Set<String> = []
        for page in all {
            for language in Language.allCases {
                for link in try await zone.page(path(page, language)).links where link.hasPrefix("/") && link.contains(".html") {
                    let target = String(link.prefix { $0 != "?" })
                    guard seen.insert(target).inserted, !target.contains(identifier(301)), !target.contains(identifier(302)) else {
                        continue
                    }
                    #expect(await zone.answer(target).status == 200, "\(link) on \(path(page, language))")
                }
            }
        }
        #expect(seen.count > 100)
    }

    @Test("The entrance is the English front page, whose canonical address is that page's own")
    func entrance() async throws {
        let maker = ZoneMaker(site: ExampleZone.site, source: ExampleZone.source(), logger: silent)
        #expect(try await maker.document(.entrance).octets == maker.document(.page(.english, .front)).octets)
    }

    @Test("No page depends on when or how often it is made")
    func sameOctets() async throws {
        for page in all + [.item(ExampleZone.rich)] {
            for language in Language.allCases {
                let first = await ZoneReader(ExampleZone.source()).answer(path(page, language)).body
                let second = await ZoneReader(ExampleZone.source()).answer(path(page, language), acceptLanguage: "zh").body
                #expect(first == second)
            }
        }
    }

    /// Letters that one script writes and the other never: of each pair, the Traditional one first.
    private static let pairs = """
        項项開开關关於于這这個个為为來来說说話话語语請请讀读寫写簽签驗验證证據据資资訊讯網网絡络機机構构成成員员統统計计數数錄录記记冊册節节點点連连線线給给終终經经結结組组織织編编\
        級级類类歷历時时間间題题標标識识別别碼码權权與与學学習习應应當当發发現现實实際际處处無无聯联繫系護护備备複复雜杂選选擇择擊击攻攻戶户門门閱阅隱隐專专業业東东車车軟软體体
        """

    @Test("No letter of one script stands in the other's pages")
    func scripts() async throws {
        let letters = Array(Self.pairs.filter { !$0.isWhitespace })
        let pairs = stride(from: 0, to: letters.count, by: 2).map { (letters[$0], letters[$0 + 1]) }.filter { $0.0 != $0.1 }
        let (traditional, simplified) = (Set(pairs.map(\.0)), Set(pairs.map(\.1)).subtracting(["于", "系", "历", "复", "制", "发", "后", "冊"]))
        let plain = ZoneReader([item(1_001)])
        var read = 0
        for page in pages(of: identifier(1_001)) {
            for (language, foreign, name) in [
                (Language.traditionalChinese, simplified, "简体中文"), (.simplifiedChinese, traditional, "繁體中文"),
            ] {
                let text = await plain.text(path(page, language)).replacing(name, with: "")
                let found = text.filter { foreign.contains($0) }
                #expect(found.isEmpty, "\(path(page, language)): \(Set(found))")
                read += text.count { ("\u{4E00}"..."\u{9FFF}").contains($0) }
            }
        }
        #expect(read > 3_000)
    }
}
