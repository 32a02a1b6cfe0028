import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import ServiceLifecycle

/// The interface for machines: the HTTP API and TAXII 2.1 over HTTP/1.1, with tokens, on a port of its own.
///
/// With a certificate it speaks TLS 1.2 and 1.3, without one a reverse proxy has to. Who is slow, silent or many is bounded by
/// `ExchangeLimits`; graceful shutdown lets begun requests end.
public struct APIServer: Service {
    /// Where the certificate and its key lie, in PEM; read when the server starts.
    public struct Certificate: Equatable, Sendable {
        public var chain: String
        public var key: String

        public init(chain: String, key: String) {
            self.chain = chain
            self.key = key
        }
    }

    private let host: String
    private let port: Int
    private let certificate: Certificate?
    private let taxii: TAXIIRoutes
    private let gate: APIGate
    private let logger: Logger
    private let onListening: @Sendable (_ port: Int) async -> Void

    /// `port` 0 takes a free one, of which `onListening` learns.
    public init(
        host: String, port: Int, certificate: Certificate? = nil, source: any TAXIISource, node: any NodeOperations,
        desk: any MachineDesk, audit: any AuditDesk, requestsPerMinute: Int, logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.host = host
        self.port = port
        self.certificate = certificate
        let start = ContinuousClock.now
        // Whoever asks much on one side has asked much on the other.
        let doorman = Doorman(
            requestsPerMinute: requestsPerMinute,
            now: {
                let (seconds, attoseconds) = start.duration(to: .now).components
                return Double(seconds) + Double(attoseconds) / 1e18
            }, lookup: { (text) async throws(OperationError) in try await desk.caller(presenting: text) })
        let bodies = OctetBudget(limit: ExchangeLimits.bodiesOctetsMax)
        taxii = TAXIIRoutes(source: source, doorman: doorman, bodies: bodies, logger: logger)
        gate = APIGate(desk: desk, node: node, audit: audit, doorman: doorman, bodies: bodies, logger: logger)
        self.logger = logger
        self.onListening = onListening
    }

    /// Serves until graceful shutdown. Throws `OperationError`: `api-certificate` or `api-not-listening`.
    public func run() async throws {
        let application = Application(
            responder: APIResponder(taxii: taxii, gate: gate), server: try server(),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                availableConnectionsDelegate: MaximumAvailableConnections(ExchangeLimits.apiConnectionsMax, logger: logger)),
            onServerRunning: { [onListening] channel in await onListening(channel.localAddress?.port ?? 0) },
            logger: logger)
        do {
            try await application.run()
        } catch {
            if error is CancellationError { throw error }
            throw OperationError(
                code: "api-not-listening", reason: "The interface for machines cannot listen on \(host):\(port): \(error).",
                remedy: "Change `api` in the settings, or stop the process that uses the port.", status: 500)
        }
    }

    private func server() throws(OperationError) -> HTTPServerBuilder {
        let http = HTTPServerBuilder.http1(
            configuration: .init(
                idleTimeout: .seconds(ExchangeLimits.idleSeconds),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: ExchangeLimits.apiHeaderOctetsMax, maxHeaderListSize: ExchangeLimits.apiHeaderOctetsMax,
                    maxHeaderFieldCount: ExchangeLimits.apiHeaderFieldsMax)))
        return try certificate?.protecting(http, refusal: "api-certificate") ?? http
    }
}

/// Carries requests to the routes, and ends connections that take too long.
private struct APIResponder: HTTPResponder {
    let taxii: TAXIIRoutes
    let gate: APIGate

    func respond(to request: Request, context: LocalContext) async throws -> Response {
        let isAPI = (request.head.path ?? "").hasPrefix(APIGate.prefix)
        return isAPI ? try await operation(request, context) : await exchange(request, context)
    }

    /// An operation of the HTTP API.
    private func operation(_ request: Request, _ context: LocalContext) async throws -> Response {
        var context = context
        context.reading = Self.reading(request, context)
        var response = try await gate.respond(to: request, context)
        // It was refused before anybody read it.
        context.reading?.cancel()
        if let length = response.body.contentLength, length > 0 { response.body = Self.bounded(response.body, length, context.channel) }
        return response
    }

    /// Closes the connection of a client that is too slow with its body.
    private static func reading(_ request: Request, _ context: LocalContext) -> Scheduled<Void>? {
        let declared = request.headers[.contentLength].flatMap { Int($0) }
        let hasBody = request.headers[.transferEncoding] != nil || declared.map { $0 != 0 } ?? false
        return hasBody ? close(context.channel, after: seconds(for: declared ?? ExchangeLimits.envelopeOctetsMax)) : nil
    }

    private static func bounded(_ body: ResponseBody, _ length: Int, _ channel: any Channel) -> ResponseBody {
        let end = close(channel, after: seconds(for: length))
        return ResponseBody(contentLength: length) { writer in
            try await body.write(writer)
            end.cancel()
        }
    }

    /// A request of TAXII.
    private func exchange(_ request: Request, _ context: LocalContext) async -> Response {
        let declared = request.headers[.contentLength].flatMap { Int($0) }
        let reading = Self.reading(request, context)
        let asked = APIRequest(
            method: request.method.rawValue, target: request.head.path ?? "", accept: request.headers[.accept],
            contentType: request.headers[.contentType], authorization: request.headers[.authorization], contentLength: declared,
            remote: context.channel.remoteAddress?.ipAddress ?? "",
            body: { limit in
                defer { reading?.cancel() }
                return try await Self.octets(of: request, declared: declared, limit: limit)
            })
        let answer = await taxii.answer(asked)
        var headers = HTTPFields()
        for (name, value) in answer.fields {
            guard let name = HTTPFields.Element.Name(name) else { preconditionFailure("\(name) is no name of a header field") }
            headers[name] = value
        }
        headers[.contentLength] = String(answer.body.count)
        guard request.method != .head else {
            return Response(status: HTTPResponse.Status(code: answer.status), headers: headers, body: ResponseBody())
        }
        return Response(
            status: HTTPResponse.Status(code: answer.status), headers: headers, body: Self.body(answer.body, channel: context.channel))
    }

    /// Reads the body piece by piece, and no further than the limit.
    private static func octets(of request: Request, declared: Int?, limit: Int) async throws -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(min(declared ?? 0, limit))
        for try await piece in request.body {
            guard octets.count + piece.readableBytes <= limit else { throw APIBodyFault.tooLong }
            octets.append(contentsOf: piece.readableBytesView)
        }
        if let declared, declared != octets.count { throw APIBodyFault.incomplete }
        return octets
    }

    /// Sends piece by piece, and closes the connection if that takes too long.
    private static func body(_ octets: [UInt8], channel: any Channel) -> ResponseBody {
        let end = close(channel, after: seconds(for: octets.count))
        return ResponseBody(contentLength: octets.count) { writer in
            for first in stride(from: 0, to: octets.count, by: ExchangeLimits.pieceOctets) {
                try await writer.write(ByteBuffer(bytes: octets[first..<min(first + ExchangeLimits.pieceOctets, octets.count)]))
            }
            try await writer.finish(nil)
            end.cancel()
        }
    }

    private static func seconds(for octets: Int) -> Int64 { ExchangeLimits.idleSeconds + Int64(octets) / ExchangeLimits.octetsPerSecondMin }

    private static func close(_ channel: any Channel, after seconds: Int64) -> Scheduled<Void> {
        channel.eventLoop.scheduleTask(in: .seconds(seconds)) { channel.close(promise: nil) }
    }
}
