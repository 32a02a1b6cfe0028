import NIOCore
import NIOTLS
import Wire

/// Stands between the TLS of a leg and the TLS inside it: frames one way, the octets in them the other way.
///
/// Keeps nothing but one unfinished frame. Everything else (reading and its pauses, errors, the end) passes through, except what the
/// outer TLS says about itself: an orderly end of the leg is the relay's word and must not look like one of the peer.
final class LegFrames: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var decoder: FrameDecoder
    private var waiting: [[UInt8]]
    private var isOver = false
    private var context: ChannelHandlerContext?

    /// `decoder` goes on where it stopped; `waiting` are frames that came before this handler.
    init(decoder: FrameDecoder, waiting: [[UInt8]]) {
        self.decoder = decoder
        self.waiting = waiting
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    /// Hands on the frames that came before, once the handlers behind this one are there.
    func release() {
        guard let context, !waiting.isEmpty else { return }
        let frames = waiting
        waiting = []
        for frame in frames { context.fireChannelRead(wrapInboundOut(ByteBuffer(bytes: frame))) }
        context.fireChannelReadComplete()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isOver { return }
        let buffer = unwrapInboundIn(data)
        var frames: [[UInt8]] = []
        var failure: FrameError?
        do throws(FrameError) {
            try buffer.withUnsafeReadableBytes { (octets) throws(FrameError) in try decoder.decode(octets, into: &frames) }
        } catch {
            failure = error
        }
        for frame in frames { context.fireChannelRead(wrapInboundOut(ByteBuffer(bytes: frame))) }
        guard let failure else { return }
        isOver = true
        context.fireErrorCaught(TransportError.frame(failure))
        context.close(promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is TLSUserEvent { return }
        context.fireUserInboundEventTriggered(event)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        var octets = unwrapOutboundIn(data)
        if octets.readableBytes == 0 { return context.write(data, promise: promise) }
        while var piece = octets.readSlice(length: min(octets.readableBytes, TransportLimits.legFrameOctetsMax)), piece.readableBytes > 0 {
            var frame = context.channel.allocator.buffer(capacity: MemoryLayout<UInt32>.size + piece.readableBytes)
            frame.writeInteger(UInt32(piece.readableBytes))
            frame.writeBuffer(&piece)
            context.write(wrapOutboundOut(frame), promise: octets.readableBytes == 0 ? promise : nil)
        }
    }
}
