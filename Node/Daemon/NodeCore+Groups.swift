import Exchange
import Gossip
import Groups
import Ledger
import Policy
import Storage
import Wire

/// Groups: founding, changing, listing, and letting in members whose keys have arrived.
extension NodeCore {
    func groups(as reader: Reader) async throws(OperationError) -> [GroupReport] {
        let reach = try await reach(of: reader)
        var reports: [GroupReport] = []
        for circle in await groups.circles where reach.includes(circle.tag) { reports.append(await report(on: circle)) }
        return reports
    }

    func createGroup(_ request: GroupCreation) async throws(OperationError) -> GroupReport {
        try requireAdmission()
        try await requireOneRegistry()
        try await requireFreeName(request.name)
        guard let days = UInt16(exactly: request.mailboxDays), (1...366).contains(days), let electing = UInt8(exactly: request.electing),
            (50...99).contains(electing)
        else {
            throw OperationError(
                code: "invalid-group", reason: "A mailbox keeps 1 to 366 days, and an election takes 50 to 99 percent.",
                remedy: "Give --mailbox-days and --electing inside these limits, or leave them out.")
        }
        var members: [OrganisationID] = []
        for name in request.members {
            let member = try registeredOrganisation(name)
            try requireReach(member)
            members.append(member.id)
        }
        try await requirePath(among: Set(members + [organisation]).sorted(), hasMailbox: request.mailbox && !mailboxNodes.isEmpty)
        let foundation = GroupKeeper.Foundation(
            name: request.name, mailboxes: request.mailbox ? mailboxNodes : [], mailboxDays: days, givesHistory: request.history,
            electing: electing, asksForReceipts: request.receipts == true, members: members)
        do {
            let roster = try await groups.found(foundation, by: organisation)
            await groupsChanged()
            // The members learn of the group by an epoch that is for them.
            if !members.isEmpty { try await openKey(forPresentMembersOf: .roster(roster)) }
            return await report(on: .roster(roster))
        } catch let error as OperationError {
            throw error
        } catch let error as StorageError {
            throw OperationError(error)
        } catch {
            throw OperationError(
                code: "invalid-name", reason: "A group cannot be called \"\(request.name)\" (\(error)).",
                remedy: "Use 1 to \(GroupsLimits.nameScalarsMax) printable characters without leading or trailing spaces.")
        }
    }

    private func requireFreeName(_ name: String) async throws(OperationError) {
        let reserved = ["everyone", "members"].contains(name) || name.hasPrefix("sector:")
        let likeness = LookAlike(name)
        let taken = await groups.rosters.values.map(\.charter.statement.name).first { !$0.isEmpty && LookAlike($0) == likeness }
        guard reserved || taken != nil else { return }
        throw OperationError(
            code: "name-taken",
            reason: reserved
                ? "\"\(name)\" means an audience that the registry makes."
                : "This node knows a group called \"\(taken ?? name)\", which people would take for \"\(name)\".",
            remedy: "Choose another name.", status: 409)
    }

    func changeGroup(_ name: String, _ change: GroupChange) async throws(OperationError) -> GroupReport {
        try requireAdmission()
        let roster = try await roster(named: name)
        let subject = change.verb == .leave ? organisation : try registeredOrganisation(change.organisation).id
        let verb: RosterVerb =
            switch change.verb {
            case .add: .add
            case .remove, .leave: .remove
            case .appoint: .appoint
            case .dismiss: .dismiss
            }
        try await check(verb, subject, in: roster)
        do {
            let tag = roster.charter.statement.tag
            let members = await groups.wantedMembers(of: .roster(roster))
            // Who is removed, and who stays when this organisation leaves, learns of it under a key that they have.
            let before = members.count > 1 ? try await openKey(of: .roster(roster), for: sealingMembers(of: .roster(roster))) : nil
            guard let changed = try await groups.sign(verb, subject, in: tag) else {
                preconditionFailure("a group vanished while it was being changed")
            }
            if let before { try await announce(changed, under: before) }
            await groupsChanged()
            if changed.contains(organisation) {
                try await openKey(forPresentMembersOf: .roster(changed))
            }
            return await report(on: .roster(changed))
        } catch let error as OperationError {
            throw error
        } catch let error as StorageError {
            throw OperationError(error)
        } catch {
            throw OperationError(
                code: "roster", reason: "The roster does not take the change (\(error)).", remedy: "See `causeway group list`.")
        }
    }

    /// Tells those who were inside until now.
    private func announce(_ roster: Roster, under key: EpochKey) async throws(OperationError) {
        let item = ItemContent(roster: roster.document, created: clock.seconds)
        _ = try await publisher.publish(
            [try draft(item, under: key)], in: roster.charter.statement.tag, keepMinutes: Circle.roster(roster).keepMinutes)
    }

    /// Whether the change would have an effect; else why not.
    private func check(_ verb: RosterVerb, _ subject: OrganisationID, in roster: Roster) async throws(OperationError) {
        let snapshot = registry.snapshot
        let name = snapshot.organisation(subject)?.name ?? subject.hex
        guard roster.contains(organisation) else {
            throw OperationError(
                code: "not-a-member", reason: "This organisation is not in the group any more.", remedy: "Ask a steward of the group.",
                status: 403)
        }
        let isVote = verb == .appoint && roster.stewards.isEmpty
        guard roster.isSteward(organisation) || isVote || verb == .remove && subject == organisation else {
            throw OperationError(
                code: "not-a-steward", reason: "Only the group's stewards do that: \(names(of: roster.stewards).joined(separator: ", ")).",
                remedy: roster.stewards.isEmpty
                    ? "The group has no steward: vote for one with `causeway group appoint`." : "Ask one of them.", status: 403)
        }
        switch verb {
        case .add:
            guard !roster.contains(subject) else { throw .nothingToChange("\(name) is in the group already.") }
            if let candidate = snapshot.organisation(subject) { try requireReach(candidate) }
            try await requirePath(
                among: (roster.organisations + [subject]).sorted(), hasMailbox: !roster.charter.statement.mailboxes.isEmpty)
        case .remove:
            guard roster.contains(subject) else { throw .nothingToChange("\(name) is not in the group.") }
        case .appoint:
            guard roster.contains(subject) else { throw .nothingToChange("\(name) is not in the group, and a steward has to be.") }
            guard !roster.isSteward(subject) else { throw .nothingToChange("\(name) is a steward already.") }
        case .dismiss:
            guard roster.isSteward(subject) else { throw .nothingToChange("\(name) is no steward of the group.") }
        }
    }

    /// Gives keys to members whose own have arrived since: the stewards and whoever named the recipients do it, else whoever shares next.
    func admitWaitingMembers() async {
        for (tag, roster) in await groups.rosters
        where roster.isSteward(organisation) || roster.kind == .named && roster.charter.statement.founder == organisation {
            guard let members = try? await sealingMembers(of: .roster(roster)), await groups.someWait(forKeyOf: tag, members) else {
                continue
            }
            try? await openKey(forPresentMembersOf: .roster(roster))
        }
    }

    func groupsChanged() async { await conductor.feed(.access(await groups.accessTable())) }

    /// The closed group with this name or tag; two groups of one name must be told apart by their tags.
    func roster(named name: String) async throws(OperationError) -> Roster {
        let rosters = await groups.rosters.values.filter {
            let statement = $0.charter.statement
            return !statement.name.isEmpty && statement.name == name || statement.tag.hex.hasPrefix(name.lowercased()) && name.count >= 6
        }
        guard let roster = rosters.first, rosters.count == 1 else {
            guard !rosters.isEmpty else { throw .unknownGroup(name) }
            throw OperationError(
                code: "ambiguous", reason: "\(rosters.count) groups are called \"\(name)\" here.",
                remedy: "Name the group by its tag from `causeway group list`.", status: 404)
        }
        return roster
    }

    /// The tag of an audience by the name that lists show.
    func tag(named name: String) async throws(OperationError) -> GroupTag {
        if let circle = await groups.circles.first(where: { $0.roster == nil && $0.name == name }) { return circle.tag }
        return try await roster(named: name).charter.statement.tag
    }

    /// The organisation with this name or identifier.
    func registeredOrganisation(_ name: String) throws(OperationError) -> Organisation {
        let found = registry.snapshot.organisations.filter {
            $0.name == name || $0.id.hex.hasPrefix(name.lowercased()) && name.count >= 6
        }
        guard let organisation = found.first, found.count == 1 else {
            throw OperationError(
                code: found.isEmpty ? "unknown-organisation" : "ambiguous",
                reason: found.isEmpty
                    ? "No organisation in the registry is called \"\(name)\"."
                    : "\(found.count) organisations in the registry are called \"\(name)\".",
                remedy: "See `causeway members`, and name it by its identifier.", status: 404)
        }
        return organisation
    }

    private func report(on circle: Circle) async -> GroupReport {
        let members = await groups.wantedMembers(of: circle)
        let organisations = await groups.organisations(of: circle)
        let key = await groups.epoch(of: circle.tag, for: members)
        let statement = circle.roster?.charter.statement
        var waiting: [String] = []
        if circle.kind != .everyone {
            waiting = await groups.organisationsWithoutKey(of: circle).map { "\(names(of: [$0.organisation])[0]): \($0.reason)" }.sorted()
        }
        return GroupReport(
            name: circle.name, kind: "\(circle.kind)", tag: circle.tag.hex,
            founder: statement.map { names(of: [$0.founder])[0] } ?? "", stewards: names(of: circle.roster?.stewards ?? []),
            organisations: names(of: organisations), keySince: key.map { WallClock.iso8601(UInt64($0.startHour) * 3600) } ?? "",
            waiting: waiting, mailboxes: self.organisations(of: mailboxes(of: circle)), mailboxDays: Int(statement?.mailboxDays ?? 0),
            history: circle.givesHistory, isMember: circle.kind == .everyone || organisations.contains(organisation),
            withoutEffect: circle.roster?.withoutEffect.count ?? 0)
    }
}

extension OperationError {
    static func unknownGroup(_ name: String) -> Self {
        OperationError(
            code: "unknown-group", reason: "No group is called \"\(name)\" here.",
            remedy: "See `causeway group list`; a group appears when a member has added this organisation and shared its key.", status: 404)
    }

    static func nothingToChange(_ reason: String) -> Self {
        OperationError(code: "nothing-to-change", reason: reason, remedy: "See `causeway group list`.", status: 409)
    }
}
