import Exchange
import Gossip
import Ledger
import Storage

@testable import Daemon

extension NodeCondition {
    static let day: UInt64 = 86_400

    /// A member's node of which there is nothing to say.
    static let well = NodeCondition(
        now: 1_800_000_000, started: 1_799_990_000, version: "0.1.0", isMailbox: false, isRelay: false, standing: .admitted,
        keys: Keys(
            isCoordinator: false, isRegistered: true, isAccepted: true, hasRootKey: true, certificateEnds: 1_800_000_000 + 300 * day,
            encryptionKeyEnds: 1_800_000_000 + 80 * day, isSettled: true, isFileReplaced: false, isRotationIncomplete: false,
            isRecoveryKeyMissing: false),
        peers: [
            Peer(isOutbound: true, isFull: true, isCoordinator: true, journalsBehind: 0, agent: "causeway/0.1.0"),
            Peer(isOutbound: false, isFull: true, isCoordinator: false, journalsBehind: 0, agent: "causeway/0.1.0"),
            Peer(isOutbound: false, isFull: true, isCoordinator: false, journalsBehind: 0, agent: "causeway/0.1.0"),
        ], otherNodes: 3, registryRecords: 12, registryRecordsRefused: 0, organisations: 4, groups: 1,
        counts: StoreCounts.some(entries: 40),
        bodiesMissing: 0, queues: Queues(unstoredOctets: 0, outboxMessages: 0, drafts: 0), traffic: Traffic(), counters: [:], arrivals: nil,
        shares: [:], store: StoreFigures.Reading(), trouble: nil, damage: nil,
        disk: Disk(
            directory: "/var/lib/causeway", databaseBytes: 4_000_000,
            volume: Volume(sizeBytes: 100 << 30, freeBytes: 50 << 30, isReadOnly: false), encryption: .encrypted("dm-crypt"),
            directoryMode: 0o700, keyFileMode: 0o600),
        clock: Clock(stepSeconds: 0, authorsAhead: 0, findings: []),
        watches: Watches(lostLogFrames: 0, isNetworkFileBroken: false, twins: []),
        backup: Backup(created: 1_799_950_000, octets: 4_000_000, wantedSince: 1_790_000_000),
        witnesses: WitnessReport(
            coordinatorSeconds: 60, witnessSeconds: 60, registrySeconds: 60, cosigned: 2, threshold: 2, witnesses: 3, contradictions: 0,
            isSealingStopped: false, hindrance: nil),
        registryStaleHours: 24, names: [:])

    func with(_ change: (inout NodeCondition) -> Void) -> NodeCondition {
        var condition = self
        change(&condition)
        return condition
    }

    /// What would be found of it once every patience has ended.
    var found: [Finding] { observations.map(\.finding) }
}

extension StoreCounts {
    static func some(entries: Int, unopened: Int = 0) -> StoreCounts {
        StoreCounts(entries: entries, unopened: unopened, unreadable: 3, items: 20)
    }
}
