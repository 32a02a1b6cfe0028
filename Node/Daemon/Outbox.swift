import Synchronization

/// The messages that wait for one connection; whoever sends takes all of them at once, so that many small ones cost one write.
final class Outbox: Sendable {
    private struct State {
        var messages: [[UInt8]] = []
        var isFinished = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    /// How many messages wait.
    var count: Int { state.withLock(\.messages.count) }

    /// Queues messages; false when more than `DaemonLimits.outboxMessagesMax` wait or the outbox is finished.
    func append(_ messages: [[UInt8]]) -> Bool {
        let (isTaken, waiter) = state.withLock { state -> (Bool, CheckedContinuation<Void, Never>?) in
            guard !state.isFinished, state.messages.count + messages.count <= DaemonLimits.outboxMessagesMax else { return (false, nil) }
            state.messages += messages
            return (true, state.waiter.take())
        }
        waiter?.resume()
        return isTaken
    }

    /// Takes no more messages; what waits is still given out.
    func finish() {
        let waiter = state.withLock { state in
            state.isFinished = true
            return state.waiter.take()
        }
        waiter?.resume()
    }

    /// Everything that waits, as soon as there is something; `nil` when finished and empty. One caller at a time.
    func next() async -> [[UInt8]]? {
        while true {
            let (messages, isFinished) = state.withLock { state in
                defer { state.messages = [] }
                return (state.messages, state.isFinished)
            }
            if !messages.isEmpty { return messages }
            if isFinished { return nil }
            await withCheckedContinuation { continuation in
                let resumeNow = state.withLock { state in
                    guard state.messages.isEmpty, !state.isFinished else { return true }
                    state.waiter = continuation
                    return false
                }
                if resumeNow { continuation.resume() }
            }
        }
    }
}
