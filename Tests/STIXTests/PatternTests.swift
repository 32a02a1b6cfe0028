import Testing

@testable import STIX

@Suite("Patterns")
struct PatternTests {
    @Test(
        "A pattern has one canonical spelling",
        arguments: [
            ("[ipv4-addr:value='198.51.100.1']", "[ipv4-addr:value = '198.51.100.1']"),
            ("[file:hashes . 'SHA-256' == 'a' /* why */]", "[file:hashes.'SHA-256' = 'a']"),
            ("[file:hashes.'MD5' <> 'a'] // end", "[file:hashes.MD5 != 'a']"),
            ("[a:b NOT IN (+1, -2 ,.50)]", "[a:b NOT IN (1, -2, 0.5)]"),
            ("[a:b IN ()]", "[a:b IN ()]"),
            (#"[a:b LIKE 'it\'s \\ %']"#, #"[a:b LIKE 'it\'s \\ %']"#),
            (
                "[a:b MATCHES '^x$' AND a:c ISSUBSET '10.0.0.0/8' OR a:c NOT ISSUPERSET '10.0.0.0/8']",
                "[a:b MATCHES '^x$' AND a:c ISSUBSET '10.0.0.0/8' OR a:c NOT ISSUPERSET '10.0.0.0/8']"
            ),
            ("[(a:b = 1 AND (a:c = 2 AND a:d = 3))]", "[a:b = 1 AND a:c = 2 AND a:d = 3]"),
            ("[a:b = 1 AND (a:c = 2 OR a:d = 3)]", "[a:b = 1 AND (a:c = 2 OR a:d = 3)]"),
            ("[NOT EXISTS a:b[*].c[0]['d']]", nil),
            ("[NOT EXISTS a:b[*].c[-1].'d e']", "[NOT EXISTS a:b[*].c[-1].'d e']"),
            ("[a:b=7AND a:c=.5OR a:d=1]", "[a:b = 7 AND a:c = 0.5 OR a:d = 1]"),
            ("[a:'LIKE' = true]", "[a:'LIKE' = true]"),
            (
                "[a:b = h'0AfF' OR a:b = b'QUI=' OR a:b > t'2024-02-07T00:00:00Z']",
                "[a:b = h'0aff' OR a:b = b'QUI=' OR a:b > t'2024-02-07T00:00:00Z']"
            ),
            ("([a:b=1])", "[a:b = 1]"),
            ("([a:b=1] AND [a:b=2]) AND [a:b=3]", "[a:b = 1] AND [a:b = 2] AND [a:b = 3]"),
            ("[a:b=1] FOLLOWEDBY ([a:b=2] FOLLOWEDBY [a:b=3])", "[a:b = 1] FOLLOWEDBY ([a:b = 2] FOLLOWEDBY [a:b = 3])"),
            ("[a:b=1] OR [a:b=2] AND [a:b=3] FOLLOWEDBY [a:b=4]", "[a:b = 1] OR [a:b = 2] AND [a:b = 3] FOLLOWEDBY [a:b = 4]"),
            ("([a:b=1] OR [a:b=2]) AND [a:b=3]", "([a:b = 1] OR [a:b = 2]) AND [a:b = 3]"),
            ("[a:b=1]REPEATS 5 TIMES WITHIN 1.50 SECONDS", "[a:b = 1] REPEATS 5 TIMES WITHIN 1.5 SECONDS"),
            ("([a:b=1] WITHIN 5 SECONDS) WITHIN 9 SECONDS", "([a:b = 1] WITHIN 5 SECONDS) WITHIN 9 SECONDS"),
            (
                "([a:b=1]) START t'2024-02-07T00:00:00Z' STOP t'2024-02-08T00:00:00Z'",
                "[a:b = 1] START t'2024-02-07T00:00:00Z' STOP t'2024-02-08T00:00:00Z'"
            ),
        ] as [(String, String?)])
    func canonical(written: String, expected: String?) throws {
        guard let expected else {
            #expect(throws: STIXPatternFault.self) { try STIXPattern(parsing: written) }
            return
        }
        let pattern = try STIXPattern(parsing: written)
        #expect(pattern.description == expected)
        #expect(try STIXPattern(parsing: expected) == pattern)
    }

    @Test(
        "An ill-formed pattern is refused with the character and what was expected there",
        arguments: [
            ("", 0, "the pattern ends where \"[\" or \"(\" is expected"),
            ("file:name = 'a'", 0, "\"[\" or \"(\" is expected here, not \"file\""),
            ("[file:name = 'a'", 16, "the pattern ends where AND, OR or \"]\" is expected"),
            ("[file:name = a]", 13, "a constant is expected here, not \"a\""),
            ("[file = 'a']", 6, "\":\" and a property is expected here, not \"=\""),
            ("[file:hashes.SHA-256 = 'a']", 13, "a property; one with a hyphen stands in single quotes is expected here, not \"SHA-256\""),
            ("[file:name = 'é\\x']", 15, "this is not an escape: a backslash goes before a quote or a backslash"),
            ("[file:name = 'a]", 13, "the string has no end"),
            ("[file:name = 'a'] and [file:name = 'b']", 18, "AND, OR, FOLLOWEDBY, a qualifier or the end is expected here, not \"and\""),
            ("[file:size > true]", 13, "a constant that has an order is expected here, not \"true\""),
            ("[file:size = 007]", 13, "this is not a number without leading zeros within 64 bits"),
            ("[file:size = 99999999999999999999]", 13, "this is not a number without leading zeros within 64 bits"),
            ("[a:b = h'abc']", 7, "this is not a hexadecimal constant: an even number of digits"),
            ("[a:b = t'2024-13-01T00:00:00Z']", 7, "this is not a timestamp in UTC"),
            ("[a:b = 1 AND c:d = 2]", 1, "one object cannot be of the types a and c"),
            ("[a:b = 1] WITHIN 5 SECONDS WITHIN 6 SECONDS", 27, "WITHIN stands twice on one observation"),
            ("[a:b = 1] REPEATS 1.5 TIMES", 18, "a number of times is expected here, not \"1.5\""),
            ("[a:b = 1] /* why", 10, "the comment has no end"),
            ("[a:b = 1];", 9, "a part of a pattern is expected here, not \";\""),
        ])
    func fault(written: String, offset: Int, reason: String) throws {
        let found = #expect(throws: STIXPatternFault.self) { try STIXPattern(parsing: written) }
        #expect(found?.offset == offset)
        #expect(found?.reason == reason)
    }

    @Test("Length and depth are bounded, and what lies within the bounds is read")
    func bounds() throws {
        let deep = String(repeating: "(", count: 63) + "[a:b = 1]" + String(repeating: ")", count: 63)
        #expect(try STIXPattern(parsing: deep).description == "[a:b = 1]")
        let deeper = #expect(throws: STIXPatternFault.self) { try STIXPattern(parsing: "(" + deep + ")") }
        #expect(deeper?.what == .tooDeep)
        #expect(throws: STIXPatternFault.self) { try STIXPattern(parsing: String(repeating: "(", count: 500_000)) }
        let long = #expect(throws: STIXPatternFault.self) {
            try STIXPattern(parsing: "[a:b = '" + String(repeating: "x", count: STIXLimits.patternOctetsMax) + "']")
        }
        #expect(long?.what == .tooLong(octets: STIXLimits.patternOctetsMax + 10))
        let many = "[" + (0..<20_000).map { "a:b = \($0)" }.joined(separator: " OR ") + "]"
        #expect(try STIXPattern(parsing: many).comparedValues.count == 20_000)
    }

    @Test("The values that a pattern names are listed in its order, with what is asked of them")
    func values() throws {
        let pattern = try STIXPattern(
            parsing: "[ipv4-addr:value IN ('198.51.100.1', '198.51.100.2') OR domain-name:value NOT = 'a.example'] AND "
                + "([file:hashes.'SHA-256' = 'ab' AND file:name != 'x'] OR [url:value LIKE 'http://%' AND EXISTS url:value]) WITHIN 5 SECONDS"
        )
        #expect(
            pattern.comparedValues.map { "\($0.path) \($0.comparator.rawValue) \($0.constant.text) \($0.namesValue)" } == [
                "ipv4-addr:value IN 198.51.100.1 true", "ipv4-addr:value IN 198.51.100.2 true", "domain-name:value = a.example false",
                "file:hashes.'SHA-256' = ab true", "file:name != x false", "url:value LIKE http://% false",
            ])
        #expect(pattern.comparedValues.map(\.isNegated) == [false, false, true, false, true, false])
    }

    @Test("Whatever pattern there is, its canonical text reads back as the same pattern", arguments: 0..<20)
    func roundTrip(seed: UInt64) throws {
        var dice = PatternDice(seed: seed)
        for _ in 0..<100 {
            let pattern = STIXPattern(dice.observation(depth: 0))
            let again = try STIXPattern(parsing: pattern.description)
            #expect(again == pattern, "\(pattern.description)")
            #expect(again.description == pattern.description)
        }
    }

    @Test("A pattern that lost or gained a character is refused or reads back, and never ends the process", arguments: 0..<10)
    func damaged(seed: UInt64) {
        var dice = PatternDice(seed: seed)
        for _ in 0..<100 {
            var text = Array(STIXPattern(dice.observation(depth: 0)).description.unicodeScalars)
            let place = Int.random(in: 0..<text.count, using: &dice)
            if Bool.random(using: &dice) {
                text.remove(at: place)
            } else {
                text.insert("'[]()=:.,*\\ 0hAé".unicodeScalars.randomElement(using: &dice) ?? "'", at: place)
            }
            let written = String(String.UnicodeScalarView(text))
            do throws(STIXPatternFault) {
                let pattern = try STIXPattern(parsing: written)
                #expect((try? STIXPattern(parsing: pattern.description)) == pattern, "\(written)")
            } catch {
                #expect(error.offset <= text.count)
            }
        }
    }
}

/// Random patterns by a seed.
private struct PatternDice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    mutating func observation(depth: Int) -> STIXObservation {
        func parts(_ dice: inout PatternDice) -> [STIXObservation] {
            (0..<Int.random(in: 1...3, using: &dice)).map { _ in dice.observation(depth: depth + 1) }
        }
        switch depth > 3 ? 0 : Int.random(in: 0...7, using: &self) {
        case 0...3: return .observed(comparison(type: type(), depth: 0))
        case 4: return .all(parts(&self))
        case 5: return .any(parts(&self))
        case 6: return .sequence(parts(&self))
        default: return .qualified(observation(depth: depth + 1), qualifier())
        }
    }

    private mutating func qualifier() -> STIXQualifier {
        switch Int.random(in: 0...2, using: &self) {
        case 0: .within(seconds: ["0.5", "300"].randomElement(using: &self) ?? "1")
        case 1: .repeats(Int.random(in: 0...9, using: &self))
        default: .between(start: "2024-02-07T00:00:00Z", stop: "2024-02-08T00:00:00.50Z")
        }
    }

    private mutating func type() -> String { ["file", "ipv4-addr", "x-own-type", "a"].randomElement(using: &self) ?? "a" }

    private mutating func comparison(type: String, depth: Int) -> STIXComparison {
        func parts(_ dice: inout PatternDice, _ types: [String]) -> [STIXComparison] {
            types.map { dice.comparison(type: $0, depth: depth + 1) }
        }
        let count = Int.random(in: 1...3, using: &self)
        switch depth > 3 ? 0 : Int.random(in: 0...7, using: &self) {
        case 0...3: return .test(test(type))
        case 4: return .exists(path(type), isNegated: Bool.random(using: &self))
        case 5, 6: return .all(parts(&self, Array(repeating: type, count: count)))
        default: return .any(parts(&self, Array(repeating: type, count: count)))
        }
    }

    private mutating func test(_ type: String) -> STIXTest {
        let comparator = STIXComparator.allCases.randomElement(using: &self) ?? .equal
        let isNegated = Bool.random(using: &self)
        switch comparator {
        case .isIn:
            let count = Int.random(in: 0...3, using: &self)
            return STIXTest(path(type), .isIn, (0..<count).map { _ in constant() }, isNegated: isNegated)
        case .like, .matches, .isSubset, .isSuperset: return STIXTest(path(type), comparator, [.string(text())], isNegated: isNegated)
        case .equal, .notEqual: return STIXTest(path(type), comparator, [constant()], isNegated: isNegated)
        case .greater, .less, .greaterOrEqual, .lessOrEqual:
            return STIXTest(path(type), comparator, [.integer(Int.random(in: Int.min...Int.max, using: &self))], isNegated: isNegated)
        }
    }

    private mutating func path(_ type: String) -> STIXObjectPath {
        var steps = [STIXObjectPath.Step.property(name())]
        for _ in 0..<Int.random(in: 0...3, using: &self) {
            switch Int.random(in: 0...3, using: &self) {
            case 0: steps.append(.index(Int.random(in: -3...9, using: &self)))
            case 1: steps.append(.anyElement)
            default: steps.append(.property(name()))
            }
        }
        return STIXObjectPath(type: type, steps: steps)
    }

    private mutating func name() -> String {
        ["name", "_a1", "SHA-256", "AND", "true", "it's", "", "h", "中文", "1a"].randomElement(using: &self) ?? "name"
    }

    private mutating func text() -> String {
        String((0..<Int.random(in: 0...6, using: &self)).map { _ in "ab'\\\"[]é中 \n/*".randomElement(using: &self) ?? "a" })
    }

    private mutating func constant() -> STIXConstant {
        switch Int.random(in: 0...6, using: &self) {
        case 0: .string(text())
        case 1: .integer(Int.random(in: -9...9, using: &self))
        case 2: .float(["0.5", "-12.25", "0.0"].randomElement(using: &self) ?? "0.5")
        case 3: .boolean(Bool.random(using: &self))
        case 4: .hex((0..<Int.random(in: 0...5, using: &self)).map { _ in UInt8.random(in: 0...255, using: &self) })
        case 5: .binary((0..<Int.random(in: 0...5, using: &self)).map { _ in UInt8.random(in: 0...255, using: &self) })
        default: .timestamp("2024-02-07T00:00:00.10Z")
        }
    }
}
