import Logging
import NIOCore
import NIOSSL
import Wire

/// Builds the two handlers of a connection: TLS with our verification, and ours behind it.
enum Pipeline {
    /// A connection that becomes ready when both sides have accepted each other.
    struct Pending: Sendable {
        let channel: any Channel
        /// Fails with a `HandshakeRefusal`.
        let ready: EventLoopFuture<PeerConnection>
    }

    /// Fills the pipeline of a new channel; call on its event loop.
    static func assemble(
        _ channel: any Channel, isOutbound: Bool, identity: TransportIdentity, inboxOctetsMax: Int, deadline: NIODeadline, log: Logger
    ) throws -> Pending {
        let network = identity.network
        let verdict = PeerVerdict()
        let callback: NIOSSLCustomVerificationCallback = { chain, promise in
            promise.succeed(verdict.judge(chain, in: network) ? .certificateVerified : .failed)
        }
        let security: NIOSSLHandler
        if isOutbound {
            security = try NIOSSLClientHandler(
                context: identity.credentials.client, serverHostname: nil, customVerificationCallback: callback)
        } else {
            security = NIOSSLServerHandler(context: identity.credentials.server, customVerificationCallback: callback)
        }
        let inbox = Inbox(octetsMax: inboxOctetsMax) { channel.read() }
        let outcome = channel.eventLoop.makePromise(of: PeerIdentity.self)
        let handler = ConnectionHandler(
            isOutbound: isOutbound, inbox: inbox, verdict: verdict, outcome: outcome, deadline: deadline, log: log)
        do {
            try channel.pipeline.syncOperations.addHandlers(security, handler)
        } catch {
            outcome.fail(HandshakeRefusal.closedByPeer)
            throw error
        }
        let ready = outcome.futureResult.map { peer in
            PeerConnection(peer: peer, isOutbound: isOutbound, channel: channel, inbox: inbox)
        }
        return Pending(channel: channel, ready: ready)
    }

    /// How a socket is read.
    static var receiveAllocator: AdaptiveRecvByteBufferAllocator {
        AdaptiveRecvByteBufferAllocator(minimum: 2_048, initial: 16_384, maximum: TransportLimits.readOctetsMax)
    }
}

extension TimeAmount {
    /// A duration for NIO, at most a year: more would overflow its clock, and no connection waits longer.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self = .seconds(min(seconds, 31_536_000)) + .nanoseconds(attoseconds / 1_000_000_000)
    }
}
