import Gossip
import Ledger
import Sodium
import Wire

/// One machine: a disk that lasts, and the process of a node that runs on it or does not.
final class Machine {
    let site: Terrain.Site
    var disk = Disk()
    var process: Process?
    var dice: Dice
    var trace = TraceHash()
    /// Events that this machine has caused.
    var caused: UInt64 = 0
    /// Connections this machine has had; a number is never used again.
    private var sessionCount: UInt64 = 0
    /// Rises with every start and with every write that is lost.
    var generation = 0
    /// When the disk will have done what it was given.
    var diskFree: UInt64 = 0
    var isDiskFull = false
    /// Whether power goes in the middle of the next write.
    var tearsNextWrite = false
    /// Whether the machine has power: without it nobody is told anything.
    var hasPower = true
    /// Minutes by which the wall clock is wrong.
    var clockError: Int64 = 0
    /// A copy of the disk made earlier.
    var backup: Disk?
    /// The coordinator's log, which it alone writes.
    var registryWriter: JournalWriter?
    /// What this machine came to have, and from whom; kept when the scenario measures.
    var receipts: [Receipt] = []
    /// Frames that a replayer will send again.
    var remembered: [[UInt8]] = []

    init(site: Terrain.Site, dice: Dice) {
        self.site = site
        self.dice = dice
    }

    var index: Int { site.index }

    func session() -> SessionID {
        sessionCount += 1
        return SessionID(sessionCount)
    }
}

/// When a machine came to have an entry, by whom.
struct Receipt {
    /// The first octets of the entry's leaf hash.
    let entry: UInt64
    let time: UInt64
    /// The machine that sent it; the machine itself at its author.
    let sender: Int
}

/// What is lost when a process ends. A copy of it is a snapshot of the memory.
///
/// A class only so that looking at one field copies none; its fields are values, and `init(copying:)` copies all.
final class Process {
    var replica: Replica
    var plan: DialPlan
    /// The week for which the plan was last updated.
    var week: UInt32 = 0
    /// Members that could be dialled, as the plan was last told.
    var targetCount = 0
    var writers: [GroupTag: JournalWriter] = [:]
    var ends: [SessionID: LinkEnd] = [:]
    var dialling: [SessionID: DialPlan.Target] = [:]
    /// When a tick and a look at the dial plan are on their way.
    var tickAt = UInt64.max
    var lookAt = UInt64.max

    init(replica: Replica, plan: DialPlan) {
        self.replica = replica
        self.plan = plan
    }

    /// The memory as it is now; its timers and connections are not part of it.
    init(copying other: Process) {
        replica = other.replica
        plan = other.plan
        week = other.week
        targetCount = other.targetCount
        writers = other.writers
    }
}

/// One machine's end of a connection: an ordered stream in each direction.
struct LinkEnd {
    let peer: Int
    let peerSession: SessionID
    /// Whom the dial plan meant; `nil` at the listener.
    let target: DialPlan.Target?
    /// When the last segment arrives at the peer: nothing overtakes it.
    var lastArrival: UInt64 = 0
    /// Until when segments given earlier occupy the line.
    var busyUntil: UInt64 = 0
    /// Octets that left and were not reported as flushed.
    var unreported = 0
    var isReporting = false
    /// What came in while the way was blocked.
    var held: [Event] = []
    /// The journals that this end named, by its numbers; kept where announcements are checked.
    var named: [UInt32: JournalID] = [:]
}

/// What happens at one machine.
enum Event {
    case frame(to: Int, SessionID, [UInt8], from: Int, sentAt: UInt64)
    case knock(at: Int, from: Int, SessionID)
    case accepted(at: Int, SessionID, by: Int, SessionID)
    case refused(at: Int, SessionID)
    case dialTimeout(at: Int, SessionID)
    case hangUp(at: Int, SessionID, from: Int)
    case report(at: Int, SessionID)
    case tick(at: Int, generation: Int)
    case look(at: Int, generation: Int)
    case store(at: Int, generation: Int, [VerifiedBatch])
    case storeBody(at: Int, generation: Int, BodyPortion)
    case wrote(at: Int, generation: Int, VerifiedBatch, [Published])
    case publish(at: Int, Order)
    case mischief(at: Int, generation: Int)

    var place: Int {
        switch self {
        case .frame(let place, _, _, _, _), .knock(let place, _, _), .accepted(let place, _, _, _), .refused(let place, _),
            .dialTimeout(let place, _), .hangUp(let place, _, _), .report(let place, _), .tick(let place, _), .look(let place, _),
            .store(let place, _, _), .storeBody(let place, _, _), .wrote(let place, _, _, _), .publish(let place, _),
            .mischief(let place, _):
            place
        }
    }

    /// The write at another machine in a run of its process; `nil` for what is no write.
    func asWrite(at place: Int, generation: Int) -> Event? {
        switch self {
        case .store(_, _, let batches): .store(at: place, generation: generation, batches)
        case .storeBody(_, _, let portion): .storeBody(at: place, generation: generation, portion)
        case .wrote(_, _, let batch, let published): .wrote(at: place, generation: generation, batch, published)
        default: nil
        }
    }

    /// The run of the process that waits for the write; `nil` for what is no write.
    var runOfWrite: Int? {
        switch self {
        case .store(_, let generation, _), .storeBody(_, let generation, _), .wrote(_, let generation, _, _): generation
        default: nil
        }
    }
}

/// What a machine is to publish.
struct Order {
    /// The group, by index; `nil` for records of the registry.
    let group: Int?
    let entries: Int
    let octets: Int
    let detachedOctets: Int?
    /// Whether its delivery is measured: it is not the one that makes a journal known.
    let isMeasured: Bool
}

/// An entry that an honest node made durable: it must come to everybody who is entitled to it.
struct Published {
    let author: Int
    let group: Int
    let journal: JournalID
    let position: UInt64
    let leaf: Hash
    let time: UInt64
    /// The epoch by its index in the group, where it is sealed, and the first octets of what was sealed.
    let epoch: Int?
    let content: [UInt8]
    let isMeasured: Bool
}
