import Logging
import NIOCore
import NIOSSL
import NIOTLS
import Wire

/// The verification callback's word about the peer, kept for the moment when the handshake ends.
///
/// Used on the connection's event loop only.
final class PeerVerdict {
    var result: Result<PeerIdentity, HandshakeRefusal>?

    /// Judges the certificates that the peer presented: the whole of the verification (specification chapter 7).
    func judge(_ chain: [NIOSSLCertificate], in network: NetworkID, expecting expected: NodeID?) -> Bool {
        let result = Result { () throws(HandshakeRefusal) -> PeerIdentity in
            guard let leaf = chain.first else { throw .certificateMissing }
            guard chain.count == 1 else { throw .certificateChain }
            guard let bytes = try? leaf.toDERBytes() else { throw .certificateMalformed }
            let certificate = try CertificateReader(bytes)
            let peer = try KeyBinding(decoding: certificate.binding).verify(keyInfo: certificate.keyInfo, in: network)
            guard expected == nil || peer.node == expected else { throw .otherPeer }
            return peer
        }
        self.result = result
        return (try? result.get()) != nil
    }
}

/// Stands behind TLS in a connection's pipeline: sees the handshake through, then cuts frames into the inbox.
///
/// Transitions: securing → (dialer: awaiting the welcome) → open → over; from each of the first two also to over, by
/// refusal, end or timeout. `outcome` is completed exactly once, on leaving the first two. All on the event loop.
final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What a handshake leads to.
    struct Made: Sendable {
        let peer: PeerIdentity
        let purpose: ConnectionPurpose
    }

    private enum Phase {
        case securing
        case awaitingWelcome(Made)
        case open
        case over
    }

    /// The listener's first frame: the CBOR of 0.
    static let welcome: [UInt8] = [0]

    private let terms: Pipeline.Terms
    private let inbox: Inbox
    private let verdict: PeerVerdict
    private let outcome: EventLoopPromise<Made>
    private var log: Logger { terms.log }
    private var phase = Phase.securing
    private var timer: Scheduled<Void>?
    private var decoder = FrameDecoder()
    private var batch: [[UInt8]] = []

    init(_ terms: Pipeline.Terms, inbox: Inbox, verdict: PeerVerdict, outcome: EventLoopPromise<Made>) {
        self.terms = terms
        self.inbox = inbox
        self.verdict = verdict
        self.outcome = outcome
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { startTimer(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        startTimer(context)
        context.fireChannelActive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        channelEnded()
    }

    func channelInactive(context: ChannelHandlerContext) {
        channelEnded()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted(let agreed) = event as? TLSUserEvent {
            secured(agreed, context: context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .over = phase { return }
        let buffer = unwrapInboundIn(data)
        do throws(FrameError) {
            try buffer.withUnsafeReadableBytes { (octets) throws(FrameError) in try decoder.decode(octets, into: &batch) }
        } catch {
            handOver(context: context)
            fail(.frame(error), refusal: .welcomeMissing, context: context)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        handOver(context: context)
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if inbox.mayRead() { context.read() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        log.debug("connection error", metadata: ["error": "\(error)"])
        fail(error.asConnectionError, refusal: refusal(for: error), context: context)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if case .open = phase {
            phase = .over
            inbox.discard()
        }
        context.close(mode: mode, promise: promise)
    }

    // MARK: - The handshake

    private func secured(_ agreed: String?, context: ChannelHandlerContext) {
        guard case .securing = phase else { return }
        guard let purpose = agreed.flatMap(ConnectionPurpose.init(rawValue:)), terms.purposes.contains(purpose) else {
            return refuse(.protocolNotAgreed, context: context)
        }
        switch verdict.result {
        case nil: refuse(.sessionResumed, context: context)
        case .failure(let refusal): refuse(refusal, context: context)
        case .success(let peer):
            decoder = FrameDecoder(octetsMax: purpose.frameOctetsMax)
            inbox.limit(to: purpose.inboxOctetsMax)
            let made = Made(peer: peer, purpose: purpose)
            if terms.isOutbound {
                phase = .awaitingWelcome(made)
            } else {
                open(made)
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: Frame.encode(Self.welcome))), promise: nil)
            }
        }
    }

    private func startTimer(_ context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(deadline: terms.deadline) {
            let (handler, context) = bound.value
            handler.refuse(.timedOut, context: context)
        }
    }

    private func open(_ made: Made) {
        phase = .open
        timer?.cancel()
        outcome.succeed(made)
    }

    /// Delivers the frames of this read; a dialer's first one must be the welcome.
    private func handOver(context: ChannelHandlerContext) {
        guard !batch.isEmpty else { return }
        if case .awaitingWelcome(let made) = phase {
            guard batch.removeFirst() == Self.welcome else { return refuse(.welcomeMissing, context: context) }
            open(made)
        }
        if case .open = phase { inbox.deliver(batch) }
        batch.removeAll(keepingCapacity: true)
    }

    private func refuse(_ refusal: HandshakeRefusal, context: ChannelHandlerContext) {
        switch phase {
        case .open, .over: return
        case .securing, .awaitingWelcome: break
        }
        log.debug("handshake refused", metadata: ["refusal": "\(refusal.rawValue)"])
        phase = .over
        timer?.cancel()
        outcome.fail(refusal)
        context.close(promise: nil)
    }

    // MARK: - The end

    /// Ends this handler's part in an open connection: gives the frames not received yet, and the decoder with what it holds
    /// of the next one. Nothing is given when the connection is over.
    func handOver() -> (frames: [[UInt8]], decoder: FrameDecoder)? {
        guard case .open = phase else { return nil }
        phase = .over
        return (inbox.handOver(), decoder)
    }

    private func fail(_ error: TransportError, refusal: HandshakeRefusal, context: ChannelHandlerContext) {
        switch phase {
        case .securing, .awaitingWelcome: refuse(refusal, context: context)
        case .open:
            phase = .over
            inbox.end(.failed(error))
            context.close(promise: nil)
        case .over: break
        }
    }

    private func channelEnded() {
        timer?.cancel()
        switch phase {
        case .securing, .awaitingWelcome: outcome.fail(HandshakeRefusal.closedByPeer)
        case .open: inbox.end(decoder.isInsideFrame ? .failed(.frame(.truncated)) : .finished)
        case .over: inbox.end(.finished)
        }
        phase = .over
    }

    private func refusal(for error: any Error) -> HandshakeRefusal {
        if case .failure(let refusal) = verdict.result { return refusal }
        return HandshakeRefusal(libraryError: error)
    }
}
