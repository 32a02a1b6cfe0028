import Synchronization

/// How many octets may be in memory at a time for one purpose, over all connections.
package final class OctetBudget: Sendable {
    private let limit: Int
    private let taken = Mutex(0)

    package init(limit: Int) { self.limit = limit }

    /// Octets that may be held while this lives.
    package final class Reservation: Sendable {
        private let budget: OctetBudget
        private let octets: Int

        fileprivate init(_ budget: OctetBudget, octets: Int) {
            self.budget = budget
            self.octets = octets
        }

        deinit { budget.taken.withLock { $0 -= octets } }
    }

    /// `nil` when so much cannot be had now.
    package func reserve(_ octets: Int) -> Reservation? {
        let isGranted = taken.withLock { taken in
            guard octets <= limit - taken else { return false }
            taken += octets
            return true
        }
        return isGranted ? Reservation(self, octets: octets) : nil
    }
}
