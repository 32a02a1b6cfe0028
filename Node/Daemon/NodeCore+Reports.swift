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
            groups: await groups.rosters.values.count { $0.contains(organisation) }, items: counts.items, entries: counts.entries,
            ciphertexts: counts.unreadable,
            unopened: counts.unopened, bodiesMissing: missing, journalsBehind: sessions.map(\.journalsBehind).max() ?? 0,
            databaseBytes: databaseBytes, certificateDaysLeft: certificateDaysLeft, listen: settings.listen ?? "",
            uptimeSeconds: Int(clock.seconds - started), version: Version.number, counters: counters, warnings: [])
        report.warnings = warnings(report)
        return report
    }

    private var databaseBytes: Int64 {
        ["", "-wal", "-shm"].reduce(0) { sum, suffix in
            let attributes = try? FileManager.default.attributesOfItem(atPath: directory + "/" + Store.fileName + suffix)
            return sum + ((attributes?[.size] as? NSNumber)?.int64Value ?? 0)
        }
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
        if report.standing == "admitted" { warnings += keyWarnings }
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
        let minute = clock.minute
        let nodes = registry.snapshot.nodes(of: organisation.id).map { node in
            NodeReport(
                id: node.id.hex, role: node.role == .coordinator ? "coordinator" : "member", endpoints: node.endpoints.map(\.text),
                hasSubkey: statements[node.id]?.isValid(at: minute) ?? false, state: Self.state(of: node, at: minute))
        }
        return MemberReport(
            organisation: organisation.name, id: organisation.id.hex, sector: organisation.sector,
            standing: organisation.standing.rawValue, nodes: nodes)
    }

    /// Whether peers take anything from the node, and why not.
    private static func state(of node: RegisteredNode, at minute: Minute) -> String {
        guard let newest = node.currentKey else { return "revoked" }
        guard node.currentKey(at: minute) == nil else { return "current" }
        return newest.notAfter < minute ? "expired" : "not valid yet"
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
