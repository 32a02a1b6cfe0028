public import Ledger
public import Sodium
public import Wire

/// Milliseconds on a clock that never goes back; its zero means nothing.
public struct Instant: Hashable, Comparable, Sendable {
    public let milliseconds: UInt64
    public init(milliseconds: UInt64) { self.milliseconds = milliseconds }

    public static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

    public func advanced(by milliseconds: UInt64) -> Instant { Instant(milliseconds: self.milliseconds &+ milliseconds) }
}

/// One connection to a peer; the shell numbers them and never uses a number twice.
public struct SessionID: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let rawValue: UInt64
    public init(_ rawValue: UInt64) { self.rawValue = rawValue }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    public var description: String { "session \(rawValue)" }
}

/// What happened, as the shell tells the replica.
public enum Input: Sendable {
    /// A connection stands; the certificate proved the peer's possession of the key.
    case connected(SessionID, peer: NodeID, key: Octets32, outbound: Bool)
    /// Frame payloads arrived, in order.
    case received(SessionID, [[UInt8]])
    /// Everything given to the connection up to this many octets ago has left.
    case flushed(SessionID, octets: Int)
    case closed(SessionID)
    /// Batches given out by `.store` are on disk; the journals now have these sizes.
    case stored([StoredJournalSize])
    /// Nothing of the last `.store` actions is on disk: these are the journals as they are.
    case storageFailed(restored: [JournalReader])
    /// The node published: the batch is on disk.
    case published(VerifiedBatch)
    /// The answer to `.read`; `nil` when nothing is there.
    case rangeRead(SessionID, JournalID, StoredEntries?)
    /// The answer to `.readBody`; no chunks when the body is not here.
    case bodyRead(SessionID, BodyPlace, chunkHashes: [Hash], firstChunk: UInt32, chunks: [[UInt8]])
    /// Detached bodies of stored entries that are not here.
    case bodiesMissing([MissingBody])
    /// The registry as it now is.
    case directory(PeerDirectory)
    /// Who takes part in which group, as the rosters now are.
    case access(AccessTable)
    /// The answer to the application or submission of the peer on this connection.
    case receipt(SessionID, code: UInt8, text: String)
    /// Send these records to the coordinator. One submission after the other: the note with its outcome comes before the next.
    case submit([[UInt8]])
    /// All verified revocations that the log does not have yet, oldest first; they replace what was given before.
    case revocations([[UInt8]])
    /// What this node says about the registry, verified against its own log, and all contradictions; they replace what was given before.
    case statements([CosignedCheckpoint], [SplitEvidence])
    /// The answer to `.readRoots`, with what was asked about; `nil` when nothing of the journal is there.
    case rootsRead(SessionID, JournalID, against: SignedRoot?, StoredRoots?)
    /// Evidence of forked journals that is on disk: at the start all of it, later what people have pardoned or no longer do.
    case forks([KnownFork])
    /// This node is a relay: tell a node that a caller waits for it here. Nothing happens unless `Replica.isReady` says so of it.
    case call(to: NodeID, caller: NodeID, ticket: Octets16)
    /// The connections to this node are of no use any more.
    case part(from: NodeID)
    /// `nextDeadline` has come.
    case tick
}

/// What the shell must do; in order.
public enum Action: Sendable {
    case send(SessionID, [[UInt8]])
    /// Write these in one transaction, then say `.stored`.
    case store([VerifiedBatch])
    case read(SessionID, journal: JournalID, from: UInt64)
    case readBody(SessionID, BodyPlace, firstChunk: UInt32)
    case storeBodyPart(BodyPortion)
    /// Hand a candidate's application to the coordinator's staff.
    case application(SessionID, [UInt8])
    /// Hand records to the coordinator's log; anybody may have sent them. Answer by `.receipt`.
    case submission(SessionID, [[UInt8]])
    /// Verify these revocations, unless the log has them, and give them back among all such by `.revocations`.
    case revocations([[UInt8]])
    /// The coordinator signed this. Compare it with the log, verify the cosignatures, and give what counts back by `.statements`.
    case statement(RegistryStatement, from: NodeID)
    /// Find the newest checkpoint that the stored entries of the journal reach, with its root and signature. Where the peer's checkpoint is
    /// given, and is not larger, also the root at its size and the consistency proof from there. Answer by `.rootsRead`.
    case readRoots(SessionID, JournalID, against: SignedRoot?)
    /// Keep this verified evidence, and give it back by `.forks` in the next run. `isOwn`: this run of this node writes the journal, and must
    /// write no more to it.
    case forked(Evidence, isOwn: Bool)
    /// Somebody waits for this node at a relay, a peer of ours: go there with the ticket.
    case called(by: NodeID, via: NodeID, ticket: Octets16)
    case close(SessionID, CloseReason)
    case note(Note)
}

/// A journal and how many of its entries are on disk.
public struct StoredJournalSize: Equatable, Sendable {
    public let journal: JournalID
    public let size: UInt64

    public init(journal: JournalID, size: UInt64) {
        self.journal = journal
        self.size = size
    }
}

/// A range read from the store, ready to be sent.
public struct StoredEntries: Sendable {
    public let first: UInt64
    public let entries: [[UInt8]]
    public let completion: [Hash]
    public let checkpoint: CompactCheckpoint

    public init(first: UInt64, entries: [[UInt8]], completion: [Hash], checkpoint: CompactCheckpoint) {
        self.first = first
        self.entries = entries
        self.completion = completion
        self.checkpoint = checkpoint
    }
}

/// The entry to which a detached body belongs.
public struct BodyPlace: Hashable, Sendable {
    public let journal: JournalID
    public let position: UInt64

    public init(journal: JournalID, position: UInt64) {
        self.journal = journal
        self.position = position
    }
}

/// A detached body that must be fetched.
public struct MissingBody: Hashable, Sendable {
    public let place: BodyPlace
    public let hash: Hash
    /// Octets.
    public let length: UInt64
    /// Whether it is known to be an epoch's or a grant's: without the keys in it other entries cannot be read, so it comes first.
    public let carriesKeys: Bool

    public init(place: BodyPlace, hash: Hash, length: UInt64, carriesKeys: Bool = false) {
        self.place = place
        self.hash = hash
        self.length = length
        self.carriesKeys = carriesKeys
    }
}

/// Verified consecutive chunks of a detached body.
public struct BodyPortion: Sendable {
    public let body: MissingBody
    /// The hash of every chunk; they verify against the body's hash.
    public let chunkHashes: [Hash]
    public let firstChunk: Int
    public let chunks: [[UInt8]]
    /// Whether these are the last ones.
    public let isLast: Bool
}

/// Why a connection is closed by us; the code travels in `bye`.
public enum CloseReason: UInt8, Equatable, Sendable {
    case otherNetwork = 1
    case otherVersion = 2
    case otherNode = 3
    case malformed = 4
    case forged = 5
    case duplicate = 6
    case silent = 7
    case crowded = 8
    case outOfOrder = 9
    case excessive = 10
    case storage = 11
    case stopping = 12
    case same = 13
    case changed = 14
    case twice = 15
    case parted = 16

    /// A sentence for people.
    public var text: String {
        switch self {
        case .otherNetwork: "You belong to another network."
        case .otherVersion: "You speak a version of the protocol that is not spoken here; upgrade one of the nodes."
        case .otherNode: "Your Hello names a node other than your certificate."
        case .malformed: "A message could not be decoded."
        case .forged: "A signature or root did not verify."
        case .duplicate: "Another connection to you stands already."
        case .silent: "You did not answer in time."
        case .crowded: "Too many connections are open here; try later."
        case .outOfOrder: "A message came before Hello or referred to a journal you had not named."
        case .excessive: "You exceeded a limit of the protocol."
        case .storage: "This node cannot store entries now; try later."
        case .stopping: "This node is stopping."
        case .same: "You are this node."
        case .changed: "Your standing here has changed; connect again."
        case .twice: "Another process with your node's key was here since: stop one of the two."
        case .parted: "You are no longer a neighbour of this node; others have taken your place."
        }
    }
}

/// Something people or counters should hear of; changes nothing.
public enum Note: Equatable, Sendable {
    case peerReady(SessionID, NodeID, full: Bool, agent: String)
    case peerLeft(SessionID, NodeID, code: UInt8, text: String)
    case forged(SessionID, JournalID, JournalError)
    case malformed(SessionID, CBORError)
    case forkSuspected(SessionID, JournalID)
    case ownJournalAhead(SessionID, JournalID)
    /// Evidence of a fork, or a question about one, that proves nothing.
    case evidenceRefused(SessionID, JournalID)
    /// Two journals of one group are forked: nothing more is taken of this node.
    case suspended(NodeID)
    /// It has another key now, or people have pardoned it.
    case unsuspended(NodeID)
    case refusedJournal(SessionID, GroupTag)
    case bodyMismatch(SessionID, Hash)
    /// The peer was asked for the journal and sent nothing in time.
    case unanswered(SessionID, JournalID)
    case duplicateEntries(SessionID, count: Int)
    case receivedEntries(SessionID, count: Int)
    case unknownMessage(SessionID, UInt64)
    case receipt(SessionID, code: UInt8, text: String)
    /// The coordinator's answer to the submission under way.
    case submitted(code: UInt8, text: String)
    case submissionFailed(SubmissionFailure)
}

/// Why there is no answer to a submission. Except in the first two cases it ends the submission that was under way or asked for.
public enum SubmissionFailure: Equatable, Sendable {
    /// The records are none, more than eight, or one is too long; nothing was sent.
    case unsuitable
    /// An earlier submission is under way, and stays so; nothing was sent.
    case anotherUnderWay
    /// No coordinator is connected that could answer; nothing was sent.
    case noCoordinator
    /// The connection ended before the answer: the coordinator may have taken the records.
    case connectionLost
    /// The coordinator did not answer in time; it may have taken the records.
    case unanswered
}
