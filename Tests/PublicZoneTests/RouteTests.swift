import Testing

@testable import PublicZone

@Suite("Every address has one answer, and everything else is refused")
struct RouteTests {
    private let one = item(1, octets: 9)
    private let content = Array("{\"a\": 1}\n".utf8)
    private let proof = Array("{\"proof\": true}".utf8)

    private func routes(_ source: FakeItems, budget: Int = 1_000_000) -> PublicRoutes {
        PublicRoutes(
            site: PublicSite(name: "Example", identifier: "00"), source: source, logger: silent, budget: TransferBudget(limit: budget))
    }

    private var source: FakeItems { FakeItems([one], contents: [one.id: content], proofs: [one.id: proof]) }

    private func ask(_ target: String, method: String = "GET", ifNoneMatch: String? = nil) async -> PublicAnswer {
        await routes(source).answer(PublicRequest(method: method, target: target, ifNoneMatch: ifNoneMatch))
    }

    @Test("Content leaves byte for byte, as a file")
    func content() async throws {
        let answer = await ask("/items/\(one.id)/content")
        #expect(answer.status == 200 && answer.body == content && answer.length == content.count)
        #expect(answer.field("content-type") == "application/stix+json;version=2.1")
        #expect(answer.field("content-disposition") == "attachment; filename=\"\(one.id).json\"")
        #expect(answer.field("content-security-policy")?.hasSuffix("; sandbox") == true)
        let file = await ask("/items/\(one.id)/proof")
        #expect(file.body == proof && file.field("content-type") == "application/json")
        #expect(file.field("content-disposition") == "attachment; filename=\"\(one.id).proof.json\"")
    }

    @Test(
        "Only two media types are passed on; any other content is octets",
        arguments: [
            ("application/json", "application/json"), ("Application/JSON; charset=utf-8", "application/json"),
            ("application/stix+json", "application/stix+json;version=2.1"), ("text/html", "application/octet-stream"),
            ("image/svg+xml", "application/octet-stream"), ("", "application/octet-stream"),
            ("application/json\r\nx: y", "application/octet-stream"),
            ("application/jsonp", "application/octet-stream"),
        ])
    func mediaTypes(given: String, served: String) async {
        let typed = item(1, mediaType: given, octets: content.count)
        let answer = await routes(FakeItems([typed], contents: [typed.id: content])).answer(
            PublicRequest(method: "GET", target: "/items/\(typed.id)/content"))
        #expect(answer.field("content-type") == served && answer.body == content)
    }

    @Test(
        "What is no address of these pages is not found",
        arguments: [
            "/items", "/items/", "/items/a", "/items/\(identifier(2))", "/items/\(identifier(1).uppercased())", "/items/\(identifier(1))/",
            "/items/\(identifier(1))/content/", "/items/\(identifier(1))/other", "/items/\(identifier(1))a",
            "/items/%31\(identifier(1).dropFirst())",
            "/items//content", "//", "/health", "/v1/status", "/../etc/passwd", "/%2e%2e/", "/feed.atom/", "/style.css/x", "/index.html",
            "/items/\(identifier(1))/content/proof",
        ])
    func notFound(target: String) async throws {
        let answer = await ask(target)
        #expect(answer.status == 404)
        let page = try MarkupReader(String(decoding: answer.body ?? [], as: UTF8.self), isXML: false)
        #expect(page.all("h1").map(\.text) == ["Not found"])
    }

    @Test(
        "What no browser would send is a bad request",
        arguments: [
            "", "*", "http://node.example/", "feed.atom", "/?before=", "/?before=0", "/?before=-1", "/?before=+1", "/?before=01",
            "/?before=a",
            "/?before=9223372036854775808", "/?before=1&before=2", "/?before", "/?x=1&before=1%00", "/?x=\"><script>", "/\u{E9}", "/a b",
            "/?" + String(repeating: "a", count: 1_024),
        ])
    func badRequest(target: String) async {
        // A quotation mark is printable and so passes as a member that means nothing.
        let expected = target.contains("script") ? 200 : 400
        let answer = await ask(target)
        #expect(answer.status == expected)
        #expect(!String(decoding: answer.body ?? [], as: UTF8.self).contains("script"))
    }

    @Test(
        "What other sites add to links is passed over",
        arguments: ["/?utm_source=x", "/?", "/?before=2&y", "/feed.atom?x", "/style.css?v=2"])
    func additions(target: String) async {
        #expect(await ask(target).status == 200)
    }

    @Test(
        "HEAD is GET without the body",
        arguments: [
            "/", "/feed.atom", "/style.css", "/items/\(identifier(1))", "/items/\(identifier(1))/content", "/items/\(identifier(1))/proof",
            "/nowhere",
        ])
    func head(target: String) async {
        let (get, head) = (await ask(target), await ask(target, method: "HEAD"))
        #expect(head.body == nil && head.status == get.status && head.length == get.length && get.length == get.body?.count)
        #expect(head.fields.map(\.name) == get.fields.map(\.name) && head.fields.map(\.value) == get.fields.map(\.value))
    }

    @Test("HEAD of a content does not read it")
    func headIsCheap() async {
        let source = source
        _ = await routes(source).answer(PublicRequest(method: "HEAD", target: "/items/\(one.id)/content"))
        #expect(source.contentsRead == 0)
    }

    @Test("Every other method is refused, and told which there are", arguments: ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get"])
    func methods(method: String) async {
        let answer = await ask("/", method: method)
        #expect(answer.status == 405 && answer.field("allow") == "GET, HEAD")
    }

    @Test(
        "A reader who has this version gets its name and nothing more",
        arguments: [
            "/", "/feed.atom", "/style.css", "/items/\(identifier(1))", "/items/\(identifier(1))/content", "/items/\(identifier(1))/proof",
        ])
    func versions(target: String) async throws {
        let first = await ask(target)
        let tag = try #require(first.field("etag"))
        for field in [tag, "W/\(tag)", "\"x\", \(tag)", "\"x\",\t\(tag) ", "*"] {
            let again = await ask(target, ifNoneMatch: field)
            #expect(again.status == 304 && again.body == nil && again.field("etag") == tag && again.length == first.length)
        }
        for field in ["", "\"x\"", String(tag.dropLast()), "w/\(tag)", ","] {
            #expect(await ask(target, ifNoneMatch: field).status == 200)
        }
    }

    @Test("A page that changed has another name, and an item that was withdrawn is not found even by its name")
    func changes() async throws {
        let source = source
        let routes = routes(source)
        let list = await routes.answer(PublicRequest(method: "GET", target: "/"))
        let content = await routes.answer(PublicRequest(method: "GET", target: "/items/\(one.id)/content"))
        source.change { $0.items = [] }
        #expect(await routes.answer(PublicRequest(method: "GET", target: "/", ifNoneMatch: list.field("etag"))).status == 200)
        #expect(
            await routes.answer(PublicRequest(method: "GET", target: "/items/\(one.id)/content", ifNoneMatch: content.field("etag"))).status
                == 404)
    }

    @Test(
        "A node that cannot read says so and nothing else",
        arguments: ["/", "/feed.atom", "/items/\(identifier(1))", "/items/\(identifier(1))/content"])
    func fault(target: String) async {
        let source = source
        source.change { $0.fails = true }
        let answer = await routes(source).answer(PublicRequest(method: "GET", target: target))
        #expect(answer.status == 500 && !String(decoding: answer.body ?? [], as: UTF8.self).contains("Fault"))
    }

    @Test("What is being sent has a bound; what is over it is put off, and taken when there is room again")
    func busy() async {
        let routes = routes(source, budget: 10)
        let request = PublicRequest(method: "GET", target: "/items/\(one.id)/content")
        var held: PublicAnswer? = await routes.answer(request)
        let refused = await routes.answer(request)
        #expect(held?.status == 200 && refused.status == 503 && refused.field("retry-after") == "30")
        #expect(await routes.answer(PublicRequest(method: "HEAD", target: "/items/\(one.id)/content")).status == 200)
        held = nil
        #expect(await routes.answer(request).status == 200)
    }
}
