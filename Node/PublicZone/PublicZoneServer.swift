public import Exchange
import Foundation
import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import ServiceLifecycle

/// The public pages of a node, for anybody: items that are TLP:CLEAR and were published, their contents, proofs and a feed.
///
/// Serves plain HTTP/1.1; a reverse proxy in front of it adds TLS. Nothing can be written through it, and nothing of a
/// request is kept or logged. Readers who are slow, silent or many are bounded by `PublicZoneLimits`.
public struct PublicZoneServer: Service {
    private let host: String
    private let port: Int
    private let routes: PublicRoutes
    private let source: any PublicItems
    private let cache: AnswerCache
    private let date: HTTPDate
    private let logger: Logger
    private let onListening: @Sendable (_ port: Int) async -> Void

    /// `seconds` gives the second since 1970, without it the machine's clock does. `port` 0 takes a free one, of which `onListening` learns; with a
    /// `log`, the registry is published below `/registry/`, and with `taxii` what it gives to nobody in particular below `/taxii2/`.
    public init(
        host: String, port: Int, site: PublicSite, source: any PublicItems, log: (any PublicLog)? = nil, taxii: (any TAXIISource)? = nil,
        logger: Logger, seconds: (@Sendable () -> Int64)? = nil,
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.host = host
        self.port = port
        let seconds = seconds ?? { Int64(Date.now.timeIntervalSince1970) }
        cache = AnswerCache(seconds: seconds)
        date = HTTPDate(seconds: seconds)
        let source = RememberedItems(source, seconds: seconds)
        self.source = source
        routes = PublicRoutes(site: site, source: source, log: log, taxii: taxii, logger: logger, cache: cache)
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until graceful shutdown. Throws `PublicZoneError` when the address is taken.
    public func run() async throws {
        let application = Application(
            responder: PublicResponder(routes: routes),
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [ReadyAnswers(cache: cache, source: source, date: date)],
                    idleTimeout: .seconds(PublicZoneLimits.idleSeconds),
                    httpDecoderConfiguration: .init(
                        maxHeaderFieldSize: PublicZoneLimits.headerOctetsMax, maxHeaderListSize: PublicZoneLimits.headerOctetsMax,
                        maxHeaderFieldCount: PublicZoneLimits.headerFieldsMax))),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: MaximumAvailableConnections(PublicZoneLimits.connectionsMax, logger: logger)),
            onServerRunning: { [onListening] channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: logger)
        do {
            try await application.run()
        } catch {
            if error is CancellationError { throw error }
            throw PublicZoneError.notListening(host: host, port: port, "\(error)")
        }
    }
}

/// Answers requests, and ends connections that take too long over an answer.
private struct PublicResponder: HTTPResponder {
    struct Context: InitializableFromSource {
        let channel: any Channel

        init(source: ApplicationRequestContextSource) { channel = source.channel }
    }

    let routes: PublicRoutes

    func respond(to request: Request, context: Context) async throws -> Response {
        let asked = PublicRequest(
            method: request.method.rawValue, target: request.head.path ?? "", ifNoneMatch: request.headers[.ifNoneMatch],
            acceptLanguage: request.headers[.acceptLanguage] ?? "", accept: request.headers[.accept])
        let answer = await routes.answer(asked)
        var headers = HTTPFields()
        for (name, value) in answer.fields {
            guard let name = HTTPFields.Element.Name(name) else { preconditionFailure("\(name) is no name of a header field") }
            headers[name] = value
        }
        headers[.contentLength] = String(answer.length)
        // A body means nothing here and nobody reads it: who sends one has no longer than this for it.
        if request.hasBody { Self.close(context.channel, after: PublicZoneLimits.idleSeconds) }
        return Response(
            status: HTTPResponse.Status(code: answer.status), headers: headers,
            body: answer.body.map { Self.body($0, answer.reservation, channel: context.channel) } ?? ResponseBody())
    }

    /// Sends piece by piece, and closes the connection if that takes too long.
    private static func body(_ octets: [UInt8], _ reservation: OctetBudget.Reservation?, channel: any Channel) -> ResponseBody {
        let end = close(channel, after: PublicZoneLimits.idleSeconds + Int64(octets.count) / PublicZoneLimits.octetsPerSecondMin)
        return ResponseBody(contentLength: octets.count) { writer in
            for first in stride(from: 0, to: octets.count, by: PublicZoneLimits.pieceOctets) {
                try await writer.write(ByteBuffer(bytes: octets[first..<min(first + PublicZoneLimits.pieceOctets, octets.count)]))
            }
            try await writer.finish(nil)
            end.cancel()
            withExtendedLifetime(reservation) {}
        }
    }

    @discardableResult
    private static func close(_ channel: any Channel, after seconds: Int64) -> Scheduled<Void> {
        channel.eventLoop.scheduleTask(in: .seconds(seconds)) { channel.close(promise: nil) }
    }
}

extension Request {
    fileprivate var hasBody: Bool { headers[.transferEncoding] != nil || headers[.contentLength].map { $0 != "0" } ?? false }
}
