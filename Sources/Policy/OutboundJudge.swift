/// Decides one item on its way out, in stages, each of which can only take something away (specification 5.9).
///
/// The table is asked first. Then the rules judge the audience that was asked for; if one sends the item elsewhere, that place is judged
/// too; if some leave organisations out, so are named recipients. Every stage sees all its organisations, those left out included, so that
/// no rule heals what another refuses. The table is asked again about what comes of it.
struct OutboundJudge {
    private let section: CompiledSection
    private let item: ItemFacts
    private let asked: AudienceFacts
    private let circles: [AudienceFacts]
    private var decision: OutboundDecision
    /// Rules that send the item to a group or to named organisations.
    private var routes: [RuleContribution] = []
    /// Identifiers of the organisations that `route: allowed` leaves out, and the rules that do.
    private var leftOut: Set<String> = []
    private var leaving: [RuleContribution] = []
    private var redacting: [RuleContribution] = []
    private var notify: Set<String> = []
    /// Where each organisation stands in the decision.
    private lazy var places = Dictionary(
        decision.organisations.enumerated().map { ($1.organisation.idKey, $0) }, uniquingKeysWith: { first, _ in first })

    init(_ section: CompiledSection, _ item: ItemFacts, to audience: AudienceFacts, circles: [AudienceFacts], waiting: WaitingTimes) {
        self.section = section
        self.item = item
        asked = audience
        self.circles = circles
        decision = OutboundDecision(audience: audience)
        decision.organisations = audience.organisations.map { OrganisationVerdict(organisation: $0, isRecipient: true, rules: []) }
        guard let tlp = item.tlp else { return }
        decision.waiting = waiting[tlp]
        decision.waitSeconds = decision.waiting.seconds
        decision.approvals = decision.waiting.approvals
    }

    mutating func decide() -> OutboundDecision {
        do throws(RuleRefusal) {
            try askTable(about: asked)
            let audience = try narrowed()
            try askTable(about: audience)
            decision.audience = audience
            decision.isRouted = audience != asked
            if decision.isRouted { markRecipients(audience) }
        } catch {
            refuse(error)
        }
        decision.notify = notify.sorted()
        if decision.rules.count > 1 { decision.rules = sortedOnce(decision.rules) }
        return decision
    }

    private func askTable(about audience: AudienceFacts) throws(RuleRefusal) {
        let answer = Policy.decide(
            tlp: item.tlp, audience: audience.kind, organisations: audience.organisations.count, namesPeople: audience.namesPeople)
        if case .refuse(let refusal) = answer { throw .table(refusal) }
    }

    /// The audience after all stages.
    private mutating func narrowed() throws(RuleRefusal) -> AudienceFacts {
        try judge(asked)
        var audience = asked
        if let route = try onlyRoute() {
            audience = try target(of: route)
            if audience != asked { try judge(audience) }
            _ = try onlyRoute()
        }
        if !leftOut.isEmpty {
            // Judged with all who were asked for, whatever a route made of them: no other rule changes what this stage sees.
            if asked.kind != .named {
                try judge(AudienceFacts(.named, organisations: asked.organisations, namesPeople: asked.namesPeople))
                _ = try onlyRoute()
            }
            let left = audience.organisations.filter { !leftOut.contains($0.idKey) }
            audience = AudienceFacts(.named, organisations: left, namesPeople: audience.namesPeople)
            guard left.contains(where: { !$0.isOurs }) else { throw .nobodyLeft(sortedOnce(leaving)) }
        }
        if !redacting.isEmpty, !item.isOwnDraft { throw .cannotRedact(sortedOnce(redacting)) }
        return audience
    }

    /// Applies the rules to one audience and takes down what they want; throws what they refuse.
    private mutating func judge(_ audience: AudienceFacts) throws(RuleRefusal) {
        let findings = section.findings(for: item, to: audience)
        var denying: [RuleContribution] = []
        for rule in findings.common {
            take(rule)
            if rule.actions.verdict == .deny || rule.actions.route == .allowed { denying.append(rule) }
        }
        decision.rules += findings.common
        var denied: [Addressee] = []
        var denyingSome: [RuleContribution] = []
        for (one, rules) in zip(audience.organisations, findings.single) where !rules.isEmpty {
            var isDenied = false
            for rule in rules {
                take(rule)
                if rule.actions.verdict == .deny {
                    isDenied = true
                    denyingSome.append(rule)
                } else if rule.actions.route == .allowed {
                    leftOut.insert(one.idKey)
                    leaving.append(rule)
                }
            }
            if isDenied { denied.append(one) }
            note(rules, for: one)
        }
        if !denying.isEmpty { throw .ruleDenies(sortedOnce(denying), organisations: []) }
        if !denied.isEmpty { throw .ruleDenies(sortedOnce(denyingSome), organisations: denied) }
        guard section.isAllowList, !findings.isAllowed else { return }
        let others = audience.organisations.filter { !$0.isOurs }
        guard !findings.areAllowed.isEmpty, !others.isEmpty else { throw .notAllowed(section.section, organisations: []) }
        let missing = zip(audience.organisations, findings.areAllowed).filter { !$0.1 }.map(\.0)
        if !missing.isEmpty { throw .notAllowed(section.section, organisations: missing) }
    }

    private mutating func take(_ rule: RuleContribution) {
        let actions = rule.actions
        decision.waitSeconds = max(decision.waitSeconds, actions.delaySeconds)
        decision.approvals = max(decision.approvals, actions.approvals)
        notify.formUnion(actions.notify)
        if !actions.redaction.isEmpty {
            decision.redaction.formUnion(actions.redaction)
            redacting.append(rule)
        }
        if let route = actions.route, route != .allowed { routes.append(rule) }
    }

    private mutating func note(_ rules: [RuleContribution], for one: Addressee) {
        guard let index = places[one.idKey] else { return }
        decision.organisations[index].rules = sortedOnce(decision.organisations[index].rules + rules)
    }

    /// The rule with the one place to which the item is sent, if any does; throws when there are several places.
    private func onlyRoute() throws(RuleRefusal) -> RuleContribution? {
        guard let first = routes.first else { return nil }
        let place = first.actions.route?.place
        guard routes.allSatisfy({ $0.actions.route?.place == place }) else { throw .routesDiffer(sortedOnce(routes)) }
        return routes.min { $0.rule.line < $1.rule.line }
    }

    /// The audience to which a rule sends the item, if it is no wider than the one that was asked for.
    private func target(of rule: RuleContribution) throws(RuleRefusal) -> AudienceFacts {
        switch rule.actions.route {
        case .group(let name): try group(name, rule)
        case .named(let names): try named(names, rule)
        case .allowed, nil: asked
        }
    }

    private func group(_ name: String, _ rule: RuleContribution) throws(RuleRefusal) -> AudienceFacts {
        let key = ruleKey(name)
        if asked.kind == .closed, asked.nameKey == key { return asked }
        let found = circles.filter { $0.kind == .closed && $0.nameKey == key }
        guard found.count == 1, let group = found.first else { throw .routeUnknown(rule, name: name) }
        // A group's members are whole organisations: wider than organisations or representatives named one by one.
        guard group.kind.isNoWider(than: asked.kind), !asked.namesPeople else { throw .routeTooWide(rule, reaching: [name]) }
        guard asked.kind != .everyone else { return group }
        let inside = Set(asked.organisations.map(\.idKey))
        let beyond = group.organisations.filter { !$0.isOurs && !inside.contains($0.idKey) }
        guard beyond.isEmpty else { throw .routeTooWide(rule, reaching: beyond.map(\.name)) }
        return group
    }

    private func named(_ names: [String], _ rule: RuleContribution) throws(RuleRefusal) -> AudienceFacts {
        let known = asked.kind == .everyone ? circles.flatMap(\.organisations) : asked.organisations
        // Whoever names recipients is among them; the public has no list in which one's own would stand.
        var organisations = known.first(where: \.isOurs).map { [$0] } ?? []
        for name in names {
            let key = ruleKey(name)
            let found = Set(known.filter { $0.idKey == key || $0.nameKey == key })
            guard found.count < 2 else { throw .routeUnknown(rule, name: name) }
            guard let one = found.first else {
                if asked.kind == .everyone { throw .routeUnknown(rule, name: name) }
                throw .routeTooWide(rule, reaching: [name])
            }
            if !organisations.contains(one) { organisations.append(one) }
        }
        // In the order of the audience, whatever the rule's.
        let order = Dictionary(known.enumerated().map { ($1.idKey, $0) }) { first, _ in first }
        organisations.sort { order[$0.idKey, default: -1] < order[$1.idKey, default: -1] }
        return AudienceFacts(.named, organisations: organisations, namesPeople: asked.namesPeople)
    }

    private mutating func markRecipients(_ audience: AudienceFacts) {
        let ids = Set(audience.organisations.map(\.idKey))
        for index in decision.organisations.indices where !ids.contains(decision.organisations[index].organisation.idKey) {
            decision.organisations[index].isRecipient = false
        }
    }

    private mutating func refuse(_ refusal: RuleRefusal) {
        decision.refusal = refusal
        decision.audience.organisations = []
        decision.isRouted = false
        for index in decision.organisations.indices { decision.organisations[index].isRecipient = false }
    }
}

extension RuleRoute {
    /// The place without regard to case and order, so that two rules can mean the same.
    fileprivate var place: [String] {
        switch self {
        case .group(let name): ["group", ruleKey(name)]
        case .named(let names): ["named"] + Set(names.map(ruleKey)).sorted()
        case .allowed: ["allowed"]
        }
    }
}
