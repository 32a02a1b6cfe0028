import Exchange

/// What a page hears while it is open (server-sent events, WHATWG HTML 9.2): "arrived" when there is something new to fetch, and signs of life.
///
/// Nothing of an item is in it: the page fetches what its session may see then. It ends when the session does.
struct EventStream: Sendable {
    let signs: AsyncStream<Void>
    /// Asked again at each sign of life.
    let isAlive: @Sendable () async -> Bool
    /// Called once, however it ends.
    let onEnd: @Sendable () async -> Void

    /// What is to be written, until the session ends, nobody reads any more, or `stop` is called.
    ///
    /// At most a few texts wait: of many signs that a slow reader has not taken, the last ones do.
    func texts() -> (texts: AsyncStream<String>, stop: @Sendable () -> Void) {
        let (texts, writer) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(PortalLimits.eventsWaitingMax))
        // Browsers that lose the connection come again after so many milliseconds.
        writer.yield("retry: 2000\n\n")
        let work = Task {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await _ in signs {
                        writer.yield("event: arrived\ndata:\n\n")
                        try? await Task.sleep(for: .milliseconds(PortalLimits.gatherMilliseconds))
                    }
                }
                group.addTask {
                    while !Task.isCancelled, await isAlive() {
                        writer.yield(":\n\n")
                        try? await Task.sleep(for: .seconds(PortalLimits.heartbeatSeconds))
                    }
                    writer.yield("event: ended\ndata:\n\n")
                }
                await group.next()
                group.cancelAll()
            }
            writer.finish()
            await onEnd()
        }
        writer.onTermination = { _ in work.cancel() }
        return (texts, { work.cancel() })
    }
}

/// Counts who listens, so that one account cannot take every place.
actor ListenerDesk {
    private var counts: [[UInt8]: Int] = [:]
    private var total = 0

    func enter(_ account: [UInt8]) -> Bool {
        guard total < PortalLimits.listenersMax, counts[account, default: 0] < PortalLimits.listenersPerAccountMax else { return false }
        counts[account, default: 0] += 1
        total += 1
        return true
    }

    func leave(_ account: [UInt8]) {
        total -= 1
        if let count = counts[account], count > 1 { counts[account] = count - 1 } else { counts[account] = nil }
    }
}
