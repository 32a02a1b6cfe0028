import Exchange
import Synchronization

/// A finding as it is seen at one moment, before anybody knows whether it lasts.
struct Observation: Equatable, Sendable {
    let finding: Finding
    /// For how many seconds it may be so without anybody being told of more than a notice.
    var patienceSeconds: UInt64 = 0
    /// Whether it is shown as a notice meanwhile; else it is not shown.
    var isShownEarly = false
    /// Changes as long as things move: then the patience begins anew.
    var progress = 0
}

/// Remembers since when each finding holds, so that what passes by itself alarms nobody.
///
/// It is looked at every minute and whenever somebody asks.
final class Vigil: Sendable {
    private struct Seen {
        var since: UInt64
        var progress: Int
        /// It was so when this run began, and may have been so for long.
        var isOld: Bool
        var isRaised = false
    }

    private struct State {
        var seen: [Finding.Code: Seen] = [:]
        var hasLooked = false
    }

    private let state = Mutex(State())

    /// What changed with a look: findings that were raised and codes that are settled.
    struct Change: Sendable {
        var raised: [Finding] = []
        var settled: [Finding.Code] = []
    }

    /// The findings that count now, the most urgent first, and what changed since the last look; `now` in unix seconds.
    func look(at observations: [Observation], now: UInt64) -> (findings: [Finding], change: Change) {
        state.withLock { state in
            var change = Change()
            for (code, seen) in state.seen where !observations.contains(where: { $0.finding.code == code }) {
                if seen.isRaised { change.settled.append(code) }
                state.seen[code] = nil
            }
            var findings: [Finding] = []
            for observation in observations {
                let code = observation.finding.code
                var seen = state.seen[code] ?? Seen(since: now, progress: observation.progress, isOld: !state.hasLooked)
                if seen.progress != observation.progress { (seen.since, seen.progress, seen.isOld) = (now, observation.progress, false) }
                var finding = observation.finding
                // What this run's connections do not do began with the run, whatever was before.
                let isSinceKnown = !seen.isOld || observation.patienceSeconds > 0
                if finding.since.isEmpty, isSinceKnown { finding.since = WallClock.iso8601(seen.since) }
                let isDue = now >= seen.since && now - seen.since >= observation.patienceSeconds
                if !isDue { finding.severity = .notice }
                if isDue || observation.isShownEarly { findings.append(finding) }
                if isDue, !seen.isRaised {
                    seen.isRaised = true
                    change.raised.append(finding)
                }
                state.seen[code] = seen
            }
            state.hasLooked = true
            change.settled.sort { $0.rawValue < $1.rawValue }
            change.raised.sort(by: Self.isMoreUrgent)
            return (findings.sorted(by: Self.isMoreUrgent), change)
        }
    }

    private static func isMoreUrgent(_ left: Finding, _ right: Finding) -> Bool {
        let order = Finding.Severity.allCases
        let (first, second) = (order.firstIndex(of: left.severity) ?? 0, order.firstIndex(of: right.severity) ?? 0)
        return (first, left.code.rawValue) < (second, right.code.rawValue)
    }
}
