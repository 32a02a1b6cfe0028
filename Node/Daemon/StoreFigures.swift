import Exchange
import Storage
import Synchronization

/// How the store's transactions went since the start; counted where all of them pass, in `StoreAccess`.
final class StoreFigures: Sendable {
    struct Reading: Sendable {
        /// Writing transactions that took place, with their fsync.
        var writes = Histogram()
        /// Writing transactions that wait for their turn or run.
        var writesWaiting = 0
        /// Failed calls, by the error's code.
        var failures: [String: Int] = [:]
    }

    private let state = Mutex(Reading())

    var reading: Reading { state.withLock { $0 } }

    func writeWaits() { state.withLock { $0.writesWaiting += 1 } }

    func writeEnded(_ failure: StorageError?, seconds: Double) {
        state.withLock { state in
            state.writesWaiting -= 1
            state.writes.note(seconds)
            if let failure { state.failures[failure.code, default: 0] += 1 }
        }
    }

    func readFailed(_ failure: StorageError) { state.withLock { $0.failures[failure.code, default: 0] += 1 } }
}
