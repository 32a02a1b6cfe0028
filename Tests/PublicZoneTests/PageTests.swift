import Foundation
import Pages
import Policy
import Testing

@testable import PublicZone

@Suite("Pages show what others wrote as text and nothing else")
struct PageTests {
    static let hostile = [
        "<script>alert(1)</script>", "</title></bdi><img src=x onerror=alert(1)>", "\" onmouseover=\"alert(1)", "' onfocus='x",
        "&lt;b&gt; & &#60;", "]]><x/>", "<!-- -->", "javascript:alert(1)", "</code></pre></main>", "\u{202E}gpj.exe<b>",
    ]

    /// A zone in which every text that others write is this one.
    static func zone(saying text: String, mediaType: String = "application/stix+json;version=2.1") throws -> ZoneReader {
        let objects: [[String: Any]] = [
            [
                "type": "report", "id": "report--1", "name": text, "description": "Plain words.", "lang": text,
                "object_refs": ["malware--1", text],
                "external_references": [["source_name": text, "external_id": text, "url": text]],
            ],
            ["type": "malware", "id": "malware--1", "name": text, "description": "Plain words."],
            [
                "type": "indicator", "id": text, "name": text, "pattern": text, "valid_from": text, "valid_until": text, "confidence": 101,
            ],
            [
                "type": "attack-pattern", "id": "attack-pattern--1", "name": text,
                "kill_chain_phases": [["kill_chain_name": text, "phase_name": text]],
                "external_references": [["source_name": "mitre-attack", "external_id": text]],
            ],
            ["type": text, "id": "x--1", "name": text],
            ["type": "relationship", "id": "relationship--1", "relationship_type": text, "source_ref": text, "target_ref": "malware--1"],
        ]
        let content = try JSONSerialization.data(withJSONObject: ["type": "bundle", "objects": objects])
        var one = item(1, title: text, mediaType: mediaType, octets: content.count)
        (one.author, one.organisationID, one.sector, one.subject) = (text, "no identifier \(text)", text, "report--1")
        (one.topic, one.pap, one.isFeatured, one.isOfStaff) = (.threats, .green, true, true)
        let translations = ["zh-Hant", "fr", text].map {
            PublicItemTranslation(language: $0, title: text, summary: "Plain words.", item: identifier(9), author: text)
        }
        one.translations = translations
        let source = FakeItems([one], contents: [one.id: Array(content)])
        let shown = one
        source.change { state in
            state.featured = [shown.id]
            state.alert = PublicAlert(level: .severe, item: shown)
            state.versions[shown.id] = [
                PublicVersion(id: text, created: 5, isPublic: true), PublicVersion(id: shown.id, created: 9, isPublic: true),
            ]
            state.network = PublicNetwork(
                organisations: 2, sectors: [(name: text, organisations: 2)],
                members: [.init(id: "no identifier \(text)", name: text, sector: text, admitted: 9, items: 1)], alikeNames: [[text, "x"]])
            state.findings.hits = [.init(item: shown, objectType: text, objectName: text, snippet: text)]
            state.findings.next = text
            state.findings.facets = [.init(kind: .author, values: [.init(text: text, count: 1, search: text)])]
        }
        var site = ExampleZone.site
        site.name = text
        return ZoneReader(source, site: site)
    }

    private static let targets: [String] =
        pages(of: identifier(1)).filter { $0 != .newest(.topic(.mitigation)) && $0.path != "lists/author-00ff/index.html" }
        .flatMap { page in Language.allCases.map { path(page, $0) } }
        + ["/en/search.html?q=x", "/en/lists/all/0.html", "/nowhere"]

    @Test("Markup in any text stays text on every page, whose elements are those of harmless words", arguments: hostile)
    func escaped(text hostile: String) async throws {
        let (harmless, zone) = (try Self.zone(saying: "plain words"), try Self.zone(saying: hostile))
        for target in Self.targets {
            let (expected, page) = (try await harmless.page(target), try await zone.page(target))
            #expect(page.elements.map(\.name) == expected.elements.map(\.name), "\(target)")
            #expect(page.elements.map { $0.attributes.keys.sorted() } == expected.elements.map { $0.attributes.keys.sorted() }, "\(target)")
            for link in page.links where !link.hasPrefix("/") && !link.hasPrefix("#") {
                #expect(link.hasPrefix("https://zone.harbour.example/") || link == "mailto:duty@harbour.example", "\(target): \(link)")
            }
        }
        let shown = hostile.replacing("\u{202E}", with: "")
        let feed = try MarkupReader(await zone.text("/feeds/all.atom"), isXML: true)
        #expect(feed.all("title").map(\.text) == [shown, shown])
        let page = try await zone.page(path(.item(identifier(1))))
        #expect(page.all("bdi").contains { $0.text == shown && $0.path.last == "h1" })
        #expect(page.all("title").first?.text == "\(shown) – \(shown)")
    }

    @Test("A content's type and a contact are text, too", arguments: hostile)
    func typesAndContacts(text hostile: String) async throws {
        let page = try await Self.zone(saying: "plain words", mediaType: hostile).page(path(.item(identifier(1))))
        #expect(page.all("bdi").contains { $0.text == hostile.replacing("\u{202E}", with: "") && $0.path.contains("ul") })
        for contact in [hostile, "mailto:\(hostile)", "https://\(hostile)", "http://x.example", "data:text/html,x"] {
            var site = ExampleZone.site
            site.contact = contact
            let about = try await ZoneReader([item(1)], site: site).page(path(.about))
            #expect(about.links.allSatisfy { !$0.hasPrefix("data:") && !$0.hasPrefix("javascript:") && !$0.hasPrefix("http://") })
            #expect(about.elements.allSatisfy { $0.attributes.keys.allSatisfy { !$0.hasPrefix("on") } })
        }
    }

    @Test(
        "The author's Markdown makes no element that is not on the list, in the summary, the details or a translation", arguments: hostile)
    func markdown(text hostile: String) async throws {
        let objects: [[String: Any]] = [
            ["type": "report", "id": "report--1", "name": "x", "description": hostile],
            ["type": "note", "id": "note--1", "abstract": "x", "content": hostile],
        ]
        var one = item(1)
        (one.subject, one.translations) = (
            "report--1", [PublicItemTranslation(language: "zh-Hant", title: "x", summary: hostile, item: identifier(9), author: "x")]
        )
        let content = try JSONSerialization.data(withJSONObject: ["objects": objects])
        let zone = ZoneReader(FakeItems([one], contents: [one.id: Array(content)]))
        for language in Language.allCases {
            let page = try await zone.page(path(.item(one.id), language))
            let inside = page.elements.filter { element in element.path.contains("article") }
            #expect(Set(inside.map(\.name)).isDisjoint(with: ["script", "img", "style", "iframe", "object", "form", "input", "x", "b"]))
            #expect(page.elements.allSatisfy { $0.attributes.keys.allSatisfy { !$0.hasPrefix("on") && $0 != "style" } })
        }
    }

    @Test(
        "What is invisible or turns the direction of writing is left out, white space becomes a space",
        arguments: [
            ("a\u{202E}gpj.exe", "agpj.exe"), ("\u{2066}a\u{2069}\u{200F}\u{061C}", "a"), ("a\u{0}b\u{1B}[31mc\u{7F}\u{9B}", "ab[31mc"),
            ("line\r\nbreak\ttab\u{85}next\u{2028}x", "line  break tab next x"), ("\u{FEFF}a\u{FFFE}\u{FFFF}\u{E0041}\u{E000}", "a"),
            ("می\u{200C}خواهم 👩\u{200D}🚒 Zoë 釣魚", "می\u{200C}خواهم 👩\u{200D}🚒 Zoë 釣魚"), ("\u{AD}soft\u{200B}", "soft"),
        ])
    func stripped(given: String, shown: String) async throws {
        let page = try await ZoneReader([item(1, title: given)]).page(path(.item(identifier(1))))
        #expect(page.all("bdi").contains { $0.text == shown && $0.path.last == "h1" })
    }

    @Test("A title that shows nothing has a name, so that its link can be followed", arguments: ["", " ", "\u{202E}", "\n\t"])
    func untitled(title: String) async throws {
        let zone = ZoneReader([item(1, title: title)])
        for (language, name) in [(Language.english, "Untitled"), (.traditionalChinese, "無標題"), (.simplifiedChinese, "无标题")] {
            let list = try await zone.page(path(.newest(.all), language))
            #expect(list.all("bdi").first { $0.path.last == "a" && $0.path.contains("li") }?.text == name)
            #expect(try await zone.page(path(.item(identifier(1)), language)).all("title").first?.text.hasPrefix(name) == true)
        }
    }

    @Test("Nothing is run, nothing is styled in place, and nothing comes from elsewhere")
    func selfContained() async throws {
        let zone = ZoneReader(ExampleZone.source())
        var targets: [String] = ["/nowhere", "/en/search.html?q=x"]
        for page in pages(of: ExampleZone.rich) where page != .verify { targets.append(path(page)) }
        for target in targets {
            let answer = await zone.answer(target)
            let page = try MarkupReader(String(decoding: answer.body ?? [], as: UTF8.self), isXML: false)
            #expect(page.all("script") == [] && page.all("style") == [] && page.all("img") == [] && page.all("iframe") == [])
            #expect(page.elements.allSatisfy { $0.attributes["style"] == nil })
            for link in page.all("link") where link.attributes["rel"] == "stylesheet" {
                #expect(link.attributes["href"] == Assets.styleSheet.path)
            }
            let isSearch = target.hasPrefix(path(.search))
            #expect(page.all("form").count == (isSearch ? 1 : 0))
            let policy = try #require(answer.field("content-security-policy"))
            #expect(policy.hasPrefix("default-src 'none'; style-src 'self';") && !policy.contains("unsafe") && !policy.contains("script"))
            #expect(policy.contains(isSearch ? "form-action 'self' https://zone.harbour.example;" : "form-action 'none'"))
            #expect(answer.field("x-content-type-options") == "nosniff" && answer.field("referrer-policy") == "no-referrer")
        }
        #expect(!PublicZone.StyleSheet.text.contains("url(") && !PublicZone.StyleSheet.text.contains("@import"))
    }

    @Test(
        "A site's own address ends no directive",
        arguments: ["https://a.example; script-src *", "https://a.example\r\nx: y", "javascript:"])
    func policyOfHostileSite(address: String) async throws {
        var site = ExampleZone.site
        site.baseURL = address
        let policy = try #require(await ZoneReader([item(1)], site: site).answer(path(.search)).field("content-security-policy"))
        #expect(policy.contains("form-action 'self';") && !policy.contains("script") && !policy.contains("\n"))
    }

    @Test("An item that is not CLEAR is nowhere, whatever the source says", arguments: TLP.allCases.filter { $0 != .clear })
    func notClear(tlp: TLP) async throws {
        let marked = item(2, title: "Not for you", tlp: tlp)
        let source = FakeItems([item(1), marked, item(3)], contents: [marked.id: [1]], proofs: [marked.id: [2]])
        source.change { state in
            state.featured = [marked.id]
            state.alert = PublicAlert(level: .high, item: marked)
            state.findings.hits = [.init(item: marked, objectType: "x", objectName: "x", snippet: "x")]
        }
        let zone = ZoneReader(source)
        var targets: [String] = ["/en/search.html?q=x", "/feeds/all.atom"]
        for page in pages(of: marked.id) { targets.append(path(page)) }
        for target in targets {
            let text = await zone.text(target)
            #expect(!text.contains("Not for you") && !text.contains("\(marked.id).html\""), "\(target)")
        }
        for target in [path(.item(marked.id)), "/items/\(marked.id)/bundle.json", "/items/\(marked.id)/proof.json"] {
            #expect(await zone.answer(target).status == 404)
        }
    }

    @Test("The front page stays below 100 KB, whatever the authors call things", arguments: ["\"", "&", "鬱", "a\u{301}", "<b>"])
    func frontSize(piece: String) async {
        let long = String(repeating: piece, count: 512 / piece.utf8.count)
        let items = (1...120).map { number -> PublicItem in
            var one = item(Int64(number), title: long, author: long)
            (one.topic, one.isFeatured) = (Topic.allCases[number % 3], true)
            one.translations = [PublicItemTranslation(language: "zh-Hant", title: long, summary: long, item: one.id, author: long)]
            return one
        }
        let source = FakeItems(items)
        source.change { state in
            state.featured = items.prefix(50).map(\.id)
            state.alert = PublicAlert(level: .severe, item: items[0])
        }
        for language in Language.allCases {
            let answer = await ZoneReader(source).answer(path(.front, language))
            #expect(answer.status == 200 && answer.length <= 100_000, "\(answer.length)")
            #expect(await ZoneReader(source).answer(path(.newest(.all), language)).length <= 250_000)
        }
    }

    @Test("The front page has its parts: the level, what is in front, the latest twenty, topics, figures, how to go on")
    func front() async throws {
        let page = try await ZoneReader(ExampleZone.source()).page(path(.front))
        #expect(page.all("h2").contains { $0.text == "Alert level: heightened" })
        #expect(page.all("p").contains { $0.text == "229 representatives from 81 organisations" })
        #expect(page.all("h3").count == 20 + 2)
        for link in [path(.verify), path(.machines), path(.newest(.topic(.mitigation))), path(.item(ExampleZone.rich)), "/feeds/all.json"] {
            #expect(page.links.contains(link), "\(link)")
        }
        let empty = try await ZoneReader([]).page(path(.front))
        #expect(empty.all("p").filter { $0.text == "Nothing has been published yet." }.count == 4)
    }

    @Test("Names that look alike are marked where members stand and beside their items, and no other")
    func lookAlikes() async throws {
        let zone = ZoneReader(ExampleZone.source())
        let members = try await zone.page(path(.members(0)))
        #expect(members.all("span").filter { $0.text == "similar name" }.count == 2)
        #expect(try await zone.page(path(.item(ExampleZone.rich))).words(of: "article").contains("Go by the identifier"))
        #expect(try await !zone.page(path(.item(identifier(1_001)))).words(of: "article").contains("Go by the identifier"))
    }

    @Test("Members are shown where the coordinator shows them, each with its items; else their number alone")
    func members() async throws {
        let source = ExampleZone.source()
        let shown = try await ZoneReader(source).page(path(.members(0)))
        #expect(shown.all("tr").count == 8 && shown.links.filter { $0.contains("/lists/author-") }.count == 6)
        source.change { $0.network.members = nil }
        let hidden = try await ZoneReader(source).page(path(.members(0)))
        #expect(hidden.all("table").isEmpty && hidden.words(of: "main").contains("229 representatives from 81 organisations"))
    }

    @Test("Each of ten thousand members is on one page, in the order of names, and every page leads to every other")
    func manyMembers() async throws {
        let source = ExampleZone.source()
        let all = exampleMembers(10_000)
        source.change { $0.network.members = all }
        let zone = ZoneReader(source)
        let last = Int64((all.count - 1) / PublicZoneLimits.membersPerPage)
        var names: [String] = []
        for number in 0...last {
            let page = try await zone.page(path(.members(number)))
            names += page.all("bdi").filter { $0.path.last == "th" }.map(\.text)
            #expect((0...last).allSatisfy { page.links.contains(path(.members($0))) }, "\(number)")
        }
        #expect(names == all.map(\.name))
        #expect(await zone.answer(path(.members(last + 1))).status == 404)
        #expect(ZoneAddress(path: "/en/members/0.html") == nil && ZoneAddress(path: "/en/members/01.html") == nil)
    }

    @Test("Statistics say in words what their plots show, with the sectors' own names, and months between that had nothing")
    func statistics() async throws {
        var (early, late) = (item(1), item(2))
        (early.published, late.published) = (1_767_225_600, 1_775_001_600)
        let source = FakeItems([early, late])
        source.change { $0.network.sectors = [(name: "Finance", organisations: 1_234), (name: "", organisations: 2)] }
        let page = try await ZoneReader(source).page(path(.statistics))
        #expect(page.all("svg").count == 4 && page.all("svg").allSatisfy { $0.attributes["aria-label"]?.isEmpty == false })
        let cells = page.all("td").map(\.text)
        #expect(cells.contains("1,234"))
        let months = page.all("bdi").filter { $0.path.last == "th" && $0.text.contains("20") }.map(\.text)
        #expect(months == ["January 2026", "February 2026", "March 2026", "April 2026"] || months.count == 4, "\(months)")
        #expect(page.words(of: "table").contains("Finance") && page.words(of: "table").contains("no sector"))
    }

    @Test("The page for machines names every address that programs can read")
    func machines() async throws {
        let page = try await ZoneReader([item(1)]).page(path(.machines))
        let shown = Set(page.all("code").map(\.text))
        var addresses: [MachineAddress] = [
            .atom(.all), .jsonFeed(.all), .mispManifest, .mispHashes, .csafProvider, .indicatorTable, .sitemap, .security, .robots,
            .openAPI,
        ]
        addresses += IndicatorKind.allCases.map { .indicators($0) }
        for address in addresses { #expect(shown.contains("/\(address.path)") && page.links.contains("/\(address.path)"), "\(address)") }
        #expect(shown.isSuperset(of: ["/taxii2/", "/registry/checkpoint", "/items/ID/bundle.json", "/items/ID/proof.json"]))
    }

    @Test("Without an address of its own, the site names no file for machines that is not there")
    func machinesWithoutAddress() async throws {
        var site = ExampleZone.site
        site.baseURL = nil
        let zone = ZoneReader([item(1)], site: site)
        let links = try await zone.page(path(.machines)).all("code").map(\.text).filter { !$0.contains("ID") }
        for address in [MachineAddress.csafProvider, .sitemap, .security] { #expect(!links.contains("/\(address.path)"), "\(address)") }
        #expect(links.contains("/\(MachineAddress.openAPI.path)"))
    }
}
