import Testing

@testable import Policy

/// Random rules, items and audiences out of few words, so that they meet often.
private struct Dice {
    var random: SeededGenerator

    init(_ seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &random) }

    mutating func one<Value>(_ values: [Value]) -> Value { values[roll(values.count)] }

    mutating func some<Value>(_ values: [Value]) -> [Value] { values.filter { _ in roll(2) == 0 } }

    static let names = ["bank one", "grid ltd", "id-mail", "far away"]

    mutating func conditions(_ allowed: Int) -> String {
        var parts: [String] = []
        for _ in 0..<roll(allowed) {
            let part =
                switch roll(12) {
                case 0: "tlp: {at-least: \(one(["clear", "green", "amber"]))}"
                case 1: "tlp: {at-most: \(one(["green", "amber", "amber+strict", "red"]))}"
                case 2: "pap: [\(one(["none", "amber"])), red]"
                case 3: "audience: [\(one(["everyone", "community", "closed"])), named]"
                case 4: "author: \(one(["ours", "others", "bank one"]))"
                case 5: "type: [\(one(["indicator", "note", "malware"])), report]"
                case 6: "label: \(one(["x", "y"]))"
                case 7: "confidence: \(one(["none", "{at-most: 40}", "{at-least: 30}"]))"
                case 8: "size: {at-least: \(one(["1", "1kB"]))}"
                case 9: "mentions: \(one(["own", "own-names", "own-networks"]))"
                case 10: "destination: [\(one(Self.names)), \(one(Self.names))]"
                default: "destination: {sector: \(one(["finance", "energy", "water"]))}"
                }
            let key = part.prefix { $0 != ":" }
            if !parts.contains(where: { $0.hasPrefix(key) }) { parts.append(part) }
        }
        return "{\(parts.joined(separator: ", "))}"
    }

    mutating func rule(_ number: Int, allowing: Bool = true) -> String {
        let when = conditions(4)
        let unless = roll(4) == 0 ? conditions(3) : "{}"
        let then =
            switch roll(allowing ? 10 : 8) {
            case 0: "deny"
            case 1: "{delay: \(one(["1s", "5m", "1h"]))}"
            case 2: "{approvals: \(roll(3) + 1)}"
            case 3: "{redact: {properties: [\(one(["x_*", "description"]))]}}"
            case 4: "{route: \(one(["Trusted", "Wide", "Small"]))}"
            case 5: "{route: {named: [\(one(Self.names))]}}"
            case 6: when.contains("destination") ? "{route: allowed}" : "{notify: desk}"
            case 7: "{notify: [\(one(["desk", "press"]))]}"
            default: "allow"
            }
        return "{name: r\(number), when: \(when), \(unless == "{}" ? "" : "unless: \(unless), ")then: \(then)}"
    }

    mutating func item() -> ItemFacts {
        ItemFacts(
            tlp: roll(8) == 0 ? nil : one(TLP.allCases.dropLast(2) + TLP.allCases), pap: roll(2) == 0 ? nil : one(PAP.allCases),
            author: one([nil, Sample.ours, Sample.bank, Sample.grid]), types: some(["indicator", "note", "malware", "identity"]),
            labels: some(["x", "y", "z"]), confidence: one([nil, 10, 35, 90]), octets: one([0, 10, 5_000]),
            ageSeconds: UInt64(roll(100)), mentions: OwnMentions(rawValue: UInt8(roll(4))), isOwnDraft: roll(3) != 0)
    }

    static let far = Addressee(id: "id-far", name: "Far Away", sectors: ["water"])
    static let circles = Sample.circles + [AudienceFacts(.closed, name: "Small", organisations: [Sample.ours, Sample.grid])]

    mutating func audience() -> AudienceFacts {
        let others = some(Sample.all.dropFirst() + [Self.far])
        return switch roll(5) {
        case 0: .everyone
        case 1: AudienceFacts(.community, organisations: Sample.all + [Self.far])
        case 2: one(Self.circles)
        case 3: AudienceFacts(.closed, name: "Other", organisations: [Sample.ours] + others)
        default: AudienceFacts(.named, organisations: [Sample.ours] + others, namesPeople: roll(6) == 0)
        }
    }

    /// A rulebook of so many random rules; those that the check refuses are drawn again.
    mutating func rulebook(_ count: Int) -> (rules: [String], rulebook: Rulebook) {
        while true {
            let rules = (0..<count).map { rule($0) }
            if let rulebook = try? PolicyTests.rulebook("outbound", rules) { return (rules, rulebook) }
        }
    }
}

extension OutboundDecision {
    /// Whether it goes to the public.
    fileprivate var isPublic: Bool { isAllowed && audience.kind == .everyone }

    /// Whether this reaches at most whom the other reaches, with no less before.
    fileprivate func isNoWider(than other: OutboundDecision) -> Bool {
        if isPublic { return other.isPublic && waitSeconds >= other.waitSeconds && approvals >= other.approvals }
        guard isAllowed else { return true }
        return other.isAllowed && audience.kind.isNoWider(than: other.audience.kind)
            && (other.isPublic || recipients.isSubset(of: other.recipients)) && (audience.namesPeople || !other.audience.namesPeople)
            && waitSeconds >= other.waitSeconds && approvals >= other.approvals
            && Set(redaction.properties).isSuperset(of: other.redaction.properties)
    }
}

@Suite("Rules only narrow")
struct RuleNarrowingTests {
    @Test("No rulebook gives an item to anybody who would not have it without rules", arguments: 0..<8)
    func neverWider(seed: Int) {
        var dice = Dice(UInt64(seed))
        var allowed = 0
        var narrowed = 0
        for _ in 0..<40 {
            let rulebook = dice.rulebook(1 + dice.roll(6)).rulebook
            for _ in 0..<25 {
                let (item, audience) = (dice.item(), dice.audience())
                let without = Rulebook.defaults.outbound(item, to: audience, circles: Dice.circles)
                let with = rulebook.outbound(item, to: audience, circles: Dice.circles)
                #expect(with.isNoWider(than: without), "seed \(seed)")
                // The table, asked by itself about what came of it.
                if with.isAllowed {
                    let answer = decide(
                        tlp: item.tlp, audience: with.audience.kind, organisations: with.audience.organisations.count,
                        namesPeople: with.audience.namesPeople)
                    #expect(answer == .allow)
                    allowed += 1
                    narrowed += with.isRouted ? 1 : 0
                }
            }
        }
        #expect(allowed > 100 && narrowed > 5, "the dice show too little: \(allowed), \(narrowed)")
    }

    @Test("One more rule never adds a recipient; an `allow` rule adds none that the others refuse", arguments: 0..<8)
    func oneMoreRule(seed: Int) throws {
        var dice = Dice(UInt64(seed) + 1_000)
        for _ in 0..<40 {
            let (rules, before) = dice.rulebook(dice.roll(5))
            let isAllow = dice.roll(4) == 0
            let more = isAllow ? "{name: more, when: \(dice.conditions(3)), then: allow}" : dice.rule(99, allowing: false)
            let texts = rules.shuffled(using: &dice.random) + [more]
            guard let after = try? rulebook("outbound", texts) else { continue }
            let restrictions = try rulebook("outbound", rules.filter { !$0.hasSuffix("then: allow}") })
            for _ in 0..<20 {
                let (item, audience) = (dice.item(), dice.audience())
                let decision = after.outbound(item, to: audience, circles: Dice.circles)
                // A section's first `allow` rule only removes; a further one adds at most what was there without any.
                let hadAllow = rules.contains { $0.hasSuffix("then: allow}") }
                let bound = isAllow && hadAllow ? restrictions : before
                #expect(decision.isNoWider(than: bound.outbound(item, to: audience, circles: Dice.circles)), "seed \(seed): \(more)")
            }
        }
    }

    @Test("The order of rules never matters", arguments: 0..<6)
    func order(seed: Int) throws {
        var dice = Dice(UInt64(seed) + 2_000)
        for _ in 0..<40 {
            let (rules, first) = dice.rulebook(2 + dice.roll(5))
            let second = try rulebook("outbound", rules.shuffled(using: &dice.random))
            for _ in 0..<20 {
                let (item, audience) = (dice.item(), dice.audience())
                let one = first.outbound(item, to: audience, circles: Dice.circles)
                let other = second.outbound(item, to: audience, circles: Dice.circles)
                #expect(one.isAllowed == other.isAllowed && one.audience == other.audience, "seed \(seed)")
                #expect(one.refusal?.code == other.refusal?.code)
                #expect(one.waitSeconds == other.waitSeconds && one.approvals == other.approvals && one.redaction == other.redaction)
                #expect(one.notify == other.notify && one.organisations.map(\.isRecipient) == other.organisations.map(\.isRecipient))
                #expect(Set(one.allRules.map(\.rule.name)) == Set(other.allRules.map(\.rule.name)))
            }
        }
    }

    @Test("The index finds the rules that a look at each one finds", arguments: 0..<4)
    func index(seed: Int) throws {
        var dice = Dice(UInt64(seed) + 3_000)
        for _ in 0..<6 {
            let section = dice.rulebook(70).rulebook.outbound
            let (item, audience) = (dice.item(), dice.audience())
            let index = ConditionIndex(section.rules.map(\.when))
            let found = index.holding(for: item, to: audience)
            for (number, rule) in section.rules.enumerated() {
                #expect(found.contains(number) == rule.when.holds(for: item, to: audience))
            }
            for one in audience.organisations {
                var found = RuleSet(count: section.rules.count, all: true)
                index.narrow(&found, for: one)
                for (number, rule) in section.rules.enumerated() {
                    #expect(found.contains(number) == (rule.when.destination?.holds(for: one) ?? true))
                }
            }
        }
    }
}
