import Exchange
import Gossip
import Ledger
import Sodium
import Storage
import Testing
import Wire

@testable import Daemon

/// A condition that is not well, and what of it is found.
struct Ill: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: Finding.Code
    let severity: Finding.Severity
    let condition: NodeCondition

    init(
        _ testDescription: String, _ code: Finding.Code, _ severity: Finding.Severity, _ change: (inout NodeCondition) -> Void
    ) {
        self.testDescription = testDescription
        self.code = code
        self.severity = severity
        condition = NodeCondition.well.with(change)
    }

    static let all = membership + keys + others + machine

    private static let membership = [
        Ill("applied", .notAdmitted, .warning) { $0.standing = .applied },
        Ill("not in the registry", .notAdmitted, .warning) { $0.standing = nil },
        Ill("suspended", .suspended, .critical) { $0.standing = .suspended },
        Ill("expelled", .expelled, .critical) { $0.standing = .expelled },
        Ill("revoked or replaced", .keyRevoked, .critical) { $0.keys.isAccepted = false },
        Ill("a copy of the key file at work", .anotherNode, .critical) { $0.counters["own-journal-ahead"] = 1 },
    ]

    private static func certificate(_ days: Double, _ severity: Finding.Severity, root: Bool = true) -> Ill {
        Ill("a certificate with \(days) days left", .certificateEnds, severity) {
            $0.keys.certificateEnds = UInt64(Double($0.now) + days * 86_400)
            $0.keys.hasRootKey = root
        }
    }

    private static let keys = [
        certificate(30.5, .notice), certificate(30.5, .warning, root: false), certificate(7.5, .warning), certificate(2, .warning),
        certificate(1.9, .critical), certificate(0.1, .critical), certificate(-0.1, .critical),
        Ill("an encryption key that was not renewed", .encryptionKeyEnds, .warning) { $0.keys.encryptionKeyEnds = $0.now + 29 * 86_400 },
        Ill("an encryption key that has ended", .encryptionKeyEnds, .critical) { $0.keys.encryptionKeyEnds = $0.now - 1 },
        Ill("no encryption key", .encryptionKeyEnds, .critical) { $0.keys.encryptionKeyEnds = nil },
        Ill("a replaced key file", .keyFileReplaced, .warning) { $0.keys.isFileReplaced = true },
        Ill("half a rotation", .rotationIncomplete, .warning) { $0.keys.isRotationIncomplete = true },
        Ill("no recovery key", .recoveryKeyMissing, .warning) { $0.keys.isRecoveryKeyMissing = true },
    ]

    private static let others = [
        Ill("nobody connected", .noPeer, .critical) { $0.peers = [] },
        Ill("everybody but the coordinator", .coordinatorAway, .warning) { $0.peers.removeFirst() },
        Ill("a peer that holds more", .journalsBehind, .warning) { $0.peers[1].journalsBehind = 2 },
        Ill("a newer coordinator", .olderRelease, .notice) { $0.peers[0].agent = "causeway/0.1.1" },
        Ill("two newer members", .olderRelease, .notice) {
            $0.peers[1].agent = "causeway/0.2.0"
            $0.peers[2].agent = "causeway/0.10.0"
        },
        Ill("a clock set back before the start", .clockOff, .warning) { $0.clock.findings = [.setBack(minutes: 60)] },
        Ill("a clock that jumped", .clockOff, .warning) { $0.clock.findings = [.jumped(minutes: -60)] },
        Ill("a clock behind others", .clockOff, .warning) { $0.clock.findings = [.behindOthers(minutes: 20)] },
        Ill("one other clock ahead", .clockOff, .notice) {
            $0.clock.findings = [.otherAhead(NodeID(SecureRandom.octets16()), minutes: 20)]
        },
        Ill("a member that runs twice", .twinSeen, .warning) { $0.watches.twins = ["the node of Harbour Bank"] },
        Ill("a member that forked a journal", .journalForked, .notice) {
            $0.watches.forks = [.init(name: "the node of Harbour Bank", isSuspended: false)]
        },
        Ill("a member that forked two", .nodeSuspended, .warning) {
            $0.watches.forks = [.init(name: "the node of Harbour Bank", isSuspended: true)]
        },
        Ill("a fork of its own", .ownJournalForked, .critical) { $0.watches.isOwnForked = true },
        Ill("two registries", .registrySplit, .critical) { $0.witnesses.contradictions = 1 },
        Ill("a registry that nobody confirmed for a day", .registryStale, .warning) { $0.witnesses.registrySeconds = 86_401 },
        Ill("a witness that does not sign", .notVouching, .warning) {
            $0.witnesses.hindrance = "This node does not vouch for the registry: its clock was set back."
        },
    ]

    private static let machine = [
        Ill("a full disk", .storeFailing, .critical) { $0.trouble = (.diskFull, 1_799_999_000) },
        Ill("a damaged database", .databaseDamaged, .critical) { $0.damage = .corrupt("a page") },
        Ill("a damaged log", .logDamaged, .warning) { $0.watches.lostLogFrames = 3 },
        Ill("own entries that came back", .entriesReturned, .notice) { $0.counters["own-entries-returned"] = 2 },
        Ill("a backup of last week", .backupOld, .warning) { $0.backup.created = $0.now - 7 * 86_400 - 1 },
        Ill("no backup", .backupOld, .warning) { $0.backup.created = nil },
        Ill("a broken network.json", .networkFileBroken, .warning) { $0.watches.isNetworkFileBroken = true },
        Ill("an unreadable database", .storeFailing, .critical) { $0.counts = nil },
        Ill("a volume mounted read-only", .storeFailing, .critical) { $0.disk.volume?.isReadOnly = true },
        Ill("entries that nobody opens", .entriesNotOpened, .warning) { $0.counts = .some(entries: 40, unopened: 1) },
        Ill("less than 2 GiB free", .diskLow, .warning) { $0.disk.volume?.freeBytes = (2 << 30) - 1 },
        Ill("less than 512 MiB free", .diskLow, .critical) { $0.disk.volume?.freeBytes = (512 << 20) - 1 },
        Ill("a plain volume", .volumeNotEncrypted, .warning) { $0.disk.encryption = .plain("/dev/sda1") },
        Ill("a volume of which nothing is known", .volumeEncryptionUnknown, .notice) { $0.disk.encryption = .unknown("it is nfs") },
        Ill("a million records of audit", .auditLogLong, .notice) { $0.auditRecords = 1_000_000 },
        Ill("a directory that the group may enter", .directoryOpen, .warning) { $0.disk.directoryMode = 0o710 },
        Ill("a key file that others may read", .directoryOpen, .warning) { $0.disk.keyFileMode = 0o604 },
    ]
}

@Suite("Findings: what of a condition the operator is told")
struct FindingTests {
    @Test("Of a node that is well there is nothing to say")
    func well() { #expect(NodeCondition.well.found == []) }

    @Test("Each fault is found alone, with its urgency and what to do next", arguments: Ill.all)
    func found(ill: Ill) {
        let found = ill.condition.found
        #expect(found.map(\.code) == [ill.code] && found.first?.severity == ill.severity)
        #expect(
            found.allSatisfy { $0.sentence.count > 20 && $0.remedy.count > 10 && $0.sentence.hasSuffix(".") && $0.remedy.hasSuffix(".") })
    }

    @Test("Every code can be found")
    func complete() { #expect(Set(Ill.all.map(\.code)) == Set(Finding.Code.allCases)) }

    @Test("What is just inside a bound is not found")
    func bounds() {
        let condition = NodeCondition.well.with {
            $0.keys.certificateEnds = $0.now + 31 * NodeCondition.day
            $0.keys.encryptionKeyEnds = $0.now + 30 * NodeCondition.day
            $0.disk.volume?.freeBytes = 2 << 30
            $0.auditRecords = 999_999
            $0.clock = .init(stepSeconds: 86_400, authorsAhead: 1, findings: [])
            $0.witnesses.registrySeconds = 86_400
            $0.backup.created = $0.now - 7 * 86_400
            $0.peers[1].agent = "causeway/9.0.0"
            $0.peers[2].agent = "causeway/99999999999999999999.0.0"
            $0.disk.directoryMode = nil
            $0.disk.keyFileMode = 0o400
        }
        #expect(condition.found == [])
    }

    @Test("A lone coordinator's node misses nobody, and one with members misses them")
    func coordinator() {
        let lone = NodeCondition.well.with {
            $0.keys.isCoordinator = true
            $0.otherNodes = 0
            $0.peers = []
        }
        #expect(lone.found == [])
        #expect(lone.with { $0.otherNodes = 1 }.found.map(\.code) == [.noPeer])
        #expect(
            NodeCondition.well.with {
                $0.keys.isCoordinator = true; $0.peers.removeFirst()
            }.found == [])
    }

    @Test("Everything that is wrong at once is told, the most urgent first")
    func several() {
        let condition = NodeCondition.well.with {
            $0.disk.encryption = .unknown("it is nfs")
            $0.disk.directoryMode = 0o755
            $0.counters["own-journal-ahead"] = 3
            $0.keys.certificateEnds = $0.now - 1
        }
        let (findings, change) = Vigil().look(at: condition.observations, now: condition.now)
        #expect(findings.map(\.code) == [.anotherNode, .certificateEnds, .directoryOpen, .volumeEncryptionUnknown])
        #expect(change.raised == findings && change.settled == [])
        #expect(findings.map(\.needsOperator) == [true, true, true, false])
        #expect(findings[1].since == WallClock.iso8601(condition.now - 1), "a certificate says itself when it ended")
        #expect(findings[2].since == "", "whoever opened the directory did so before this run")
    }
}
