import Ledger
import Wire

/// What truly happened, as the world saw it; no replica is ever asked.
struct Truth {
    private struct Place: Hashable {
        let journal: JournalID
        let size: UInt64
    }

    /// Counters of the whole run.
    private(set) var total = Findings()
    /// The counters when measuring began.
    private(set) var marked = Findings()
    private(set) var published: [Published] = []
    private(set) var violations: [Violation] = []
    /// Journals of which two machines with one name signed different things: an injected fault.
    private(set) var forked: Set<JournalID> = []
    private var signed: [Place: Signed] = [:]
    /// When an old disk was put into a machine.
    private(set) var losses: [Int: [UInt64]] = [:]

    mutating func take(_ findings: Findings) {
        total.events += findings.events
        total.inputs += findings.inputs
        total.frames += findings.frames
        total.octets += findings.octets
        total.deliveries += findings.deliveries
        total.duplicates += findings.duplicates
        published += findings.published
        for violation in findings.violations { add(violation) }
        for signed in findings.signed { take(signed) }
    }

    mutating func mark() { marked = total }

    mutating func noteLoss(at machine: Int, _ time: UInt64) { losses[machine, default: []].append(time) }

    /// Whether the machine lost what it had at that time.
    func hasLost(_ machine: Int, since time: UInt64) -> Bool { losses[machine]?.contains { $0 >= time } == true }

    mutating func add(_ violation: Violation) {
        guard violations.count < SimulatorLimits.violationsMax else { return }
        violations.append(violation)
    }

    /// Two roots for one size by one machine are a fork, whatever was done to it. By two machines they are what was injected.
    private mutating func take(_ signed: Signed) {
        let place = Place(journal: signed.journal, size: signed.size)
        guard let known = self.signed[place] else {
            self.signed[place] = signed
            return
        }
        guard known.root != signed.root else { return }
        forked.insert(signed.journal)
        guard known.by == signed.by else { return }
        add(
            Violation(
                kind: .fork, text: "machine \(signed.by) signed two roots of journal \(signed.journal.short) at \(signed.size)",
                time: signed.time))
    }

    var signedCount: Int { signed.count }
}
