import Logging
import NIOCore
import NIOSSL
import Wire

/// Builds the two handlers of a connection: TLS with our verification, and ours behind it.
enum Pipeline {
    /// What a connection is to be.
    struct Terms: Sendable {
        let identity: TransportIdentity
        let isOutbound: Bool
        /// What the connection may be for; a dialler has exactly one.
        var purposes: Set<ConnectionPurpose> = [.gossip]
        /// The only node that the peer may claim to be, if that is known.
        var expected: NodeID?
        let inboxOctetsMax: Int
        let deadline: NIODeadline
        let log: Logger
    }

    /// A connection that becomes ready when both sides have accepted each other.
    struct Pending: Sendable {
        let channel: any Channel
        /// Fails with a `HandshakeRefusal`.
        let ready: EventLoopFuture<PeerConnection>
    }

    /// Fills the pipeline of a new channel, or of a joined leg; call on its event loop.
    static func assemble(_ channel: any Channel, _ terms: Terms, inside leg: PeerConnection? = nil) throws -> Pending {
        let (network, expected) = (terms.identity.network, terms.expected)
        let verdict = PeerVerdict()
        let callback: NIOSSLCustomVerificationCallback = { chain, promise in
            promise.succeed(verdict.judge(chain, in: network, expecting: expected) ? .certificateVerified : .failed)
        }
        let context = terms.identity.credentials.context(isClient: terms.isOutbound, for: terms.purposes)
        let security: NIOSSLHandler
        if terms.isOutbound {
            security = try NIOSSLClientHandler(context: context, serverHostname: nil, customVerificationCallback: callback)
        } else {
            security = NIOSSLServerHandler(context: context, customVerificationCallback: callback)
        }
        let inbox = Inbox(octetsMax: terms.inboxOctetsMax) { channel.read() }
        let outcome = channel.eventLoop.makePromise(of: ConnectionHandler.Made.self)
        let handler = ConnectionHandler(terms, inbox: inbox, verdict: verdict, outcome: outcome)
        do {
            try channel.pipeline.syncOperations.addHandlers(security, handler)
        } catch {
            outcome.fail(HandshakeRefusal.closedByPeer)
            throw error
        }
        let ready = outcome.futureResult.map { made in
            PeerConnection(
                peer: made.peer, purpose: made.purpose, isOutbound: terms.isOutbound, channel: channel, inbox: inbox, leg: leg)
        }
        return Pending(channel: channel, ready: ready)
    }

    /// Makes a joined leg the carrier of a connection inside it; call on its event loop.
    ///
    /// `early` is what has been received on the leg after the word that it is joined. From here on the leg's frames are octets for
    /// the second TLS, which stands in the same pipeline: its back-pressure and its end are the leg's.
    static func nest(in leg: PeerConnection, _ channel: any Channel, early: [[UInt8]], _ terms: Terms) throws -> Pending {
        let pipeline = channel.pipeline.syncOperations
        guard let outer = try? pipeline.handler(type: ConnectionHandler.self), let rest = outer.handOver() else {
            throw TransportError.closed
        }
        let frames = LegFrames(decoder: rest.decoder, waiting: early + rest.frames)
        pipeline.removeHandler(outer, promise: nil)
        try pipeline.addHandler(frames)
        let pending = try assemble(channel, terms, inside: leg)
        frames.release()
        return pending
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
