import Sodium

/// What peers submitted in vain, so that one connection cannot make the coordinator verify without end.
///
/// A key of its own costs a handshake, more work than to refuse; so a full book may be emptied.
struct RefusalBook {
    private var hours: [Octets32: (hour: UInt32, count: Int)] = [:]

    func isFull(_ peer: Octets32, hour: UInt32) -> Bool {
        hours[peer].map { $0.hour == hour && $0.count >= DaemonLimits.refusalsPerHourMax } ?? false
    }

    mutating func note(_ peer: Octets32, hour: UInt32) {
        let before = hours[peer].flatMap { $0.hour == hour ? $0.count : nil } ?? 0
        if before == 0, hours.count >= DaemonLimits.refusalPeersMax {
            hours = hours.filter { $0.value.hour == hour }
            if hours.count >= DaemonLimits.refusalPeersMax { hours.removeAll() }
        }
        hours[peer] = (hour, before + 1)
    }
}
