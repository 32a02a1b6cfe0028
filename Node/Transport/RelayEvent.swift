import Synchronization

/// What happened first on a leg that the relay waits for.
enum RelayEvent: Sendable {
    /// The leg said something; it may be more than it should.
    case frames([[UInt8]])
    /// The leg is over.
    case gone
    /// Neither, in the given time or until the signal.
    case nothing
}

extension RelayDesk {
    /// Waits for the leg, for a time, or for the end of a signal; what the leg says or does counts even when it comes last.
    static func next(
        on leg: any RelayLeg, within timeout: Duration, orEndOf signal: AsyncStream<Never>? = nil
    ) async -> RelayEvent {
        await withTaskGroup(of: RelayEvent.self) { group in
            group.addTask {
                do {
                    return try await leg.receive().map(RelayEvent.frames) ?? .gone
                } catch {
                    return error is CancellationError ? .nothing : .gone
                }
            }
            group.addTask {
                try? await Task.sleep(for: timeout)
                return .nothing
            }
            if let signal {
                group.addTask {
                    for await _ in signal {}
                    return .nothing
                }
            }
            var event = await group.next() ?? .nothing
            group.cancelAll()
            for await other in group {
                if case .nothing = event { event = other }
            }
            return event
        }
    }
}

/// When the last octet moved between two legs.
final class RelayActivity: Sendable {
    private let last = Mutex(ContinuousClock.now)

    func touch() {
        last.withLock { $0 = .now }
    }

    /// Returns `true` when nothing has moved for so long, `false` when the task is cancelled.
    func rest(for timeout: Duration) async -> Bool {
        while !Task.isCancelled {
            let due = last.withLock { $0 } + timeout
            if due <= .now { return true }
            try? await Task.sleep(until: due, clock: .continuous)
        }
        return false
    }
}

/// A count that several tasks add to.
final class RelayMeter: Sendable {
    private let count = Atomic<UInt64>(0)

    var value: UInt64 { count.load(ordering: .relaxed) }

    func add(_ octets: Int) {
        count.add(UInt64(octets), ordering: .relaxed)
    }
}
