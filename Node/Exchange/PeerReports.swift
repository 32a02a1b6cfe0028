/// A connection to another node, open or ended, and what was noticed on it.
public struct PeerReport: Codable, Equatable, Sendable {
    public var node: String
    public var organisation: String
    /// Empty, as the direction is, where no connection is open.
    public var address: String
    /// "outbound" or "inbound".
    public var direction: String
    /// "full", "registry-only", or "closed" where no connection is open.
    public var session: String
    public var agent: String
    public var journalsBehind: Int
    /// ISO 8601; empty where no connection is open.
    public var connectedSince: String
    /// Entries that came from the node in this run and were new, or were here already.
    public var entriesReceived: Int
    public var entriesRepeated: Int
    /// What holds against it now, then what was refused or closed, the last first.
    public var remarks: [PeerRemark]

    public init(
        node: String, organisation: String, address: String, direction: String, session: String, agent: String, journalsBehind: Int,
        connectedSince: String, entriesReceived: Int, entriesRepeated: Int, remarks: [PeerRemark]
    ) {
        self.node = node
        self.organisation = organisation
        self.address = address
        self.direction = direction
        self.session = session
        self.agent = agent
        self.journalsBehind = journalsBehind
        self.connectedSince = connectedSince
        self.entriesReceived = entriesReceived
        self.entriesRepeated = entriesRepeated
        self.remarks = remarks
    }
}

/// What was refused of a peer, or for which a connection ended, in words.
public struct PeerRemark: Codable, Equatable, Sendable {
    /// Stable: "closed-silent", "unanswered", "bodies-withheld".
    public var code: String
    public var sentence: String
    /// How often; 1 for what holds now.
    public var count: Int
    /// ISO 8601: the last time; empty for what holds now.
    public var last: String
    /// ISO 8601: until when; empty for what has no end by itself, or has passed.
    public var until: String

    public init(code: String, sentence: String, count: Int = 1, last: String = "", until: String = "") {
        self.code = code
        self.sentence = sentence
        self.count = count
        self.last = last
        self.until = until
    }
}

/// A journal of which its writer signed two versions.
public struct ForkReport: Codable, Equatable, Sendable {
    public var organisation: String
    public var node: String
    public var journal: String
    /// Entries under the two checkpoints that contradict each other.
    public var firstSize: UInt64
    public var secondSize: UInt64
    /// Whether this node's people have let it count no more.
    public var isPardoned: Bool
    /// Whether nothing more is taken of the node.
    public var isSuspended: Bool

    public init(
        organisation: String, node: String, journal: String, firstSize: UInt64, secondSize: UInt64, isPardoned: Bool, isSuspended: Bool
    ) {
        self.organisation = organisation
        self.node = node
        self.journal = journal
        self.firstSize = firstSize
        self.secondSize = secondSize
        self.isPardoned = isPardoned
        self.isSuspended = isSuspended
    }
}
