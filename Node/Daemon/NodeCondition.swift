import Exchange
import Ledger
import Storage
import Transport
import Wire

/// How the node is at one moment: one reading, from which status, findings and metrics are made, so that they never disagree.
struct NodeCondition: Sendable {
    /// An open connection.
    struct Peer: Sendable {
        var isOutbound: Bool
        var isFull: Bool
        var isCoordinator: Bool
        var journalsBehind: Int
        /// What the peer's software calls itself; its own word.
        var agent: String
    }

    /// This node's keys and what the registry says of them.
    struct Keys: Sendable {
        var isCoordinator: Bool
        /// Whether the registry has the node at all.
        var isRegistered: Bool
        /// Whether the registry's current key of the node is the one in the key file.
        var isAccepted: Bool
        var hasRootKey: Bool
        /// Unix time; `nil` without a certificate.
        var certificateEnds: UInt64?
        /// Unix time; `nil` while the node has announced no encryption key.
        var encryptionKeyEnds: UInt64?
        /// Whether the admission has come of age, so that the node announces keys.
        var isSettled: Bool
        var isFileReplaced: Bool
        var isRotationIncomplete: Bool
        var isRecoveryKeyMissing: Bool
    }

    /// What waits where.
    struct Queues: Sendable {
        var unstoredOctets: Int
        var outboxMessages: Int
        var drafts: Int
    }

    struct Disk: Sendable {
        var directory: String
        var databaseBytes: Int64
        /// `nil` when the system does not say.
        var volume: Volume?
        var encryption: VolumeEncryption
        /// Permission bits of the data directory and of the key file; `nil` when they cannot be read.
        var directoryMode: UInt32?
        var keyFileMode: UInt32?
    }

    struct Clock: Sendable {
        /// How far it was set since the start, in seconds.
        var stepSeconds: Int
        /// Nodes whose newest entry was dated ahead of it when it came.
        var authorsAhead: Int
        /// What the watch over it found.
        var findings: [ClockWatch.Finding]
    }

    /// The last backup that was completed, and whether one was to be expected.
    struct Backup: Sendable {
        /// Unix time; `nil` when there was none.
        var created: UInt64?
        /// Octets of what it holds.
        var octets: UInt64?
        /// Unix time at which the organisation was admitted; `nil` before that.
        var wantedSince: UInt64?
    }

    /// What was noticed of files that were lost or put back, and of second processes.
    struct Watches: Sendable {
        /// Frames of the write-ahead log that were damaged when the node started.
        var lostLogFrames: Int
        var isNetworkFileBroken: Bool
        /// Other nodes that run as two processes, by what people call them.
        var twins: [String]
        /// Other nodes that signed two versions of a journal.
        var forks: [Fork] = []
        /// Whether this node's key did, in this run or an earlier one.
        var isOwnForked = false

        struct Fork: Sendable {
            /// What people call the node.
            var name: String
            var isSuspended: Bool
        }
    }

    /// Unix seconds.
    var now: UInt64
    /// Unix seconds.
    var started: UInt64
    var version: String
    var isMailbox: Bool
    var isRelay: Bool
    /// `nil` while the registry does not have the organisation.
    var standing: Standing?
    var keys: Keys
    var peers: [Peer]
    /// Nodes in the registry besides this one.
    var otherNodes: Int
    var registryRecords: UInt64
    var registryRecordsRefused: Int
    var organisations: Int
    var groups: Int
    /// `nil` when the store cannot be read.
    var counts: StoreCounts?
    /// `nil` when the store cannot be read.
    var bodiesMissing: Int?
    /// The last record of the audit log; 0 when it cannot be read.
    var auditRecords: UInt64 = 0
    var queues: Queues
    var traffic: Traffic
    /// Events of replication and intake, by name.
    var counters: [String: Int]
    /// What has come in at the listener; `nil` while the node listens nowhere.
    var arrivals: TransportCounters?
    var shares: [NodeTallies.ShareOutcome: Int]
    var store: StoreFigures.Reading
    /// Why nothing can be written, and since when in unix seconds; `nil` while the disk takes what is written.
    var trouble: (error: StorageError, since: UInt64)?
    /// What of the database was found damaged in this run.
    var damage: StorageError?
    var disk: Disk
    var clock: Clock
    var watches: Watches
    var backup: Backup
    var witnesses: WitnessReport
    /// Hours after which the registry counts as stale, by the settings; 0: never.
    var registryStaleHours: UInt32
    /// What people call the nodes that the watches name.
    var names: [NodeID: String]

    /// Journals of which the peer that is furthest ahead holds more.
    var journalsBehind: Int { peers.map(\.journalsBehind).max() ?? 0 }

    /// Whether the node can do its work: read, and write.
    var isSound: Bool { counts != nil && trouble == nil && damage == nil }

    var isCoordinatorConnected: Bool { keys.isCoordinator || peers.contains(where: \.isCoordinator) }

    /// Whole days until a time, rounded down; -1 afterwards.
    func daysLeft(until end: UInt64) -> Int { end < now ? -1 : Int((end - now) / 86_400) }
}

/// Frames between this node and its peers since the start, with the octets that they take before TLS.
struct Traffic: Equatable, Sendable {
    var messagesIn = 0
    var octetsIn = 0
    var messagesOut = 0
    var octetsOut = 0
}
