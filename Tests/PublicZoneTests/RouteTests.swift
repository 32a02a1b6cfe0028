import Pages
import Testing

@testable import PublicZone

@Suite("Every address has one answer, and everything else is refused")
struct RouteTests {
    private let one = item(1, octets: 9)
    private let content = Array("{\"a\": 1}\n".utf8)
    private let proof = Array("{\"proof\": true}".utf8)

    private var source: FakeItems { FakeItems([one], contents: [one.id: content], proofs: [one.id: proof]) }

    private static let addresses = [
        "/en/index.html", "/zh-hant/index.html", "/zh-hans/search.html", "/en/search.html?q=phishing", "/en/items/\(identifier(1)).html",
        "/en/lists/all/index.html", "/en/lists/all/0.html", "/feeds/all.atom", Assets.styleSheet.path,
        "/items/\(identifier(1))/bundle.json", "/items/\(identifier(1))/proof.json",
    ]

    @Test("Content leaves byte for byte, as a file")
    func content() async throws {
        let answer = await ZoneReader(source).answer("/items/\(one.id)/bundle.json")
        #expect(answer.status == 200 && answer.body == content && answer.length == content.count)
        #expect(answer.field("content-type") == "application/stix+json;version=2.1")
        #expect(answer.field("content-disposition") == "attachment; filename=\"\(one.id).json\"")
        #expect(answer.field("content-security-policy")?.hasSuffix("; sandbox") == true)
        let file = await ZoneReader(source).answer("/items/\(one.id)/proof.json")
        #expect(file.body == proof && file.field("content-type") == "application/json")
        #expect(file.field("content-disposition") == "attachment; filename=\"\(one.id).proof.json\"")
    }

    @Test(
        "Only two media types are passed on; any other content is octets",
        arguments: [
            ("application/json", "application/json"), ("Application/JSON; charset=utf-8", "application/json"),
            ("application/stix+json", "application/stix+json;version=2.1"), ("text/html", "application/octet-stream"),
            ("image/svg+xml", "application/octet-stream"), ("", "application/octet-stream"),
            ("application/json\r\nx: y", "application/octet-stream"), ("application/jsonp", "application/octet-stream"),
        ])
    func mediaTypes(given: String, served: String) async {
        let typed = item(1, mediaType: given, octets: content.count)
        let answer = await ZoneReader(FakeItems([typed], contents: [typed.id: content])).answer("/items/\(typed.id)/bundle.json")
        #expect(answer.field("content-type") == served && answer.body == content)
    }

    @Test("What people type leads to a page in their language, and old addresses to new ones")
    func redirects() async {
        let cases: [(String, String, String)] = [
            ("/", "", "/en/index.html"), ("/", "zh-HK,en;q=0.5", "/zh-hant/index.html"), ("/index.html", "zh", "/zh-hans/index.html"),
            ("/en", "zh", "/en/index.html"), ("/en/", "zh", "/en/index.html"), ("/zh-hans/", "", "/zh-hans/index.html"),
            ("/items/\(one.id)", "zh-TW", "/zh-hant/items/\(one.id).html"), ("/feed.atom", "zh", "/feeds/all.atom"),
        ]
        for (target, languages, place) in cases {
            let answer = await ZoneReader(source).answer(target, acceptLanguage: languages)
            #expect(answer.status == 302 && answer.field("location") == place, "\(target) \(languages)")
            #expect(answer.field("vary") == "accept-language")
        }
    }

    @Test(
        "What is no address of these pages is not found",
        arguments: [
            "/items", "/items/", "/items/a", "/en/items/\(identifier(2)).html", "/items/\(identifier(1).uppercased())",
            "/items/\(identifier(1))/", "/en/items/\(identifier(1))", "/en/items/\(identifier(1)).html/", "/items/\(identifier(1))/content",
            "/items/%31\(identifier(1).dropFirst())", "/en/items/%31\(identifier(1).dropFirst()).html", "//", "/health", "/v1/status",
            "/../etc/passwd", "/%2e%2e/", "/en/../en/index.html", "/feed.atom/", "/EN/index.html", "/en//index.html", "/fr/index.html",
            "/en/lists/all/1.html", "/en/lists/all/00.html", "/en/lists/all/+0.html", "/en/lists/ALL/0.html",
            "/en/lists/sector-none/0.html",
            "/en/lists/all/9223372036854775807.html", "/en/lists/all/9223372036854775808.html", "/assets/x.css", "/assets/",
        ])
    func notFound(target: String) async throws {
        let answer = await ZoneReader(source).answer(target)
        #expect(answer.status == 404)
        let page = try MarkupReader(String(decoding: answer.body ?? [], as: UTF8.self), isXML: false)
        #expect(page.all("h1").map(\.text) == ["Not found"])
    }

    @Test(
        "What no browser would send is a bad request",
        arguments: [
            "", "*", "http://node.example/", "feed.atom", "/\u{E9}", "/a b", "/en/index.html\u{0}", "/\n",
            "/?" + String(repeating: "a", count: PublicZoneLimits.targetOctetsMax),
        ])
    func badRequest(target: String) async {
        #expect(await ZoneReader(source).answer(target).status == 400)
    }

    @Test(
        "What other sites add to links is passed over",
        arguments: [
            "/en/index.html?utm_source=x", "/en/index.html?", "/feeds/all.atom?x", "\(Assets.styleSheet.path)?v=2",
            "/en/index.html?x=\"><script>", "/en/search.html?fbclid=1",
        ])
    func additions(target: String) async {
        let answer = await ZoneReader(source).answer(target)
        let plain = await ZoneReader(source).answer(String(target.prefix { $0 != "?" }))
        #expect(answer.status == 200 && answer.body == plain.body)
    }

    @Test("HEAD is GET without the body", arguments: addresses + ["/nowhere", "/"])
    func head(target: String) async {
        let (get, head) = (await ZoneReader(source).answer(target), await ZoneReader(source).answer(target, method: "HEAD"))
        #expect(head.body == nil && head.status == get.status && head.length == get.length && get.length == get.body?.count)
        #expect(head.fields.map(\.name) == get.fields.map(\.name) && head.fields.map(\.value) == get.fields.map(\.value))
    }

    @Test("Every other method is refused, and told which there are", arguments: ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get"])
    func methods(method: String) async {
        let answer = await ZoneReader(source).answer("/en/index.html", method: method)
        #expect(answer.status == 405 && answer.field("allow") == "GET, HEAD")
    }

    @Test("A reader who has this version gets its name and nothing more", arguments: addresses)
    func versions(target: String) async throws {
        let reader = ZoneReader(source)
        let first = await reader.answer(target)
        let tag = try #require(first.field("etag"))
        for field in [tag, "W/\(tag)", "\"x\", \(tag)", "\"x\",\t\(tag) ", "*"] {
            let again = await reader.answer(target, ifNoneMatch: field)
            #expect(again.status == 304 && again.body == nil && again.field("etag") == tag && again.length == first.length)
        }
        for field in ["", "\"x\"", String(tag.dropLast()), "w/\(tag)", ","] {
            #expect(await reader.answer(target, ifNoneMatch: field).status == 200)
        }
    }

    @Test("A page that changed has another name, and an item that was withdrawn is gone even by its name")
    func changes() async throws {
        let source = source
        let reader = ZoneReader(source)
        let list = await reader.answer("/en/index.html")
        let page = await reader.answer("/en/items/\(one.id).html")
        source.change { state in
            state.gone = [one.id]
            state.ended[one.id] = .ended(.withdrawn, successor: nil)
        }
        #expect(await reader.answer("/en/index.html", ifNoneMatch: list.field("etag")).status == 200)
        #expect(await reader.answer("/en/items/\(one.id).html", ifNoneMatch: page.field("etag")).status == 410)
        #expect(await reader.answer("/items/\(one.id)/bundle.json", ifNoneMatch: "*").status == 410)
    }

    @Test("A node that cannot read says so and nothing else", arguments: addresses.filter { !$0.hasPrefix("/assets/") })
    func fault(target: String) async {
        let source = source
        source.change { $0.fails = true }
        let answer = await ZoneReader(source).answer(target)
        guard target != "/zh-hans/search.html" else {
            // The form alone asks nothing of the node.
            #expect(answer.status == 200)
            return
        }
        #expect(answer.status == 500 && !String(decoding: answer.body ?? [], as: UTF8.self).contains("Fault"))
    }

    @Test("What is being sent has a bound; what is over it is put off, and taken when there is room again")
    func busy() async {
        let reader = ZoneReader(source, budget: 10)
        let target = "/items/\(one.id)/bundle.json"
        var held: PublicAnswer? = await reader.answer(target)
        let refused = await reader.answer(target)
        #expect(held?.status == 200 && refused.status == 503 && refused.field("retry-after") == "30")
        #expect(await reader.answer("/en/items/\(one.id).html").status == 503)
        held = nil
        #expect(await reader.answer(target).status == 200)
        #expect(await reader.answer("/en/items/\(one.id).html").status == 200)
    }
}
