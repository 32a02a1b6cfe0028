import Policy
import Testing

@Suite("Reading a rules file")
struct RulebookTests {
    @Test("No file, an empty one and comments alone are the defaults", arguments: ["", "\n", "# nothing yet\n", "version: 1\n"])
    func defaults(text: String) throws {
        let rulebook = try Rulebook(parsing: text)
        #expect(RuleSection.allCases.allSatisfy { rulebook.count(of: $0) == 0 })
        #expect(rulebook.waiting == .defaults)
        #expect(rulebook.waiting[.clear] == .init(seconds: 600, approvals: 1))
        #expect(rulebook.waiting[.green] == .init(seconds: 120, approvals: 0))
        #expect(rulebook.waiting[.amber] == .none)
    }

    @Test("A file with everything is read")
    func everything() throws {
        let rulebook = try Rulebook(
            parsing: """
                version: 1
                own:
                  networks: [203.0.113.0/24, "2001:db8::/32"]
                  names: [example.org, Own Works]
                waiting:
                  clear: {wait: 1h, approvals: 2}
                  amber+strict: {wait: 30s}
                outbound:
                  - name: one
                    when:
                      tlp: {at-least: green, at-most: amber}
                      pap: [none, red]
                      audience: [closed, named]
                      author: ours
                      type: [indicator, malware]
                      label: internal
                      confidence: {at-most: 30}
                      size: {at-least: 1kB, at-most: 10MiB}
                      age: {at-most: 30d}
                      destination: {organisation: [Bank One], sector: finance}
                      mentions: own
                    unless: {label: cleared}
                    then: {delay: 1h, approvals: 1, redact: {properties: [x_*], types: [note]}, notify: desk}
                inbound:
                  - {name: two, when: {confidence: none}, then: quarantine}
                storing:
                  - {name: three, when: {size: {at-least: 1GB}}, then: deny}
                publishing:
                  - {name: four, when: {mentions: own-names}, then: {verdict: deny, notify: [press, desk]}}
                """)
        #expect(rulebook.warnings == [])
        #expect(RuleSection.allCases.allSatisfy { rulebook.count(of: $0) == 1 })
        #expect(rulebook.waiting[.clear] == .init(seconds: 3_600, approvals: 2))
        #expect(rulebook.waiting[.amberStrict] == .init(seconds: 30, approvals: 0))
        #expect(rulebook.waiting[.green].seconds == 120)
        #expect(rulebook.own.mentions(in: Array("see 203.0.113.9".utf8)) == .networks)
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let text: String
        let code: RuleFault.Code
        let place: String
        let says: String
        var testDescription: String { "\(code.rawValue) at \(place)" }
    }

    static let single = [
        Fault(text: "version: 1\nowt: {}\n", code: .unknownWord, place: "2:1", says: "`own`"),
        Fault(text: "own: {}\n", code: .badValue, place: "1:1", says: "version"),
        Fault(text: "version: 2\n", code: .badValue, place: "1:10", says: "\"2\""),
        Fault(text: "version: 1\noutbound: deny\n", code: .badValue, place: "2:11", says: "list of rules"),
        Fault(
            text: "version: 1\noutbound:\n  - name: a\n    when: {tpl: red}\n    then: deny\n", code: .unknownWord, place: "4:12",
            says: "`tlp`"),
        Fault(
            text: "version: 1\noutbound:\n  - name: a\n    when: {tlp: purple}\n    then: deny\n", code: .badValue, place: "4:17",
            says: "TLP:AMBER+STRICT"),
        Fault(
            text: "version: 1\noutbound:\n  - name: a\n    when:\n      tlp: {at-least: red, at-most: green}\n    then: deny\n",
            code: .neverHolds, place: "5:12", says: "tlp"),
        Fault(
            text: "version: 1\noutbound:\n  - name: a\n    when: {group: G, audience: community}\n    then: deny\n", code: .neverHolds,
            place: "3:5", says: "closed group"),
        Fault(
            text: "version: 1\noutbound:\n  - {name: a, when: {type: note}, unless: {type: [note, report]}, then: deny}\n",
            code: .neverHolds, place: "3:5", says: "unless"),
        Fault(text: "version: 1\noutbound:\n  - {name: a, then: refuse}\n", code: .unknownWord, place: "3:21", says: "deny"),
        Fault(text: "version: 1\noutbound:\n  - {name: a, then: quarantine}\n", code: .misplaced, place: "3:21", says: "comes in"),
        Fault(text: "version: 1\ninbound:\n  - {name: a, then: {delay: 1h}}\n", code: .misplaced, place: "3:22", says: "inbound"),
        Fault(text: "version: 1\npublishing:\n  - {name: a, then: {route: G}}\n", code: .misplaced, place: "3:22", says: "publishing"),
        Fault(text: "version: 1\ninbound:\n  - {name: a, then: {moderation: none}}\n", code: .misplaced, place: "3:22", says: "inbound"),
        Fault(text: "version: 1\noutbound:\n  - {name: a, then: {moderation: none}}\n", code: .misplaced, place: "3:22", says: "outbound"),
        Fault(text: "version: 1\npublishing:\n  - {name: a, then: {moderation: some}}\n", code: .badValue, place: "3:34", says: "none"),
        Fault(
            text: "version: 1\npublishing:\n  - {name: a, then: {verdict: deny, moderation: none}}\n", code: .contradiction, place: "3:5",
            says: "needs no moderator"),
        Fault(text: "version: 1\nstoring:\n  - {name: a, when: {tlp: red}, then: deny}\n", code: .misplaced, place: "3:22", says: "sealed"),
        Fault(text: "version: 1\noutbound:\n  - {name: a, then: {route: allowed}}\n", code: .misplaced, place: "3:5", says: "destination"),
        Fault(
            text: "version: 1\noutbound:\n  - {name: a, then: deny}\n  - {name: a, when: {tlp: red}, then: deny}\n", code: .repeatedName,
            place: "4:12", says: "line 3"),
        Fault(text: "version: 1\noutbound:\n  - {then: deny}\n", code: .badValue, place: "3:5", says: "`name`"),
        Fault(text: "version: 1\noutbound:\n  - {name: a}\n", code: .badValue, place: "3:5", says: "`then`"),
        Fault(text: "version: 1\noutbound:\n  - {name: a, then: {delay: 31d}}\n", code: .tooLarge, place: "3:29", says: "30 days"),
        Fault(text: "version: 1\noutbound:\n  - {name: a, then: {delay: soon}}\n", code: .badValue, place: "3:29", says: "10m"),
        Fault(text: "version: 1\noutbound:\n  - {name: a, then: {approvals: 10}}\n", code: .badValue, place: "3:33", says: "1 to 9"),
        Fault(
            text: "version: 1\noutbound:\n  - {name: a, then: {redact: {properties: id}}}\n", code: .badValue, place: "3:43",
            says: "an object is none"),
        Fault(
            text: "version: 1\noutbound:\n  - {name: a, then: {redact: {types: marking-definition}}}\n", code: .badValue, place: "3:38",
            says: "marks"),
        Fault(text: "version: 1\nwaiting:\n  clear: {wait: 10}\n", code: .badValue, place: "3:17", says: "10m"),
        Fault(text: "version: 1\nown: {networks: [203.0.113.7/24]}\n", code: .badValue, place: "2:18", says: "bits behind the prefix"),
        Fault(text: "version: 1\nown: {names: [org.]}\n", code: .badValue, place: "2:15", says: "top-level"),
        Fault(text: "version: 1\nversion: 1\n", code: .notYAML, place: "1:1", says: "`version`"),
        Fault(text: "version: 1\n---\nversion: 1\n", code: .notYAML, place: "2:1", says: "YAML"),
        Fault(text: "version: 1\noutbound: [\n", code: .notYAML, place: "3:1", says: "YAML"),
        Fault(text: "version: 1\nown: {names: &a [x]}\nwaiting: *a\n", code: .notYAML, place: "3:10", says: "alias"),
        Fault(text: "- version: 1\n", code: .badValue, place: "1:1", says: "a list"),
        Fault(
            text: "version: 1\noutbound:\n  - {name: a, then: {verdict: deny, delay: 1h}}\n", code: .contradiction, place: "3:5",
            says: "denies"),
        Fault(
            text: "version: 1\noutbound:\n  - {name: a, when: {tlp: red}, then: deny}\n  - {name: b, when: {tlp: red}, then: allow}\n",
            code: .contradiction, place: "4:5", says: "line 3"),
        Fault(
            text: "version: 1\noutbound:\n  - {name: a, then: {route: G}}\n  - {name: b, then: {route: H}}\n",
            code: .contradiction, place: "4:5", says: "different routes"),
    ]

    @Test("What is wrong is told with line, column and what to do", arguments: single)
    func fault(fault: Fault) throws {
        let found = faults(fault.text)
        let first = try #require(found.first, "nothing was found wrong")
        #expect(found.count == 1)
        #expect(first.code == fault.code)
        #expect("\(first.line):\(first.column)" == fault.place)
        #expect("\(first.reason) \(first.remedy)".contains(fault.says), "\(first)")
        for sentence in [first.reason, first.remedy] { #expect(sentence.hasSuffix(".") || sentence.hasSuffix("?")) }
    }

    @Test("All that is wrong is told at once, by line")
    func allAtOnce() {
        let text = "version: 1\nfoo: 1\noutbound:\n  - {name: a, when: {tlp: pink, pap: blue}, then: denny}\ninbound: 5\n"
        #expect(faults(text).map(\.line) == [2, 4, 4, 4, 5])
        let many = "version: 1\n" + (0..<200).map { "bad\($0): 1\n" }.joined()
        #expect(throws: RulebookError.self) { try Rulebook(parsing: many) }
        #expect(faults(many).count == RulebookLimits.faultsMax)
    }

    @Test("A file of 100,000 lines is refused with the limit named, before it is read as YAML")
    func tooManyLines() {
        let text = "version: 1\noutbound:\n" + String(repeating: "#\n", count: 100_000)
        #expect(faults(text).map(\.code) == [.tooLarge])
        #expect(faults(text).first?.reason.contains("\(RulebookLimits.linesMax)") == true)
        #expect(faults(String(repeating: " ", count: RulebookLimits.fileOctetsMax + 1)).map(\.code) == [.tooLarge])
    }

    @Test("Octets that are not UTF-8 and texts that are nested without end are refused")
    func hostile() {
        #expect(throws: RulebookError.self) { try Rulebook(parsing: [0x76, 0xFF, 0xFE]) }
        #expect(faults(String(repeating: "[", count: 500_000)).map(\.code) == [.notYAML])
        #expect(faults(String(repeating: "- ", count: 400_000)).map(\.code) == [.notYAML])
        let bomb = "a: &a [x]\n" + (0..<40).map { "b\($0): [*a, *a]\n" }.joined()
        #expect(faults(bomb).map(\.code) == [.notYAML])
    }

    @Test("Doubtful rules are warned of: one that changes nothing, two that say the same, no time to take a mistake back")
    func warnings() throws {
        let rulebook = try Rulebook(
            parsing: """
                version: 1
                waiting:
                  clear: {wait: 0}
                outbound:
                  - {name: all, then: deny}
                  - {name: some, when: {tlp: red}, then: {delay: 1h}}
                inbound:
                  - {name: a, when: {type: note}, then: quarantine}
                  - {name: b, when: {type: note}, then: quarantine}
                """)
        #expect(rulebook.warnings.map(\.line) == [3, 6, 9])
        #expect(rulebook.warnings.allSatisfy { $0.code == .doubtful })
        #expect(rulebook.warnings[1].reason.contains("line 5"))
        let idle = try outbound("{name: a, when: {tlp: red, audience: community}, then: deny}")
        #expect(idle.warnings.count == 1)
    }
}
