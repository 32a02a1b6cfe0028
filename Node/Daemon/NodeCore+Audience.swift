import Exchange
import Gossip
import Groups
import Ledger
import Policy
import Storage
import Wire

/// Where something is to go, worked out: the audience, who is in it, and the representatives named.
struct Target: Sendable {
    let circle: Circle
    /// The organisations inside now; not looked at for everyone.
    let organisations: [OrganisationID]
    /// Representatives of organisations that are not meant as a whole.
    var recipients: [Recipient] = []
}

/// Who can read: before sharing, and afterwards.
extension NodeCore {
    /// Finds the audience that a request means; `making` founds a set of named organisations that is not known yet.
    func target(of destination: Destination, making: Bool) async throws(OperationError) -> Target {
        switch destination {
        case .everyone:
            try requireAdmission()
            return Target(circle: await groups.everyone, organisations: [])
        case .members:
            let circle = await groups.community
            return Target(circle: circle, organisations: await groups.organisations(of: circle))
        case .sector:
            guard let circle = await groups.ownSector else {
                throw OperationError(
                    code: "no-sector", reason: "The registry has this organisation in no sector.",
                    remedy: "Ask the coordinator's staff, or share with all members or a group.")
            }
            return Target(circle: circle, organisations: await groups.organisations(of: circle))
        case .group(let name):
            let roster = try await roster(named: name)
            return Target(circle: .roster(roster), organisations: roster.organisations)
        case .organisations(let named):
            return try await target(naming: named, making: making)
        }
    }

    private func target(naming named: [NamedRecipient], making: Bool) async throws(OperationError) -> Target {
        try requireAdmission()
        var organisations: [OrganisationID] = []
        var recipients: [Recipient] = []
        for name in named {
            let found = try registeredOrganisation(name.organisation)
            try requireReach(found)
            guard !organisations.contains(found.id) else {
                throw OperationError(
                    code: "named-twice", reason: "\(found.name) is named twice.",
                    remedy: "Name each organisation once, with all its people.")
            }
            organisations.append(found.id)
            if !name.people.isEmpty { recipients.append(Recipient(organisation: found.id, people: Set(name.people).sorted())) }
        }
        guard !organisations.isEmpty else { throw OperationError(.audienceEmpty(.named)) }
        recipients.sort { $0.organisation < $1.organisation }
        let wanted = Set(organisations + [organisation]).sorted()
        try await requirePath(among: wanted, hasMailbox: !mailboxNodes.isEmpty)
        do {
            let roster = try await groups.named(organisations, by: organisation, mailboxes: mailboxNodes, keeping: making)
            if making { await groupsChanged() }
            return Target(circle: .roster(roster), organisations: wanted, recipients: recipients)
        } catch let error as StorageError {
            throw OperationError(error)
        } catch {
            throw OperationError(
                code: "too-many-recipients", reason: "These recipients cannot be named together (\(error)).",
                remedy: "Name at most 256 organisations, or make a group.")
        }
    }

    func audience(ofDraft draft: AudienceRequest, content: [UInt8]?) async throws(OperationError) -> AudienceReport {
        var tlp = try Self.tlp(draft.tlp)
        let bundle = try content.map { content throws(OperationError) in try Self.bundle(content) }
        let target = try await target(of: draft.to, making: false)
        var decision = ("allowed", "")
        do throws(OperationError) {
            // As `share` goes, up to where it makes something.
            if let bundle { tlp = try mark(bundle, ShareRequest(to: draft.to, tlp: draft.tlp)).0 }
            if let tlp { try await judgeFreshness(tlp, despite: draft.despiteStaleRegistry == true) }
            if bundle != nil {
                if target.circle.kind != .everyone { _ = try await sealingMembers(of: target.circle) }
            }
            if let tlp { try judge(tlp, target) }
        } catch {
            decision = (error.code, "\(error.reason) \(error.remedy)")
        }
        let members = await groups.wantedMembers(of: target.circle)
        return await report(
            AudienceReport(
                item: "", group: displayName(of: target.circle), kind: "\(target.circle.kind)", tlp: tlp?.displayName ?? "",
                decision: decision.0, reason: decision.1, organisations: [], organisationIds: [], people: people(target.recipients),
                without: [], mailboxes: [], isExact: true),
            holders: members.map(\.node), of: target.circle)
    }

    /// Throws when the table of marks and audiences does not allow the audience.
    func judge(_ tlp: TLP, _ target: Target) throws(OperationError) {
        let decision = decide(
            tlp: tlp, audience: target.circle.kind, organisations: target.organisations.count, namesPeople: !target.recipients.isEmpty)
        if case .refuse(let refusal) = decision { throw OperationError(refusal) }
    }

    func audience(of id: String, as reader: Reader) async throws(OperationError) -> AudienceReport {
        let item = try await readableItem(id, as: reader)
        guard let circle = await groups.circle(item.group) else { throw .unknownItem(id) }
        let (holders, isExact) = try await holders(of: item)
        return await report(
            AudienceReport(
                item: item.id.hex, group: displayName(of: circle), kind: "\(circle.kind)",
                tlp: TLP(rawValue: item.tlp)?.displayName ?? "", decision: "allowed", reason: "", organisations: [], organisationIds: [],
                people: people(item.recipients), without: [], mailboxes: [], isExact: isExact),
            holders: Array(holders), of: circle)
    }

    /// The nodes that have the key an item was sealed with, and whether that was checked against what the key's maker committed to.
    func holders(of item: StoredItem) async throws(OperationError) -> (nodes: Set<NodeID>, isExact: Bool) {
        let entry = try await reading { (store) throws(StorageError) in
            try store.entry(item.place.journal, position: item.place.position)
        }
        guard let prefix = (try? UnverifiedEntry(compact: entry.compact[...], journal: item.place.journal))?.prefix,
            let epoch = prefix.epoch
        else { return ([], true) }
        guard let known = await groups.epochs[item.group]?.first(where: { $0.id == epoch }) else { return ([], false) }
        return (known.holders(atStep: prefix.step), known.holders != nil)
    }

    private func report(_ frame: AudienceReport, holders: [NodeID], of circle: Circle) async -> AudienceReport {
        var report = frame
        let snapshot = registry.snapshot
        let inside = Set(holders.compactMap { snapshot.node($0)?.organisation })
            .map { (name: snapshot.organisation($0)?.name ?? $0.hex, id: $0.hex) }.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
        report.organisations = inside.map(\.name)
        report.organisationIds = inside.map(\.id)
        if frame.item.isEmpty {
            report.without = await groups.organisationsWithoutKey(of: circle)
                .map { "\(snapshot.organisation($0.organisation)?.name ?? $0.organisation.hex): \($0.reason)" }.sorted()
        }
        report.mailboxes = organisations(of: mailboxes(of: circle))
        return report
    }

    private func people(_ recipients: [Recipient]) -> [String] {
        recipients.flatMap { recipient in
            recipient.people.map { "\(registry.snapshot.organisation(recipient.organisation)?.name ?? recipient.organisation.hex): \($0)" }
        }
    }

    /// The nodes that keep the audience's ciphertext without being inside: those its charter names, and of a sector the coordinator's.
    func mailboxes(of circle: Circle) -> [NodeID] {
        guard case .sector(_, let name) = circle else { return circle.mailboxes }
        let snapshot = registry.snapshot
        return mailboxNodes.filter { node in
            guard let owner = snapshot.node(node)?.organisation else { return false }
            return snapshot.standing(of: owner) == .admitted && snapshot.organisation(owner)?.sector != name
        }
    }

    /// The coordinator's nodes, which keep ciphertext for groups that ask for it.
    var mailboxNodes: [NodeID] { registry.snapshot.nodes.filter { $0.role == .coordinator }.map(\.id) }

    /// Throws when two of these organisations could never exchange anything.
    func requirePath(among organisations: [OrganisationID], hasMailbox: Bool) async throws(OperationError) {
        let hasRelay = await conductor.sessions.contains(where: \.offersRelay) || settings.relay
        guard let (one, other) = await groups.organisationsWithoutPath(organisations, hasMailbox: hasMailbox, hasRelay: hasRelay) else {
            return
        }
        let snapshot = registry.snapshot
        throw OperationError(
            code: "no-path",
            reason: "\(snapshot.organisation(one)?.name ?? one.hex) and \(snapshot.organisation(other)?.name ?? other.hex) have no path to "
                + "each other: neither has an address that can be dialled, and no relay is connected"
                + (hasMailbox ? "; a mailbox cannot bring the first word of a group." : ", and the group has no mailbox."),
            remedy: "Have one of them listen, or try again when a coordinator is connected that offers a relay.")
    }

    /// Throws unless keys can be made for the organisation some day.
    func requireReach(_ candidate: Organisation) throws(OperationError) {
        guard candidate.standing == .admitted else {
            throw OperationError(
                code: "not-admitted", reason: "\(candidate.name) is \(candidate.standing.rawValue), not admitted.",
                remedy: "Add it when the coordinator has admitted it.")
        }
    }
}
