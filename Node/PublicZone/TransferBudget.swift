import Synchronization

/// How much content may be in memory at a time to be sent, over all connections.
final class TransferBudget: Sendable {
    private let limit: Int
    private let taken = Mutex(0)

    init(limit: Int = PublicZoneLimits.octetsInFlightMax) { self.limit = limit }

    /// Octets that may be held while this lives.
    final class Reservation: Sendable {
        private let budget: TransferBudget
        private let octets: Int

        fileprivate init(_ budget: TransferBudget, octets: Int) {
            self.budget = budget
            self.octets = octets
        }

        deinit { budget.taken.withLock { $0 -= octets } }
    }

    /// `nil` when so much cannot be had now.
    func reserve(_ octets: Int) -> Reservation? {
        let isGranted = taken.withLock { taken in
            guard octets <= limit - taken else { return false }
            taken += octets
            return true
        }
        return isGranted ? Reservation(self, octets: octets) : nil
    }
}
