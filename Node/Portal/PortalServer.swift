public import Accounts
public import Exchange
import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
import Pages
public import ServiceLifecycle
import Synchronization

/// What the portal shows of its node without asking.
public struct PortalSite: Sendable {
    public let address: PortalAddress
    /// The organisation's name, which the registry may come to say otherwise.
    public let organisation: @Sendable () -> String
    /// The node's identifier in hexadecimal.
    public let node: String
    public let isCoordinator: Bool
    /// How many items wait for the public zone's moderators; `nil` where no zone is kept.
    public let zoneWaiting: (@Sendable () -> Int)?
    public let version: String

    public init(
        address: PortalAddress, organisation: @escaping @Sendable () -> String, node: String, isCoordinator: Bool,
        zoneWaiting: (@Sendable () -> Int)? = nil, version: String
    ) {
        self.address = address
        self.organisation = organisation
        self.node = node
        self.isCoordinator = isCoordinator
        self.zoneWaiting = zoneWaiting
        self.version = version
    }
}

/// What the portal is made of: everything that a page asks goes through these.
public struct PortalParts: Sendable {
    public let node: any NodeOperations
    public let accounts: any AccountDesk
    public let audit: any AuditDesk
    public let drafts: any DraftDesk
    public let approvals: any ApprovalDesk
    public let news: any NewsDesk
    /// The provider of identities by which people log in, too; `nil` for none.
    public let openID: OpenIDSettings?
    /// Unix seconds.
    public let now: @Sendable () -> UInt64

    public init(
        node: any NodeOperations, accounts: any AccountDesk, audit: any AuditDesk, drafts: any DraftDesk,
        approvals: any ApprovalDesk, news: any NewsDesk, openID: OpenIDSettings? = nil, now: @escaping @Sendable () -> UInt64
    ) {
        self.node = node
        self.accounts = accounts
        self.audit = audit
        self.drafts = drafts
        self.approvals = approvals
        self.news = news
        self.openID = openID
        self.now = now
    }
}

/// The pages for an organisation's representatives, over HTTP/1.1 on a port of their own.
///
/// With a certificate it speaks TLS 1.2 and 1.3, without one a reverse proxy has to. Who is slow, silent or many is bounded by
/// `PortalLimits`; graceful shutdown lets begun requests end.
public struct PortalServer: Service {
    private let host: String
    private let port: Int
    private let certificate: APIServer.Certificate?
    private let isBehindProxy: Bool
    private let gate: PortalGate
    private let logger: Logger
    private let onListening: @Sendable (_ port: Int) async -> Void

    /// `port` 0 takes a free one, of which `onListening` learns. Behind a proxy, the last address of `X-Forwarded-For` is the visitor's.
    public init(
        host: String, port: Int, certificate: APIServer.Certificate? = nil, isBehindProxy: Bool = false, site: PortalSite,
        parts: PortalParts,
        logger: Logger, onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.host = host
        self.port = port
        self.certificate = certificate
        self.isBehindProxy = isBehindProxy
        gate = PortalGate(site: site, parts: parts, logger: logger)
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until graceful shutdown. Throws `OperationError`: `portal-certificate` or `portal-not-listening`.
    public func run() async throws {
        let application = Application(
            responder: PortalResponder(gate: gate, isBehindProxy: isBehindProxy), server: try server(),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: MaximumAvailableConnections(PortalLimits.connectionsMax, logger: logger)),
            onServerRunning: { [onListening] channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: logger)
        do {
            try await application.run()
        } catch {
            if error is CancellationError { throw error }
            throw OperationError(
                code: "portal-not-listening", reason: "The portal cannot listen on \(host):\(port): \(error).",
                remedy: "Change `portal` in the settings, or stop the process that uses the port.", status: 500)
        }
    }

    private func server() throws(OperationError) -> HTTPServerBuilder {
        let http = HTTPServerBuilder.http1(
            configuration: .init(
                idleTimeout: .seconds(PortalLimits.idleSeconds),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: PortalLimits.headerOctetsMax, maxHeaderListSize: PortalLimits.headerOctetsMax,
                    maxHeaderFieldCount: PortalLimits.headerFieldsMax)))
        return try certificate?.protecting(http, refusal: "portal-certificate") ?? http
    }
}

/// Carries requests to the gate, and ends connections that take too long.
private struct PortalResponder: HTTPResponder {
    struct Context: InitializableFromSource {
        let channel: any Channel

        init(source: ApplicationRequestContextSource) { channel = source.channel }
    }

    let gate: PortalGate
    let isBehindProxy: Bool

    func respond(to request: Request, context: Context) async throws -> Response {
        let declared = request.headers[.contentLength].flatMap { Int($0) }
        let reading = Self.close(context.channel, after: Self.seconds(for: declared ?? 0))
        let isRead = Mutex(false)
        let answer = await gate.answer(asked(request, context, declared) { isRead.withLock { $0 = true } })
        // What was refused unread is read past, so that the browser comes to see why.
        if !isRead.withLock({ $0 }) { _ = try? await Self.octets(of: request, declared: declared, limit: 0) }
        reading.cancel()
        var headers = HTTPFields()
        for (name, value) in answer.fields {
            guard let name = HTTPFields.Element.Name(name) else { preconditionFailure("\(name) is no name of a header field") }
            headers.append(HTTPFields.Element(name: name, value: value))
        }
        let status = HTTPResponse.Status(code: answer.status)
        switch answer.body {
        case .octets(let octets):
            if answer.status != 304 { headers[.contentLength] = String(octets.count) }
            guard request.method != .head, !octets.isEmpty else { return Response(status: status, headers: headers) }
            return Response(status: status, headers: headers, body: Self.body(octets, channel: context.channel))
        case .events(let stream):
            let (texts, stop) = stream.texts()
            // Whoever has gone elsewhere listens no more, and makes room for their next page.
            context.channel.closeFuture.whenComplete { _ in stop() }
            return Response(
                status: status, headers: headers,
                body: ResponseBody { writer in
                    for await text in texts { try await writer.write(ByteBuffer(string: text)) }
                    try await writer.finish(nil)
                })
        }
    }

    private func asked(
        _ request: Request, _ context: Context, _ declared: Int?, onReading: @escaping @Sendable () -> Void
    ) -> PortalRequest {
        PortalRequest(
            method: request.method.rawValue, target: request.head.path ?? "", host: request.head.authority ?? "",
            origin: request.headers[.origin], fetchSite: HTTPFields.Element.Name("Sec-Fetch-Site").flatMap { request.headers[$0] },
            cookies: request.headers[values: .cookie].joined(separator: "; "), acceptLanguage: request.headers[.acceptLanguage] ?? "",
            contentType: request.headers[.contentType] ?? "", ifNoneMatch: request.headers[.ifNoneMatch],
            visit: Visit(source: source(request, context), agent: request.headers[.userAgent] ?? ""),
            body: { limit in
                onReading()
                return try await Self.octets(of: request, declared: declared, limit: limit)
            })
    }

    /// The address of who asks. What stands before the last address of the field, anybody could have written.
    private func source(_ request: Request, _ context: Context) -> String {
        if isBehindProxy, let name = HTTPFields.Element.Name("X-Forwarded-For"),
            let last = request.headers[name]?.split(separator: ",").last
        {
            return String(last.trimmingSpaces.prefix(45))
        }
        return context.channel.remoteAddress?.ipAddress ?? ""
    }

    /// Reads the body to its end, and keeps no more of it than the limit.
    ///
    /// A browser that is answered before it has sent everything shows no answer; so what is too long is read past, within bounds.
    private static func octets(of request: Request, declared: Int?, limit: Int) async throws -> [UInt8] {
        guard declared ?? 0 <= PortalLimits.passedOctetsMax else { throw PortalFault.tooLong }
        var octets: [UInt8] = []
        var passed = 0
        for try await piece in request.body {
            passed += piece.readableBytes
            guard passed <= PortalLimits.passedOctetsMax else { throw PortalFault.tooLong }
            if passed <= limit { octets.append(contentsOf: piece.readableBytesView) } else { octets = [] }
        }
        guard passed <= limit else { throw PortalFault.tooLong }
        if let declared, declared != passed { throw PortalFault.badRequest }
        return octets
    }

    /// Sends piece by piece, and closes the connection if that takes too long.
    private static func body(_ octets: [UInt8], channel: any Channel) -> ResponseBody {
        let end = close(channel, after: seconds(for: octets.count))
        return ResponseBody(contentLength: octets.count) { writer in
            for first in stride(from: 0, to: octets.count, by: PortalLimits.pieceOctets) {
                try await writer.write(ByteBuffer(bytes: octets[first..<min(first + PortalLimits.pieceOctets, octets.count)]))
            }
            try await writer.finish(nil)
            end.cancel()
        }
    }

    private static func seconds(for octets: Int) -> Int64 { PortalLimits.idleSeconds + Int64(octets) / PortalLimits.octetsPerSecondMin }

    private static func close(_ channel: any Channel, after seconds: Int64) -> Scheduled<Void> {
        channel.eventLoop.scheduleTask(in: .seconds(seconds)) { channel.close(promise: nil) }
    }
}
