import Pages
import Testing

@testable import PublicZone

@Suite("Searching works without a script, for everybody, within bounds")
struct SearchPageTests {
    private let source = ExampleZone.source()

    private var zone: ZoneReader { ZoneReader(source) }

    @Test("Without a query the page is a form that leads to the live site, and the same whatever else the query holds")
    func form() async throws {
        let page = try await zone.page(path(.search))
        let form = try #require(page.all("form").first)
        #expect(form.attributes["action"] == "https://zone.harbour.example/en/search.html" && form.attributes["method"] == "get")
        let field = try #require(page.all("input").first { $0.attributes["name"] == "q" })
        #expect(page.all("label").contains { $0.attributes["for"] == field.attributes["id"] } && field.attributes["value"] == "")
        #expect(page.words(of: "main").contains("https://zone.harbour.example"))
        #expect(page.all("meta").allSatisfy { $0.attributes["name"] != "robots" })
        for query in ["?", "?q=", "?q=+%20", "?x=1", "?after=n1", "?order=x"] {
            #expect(await zone.text(path(.search) + query) == zone.text(path(.search)), "\(query)")
        }
        #expect(source.searches.isEmpty)
        var site = ExampleZone.site
        site.baseURL = nil
        let local = try await ZoneReader(source, site: site).page(path(.search))
        #expect(local.all("form").first?.attributes["action"] == "/en/search.html")
    }

    @Test("What is asked for reaches the node decoded, with its order and its place, and stands in the form again")
    func asked() async throws {
        let page = try await zone.page(
            path(.search, .simplifiedChinese) + "?q=%E9%92%93%E9%B1%BC+%22a%26b%22&order=newest&after=n1f&utm=1&q=second")
        let search = try #require(source.searches.last)
        #expect(search == PublicSearch(text: "钓鱼 \"a&b\"", isNewestFirst: true, cursor: "n1f", limit: PublicZoneLimits.hitsPerPage))
        #expect(page.all("input").first?.attributes["value"] == "钓鱼 \"a&b\"")
        #expect(page.all("input").first { $0.attributes["checked"] != nil }?.attributes["value"] == "newest")
        #expect(page.all("meta").contains { $0.attributes["content"] == "noindex" })
    }

    @Test("Found items, values to narrow by and the next page are links that ask for just that")
    func results() async throws {
        let page = try await zone.page(path(.search) + "?q=phishing&order=newest")
        #expect(page.all("h3").filter { $0.path.contains("ol") }.count == 6)
        #expect(page.links.contains("/en/search.html?q=phishing%20type%3Aindicator&order=newest"))
        #expect(page.links.contains("/en/search.html?q=phishing&order=newest&after=n1f"))
        #expect(page.links.contains("/zh-hant/search.html?q=phishing&order=newest"))
        #expect(page.words(of: "main").contains("November 2026") && page.words(of: "main").contains("1,234"))
        source.change { $0.findings = PublicFindings() }
        #expect(try await zone.page(path(.search) + "?q=x").words(of: "main").contains("Nothing was found."))
    }

    @Test("A search that is none is told so kindly, with its text kept")
    func fault() async throws {
        source.change { $0.findings.fault = .init(code: "not-known", reason: "A quotation mark", remedy: "<is> open.") }
        let page = try await zone.page(path(.search, .traditionalChinese) + "?q=%22open")
        #expect(page.all("input").first?.attributes["value"] == "\"open")
        #expect(page.all("bdi").contains { $0.text == "A quotation mark <is> open." })
        #expect(page.all("p").contains { $0.attributes["lang"] == "en" } && page.words(of: "main").contains("未能理解此搜尋。"))
        #expect(page.all("h3").isEmpty)
    }

    @Test("Why a search is none is said in the reader's language, in Chinese with the English beneath it", arguments: Language.allCases)
    func faultInWords(language: Language) async throws {
        source.change {
            $0.findings.fault = .init(code: "search-star-inside", reason: "\"a*b\" has a star inside.", remedy: "A star stands at the end.")
        }
        let address = path(.search, language) + "?q=a*b"
        let english = "<bdi>&quot;a*b&quot; has a star inside. A star stands at the end.</bdi>"
        let marked = language == .english ? "<p lang=\"en\">\(english)</p>" : "（英文）：<span lang=\"en\">\(english)</span></p>"
        #expect(await zone.text(address).contains(marked))
        let words = try await zone.page(address).words(of: "main")
        #expect(words.contains("星號只可放在末尾") == (language == .traditionalChinese))
        #expect(words.contains("星号只能放在末尾") == (language == .simplifiedChinese))
        #expect(words.contains("（英文）") == (language != .english))
    }

    @Test("A search that is too long is told so, and not asked of the node")
    func tooLong() async throws {
        let text = String(repeating: "a", count: PublicZoneLimits.searchOctetsMax + 1)
        let page = try await zone.page(path(.search) + "?q=\(text)")
        #expect(page.words(of: "main").contains("too long") && source.searches.isEmpty)
        #expect(page.all("input").first?.attributes["value"]?.hasPrefix("aaaa") == true)
        let longest = String(repeating: "%E9%92%93", count: PublicZoneLimits.searchOctetsMax / 3)
        #expect(await zone.answer(path(.search, .traditionalChinese) + "?q=\(longest)&order=newest&after=n123456789abcd").status == 200)
        #expect(source.searches.count == 1)
    }

    @Test(
        "What no form of ours sends is refused before the node is asked",
        arguments: [
            "?q=%", "?q=%f", "?q=%zz", "?q=%FF", "?q=%C3%28", "?q=a%00b", "?q=a%1Bb", "?q=a&after=%20", "?q=a&after=n1%0A",
            "?q=a&after=../x",
            "?q=a&after=" + String(repeating: "a", count: PublicZoneLimits.cursorOctetsMax + 1), "?" + String(repeating: "a=b&", count: 40),
        ])
    func refused(query: String) async throws {
        #expect(await zone.answer(path(.search) + query).status == 400)
        #expect(source.searches.isEmpty)
    }

    @Test("An item whose objects were found stands once, with each of them")
    func grouped() async throws {
        source.change { state in
            let (one, other) = (item(1), item(2))
            state.findings.hits = [(one, "first"), (other, "second"), (one, "third")].map {
                .init(item: $0, objectType: "report", objectName: $1, snippet: "")
            }
        }
        let page = try await zone.page(path(.search) + "?q=x")
        #expect(page.all("bdi").filter { $0.path.last == "strong" }.map(\.text) == ["first", "third", "second"])
        #expect(page.all("h3").filter { $0.path.contains("ol") }.count == 2)
    }

    @Test("A value whose search would be refused is no link, and a page shows so many and no more")
    func bounded() async throws {
        let long = String(repeating: "x", count: PublicZoneLimits.searchOctetsMax + 1)
        source.change { state in
            let hit = state.findings.hits[0]
            state.findings.hits = (0..<500).map { .init(item: item(Int64($0)), objectType: "x", objectName: "x", snippet: hit.snippet) }
            let values = (0..<500).map { PublicFindings.Facet.Value(text: "v\($0)", count: 1, search: $0 == 0 ? long : "v\($0)") }
            state.findings.facets = Array(repeating: .init(kind: .label, values: values), count: 50)
        }
        let page = try await zone.page(path(.search) + "?q=x")
        #expect(page.all("h3").filter { $0.path.contains("ol") }.count == PublicZoneLimits.hitsPerPage)
        #expect(
            page.links.filter { $0.contains("?q=v") }.count == PublicZoneLimits.facetsShownMax * (PublicZoneLimits.facetValuesShownMax - 1))
        #expect(!page.links.contains { $0.contains(long) })
    }
}
