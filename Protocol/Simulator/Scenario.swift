/// What is simulated, as it stands in a scenario file: nodes, links, groups, publications, faults, actors, and what must hold.
///
/// The laws of `Verdict` hold in every scenario; `expect` adds numbers.
public struct Scenario: Sendable, Decodable {
    /// A sentence for people.
    public var about = ""
    /// Members of the network; the first is the coordinator.
    public var nodes = 8
    /// Nodes that the registry knows and that are no members; beyond `nodes`.
    public var strangers = 0
    /// How many of the members are mailboxes of the groups that want one.
    public var mailboxes = 0
    /// How many of the members can only dial out.
    public var dialOnly = 0
    /// Whether neighbours are computed once for all, as large scenarios need it; else each dial plan computes its own, as the node does.
    public var isComputedOnce = false
    /// Virtual seconds in which faults happen.
    public var seconds: UInt64 = 60
    /// Virtual seconds afterwards, in which all must become level.
    public var settle: UInt64 = 2 * SimulatorLimits.antiEntropyMilliseconds / 1_000
    public var links = Links()
    /// Milliseconds that the disk takes to make a write durable; zero for no work at all.
    public var syncMilliseconds = Range(0, 0)
    public var groups: [Group] = []
    public var publications = Publications()
    public var faults: [Fault] = []
    public var actors: [Actor] = []
    public var expect = Expectation()
    /// Whether every frame is searched for what its receiver may not have, and every announcement compared with the sender's disk.
    public var searchesFrames = true
    /// Whether delivery times and hops are kept for each node.
    public var measures = false

    public init() {}

    /// Two numbers, the smaller first.
    public struct Range: Sendable, Decodable, Equatable {
        public var low: UInt64
        public var high: UInt64

        public init(_ low: UInt64, _ high: UInt64) {
            self.low = low
            self.high = max(low, high)
        }

        public init(from decoder: any Decoder) throws {
            let numbers = try decoder.singleValueContainer().decode([UInt64].self)
            guard numbers.count == 2, numbers[0] <= numbers[1] else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "write two numbers, the smaller first, like [10, 50]"))
            }
            self.init(numbers[0], numbers[1])
        }
    }

    /// Connections between machines.
    public struct Links: Sendable {
        /// One way, between the nearest and between the farthest machines.
        public var latencyMilliseconds = Range(10, 50)
        /// By how much of the latency a segment may be late.
        public var jitter = 0.0
        /// The probability that a segment is lost and sent again.
        public var loss = 0.0
        /// Of each direction of a connection.
        public var megabitsPerSecond = 1_000.0

        public init() {}
    }

    /// A group that is not open to all members.
    public struct Group: Sendable {
        public var members = 4
        public var isSealed = true
        public var hasMailbox = false

        public init() {}
    }

    /// What is published, at random moments in `seconds`.
    public struct Publications: Sendable {
        /// Batches over the whole time.
        public var count = 20
        /// Seconds before the first.
        public var after: UInt64 = 5
        public var octets = Range(100, 400)
        /// Entries in a batch.
        public var batch = Range(1, 1)
        /// How many nodes publish, from the coordinator on; without it all members.
        public var authors: Int?
        /// The probability that a body is detached, of `detachedOctets`.
        public var detached = 0.0
        public var detachedOctets = Range(70_000, 300_000)
        /// The probability that a batch goes to one of the groups instead of to all members.
        public var grouped = 0.0
        /// Whether each author publishes once before anything is measured, so that its journal is known everywhere.
        public var warms = false
        /// Registry records that the coordinator adds.
        public var registryRecords = 0

        public init() {}
    }

    /// A kind of fault that strikes again and again.
    public struct Fault: Sendable {
        public var what = FaultKind.crash
        /// Mean seconds between two.
        public var every = 10.0
        public var after: UInt64 = 5
        /// Seconds until it is mended; always before `seconds` is over.
        public var lasting = Range(1, 10)

        public init() {}
    }

    /// Nodes that break a rule.
    public struct Actor: Sendable {
        public var rule = Rule.silent
        /// How many members, the last ones.
        public var count = 1

        public init() {}
    }

    /// Numbers that must hold besides the laws; without one it is not asked.
    public struct Expectation: Sendable {
        public var p50MillisecondsMax: Double?
        public var p99MillisecondsMax: Double?
        public var hopsMax: Int?
        public var duplicatesMax: Double?

        public init() {}
    }
}

/// What can go wrong with a machine or between machines.
public enum FaultKind: String, Sendable, Decodable, CaseIterable {
    /// The process ends; its system tells its peers.
    case crash
    /// The machine loses power: nobody is told, and what was not yet durable is lost.
    case power
    /// The machine loses power, and its disk has forgotten the last seconds although it said they were durable.
    case tail
    /// The machine loses power in the middle of a write, which is discarded.
    case tear
    /// Every write fails until there is room again.
    case full
    /// The machine starts from a copy of its disk made earlier.
    case restore
    /// A copy of the running machine, memory and all, is resumed while the original runs.
    case twin
    /// Some machines and the others cannot reach each other.
    case partition
    /// The same in one direction.
    case oneWay
    /// The wall clock jumps by up to days.
    case clock
    /// A member of a group leaves it, another joins.
    case roster
    /// Links of a machine lose much.
    case loss
}

/// The rule that an actor breaks; in everything else it is the same replica as everybody's.
public enum Rule: String, Sendable, Decodable, CaseIterable {
    /// Signs two journals under one name, and shows one to half of its peers.
    case equivocator
    /// Passes on nothing of others.
    case censor
    /// Announces what it has, and never delivers.
    case withholder
    /// Sends octets that mean nothing, and damaged copies of what does.
    case junk
    /// Sends again what it was sent, by anybody to anybody.
    case replayer
    /// Claims to be in every group and asks for everything.
    case asker
    /// Says Hello and nothing more.
    case silent
    /// Gives what it has to everybody. No simulation with one may pass: it is there to test the checkers.
    case leaker
}
