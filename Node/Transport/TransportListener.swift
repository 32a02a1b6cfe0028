public import Logging
import NIOCore
import NIOPosix

/// Accepts connections from other nodes until it is closed.
public final class TransportListener: Sendable {
    /// Where it listens; the port is the one that the system chose if 0 was asked for.
    public let address: TransportAddress
    private let channel: any Channel
    private let census: ConnectionCensus

    /// What has come in since the start, by outcome.
    public var counters: TransportCounters { census.counters }

    /// Listens on an address of this machine ("0.0.0.0" or "::" for all) and returns at once when it does.
    ///
    /// `handler` runs once for each connection on which both sides have accepted each other, in a task of its own; the connection is
    /// closed when it returns. Throws `TransportError`: `.portInUse`, `.portNotPermitted`, `.addressNotLocal`.
    public static func start(
        host: String, port: Int, identity: TransportIdentity, settings: TransportSettings = TransportSettings(),
        log: Logger = Logger(label: "causeway.transport"), handler: @escaping @Sendable (PeerConnection) async -> Void
    ) async throws(TransportError) -> TransportListener {
        let census = ConnectionCensus(settings: settings)
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.recvAllocator, value: Pipeline.receiveAllocator)
            .childChannelInitializer { channel in
                guard census.admit(channel) else { return channel.close() }
                return channel.eventLoop.makeCompletedFuture {
                    let terms = Pipeline.Terms(
                        identity: identity, isOutbound: false, purposes: settings.takesLegs ? [.gossip, .relay] : [.gossip],
                        inboxOctetsMax: settings.inboxOctetsMax, deadline: .now() + TimeAmount(settings.handshakeTimeout), log: log)
                    let pending = try Pipeline.assemble(channel, terms)
                    pending.ready.whenComplete { result in
                        switch result {
                        case .success(let connection): census.run(connection, on: channel, handler)
                        case .failure(let error): census.refused(error)
                        }
                    }
                }
            }
        do {
            let channel = try await bootstrap.bind(host: host, port: port).get()
            return TransportListener(channel: channel, census: census)
        } catch {
            throw error.asBindError(host: host, port: port)
        }
    }

    private init(channel: any Channel, census: ConnectionCensus) {
        self.channel = channel
        self.census = census
        address = TransportAddress(channel.localAddress)
    }

    deinit {
        channel.close(mode: .all, promise: nil)
    }

    /// Stops listening, says goodbye on every connection, and returns when the last handler has.
    public func close() async {
        try? await channel.close()
        await census.close()
    }
}
