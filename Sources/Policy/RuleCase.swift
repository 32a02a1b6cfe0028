/// One decision that the writer of a rules file expects (specification 5.9), and what came of it.
public struct RuleCase: Equatable, Sendable {
    /// What is expected; what is not said is not looked at.
    public struct Expectation: Equatable, Sendable {
        /// Whether it passes.
        public enum Verdict: String, Sendable, CaseIterable {
            case allow, deny, quarantine
        }

        public var verdict: Verdict?
        /// The name of a rule that has a part in it.
        public var rule: String?
        /// The name of the group to which it is sent, or `named` for named recipients.
        public var route: String?
        /// Seconds that it waits.
        public var waitSeconds: UInt64?
        /// Further people who approve it.
        public var approvals: Int?
        /// The refusal's name.
        public var refusal: String?
        /// Whether it needs a moderator before it is public.
        public var needsModerator: Bool?
    }

    /// The name, for reports.
    public let name: String
    /// The line on which the case begins, from 1.
    public let line: Int
    /// The rules that are asked.
    public let section: RuleSection
    /// A STIX bundle whose facts are the item's, beside the file; what the case says itself wins. `nil` for none.
    public let file: String?
    /// The item; where there is a `file`, its facts have to be put in.
    public var item: ItemFacts
    /// Which facts the case gives by itself.
    public let given: Set<String>
    /// To whom, or through which circle.
    public let audience: AudienceFacts
    /// Circles to which rules may send it.
    public let circles: [AudienceFacts]
    /// What is expected.
    public let expected: Expectation

    /// What differs from what is expected, in sentences; none where the rules decide as expected.
    public func differences(under rulebook: Rulebook) -> [String] {
        let found = outcome(under: rulebook)
        var differences: [String] = []
        func compare<Value: Equatable>(_ expected: Value?, _ found: Value?, _ say: (Value) -> String) {
            guard let expected, expected != found else { return }
            differences.append("Expected is \(say(expected)), and it is \(found.map(say) ?? "nothing of that kind").")
        }
        compare(expected.verdict, found.verdict) { $0.rawValue }
        compare(expected.refusal, found.refusal?.code) { $0 }
        compare(expected.waitSeconds, found.waitSeconds) { "a wait of \(Quantity.text(seconds: $0))" }
        compare(expected.approvals, found.approvals) { "the approval of \($0) further people" }
        compare(expected.needsModerator, found.needsModerator) { $0 ? "a moderator's word" : "no moderator" }
        if let route = expected.route {
            compare(ruleKey(route), found.route.map(ruleKey)) { "the route \"\(shown($0))\"" }
        }
        if let rule = expected.rule, !found.rules.contains(where: { $0.rule.name == rule }) {
            let others = found.rules.map { "\"\(shown($0.rule.name))\"" }.joined(separator: ", ")
            differences.append("The rule \"\(shown(rule))\" has no part in it; those that have: \(others.isEmpty ? "none" : others).")
        }
        if !differences.isEmpty, let refusal = found.refusal { differences.append(refusal.reason) }
        return differences
    }

    private struct Outcome {
        var verdict = Expectation.Verdict.allow
        var refusal: RuleRefusal?
        var waitSeconds: UInt64?
        var approvals: Int?
        var route: String?
        var needsModerator: Bool?
        var rules: [RuleContribution] = []
    }

    private func outcome(under rulebook: Rulebook) -> Outcome {
        var result = Outcome()
        switch section {
        case .outbound:
            let decision = rulebook.outbound(item, to: audience, circles: circles)
            result.refusal = decision.refusal
            (result.waitSeconds, result.approvals, result.rules) = (decision.waitSeconds, decision.approvals, decision.allRules)
            if decision.isRouted { result.route = decision.audience.kind == .named ? "named" : decision.audience.name }
        case .inbound:
            let decision = rulebook.inbound(item, through: audience)
            result.rules = decision.rules
            if case .refuse(let refusal) = decision.verdict { result.refusal = refusal }
            if decision.verdict == .quarantine { result.verdict = .quarantine }
        case .storing:
            let unknown = Addressee(id: "", name: "")
            let decision = rulebook.storing(
                from: item.author ?? unknown, for: audience.organisations.first { !$0.isOurs }, octets: item.octets,
                ageSeconds: item.ageSeconds)
            (result.refusal, result.rules) = (decision.refusal, decision.rules)
        case .publishing:
            let decision = rulebook.publishing(item)
            (result.refusal, result.needsModerator) = (decision.refusal, !decision.skipsModeration)
            (result.waitSeconds, result.approvals, result.rules) = (decision.waitSeconds, decision.approvals, decision.rules)
        }
        if result.refusal != nil { result.verdict = .deny }
        return result
    }
}
