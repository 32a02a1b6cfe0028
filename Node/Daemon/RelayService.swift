import Gossip
import Ledger
import Logging
import Sodium
import Transport
import Wire

/// Connections between nodes that can only dial out: made at this node's desk, and asked for at others'.
///
/// Who is a member may call who is a member and connected; a relay learns that two nodes talk, how much and when, and nothing else.
actor RelayService {
    private let conductor: Conductor
    private let registry: RegistryKeeper
    private let identity: TransportIdentity
    private let clock: WallClock
    private let logger: Logger
    private let desk: RelayDesk
    private var answering = 0

    init(conductor: Conductor, registry: RegistryKeeper, identity: TransportIdentity, clock: WallClock, logger: Logger) {
        self.conductor = conductor
        self.registry = registry
        self.identity = identity
        self.clock = clock
        self.logger = logger
        desk = RelayDesk(log: logger)
    }

    /// Serves one leg that this node's listener took; call only where the settings offer a relay.
    nonisolated func serve(_ leg: PeerConnection) async {
        await desk.serve(
            leg,
            mayCall: { [self] caller, callee in await mayCall(caller, callee) },
            ring: { [conductor] callee, caller, ticket in
                guard await conductor.isConnected(to: callee) else { return false }
                await conductor.feed(.call(to: callee, caller: caller, ticket: ticket))
                return true
            })
    }

    private func mayCall(_ caller: PeerIdentity, _ callee: NodeID) async -> RelayRefusal? {
        let snapshot = registry.snapshot
        let minute = clock.minute
        guard snapshot.isAdmitted(caller.node, at: minute), snapshot.operationKey(of: caller.node)?.octets == caller.operationKey,
            snapshot.isAdmitted(callee, at: minute), caller.node != callee
        else { return .notPermitted }
        return await conductor.isConnected(to: callee) ? nil : .away
    }

    /// Reaches a node through one of the relays that this node is connected to.
    func call(_ callee: NodeID) async throws -> PeerConnection {
        var failure: any Error = TransportError.unreachable
        for relay in await conductor.sessions.filter(\.offersRelay).map(\.peer) {
            do {
                return try await Dialer.connect(through: try await leg(to: relay), expecting: callee, identity: identity, log: logger)
            } catch {
                failure = error
            }
        }
        throw failure
    }

    /// Meets a node that waits at a relay, and has the connection served.
    func answer(_ caller: NodeID, at relay: NodeID, ticket: Octets16) async {
        guard registry.snapshot.isAdmitted(caller, at: clock.minute), answering < DaemonLimits.relayAnswersMax else { return }
        answering += 1
        let connection: PeerConnection?
        do {
            connection = try await TransportListener.accept(
                from: try await leg(to: relay), ticket: ticket, expecting: caller, identity: identity, log: logger)
        } catch {
            logger.debug("a call through a relay failed", metadata: ["caller": "\(caller)", "error": "\(error)"])
            connection = nil
        }
        answering -= 1
        if let connection { await conductor.serve(connection) }
    }

    private func leg(to relay: NodeID) async throws -> PeerConnection {
        var failure: any Error = TransportError.unreachable
        for endpoint in registry.snapshot.node(relay)?.endpoints ?? [] {
            do {
                return try await Dialer.connect(
                    host: endpoint.host, port: Int(endpoint.port), purpose: .relay, identity: identity,
                    timeout: .seconds(DaemonLimits.dialSeconds), log: logger)
            } catch {
                failure = error
            }
        }
        throw failure
    }
}
