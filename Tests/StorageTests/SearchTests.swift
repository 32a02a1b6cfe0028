import Testing

@testable import Storage

@Suite("Objects are found as people type it, in English and in Chinese")
struct SearchTests {
    private static let report =
        #""description":"The café’s routers beaconed to evil[.]example and 203.0.113.7 over TLS; 勒索軟件 then encrypted 數據庫備份 (see CVE-2021-44228, T1059.001).""#

    private func fixture() throws -> SearchFixture {
        let fixture = try SearchFixture(entries: 6)
        let items = [
            try fixture.item([sdo("report", 1, name: "Harbour intrusion", Self.report)], title: "Quarterly summary"),
            try fixture.item([
                indicator(2, "Beacon host", pattern: "[ipv4-addr:value = '203.0.113.7']"),
                #"{"type":"file","spec_version":"2.1","id":"file--\#(uuid(3))","name":"Invoice.EXE","hashes":{"MD5":"D41D8CD98F00B204E9800998ECF8427E"}}"#,
            ]),
            try fixture.item([sdo("malware", 4, name: "网络钓鱼工具", #""is_family":false,"labels":["Phishing Kit"]"#)], tlp: 1),
        ]
        try fixture.store.recordItems(items)
        return fixture
    }

    @Test(
        "A text is found by",
        arguments: [
            "harbour", "HARBOUR", "intrusion harbour", "\"Harbour intrusion\"", "\"harbour  intrusion\"", "quarterly", "cafe", "café",
            "CAFÉ",
            "beac*", "勒索", "軟件", "勒索軟件", "\"勒索軟件 then\"", "庫", "備份", "evil.example", "evil[.]example", "hxxp* evil", "EVIL(.)EXAMPLE",
            "203.0.113.7", "203[.]0[.]113[.]7", "CVE-2021-44228", "cve-2021-44228", "T1059.001", "ｈａｒｂｏｕｒ", "type:report", "tls -ransom",
            "type:report tlp:amber after:2020 before:2027-01", "“routers beaconed”", "2021-44228",
        ])
    func found(text: String) throws {
        let isHost = text == "hxxp* evil"
        #expect(try fixture().names(text).contains("Harbour intrusion") == !isHost)
    }

    @Test(
        "A text is not found by",
        arguments: [
            "harbours", "intrusion nowhere", "\"intrusion harbour\"", "索勒", "件軟", "网络", "evil.example.org", "203.0.113.70", "T1059.002",
            "harbour -intrusion", "harbour -\"harbour intrusion\"", "harbour -tlp:amber", "harbour tlp:green", "harbour before:2020",
            "harbour after:1h", "type:indicator harbour", "\"軟件 勒索\"",
        ])
    func notFound(text: String) throws {
        #expect(try !fixture().names(text).contains("Harbour intrusion"))
    }

    @Test(
        "Objects are found by their values, however these are written",
        arguments: [
            ("value:203.0.113.7", ["Beacon host"]), ("value:203[.]0[.]113[.]7", ["Beacon host"]),
            ("value:d41d8cd98f00b204e9800998ecf8427e", ["Invoice.EXE"]), ("D41D8CD98F00B204E9800998ECF8427E", ["Invoice.EXE"]),
            ("invoice.exe", ["Invoice.EXE"]), ("value:INVOICE.exe", ["Invoice.EXE"]), ("label:\"phishing kit\"", ["网络钓鱼工具"]),
            ("钓鱼", ["网络钓鱼工具"]), ("type:malware type:file", ["网络钓鱼工具", "Invoice.EXE"]), ("tlp:green", ["网络钓鱼工具"]),
            ("type:malware OR", []),
        ])
    func values(text: String, names: [String]) throws { #expect(try fixture().names(text) == names) }

    @Test("Those with the words in their names come first, of each sort the newest; in the other order the newest alone")
    func order() throws {
        let fixture = try SearchFixture(entries: 8)
        for number in 1...6 {
            let name = number % 2 == 0 ? "Falcon \(number)" : "Other \(number)"
            try fixture.store.recordItems([try fixture.item([sdo("report", number, name: name, #""description":"a falcon here""#)])])
        }
        #expect(try fixture.names("falcon") == ["Falcon 6", "Falcon 4", "Falcon 2", "Other 5", "Other 3", "Other 1"])
        var query = try fixture.query("falcon")
        query.order = .newest
        #expect(
            try fixture.store.search(query, as: fixture.reader()).hits.map(\.name)
                == ["Falcon 6", "Other 5", "Falcon 4", "Other 3", "Falcon 2", "Other 1"])
        for (order, limit) in [(SearchQuery.Order.best, 1), (.best, 2), (.best, 4), (.newest, 4)] {
            var (names, query) = ([String](), try fixture.query("falcon", limit: limit))
            query.order = order
            query.limit = 50
            let whole = try fixture.store.search(query, as: fixture.reader()).hits.map(\.name)
            query.limit = limit
            repeat {
                let page = try fixture.store.search(query, as: fixture.reader())
                names += page.hits.map(\.name)
                query.cursor = try page.next.map { try SearchCursor($0.text) }
            } while query.cursor != nil
            #expect(names == whole)
        }
    }

    @Test("What was found is counted by type, mark, author, group, label and month")
    func facets() throws {
        var query = try fixture().query("after:2020", limit: 1)
        query.wantsFacets = true
        let fixture = try fixture()
        let facets = try #require(try fixture.store.search(query, as: fixture.reader()).facets)
        #expect(facets.counted == 4 && !facets.isCut && !facets.hasMoreValues)
        #expect(facets.types.map(\.value) == ["file", "indicator", "malware", "report"] && facets.types.allSatisfy { $0.count == 1 })
        #expect(facets.marks == [SearchCount(value: 2, count: 3), SearchCount(value: 1, count: 1)])
        #expect(facets.authors == [SearchCount(value: SearchFixture.other, count: 4)])
        #expect(facets.labels == [SearchCount(value: "Phishing Kit", count: 1)])
        #expect(facets.months == [SearchCount(value: "2026-09", count: 4)])
    }

    @Test("A snippet shows where the words stand")
    func snippet() throws {
        let fixture = try SearchFixture(entries: 1)
        let text = String(repeating: "padding ", count: 60) + "needle in the hay " + String(repeating: "more ", count: 60)
        try fixture.store.recordItems([try fixture.item([sdo("note", 1, #""content":"\#(text)","object_refs":["x--\#(uuid(9))"]"#)])])
        let hit = try #require(try fixture.store.search(try fixture.query("needle"), as: fixture.reader()).hits.first)
        #expect(hit.snippet.contains("needle in the hay") && hit.snippet.hasPrefix("…") && hit.snippet.hasSuffix("…"))
        #expect(hit.snippet.count <= 170)
    }

    @Test(
        "What is no search is refused by its name, with what to do",
        arguments: [
            ("", SearchFault.nothing), ("  ", .nothing), ("-phishing", .onlyExcluded), ("-type:report -x", .onlyExcluded),
            ("\"open", .openQuote), ("...", .noWord("...")), ("a*", .shortPrefix("a*")), ("ran*som", .starInside("ran*som")),
            ("a-b*", .starInside("a-b*")), ("colour:red", .unknownField("colour")), ("type:", .emptyField("type")),
            ("label:\"\"", .emptyField("label")), ("tlp:blue", .invalidTLP("blue")),
            ("after:yesterday", .invalidTime(field: "after", "yesterday")),
            ("before:2026-02-30", .invalidTime(field: "before", "2026-02-30")),
            ("after:2026 after:2027", .twice("after")), (String(repeating: "x", count: 1_025), .tooLong(octets: 1_025)),
            (String(repeating: "x ", count: 33), .tooManyParts(33)),
        ])
    func faults(text: String, fault: SearchFault) {
        #expect(throws: fault) { try SearchExpression(text, now: SearchFixture.now) }
        #expect(!fault.reason.isEmpty && !fault.advice.isEmpty && fault.code.hasPrefix("search-"))
    }

    @Test(
        "Nothing that is typed is taken for a statement",
        arguments: ["a\" OR \"b", "NEAR(a b)", "name:x OR 1=1", "{names}: a", "a AND NOT b", "';--"])
    func injected(text: String) throws {
        let fixture = try fixture()
        // Words or a refusal, never an error of the database.
        do { _ = try fixture.names(text) } catch is SearchFault {}
    }

    @Test("A cursor that is none is refused", arguments: ["", "x1", "n", "a-1", "n01", "nFF", "affffffffffffffffff", "a1 "])
    func cursors(text: String) { #expect(throws: SearchFault.invalidCursor) { try SearchCursor(text) } }
}
