/// What the rules say about one item on its way out.
public struct OutboundDecision: Equatable, Sendable {
    /// Why it stays here; `nil` when it may go.
    public internal(set) var refusal: RuleRefusal?
    /// To whom it goes: the audience that was asked for, or the narrower one to which rules send it. Nobody when refused.
    public internal(set) var audience: AudienceFacts
    /// Whether that is another audience than was asked for.
    public internal(set) var isRouted = false
    /// Seconds that it waits before it leaves, during which it can be cancelled.
    public internal(set) var waitSeconds: UInt64 = 0
    /// People who have to approve it, besides the one who shares.
    public internal(set) var approvals = 0
    /// What has to be taken out of it before it is signed.
    public internal(set) var redaction = Redaction()
    /// Whom to tell, sorted.
    public internal(set) var notify: [String] = []
    /// What its mark alone makes it wait, as the section `waiting` or its defaults say.
    public internal(set) var waiting = WaitingTimes.Entry.none
    /// The rules that apply whoever receives it, by line.
    public internal(set) var rules: [RuleContribution] = []
    /// The organisations of the audience that was asked for, each with the rules that apply because of it. Empty for the public.
    public internal(set) var organisations: [OrganisationVerdict] = []

    /// Whether it may go, now or after waiting and approval.
    public var isAllowed: Bool { refusal == nil }

    /// Every rule that had a part in it, by line.
    public var allRules: [RuleContribution] { sortedOnce(rules + organisations.flatMap(\.rules)) }
}

/// What comes of one organisation of the audience that was asked for.
public struct OrganisationVerdict: Equatable, Sendable {
    /// Which organisation.
    public let organisation: Addressee
    /// Whether the item goes to it.
    public internal(set) var isRecipient: Bool
    /// The rules that apply because of it, by line.
    public internal(set) var rules: [RuleContribution]
}

/// Contributions by section and line, each once.
func sortedOnce(_ all: [RuleContribution]) -> [RuleContribution] {
    guard all.count > 1 else { return all }
    var seen: Set<RuleReference> = []
    return all.filter { seen.insert($0.rule).inserted }
        .sorted { ($0.rule.section.rawValue, $0.rule.line, $0.rule.name) < ($1.rule.section.rawValue, $1.rule.line, $1.rule.name) }
}
