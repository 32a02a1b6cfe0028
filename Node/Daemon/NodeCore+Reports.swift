import Exchange
import Gossip
import Groups
import Ledger
import Policy
import Storage
import Wire

/// What the node tells its owner.
extension NodeCore {
    func status() async throws(OperationError) -> StatusReport {
        await conductor.lookAtClock()
        let condition = await condition()
        // While the store cannot be read there are no counts, and the first finding says so.
        let counts = condition.counts
        let snapshot = registry.snapshot
        let candidate = SmallFile.read(Candidate.self, from: DataDirectoryLayout.candidate(in: directory))
        return StatusReport(
            organisation: snapshot.organisation(organisation)?.name ?? candidate?.organisation ?? "", organisationId: organisation.hex,
            node: node.hex, network: snapshot.network.hex, networkName: snapshot.genesis.name,
            role: keys.isCoordinator ? "coordinator" : "member", standing: condition.standing?.rawValue ?? "unknown",
            registrySize: condition.registryRecords, peersConnected: condition.peers.count,
            coordinatorConnected: condition.isCoordinatorConnected, groups: condition.groups, items: counts?.items ?? 0,
            entries: counts?.entries ?? 0,
            ciphertexts: counts?.unreadable ?? 0, unopened: counts?.unopened ?? 0, bodiesMissing: condition.bodiesMissing ?? 0,
            journalsBehind: condition.journalsBehind, unstoredBytes: condition.queues.unstoredOctets,
            outboxMessages: condition.queues.outboxMessages, databaseBytes: condition.disk.databaseBytes,
            volumeFreeBytes: condition.disk.volume?.freeBytes ?? -1, volumeBytes: condition.disk.volume?.sizeBytes ?? -1,
            volumeEncryption: "\(condition.disk.encryption)", certificateDaysLeft: certificateDaysLeft,
            lastBackup: condition.backup.created.map { WallClock.iso8601($0) } ?? "",
            registrySeconds: condition.witnesses.registrySeconds, cosigned: condition.witnesses.cosigned,
            witnesses: condition.witnesses.witnesses,
            encryptionKeyDaysLeft: condition.keys.encryptionKeyEnds.map { condition.daysLeft(until: $0) } ?? -1,
            listen: settings.listen ?? "", uptimeSeconds: uptimeSeconds, version: Version.number,
            counters: condition.counters, findings: findings(in: condition))
    }

    /// By the clock that never goes back: the machine's may have been set.
    private var uptimeSeconds: Int { Int((WallClock.instant.milliseconds - clockAtStart.instant.milliseconds) / 1_000) }

    func health() async -> HealthReport {
        let canRead = (try? await reading { (store) throws(StorageError) in try store.counts() }) != nil
        let works = canRead && access.disk.trouble == nil && access.disk.damage == nil
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

    /// Writes to the store, with its errors as the owner is told them.
    func writing<Value: Sendable>(
        _ body: @escaping @Sendable (Store) throws(StorageError) -> Value
    ) async throws(OperationError) -> Value {
        do throws(StorageError) {
            return try await access.write(body)
        } catch {
            throw OperationError(error)
        }
    }
}
