import Foundation
import Pages
import Testing

@testable import PublicZone

@Suite("The page of an item says what it says, who says so, and how to check that")
struct ItemPageTests {
    private let source = ExampleZone.source()

    private func page(_ id: String = ExampleZone.rich, _ language: Language = .english) async throws -> MarkupReader {
        try await ZoneReader(source).page(path(.item(id), language))
    }

    @Test("Who, when, what, under which mark, and where its files are")
    func details() async throws {
        let page = try await page()
        #expect(page.all("time").prefix(1).map(\.text) == ["2026-11-20"])
        let facts = page.all("time").filter { $0.path.last == "dd" }
        #expect(facts.map(\.text) == ["2026-11-28 18:20 UTC", "2026-11-28 18:21 UTC", "2026-11-28 21:06 UTC"])
        #expect(facts.first?.attributes["datetime"] == "2026-11-28T18:20:00Z")
        #expect(page.all("span").map(\.text).filter { $0.contains(":") } == ["TLP:CLEAR", "PAP:GREEN"])
        for link in [
            "/items/\(ExampleZone.rich)/bundle.json", "/items/\(ExampleZone.rich)/proof.json", "/en/lists/sector-finance/index.html",
            "/en/lists/topic-threats/index.html", "/en/lists/author-\(ExampleZone.organisation("Harbour Bank"))/index.html",
            "/en/verify.html?item=\(ExampleZone.rich)", "https://zone.harbour.example/en/items/\(ExampleZone.rich).html",
        ] { #expect(page.links.contains(link), "\(link)") }
        #expect(
            page.all("code").contains {
                $0.text == "causeway verify https://zone.harbour.example/items/\(ExampleZone.rich)/proof.json  "
                    + String(repeating: "0c", count: 32)
            })
        #expect(page.all("span").contains { $0.path.last == "code" && $0.text == "--network" })
    }

    @Test("Without an address of its own, the site names the file to verify")
    func withoutAddress() async throws {
        var site = ExampleZone.site
        (site.baseURL, site.network) = (nil, nil)
        let page = try await ZoneReader(source, site: site).page(path(.item(ExampleZone.rich)))
        #expect(page.all("code").contains { $0.text == "causeway verify \(ExampleZone.rich).proof.json" })
        #expect(page.links.contains(path(.item(ExampleZone.rich))))
    }

    @Test("Indicators stand in a table, techniques, relations and times as pictures with the same in words")
    func contents() async throws {
        let page = try await page()
        let table = page.elements.filter { $0.path.contains("table") }.map(\.text)
        #expect(table.contains("[domain-name:value = 'login.bank-secure.example']") && table.contains("85") && table.contains("2027-02-20"))
        let names = page.all("svg").compactMap { $0.attributes["aria-label"] }
        #expect(names == ["Techniques (MITRE ATT&CK)", "Relations", "History"])
        let words = page.words(of: "details")
        #expect(words.contains("HarbourGrab") && words.contains("indicates") && words.contains("Typhoon Lantern"))
        #expect(page.words(of: "main").contains("T1566.002") && page.words(of: "main").contains("HarbourGrab"))
        #expect(page.all("strong").contains { $0.text == "customers of three banks" })
        #expect(page.all("div").contains { $0.attributes["class"] == "passage" && $0.attributes["lang"] == "en" })
    }

    @Test("A column that no indicator fills is not in the table")
    func emptyColumns() async throws {
        let heads = { (page: MarkupReader) in page.all("th").filter { $0.attributes["scope"] == "col" }.map(\.text) }
        #expect(Array(heads(try await page()).prefix(5)) == ["Name", "Pattern", "Valid from", "Valid until", "Confidence"])
        let indicator = #"{"type":"indicator","id":"indicator--1","name":"n","pattern":"[a:b = 'c']","valid_from":"2026-11-01T00:00:00Z"}"#
        let content = Array(#"{"objects":[\#(indicator)]}"#.utf8)
        let bare = item(1, octets: content.count)
        let zone = ZoneReader(FakeItems([bare], contents: [bare.id: content]))
        #expect(heads(try await zone.page(path(.item(bare.id)))) == ["Name", "Pattern", "Valid from"])
    }

    @Test("A translation is shown with whose it is, the item that says so and the original; other languages are linked")
    func translation() async throws {
        let page = try await page(ExampleZone.rich, .traditionalChinese)
        #expect(page.words(of: "h1").contains("針對本港網上銀行的攻擊"))
        #expect(page.all("bdi").contains { $0.attributes["lang"] == "zh-Hant" && $0.path.last == "h1" })
        #expect(page.all("bdi").contains { $0.text == "Harbour City Coordinator" })
        #expect(page.links.contains(path(.item(identifier(301)), .traditionalChinese)))
        #expect(page.all("strong").contains { $0.text == "假冒短訊" && !$0.path.contains("details") })
        let original = page.words(of: "details")
        #expect(original.contains("Campaign against online banking in the harbour") && original.contains("customers of three banks"))
        #expect(page.links.contains(path(.item(ExampleZone.rich), .simplifiedChinese)))
        let english = try await self.page()
        #expect(
            english.words(of: "h1").contains("Campaign against")
                && english.links.contains(path(.item(ExampleZone.rich), .traditionalChinese)))
        #expect(!english.all("details").contains { $0.attributes["class"] == "original" })
    }

    @Test("An item of translations shows them, each in its language, and links no list that is not there")
    func translationItem() async throws {
        let content = """
            {"objects":[{"type":"language-content","id":"language-content--1","object_ref":"report--1","contents":\
            {"zh-Hant":{"name":"標題","description":"內容**重要**"},"fr":{"name":"Titre","content":"Texte"},"x":5}}]}
            """
        let one = item(1, octets: content.utf8.count)
        let source = FakeItems([one], contents: [one.id: Array(content.utf8)])
        source.change { $0.isListed = false }
        let page = try await ZoneReader(source).page(path(.item(one.id)))
        #expect(page.all("strong").contains { $0.text == "重要" } && page.words(of: "h3").contains("Titre"))
        #expect(page.all("div").compactMap { $0.attributes["lang"] } == ["fr", "zh-Hant"])
        #expect(!page.links.contains { $0.contains("/lists/sector-") || $0.contains("/lists/author-") })
        #expect(page.words(of: "dl").contains("Finance"))
    }

    @Test("A region's translation serves its script, and a language that is no language is no attribute")
    func regions() async throws {
        var one = item(1)
        one.translations = ["zh-HK", "x\" onclick=\"y", "zh-\" onclick=\"y", ""].map {
            PublicItemTranslation(language: $0, title: "香港", summary: "", item: "no identifier", author: "x")
        }
        let page = try await ZoneReader([one]).page(path(.item(one.id), .traditionalChinese))
        #expect(page.all("bdi").contains { $0.attributes["lang"] == "zh-HK" && $0.text == "香港" })
        #expect(page.elements.allSatisfy { $0.attributes["onclick"] == nil && $0.attributes["lang"] != "" })
        #expect(!page.links.contains { $0.contains("no identifier") })
        let simplified = try await ZoneReader([one]).page(path(.item(one.id), .simplifiedChinese))
        #expect(simplified.words(of: "h1").contains("香港"))
        for element in page.elements + simplified.elements {
            for name in ["lang", "hreflang"] {
                #expect((element.attributes[name] ?? "").allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" })
            }
        }
    }

    @Test("A content of 252 MiB is not read, and one of 200,000 objects only so far; the page says so and stays small")
    func large() async throws {
        let read = source.contentsRead
        let page = try await page(ExampleZone.large)
        #expect(source.contentsRead == read && page.words(of: "main").contains("too large to be read"))
        #expect(page.words(of: "main").contains("264,241,152 octets"))
        #expect(page.words(of: "h1").contains("honeypots"))

        let objects = (0..<30_000).map { "{\"type\":\"indicator\",\"id\":\"i\($0)\",\"name\":\"n\"}" }.joined(separator: ",")
        let content = Array("{\"objects\":[\(objects)]}".utf8)
        let many = item(5, octets: content.count)
        let answer = await ZoneReader(FakeItems([many], contents: [many.id: content]), budget: 10_000_000).answer(path(.item(many.id)))
        let reader = try MarkupReader(String(decoding: answer.body ?? [], as: UTF8.self), isXML: false)
        #expect(reader.all("tr").count == PublicZoneLimits.objectsShownMax + 1)
        #expect(reader.words(of: "main").contains("and 4,800 more") && reader.words(of: "main").contains("more objects than are read"))
        #expect(answer.length < 150_000)
    }

    @Test("Whatever a content holds, its page has less than 700 KB", arguments: ["\"", "鬱", "*a* ", "- a\\n", "<", "| a | b |\\n|-|-|\\n"])
    func bounded(piece: String) async throws {
        let long = String(repeating: piece, count: 60_000 / piece.utf8.count)
        let text = try #require(String(data: try JSONSerialization.data(withJSONObject: [long]), encoding: .utf8)).dropFirst().dropLast()
        let short = try #require(String(data: try JSONSerialization.data(withJSONObject: [String(long.prefix(700))]), encoding: .utf8))
            .dropFirst().dropLast()
        var objects = ["{\"type\":\"report\",\"id\":\"report--1\",\"name\":\(short),\"description\":\(text)}"]
        for number in 0..<400 {
            objects.append("{\"type\":\"indicator\",\"id\":\"indicator--\(number)\",\"name\":\(short),\"pattern\":\(short)}")
            objects.append(
                "{\"type\":\"attack-pattern\",\"id\":\"attack-pattern--\(number)\",\"name\":\(short),\"kill_chain_phases\":[{\"phase_name\":\(short)}]}"
            )
            objects.append(
                "{\"type\":\"relationship\",\"id\":\"r\(number)\",\"relationship_type\":\(short),\"source_ref\":\"report--1\",\"target_ref\":\"indicator--\(number)\"}"
            )
        }
        for number in 0..<20 { objects.append("{\"type\":\"note\",\"id\":\"note--\(number)\",\"abstract\":\(short),\"content\":\(short)}") }
        let content = Array("{\"objects\":[\(objects.joined(separator: ","))]}".utf8)
        var one = item(1, title: long, octets: min(content.count, PublicZoneLimits.contentReadOctetsMax), author: long)
        one.subject = "report--1"
        let answer = await ZoneReader(FakeItems([one], contents: [one.id: content]), budget: 100_000_000).answer(path(.item(one.id)))
        #expect(answer.status == 200 && answer.length < 700_000, "\(answer.length)")
        _ = try MarkupReader(String(decoding: answer.body ?? [], as: UTF8.self), isXML: false)
    }

    @Test(
        "A content that is no bundle, or not what it says, is a file and no error",
        arguments: [
            "", "{", "[]", "{\"objects\": 5}", "{\"objects\": [1, null, [], {}]}", "\u{0}", "{\"objects\": [{\"type\": 5, \"id\": []}]}",
        ])
    func broken(content: String) async throws {
        let one = item(1)
        let answer = await ZoneReader(FakeItems([one], contents: [one.id: Array(content.utf8)])).answer(path(.item(one.id)))
        #expect(answer.status == 200)
        let plain = item(2, mediaType: "text/plain")
        let file = try await ZoneReader(FakeItems([plain], contents: [plain.id: [0xFF]])).page(path(.item(plain.id)))
        #expect(
            file.words(of: "main").contains("a file that this page cannot show") && file.all("bdi").contains { $0.text == "text/plain" })
    }

    @Test("Versions are listed with those that can be read linked, and drawn over time")
    func versions() async throws {
        let page = try await page()
        let lines = page.elements.filter { $0.path.contains("ol") && $0.path.last == "li" && $0.name == "a" }
        #expect(lines.compactMap { $0.attributes["href"] }.contains(path(.item(identifier(1_003)))))
        #expect(page.words(of: "ol").contains("not public") && page.words(of: "ol").contains("this version"))
        #expect(!page.links.contains(path(.item(identifier(401)))))
    }

    @Test(
        "The highest heading of an article follows the page's own, whichever its author begins with",
        arguments: [
            ("# a\n## b", ["h3", "h4"]), ("## a\n### b", ["h3", "h4"]), ("### a\n# b", ["h5", "h3"]), ("x\n===\n## a", ["h3", "h4"]),
            ("x\n---\ntext", ["h4"]),
        ])
    func headings(text: String, names: [String]) {
        let html = ZonePages.article(text, headingsFrom: 3).text(in: .english)
        let found = html.matches(of: /<(h[1-6])>/).map { String($0.1) }
        #expect(found == names)
    }

    @Test("What a report holds and what hangs together anyway needs one line; what it alone holds has its own")
    func relations() {
        let reading = ItemReading(content: Array(ExampleZone.bundle.utf8), subject: "report--1")
        let words = reading.relations.graph(Phrase(verbatim: "x"))?.words.text(in: .english) ?? ""
        #expect(words.components(separatedBy: "refers-to").count == 2)
        #expect(words.components(separatedBy: "indicates").count == 3)
        #expect(reading.indicatorCount == 2 && reading.techniques.map(\.id) == ["T1566.002", "T1056.003"])
        #expect(reading.subject?.language == "en" && reading.passages.map(\.name) == ["HarbourGrab", "Phishing-resistant log-in"])
    }
}
