import Gossip
import Wire

/// What peers did that was refused, or for which a connection was closed; people read it in `causeway peers`.
///
/// By node, over all its connections of this run. Decides nothing: what follows from a fault, replication has done already.
struct PeerBook: Sendable {
    /// What happened.
    enum Event: Hashable, Sendable {
        /// This node closed the connection.
        case closed(CloseReason)
        /// The peer closed it, and said why.
        case left(CloseReason)
        case forgedEntries
        case forkSuspected
        case malformedMessage
        case falseBody
        case unanswered
        case refusedJournal
        case refusedEvidence
    }

    struct Mark: Sendable {
        var count = 0
        /// Unix seconds.
        var last: UInt64 = 0
    }

    struct Page: Sendable {
        fileprivate(set) var marks: [Event: Mark] = [:]
        fileprivate(set) var entriesReceived = 0
        fileprivate(set) var entriesRepeated = 0
        fileprivate var isMember = false
        /// Unix seconds.
        fileprivate var last: UInt64 = 0

        /// The marks, the last one first.
        var newestFirst: [(event: Event, mark: Mark)] {
            marks.map { ($0.key, $0.value) }.sorted { ($1.1.last, $0.0.code) < ($0.1.last, $1.0.code) }
        }
    }

    private(set) var pages: [NodeID: Page] = [:]

    /// Something happened on a connection to the node; `now` in unix seconds.
    mutating func note(_ event: Event, of node: NodeID, isMember: Bool, at now: UInt64) {
        guard event.isWorthNoting else { return }
        open(node, isMember: isMember, at: now)
        let known = pages[node]?.marks[event] ?? Mark()
        pages[node]?.marks[event] = Mark(count: known.count + 1, last: now)
    }

    /// Entries came; so many of them were here already.
    mutating func received(_ entries: Int, repeated: Int, of node: NodeID, isMember: Bool, at now: UInt64) {
        open(node, isMember: isMember, at: now)
        pages[node]?.entriesReceived += entries
        pages[node]?.entriesRepeated += repeated
    }

    /// Where the book is full, whoever was heard of longest ago gives way, strangers before members: anybody can come under many names.
    private mutating func open(_ node: NodeID, isMember: Bool, at now: UInt64) {
        if pages[node] == nil, pages.count >= DaemonLimits.peersRememberedMax {
            let last = pages.min { left, right in
                (left.value.isMember ? 1 : 0, left.value.last, left.key) < (right.value.isMember ? 1 : 0, right.value.last, right.key)
            }
            if let last { pages[last.key] = nil }
        }
        pages[node, default: Page()].isMember = isMember
        pages[node]?.last = now
    }
}

extension PeerBook.Event {
    /// Endings that say nothing of anybody are left out.
    var isWorthNoting: Bool {
        switch self {
        case .closed(let reason):
            switch reason {
            case .duplicate, .storage, .stopping, .same, .changed, .parted: false
            case .otherNetwork, .otherVersion, .otherNode, .malformed, .forged, .silent, .crowded, .outOfOrder, .excessive, .twice: true
            }
        case .left(let reason):
            switch reason {
            case .duplicate, .stopping, .changed, .parted, .same: false
            case .otherNetwork, .otherVersion, .otherNode, .malformed, .forged, .silent, .crowded, .outOfOrder, .excessive, .twice,
                .storage:
                true
            }
        default: true
        }
    }

    /// Stable, for programs.
    var code: String {
        switch self {
        case .closed(let reason): "closed-\(NodeCondition.hyphenated("\(reason)"))"
        case .left(let reason): "left-\(NodeCondition.hyphenated("\(reason)"))"
        case .forgedEntries: "forged-entries"
        case .forkSuspected: "fork-suspected"
        case .malformedMessage: "malformed-message"
        case .falseBody: "false-body"
        case .unanswered: "unanswered"
        case .refusedJournal: "refused-journal"
        case .refusedEvidence: "refused-evidence"
        }
    }

    /// For people.
    var sentence: String {
        switch self {
        case .closed(let reason): "Closed here: \(reason.complaint)."
        case .left(let reason): "It closed: \(reason.selfComplaint)."
        case .forgedEntries: "Sent entries that do not verify; they were not taken. The author may be at fault and not this node."
        case .forkSuspected: "Holds another version of a journal. Its author is at fault, not this node."
        case .malformedMessage: "Sent a message that cannot be decoded."
        case .falseBody: "Sent parts of a body that do not belong to it; another node is asked."
        case .unanswered: "Was asked for entries and sent none for 10 seconds; others are asked first for 30."
        case .refusedJournal: "Named a journal that is not taken: its author has its share here, or is suspended."
        case .refusedEvidence: "Sent evidence of a fork that proves nothing."
        }
    }
}

extension CloseReason {
    /// What the peer did, after "Closed here:".
    fileprivate var complaint: String {
        switch self {
        case .otherNetwork: "it belongs to another network"
        case .otherVersion: "it speaks another version of the protocol"
        case .otherNode: "it says to be another node than its certificate"
        case .malformed: "it sent what is no message"
        case .forged: "it sent what only itself can have forged"
        case .silent: "nothing was heard of it for a minute, or no Hello in 10 seconds"
        case .crowded: "there were too many connections"
        case .outOfOrder: "it said something out of order"
        case .excessive: "it exceeded a limit of the protocol"
        case .twice: "another process runs with its key"
        case .duplicate, .storage, .stopping, .same, .changed, .parted: "\(text)"
        }
    }

    /// What this node did in the peer's eyes, after "It closed:".
    fileprivate var selfComplaint: String {
        switch self {
        case .crowded: "it has too many connections"
        case .storage: "it cannot write to its disk"
        case .twice: "another process runs with this node's key, it says"
        default: "it finds fault with this node (\(NodeCondition.hyphenated("\(self)")))"
        }
    }
}
