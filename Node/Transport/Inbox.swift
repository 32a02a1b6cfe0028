import Synchronization

/// The decoded frames of one connection that nobody has taken yet: filled on the event loop, emptied by one task.
///
/// A bounded meeting point. It counts octets, not frames; when it is full, `mayRead` says no, so nothing more
/// is read from the socket and TCP holds the sender back. Taking empties it whole, and asks for reading again.
/// One task at a time may wait in `receive`.
final class Inbox: Sendable {
    /// How the stream of frames ended.
    enum End: Equatable {
        case finished
        case failed(TransportError)
    }

    private struct State {
        var frames: [[UInt8]] = []
        var octets = 0
        var end: End?
        var isDiscarding = false
        var octetsMax: Int
        var isReadWithheld = false
        var waiter: CheckedContinuation<[[UInt8]]?, any Error>?
    }

    private let state: Mutex<State>
    private let resumeReading: @Sendable () -> Void

    /// `resumeReading` is called from any thread after a read was withheld and there is room again.
    init(octetsMax: Int, resumeReading: @escaping @Sendable () -> Void) {
        state = Mutex(State(octetsMax: octetsMax))
        self.resumeReading = resumeReading
    }

    /// Octets that wait to be taken, with the surcharge for each frame.
    var waitingOctets: Int { state.withLock { $0.octets } }

    /// Lowers the limit, once it is known what the connection is for.
    func limit(to octetsMax: Int) {
        state.withLock { $0.octetsMax = min($0.octetsMax, octetsMax) }
    }

    /// Whether the socket may be read now; after a no, `resumeReading` follows once there is room.
    func mayRead() -> Bool {
        state.withLock { state in
            state.isReadWithheld = state.octets >= state.octetsMax && !state.isDiscarding
            return !state.isReadWithheld
        }
    }

    /// Hands over all frames decoded from one read, in order.
    func deliver(_ frames: [[UInt8]]) {
        guard !frames.isEmpty else { return }
        let waiter = state.withLock { state -> CheckedContinuation<[[UInt8]]?, any Error>? in
            if state.isDiscarding || state.end != nil { return nil }
            if let waiter = state.waiter {
                state.waiter = nil
                return waiter
            }
            state.octets += frames.reduce(0) { $0 + $1.count + TransportLimits.frameOverheadOctets }
            if state.frames.isEmpty { state.frames = frames } else { state.frames.append(contentsOf: frames) }
            return nil
        }
        waiter?.resume(returning: frames)
    }

    /// Ends the stream; what is waiting can still be taken. Only the first end counts.
    func end(_ end: End) {
        let waiter = state.withLock { state -> CheckedContinuation<[[UInt8]]?, any Error>? in
            guard state.end == nil else { return nil }
            state.end = end
            defer { state.waiter = nil }
            return state.waiter
        }
        switch end {
        case .finished: waiter?.resume(returning: nil)
        case .failed(let error): waiter?.resume(throwing: error)
        }
    }

    /// Ends the stream from this side: what waits and what still comes is dropped, so that the peer's goodbye can be read.
    func discard() {
        end(.finished)
        let wasWithheld = state.withLock { state in
            state.isDiscarding = true
            state.frames = []
            state.octets = 0
            defer { state.isReadWithheld = false }
            return state.isReadWithheld
        }
        if wasWithheld { resumeReading() }
    }

    /// Takes everything that waits and ends the stream: somebody else handles what comes from now on. For the event loop.
    func handOver() -> [[UInt8]] {
        let frames = state.withLock { state in
            defer { state.frames = [] }
            return state.frames
        }
        discard()
        return frames
    }

    /// Takes everything that waits, or waits for the next batch; `nil` at the end. Throws `TransportError` after a bad
    /// end and `CancellationError` when the task is cancelled.
    func receive() async throws -> [[UInt8]]? {
        if let frames = try take() { return frames }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { wait($0) }
        } onCancel: {
            let waiter = state.withLock { state in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume(throwing: CancellationError())
        }
    }

    /// What waits now, without waiting; `nil` if there is nothing.
    private func take() throws -> [[UInt8]]? {
        try Task.checkCancellation()
        let (frames, wasWithheld) = state.withLock { state in
            let frames = state.frames
            let wasWithheld = state.isReadWithheld && !frames.isEmpty
            if wasWithheld { state.isReadWithheld = false }
            state.frames = []
            state.octets = 0
            return (frames, wasWithheld)
        }
        if wasWithheld { resumeReading() }
        return frames.isEmpty ? nil : frames
    }

    private func wait(_ waiter: CheckedContinuation<[[UInt8]]?, any Error>) {
        enum Outcome {
            case waits
            case frames([[UInt8]], wasWithheld: Bool)
            case end(End)
            case cancelled
        }
        let outcome = state.withLock { state -> Outcome in
            if Task.isCancelled { return .cancelled }
            if !state.frames.isEmpty {
                defer {
                    state.frames = []
                    state.octets = 0
                    state.isReadWithheld = false
                }
                return .frames(state.frames, wasWithheld: state.isReadWithheld)
            }
            if let end = state.end { return .end(end) }
            precondition(state.waiter == nil, "two tasks receive from one connection")
            state.waiter = waiter
            return .waits
        }
        switch outcome {
        case .waits: break
        case .frames(let frames, let wasWithheld):
            if wasWithheld { resumeReading() }
            waiter.resume(returning: frames)
        case .end(.finished): waiter.resume(returning: nil)
        case .end(.failed(let error)): waiter.resume(throwing: error)
        case .cancelled: waiter.resume(throwing: CancellationError())
        }
    }
}
