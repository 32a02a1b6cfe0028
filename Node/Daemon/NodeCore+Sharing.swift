import Exchange
import Gossip
import Groups
import Ledger
import Logging
import Policy
import STIX
import Sodium
import Storage
import Wire

/// Outgoing: content → mark → audience → decision → sealed → on disk → peers.
extension NodeCore {
    func share(_ content: [UInt8], _ request: ShareRequest) async throws(OperationError) -> ShareReport {
        try await ask(for: ReleaseOrder(request), content)
    }

    /// Releases what was asked for, or lets it wait for its time and for the people who have to approve it.
    func ask(for order: ReleaseOrder, _ content: [UInt8]) async throws(OperationError) -> ShareReport {
        var decision: UInt64?
        var attempt = 1
        while true {
            do throws(OperationError) {
                let prepared = try await prepare(order, content, at: clock.seconds)
                guard prepared.isImmediate else { return try await releases.add(order, content, prepared) }
                let report = try await release(prepared, order, &decision)
                tallies.note(.shared)
                return report
            } catch {
                // Somebody else is inside now: rules and mark are asked anew.
                if error.code == OperationError.audienceChanged.code, attempt < DaemonLimits.sealAttemptsMax {
                    attempt += 1
                    continue
                }
                tallies.note(NodeTallies.ShareOutcome(error))
                await noteRefusal(error, of: order.request, decision)
                throw error
            }
        }
    }

    /// Makes the item that an order asks for, judged by everything that can be said against it now. Makes nothing else.
    func prepare(_ order: ReleaseOrder, _ content: [UInt8], at second: UInt64) async throws(OperationError) -> PreparedRelease {
        switch order.form {
        case .bundle, .contribution: try await prepareBundle(order, content, second)
        case .reshare: try await prepareReshare(order, second)
        }
    }

    private func prepareBundle(
        _ order: ReleaseOrder, _ content: [UInt8], _ second: UInt64
    ) async throws(OperationError) -> PreparedRelease {
        try await requireUnchanged(order)
        var bundle = try Self.bundle(content)
        let request = order.request
        let (tlp, source) = try mark(bundle, request)
        try await judgeFreshness(tlp, despite: request.despiteStaleRegistry == true)
        let target = try await target(of: order)
        if target.circle.kind != .everyone { _ = try await sealingMembers(of: target.circle) }
        // The rules ask the table again; here it is asked before an item is made that its mark does not allow, with the reason that helps.
        try judge(tlp, target)
        let book = try rules.rulebook()
        let pap = try Self.pap(request.pap)
        let facts = facts(of: bundle, tlp: tlp, pap: pap, author: organisation, created: second, isOwnDraft: true, book)
        var prepared = PreparedRelease(
            item: try itemContent(bundle, marked: tlp, order, target, second), target: target, source: source,
            waitSeconds: try Self.holdSeconds(request), warnings: bundle.warnings.map(\.description))
        let redaction: Redaction
        (prepared, redaction) = try await applyRules(to: facts, prepared, by: book)
        if !redaction.isEmpty {
            do throws(RedactionFault) {
                bundle = try bundle.redacted(by: redaction)
            } catch {
                throw OperationError(code: error.code.hyphenated, reason: error.reason, remedy: error.remedy)
            }
        }
        prepared.item = try itemContent(bundle, marked: tlp, order, prepared.target, second)
        if order.form == .contribution { prepared.item = try await contribution(of: prepared.item, order, second) }
        return prepared
    }

    /// Seals and publishes an item, and what follows from its being there. `decision` becomes the record of the audit log that says that it
    /// was allowed.
    func release(
        _ prepared: PreparedRelease, _ order: ReleaseOrder, _ decision: inout UInt64?
    ) async throws(OperationError) -> ShareReport {
        let (item, circle) = (prepared.item, prepared.target.circle)
        decision = try await noteAllowed(prepared)
        let sealed = try await publish(item, in: circle, decidedFor: prepared.target.organisations)
        await auditLog.noteAfterwards(.shared, subject: sealed.id.hex, details: ["of": decision.map { "\($0)" } ?? ""])
        if !prepared.notify.isEmpty {
            logger.notice("the rules tell of a share", metadata: ["notify": "\(prepared.notify)", "item": "\(sealed.id)"])
        }
        try await follow(order, sealed.id)
        var report = ShareReport(
            id: sealed.id.hex, group: displayName(of: circle), tlp: item.tlp.displayName, tlpSource: prepared.source, title: item.title,
            recipients: organisations(of: sealed.nodes), warnings: prepared.warnings)
        report.rules = prepared.rules
        return report
    }

    /// Does what follows from an item's being on disk, which may be done again: the old item lives on as this one, a contribution was issued.
    ///
    /// Throws with the status 503: the item has left, and this is done later.
    func follow(_ order: ReleaseOrder, _ id: Hash) async throws(OperationError) {
        do throws(OperationError) {
            if let old = order.declassifies.flatMap({ Hash(hex: $0) }) { try await moveOn(old, as: id) }
            if let from = order.contribution.flatMap({ Hash(hex: $0) }) { try await noteIssued(from, as: id) }
        } catch {
            throw OperationError(
                code: "not-followed", reason: "It was shared as \(id.hex), and what follows from that could not be done: \(error.reason)",
                remedy: "\(error.remedy) Then retract the old item.", status: 503)
        }
    }

    /// Publishes an item, sealed for those who are inside by then unless it is for everyone; for no organisation but those it was decided for.
    func publish(
        _ item: ItemContent, in circle: Circle, decidedFor organisations: [OrganisationID]? = nil
    ) async throws(OperationError) -> (id: Hash, nodes: [NodeID]) {
        do throws(PlacementError) {
            try Placement.check(item, in: circle.kind)
        } catch {
            throw OperationError(error)
        }
        let sealed =
            circle.kind != .everyone
            ? try await seal(item, for: circle, decidedFor: organisations)
            : (ids: try await publisher.publish([.publicItem(content: item.encoded())], in: circle.tag), nodes: [])
        guard let id = sealed.ids.first else { preconditionFailure("one draft was published and no item came back") }
        return (id, sealed.nodes)
    }

    /// Publishes an item for exactly those who are inside when it is sealed; gives them.
    private func seal(
        _ item: ItemContent, for circle: Circle, decidedFor organisations: [OrganisationID]?
    ) async throws(OperationError) -> (ids: [Hash], nodes: [NodeID]) {
        var attempt = 1
        while true {
            let circle = await groups.circle(circle.tag) ?? circle
            let members = try await sealingMembers(of: circle)
            if let organisations {
                let snapshot = registry.snapshot
                let inside = Set(members.compactMap { snapshot.node($0.node)?.organisation })
                guard inside.isSubset(of: organisations) else { throw OperationError.audienceChanged }
            }
            do throws(OperationError) {
                let draft = try draft(item, under: try await openKey(of: circle, for: members))
                return (try await publish(draft, in: circle, onlyFor: members), members.map(\.node))
            } catch {
                try again(after: error, &attempt)
            }
        }
    }

    /// Publishes an item unless others are inside by then.
    private func publish(_ draft: Draft, in circle: Circle, onlyFor members: [EpochMember]) async throws(OperationError) -> [Hash] {
        let nodes = members.map(\.node)
        let groups = groups
        return try await publisher.publish([draft], in: circle.tag, keepMinutes: circle.keepMinutes) {
            let present = await groups.circle(circle.tag) ?? circle
            return await groups.wantedMembers(of: present).map(\.node) == nodes
        }
    }

    /// Makes the key for those who are inside now, where there is none.
    func openKey(forPresentMembersOf circle: Circle) async throws(OperationError) {
        var attempt = 1
        while true {
            let circle = await groups.circle(circle.tag) ?? circle
            let members = try await sealingMembers(of: circle)
            do throws(OperationError) {
                _ = try await openKey(of: circle, for: members)
                return
            } catch {
                try again(after: error, &attempt)
            }
        }
    }

    /// Throws the error unless the audience changed meanwhile, and not too often.
    private func again(after error: OperationError, _ attempt: inout Int) throws(OperationError) {
        guard error.code == OperationError.audienceChanged.code, attempt < DaemonLimits.sealAttemptsMax else { throw error }
        attempt += 1
    }

    private func itemContent(
        _ bundle: STIXBundle, marked tlp: TLP, _ order: ReleaseOrder, _ target: Target, _ second: UInt64
    ) throws(OperationError) -> ItemContent {
        let request = order.request
        let terms = try terms(of: order, second)
        do throws(ItemContentError) {
            return try ItemContent(
                kind: .bundle, tlp: tlp, pap: try? Self.pap(request.pap),
                title: PlainText.title(cleaning: request.title ?? Self.title(of: bundle)),
                mediaType: "application/stix+json;version=2.1", created: second, data: bundle.bytes, recipients: target.recipients,
                terms: terms)
        } catch {
            throw OperationError(error)
        }
    }

    /// How long somebody wishes it to wait before it leaves.
    static func holdSeconds(_ request: ShareRequest) throws(OperationError) -> UInt64 {
        guard let seconds = request.holdSeconds else { return 0 }
        guard (0...DaemonLimits.holdSecondsMax).contains(seconds) else {
            throw OperationError(
                code: "invalid-hold",
                reason: "A share waits for 0 to \(DaemonLimits.holdSecondsMax) seconds at somebody's wish, not \(seconds).",
                remedy: "Give a number in between; for longer, write a rule that delays.")
        }
        return UInt64(seconds)
    }

    /// A PAP mark as somebody typed it; `nil` for none.
    static func pap(_ text: String?) throws(OperationError) -> PAP? {
        guard let text else { return nil }
        guard let mark = PAP(parsing: text) else {
            throw OperationError(
                code: "unknown-pap", reason: "\"\(text)\" is no PAP marking.", remedy: "Use clear, green, amber or red.")
        }
        return mark
    }

    static func bundle(_ content: [UInt8]) throws(OperationError) -> STIXBundle {
        do throws(STIXError) {
            return try STIXBundle(parsing: content)
        } catch {
            throw OperationError(code: "invalid-stix", reason: "\(error.place): \(error.reason)", remedy: error.remedy)
        }
    }

    /// The mark that counts and where it comes from: the stricter of the content's own and the request, else the settings' default.
    func mark(_ bundle: STIXBundle, _ request: ShareRequest) throws(OperationError) -> (TLP, String) {
        let requested = try Self.tlp(request.tlp)
        switch effective(fileMark: bundle.tlp, requested: requested, unmarkedDefault: settings.defaultTLP) {
        case .success(let tlp):
            return (tlp, requested == tlp && bundle.tlp != tlp ? "request" : bundle.tlp == nil ? "default" : "content")
        case .failure(let refusal): throw OperationError(refusal)
        }
    }

    /// A mark as somebody typed it; `nil` for none.
    static func tlp(_ text: String?) throws(OperationError) -> TLP? {
        guard let text else { return nil }
        guard let tlp = TLP(parsing: text) else {
            throw OperationError(
                code: "unknown-tlp", reason: "\"\(text)\" is no TLP marking.", remedy: "Use clear, green, amber, amber+strict or red.")
        }
        return tlp
    }

    private static func title(of bundle: STIXBundle) -> String {
        let named =
            bundle.objects.first { $0.type == "report" && $0.name != nil }
            ?? bundle.objects.first { $0.name != nil && $0.type != "identity" && $0.type != "marking-definition" }
        return named?.name ?? "STIX bundle of \(bundle.objects.count) objects"
    }

    /// Who can open what is sealed now; this node always among them.
    func sealingMembers(of circle: Circle) async throws(OperationError) -> [EpochMember] {
        try requireAdmission()
        try await requireOneRegistry()
        guard await groups.organisations(of: circle).contains(organisation) else {
            throw OperationError(
                code: "not-a-member", reason: "This organisation is not, or no longer, in \(displayName(of: circle)).",
                remedy: circle.roster == nil
                    ? "Members enter a while after their admission; see `causeway status`." : "Ask a steward of the group.", status: 403)
        }
        let members = await groups.wantedMembers(of: circle)
        guard members.contains(where: { $0.node == node }) else {
            throw OperationError(
                code: "no-subkey", reason: "This node's encryption subkey is not in the store yet, or has expired.",
                remedy: "Try again in a moment; if it stays so, restart the node and read its log.", status: 503)
        }
        return members
    }

    func requireAdmission() throws(OperationError) {
        guard registry.snapshot.isAdmitted(node, at: clock.minute) else {
            throw OperationError(
                code: "not-admitted",
                reason:
                    "This organisation is not admitted to the network, or its certificate has ended, so nobody would accept what it shares.",
                remedy: "See `causeway status` and `causeway keys status`.", status: 403)
        }
    }

    /// The audience's key for exactly these members: the present epoch if it fits, else a grant or a new epoch, published with the roster.
    func openKey(of circle: Circle, for members: [EpochMember]) async throws(OperationError) -> EpochKey {
        if let key = await groups.epoch(of: circle.tag, for: members) { return key }
        // In a large group the first to share makes the key, and the others wait for it.
        let delay = openingDelayMilliseconds(of: node, among: members.map(\.node), network: registry.snapshot.network)
        if delay > 0 {
            try? await Task.sleep(for: .milliseconds(delay))
            if let key = await groups.epoch(of: circle.tag, for: members) { return key }
        }
        do {
            guard let making = try await groups.makeKey(for: circle, members) else { throw OperationError.audienceChanged }
            do {
                var drafts = making.drafts
                if let document = circle.roster?.document {
                    drafts.append(try draft(ItemContent(roster: document, created: clock.seconds), under: making.key))
                }
                try await note(making, of: circle.tag, for: members)
                _ = try await publisher.publish(drafts, in: circle.tag, keepMinutes: circle.keepMinutes)
            } catch {
                try? await groups.abandon(making, of: circle.tag)
                throw error
            }
            try await groups.settle(making, of: circle.tag)
            return making.key
        } catch let error as OperationError {
            throw error
        } catch let error as StorageError {
            throw OperationError(error)
        } catch {
            throw OperationError(
                code: "no-key", reason: "A key for the group could not be made (\(error)).", remedy: "Read the node's log.", status: 500)
        }
    }

    func draft(_ item: ItemContent, under key: EpochKey) throws(OperationError) -> Draft {
        var key = key
        guard let step = key.step(atHour: clock.hour), let stepKey = try? key.stepKey(step) else {
            throw OperationError(
                code: "clock", reason: "This machine's clock lies before the group key's first hour or more than a week after it.",
                remedy: "Set the clock right and share again.")
        }
        return .item(content: item.encoded(), epoch: key.id, step: step, key: stepKey)
    }

    /// Names of the organisations of these nodes, each once, in order.
    func organisations(of nodes: some Sequence<NodeID>) -> [String] {
        let snapshot = registry.snapshot
        return names(of: Set(nodes.compactMap { snapshot.node($0)?.organisation }))
    }

    /// Names of organisations in order; the identifier for one that is not in the registry here.
    func names(of organisations: some Sequence<OrganisationID>) -> [String] {
        let snapshot = registry.snapshot
        return organisations.map { snapshot.organisation($0)?.name ?? $0.hex }.sorted()
    }

    /// What people call an audience.
    func displayName(of circle: Circle) -> String {
        circle.kind == .named ? "named recipients" : circle.name
    }
}

extension OperationError {
    init(_ refusal: SharingRefusal) {
        self.init(code: refusal.code.hyphenated, reason: refusal.reason, remedy: refusal.remedy)
    }
}

extension OperationError {
    init(_ error: ItemContentError) {
        switch error {
        case .invalidExpiry:
            self.init(
                code: "invalid-expiry", reason: "It would expire before it was shared.", remedy: "Give a time to come with --expires.")
        case .invalidTerms:
            self.init(
                code: "invalid-terms", reason: "TLP:RED is never shared again.",
                remedy: "Leave --reshare out, or share it under a weaker mark.")
        default:
            self.init(
                code: "invalid-item", reason: "The item cannot be made (\(error)).",
                remedy: "Give a plain --title, and plain names of representatives.")
        }
    }

    init(_ error: PlacementError) {
        switch error {
        case .attributionForbidden:
            self.init(
                code: "attribution-forbidden", reason: "The public group's journals name who wrote in them.",
                remedy: "Give it to the coordinator to issue under its name: causeway contribute.")
        default:
            self.init(
                code: "misplaced", reason: "The item cannot stand there (\(error.rawValue)).", remedy: "Share it with another audience.")
        }
    }
}

extension String {
    /// camelCase as lower case with hyphens.
    var hyphenated: String {
        reduce(into: "") { text, character in
            text += character.isUppercase ? "-" + character.lowercased() : String(character)
        }
    }
}
