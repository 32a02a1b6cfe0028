import Testing

@testable import Policy

@Suite("Mentions of one's own")
struct OwnSpaceTests {
    private let own: OwnSpace = {
        var own = OwnSpace()
        for network in ["203.0.113.0/24", "198.51.100.8", "2001:db8:1::/48", "10.0.0.0/8"] { _ = own.add(network: network) }
        for name in ["example.org", "Corp.Example.NET.", "Own Works", "Grün AG", "R&D-Lab", "acme.corp ltd"] { _ = own.add(name: name) }
        own.prepare()
        return own
    }()

    @Test(
        "An address within one of the networks is found, whole or made harmless",
        arguments: [
            ("203.0.113.7", true), ("see 203.0.113.255.", true), ("203.0.114.1", false), ("http://203.0.113.7:8080/x", true),
            ("203[.]0[.]113[.]7", true), ("203(.)0.113{.}7", true), ("203[dot]0[dot]113[DOT]7", true), ("1203.0.113.7", false),
            ("203.0.113.70.1", false), ("203.0.113.256", false), ("198.51.100.8", true), ("198.51.100.9", false),
            ("[ipv4-addr:value = '203.0.113.0/24']", true), ("203.0.113", false), ("2001:db8:1::5", true), ("2001:DB8:1:2:3:4:5:6", true),
            ("2001:db8:2::5", false), ("[2001:db8:1::5]:443", true), ("2001[:]db8[:]1[:][:]5", true), ("addr:2001:db8:1::5.", true),
            ("2001:db8:1:2:3:4:5:6:7", false), ("10:20:30", false), ("2001:db8:1::203.0.113.7", true), ("::", false),
            (#""203\u002e0.113.7""#, true), ("v10.1.2.3", true),
        ])
    func addresses(text: String, isMentioned: Bool) {
        #expect(own.mentions(in: Array(text.utf8)).contains(.networks) == isMentioned)
    }

    @Test(
        "A host at or under one of the domains is found, a label that only ends alike is not",
        arguments: [
            ("example.org", true), ("www.EXAMPLE.org", true), ("notexample.org", false), ("example.org.evil.com", false),
            ("not-example.org", false), ("https://a.b.example.org/x?y", true), ("mail@example.org.", true),
            ("hxxp://www[.]example[.]org", true),
            ("example.organic", false), ("corp.example.net", true), ("example.net", false), ("x.corp.example.net..", true),
            ("_dmarc.example.org", true), (#"line\nexample.org"#, true), (#"\u0065xample.org"#, true), ("“example.org”", true),
            ("example.org–next", true), ("exam\u{200B}ple.org", true),
        ])
    func hosts(text: String, isMentioned: Bool) {
        #expect(own.mentions(in: Array(text.utf8)).contains(.names) == isMentioned)
    }

    @Test(
        "A plain name is found as a whole word in either case",
        arguments: [
            ("at OWN WORKS today", true), ("disown works", false), ("own workshop", false), ("Own Works", true), ("own-works", false),
            ("(own works)", true), ("GRÜN AG", true), (#"gr\u00fcn ag"#, true), ("immergrün ag", false), ("r&d-lab", true),
            ("acme.corp LTD!", true), ("own works2", false), ("“Own Works”", true),
        ])
    func names(text: String, isMentioned: Bool) {
        #expect(own.mentions(in: Array(text.utf8)).contains(.names) == isMentioned)
    }

    @Test("Nothing of one's own is mentioned nowhere, and what is no network or name is said so")
    func nothing() {
        #expect(OwnSpace().mentions(in: Array("203.0.113.7 example.org".utf8)) == [])
        var own = OwnSpace()
        for text in ["", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/", "10.0.0/8", "::1/0", "g::", "1:2:3", "10.0.0.0/8/8"] {
            #expect(own.add(network: text) != nil, "\(text)")
        }
        for text in ["", "ab", " x y", "a..b", "com.", "x\ny"] { #expect(own.add(name: text) != nil, "\(text)") }
        #expect(own.isEmpty)
    }

    @Test("Random texts mention what a slow look at every word finds", arguments: 0..<6)
    func reference(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let pieces = [
            "203.0.113.", "7", "10.", "1", "0", ".", "..", "example", "org", "own", "works", " ", "-", "corp.", "net", "/", ":", "2001:db8",
            ":1::", "x", "[.]", "(.)", "OWN", "\n", "\"", "é",
        ]
        var found = 0
        for _ in 0..<4_000 {
            let text = (0..<Int.random(in: 1...9, using: &random)).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }
                .joined()
            let expected = slowly(text)
            found += expected.isEmpty ? 0 : 1
            #expect(own.mentions(in: Array(text.utf8)) == expected, "seed \(seed): \(text)")
        }
        #expect(found > 50)
    }

    /// The same question, word by word and without any index.
    private func slowly(_ text: String) -> OwnMentions {
        let lower = text.lowercased()
        let plain = lower.replacing("[.]", with: ".").replacing("(.)", with: ".")
        func pieces(_ isPart: (Character) -> Bool) -> [String] { plain.split { !isPart($0) }.map(String.init) }
        func trimmed(_ text: String) -> String { String(text.drop { $0 == "." }.reversed().drop { $0 == "." }.reversed()) }
        var result: OwnMentions = []
        for host in pieces({ $0.isLetter || $0.isNumber || ".-_".contains($0) }) {
            let labels = host.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            let end = labels.lastIndex { !$0.isEmpty } ?? 0
            let name = labels[...end].joined(separator: ".")
            for domain in ["example.org", "corp.example.net"] where name == domain || name.hasSuffix("." + domain) { result.insert(.names) }
        }
        for start in lower.indices where lower[start...].hasPrefix("own works") {
            let before = start == lower.startIndex ? nil : lower[lower.index(before: start)]
            let after = lower[start...].dropFirst(9).first
            let isWord = { (one: Character?) in one.map { $0.isLetter || $0.isNumber } ?? false }
            if !isWord(before), !isWord(after) { result.insert(.names) }
        }
        for address in pieces({ $0.isNumber || $0 == "." }) {
            let parts = trimmed(address).split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0).map(Int.init) }
            guard parts.count == 4, trimmed(address).split(separator: ".").allSatisfy({ $0.count <= 3 }) else { continue }
            let numbers = parts.compactMap(\.self)
            guard numbers.count == 4 else { continue }
            if numbers[0] == 10 || numbers[...2] == [203, 0, 113] || numbers == [198, 51, 100, 8] { result.insert(.networks) }
        }
        for run in pieces({ $0.isHexDigit || $0 == ":" || $0 == "." }) {
            var text = trimmed(run)
            if text.hasPrefix(":"), !text.hasPrefix("::") { text.removeFirst() }
            if text.hasSuffix(":"), !text.hasSuffix("::") { text.removeLast() }
            guard text.hasPrefix("2001:db8:1:"), !text.contains(".") else { continue }
            let sides = text.components("::")
            guard sides.count <= 2, !text.contains(":::") else { continue }
            let groups = sides.flatMap { $0.split(separator: ":", omittingEmptySubsequences: false) }
            let isWhole = sides.count == 1 ? groups.count == 8 : groups.filter { !$0.isEmpty }.count <= 7
            let areGroups = sides.allSatisfy { side in
                side.isEmpty || side.split(separator: ":", omittingEmptySubsequences: false).allSatisfy { (1...4).contains($0.count) }
            }
            if isWhole, areGroups { result.insert(.networks) }
        }
        return result
    }
}

extension String {
    fileprivate func components(_ separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}
