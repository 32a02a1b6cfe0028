import Groups
import Ledger
import Sodium
import Wire

/// Rosters: founding, changing, taking over what others know.
extension GroupKeeper {
    /// What a roster document brought.
    struct RosterArrival {
        var isNews = false
        /// Some of it did not verify; a registry that has grown may know its signers.
        var isPartial = false
        /// There was no room for some of it; there may be later.
        var isCrowded = false
    }

    /// Merges a roster document that one of the group's items carried; a group comes to be known by its first.
    ///
    /// The document counts only if its charter is for the group whose key opened it, and never for one that the registry makes.
    func take(roster document: RosterDocument, tag: GroupTag) async throws -> RosterArrival {
        guard !isRegistryTag(tag) else { throw RosterError.anotherCharter }
        var arrival = RosterArrival()
        if rosters[tag] != nil {
            guard let merge = try rosters[tag]?.merge(document, network: network, directory: registry.snapshot) else { return arrival }
            arrival.isNews = merge.added > 0
            arrival.isPartial = !merge.refused.isEmpty
            arrival.isCrowded = merge.passedOver > 0
        } else {
            let roster = try Roster(document: document, network: network, directory: registry.snapshot)
            guard roster.charter.statement.tag == tag else { throw RosterError.anotherCharter }
            rosters[tag] = roster
            arrival.isNews = true
            arrival.isPartial = roster.operations.count < document.operations.count
        }
        if arrival.isNews || isUnsaved(rosterOf: tag) { try await save(rosterOf: tag) }
        return arrival
    }

    /// What a new group is to be.
    struct Foundation: Sendable {
        var name: String
        var mailboxes: [NodeID]
        var mailboxDays: UInt16
        var givesHistory: Bool
        var electing: UInt8
        var asksForReceipts = false
        /// Members from the beginning.
        var members: [OrganisationID]
    }

    /// Founds a closed group whose steward is this organisation.
    func found(_ foundation: Foundation, by founder: OrganisationID) async throws -> Roster {
        let statement = try CharterStatement(
            tag: GroupTag(SecureRandom.octets16()), name: foundation.name, founder: founder, mailboxes: foundation.mailboxes,
            created: clock.minute, history: foundation.givesHistory ? .everythingKept : .fromJoining,
            mailboxDays: foundation.mailboxDays, electing: foundation.electing, asksForReceipts: foundation.asksForReceipts)
        var roster = Roster(charter: Charter(signing: statement, node: node, network: network, with: keys.operation))
        for member in foundation.members where member != founder {
            _ = try roster.sign(
                .add, member, signer: node, time: clock.minute, network: network, directory: registry.snapshot, with: keys.operation)
        }
        rosters[statement.tag] = roster
        try await save(rosterOf: statement.tag)
        return roster
    }

    /// The set of exactly these organisations: one that is in use already, or a new one, which is forgotten again unless `keeping`.
    func named(
        _ organisations: [OrganisationID], by founder: OrganisationID, mailboxes: [NodeID], keeping: Bool
    ) async throws -> Roster {
        let wanted = Set(organisations + [founder]).sorted()
        let known = rosters.values.filter { $0.kind == .named && $0.organisations == wanted }
        if let roster = known.min(by: { $0.charter.statement.tag < $1.charter.statement.tag }) { return roster }
        let statement = try CharterStatement(
            tag: GroupTag(SecureRandom.octets16()), naming: wanted, founder: founder, mailboxes: mailboxes, created: clock.minute)
        let roster = Roster(charter: Charter(signing: statement, node: node, network: network, with: keys.operation))
        guard keeping else { return roster }
        rosters[statement.tag] = roster
        try await save(rosterOf: statement.tag)
        return roster
    }

    /// Signs one operation on a roster.
    func sign(_ verb: RosterVerb, _ organisation: OrganisationID, in tag: GroupTag) async throws -> Roster? {
        _ = try rosters[tag]?.sign(
            verb, organisation, signer: node, time: clock.minute, network: network, directory: registry.snapshot, with: keys.operation)
        try await save(rosterOf: tag)
        return rosters[tag]
    }
}
