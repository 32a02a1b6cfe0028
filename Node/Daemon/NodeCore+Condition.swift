import Exchange
import Foundation
import Gossip
import Groups
import Ledger
import Logging
import Sodium
import Storage
import Wire

/// The node looks at itself.
extension NodeCore {
    /// How the node is now. Reads counts and never a table, so it is cheap at any size; works also while the store does not.
    func condition() async -> NodeCondition {
        let snapshot = registry.snapshot
        let counts = try? await access.read { (store) throws(StorageError) in try store.counts() }
        let missing = try? await access.read { (store) throws(StorageError) in
            try store.missingBodies(limit: GossipLimits.bodyQueueMax).count
        }
        let peers = await conductor.sessions.map { session in
            NodeCondition.Peer(
                isOutbound: session.isOutbound, isFull: session.isFull,
                isCoordinator: snapshot.node(session.peer)?.role == .coordinator, journalsBehind: session.journalsBehind,
                agent: session.agent)
        }
        var counters = await conductor.counters
        counters.merge(await intake.counters) { $0 + $1 }
        let queues = await conductor.queues
        let figures = access.figures.reading
        let now = clock.seconds
        let clocks = await conductor.clocks
        let twins = await conductor.twins.twins.sorted()
        let watched = twins + clocks.authorsAhead
        let forks = await conductor.forkedNodes
        return NodeCondition(
            now: now, started: started, version: Version.number, isMailbox: settings.mailbox, isRelay: settings.relay,
            standing: snapshot.organisation(organisation)?.standing, keys: await keyCondition(), peers: peers,
            otherNodes: snapshot.nodes.count { $0.id != node }, registryRecords: snapshot.size,
            registryRecordsRefused: snapshot.refusedPositions.count, organisations: snapshot.organisations.count,
            groups: await groups.rosters.values.count { $0.contains(organisation) }, counts: counts, bodiesMissing: missing,
            auditRecords: (try? await access.read { (store) throws(StorageError) in try store.auditState() })?.last ?? 0,
            queues: .init(
                unstoredOctets: queues.unstoredOctets, outboxMessages: queues.outboxMessages, drafts: await publisher.draftsWaiting),
            traffic: await conductor.traffic, counters: counters, arrivals: tallies.arrivals, shares: tallies.shares, store: figures,
            trouble: access.disk.trouble.map { ($0.error, now - min(now, $0.since.secondsUntil(WallClock.instant))) },
            damage: access.disk.damage, disk: diskCondition,
            clock: .init(
                stepSeconds: clock.stepSeconds(since: clockAtStart), authorsAhead: clocks.authorsAhead.count, findings: clocks.findings),
            watches: .init(
                lostLogFrames: access.store.lostLogFrames, isNetworkFileBroken: networkFileIsBroken, twins: twins.map(name(of:)),
                forks: forks.filter { $0.node != node }.map { .init(name: name(of: $0.node), isSuspended: $0.isSuspended) },
                isOwnForked: forks.contains { $0.node == node }),
            backup: backupCondition(snapshot), witnesses: await witnessReport, registryStaleHours: settings.registryStaleHours,
            names: Dictionary(uniqueKeysWithValues: Set(watched).map { ($0, name(of: $0)) }))
    }

    /// What the operator should know now; says in the log what is new and what is settled.
    func findings(in condition: NodeCondition) -> [Finding] {
        let (findings, change) = vigil.look(at: condition.observations, now: condition.now)
        for finding in change.raised {
            logger.log(
                level: finding.severity == .critical ? .error : finding.severity == .warning ? .warning : .notice, "\(finding.sentence)",
                metadata: ["finding": "\(finding.code.rawValue)", "remedy": "\(finding.remedy)"])
        }
        for code in change.settled { logger.notice("a finding is settled", metadata: ["finding": "\(code.rawValue)"]) }
        return findings
    }

    /// The answer to `GET /metrics`.
    func metrics() async -> MetricsPage {
        let condition = await condition()
        return condition.metrics(findings: findings(in: condition))
    }

    /// This node's keys and what the registry says of them.
    func keyCondition() async -> NodeCondition.Keys {
        let snapshot = registry.snapshot
        let registered = snapshot.node(node)
        let current = registered?.currentKey
        return NodeCondition.Keys(
            isCoordinator: keys.isCoordinator, isRegistered: registered != nil, isAccepted: current?.key == keys.operation.verifyingKey,
            hasRootKey: hasRootKey, certificateEnds: current.map { UInt64($0.notAfter.rawValue) * 60 },
            encryptionKeyEnds: await groups.statements[node].map { UInt64($0.notAfter.rawValue) * 60 },
            isSettled: snapshot.isAdmitted(node, at: clock.minute), isFileReplaced: isKeyFileReplaced,
            isRotationIncomplete: SmallFile.exists(DataDirectoryLayout.nextKeys(in: directory)),
            isRecoveryKeyMissing: !isOfCoordinator && snapshot.organisation(organisation)?.recoveryKey == nil)
    }

    private func backupCondition(_ snapshot: Registry) -> NodeCondition.Backup {
        let last = lastBackup
        let admitted = snapshot.organisation(organisation)?.admitted.map { UInt64($0.rawValue) * 60 }
        return NodeCondition.Backup(
            created: last.flatMap { WallClock.seconds(iso8601: $0.created) }, octets: last?.octets, wantedSince: admitted)
    }

    private var diskCondition: NodeCondition.Disk {
        NodeCondition.Disk(
            directory: directory,
            databaseBytes: DataDirectoryLayout.database(in: directory).reduce(0) { $0 + (Self.attribute(.size, of: $1)?.int64Value ?? 0) },
            volume: Volume(of: directory), encryption: encryption,
            directoryMode: Self.attribute(.posixPermissions, of: directory)?.uint32Value,
            keyFileMode: Self.attribute(.posixPermissions, of: DataDirectoryLayout.keys(in: directory))?.uint32Value)
    }

    private static func attribute(_ key: FileAttributeKey, of path: String) -> NSNumber? {
        (try? FileManager.default.attributesOfItem(atPath: path))?[key] as? NSNumber
    }
}

extension Instant {
    fileprivate func secondsUntil(_ later: Instant) -> UInt64 { later > self ? (later.milliseconds - milliseconds) / 1_000 : 0 }
}
