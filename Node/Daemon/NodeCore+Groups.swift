import Exchange
import Gossip
import Groups
import Ledger
import Storage
import Wire

/// Groups: founding, adding, listing, and letting in members whose keys have arrived.
extension NodeCore {
    func groups() async throws(OperationError) -> [GroupReport] {
        var reports: [GroupReport] = []
        for roster in await groups.rosters.values { reports.append(await report(on: roster)) }
        return reports.sorted { ($0.name, $0.tag) < ($1.name, $1.tag) }
    }

    func createGroup(_ request: GroupCreation) async throws(OperationError) -> GroupReport {
        let snapshot = registry.snapshot
        guard snapshot.isAdmitted(node, at: WallClock.minute) else {
            throw OperationError(
                code: "not-admitted", reason: "This organisation is not admitted to the network.",
                remedy: "Wait for the coordinator's decision; see `causeway status`.", status: 403)
        }
        guard await !groups.rosters.values.contains(where: { $0.charter.statement.name == request.name }) else {
            throw OperationError(
                code: "name-taken", reason: "This node takes part in a group called \"\(request.name)\" already.",
                remedy: "Choose another name.", status: 409)
        }
        let mailboxes = request.mailbox ? snapshot.nodes.filter { $0.role == .coordinator }.map(\.id) : []
        do {
            let roster = try await groups.found(
                name: request.name, mailboxes: mailboxes, organisation: organisation, at: WallClock.minute)
            await groupsChanged()
            return await report(on: roster)
        } catch let error as StorageError {
            throw OperationError(error)
        } catch {
            throw OperationError(
                code: "invalid-name", reason: "A group cannot be called \"\(request.name)\" (\(error)).",
                remedy: "Use 1 to \(GroupsLimits.nameScalarsMax) printable characters without leading or trailing spaces.")
        }
    }

    func addMember(_ name: String, to group: String) async throws(OperationError) -> GroupReport {
        let roster = try await roster(named: group)
        let statement = roster.charter.statement
        guard statement.founder == organisation else {
            throw OperationError(
                code: "not-a-steward",
                reason:
                    "Only the group's steward, \(registry.snapshot.organisation(statement.founder)?.name ?? "another organisation"), adds members.",
                remedy: "Ask the steward to add the organisation.", status: 403)
        }
        let candidate = try registeredOrganisation(name)
        guard candidate.standing == .admitted else {
            throw OperationError(
                code: "not-admitted", reason: "\(candidate.name) is \(candidate.standing.rawValue), not admitted.",
                remedy: "Add it when the coordinator has admitted it.")
        }
        do {
            guard let changed = try await groups.add(candidate.id, to: statement.tag, at: WallClock.minute) else {
                preconditionFailure("a group vanished while it was being changed")
            }
            await groupsChanged()
            // The newcomer learns of the group by an epoch that is for it.
            _ = try await openKey(of: statement.tag, for: sealingMembers(of: changed))
            return await report(on: changed)
        } catch let error as OperationError {
            throw error
        } catch let error as StorageError {
            throw OperationError(error)
        } catch {
            throw OperationError(
                code: "roster", reason: "The roster does not take the change (\(error)).", remedy: "See `causeway group list`.")
        }
    }

    /// Opens new epochs in the groups of which this organisation is the steward, when a member's key has arrived since.
    func admitWaitingMembers() async {
        for (tag, roster) in await groups.rosters where roster.charter.statement.founder == organisation {
            guard await groups.epochs[tag] != nil, let members = try? await sealingMembers(of: roster) else { continue }
            if await groups.epoch(of: tag, for: members, atHour: WallClock.hour) == nil {
                _ = try? await openKey(of: tag, for: members)
            }
        }
    }

    private func groupsChanged() async { await conductor.feed(.access(await groups.accessTable())) }

    /// The group with this name or tag; two groups of one name must be told apart by their tags.
    func roster(named name: String) async throws(OperationError) -> Roster {
        let rosters = await groups.rosters.values.filter {
            $0.charter.statement.name == name || $0.charter.statement.tag.hex.hasPrefix(name.lowercased()) && name.count >= 6
        }
        guard let roster = rosters.first, rosters.count == 1 else {
            throw OperationError(
                code: rosters.isEmpty ? "unknown-group" : "ambiguous", reason: "\(rosters.count) groups are called \"\(name)\" here.",
                remedy: rosters.isEmpty
                    ? "See `causeway group list`; a group appears when a member has added this organisation and shared its key."
                    : "Name the group by its tag from `causeway group list`.", status: 404)
        }
        return roster
    }

    /// The organisation with this name or identifier.
    func registeredOrganisation(_ name: String) throws(OperationError) -> Organisation {
        let found = registry.snapshot.organisations.filter {
            $0.name == name || $0.id.hex.hasPrefix(name.lowercased()) && name.count >= 6
        }
        guard let organisation = found.first, found.count == 1 else {
            throw OperationError(
                code: found.isEmpty ? "unknown-organisation" : "ambiguous",
                reason: "\(found.count) organisations in the registry are called \"\(name)\".",
                remedy: "See `causeway members`, and name it by its identifier.", status: 404)
        }
        return organisation
    }

    private func report(on roster: Roster) async -> GroupReport {
        let snapshot = registry.snapshot
        let statement = roster.charter.statement
        let members = await groups.desiredMembers(of: statement.tag, at: WallClock.minute)
        let ready = Set(members.compactMap { snapshot.node($0.node)?.organisation })
        let key = await groups.epoch(of: statement.tag, for: members, atHour: WallClock.hour)
        return GroupReport(
            name: statement.name, tag: statement.tag.hex, founder: snapshot.organisation(statement.founder)?.name ?? statement.founder.hex,
            organisations: roster.organisations.map { snapshot.organisation($0)?.name ?? $0.hex }.sorted(),
            keySince: key.map { WallClock.iso8601(UInt64($0.startHour) * 3600) } ?? "",
            waiting: roster.organisations.filter { !ready.contains($0) }.map { snapshot.organisation($0)?.name ?? $0.hex }.sorted(),
            mailboxes: statement.mailboxes.map(\.hex))
    }
}
