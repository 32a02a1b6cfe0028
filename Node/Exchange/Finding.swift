/// Something about a node that its operator should know: what is wrong, since when, and what to do next.
///
/// Findings hold no names of groups, people or items, so that they may stand in a log and in a mail.
public struct Finding: Codable, Equatable, Sendable {
    /// How soon somebody has to act.
    public enum Severity: String, Codable, CaseIterable, Sendable {
        /// Sharing does not work, or will not within a day; or somebody else may be this node.
        case critical
        /// It works now and will not go on so by itself: act within a few days.
        case warning
        /// Nothing fails; the operator should know of it and decide.
        case notice
    }

    /// What was found. A code means the same in every release.
    ///
    /// A new one takes three places: a case here, its row in docs/monitoring.md, and in `Daemon` the one function of
    /// `NodeCondition+Findings.swift` that says when it holds. Tests compare the first two.
    public enum Code: String, Codable, CaseIterable, Sendable {
        // Membership and keys.
        case notAdmitted = "not-admitted"
        case suspended
        case expelled
        case keyRevoked = "key-revoked"
        case anotherNode = "another-node"
        case certificateEnds = "certificate-ends"
        case encryptionKeyEnds = "encryption-key-ends"
        case keyFileReplaced = "key-file-replaced"
        case rotationIncomplete = "rotation-incomplete"
        case recoveryKeyMissing = "recovery-key-missing"
        // Other nodes.
        case noPeer = "no-peer"
        case coordinatorAway = "coordinator-away"
        case journalsBehind = "journals-behind"
        case olderRelease = "older-release"
        case twinSeen = "twin-seen"
        case journalForked = "journal-forked"
        case nodeSuspended = "node-suspended"
        case ownJournalForked = "own-journal-forked"
        case clockOff = "clock-off"
        // The registry and its witnesses.
        case registrySplit = "registry-split"
        case registryStale = "registry-stale"
        case notVouching = "not-vouching"
        // This machine.
        case storeFailing = "store-failing"
        case databaseDamaged = "database-damaged"
        case logDamaged = "log-damaged"
        case entriesReturned = "entries-returned"
        case backupOld = "backup-old"
        case networkFileBroken = "network-file-broken"
        case entriesNotOpened = "entries-not-opened"
        case diskLow = "disk-low"
        case volumeNotEncrypted = "volume-not-encrypted"
        case volumeEncryptionUnknown = "volume-encryption-unknown"
        case directoryOpen = "directory-open"
        case auditLogLong = "audit-log-long"
    }

    public var code: Code
    public var severity: Severity
    /// One sentence: what is wrong.
    public var sentence: String
    /// What to do next, with the exact command where there is one.
    public var remedy: String
    /// ISO 8601: since when it is so, as far as this node knows; empty when it cannot tell.
    public var since: String

    public init(_ code: Code, _ severity: Severity, _ sentence: String, remedy: String, since: String = "") {
        self.code = code
        self.severity = severity
        self.sentence = sentence
        self.remedy = remedy
        self.since = since
    }

    /// Whether somebody has to act: `status --check` then ends with exit code 1.
    public var needsOperator: Bool { severity != .notice }
}
