import Synchronization

/// Lets so many through at a time; the others wait in the order in which they came, and no more than so many of them.
final class Turnstile: Sendable {
    private struct State {
        var inside = 0
        var waiting: ArraySlice<CheckedContinuation<Void, Never>> = []
    }

    private let state = Mutex(State())
    private let limit: Int
    private let waitingMax: Int

    init(limit: Int, waitingMax: Int) {
        self.limit = limit
        self.waitingMax = waitingMax
    }

    /// How many wait.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Returns when there is a place, which `leave` gives back; false at once where too many wait.
    func enter() async -> Bool {
        enum Way { case free, full, wait }
        let way = state.withLock { state -> Way in
            if state.inside < limit {
                state.inside += 1
                return .free
            }
            return state.waiting.count < waitingMax ? .wait : .full
        }
        switch way {
        case .free: return true
        case .full: return false
        case .wait:
            await withCheckedContinuation { continuation in
                let isFree = state.withLock { state in
                    // Somebody may have left since.
                    guard state.inside >= limit else {
                        state.inside += 1
                        return true
                    }
                    state.waiting.append(continuation)
                    return false
                }
                if isFree { continuation.resume() }
            }
            return true
        }
    }

    /// Gives a place back, to whoever waits first.
    func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard let next = state.waiting.popFirst() else {
                state.inside -= 1
                return nil
            }
            return next
        }
        next?.resume()
    }
}
