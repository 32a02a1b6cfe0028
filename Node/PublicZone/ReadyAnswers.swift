import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Sends answers that are ready from the thread that reads requests, without waking anything else.
///
/// Only plain requests are taken: GET, one at a time, without a body, a condition or a wish about the connection. Everything else goes on to the
/// responder, which gives the same answers. A connection's first request and one every `readyStretchSeconds` go on as well, so that what
/// watches over silent connections sees it living.
final class ReadyAnswers: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let cache: AnswerCache
    private let source: any PublicItems
    private let date: HTTPDate
    /// Requests that went on and are not answered yet.
    private var waiting = 0
    /// Whether the rest of a request that was answered here is still to come.
    private var isPassing = false
    private var next = NIODeadline.uptimeNanoseconds(0)

    init(cache: AnswerCache, source: any PublicItems, date: HTTPDate) {
        self.cache = cache
        self.source = source
        self.date = date
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            if let ready = answer(to: head, context.channel) {
                isPassing = true
                var response = ready.head
                response.headerFields[.date] = date.text
                context.write(wrapOutboundOut(.head(response)), promise: nil)
                context.write(wrapOutboundOut(.body(ready.body)), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            } else {
                waiting += 1
                context.fireChannelRead(data)
            }
        case .body: if !isPassing { context.fireChannelRead(data) }
        case .end:
            if isPassing { isPassing = false } else { context.fireChannelRead(data) }
        }
    }

    /// Who sends requests and does not read the answers is left to the responder, which waits for readers: nothing piles up here.
    private func answer(to head: HTTPRequest, _ channel: any Channel) -> AnswerCache.Ready? {
        guard waiting == 0, channel.isWritable, head.method == .get, let path = head.path, NIODeadline.now() < next else { return nil }
        for field in head.headerFields {
            switch field.name {
            case .contentLength, .transferEncoding, .ifNoneMatch, .ifModifiedSince, .range, .expect, .connection, .upgrade: return nil
            default: continue
            }
        }
        // A long answer takes its time, which the responder gives it and what watches over silent connections does not.
        return cache.ready(path, source.pulse).flatMap { $0.body.readableBytes <= PublicZoneLimits.pieceOctets ? $0 : nil }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            waiting -= 1
            next = .now() + .seconds(PublicZoneLimits.readyStretchSeconds)
        }
        context.write(data, promise: promise)
    }
}
