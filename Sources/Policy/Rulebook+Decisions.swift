extension Rulebook {
    /// Decides whether an item may go to an audience, and what has to happen before.
    ///
    /// - Parameters:
    ///   - item: The item, with its effective mark.
    ///   - audience: To whom it was asked to go.
    ///   - circles: The closed groups to which rules may send items, each with its name and organisations; and, for items that were to go
    ///     to everyone, any circle whose organisations rules may name one by one.
    public func outbound(_ item: ItemFacts, to audience: AudienceFacts, circles: [AudienceFacts] = []) -> OutboundDecision {
        var judge = OutboundJudge(outbound, item, to: audience, circles: circles, waiting: waiting)
        return judge.decide()
    }

    /// Decides whether an item that came in is shown.
    ///
    /// - Parameters:
    ///   - item: The item, with the mark inside it.
    ///   - audience: The circle through which it came.
    public func inbound(_ item: ItemFacts, through audience: AudienceFacts) -> InboundDecision {
        let answer = decide(
            tlp: item.tlp, audience: audience.kind, organisations: audience.organisations.count, namesPeople: audience.namesPeople)
        if case .refuse(let refusal) = answer { return InboundDecision(verdict: .refuse(.table(refusal)), notify: [], rules: []) }
        let findings = inbound.findings(for: item, to: audience)
        let verdict: InboundDecision.Verdict =
            if let refusal = Self.refusal(inbound, findings) {
                .refuse(refusal)
            } else if findings.common.contains(where: { $0.actions.verdict == .quarantine }) {
                .quarantine
            } else {
                .accept
            }
        return InboundDecision(verdict: verdict, notify: Self.notified(findings.common), rules: findings.common)
    }

    /// Decides whether sealed octets of somebody else are kept for others. Only what their holder can see is asked.
    ///
    /// - Parameters:
    ///   - author: The organisation that sealed them.
    ///   - receiver: The organisation for which they would be kept; `nil` where they are for several.
    ///   - octets: Their length.
    ///   - ageSeconds: Seconds since they were sealed.
    public func storing(from author: Addressee, for receiver: Addressee?, octets: UInt64, ageSeconds: UInt64) -> StoringDecision {
        let item = ItemFacts(tlp: nil, author: author, octets: octets, ageSeconds: ageSeconds)
        // Where the receiver is not known it may be anybody, as with the public.
        let audience = receiver.map { AudienceFacts(.named, organisations: [$0]) } ?? .everyone
        var findings = storing.findings(for: item, to: audience)
        findings.common += findings.single.joined()
        findings.isAllowed = findings.isAllowed || (!findings.areAllowed.isEmpty && findings.areAllowed.allSatisfy(\.self))
        let rules = sortedOnce(findings.common)
        return StoringDecision(refusal: Self.refusal(storing, findings), notify: Self.notified(rules), rules: rules)
    }

    /// Decides whether an item is made public, in feeds and on pages. The table is asked whether its mark lets it be.
    public func publishing(_ item: ItemFacts) -> PublishingDecision {
        var decision = PublishingDecision()
        if case .refuse(let refusal) = decide(tlp: item.tlp, audience: .everyone, organisations: 0) {
            decision.refusal = .table(refusal)
            return decision
        }
        let findings = publishing.findings(for: item, to: .everyone)
        decision.rules = findings.common
        decision.notify = Self.notified(findings.common)
        for rule in findings.common {
            decision.waitSeconds = max(decision.waitSeconds, rule.actions.delaySeconds)
            decision.approvals = max(decision.approvals, rule.actions.approvals)
            decision.redaction.formUnion(rule.actions.redaction)
        }
        decision.refusal = Self.refusal(publishing, findings)
        if decision.refusal == nil, !decision.redaction.isEmpty, !item.isOwnDraft {
            decision.refusal = .cannotRedact(findings.common.filter { !$0.actions.redaction.isEmpty })
        }
        return decision
    }

    private static func refusal(_ section: CompiledSection, _ findings: CompiledSection.Findings) -> RuleRefusal? {
        let denying = findings.common.filter { $0.actions.verdict == .deny }
        if !denying.isEmpty { return .ruleDenies(sortedOnce(denying), organisations: []) }
        return section.isAllowList && !findings.isAllowed ? .notAllowed(section.section, organisations: []) : nil
    }

    private static func notified(_ rules: [RuleContribution]) -> [String] { Set(rules.flatMap(\.actions.notify)).sorted() }
}

/// What the rules say about an item that came in.
public struct InboundDecision: Equatable, Sendable {
    /// What happens to it.
    public enum Verdict: Equatable, Sendable {
        /// It is shown.
        case accept
        /// It is kept aside until a person has looked at it.
        case quarantine
        /// It is not shown; its entry is kept.
        case refuse(RuleRefusal)
    }

    public let verdict: Verdict
    /// Whom to tell, sorted.
    public let notify: [String]
    /// The rules that apply, by line.
    public let rules: [RuleContribution]
}

/// What the rules say about sealed octets that would be kept for others.
public struct StoringDecision: Equatable, Sendable {
    /// Why they are not kept; `nil` when they are.
    public let refusal: RuleRefusal?
    /// Whom to tell, sorted.
    public let notify: [String]
    /// The rules that apply, by line.
    public let rules: [RuleContribution]
}

/// What the rules say about an item that would be made public.
public struct PublishingDecision: Equatable, Sendable {
    /// Why it is not; `nil` when it is.
    public internal(set) var refusal: RuleRefusal?
    /// Seconds that it waits before.
    public internal(set) var waitSeconds: UInt64 = 0
    /// Further people who have to approve it.
    public internal(set) var approvals = 0
    /// What has to be taken out before it is signed.
    public internal(set) var redaction = Redaction()
    /// Whom to tell, sorted.
    public internal(set) var notify: [String] = []
    /// The rules that apply, by line.
    public internal(set) var rules: [RuleContribution] = []

    /// The first rule by which it needs no moderator; `nil` where there is none, and for what is refused.
    public var trustingRule: RuleReference? {
        guard refusal == nil else { return nil }
        return rules.first { $0.actions.skipsModeration }?.rule
    }

    /// Whether it is public without a moderator's word; never for what is refused.
    public var skipsModeration: Bool { trustingRule != nil }

    /// What holds where no rule says anything: it leaves at once, and waits for a moderator where a public zone is served.
    public init() {}
}
