import Gossip
import Storage
import Synchronization

/// What the disk last refused, until it takes things again.
///
/// Trouble with writing ends when a trial write goes through; a damaged database stays damaged until the node is started anew.
final class DiskWatch: Sendable {
    private struct State {
        var trouble: (error: StorageError, since: Instant)?
        var damage: StorageError?
    }

    private let state = Mutex(State())

    /// Why nothing can be written now, and since when; `nil` when the last write went through.
    var trouble: (error: StorageError, since: Instant)? { state.withLock(\.trouble) }

    /// What was found damaged in this run.
    var damage: StorageError? { state.withLock(\.damage) }

    /// Notes an error; tells whether trial writes have to begin.
    func failed(_ error: StorageError, at now: Instant) -> Bool {
        state.withLock { state in
            if case .corrupt = error {
                state.damage = state.damage ?? error
                return false
            }
            guard error.isOfDisk else { return false }
            let hasBegun = state.trouble == nil
            state.trouble = (error, state.trouble?.since ?? now)
            return hasBegun
        }
    }

    /// A trial write went through.
    func worked() { state.withLock { $0.trouble = nil } }
}
