public import Wire

/// Whom to dial and when, as a value.
///
/// A small network is a full mesh: every member dials every member that listens. Beyond `GossipLimits.fullMeshNodesMax` nodes each dials the
/// `GossipLimits.dialledNodesMax` members that follow it in the order of node identifiers, so that everybody is dialled by as many.
///
/// A member that does not listen dials those that do. Two such members meet at a relay: the one with the smaller identifier calls, while
/// some relay is connected. Who is called counts like who is dialled.
///
/// A group that is new, and unknown to those it was made for, reaches them from its author alone. Where not everybody is dialled anyhow, a node
/// therefore reaches the nodes of its own groups too while they are not connected: `GossipLimits.wantedNodesMax` at once, in turns when
/// there are more. It calls those that do not listen, whichever of the two has the smaller identifier and whether it listens itself or not:
/// they cannot know that they should.
///
/// A failure doubles the pause before the next try, to a limit; a connection that stood for some time resets it. One that ended at
/// once, because another to the same node stands already, counts as a failure: an address under another spelling is not dialled for ever.
public struct DialPlan: Sendable {
    /// Somebody to connect to.
    public struct Target: Hashable, Sendable {
        /// `nil` for an address from the settings whose node is not known yet.
        public let node: NodeID?
        public let route: Route

        public init(node: NodeID?, route: Route) {
            self.node = node
            self.route = route
        }
    }

    /// How somebody is reached.
    public enum Route: Hashable, Sendable {
        /// host:port.
        case address(String)
        /// A call through a relay; any that is connected may serve. The target's node is known.
        case relay
    }

    private struct Attempt: Sendable {
        var next: Instant
        var pause: UInt64
        var isRunning = false
        var started: Instant?
    }

    /// A part of the nodes of our own groups, in the order of node identifiers.
    private struct Turn: Sendable {
        /// The last one of the turn before.
        let after: NodeID?
        var last: NodeID?
        let end: Instant
    }

    private let own: NodeID
    private var targets: [Target] = []
    private var attempts: [Target: Attempt] = [:]
    /// Nodes of our own groups beyond those, in the order of node identifiers.
    private var wanted: [(node: NodeID, targets: [Target])] = []
    private var turn: Turn?

    public init(own: NodeID) { self.own = own }

    /// Replaces the members with the endpoints on which they listen, and the addresses from the settings.
    ///
    /// - Parameters:
    ///   - ownEndpoints: where this node listens, as the registry says it; a node that listens is dialled and calls nobody but `wanted` ones.
    ///   - relayConnected: whether a member that offers to be a relay, or the coordinator if it does, is connected.
    ///   - wanted: the nodes of this node's own closed and named groups, as their rosters say now.
    public mutating func update(
        members: [(node: NodeID, endpoints: [String])], addresses: [String], ownEndpoints: [String], relayConnected: Bool,
        wanted: Set<NodeID> = [], at now: Instant
    ) {
        let mayCall = ownEndpoints.isEmpty && relayConnected
        let others = members.filter { $0.node != own && (!$0.endpoints.isEmpty || mayCall && own < $0.node) }.sorted { $0.node < $1.node }
        var chosen = others[...]
        if others.count >= GossipLimits.fullMeshNodesMax {
            let following = others.filter { own < $0.node } + others.filter { $0.node < own }
            chosen = following.prefix(GossipLimits.dialledNodesMax)
        }
        let known = Set(chosen.flatMap(\.endpoints))
        targets = chosen.flatMap(Self.targets)
        targets += addresses.filter { !known.contains($0) }.map { Target(node: nil, route: .address($0)) }
        // Up to so many members everybody is dialled from one side or the other.
        let isWhole = members.count - 1 <= GossipLimits.dialledNodesMax
        let taken = Set(chosen.map(\.node) + [own])
        self.wanted = (isWhole ? [] : members).filter {
            wanted.contains($0.node) && !taken.contains($0.node) && (!$0.endpoints.isEmpty || relayConnected)
        }.sorted { $0.node < $1.node }.map { ($0.node, Self.targets(of: $0)) }
        let planned = Set(targets + self.wanted.flatMap(\.targets))
        attempts = attempts.filter { planned.contains($0.key) || $0.value.isRunning }
        for target in planned where attempts[target] == nil {
            attempts[target] = Attempt(next: now, pause: GossipLimits.redialMillisecondsMin)
        }
    }

    private static func targets(of member: (node: NodeID, endpoints: [String])) -> [Target] {
        let routes = member.endpoints.isEmpty ? [Route.relay] : member.endpoints.map { .address($0) }
        return routes.map { Target(node: member.node, route: $0) }
    }

    /// Who should be dialled now; each is then taken to be on the way until `succeeded` or `failed`.
    public mutating func take(connected: Set<NodeID>, at now: Instant) -> [Target] {
        var taken: [Target] = []
        for target in targets + wantedTargets(connected: connected, at: now) {
            guard var attempt = attempts[target], !attempt.isRunning, attempt.next <= now else { continue }
            if let node = target.node, connected.contains(node) { continue }
            attempt.isRunning = true
            attempt.started = now
            attempts[target] = attempt
            taken.append(target)
        }
        return taken
    }

    /// The nodes of our own groups whose turn it is, as many as there is room for.
    private mutating func wantedTargets(connected: Set<NodeID>, at now: Instant) -> [Target] {
        let missing = wanted.filter { !connected.contains($0.node) }
        let room = min(GossipLimits.wantedNodesMax, GossipLimits.wantedConnectionsMax - connected.count)
        guard room > 0 else { return [] }
        guard missing.count > room else { return missing.flatMap(\.targets) }
        var turn = turn ?? Turn(after: nil, last: nil, end: now.advanced(by: GossipLimits.wantedTurnMilliseconds))
        if turn.end <= now {
            turn = Turn(after: turn.last, last: nil, end: now.advanced(by: GossipLimits.wantedTurnMilliseconds))
        }
        let split = turn.after.map { after in missing.firstIndex { after < $0.node } ?? 0 } ?? 0
        let reached = (missing[split...] + missing[..<split]).prefix(room)
        turn.last = reached.last?.node
        self.turn = turn
        return reached.flatMap(\.targets)
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
