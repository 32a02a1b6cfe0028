import Testing

@testable import STIX

@Suite("What one looks for is read out of an object, and never more than the bounds")
struct DigestTests {
    @Test(
        "A value is recognised however it is written, and has one spelling",
        arguments: [
            ("203.0.113.7", ObservedValue.Kind.ipv4, "203.0.113.7"), ("203[.]0[.]113[.]7", .ipv4, "203.0.113.7"),
            ("203.0.113.0/24", .network, "203.0.113.0/24"), ("203.0.113.7/32", .ipv4, "203.0.113.7"),
            ("2001:DB8:0:0:0:0:0:1", .ipv6, "2001:db8::1"), ("2001:db8::/32", .network, "2001:db8::/32"), ("FE80::", .ipv6, "fe80::"),
            ("2001[:]db8[:][:]1", .ipv6, "2001:db8::1"), ("1:0:0:2:0:0:0:3", .ipv6, "1:0:0:2::3"),
            ("Evil[.]Example", .domain, "evil.example"),
            ("evil(.)example", .domain, "evil.example"), ("evil[dot]example", .domain, "evil.example"),
            ("xn--fsqu00a.example", .domain, "xn--fsqu00a.example"),
            ("hxxps://Evil[.]example/Path?A=B", .url, "https://evil.example/Path?A=B"),
            ("HXXP[:]//evil.example", .url, "http://evil.example"), ("Ann[@]Mail[.]example", .email, "ann@mail.example"),
            ("D41D8CD98F00B204E9800998ECF8427E", .hash, "d41d8cd98f00b204e9800998ecf8427e"),
            ("cve-2021-44228", .vulnerability, "CVE-2021-44228"),
            ("t1059.001", .technique, "T1059.001"), ("TA0002", .technique, "TA0002"), ("S0154", .technique, "S0154"),
        ])
    func recognised(typed: String, kind: ObservedValue.Kind, text: String) {
        let value = ObservedValue(typed: typed)
        #expect(value?.kind == kind && value?.text == text)
        #expect(ObservedValue(typed: text) == value)
    }

    @Test(
        "What is no value is none",
        arguments: [
            "", "word", "e.g", "3.14", "1.2.3", "256.1.1.1", "01.2.3.4", "203.0.113.0/33", "2001:db8::1::2", "1:2:3", "12345:1::", "a..b",
            "-a.example",
            "cve-21-1", "T105", "T1059.01", "http://", "://x", "@b.example", "a b.example", "and/or", String(repeating: "a", count: 5_000),
        ])
    func notRecognised(typed: String) { #expect(ObservedValue(typed: typed) == nil) }

    @Test(
        "A pattern is found by the values with which it is concerned and by no other; what is no pattern of STIX is text",
        arguments: [
            ("[ipv4-addr:value = '203.0.113.7']", "stix", ["203.0.113.7"], []),
            (
                "[file:hashes.MD5 = 'D41D8CD98F00B204E9800998ECF8427E' AND file:name='it\\\\'s.exe']", "stix",
                ["d41d8cd98f00b204e9800998ecf8427e", "it's.exe"], []
            ),
            ("[a:b = 'word'] FOLLOWEDBY ([url:value = 'hxxp://b.example/'] WITHIN 5 SECONDS)", "stix", ["http://b.example/"], ["word"]),
            ("[domain-name:value IN ('a.example' , 'b.example')]", "stix", ["a.example", "b.example"], []),
            (
                "[ipv4-addr:value ISSUBSET '203.0.113.0/24' OR ipv6-addr:value ISSUPERSET '2001:DB8::1']", "stix",
                ["203.0.113.0/24", "2001:db8::1"], []
            ),
            (
                "[a:b != 'x.example' AND a:b NOT = 'y.example' AND a:b > 'z.example' AND a:b LIKE 'w%.example' AND a:b >= 'v.example']",
                "stix",
                [], []
            ),
            ("[a:b NOT IN ('x.example') OR ipv4-addr:value NOT ISSUBSET '203.0.113.0/24']", "stix", [], []), ("[a:b = 5]", "stix", [], []),
            ("[a:b = 'open.example", "stix", [], ["[a:b = 'open.example"]),
            ("rule r { condition: true }", "yara", [], ["rule r { condition: true }"]),
        ])
    func patterns(pattern: String, language: String, values: [String], texts: [String]) throws {
        let object = #"{"type":"indicator","id":"indicator--1","pattern":"\#(pattern)","pattern_type":"\#(language)"}"#
        let digest = try #require(STIXDigest(reading: object.utf8))
        #expect(digest.values.map(\.text) == values && digest.texts == texts)
    }

    @Test("Names, texts, labels, values and references are read; markings are not")
    func digest() throws {
        let object = #"""
            {"type":"indicator","id":"indicator--1","created":"c","modified":"m","name":"Name","aliases":["Other"],"description":"D é",
            "labels":["x","y","x",5],"confidence":70,"pattern":"[file:name = 'A.exe' OR url:value = 'hxxp://b.example/']",
            "created_by_ref":"identity--2","object_marking_refs":["marking-definition--3"],"revoked":true,
            "external_references":[{"source_name":"mitre-attack","external_id":"T1059.001"},{"source_name":"z","external_id":"word"}],
            "kill_chain_phases":[{"kill_chain_name":"k","phase_name":"execution"}],"extensions":{"e":{"deep_refs":["tool--4",7]}}}
            """#
        let digest = try #require(STIXDigest(reading: object.utf8))
        #expect(digest.id == "indicator--1" && digest.type == "indicator" && digest.created == "c" && digest.modified == "m")
        #expect(digest.names == ["Name", "Other"] && digest.labels == ["x", "y"] && digest.confidence == 70 && digest.isRevoked)
        #expect(Set(digest.texts) == ["D é", "T1059.001", "mitre-attack", "word", "z", "execution"])
        #expect(digest.values.map(\.text) == ["a.exe", "http://b.example/", "T1059.001"] && digest.values[0].kind == .file)
        #expect(
            digest.references.map(\.property) == ["created_by_ref", "deep_refs"]
                && digest.references.map(\.target) == ["identity--2", "tool--4"])
    }

    @Test(
        "What is no object gives nothing",
        arguments: ["", "[]", "{}", #"{"type":"x"}"#, #"{"type":5,"id":"x--1"}"#, #"{"type":"x","id":"x--1""#, "5"])
    func none(text: String) { #expect(STIXDigest(reading: text.utf8) == nil) }

    @Test("An object beyond the bounds is read as far as they go")
    func bounds() throws {
        func list(_ count: Int, _ element: (Int) -> String) -> String { (0..<count).map(element).joined(separator: ",") }
        let object = """
            {"type":"report","id":"report--1","description":"\(String(repeating: "é", count: 50_000))","content":"more",
            "labels":[\(list(100) { "\"l\($0)\"" })],"object_refs":[\(list(5_000) { "\"a--\($0)\"" })],
            "pattern":"[\((0..<1_500).map { "ipv4-addr:value = '10.0.\($0 / 250).\($0 % 250)'" }.joined(separator: " OR "))]"}
            """
        let digest = try #require(STIXDigest(reading: object.utf8))
        #expect(digest.texts.reduce(0) { $0 + $1.utf8.count } <= STIXLimits.digestTextOctetsMax + 2)
        #expect(digest.labels.count == STIXLimits.digestLabelsMax && digest.references.count == STIXLimits.digestReferencesMax)
        #expect(digest.values.count == STIXLimits.digestValuesMax)
    }
}
