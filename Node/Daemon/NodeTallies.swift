import Exchange
import Synchronization
import Transport

/// What the node counts of its own doings that no part of it counts for itself; since the start.
final class NodeTallies: Sendable {
    /// How a call to share ended.
    enum ShareOutcome: String, CaseIterable {
        /// On disk.
        case shared
        /// Not allowed, or not understood: the caller's to correct.
        case refused
        /// The node could not.
        case failed

        init(_ error: OperationError) { self = error.status >= 500 ? .failed : .refused }
    }

    private struct State {
        var shares: [ShareOutcome: Int] = [:]
        weak var listener: TransportListener?
    }

    private let state = Mutex(State())

    var shares: [ShareOutcome: Int] { state.withLock(\.shares) }

    /// What has come in at the listener; `nil` while the node listens nowhere.
    var arrivals: TransportCounters? { state.withLock { $0.listener?.counters } }

    func note(_ outcome: ShareOutcome) { state.withLock { $0.shares[outcome, default: 0] += 1 } }

    func listens(_ listener: TransportListener) { state.withLock { $0.listener = listener } }
}
