import Policy
import Testing

@Suite("What rules decide")
struct RuleDecisionTests {
    @Test("Without rules an item goes where the table lets it, after the time that its mark waits", arguments: TLP.allCases)
    func defaults(tlp: TLP) {
        var item = Sample.draft
        item.tlp = tlp
        for audience in [AudienceFacts.everyone, Sample.community, Sample.trusted] {
            let decision = Rulebook.defaults.outbound(item, to: audience)
            let table = decide(tlp: tlp, audience: audience.kind, organisations: audience.organisations.count)
            #expect(decision.isAllowed == (table == .allow))
            if case .refuse(let refusal) = table { #expect(decision.refusal == .table(refusal)) }
            #expect(decision.waitSeconds == [600, 120, 0, 0, 0][Int(tlp.rawValue)])
            #expect(decision.approvals == (tlp == .clear ? 1 : 0))
            #expect(decision.recipients == (table == .allow ? Set(audience.organisations.dropFirst().map(\.name)) : []))
        }
    }

    @Test("A rule that denies refuses the item, and is named with its line (ruleDenies)")
    func denies() throws {
        let rules = try outbound("{name: no notes, when: {type: [note, report]}, then: {verdict: deny, notify: [desk]}}")
        #expect(rules.outbound(Sample.draft, to: Sample.community).isAllowed)
        var item = Sample.draft
        item.types = ["indicator", "Note"]
        let decision = rules.outbound(item, to: Sample.community)
        #expect(decision.refusal?.code == "ruleDenies")
        #expect(decision.refusal?.reason.contains("outbound rule \"no notes\" (line 3)") == true)
        #expect(decision.rules.map(\.description) == ["outbound rule \"no notes\" (line 3) denies it, tells desk"])
        #expect(decision.notify == ["desk"])
        #expect(decision.audience.organisations.isEmpty)
    }

    @Test("The table is asked before any rule: no rule makes RED go to the community")
    func tableFirst() throws {
        let rules = try outbound("{name: a, when: {tlp: red}, then: allow}")
        var item = Sample.draft
        item.tlp = .red
        #expect(rules.outbound(item, to: Sample.community).refusal == .table(.audienceTooWide(tlp: .red, audience: .community)))
        item.tlp = nil
        #expect(rules.outbound(item, to: Sample.trusted).refusal == .table(.unmarked))
    }

    @Test("A rule about some organisations refuses the whole and names them (ruleDenies)")
    func destination() throws {
        let rules = try outbound("{name: not banks, when: {destination: {sector: Finance}}, then: deny}")
        let decision = rules.outbound(Sample.draft, to: Sample.community)
        #expect(decision.refusal == .ruleDenies(decision.organisations[1].rules, organisations: [Sample.bank]))
        #expect(decision.refusal?.reason.contains("Bank One") == true)
        #expect(decision.refusal?.remedy.contains("route: allowed") == true)
        #expect(rules.outbound(Sample.draft, to: AudienceFacts(.named, organisations: [Sample.ours, Sample.grid])).isAllowed)
    }

    @Test("With `route: allowed` the others have it as named recipients")
    func leavingOut() throws {
        let rules = try outbound("{name: not banks, when: {destination: [bank one, id-mail]}, then: {route: allowed}}")
        let decision = rules.outbound(Sample.draft, to: Sample.community)
        #expect(decision.isAllowed)
        #expect(decision.isRouted)
        #expect(decision.audience.kind == .named)
        #expect(decision.recipients == ["Grid Ltd"])
        #expect(decision.organisations.map(\.isRecipient) == [true, false, true, false])
        #expect(decision.organisations[3].rules.count == 1)
        let nobody = rules.outbound(Sample.draft, to: Sample.trusted)
        #expect(nobody.refusal?.code == "nobodyLeft")
        #expect(rules.outbound(Sample.draft, to: AudienceFacts(.named, organisations: [Sample.ours, Sample.grid])).isRouted == false)
    }

    @Test("Anybody may be among the public: what is denied to one organisation is not made public")
    func publicHasEverybody() throws {
        var item = Sample.draft
        item.tlp = .clear
        let deny = try outbound("{name: a, when: {destination: Bank One}, then: deny}")
        #expect(deny.outbound(item, to: .everyone).refusal?.code == "ruleDenies")
        let leave = try outbound("{name: a, when: {destination: Bank One}, then: {route: allowed}}")
        #expect(leave.outbound(item, to: .everyone).refusal?.code == "ruleDenies")
        let excused = try outbound("{name: a, unless: {destination: Bank One}, then: deny}")
        #expect(excused.outbound(item, to: .everyone).refusal?.code == "ruleDenies")
        let allow = try outbound("{name: a, when: {destination: Bank One}, then: allow}")
        #expect(allow.outbound(item, to: .everyone).refusal?.code == "notAllowed")
    }

    @Test("Where a section has `allow` rules, only what one of them names passes (notAllowed)")
    func allowList() throws {
        let rules = try outbound(
            "{name: bank, when: {destination: Bank One}, then: allow}", "{name: energy, when: {destination: {sector: energy}}, then: allow}"
        )
        let decision = rules.outbound(Sample.draft, to: Sample.community)
        #expect(decision.refusal == .notAllowed(.outbound, organisations: [Sample.mail]))
        #expect(rules.outbound(Sample.draft, to: AudienceFacts(.named, organisations: [Sample.ours, Sample.bank, Sample.grid])).isAllowed)
        let byType = try outbound("{name: a, when: {type: indicator}, then: allow}")
        #expect(byType.outbound(Sample.draft, to: Sample.community).isAllowed)
        #expect(byType.outbound(ItemFacts(tlp: .green), to: Sample.community).refusal == .notAllowed(.outbound, organisations: []))
        let denied = try outbound("{name: a, when: {type: indicator}, then: allow}", "{name: b, when: {tlp: green}, then: deny}")
        #expect(denied.outbound(Sample.draft, to: Sample.community).refusal?.code == "ruleDenies")
    }

    @Test("The longest delay, the most approvals, all redactions and all notices count")
    func meet() throws {
        let rules = try outbound(
            "{name: a, then: {delay: 1h, approvals: 2, redact: {properties: [x_*]}, notify: [desk]}}",
            "{name: b, then: {delay: 30m, approvals: 3, redact: {properties: [description], types: [note]}, notify: [press, desk]}}")
        let decision = rules.outbound(Sample.draft, to: Sample.community)
        #expect(decision.waitSeconds == 3_600)
        #expect(decision.approvals == 3)
        #expect(decision.redaction == Redaction(properties: ["description", "x_*"], types: ["note"]))
        #expect(decision.notify == ["desk", "press"])
        #expect(decision.rules.map(\.rule.name) == ["a", "b"])
        var signed = Sample.draft
        signed.isOwnDraft = false
        #expect(rules.outbound(signed, to: Sample.community).refusal?.code == "cannotRedact")
    }

    @Test("A delay never shortens what the mark makes an item wait")
    func delayOfMark() throws {
        let rules = try outbound("{name: a, then: {delay: 1s, approvals: 1}}")
        let decision = rules.outbound(Sample.draft, to: Sample.community)
        #expect(decision.waitSeconds == 120)
        #expect(decision.waiting == .init(seconds: 120, approvals: 0))
        #expect(decision.approvals == 1)
    }

    @Test("A route leads to a narrower group; to a wider or unknown one the item is refused")
    func routes() throws {
        let trusted = try outbound("{name: a, then: {route: trusted}}")
        let decision = trusted.outbound(Sample.draft, to: Sample.community, circles: Sample.circles)
        #expect(decision.audience == Sample.trusted)
        #expect(decision.isRouted)
        #expect(decision.organisations.map(\.isRecipient) == [true, true, false, false])
        #expect(trusted.outbound(Sample.draft, to: Sample.trusted).isRouted == false)
        #expect(trusted.outbound(Sample.draft, to: Sample.community).refusal?.code == "routeUnknown")
        let wide = try outbound("{name: a, then: {route: Wide}}")
        #expect(wide.outbound(Sample.draft, to: Sample.community, circles: Sample.circles).refusal?.code == "routeTooWide")
        let named = AudienceFacts(.named, organisations: [Sample.ours, Sample.bank])
        #expect(trusted.outbound(Sample.draft, to: named, circles: Sample.circles).refusal?.code == "routeTooWide")
        let both = try outbound("{name: a, then: {route: Trusted}}", "{name: b, when: {tlp: green}, then: {route: Wide}}")
        let refusal = both.outbound(Sample.draft, to: Sample.community, circles: Sample.circles).refusal
        #expect(refusal?.code == "routesDiffer")
        #expect(refusal?.rules.map(\.rule.line) == [3, 4])
    }

    @Test("A route to named organisations takes them from the audience")
    func namedRoute() throws {
        let rules = try outbound("{name: a, then: {route: {named: [Grid Ltd, id-bank]}}}")
        let decision = rules.outbound(Sample.draft, to: Sample.community)
        #expect(decision.audience.kind == .named)
        #expect(decision.audience.organisations == [Sample.ours, Sample.bank, Sample.grid])
        #expect(rules.outbound(Sample.draft, to: Sample.trusted).refusal?.code == "routeTooWide")
        var item = Sample.draft
        item.tlp = .clear
        #expect(rules.outbound(item, to: .everyone).refusal?.code == "routeUnknown")
        #expect(rules.outbound(item, to: .everyone, circles: Sample.circles).recipients == ["Bank One", "Grid Ltd"])
    }

    @Test("The place to which an item is sent is judged by the rules, too")
    func routeIsJudged() throws {
        let rules = try outbound(
            "{name: a, when: {audience: community}, then: {route: Trusted}}", "{name: b, when: {group: Trusted}, then: deny}")
        #expect(rules.outbound(Sample.draft, to: Sample.community, circles: Sample.circles).refusal?.code == "ruleDenies")
    }

    @Test(
        "Conditions look at what they say",
        arguments: [
            ("pap: red", true), ("pap: none", false), ("author: ours", false), ("author: [others]", true), ("author: BANK one", true),
            ("author: id-bank", true), ("label: [x, y]", true), ("label: z", false), ("confidence: {at-most: 40}", true),
            ("confidence: {at-least: 41}", false), ("confidence: none", false), ("size: {at-least: 2kB}", true),
            ("size: {at-least: 2KiB}", false),
            ("age: {at-least: 1d}", true), ("age: {at-most: 1h}", false), ("mentions: own", true), ("mentions: own-names", false),
            ("group: TRUSTED", true), ("group: other", false), ("sector: energy", false), ("audience: [named, closed]", true),
            ("audience: community", false), ("tlp: {at-least: amber}", true), ("tlp: {at-most: green}", false),
            ("tlp: [red, TLP:AMBER]", true),
            ("type: [malware], label: x", false), ("type: indicator, label: x", true),
        ])
    func conditions(condition: String, holds: Bool) throws {
        let item = ItemFacts(
            tlp: .amber, pap: .red, author: Sample.bank, types: ["indicator"], labels: ["X", "other"], confidence: 40, octets: 2_000,
            ageSeconds: 90_000, mentions: .networks)
        for text in ["when: {\(condition)}", "when: {label: other}, unless: {\(condition)}"] {
            let rules = try outbound("{name: a, \(text), then: deny}")
            #expect(rules.outbound(item, to: Sample.trusted).isAllowed == (holds == text.contains("unless")), "\(text)")
        }
    }

    @Test("No organisation is ours or others by its name")
    func reservedWords() throws {
        let rules = try rulebook("inbound", ["{name: a, when: {author: ours}, then: allow}"])
        let item = ItemFacts(tlp: .green, author: Addressee(id: "x", name: "ours"))
        #expect(rules.inbound(item, through: Sample.community).verdict == .refuse(.notAllowed(.inbound, organisations: [])))
    }

    @Test("What comes in is accepted, kept in quarantine or refused; deny beats quarantine")
    func inbound() throws {
        let rules = try rulebook(
            "inbound",
            [
                "{name: a, when: {confidence: {at-most: 20}}, then: {verdict: quarantine, notify: desk}}",
                "{name: b, when: {author: Bank One}, then: deny}",
            ])
        var item = ItemFacts(tlp: .green, author: Sample.grid, confidence: 50)
        #expect(rules.inbound(item, through: Sample.community).verdict == .accept)
        item.confidence = 10
        let kept = rules.inbound(item, through: Sample.community)
        #expect(kept.verdict == .quarantine)
        #expect(kept.notify == ["desk"])
        item.author = Sample.bank
        #expect(
            rules.inbound(item, through: Sample.community).verdict
                == .refuse(.ruleDenies(Array(rules.inbound(item, through: Sample.community).rules.suffix(1)), organisations: [])))
        item.tlp = .red
        #expect(
            rules.inbound(item, through: Sample.community).verdict == .refuse(.table(.audienceTooWide(tlp: .red, audience: .community))))
    }

    @Test("What is stored for others is judged by author, receiver, size and age")
    func storing() throws {
        let rules = try rulebook(
            "storing",
            [
                "{name: a, when: {size: {at-least: 1MB}}, then: deny}",
                "{name: b, when: {author: Bank One, destination: Grid Ltd}, then: deny}",
            ])
        #expect(rules.storing(from: Sample.bank, for: Sample.mail, octets: 10, ageSeconds: 0).refusal == nil)
        #expect(rules.storing(from: Sample.mail, for: Sample.mail, octets: 1_000_000, ageSeconds: 0).refusal?.code == "ruleDenies")
        #expect(rules.storing(from: Sample.bank, for: Sample.grid, octets: 10, ageSeconds: 0).refusal?.code == "ruleDenies")
        #expect(rules.storing(from: Sample.bank, for: nil, octets: 10, ageSeconds: 0).refusal?.code == "ruleDenies")
        let allow = try rulebook("storing", ["{name: a, when: {destination: Grid Ltd}, then: allow}"])
        #expect(allow.storing(from: Sample.bank, for: Sample.grid, octets: 1, ageSeconds: 0).refusal == nil)
        #expect(allow.storing(from: Sample.bank, for: nil, octets: 1, ageSeconds: 0).refusal?.code == "notAllowed")
    }

    @Test("What is made public needs CLEAR, and waits as rules say")
    func publishing() throws {
        let rules = try rulebook(
            "publishing", ["{name: a, then: {delay: 1h, approvals: 1}}", "{name: b, when: {mentions: own}, then: deny}"])
        var item = ItemFacts(tlp: .clear, author: Sample.ours)
        #expect(rules.publishing(item).refusal == nil)
        #expect(rules.publishing(item).waitSeconds == 3_600)
        #expect(rules.publishing(item).approvals == 1)
        item.mentions = .names
        #expect(rules.publishing(item).refusal?.code == "ruleDenies")
        item.tlp = .green
        #expect(rules.publishing(item).refusal == .table(.audienceTooWide(tlp: .green, audience: .everyone)))
    }

    @Test("Only a rule that says so lets an item be public without a moderator, and it is named")
    func trusted() throws {
        let rules = try rulebook(
            "publishing",
            [
                "{name: a, then: {notify: desk}}",
                "{name: trusted, when: {author: Bank One}, unless: {label: draft}, then: {moderation: none}}",
            ])
        let trusted = rules.publishing(ItemFacts(tlp: .clear, author: Sample.bank))
        #expect(trusted.skipsModeration)
        #expect(trusted.trustingRule?.name == "trusted")
        #expect(trusted.rules.last?.description.contains("lets it be public without a moderator") == true)
        #expect(!rules.publishing(ItemFacts(tlp: .clear, author: Sample.grid)).skipsModeration)
        #expect(!rules.publishing(ItemFacts(tlp: .clear, author: nil)).skipsModeration)
        #expect(!rules.publishing(ItemFacts(tlp: .clear, author: Sample.bank, labels: ["draft"])).skipsModeration)
        #expect(!Rulebook.defaults.publishing(ItemFacts(tlp: .clear, author: Sample.ours)).skipsModeration)
    }

    @Test(
        "What is refused is trusted by no rule",
        arguments: [
            "{name: b, when: {type: malware}, then: deny}", "{name: b, when: {author: Grid Ltd}, then: allow}",
            "{name: b, then: {redact: {properties: x_notes}}}",
        ])
    func refusedIsNotTrusted(rule: String) throws {
        let rules = try rulebook("publishing", ["{name: a, then: {moderation: none}}", rule])
        let decision = rules.publishing(ItemFacts(tlp: .clear, author: Sample.bank, types: ["malware"]))
        #expect(decision.refusal != nil)
        #expect(!decision.skipsModeration)
        #expect(!rules.publishing(ItemFacts(tlp: .green, author: Sample.grid)).skipsModeration)
    }
}
