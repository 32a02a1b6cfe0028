import Policy
import Testing

@Suite("Expected decisions")
struct RuleCaseTests {
    private let rules = """
        version: 1
        outbound:
          - {name: no banks, when: {destination: {sector: finance}}, then: {route: allowed}}
          - {name: slow, when: {type: report}, then: {delay: 1h, approvals: 2}}
          - {name: trusted, when: {label: fragile}, then: {route: Trusted}}
        inbound:
          - {name: doubt, when: {confidence: {at-most: 20}}, then: quarantine}
        storing:
          - {name: small, when: {size: {at-least: 1MB}}, then: deny}
        """

    private func differences(_ text: String) throws -> [[String]] {
        let rulebook = try Rulebook(parsing: rules)
        return try RuleCase.read(Array(text.utf8)).map { $0.differences(under: rulebook) }
    }

    @Test("A case holds when the rules decide as expected, and tells what differs when not")
    func outcomes() throws {
        let found = try differences(
            """
            cases:
              - name: without banks
                item: {tlp: green, author: ours}
                to: {members: [ours, Grid Ltd, {name: Bank One, sector: finance}]}
                expect: {verdict: allow, route: named, rule: no banks, wait: 2m, approvals: 0}
              - item: {tlp: green, type: report}
                to: members
                expect: {verdict: allow, wait: 1h, approvals: 2, rule: slow}
              - item: {tlp: amber}
                to: members
                expect: {verdict: deny, refusal: audienceTooWide}
              - item: {tlp: amber, label: fragile}
                to: {group: Wide, organisations: [Grid Ltd, Mail]}
                groups: [{group: Trusted, organisations: Grid Ltd}]
                expect: {route: trusted}
              - {section: inbound, item: {tlp: green, confidence: 5}, to: members, expect: quarantine}
              - {section: storing, item: {size: 2MB, author: X}, to: {organisations: Y}, expect: {refusal: ruleDenies}}
              - {section: publishing, item: {tlp: clear}, expect: {verdict: allow, moderation: needed}}
            """)
        #expect(found == Array(repeating: [], count: 7))
        #expect(try differences("cases:\n  - {section: publishing, item: {tlp: clear}, expect: {moderation: none}}\n")[0].count == 1)
        let wrong = try differences("cases:\n  - {item: {tlp: green}, to: members, expect: {verdict: deny, wait: 1h, rule: slow}}\n")
        #expect(wrong[0].count == 3)
        #expect(wrong[0][0] == "Expected is deny, and it is allow.")
        #expect(wrong[0][1].contains("1 hour") && wrong[0][1].contains("2 minutes"))
    }

    @Test(
        "A faulty file of cases is told with line and column",
        arguments: [
            ("", "1:1"), ("cases: []\n", "1:8"), ("cases:\n  - {item: {tlp: pink}, expect: allow}\n", "2:18"),
            ("cases:\n  - {expect: maybe}\n", "2:14"), ("cases:\n  - {to: everyone}\n", "2:5"), ("kases: []\n", "1:1"),
            ("cases:\n  - {to: {grupp: x}, expect: deny}\n", "2:11"), ("cases:\n  - {expect: {waits: 1h}}\n", "2:15"),
            ("cases:\n  - {expect: {moderation: maybe}}\n", "2:27"),
        ])
    func faulty(text: String, place: String) throws {
        let error = #expect(throws: RulebookError.self) { try RuleCase.read(Array(text.utf8)) }
        let first = try #require(error?.faults.first)
        #expect("\(first.line):\(first.column)" == place)
    }
}
