import Synchronization

/// How many octets of uploads are in memory at a time.
final class UploadBudget: Sendable {
    private let octets = Mutex(0)

    /// Throws `busy` when there is no room for so many more; they are given back when the reservation goes.
    func reserve(_ count: Int) throws(PortalFault) -> Reservation {
        let isTaken = octets.withLock { octets in
            guard octets + count <= PortalLimits.uploadsOctetsMax else { return false }
            octets += count
            return true
        }
        guard isTaken else { throw .busy }
        return Reservation(budget: self, count: count)
    }

    final class Reservation: Sendable {
        private let budget: UploadBudget
        private let count: Int

        fileprivate init(budget: UploadBudget, count: Int) {
            self.budget = budget
            self.count = count
        }

        deinit { budget.octets.withLock { $0 -= count } }
    }
}
