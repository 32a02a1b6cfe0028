/// The rules of one section, ready to be asked.
struct CompiledSection: Sendable {
    let section: RuleSection
    let rules: [Rule]
    private let contributions: [RuleContribution]
    private let when: ConditionIndex
    private let unless: ConditionIndex
    /// Rules that look at single organisations, in `when` or in `unless`.
    private let asking: RuleSet
    private let allowing: RuleSet

    init(_ section: RuleSection, _ rules: [Rule]) {
        self.section = section
        self.rules = rules
        contributions = rules.map(\.contribution)
        when = ConditionIndex(rules.map(\.when))
        unless = ConditionIndex(rules.map(\.unless))
        var asking = RuleSet(count: rules.count)
        var allowing = asking
        for (number, rule) in rules.enumerated() {
            if rule.asksDestination { asking.insert(number) }
            if rule.actions.verdict == .allow { allowing.insert(number) }
        }
        self.asking = asking
        self.allowing = allowing
    }

    /// Whether only what an `allow` rule names may pass.
    var isAllowList: Bool { !allowing.isEmpty }

    /// What the rules say about an item and one audience.
    struct Findings {
        /// Rules that apply whoever receives it.
        var common: [RuleContribution] = []
        /// For each organisation of the audience, the rules that apply because of it; empty where no rule looks at single ones.
        var single: [[RuleContribution]] = []
        /// Whether an `allow` rule applies whoever receives it.
        var isAllowed = false
        /// For each organisation, whether an `allow` rule applies because of it; empty like `single`.
        var areAllowed: [Bool] = []
    }

    /// Applies all rules, in no order.
    ///
    /// The public has no list of organisations, and anybody may be in it: a rule about some organisation is taken to apply there, unless it
    /// allows. Our own organisation has its items anyway, so that no condition on destinations is asked of it.
    func findings(for item: ItemFacts, to audience: AudienceFacts) -> Findings {
        var result = Findings()
        guard !rules.isEmpty else { return result }
        let candidates = when.holding(for: item, to: audience)
        guard !candidates.isEmpty else { return result }
        let excused = unless.holding(for: item, to: audience)
        var common = candidates
        common.subtract(asking)
        common.subtract(excused)
        if candidates.intersects(asking) {
            var asked = candidates
            asked.formIntersection(asking)
            if audience.kind == .everyone {
                common.formUnion(publicly(asked, excused: excused))
            } else {
                judgeSingly(asked, excused: excused, audience.organisations, into: &result)
            }
        }
        common.forEach { result.common.append(contributions[$0]) }
        result.isAllowed = common.intersects(allowing)
        return result
    }

    private func publicly(_ asked: RuleSet, excused: RuleSet) -> RuleSet {
        // Who denies applies unless it is surely excused; who allows applies only if surely meant and surely not excused.
        var surelyExcused = excused
        surelyExcused.formIntersection(unless.withoutDestination)
        var result = asked
        result.subtract(surelyExcused)
        var notSurelyMeant = result
        notSurelyMeant.formIntersection(allowing)
        var sure = when.withoutDestination
        sure.subtract(excused)
        notSurelyMeant.subtract(sure)
        result.subtract(notSurelyMeant)
        return result
    }

    private func judgeSingly(_ asked: RuleSet, excused: RuleSet, _ organisations: [Addressee], into result: inout Findings) {
        result.single.reserveCapacity(organisations.count)
        result.areAllowed.reserveCapacity(organisations.count)
        // Most organisations of a large audience differ in nothing that a rule asks for.
        var judged: [[String]: (found: [RuleContribution], isAllowed: Bool)] = [:]
        var words: [String] = []
        for one in organisations {
            guard !one.isOurs else {
                result.single.append([])
                result.areAllowed.append(true)
                continue
            }
            words.removeAll(keepingCapacity: true)
            when.destinationWords(of: one, into: &words)
            unless.destinationWords(of: one, into: &words)
            let judgement = judged[words] ?? judgeSingly(asked, excused: excused, one)
            judged[words] = judgement
            result.single.append(judgement.found)
            result.areAllowed.append(judgement.isAllowed)
        }
    }

    private func judgeSingly(
        _ asked: RuleSet, excused: RuleSet, _ one: Addressee
    ) -> (found: [RuleContribution], isAllowed: Bool) {
        var applying = asked
        when.narrow(&applying, for: one)
        if applying.intersects(excused) {
            var excusedHere = excused
            unless.narrow(&excusedHere, for: one)
            applying.subtract(excusedHere)
        }
        var found: [RuleContribution] = []
        applying.forEach { found.append(contributions[$0]) }
        return (found, !found.isEmpty && applying.intersects(allowing))
    }
}
