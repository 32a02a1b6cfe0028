/// Why the rules keep an item from going; every case tells which rules and what to do next (specification 5.9).
public enum RuleRefusal: Error, Equatable, Sendable {
    /// The table of marks and audiences refuses it, before any rule is asked or after rules have changed the audience.
    case table(SharingRefusal)
    /// Rules deny it: for everybody where no organisations are given, else because of these, in the order of the audience.
    case ruleDenies([RuleContribution], organisations: [Addressee])
    /// The section has `allow` rules and none of them names it, or not for these organisations.
    case notAllowed(RuleSection, organisations: [Addressee])
    /// Rules send it to different places.
    case routesDiffer([RuleContribution])
    /// The place to which a rule sends it is wider than the audience that was asked for.
    case routeTooWide(RuleContribution, reaching: [String])
    /// No group or organisation has the name to which a rule sends it, or more than one has.
    case routeUnknown(RuleContribution, name: String)
    /// Rules leave out everybody.
    case nobodyLeft([RuleContribution])
    /// Rules take something out of an item that is signed already or is somebody else's.
    case cannotRedact([RuleContribution])

    /// The refusal's name in the specification and for programs.
    public var code: String {
        switch self {
        case .table(let refusal): refusal.code
        case .ruleDenies: "ruleDenies"
        case .notAllowed: "notAllowed"
        case .routesDiffer: "routesDiffer"
        case .routeTooWide: "routeTooWide"
        case .routeUnknown: "routeUnknown"
        case .nobodyLeft: "nobodyLeft"
        case .cannotRedact: "cannotRedact"
        }
    }

    /// The rules that are the reason; none where the table refuses or no `allow` rule applies.
    public var rules: [RuleContribution] {
        switch self {
        case .table, .notAllowed: []
        case .ruleDenies(let rules, _), .routesDiffer(let rules), .nobodyLeft(let rules), .cannotRedact(let rules): rules
        case .routeTooWide(let rule, _), .routeUnknown(let rule, _): [rule]
        }
    }

    /// What stands against it, in one sentence.
    public var reason: String {
        switch self {
        case .table(let refusal): return refusal.reason
        case .ruleDenies(let rules, let organisations) where organisations.isEmpty: return "Your own rules deny it: \(Self.named(rules))."
        case .ruleDenies(let rules, let organisations):
            return "Your own rules deny it for \(listed(organisations.map(\.name))): \(Self.named(rules))."
        case .notAllowed(let section, let organisations) where organisations.isEmpty:
            return "Your \(section.rawValue) rules say what is allowed, and none of them names it."
        case .notAllowed(let section, let organisations):
            return "Your \(section.rawValue) rules say what is allowed, and none of them names it for \(listed(organisations.map(\.name)))."
        case .routesDiffer(let rules): return "Your own rules send it to different places: \(Self.named(rules))."
        case .routeTooWide(let rule, let names):
            return "The \(rule.rule) would send it further than you asked, to \(listed(names))."
        case .routeUnknown(let rule, let name):
            return "The \(rule.rule) sends it to \"\(shown(name))\", and no group or single organisation here has that name."
        case .nobodyLeft(let rules): return "Your own rules leave out everybody who would have it: \(Self.named(rules))."
        case .cannotRedact(let rules):
            return "Your own rules take something out of it, and it is signed already or somebody else's: \(Self.named(rules))."
        }
    }

    /// What the person who shares can do, in one sentence.
    public var remedy: String {
        switch self {
        case .table(let refusal): refusal.remedy
        case .ruleDenies(_, let organisations) where organisations.isEmpty: "Leave it here, or change the rule if it is not meant for this."
        case .ruleDenies: "Share it without them, or write `then: {route: allowed}` into the rule, which leaves them out by itself."
        case .notAllowed: "Share it with whom the `allow` rules name, or add an `allow` rule for it."
        case .routesDiffer: "Change one of the two, so that they do not apply to the same item."
        case .routeTooWide: "Share it with an audience that has them in it, or change the rule."
        case .routeUnknown: "Correct the name in the rule, or join the group."
        case .nobodyLeft: "Share it with somebody whom the rules do not leave out."
        case .cannotRedact: "Share a draft of your own, or make the rule apply to `author: ours` alone."
        }
    }

    private static func named(_ rules: [RuleContribution]) -> String {
        let first = rules.prefix(3).map { $0.rule.description }.joined(separator: ", ")
        return rules.count > 3 ? "\(first) and \(rules.count - 3) more" : first
    }
}
