/// What can be said of rules without any item: contradictions, which refuse a file, and what is only doubtful.
enum RulebookCheck {
    static func findings(in content: RulebookContent) -> (faults: [RuleFault], warnings: [RuleFault]) {
        var faults = RuleFaults()
        var warnings = RuleFaults()
        for section in RuleSection.allCases {
            let rules = content.rules[section] ?? []
            for rule in rules { judge(rule, &faults, &warnings) }
            compare(rules, &faults, &warnings)
        }
        for (tlp, least) in [(TLP.clear, UInt64(60)), (.green, 1)] {
            guard let place = content.waitingPlaces[tlp], content.waiting[tlp].seconds < least else { continue }
            warnings.add(
                .doubtful, place, "\(tlp.displayName) leaves at once, so that a mistake cannot be taken back.",
                "Write `wait: \(tlp == .clear ? "10m" : "2m")` unless that is meant.")
        }
        let sorted = warnings.all.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        return (faults.all, Array(sorted.prefix(RulebookLimits.warningsMax)))
    }

    /// What one rule says against itself.
    private static func judge(_ rule: Rule, _ faults: inout RuleFaults, _ warnings: inout RuleFaults) {
        let when = rule.when
        if let kinds = when.audience {
            if when.group != nil, kinds & 1 << AudienceKind.closed.rawValue == 0 {
                never(rule, "`group` asks for a closed group and `audience` for something else", &faults)
            }
            if when.sector != nil, kinds & 1 << AudienceKind.sector.rawValue == 0 {
                never(rule, "`sector` asks for a sector's circle and `audience` for something else", &faults)
            }
        }
        if when.group != nil, when.sector != nil { never(rule, "nothing goes to a group and to a sector's circle at once", &faults) }
        if let bits = when.tlp, let widest = TLP.allCases.first(where: { bits & 1 << $0.rawValue != 0 })?.widestAudience {
            let kinds = when.audience ?? (when.group != nil ? 1 << AudienceKind.closed.rawValue : when.sector != nil ? 1 << 2 : 0b11111)
            if !AudienceKind.allCases.contains(where: { kinds & 1 << $0.rawValue != 0 && $0.isNoWider(than: widest) }),
                rule.reference.section != .inbound
            {
                warnings.add(
                    .doubtful, rule.place, "The rule \"\(shown(rule.reference.name))\" is about what its marks forbid anyway.",
                    "Remove it, or correct its `tlp` or `audience`.")
            }
        }
        if let unless = rule.unless, unless.isAtLeastAsWide(as: when) {
            never(rule, "`unless` holds whenever `when` does", &faults)
        }
        let actions = rule.actions
        if actions.verdict == .deny, actions.skipsModeration {
            faults.add(
                .contradiction, rule.place,
                "The rule \"\(shown(rule.reference.name))\" denies an item and says that it needs no moderator.", "Remove one of the two.")
        }
        if actions.verdict == .deny, actions.delaySeconds > 0 || actions.approvals > 0 || !actions.redaction.isEmpty || actions.route != nil
        {
            faults.add(
                .contradiction, rule.place, "The rule \"\(shown(rule.reference.name))\" denies an item and says what to do before it goes.",
                "Remove `deny`, or the rest.")
        }
        if actions == RuleActions() {
            warnings.add(
                .doubtful, rule.place, "The rule \"\(shown(rule.reference.name))\" does nothing.", "Say what it does, or remove it.")
        }
    }

    private static func never(_ rule: Rule, _ why: String, _ faults: inout RuleFaults) {
        faults.add(
            .neverHolds, rule.place, "The rule \"\(shown(rule.reference.name))\" can never apply: \(why).",
            "Remove one of the conditions, or make two rules of it.")
    }

    /// What rules of one section say against each other.
    private static func compare(_ rules: [Rule], _ faults: inout RuleFaults, _ warnings: inout RuleFaults) {
        var byMeaning: [Meaning: [Int]] = [:]
        for (number, rule) in rules.enumerated() { byMeaning[Meaning(rule), default: []].append(number) }
        for (number, rule) in rules.enumerated() {
            let earlier = byMeaning[Meaning(rule), default: []].prefix { $0 < number }
            // The first pair tells it; a file of equal rules is not compared square.
            for other in earlier.prefix(8) { contradict(rules[other], rule, &faults, &warnings) }
        }
        guard let denial = rules.first(where: { $0.actions.verdict == .deny && $0.when.isEmpty && $0.unless == nil }), rules.count > 1
        else {
            return
        }
        for rule in rules where rule.reference != denial.reference && byMeaning[Meaning(rule)]?.first != rules.firstIndex(of: denial) {
            warnings.add(
                .doubtful, rule.place,
                "The rule \"\(shown(rule.reference.name))\" changes nothing: \"\(shown(denial.reference.name))\" on line "
                    + "\(denial.reference.line) denies everything.",
                "Give that rule conditions, or remove this one.")
        }
    }

    private static func contradict(_ first: Rule, _ second: Rule, _ faults: inout RuleFaults, _ warnings: inout RuleFaults) {
        let (one, other) = ("\"\(shown(first.reference.name))\" on line \(first.reference.line)", "\"\(shown(second.reference.name))\"")
        let verdicts = Set([first.actions.verdict, second.actions.verdict].compactMap(\.self))
        if verdicts.contains(.allow), verdicts.count > 1 {
            faults.add(
                .contradiction, second.place, "The rules \(one) and \(other) have the same conditions; one allows and the other does not.",
                "Remove one of the two.")
        } else if let a = first.actions.route, let b = second.actions.route, a != b {
            faults.add(
                .contradiction, second.place, "The rules \(one) and \(other) have the same conditions and different routes.",
                "Remove one of the two.")
        } else if first.actions == second.actions {
            warnings.add(.doubtful, second.place, "The rules \(one) and \(other) say the same.", "Remove one of the two.")
        }
    }

    private struct Meaning: Hashable {
        let when: RuleConditions
        let unless: RuleConditions?

        init(_ rule: Rule) { (when, unless) = (rule.when, rule.unless) }
    }
}

extension RuleConditions {
    /// Whether these hold for certain wherever the others do: each that is asked here is asked there at least as strictly.
    func isAtLeastAsWide(as other: RuleConditions) -> Bool {
        func bits(_ own: UInt8?, _ others: UInt8?) -> Bool { own.map { own in others.map { $0 & ~own == 0 } ?? false } ?? true }
        func words(_ own: [String]?, _ others: [String]?) -> Bool {
            own.map { own in others.map { Set(own).isSuperset(of: $0) } ?? false } ?? true
        }
        func within(_ own: ClosedRange<UInt64>?, _ others: ClosedRange<UInt64>?) -> Bool {
            own.map { own in others.map { own.lowerBound <= $0.lowerBound && $0.upperBound <= own.upperBound } ?? false } ?? true
        }
        guard bits(tlp, other.tlp), bits(pap, other.pap), bits(audience, other.audience), bits(mentions, other.mentions),
            words(group, other.group), words(sector, other.sector), words(author, other.author), words(type, other.type),
            words(label, other.label), within(size, other.size), within(age, other.age)
        else { return false }
        if let confidence, confidence != other.confidence { return false }
        guard let destination else { return true }
        guard let others = other.destination else { return false }
        return words(destination.organisations, others.organisations) && words(destination.sectors, others.sectors)
    }
}

extension Array where Element == Rule {
    fileprivate func firstIndex(of rule: Rule) -> Int? { firstIndex { $0.reference == rule.reference } }
}
