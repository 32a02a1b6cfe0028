public import Wire

/// Whom to dial, whom to let go, and when, as a value (specification 6.11).
///
/// A node dials its neighbours that listen: those of the community, and those in each group that it is in, by `Overlay`. A small network is
/// a full mesh. Besides it dials one more member at a time, drawn by lot every 30 to 60 seconds, so that nobody can surround it for long.
///
/// A member that does not listen dials those that do. Two such members meet at a relay: the one with the smaller identifier calls, while
/// some relay is connected. Who is called counts like who is dialled. While no relay is connected, such a member has neighbours among
/// those that listen alone, too.
///
/// A group that is new, and unknown to those it was made for, reaches them from its author alone. Where not everybody is dialled anyhow, a node
/// therefore reaches the nodes of its own groups too while they are not connected: `GossipLimits.wantedNodesMax` at once, in turns when
/// there are more. It calls those that do not listen, whichever of the two has the smaller identifier and whether it listens itself or not:
/// they cannot know that they should.
///
/// A failure doubles the pause before the next try, to a limit; a connection that stood for some time resets it. One that ended at
/// once, because another to the same node stands already, counts as a failure: an address under another spelling is not dialled for ever.
///
/// When the week changes, new neighbours are dialled at moments spread over some minutes. What is of no use any more is let go by the side that
/// dialled it, one connection at a time, after everybody had the time to make new ones.
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

    /// What neighbours follow from.
    public struct Week: Sendable {
        public let network: NetworkID
        public let community: GroupTag
        /// The whole weeks of 7 days since 1970-01-01T00:00Z.
        public let number: UInt32
        /// The nodes of each sector, closed and named group that this node is in.
        public let groups: [GroupTag: Set<NodeID>]

        public init(network: NetworkID, community: GroupTag, number: UInt32, groups: [GroupTag: Set<NodeID>]) {
            self.network = network
            self.community = community
            self.number = number
            self.groups = groups
        }
    }

    private struct Attempt: Sendable {
        var next: Instant
        var pause: UInt64
        var isRunning = false
        var started: Instant?

        /// Whether it never was tried.
        var isNew: Bool { started == nil && !hasFailed }
        /// Whether it was tried, and in vain.
        var hasFailed: Bool { pause > GossipLimits.redialMillisecondsMin }
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
    private var circles = OverlayShelf()
    private var neighbours: Set<NodeID> = []
    private var weekNumber: UInt32?
    /// Nodes of our own groups beyond those, in the order of node identifiers.
    private var wanted: [(node: NodeID, targets: [Target])] = []
    private var turn: Turn?
    private var lot = Lot()
    private var surplus = Surplus()
    /// Which nodes were found behind addresses from the settings.
    private var found: [Target: NodeID] = [:]

    public init(own: NodeID) { self.own = own }

    /// Replaces the members with the endpoints on which they listen, the addresses from the settings, and what neighbours follow from.
    ///
    /// - Parameters:
    ///   - ownEndpoints: where this node listens, as the registry says it; a node that listens is dialled and calls nobody but `wanted` ones
    ///     and those drawn by lot.
    ///   - relayConnected: whether a member that offers to be a relay, or the coordinator if it does, is connected.
    ///   - wanted: the nodes of this node's own closed and named groups, as their rosters say now.
    public mutating func update(
        members: [(node: NodeID, endpoints: [String])], addresses: [String], ownEndpoints: [String], relayConnected: Bool, week: Week,
        wanted: Set<NodeID> = [], at now: Instant, using random: inout some RandomNumberGenerator
    ) {
        let isNewWeek = weekNumber.map { $0 != week.number } ?? false
        weekNumber = week.number
        let mayCall = ownEndpoints.isEmpty && relayConnected
        let listening = Set(members.lazy.filter { !$0.endpoints.isEmpty }.map(\.node))
        neighbours = circles.neighbours(of: own, members: Set(members.map(\.node)), in: week)
        if ownEndpoints.isEmpty, !relayConnected {
            neighbours.formUnion(circles.neighbours(of: own, among: listening.union([own]), group: week.community, in: week))
        }
        circles.tidy()
        let chosen = members.filter { neighbours.contains($0.node) && (!$0.endpoints.isEmpty || mayCall && own < $0.node) }
            .sorted { $0.node < $1.node }
        let known = Set(chosen.flatMap(\.endpoints))
        targets = chosen.flatMap(Self.targets)
        targets += addresses.filter { !known.contains($0) }.map { Target(node: nil, route: .address($0)) }
        let isWhole = members.count <= GossipLimits.fullMeshNodesMax
        let reachable = (isWhole ? [] : members).filter { $0.node != own && (!$0.endpoints.isEmpty || relayConnected) }
            .sorted { $0.node < $1.node }.map { (node: $0.node, targets: Self.targets(of: $0)) }
        let taken = Set(chosen.map(\.node))
        self.wanted = reachable.filter { wanted.contains($0.node) && !taken.contains($0.node) }
        lot.replace(reachable.filter { !neighbours.contains($0.node) })
        let planned = Set(targets + self.wanted.flatMap(\.targets) + lot.targets)
        attempts = attempts.filter { planned.contains($0.key) || $0.value.isRunning }
        found = found.filter { planned.contains($0.key) }
        for target in targets + self.wanted.flatMap(\.targets) where attempts[target] == nil {
            let spread = isNewWeek ? UInt64.random(in: 0..<GossipLimits.weekSpreadMilliseconds, using: &random) : 0
            attempts[target] = Attempt(next: now.advanced(by: spread), pause: GossipLimits.redialMillisecondsMin)
        }
    }

    private static func targets(of member: (node: NodeID, endpoints: [String])) -> [Target] {
        let routes = member.endpoints.isEmpty ? [Route.relay] : member.endpoints.map { .address($0) }
        return routes.map { Target(node: member.node, route: $0) }
    }

    /// Who should be dialled now; each is then taken to be on the way until `ended` or `failed`.
    public mutating func take(connected: Set<NodeID>, at now: Instant, using random: inout some RandomNumberGenerator) -> [Target] {
        if lot.draw(connected: connected, at: now, using: &random) {
            for target in lot.targets where attempts[target] == nil {
                attempts[target] = Attempt(next: now, pause: GossipLimits.redialMillisecondsMin)
            }
        }
        var taken: [Target] = []
        for target in targets + lot.targets + wantedTargets(connected: connected, at: now) {
            // Who is connected to nobody does not wait for a moment of the new week.
            guard var attempt = attempts[target], !attempt.isRunning, attempt.next <= now || connected.isEmpty && attempt.isNew else {
                continue
            }
            if let node = target.node, connected.contains(node) { continue }
            attempt.isRunning = true
            attempt.started = now
            attempts[target] = attempt
            taken.append(target)
        }
        return taken
    }

    /// A connection stands; for an address from the settings it shows whose it is.
    public mutating func reached(_ target: Target, node: NodeID) {
        if target.node == nil { found[target] = node }
    }

    /// Whose connections should end now.
    ///
    /// - Parameter dialled: the nodes to which this node made the connection, without those that offer to be a relay where this node
    ///   needs one. What others have dialled is theirs to end.
    public mutating func partings(dialled: Set<NodeID>, connected: Set<NodeID>, at now: Instant) -> [NodeID] {
        let kept = neighbours.union(wanted.map(\.node)).union(found.values)
        var partings = lot.replaced(dialled: dialled.subtracting(kept), connected: connected)
        let isSettled = targets.allSatisfy { target in
            guard let node = target.node, !connected.contains(node) else { return true }
            return attempts[target]?.hasFailed == true
        }
        let useless = dialled.subtracting(kept).subtracting(lot.nodes).subtracting(partings)
        if let node = surplus.next(of: useless, mayPart: isSettled, at: now) { partings.append(node) }
        return partings
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
