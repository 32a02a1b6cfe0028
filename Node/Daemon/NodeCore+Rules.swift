import Exchange
import Groups
import Ledger
import Policy
import STIX
import Sodium
import Storage
import Wire

/// The organisation's own rules, asked about what goes and what comes.
extension NodeCore {
    /// What rules may know of a bundle.
    func facts(
        of bundle: STIXBundle, tlp: TLP, pap: PAP?, author: OrganisationID, created: UInt64, isOwnDraft: Bool, _ book: Rulebook
    ) -> ItemFacts {
        let found = try? STIXFacts(of: bundle)
        return ItemFacts(
            tlp: tlp, pap: pap, author: addressee(author), types: found?.types ?? [], labels: found?.labels ?? [],
            confidence: found?.confidence, octets: UInt64(bundle.bytes.count), ageSeconds: clock.seconds - min(created, clock.seconds),
            mentions: book.own.isEmpty ? [] : book.own.mentions(in: bundle.bytes), isOwnDraft: isOwnDraft)
    }

    /// An organisation as rules know it.
    func addressee(_ id: OrganisationID) -> Addressee {
        let known = registry.snapshot.organisation(id)
        let sector = known?.sector ?? ""
        return Addressee(id: id.hex, name: known?.name ?? id.hex, sectors: sector.isEmpty ? [] : [sector], isOurs: id == organisation)
    }

    func audienceFacts(_ circle: Circle, _ organisations: [OrganisationID], namesPeople: Bool) -> AudienceFacts {
        let name: String? =
            switch circle {
            case .sector(_, let name): name
            case .roster(let roster) where roster.kind != .named: roster.charter.statement.name
            default: nil
            }
        return AudienceFacts(
            circle.kind, name: name, organisations: circle.kind == .everyone ? [] : organisations.map(addressee), namesPeople: namesPeople)
    }

    /// The closed groups to which rules may send, and all members, whom they may name.
    func circlesForRules() async -> [AudienceFacts] {
        var circles: [AudienceFacts] = []
        let community = await groups.community
        circles.append(audienceFacts(community, await groups.organisations(of: community), namesPeople: false))
        for roster in await groups.rosters.values.sorted(by: { $0.charter.statement.tag < $1.charter.statement.tag })
        where roster.kind != .named && roster.contains(organisation) {
            circles.append(audienceFacts(.roster(roster), roster.organisations, namesPeople: false))
        }
        return circles
    }

    /// Asks the rules about an item on its way out: takes out of it what they take out, sends it where they send it, and says what it waits for.
    func applyRules(
        to facts: ItemFacts, _ prepared: PreparedRelease, by book: Rulebook
    ) async throws(OperationError) -> (release: PreparedRelease, redaction: Redaction) {
        var prepared = prepared
        let target = prepared.target
        let audience = audienceFacts(target.circle, target.organisations, namesPeople: !target.recipients.isEmpty)
        let plan = AudiencePlan(for: facts, to: audience, circles: await circlesForRules(), by: book)
        if let refusal = plan.refusal { throw OperationError(refusal) }
        prepared.waitSeconds = max(plan.waitSeconds, prepared.waitSeconds)
        prepared.approvals = plan.approvals
        prepared.notify = plan.notify
        prepared.rules = (plan.outbound.allRules + plan.publishing.rules).map(\.description)
        guard plan.outbound.isRouted else { return (prepared, plan.redaction) }
        guard !prepared.isCorrection else {
            throw OperationError(
                code: "route-too-wide", reason: "Your own rules send it elsewhere, and a correction goes where the item went.",
                remedy: "Retract the item and share a new one, or change the rule.")
        }
        prepared.target = try await self.target(at: plan.outbound.audience, from: target, making: true)
        return (prepared, plan.redaction)
    }

    /// The audience to which rules send an item, as one to seal for; without those who are suspended, for whom nothing is sealed in a group either.
    private func target(at audience: AudienceFacts, from asked: Target, making: Bool) async throws(OperationError) -> Target {
        if audience.kind == .closed, let name = audience.name { return try await target(of: .group(name), making: making) }
        let directory = registry.snapshot
        let named = audience.organisations.filter { one in
            !one.isOurs && OrganisationID(hex: one.id).map { directory.standing(of: $0) == .admitted } ?? false
        }.map { one in
            NamedRecipient(one.id, people: asked.recipients.first { $0.organisation.hex == one.id }?.people ?? [])
        }
        return try await target(of: .organisations(named), making: making)
    }

    /// What the rules say against an item that came in; `nil` for nothing.
    func hold(
        on content: ItemContent, bundle: STIXBundle, from author: OrganisationID, through circle: Circle, _ organisations: [OrganisationID]
    ) -> (hold: ItemHold?, notify: [String]) {
        guard author != organisation else { return (nil, []) }
        // Nobody can say what the rules would be, so a person has to look.
        guard let book = rules.present else { return (ItemHold(.quarantine, reason: "The rules file is wrong."), []) }
        let facts = facts(
            of: bundle, tlp: content.tlp, pap: content.pap, author: author, created: content.created, isOwnDraft: false, book)
        let audience = audienceFacts(circle, organisations, namesPeople: !content.recipients.isEmpty)
        let decision = book.inbound(facts, through: audience)
        let named = decision.rules.map(\.description).joined(separator: "; ")
        switch decision.verdict {
        // The table is asked anew whenever something has changed; only rules hold for good.
        case .refuse(.table): return (nil, [])
        case .refuse(let refusal): return (ItemHold(.denied, reason: refusal.reason), decision.notify)
        case .quarantine: return (ItemHold(.quarantine, reason: named), decision.notify)
        case .accept: break
        }
        guard circle.kind == .everyone else { return (nil, decision.notify) }
        let publishing = book.publishing(facts)
        let notify = Set(decision.notify + publishing.notify).sorted()
        return (publishing.refusal.map { ItemHold(.unpublished, reason: $0.reason) }, notify)
    }

    func policy() async throws(OperationError) -> PolicyReport {
        rules.look()
        if let hash = rules.takeChange() { await auditLog.noteAfterwards(.policyChanged, subject: hash) }
        return rules.report
    }

    func explain(_ content: [UInt8], _ request: ShareRequest) async throws(OperationError) -> ExplanationReport {
        let bundle = try Self.bundle(content)
        let (tlp, _) = try mark(bundle, request)
        let book = try rules.rulebook()
        let target = try await target(of: request.to, making: false)
        let facts = facts(
            of: bundle, tlp: tlp, pap: try Self.pap(request.pap), author: organisation, created: clock.seconds, isOwnDraft: true, book)
        let audience = audienceFacts(target.circle, target.organisations, namesPeople: !target.recipients.isEmpty)
        let plan = AudiencePlan(for: facts, to: audience, circles: await circlesForRules(), by: book)
        var refusal = plan.refusal.map(OperationError.init)
        if refusal == nil {
            // As `share` goes, up to where it makes something.
            do throws(OperationError) {
                try await judgeFreshness(tlp, despite: request.despiteStaleRegistry == true)
                if target.circle.kind != .everyone { _ = try await sealingMembers(of: target.circle) }
                if plan.outbound.isRouted { _ = try await self.target(at: plan.outbound.audience, from: target, making: false) }
            } catch {
                refusal = error
            }
        }
        return await explanation(plan, refusal, tlp, target)
    }

    private func explanation(
        _ plan: AudiencePlan, _ refusal: OperationError?, _ tlp: TLP, _ target: Target
    ) async -> ExplanationReport {
        let outbound = plan.outbound
        let wanted = await groups.wantedMembers(among: plan.organisations)
        let reasons = Dictionary(
            await groups.organisationsWithoutKey(of: target.circle).map { ($0.organisation.hex, $0.reason) }, uniquingKeysWith: { $1 })
        let organisations = outbound.organisations.map { one in
            let receives = refusal == nil && one.isRecipient
            return ExplanationReport.Organisation(
                name: one.organisation.name, id: one.organisation.id,
                verdict: receives ? reasons[one.organisation.id] ?? "receives" : "refused", rules: one.rules.map(\.description))
        }
        let nodes = refusal == nil ? plan.nodes(among: wanted, directory: registry.snapshot).map(\.hex) : []
        return ExplanationReport(
            asked: displayName(of: target.circle),
            goesTo: refusal != nil
                ? "nobody" : outbound.isRouted ? outbound.audience.name ?? "named recipients" : displayName(of: target.circle),
            tlp: tlp.displayName, decision: refusal?.code ?? "allowed",
            reason: refusal.map { "\($0.reason) \($0.remedy)" } ?? "",
            waitSeconds: plan.waitSeconds, approvals: plan.approvals,
            redacted: Set(plan.redaction.properties + plan.redaction.types).sorted(), notified: plan.notify,
            rules: (outbound.rules + plan.publishing.rules).map(\.description), organisations: organisations, nodes: nodes)
    }
}

extension OperationError {
    init(_ refusal: RuleRefusal) {
        self.init(code: refusal.code.hyphenated, reason: refusal.reason, remedy: refusal.remedy)
    }
}
