import Exchange
import Foundation
import Gossip
import Groups
import Ledger
import Policy
import Storage
import Wire

/// What the node tells its owner.
extension NodeCore {
    func status() async throws(OperationError) -> StatusReport {
        let snapshot = registry.snapshot
        let counts = try await reading { (store) throws(StorageError) in try store.counts() }
        let missing = try await reading { (store) throws(StorageError) in try store.missingBodies(limit: GossipLimits.bodyQueueMax).count }
        let sessions = await conductor.sessions
        let own = snapshot.organisation(organisation)
        let candidate = SmallFile.read(Candidate.self, from: DataDirectoryLayout.candidate(in: directory))
        var counters = await conductor.counters
        counters.merge(await intake.counters) { $0 + $1 }
        var report = StatusReport(
            organisation: own?.name ?? candidate?.organisation ?? "", organisationId: organisation.hex, node: node.hex,
            network: snapshot.network.hex, networkName: snapshot.genesis.name, role: keys.isCoordinator ? "coordinator" : "member",
            standing: own?.standing.rawValue ?? "unknown", registrySize: snapshot.size, peersConnected: sessions.count,
            groups: await groups.rosters.count, items: counts.items, entries: counts.entries, ciphertexts: counts.unreadable,
            unopened: counts.unopened, bodiesMissing: missing, journalsBehind: sessions.map(\.journalsBehind).max() ?? 0,
            databaseBytes: databaseBytes, certificateDaysLeft: certificateDaysLeft(snapshot), listen: settings.listen ?? "",
            uptimeSeconds: Int(WallClock.seconds - started), version: Version.number, counters: counters, warnings: [])
        report.warnings = warnings(report)
        return report
    }

    private var databaseBytes: Int64 {
        ["", "-wal", "-shm"].reduce(0) { sum, suffix in
            let attributes = try? FileManager.default.attributesOfItem(atPath: directory + "/" + Store.fileName + suffix)
            return sum + ((attributes?[.size] as? NSNumber)?.int64Value ?? 0)
        }
    }

    private func certificateDaysLeft(_ snapshot: Registry) -> Int {
        guard let key = snapshot.node(node)?.currentKey else { return 0 }
        return (Int(key.notAfter.rawValue) - Int(WallClock.minute.rawValue)) / 1_440
    }

    private func warnings(_ report: StatusReport) -> [String] {
        var warnings: [String] = []
        switch report.standing {
        case "admitted": break
        case "unknown", "applied":
            warnings.append("The organisation is not admitted yet: wait for the coordinator, or apply with `causeway join`.")
        default: warnings.append("The organisation is \(report.standing): ask the coordinator's staff.")
        }
        if report.peersConnected == 0, registry.snapshot.nodes.count > 1 {
            warnings.append("No peer is connected: check the network, the firewall and the addresses in `causeway members`.")
        }
        if report.standing == "admitted", report.certificateDaysLeft < DaemonLimits.certificateWarningDays {
            warnings.append("The certificate ends in \(report.certificateDaysLeft) days.")
        }
        if (report.counters["store-failed"] ?? 0) > 0 {
            warnings.append("Entries could not be stored: check the space on the disk and the log; they are fetched again.")
        }
        if (report.counters["own-journal-ahead"] ?? 0) > 0 {
            warnings.append("Another node uses this node's key file: stop one of the two.")
        }
        return warnings
    }

    func health() async -> HealthReport {
        let works = (try? await reading { (store) throws(StorageError) in try store.counts() }) != nil
        return HealthReport(healthy: works, state: works ? "ok" : "degraded")
    }

    func members() async throws(OperationError) -> [MemberReport] {
        let snapshot = registry.snapshot
        var reports: [MemberReport] = []
        for organisation in snapshot.organisations { reports.append(await report(on: organisation)) }
        return reports.sorted { ($0.organisation, $0.id) < ($1.organisation, $1.id) }
    }

    func report(on organisation: Organisation) async -> MemberReport {
        let statements = await groups.statements
        let minute = WallClock.minute
        let nodes = registry.snapshot.nodes(of: organisation.id).map { node in
            NodeReport(
                id: node.id.hex, role: node.role == .coordinator ? "coordinator" : "member", endpoints: node.endpoints.map(\.text),
                hasSubkey: statements[node.id]?.isValid(at: minute) ?? false)
        }
        return MemberReport(
            organisation: organisation.name, id: organisation.id.hex, sector: organisation.sector,
            standing: organisation.standing.rawValue, nodes: nodes)
    }

    func peers() async throws(OperationError) -> [PeerReport] {
        let snapshot = registry.snapshot
        var reports: [PeerReport] = []
        for session in await conductor.sessions {
            let organisation = snapshot.node(session.peer).flatMap { snapshot.organisation($0.organisation)?.name }
            reports.append(
                PeerReport(
                    node: session.peer.hex, organisation: organisation ?? "(not in the registry)",
                    address: await conductor.address(of: session.id), direction: session.isOutbound ? "outbound" : "inbound",
                    session: session.isFull ? "full" : "registry-only", agent: session.agent, journalsBehind: session.journalsBehind))
        }
        return reports
    }

    // MARK: - Items

    func items(group: String?, limit: Int) async throws(OperationError) -> [ItemReport] {
        var tag: GroupTag?
        if let group { tag = try await roster(named: group).charter.statement.tag }
        let wanted = tag
        let count = max(1, min(limit, DaemonLimits.itemsListedMax))
        let items = try await reading { (store) throws(StorageError) in try store.items(group: wanted, limit: count) }
        let rosters = await groups.rosters
        var reports: [ItemReport] = []
        for item in items { reports.append(try await report(on: item, rosters[item.group])) }
        return reports
    }

    func item(_ id: String) async throws(OperationError) -> ItemDetail {
        let item = try await storedItem(id)
        let snapshot = registry.snapshot
        let objects = try await reading { (store) throws(StorageError) in try store.objects(item.id) }
        let roster = await groups.rosters[item.group]
        return ItemDetail(
            item: try await report(on: item, roster), node: item.author.hex, journal: item.place.journal.hex,
            position: item.place.position, signature: "verified",
            standing: snapshot.standing(of: item.organisation)?.rawValue ?? "unknown",
            recipients: roster?.organisations.map { snapshot.organisation($0)?.name ?? $0.hex }.sorted() ?? [],
            objects: objects.map { ObjectReport(id: $0.id, type: $0.type, name: $0.name ?? "") })
    }

    func content(of id: String) async throws(OperationError) -> [UInt8] {
        let item = try await storedItem(id)
        guard let content = try await reading({ (store) throws(StorageError) in try store.content(item.id) }) else {
            throw OperationError(
                code: "no-content", reason: "The content of item \(item.id) is not here any more.",
                remedy: "Ask its author to share it again.",
                status: 404)
        }
        return content
    }

    func storedItem(_ id: String) async throws(OperationError) -> StoredItem {
        guard id.count >= 6, let item = try await reading({ (store) throws(StorageError) in try store.item(idPrefix: id.lowercased()) })
        else {
            throw OperationError(
                code: "unknown-item", reason: "No readable item here begins with \"\(id)\".",
                remedy: "List them with `causeway list` and give at least six digits.", status: 404)
        }
        return item
    }

    private func report(on item: StoredItem, _ roster: Roster?) async throws(OperationError) -> ItemReport {
        let snapshot = registry.snapshot
        let tlp = TLP(rawValue: item.tlp)
        return ItemReport(
            id: item.id.hex, group: roster?.charter.statement.name ?? item.group.hex,
            author: snapshot.organisation(item.organisation)?.name ?? item.organisation.hex, tlp: tlp?.displayName ?? "TLP:?",
            title: item.title, mediaType: item.mediaType, octets: item.length,
            created: WallClock.iso8601(UInt64(clamping: item.created)), received: WallClock.iso8601(UInt64(clamping: item.received)),
            state: try await isShown(item, tlp, roster) ? "shown" : "quarantined")
    }

    /// Standing, time and policy decide what is shown; they never decide what is stored.
    private func isShown(_ item: StoredItem, _ tlp: TLP?, _ roster: Roster?) async throws(OperationError) -> Bool {
        guard let roster, roster.contains(item.organisation) else { return false }
        guard case .allow = decide(tlp: tlp, audience: .closed, organisations: roster.organisations.count) else { return false }
        guard registry.snapshot.standing(of: item.organisation) == .admitted else { return false }
        let horizon = Int64(WallClock.seconds) + Int64(DaemonLimits.futureMinutesMax) * 60
        guard item.created <= horizon else { return false }
        // A bundle that could not be read left no objects behind.
        return try await reading { (store) throws(StorageError) in try !store.objects(item.id).isEmpty }
    }

    /// One reading access with the store's errors in the operator's words.
    func reading<Value: Sendable>(
        _ body: @escaping @Sendable (Store) throws(StorageError) -> Value
    ) async throws(OperationError) -> Value {
        do throws(StorageError) {
            return try await access.read(body)
        } catch {
            throw OperationError(error)
        }
    }
}
