import Pages
import Testing

@testable import PublicZone

@Suite("A refusal says why, in the reader's language, and where to go on")
struct RefusalTests {
    private let source = ExampleZone.source()

    @Test("The language is that of the address, else the browser's")
    func languages() async throws {
        let cases: [(String, String, Language)] = [
            ("/zh-hant/nowhere.html", "en", .traditionalChinese), ("/zh-hans/items/x.html", "", .simplifiedChinese),
            ("/en/nowhere", "zh-HK", .english), ("/nowhere", "zh-HK", .traditionalChinese), ("/nowhere", "zh", .simplifiedChinese),
            ("/nowhere", "", .english), ("", "zh-TW", .traditionalChinese), ("/zh-hant?x", "en", .traditionalChinese),
            ("/zh-hantx/", "en", .english), ("/\u{E9}", "zh", .simplifiedChinese), ("/feeds/none.atom", "zh", .simplifiedChinese),
        ]
        for (target, accepted, language) in cases {
            let answer = await ZoneReader(source).answer(target, method: target.contains("?") ? "PUT" : "GET", acceptLanguage: accepted)
            #expect(answer.status >= 400 && answer.field("content-language") == language.rawValue, "\(target)")
            #expect(answer.field("vary") == "accept-language" && answer.field("cache-control") == "no-cache")
            let page = try MarkupReader(String(decoding: answer.body ?? [], as: UTF8.self), isXML: false)
            #expect(page.all("html").first?.attributes["lang"] == language.rawValue)
            #expect(page.links.contains(path(.front, language)) && page.links.contains(path(.newest(.all), language)))
            #expect(!page.all("link").contains { $0.attributes["rel"] == "canonical" || $0.attributes["hreflang"] != nil })
            #expect(page.all("meta").contains { $0.attributes["content"] == "noindex" })
        }
    }

    @Test(
        "An item that has ended is gone, with the reason and what took its place",
        arguments: [
            (PublicStanding.Ending.retracted, "took this item back"), (.replaced, "another version"),
            (.expired, "time that its author set"),
            (.withdrawn, "Moderators withdrew"),
        ])
    func ended(ending: PublicStanding.Ending, words: String) async throws {
        let id = identifier(7)
        source.change { $0.ended[id] = .ended(ending, successor: ending == .replaced ? ExampleZone.rich : nil) }
        for target in [path(.item(id)), "/items/\(id)/bundle.json", "/items/\(id)/proof.json"] {
            let answer = await ZoneReader(source).answer(target)
            let page = try MarkupReader(String(decoding: answer.body ?? [], as: UTF8.self), isXML: false)
            #expect(answer.status == 410 && page.words(of: "main").contains(words))
            #expect(page.links.contains(path(.item(ExampleZone.rich))) == (ending == .replaced))
        }
        source.change { $0.ended[id] = .ended(ending, successor: "\"><script>") }
        #expect(await !ZoneReader(source).text(path(.item(id))).contains("script"))
    }

    @Test("Each refusal has its status, and its own words in each language")
    func words() throws {
        let refusals: [(PublicRefusal, Int)] = [
            (.badRequest, 400), (.notFound, 404), (.ended(.expired, successor: nil), 410), (.methodNotAllowed, 405), (.fault, 500),
            (.busy, 503),
        ]
        for language in Language.allCases {
            var said: Set<String> = []
            for (refusal, status) in refusals {
                let document = RefusalPage(site: ExampleZone.site, refusal: refusal).document(in: language)
                let page = try MarkupReader(String(decoding: document.octets, as: UTF8.self), isXML: false)
                #expect(refusal.status == status && document.guarding == .page)
                said.insert(page.words(of: "main"))
            }
            #expect(said.count == refusals.count)
        }
    }
}
