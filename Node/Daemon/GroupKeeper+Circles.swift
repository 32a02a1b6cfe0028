import Gossip
import Groups
import Ledger
import Policy
import Wire

/// Who is inside: rosters and the registry joined to the sets for which keys are made.
extension GroupKeeper {
    var everyone: Circle { .everyone(publicTag(of: network)) }

    var community: Circle { .community(communityTag(of: network)) }

    /// The sector of this node's organisation; `nil` when it is in none.
    var ownSector: Circle? {
        guard let organisation, let name = registry.snapshot.organisation(organisation)?.sector, !name.isEmpty else { return nil }
        return .sector(sectorTag(of: network, sector: name), name: name)
    }

    /// The audience behind a tag; `nil` for one that is not known here.
    func circle(_ tag: GroupTag) -> Circle? {
        if tag == everyone.tag { return everyone }
        if tag == community.tag { return community }
        let sector = registry.snapshot.sectors.lazy
            .map { Circle.sector(sectorTag(of: self.network, sector: $0), name: $0) }
            .first { $0.tag == tag }
        return sector ?? rosters[tag].map { .roster($0) }
    }

    /// Whether the registry says who is behind the tag: no charter can.
    func isRegistryTag(_ tag: GroupTag) -> Bool {
        isReservedTag(tag, network: network, sectors: registry.snapshot.sectors)
    }

    /// The tags of all audiences to which this organisation belongs: keys and bodies of theirs may still come.
    var ownTags: Set<GroupTag> {
        Set([everyone, community].map(\.tag) + [ownSector].compactMap { $0?.tag } + rosters.filter { isMember(of: $0.value) }.map(\.key))
    }

    func isMember(of roster: Roster) -> Bool { organisation.map { roster.contains($0) } ?? false }

    /// Every audience this node can share with, the widest first.
    var circles: [Circle] {
        let closed = rosters.values.sorted {
            ($0.charter.statement.name, $0.charter.statement.tag) < ($1.charter.statement.name, $1.charter.statement.tag)
        }
        return [everyone, community] + [ownSector].compactMap { $0 } + closed.map { .roster($0) }
    }

    /// The organisations inside now, ascending; none for everyone.
    func organisations(of circle: Circle) -> [OrganisationID] {
        let registry = registry.snapshot
        switch circle {
        case .everyone: return []
        case .community: return registry.communityMembers(at: clock.minute).map(\.id)
        case .sector(_, let name): return registry.members(ofSector: name, at: clock.minute).map(\.id)
        case .roster(let roster): return roster.organisations
        }
    }

    /// The nodes that a key must be for now, and what each announced; nodes without a valid subkey are left out.
    func wantedMembers(of circle: Circle) -> [EpochMember] { wantedMembers(among: organisations(of: circle)) }

    /// The nodes of these organisations that a key can be for now.
    func wantedMembers(among organisations: [OrganisationID]) -> [EpochMember] {
        let registry = registry.snapshot
        let minute = clock.minute
        return organisations.flatMap { registry.nodes(of: $0) }
            .filter { registry.isAdmitted($0.id, at: minute) }
            .compactMap { node in statements[node.id].flatMap { EpochMember($0, at: minute) } }
            .sorted { $0.node < $1.node }
    }

    /// Organisations inside that no key is made for now, each with the reason.
    func organisationsWithoutKey(of circle: Circle) -> [(organisation: OrganisationID, reason: String)] {
        let registry = registry.snapshot
        let minute = clock.minute
        return organisations(of: circle).compactMap { id in
            guard let organisation = registry.organisation(id) else { return (id, "not in the registry") }
            guard organisation.standing == .admitted else { return (id, organisation.standing.rawValue) }
            let nodes = registry.nodes(of: id)
            guard nodes.contains(where: { registry.isAdmitted($0.id, at: minute) }) else {
                return (id, nodes.isEmpty ? "has no node" : "its node's certificate has ended or is revoked")
            }
            guard nodes.contains(where: { statements[$0.id] != nil }) else { return (id, "its node has announced no encryption key yet") }
            guard nodes.contains(where: { statements[$0.id]?.isValid(at: minute) ?? false }) else {
                return (id, "its node's encryption key has expired")
            }
            return nil
        }
    }

    /// Whether an organisation may share what is marked so with the audience behind the tag, as things stand now (specification 5.3).
    func accepts(_ tlp: UInt8, from author: OrganisationID, in tag: GroupTag) -> Bool {
        guard let circle = circle(tag), registry.snapshot.standing(of: author) == .admitted else { return false }
        let organisations = organisations(of: circle)
        guard circle.kind == .everyone || organisations.contains(author) else { return false }
        return decide(tlp: TLP(rawValue: tlp), audience: circle.kind, organisations: organisations.count) == .allow
    }

    /// Who may exchange which group's journals with us: of sectors at every node, of other groups at their members.
    ///
    /// This node is named where it takes part. Of a group that its organisation is no longer in, nothing passes.
    func accessTable() -> AccessTable {
        let registry = registry.snapshot
        let coordinators = registry.nodes.filter { $0.role == .coordinator }.map(\.id)
        var table = AccessTable()
        for sector in registry.sectors {
            let nodes = registry.members(ofSector: sector, at: clock.minute).flatMap { $0.nodes }
            table.groups[sectorTag(of: network, sector: sector)] = Set(nodes + coordinators)
        }
        for (tag, roster) in rosters where !isRegistryTag(tag) {
            guard let organisation, roster.contains(organisation) || hasJustLeft(roster) else {
                table.groups[tag] = []
                continue
            }
            // After leaving, this node itself still takes part for a day.
            let members = roster.organisations.flatMap { registry.nodes(of: $0).map(\.id) } + [node]
            table.groups[tag] = Set(members + roster.charter.statement.mailboxes)
        }
        return table
    }

    /// The other nodes of this organisation's closed groups and sets of recipients: to them it owes the first word of these. Their mailboxes
    /// are among them, which have what was said while it was away.
    var groupPeers: Set<NodeID> {
        let registry = registry.snapshot
        let inside = rosters.values.filter { isMember(of: $0) }
        let nodes = Set(inside.flatMap(\.organisations)).flatMap { registry.nodes(of: $0).map(\.id) }
        return Set(nodes + inside.flatMap(\.charter.statement.mailboxes)).subtracting([node])
    }

    /// Whether this organisation left the group within a day: its last word still has to reach those who were away.
    private func hasJustLeft(_ roster: Roster) -> Bool {
        roster.operations.contains { operation in
            operation.verb == .remove && operation.organisation == organisation && operation.signerOrganisation == organisation
                && operation.time.rawValue <= clock.minute.rawValue
                && clock.minute.rawValue - operation.time.rawValue <= DaemonLimits.farewellMinutes
        }
    }

    /// Two of these organisations between which nothing can pass; `nil` when each can reach each other.
    ///
    /// A node with an address can be dialled, two without meet at a relay or leave word at a mailbox; both is the coordinator's. A mailbox does
    /// for those who know the group: it cannot bring the first word of it, which this organisation has to say itself.
    func organisationsWithoutPath(
        _ organisations: [OrganisationID], hasMailbox: Bool, hasRelay: Bool
    ) -> (OrganisationID, OrganisationID)? {
        guard !hasRelay else { return nil }
        let registry = registry.snapshot
        let silent = organisations.filter { id in registry.nodes(of: id).allSatisfy { $0.endpoints.isEmpty } }
        guard silent.count >= 2 else { return nil }
        guard hasMailbox else { return (silent[0], silent[1]) }
        guard let organisation, silent.contains(organisation) else { return nil }
        return silent.first { $0 != organisation }.map { (organisation, $0) }
    }
}
