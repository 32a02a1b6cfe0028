import Synchronization

/// How many requests each caller may still make: so many a minute, and as many at once.
///
/// Callers are remembered while they have less than all of it; beyond `ExchangeLimits.callersMax` the one that was there first is forgotten,
/// which can only let somebody ask more.
final class RequestBudget: Sendable {
    private struct Purse {
        var left: Double
        var seconds: Double
    }

    private struct State {
        var purses: [String: Purse] = [:]
        var order: [String] = []
    }

    private let perMinute: Double
    private let state = Mutex(State())

    init(perMinute: Int) { self.perMinute = Double(max(1, perMinute)) }

    /// Takes one request from a caller's budget at that moment; gives the seconds to wait when there is none left.
    func take(_ caller: String, at seconds: Double) -> Int? {
        state.withLock { state in
            var purse = state.purses[caller] ?? Purse(left: perMinute, seconds: seconds)
            purse.left = min(perMinute, purse.left + max(0, seconds - purse.seconds) * perMinute / 60)
            purse.seconds = seconds
            let isGranted = purse.left >= 1
            if isGranted { purse.left -= 1 }
            if state.purses.updateValue(purse, forKey: caller) == nil {
                state.order.append(caller)
                if state.order.count > ExchangeLimits.callersMax { state.purses[state.order.removeFirst()] = nil }
            }
            return isGranted ? nil : max(1, Int(((1 - purse.left) * 60 / perMinute).rounded(.up)))
        }
    }
}
