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
    private let identity: TransportIdentity
    private let addresses: [String]
    private let logger: Logger
    private var isStopped = false

    init(
        conductor: Conductor, registry: RegistryKeeper, identity: TransportIdentity, addresses: [String], logger: Logger
    ) {
        self.conductor = conductor
        self.registry = registry
        self.identity = identity
        self.addresses = addresses
        self.logger = logger
        plan = DialPlan(own: identity.node)
    }

    /// The registry changed: members that listen may have come or gone.
    func update() {
        let snapshot = registry.snapshot
        let minute = WallClock.minute
        let members = snapshot.nodes.filter { snapshot.isAdmitted($0.id, at: minute) }
            .map { (node: $0.id, endpoints: $0.endpoints.map(\.text)) }
        plan.update(members: members, addresses: addresses, at: WallClock.instant)
    }

    /// Dials until it is told to stop.
    func run() async {
        update()
        while !isStopped, !Task.isCancelled {
            let targets = plan.take(connected: await conductor.connectedNodes, at: WallClock.instant)
            for target in targets { Task { await dial(target) } }
            try? await Task.sleep(for: .milliseconds(Int(GossipLimits.redialMillisecondsMin) / 2))
        }
    }

    func stop() { isStopped = true }

    private func dial(_ target: DialPlan.Target) async {
        do {
            let endpoint = try Endpoint(target.endpoint)
            let connection = try await Dialer.connect(
                host: endpoint.host, port: Int(endpoint.port), identity: identity, timeout: .seconds(DaemonLimits.dialSeconds), log: logger)
            await conductor.serve(connection)
            plan.ended(target, at: WallClock.instant)
        } catch {
            logger.debug("dialling failed", metadata: ["endpoint": "\(target.endpoint)", "error": "\(error)"])
            plan.failed(target, jitter: Double.random(in: 0..<1), at: WallClock.instant)
        }
    }
}
