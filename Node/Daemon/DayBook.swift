import Exchange
import Pages
import Portal
import Storage

/// How much came on which day: counted once from what is there, and from then on only what is new.
actor DayBook {
    private var counts: [Int64: Int] = [:]
    private var last: Int64 = 0
    private var isCounting = false

    /// The last days, today among them.
    func days(_ count: Int, _ core: NodeCore) async throws(OperationError) -> [DayActivity] {
        let today = Int64(core.clock.seconds / 86_400)
        if !isCounting {
            isCounting = true
            defer { isCounting = false }
            let (after, since) = (last, UInt64(max(0, today - DaemonLimits.activityDaysMax)) * 86_400)
            let new = try await core.reading { (store) throws(StorageError) in try store.arrivals(after: after, since: since) }
            for (day, items) in new.days { counts[day, default: 0] += items }
            last = new.last
            counts = counts.filter { $0.key > today - DaemonLimits.activityDaysMax }
        }
        let first = today - Int64(max(1, min(count, Int(DaemonLimits.activityDaysMax)))) + 1
        return (first...today).map { DayActivity(day: UTCMoment($0 * 86_400).dateText, items: counts[$0] ?? 0) }
    }
}
