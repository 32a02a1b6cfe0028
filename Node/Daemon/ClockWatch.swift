import Gossip
import Sodium
import Wire

/// Compares the machine's clock with what it cannot go back behind, and with what others write.
///
/// Nothing is decided by it: times in entries never decide what is stored. People are told, because keys and certificates have dates.
struct ClockWatch: Sendable {
    /// What was found: minutes, and whose clock it is that seems to be wrong.
    enum Finding: Equatable, Sendable {
        /// At its start the clock stood before the time that this node had seen.
        case setBack(minutes: Int)
        /// While the node ran the clock moved by so much more (or less) than time did.
        case jumped(minutes: Int)
        /// Several others write times that are yet to come here.
        case behindOthers(minutes: Int)
        /// One other node writes times that are yet to come here.
        case otherAhead(NodeID, minutes: Int)
    }

    private var atStart: Finding?
    private var jump: Finding?
    /// The last look: the clock, and the time that never goes back.
    private var last: (minute: Minute, instant: Instant)?
    /// Authors whose last entry came from the future, and by how many minutes.
    private var ahead: [NodeID: Int] = [:]

    /// Compares the clock at the start with the last time that an earlier run saw; `nil` when there was none.
    mutating func begin(at minute: Minute, lastSeen: Minute?, instant: Instant) {
        last = (minute, instant)
        guard let lastSeen else { return }
        let behind = Int(lastSeen.rawValue) - Int(minute.rawValue)
        if behind > DaemonLimits.clockMinutesOffMax { atStart = .setBack(minutes: behind) }
    }

    /// Looks at the clock again; tells when it jumped since the last look.
    mutating func look(at minute: Minute, instant: Instant) -> Finding? {
        defer { last = (minute, instant) }
        guard let last else { return nil }
        let passed = Int((instant.milliseconds - min(last.instant.milliseconds, instant.milliseconds)) / 60_000)
        let off = Int(minute.rawValue) - Int(last.minute.rawValue) - passed
        guard abs(off) > DaemonLimits.clockMinutesOffMax else { return nil }
        jump = .jumped(minutes: off)
        return jump
    }

    /// Notes the time that another node wrote into its newest entry.
    mutating func heard(_ author: NodeID, writing time: Minute, at minute: Minute) {
        let off = Int(time.rawValue) - Int(minute.rawValue)
        ahead[author] = off > DaemonLimits.clockMinutesOffMax ? off : nil
    }

    /// Authors whose last entry came from the future.
    var authorsAhead: [NodeID] { ahead.keys.sorted() }

    /// What people should know, in the order of weight.
    var findings: [Finding] {
        var findings = [atStart, jump].compactMap(\.self)
        if ahead.count > 1, let least = ahead.values.min() {
            findings.append(.behindOthers(minutes: least))
        } else {
            findings += ahead.map { .otherAhead($0.key, minutes: $0.value) }
        }
        return findings
    }
}
