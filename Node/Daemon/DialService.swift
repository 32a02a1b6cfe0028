import Gossip
import Ledger
import Logging
import ServiceLifecycle
import Transport
import Wire

/// Dials whom the plan names and hands each connection to the conductor.
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
        hasRelay = await conductor.sessions.contains(where: \.offersRelay)
        plan.update(
            members: members, addresses: addresses, ownEndpoints: ownEndpoints, relayConnected: hasRelay,
            wanted: await groups.groupPeers, at: WallClock.instant)
    }

    /// Dials until it is told to stop.
    func run() async {
        await update()
        while !isStopped, !Task.isCancelled {
            if await conductor.sessions.contains(where: \.offersRelay) != hasRelay { await update() }
            let targets = plan.take(connected: await conductor.connectedNodes, at: WallClock.instant)
            for target in targets { Task { await dial(target) } }
            try? await Task.sleep(for: .milliseconds(Int(GossipLimits.redialMillisecondsMin) / 2))
        }
    }

    func stop() { isStopped = true }

    private func dial(_ target: DialPlan.Target) async {
        do {
            await conductor.serve(try await connect(target))
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
