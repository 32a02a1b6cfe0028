import Ledger
import Wire

/// What one shard noticed within a window of time; the world takes it between two.
struct Findings {
    var events = 0
    var inputs = 0
    var frames = 0
    var octets = 0
    var deliveries = 0
    var duplicates = 0
    var violations: [Violation] = []
    var signed: [Signed] = []
    var published: [Published] = []
    var taints: [(octets: [UInt8], audience: TaintTable.Audience)] = []
}

/// A checkpoint that was signed.
struct Signed {
    let by: Int
    let journal: JournalID
    let size: UInt64
    let root: Hash
    let time: UInt64
}

/// A law that was broken.
public struct Violation: Sendable, Equatable {
    /// Which law.
    public enum Kind: String, Sendable, CaseIterable {
        /// Somebody was sent what it may not have.
        case leak
        /// A node signed two roots for one size of one journal.
        case fork
        /// Nodes that should hold the same do not, long after the last fault.
        case unlevel
        /// An entry is nowhere, or not readable, and no fault explains it.
        case lost
        /// Something was told of before it was durable.
        case early
        /// A node could not read its own message.
        case unreadable
        /// A queue or an answer has no bound.
        case unbounded
        /// A number that the scenario asks for was not reached.
        case missed
    }

    public let kind: Kind
    /// What happened, for people.
    public let text: String
    /// Virtual microseconds since the beginning.
    public let time: UInt64
}

/// Events as text, the last ones.
public final class Recorder {
    /// One line.
    public struct Line {
        /// Virtual microseconds.
        public let time: UInt64
        public let machine: Int
        public let text: String
    }

    private var ring: [Line] = []
    private var next = 0

    public init() {}

    func add(_ time: UInt64, _ machine: Int, _ text: String) {
        let line = Line(time: time, machine: machine, text: text)
        if ring.count < SimulatorLimits.traceEventsMax {
            ring.append(line)
        } else {
            ring[next] = line
            next = (next + 1) % ring.count
        }
    }

    /// The lines in the order in which they happened.
    public var lines: [Line] { Array(ring[next...] + ring[..<next]) }
}
