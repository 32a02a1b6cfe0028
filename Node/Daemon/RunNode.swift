public import Exchange
import Foundation
import Ledger
public import Logging
import PublicZone
import ServiceLifecycle
public import Sodium
import Storage
import Transport
import UnixSignals
import Wire

/// Runs a node until SIGTERM or SIGINT; throws what kept it from starting or running. `recording` names a file for what replication does.
public func runNode(
    dataDirectory: String, passphrase: consuming SecretOctets, settings: NodeSettings, recording: String? = nil, logger: Logger
) async throws(OperationError) {
    let keys = try NodeKeys.open(in: dataDirectory, passphrase: passphrase)
    do {
        let core = try await NodeCore(directory: dataDirectory, keys: keys, settings: settings, recording: recording, logger: logger)
        await core.begin()
        let supervisor = SupervisorSocket(environment: ProcessInfo.processInfo.environment)
        let supervision = Supervision(supervisor, awaiting: settings.listeningParts)
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = [
            .init(service: PeerService(core: core, supervision: supervision), successTerminationBehavior: .gracefullyShutdownGroup),
            .init(
                service: LocalServer(
                    node: core, audit: core.auditLog, socket: DataDirectoryLayout.socket(in: dataDirectory), logger: logger,
                    onListening: { await supervision.stands(.localInterface) })),
        ]
        if let health = settings.health, let endpoint = try? Endpoint(health) {
            services.append(
                .init(
                    service: HealthServer(
                        host: endpoint.host, port: Int(endpoint.port), logger: logger,
                        onListening: { _ in await supervision.stands(.health) }, health: { await core.health() },
                        metrics: { await core.metrics() })))
        }
        if let zone = settings.publicZone, let endpoint = try? Endpoint(zone) {
            services.append(
                .init(
                    service: PublicZoneServer(
                        host: endpoint.host, port: Int(endpoint.port),
                        site: core.publicSite,
                        source: PublicShelf(core: core), log: RegistryShelf(core: core), taxii: CollectionShelf(core: core),
                        logger: logger,
                        onListening: { _ in await supervision.stands(.publicZone) })))
        }
        if let server = try core.apiServer(onListening: { await supervision.stands(.api) }) { services.append(.init(service: server)) }
        if let postman = try core.connectAccounts() { services.append(.init(service: postman)) }
        if let portal = try core.portalServer(onListening: { await supervision.stands(.portal) }) {
            services.append(.init(service: portal))
        }
        services.append(.init(service: HousekeepingService(core: core)))
        if let supervisor {
            services.append(
                .init(service: SupervisionService(core: core, supervision: supervision, watchdogSeconds: supervisor.watchdogSeconds)))
        }
        let group = ServiceGroup(
            configuration: .init(services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        let outcome: Result<Void, any Error>
        do {
            try await group.run()
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        await core.end()
        try outcome.get()
    } catch let error as OperationError {
        throw error
    } catch let error as NodeFailure {
        throw error.operation
    } catch let error as StorageError {
        throw OperationError(error)
    } catch let error as TransportError {
        throw NodeFailure.transport(error).operation
    } catch {
        throw OperationError(code: "stopped", reason: "The node stopped: \(error)", remedy: "Read the log above.", status: 500)
    }
}

/// Listens for peers and dials them until the group shuts down.
private struct PeerService: Service {
    let core: NodeCore
    let supervision: Supervision

    func run() async throws {
        var listener: TransportListener?
        if let listen = core.settings.listen, let endpoint = try? Endpoint(listen) {
            listener = try await core.listen(on: endpoint)
            core.logger.info("listening for peers", metadata: ["address": "\(listener?.address.description ?? "")"])
        }
        core.logger.info(
            "node ready",
            metadata: ["node": "\(core.node)", "organisation": "\(core.organisation)", "network": "\(core.registry.snapshot.network)"])
        await supervision.stands(.peers)
        await cancelWhenGracefulShutdown { await core.dialling.run() }
        await core.dialling.stop()
        await core.conductor.stop()
        await listener?.close()
    }
}

/// Does every minute what time makes due.
private struct HousekeepingService: Service {
    let core: NodeCore

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await core.keepHouse()
                try? await Task.sleep(for: .seconds(DaemonLimits.housekeepingSeconds))
            }
        }
    }
}

extension NodeSettings {
    /// The parts of a node with these settings that have to stand before it is ready.
    fileprivate var listeningParts: Set<Supervision.Part> {
        var parts: Set<Supervision.Part> = [.peers, .localInterface]
        if health != nil { parts.insert(.health) }
        if publicZone != nil { parts.insert(.publicZone) }
        if api != nil { parts.insert(.api) }
        if portal != nil { parts.insert(.portal) }
        return parts
    }
}
