import Glibc

/// Lets calls through until it is shut, and shuts only when none is under way.
///
/// SQLite must not be called on a closed connection: the library then reads memory that is gone.
final class ClosingGate: @unchecked Sendable {
    // Written under the exclusive lock and read under the shared one.
    private var isShut = false
    private let lock: UnsafeMutablePointer<pthread_rwlock_t>

    init() {
        lock = .allocate(capacity: 1)
        let result = pthread_rwlock_init(lock, nil)
        precondition(result == 0, "a lock could not be made: \(result)")
    }

    deinit {
        pthread_rwlock_destroy(lock)
        lock.deallocate()
    }

    /// Whether the call may go on; after `true`, `leave` must follow.
    func enter() -> Bool {
        pthread_rwlock_rdlock(lock)
        guard isShut else { return true }
        pthread_rwlock_unlock(lock)
        return false
    }

    func leave() { pthread_rwlock_unlock(lock) }

    /// Waits for the calls that are under way and lets no more through; `false` when it was shut already.
    func shut() -> Bool {
        pthread_rwlock_wrlock(lock)
        defer { pthread_rwlock_unlock(lock) }
        defer { isShut = true }
        return !isShut
    }
}
