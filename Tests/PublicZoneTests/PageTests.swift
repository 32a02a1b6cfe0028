import Policy
import Testing

@testable import PublicZone

@Suite("Pages show what items say, as text and nothing else")
struct PageTests {
    private static let site = PublicSite(
        name: "Example Sharing & Analysis", identifier: "00112233", network: "0c0c", baseURL: "https://node.example")

    private func get(_ target: String, _ items: [PublicItem], method: String = "GET") async -> PublicAnswer {
        await PublicRoutes(site: Self.site, source: FakeItems(items), logger: silent).answer(PublicRequest(method: method, target: target))
    }

    private func text(_ answer: PublicAnswer) -> String { String(decoding: answer.body ?? [], as: UTF8.self) }

    private static let hostile = [
        "<script>alert(1)</script>", "</title></bdi><img src=x onerror=alert(1)>", "\" onmouseover=\"alert(1)", "' onfocus='x",
        "&lt;b&gt; & &#60;",
        "]]><x/>", "<!-- -->",
    ]

    @Test("Markup in any text of an item stays text, on every page and in the feed", arguments: hostile)
    func escaped(text hostile: String) async throws {
        var given = item(1, title: hostile, mediaType: hostile)
        (given.author, given.organisationID, given.sector) = (hostile, hostile, hostile)
        let tags = try MarkupReader(
            text(await get("/items/\(given.id)", [item(1)])), isXML: false)
        let page = try MarkupReader(text(await get("/items/\(given.id)", [given])), isXML: false)
        #expect(page.elements.map(\.name) == tags.elements.map(\.name))
        #expect(page.all("h1").isEmpty == false && page.all("bdi").contains { $0.text == hostile && $0.path.last == "h1" })
        #expect(page.all("title").first?.text == "\(hostile) – \(Self.site.name)")
        #expect(page.elements.allSatisfy { $0.attributes.keys.allSatisfy { !$0.hasPrefix("on") } })

        let list = try MarkupReader(text(await get("/", [given])), isXML: false)
        #expect(list.all("bdi").filter { $0.text == hostile }.count == 2)
        let feed = try MarkupReader(text(await get("/feed.atom", [given])), isXML: true)
        #expect(feed.all("title").map(\.text) == [Self.site.name, hostile])
        #expect(feed.all("name").map(\.text) == [hostile])
    }

    @Test(
        "What is invisible or turns the direction of writing is left out, white space becomes a space",
        arguments: [
            ("a\u{202E}gpj.exe", "agpj.exe"), ("\u{2066}a\u{2069}\u{200F}\u{061C}", "a"), ("a\u{0}b\u{1B}[31mc\u{7F}\u{9B}", "ab[31mc"),
            ("line\r\nbreak\ttab\u{85}next\u{2028}x", "line  break tab next x"), ("\u{FEFF}a\u{FFFE}\u{FFFF}\u{E0041}\u{E000}", "a"),
            ("می\u{200C}خواهم 👩\u{200D}🚒 Zoë 釣魚", "می\u{200C}خواهم 👩\u{200D}🚒 Zoë 釣魚"), ("\u{AD}soft\u{200B}", "soft"),
        ])
    func stripped(given: String, shown: String) async throws {
        #expect(Markup.text(given) == shown)
        let page = try MarkupReader(text(await get("/items/\(identifier(1))", [item(1, title: given)])), isXML: false)
        #expect(page.all("bdi").contains { $0.text == shown && $0.path.last == "h1" })
    }

    @Test("A title that shows nothing has a name, so that its link can be followed", arguments: ["", " ", "\u{202E}", "\n\t"])
    func untitled(title: String) async throws {
        let list = try MarkupReader(text(await get("/", [item(1, title: title)])), isXML: false)
        #expect(list.all("bdi").first { $0.path.last == "a" && $0.path.contains("li") }?.text == "Untitled")
        let feed = try MarkupReader(text(await get("/feed.atom", [item(1, title: title)])), isXML: true)
        #expect(feed.all("title").last?.text == "Untitled")
    }

    @Test("The page of an item says who, when, what and how to check it")
    func details() async throws {
        let answer = await get("/items/\(identifier(7))", [item(7, octets: 1_234_567)])
        #expect(answer.status == 200 && answer.field("content-type") == "text/html; charset=utf-8")
        let page = try MarkupReader(text(answer), isXML: false)
        #expect(page.all("html").first?.attributes["lang"] == "en")
        #expect(page.all("time").map(\.text) == ["2026-01-01 00:00 UTC", "2026-01-01 00:07 UTC"])
        #expect(page.all("time").map { $0.attributes["datetime"] } == ["2026-01-01T00:00:00Z", "2026-01-01T00:07:00Z"])
        #expect(page.all("span").map(\.text) == ["TLP:CLEAR"])
        #expect(page.all("dd").contains { $0.text.contains("1,234,567 octets") })
        #expect(page.all("code").contains { $0.text == "causeway verify \(identifier(7)).proof.json --network 0c0c" })
        #expect(page.all("dd").contains { $0.text == "STIX 2.1 bundle, 1,234,567 octets" })
        let links = page.all("a").compactMap { $0.attributes["href"] }
        #expect(links.contains("/items/\(identifier(7))/content") && links.contains("/items/\(identifier(7))/proof"))
    }

    @Test(
        "Nothing is run, nothing is styled in place, and nothing comes from elsewhere",
        arguments: ["/", "/items/\(identifier(1))", "/nowhere"])
    func selfContained(target: String) async throws {
        let answer = await get(target, [item(1)])
        let page = try MarkupReader(text(answer), isXML: false)
        #expect(page.all("script") == [] && page.all("style") == [] && page.all("img") == [] && page.all("form") == [])
        for element in page.elements {
            #expect(element.attributes["style"] == nil)
            for name in ["href", "src"] {
                #expect(element.attributes[name]?.hasPrefix("/") != false && element.attributes[name]?.hasPrefix("//") != true)
            }
        }
        let policy = try #require(answer.field("content-security-policy"))
        #expect(policy.hasPrefix("default-src 'none'; style-src 'self';") && !policy.contains("unsafe"))
        #expect(answer.field("x-content-type-options") == "nosniff" && answer.field("referrer-policy") == "no-referrer")
        #expect(!StyleSheet.text.contains("url(") && !StyleSheet.text.contains("@import"))
    }

    @Test("Pages lead from the newest item to the oldest, each item once", arguments: [0, 1, 49, 50, 51, 100, 101, 120])
    func paging(count: Int) async throws {
        let items = (0..<count).map { item(Int64($0) * 3 + 1) }
        var (target, seen, pages) = ("/" as String?, [String](), 0)
        while let next = target {
            let page = try MarkupReader(text(await get(next, items)), isXML: false)
            let links = page.all("a")
            seen += links.filter { $0.path.contains("h2") }.compactMap { $0.attributes["href"] }
            target = links.first { $0.attributes["rel"] == "next" }?.attributes["href"]
            #expect(links.contains { $0.text == "Newest items" } == (pages > 0))
            pages += 1
        }
        #expect(seen == items.reversed().map { "/items/\($0.id)" })
        #expect(pages == max(1, (count + 49) / 50))
        if count == 0 { #expect(text(await get("/", items)).contains("Nothing has been published yet.")) }
    }

    @Test("The front page says what the site is, in words")
    func frontPage() async throws {
        let page = text(await get("/", [item(1)]))
        #expect(page.contains("the members of <bdi>Example Sharing &amp; Analysis</bdi> share information on cyber security with everyone"))
        #expect(page.contains("STIX 2.1 bundle") && !page.contains("application/stix"))
        #expect(text(await get("/", [item(1, mediaType: "text/plain")])).contains("text/plain"))
        #expect(!text(await get("/?before=2", [item(1)])).contains("share information"))
    }

    @Test("An item that is not CLEAR is nowhere, whatever the source says", arguments: TLP.allCases.filter { $0 != .clear })
    func notClear(tlp: TLP) async throws {
        let marked = item(2, title: "Not for you", tlp: tlp)
        let source = FakeItems([item(1), marked, item(3)], contents: [marked.id: [1]], proofs: [marked.id: [2]])
        let routes = PublicRoutes(site: Self.site, source: source, logger: silent)
        for target in ["/", "/feed.atom", "/items/\(marked.id)", "/items/\(marked.id)/content", "/items/\(marked.id)/proof"] {
            let answer = await routes.answer(PublicRequest(method: "GET", target: target))
            #expect(answer.status == (target.hasPrefix("/items") ? 404 : 200))
            #expect(!text(answer).contains("Not for you"))
            if !target.hasPrefix("/items") { #expect(!text(answer).contains(marked.id) && text(answer).contains(identifier(3))) }
        }
        #expect(source.contentsRead == 0)
    }

    @Test("A page of nothing but marked items still leads on to what is older")
    func onlyMarked() async throws {
        let items = (1...60).map { item($0, tlp: $0 > 5 ? .green : .clear) }
        let page = try MarkupReader(text(await get("/", items)), isXML: false)
        let next = try #require(page.all("a").first { $0.attributes["rel"] == "next" }?.attributes["href"])
        #expect(text(await get(next, items)).contains(identifier(5)))
    }
}
