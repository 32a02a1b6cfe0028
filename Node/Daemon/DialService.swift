import Gossip
import Groups
import Ledger
import Logging
import ServiceLifecycle
import Transport
import Wire

/// Dials whom the plan names, hands each connection to the conductor, and ends those that the plan lets go.
actor DialService {
    private var plan: DialPlan
    private let conductor: Conductor
    private let registry: RegistryKeeper
    private let groups: GroupKeeper
    private let relays: RelayService
    private let identity: TransportIdentity
    private let addresses: [String]
    /// Where others can dial this node; empty when it only dials out.
    private let ownEndpoints: [String]
    private let clock: WallClock
    private let logger: Logger
    private var hasRelay = false
    private var week: UInt32 = 0
    private var random = SystemRandomNumberGenerator()
    private var isStopped = false

    init(
        conductor: Conductor, registry: RegistryKeeper, groups: GroupKeeper, relays: RelayService, identity: TransportIdentity,
        addresses: [String],
        ownEndpoints: [String], clock: WallClock, logger: Logger
    ) {
        self.conductor = conductor
        self.registry = registry
        self.groups = groups
        self.identity = identity
        self.addresses = addresses
        self.relays = relays
        self.ownEndpoints = ownEndpoints
        self.clock = clock
        self.logger = logger
        plan = DialPlan(own: identity.node)
    }

    /// The registry changed, or a relay came or went: members may be reached in other ways.
    func update() async {
        let snapshot = registry.snapshot
        let minute = clock.minute
        let members = snapshot.nodes.filter { snapshot.isAdmitted($0.id, at: minute) }
            .map { (node: $0.id, endpoints: $0.endpoints.map(\.text)) }
        week = Overlay.week(of: minute)
        let network = identity.network
        let own = identity.node
        let groups = await groups.accessTable().groups.filter { $0.value.contains(own) }
        let wanted = await self.groups.groupPeers
        hasRelay = await conductor.sessions.contains(where: \.offersRelay)
        plan.update(
            members: members, addresses: addresses, ownEndpoints: ownEndpoints, relayConnected: hasRelay,
            week: DialPlan.Week(network: network, community: communityTag(of: network), number: week, groups: groups),
            wanted: wanted, at: WallClock.instant, using: &random)
    }

    /// Dials until it is told to stop.
    func run() async {
        await update()
        while !isStopped, !Task.isCancelled {
            let sessions = await conductor.sessions
            if sessions.contains(where: \.offersRelay) != hasRelay || Overlay.week(of: clock.minute) != week {
                await update()
            }
            let connected = Set(sessions.map(\.peer))
            let targets = plan.take(connected: connected, at: WallClock.instant, using: &random)
            for target in targets { Task { await dial(target) } }
            let dialled = sessions.filter { $0.isOutbound && !(ownEndpoints.isEmpty && $0.offersRelay) }.map(\.peer)
            for node in plan.partings(dialled: Set(dialled), connected: connected, at: WallClock.instant) {
                logger.debug("letting go of a connection", metadata: ["node": "\(node.hex)"])
                await conductor.feed(.part(from: node))
            }
            try? await Task.sleep(for: .milliseconds(Int(GossipLimits.redialMillisecondsMin) / 2))
        }
    }

    func stop() { isStopped = true }

    private func dial(_ target: DialPlan.Target) async {
        do {
            let connection = try await connect(target)
            plan.reached(target, node: connection.peer.node)
            await conductor.serve(connection)
            plan.ended(target, at: WallClock.instant)
        } catch {
            logger.debug("dialling failed", metadata: ["target": "\(Self.name(of: target))", "error": "\(error)"])
            plan.failed(target, jitter: Double.random(in: 0..<1), at: WallClock.instant)
        }
    }

    private static func name(of target: DialPlan.Target) -> String {
        switch target.route {
        case .address(let text): text
        case .relay: "\(target.node?.hex ?? "") through a relay"
        }
    }

    private func connect(_ target: DialPlan.Target) async throws -> PeerConnection {
        switch target.route {
        case .address(let text):
            let endpoint = try Endpoint(text)
            return try await Dialer.connect(
                host: endpoint.host, port: Int(endpoint.port), identity: identity, timeout: .seconds(DaemonLimits.dialSeconds), log: logger)
        case .relay:
            guard let node = target.node else { preconditionFailure("a relay was to be asked for nobody") }
            return try await relays.call(node)
        }
    }
}
