public import Logging
import NIOCore
import NIOPosix

/// Connects to other nodes.
public enum Dialer {
    /// Connects to a listener and returns when both sides have proven who they are and accepted each other. For the purpose `.relay`
    /// it gives a leg to that relay.
    ///
    /// `host` is a name or an address; all addresses of a name are tried. `timeout` is for the whole of it, the search for
    /// the name included. Throws `TransportError`: `.refused`, `.timedOut`, `.unreachable`, `.nameUnknown`, `.handshake` with
    /// the reason; `.closed` when the task is cancelled. Whether the registry knows the peer's key is for the caller to ask.
    public static func connect(
        host: String, port: Int, purpose: ConnectionPurpose = .gossip, identity: TransportIdentity,
        timeout: Duration = .seconds(TransportLimits.handshakeSecondsMax),
        settings: TransportSettings = TransportSettings(),
        log: Logger = Logger(label: "causeway.transport")
    ) async throws(TransportError) -> PeerConnection {
        let terms = Pipeline.Terms(
            identity: identity, isOutbound: true, purposes: [purpose], inboxOctetsMax: settings.inboxOctetsMax,
            deadline: .now() + TimeAmount(timeout), log: log)
        do {
            let pending = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(TimeAmount(timeout))
                .channelOption(.recvAllocator, value: Pipeline.receiveAllocator)
                .connect(host: host, port: port) { channel in
                    channel.eventLoop.makeCompletedFuture { try Pipeline.assemble(channel, terms) }
                }
            return try await withTaskCancellationHandler {
                try await pending.ready.get()
            } onCancel: {
                pending.channel.close(mode: .all, promise: nil)
            }
        } catch {
            throw Task.isCancelled ? .closed : error.asDialError
        }
    }
}
