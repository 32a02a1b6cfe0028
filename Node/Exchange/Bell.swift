import Synchronization

/// Tells whoever listens that something has changed: that it did, never what.
///
/// Law: each listener has room for one sign. Many rings before it looks are one, so that nobody who is slow holds up anybody or fills memory.
public final class Bell: Sendable {
    private struct Listeners {
        var next = 0
        var all: [Int: AsyncStream<Void>.Continuation] = [:]
    }

    private let listeners = Mutex(Listeners())

    public init() {}

    public func ring() {
        let all = listeners.withLock { Array($0.all.values) }
        for listener in all { listener.yield() }
    }

    /// A sign for each ring from now on; `nil` when as many listen as may.
    public func listen(listenersMax: Int) -> AsyncStream<Void>? {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let number: Int? = listeners.withLock { listeners in
            guard listeners.all.count < listenersMax else { return nil }
            listeners.next += 1
            listeners.all[listeners.next] = continuation
            return listeners.next
        }
        guard let number else { return nil }
        continuation.onTermination = { [weak self] _ in self?.forget(number) }
        return stream
    }

    private func forget(_ number: Int) { listeners.withLock { _ = $0.all.removeValue(forKey: number) } }
}
