import Wire

/// Connections of no use, and since when.
struct Surplus: Sendable {
    private var since: [NodeID: Instant] = [:]
    private var last: Instant?

    /// The one that has been of no use for longest, if it has been for long enough and none was let go just now.
    mutating func next(of useless: Set<NodeID>, mayPart: Bool, at now: Instant) -> NodeID? {
        since = since.filter { useless.contains($0.key) }
        for node in useless where since[node] == nil { since[node] = now }
        guard mayPart, last.map({ $0.advanced(by: GossipLimits.partingMilliseconds) <= now }) ?? true,
            let longest = since.min(by: { ($0.value, $0.key) < ($1.value, $1.key) }),
            longest.value.advanced(by: GossipLimits.surplusMilliseconds) <= now
        else { return nil }
        last = now
        return longest.key
    }
}
