public import Wire

/// Whom to dial and when, as a value.
///
/// A small network is a full mesh: every member dials every member that listens. Beyond `GossipLimits.fullMeshNodesMax` nodes each dials the
/// `GossipLimits.dialledNodesMax` members that follow it in the order of node identifiers, so that everybody is dialled by as many.
/// A failure doubles the pause before the next try, to a limit; a connection that stood for some time resets it. One that ended at
/// once, because another to the same node stands already, counts as a failure: an address under another spelling is not dialled for ever.
public struct DialPlan: Sendable {
    /// Somebody to connect to.
    public struct Target: Hashable, Sendable {
        /// `nil` for an address from the settings whose node is not known yet.
        public let node: NodeID?
        /// host:port.
        public let endpoint: String

        public init(node: NodeID?, endpoint: String) {
            self.node = node
            self.endpoint = endpoint
        }
    }

    private struct Attempt: Sendable {
        var next: Instant
        var pause: UInt64
        var isRunning = false
        var started: Instant?
    }

    private let own: NodeID
    private var targets: [Target] = []
    private var attempts: [Target: Attempt] = [:]

    public init(own: NodeID) { self.own = own }

    /// Replaces the members that listen and the addresses from the settings.
    public mutating func update(members: [(node: NodeID, endpoints: [String])], addresses: [String], at now: Instant) {
        let others = members.filter { $0.node != own && !$0.endpoints.isEmpty }.sorted { $0.node < $1.node }
        var chosen = others[...]
        if others.count >= GossipLimits.fullMeshNodesMax {
            let following = others.filter { own < $0.node } + others.filter { $0.node < own }
            chosen = following.prefix(GossipLimits.dialledNodesMax)
        }
        let known = Set(chosen.flatMap(\.endpoints))
        targets = chosen.flatMap { member in member.endpoints.map { Target(node: member.node, endpoint: $0) } }
        targets += addresses.filter { !known.contains($0) }.map { Target(node: nil, endpoint: $0) }
        attempts = attempts.filter { targets.contains($0.key) || $0.value.isRunning }
        for target in targets where attempts[target] == nil {
            attempts[target] = Attempt(next: now, pause: GossipLimits.redialMillisecondsMin)
        }
    }

    /// Who should be dialled now; each is then taken to be on the way until `succeeded` or `failed`.
    public mutating func take(connected: Set<NodeID>, at now: Instant) -> [Target] {
        var taken: [Target] = []
        for target in targets {
            guard var attempt = attempts[target], !attempt.isRunning, attempt.next <= now else { continue }
            if let node = target.node, connected.contains(node) { continue }
            attempt.isRunning = true
            attempt.started = now
            attempts[target] = attempt
            taken.append(target)
        }
        return taken
    }

    /// The connection stood for some time and has ended, or led to a node that is connected already.
    public mutating func ended(_ target: Target, at now: Instant) {
        if let started = attempts[target]?.started, now < started.advanced(by: GossipLimits.stoodMilliseconds) {
            return failed(target, jitter: 0.5, at: now)
        }
        attempts[target] = Attempt(next: now.advanced(by: GossipLimits.redialMillisecondsMin), pause: GossipLimits.redialMillisecondsMin)
    }

    /// No connection came about; `jitter` (0..<1) spreads the tries of many nodes.
    public mutating func failed(_ target: Target, jitter: Double, at now: Instant) {
        let pause = attempts[target]?.pause ?? GossipLimits.redialMillisecondsMin
        let spread = UInt64(Double(pause) * (0.75 + jitter / 2))
        attempts[target] = Attempt(next: now.advanced(by: spread), pause: min(pause * 2, GossipLimits.redialMillisecondsMax))
    }
}
