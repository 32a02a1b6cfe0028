import Hummingbird
import Logging
import NIOCore

/// What stands before the HTTP API on the port for machines: which operation is meant, who asks, whether they may, and what a body may be.
///
/// Refused in this order: 400 for an address that cannot be read, 404 and 405, 401, 429, 403, 415, 413, 503; then the operation is asked.
struct APIGate: Sendable {
    static let prefix = "/v1/"

    private let door: Door
    private let doorman: Doorman
    private let bodies: OctetBudget
    private let logger: Logger
    private let operations: any HTTPResponder<LocalContext>

    init(
        desk: any MachineDesk, node: any NodeOperations, audit: any AuditDesk, doorman: Doorman, bodies: OctetBudget, logger: Logger
    ) {
        let door = Door.machines(desk)
        self.door = door
        self.doorman = doorman
        self.bodies = bodies
        self.logger = logger
        operations = LocalRoutes(
            door: door, node: node, audit: audit, contentOctetsMax: ExchangeLimits.envelopeOctetsMax, logger: logger
        ).router().buildResponder()
    }

    func respond(to request: Request, _ context: LocalContext) async throws -> Response {
        var response: Response
        do throws(Refused) {
            var context = context
            let reservation = try await admit(request, &context)
            defer { withExtendedLifetime(reservation) {} }
            do {
                response = try await operations.respond(to: request, context: context)
            } catch {
                logger.error("an operation failed", metadata: ["fault": "\(type(of: error))"])
                response = Response(refusal: .internalFault)
            }
        } catch {
            response = Response(refusal: error.error)
            for (name, value) in error.fields { response.headers[name] = value }
        }
        response.headers[.cacheControl] = "private, no-cache"
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.vary] = "authorization"
        return response
    }

    /// Who asks goes into the context; gives the room that is kept for a body.
    private func admit(_ request: Request, _ context: inout LocalContext) async throws(Refused) -> OctetBudget.Reservation? {
        let target = request.head.path ?? ""
        guard target.utf8.count <= ExchangeLimits.targetOctetsMax else { throw Refused(.addressTooLong) }
        guard target.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Refused(.malformedRequest("the address is not percent-encoded"))
        }
        let path = target.prefix { $0 != "?" }
        let row: RouteRow
        switch RouteTable.match(request.method.rawValue, path, at: door) {
        case .operation(let name):
            guard let found = RouteTable.rows[name] else { throw Refused(.internalFault) }
            row = found
        case .otherMethods(let methods):
            throw Refused(.otherMethod(request.method.rawValue, methods), [(.allow, methods.joined(separator: ", "))])
        case .nothing: throw Refused(.unknownRoute(request.method.rawValue, String(path)))
        }
        context.caller = try await caller(request, context, row)
        return try room(request, row)
    }

    private func caller(_ request: Request, _ context: LocalContext, _ row: RouteRow) async throws(Refused) -> APICaller? {
        let caller: APICaller?
        do throws(Doorman.Refusal) {
            caller = try await doorman.caller(request.headers[.authorization], from: context.channel.remoteAddress?.ipAddress ?? "")
        } catch {
            switch error {
            case .unauthorized: throw .unauthorized
            case .tooMany(let seconds): throw Refused(.tooManyRequests(seconds), [(.retryAfter, "\(seconds)")])
            case .failed(let fault): throw Refused(fault)
            }
        }
        switch row.access {
        case .anyone: return caller
        case .owner: throw Refused(.unknownRoute(request.method.rawValue, request.uri.path))
        case .reading, .writing:
            guard let caller else { throw .unauthorized }
            guard row.access == .reading ? caller.mayRead : caller.mayWrite else {
                throw Refused(.insufficientScope(row.access == .reading ? "read" : "write"))
            }
            return caller
        }
    }

    /// Checks what a body is said to be, and keeps room for it.
    private func room(_ request: Request, _ row: RouteRow) throws(Refused) -> OctetBudget.Reservation? {
        let type = request.headers[.contentType]
        let limit: Int
        switch row.body {
        case .none: return nil
        case .document:
            guard ContentMedia.isJSON(type) else { throw Refused(.unsupportedMedia(["application/json"])) }
            limit = ExchangeLimits.submissionOctetsMax
        case .content:
            guard ContentMedia.isTaken(type) else { throw Refused(.unsupportedMedia(ContentMedia.taken)) }
            limit = ExchangeLimits.envelopeOctetsMax
        }
        let length = request.headers[.contentLength].flatMap { Int($0) } ?? limit
        guard length <= limit else { throw Refused(.contentTooLong(limit: limit)) }
        guard let reservation = bodies.reserve(length) else {
            throw Refused(.busy, [(.retryAfter, "\(ExchangeLimits.retrySeconds)")])
        }
        return reservation
    }

    /// A refusal with the header fields that belong to it.
    private struct Refused: Error {
        let error: OperationError
        let fields: [(HTTPFields.Element.Name, String)]

        init(_ error: OperationError, _ fields: [(HTTPFields.Element.Name, String)] = []) {
            self.error = error
            self.fields = fields
        }

        static let unauthorized = Refused(.unauthorized, [(.wwwAuthenticate, "Bearer realm=\"causeway\"")])
    }
}

extension HTTPFields.Element.Name {
    fileprivate static let xContentTypeOptions = HTTPFields.Element.Name("x-content-type-options") ?? .contentType
}

extension OperationError {
    static let unauthorized = OperationError(
        code: "unauthorized", reason: "The request presents no token that is in force.",
        remedy: "Send \"Authorization: Bearer TOKEN\" with a token of `causeway token create`.", status: 401)

    fileprivate static let busy = OperationError(
        code: "busy", reason: "Too much is being sent to the node now.", remedy: "Try again a little later.", status: 503)

    fileprivate static let addressTooLong = OperationError(
        code: "address-too-long", reason: "Path and query have more than \(ExchangeLimits.targetOctetsMax) octets.",
        remedy: "Name fewer organisations, or make a group of them.", status: 414)

    fileprivate static func otherMethod(_ method: String, _ methods: [String]) -> OperationError {
        OperationError(
            code: "other-method", reason: "\(method.prefix(20)) is not for this address.",
            remedy: "Use \(methods.joined(separator: " or ")).", status: 405)
    }

    fileprivate static func tooManyRequests(_ seconds: Int) -> OperationError {
        OperationError(
            code: "too-many-requests", reason: "So many requests a minute are not taken.", remedy: "Try again in \(seconds) s.", status: 429
        )
    }

    fileprivate static func insufficientScope(_ scope: String) -> OperationError {
        OperationError(
            code: "insufficient-scope", reason: "The token may not \(scope).", remedy: "Make one with --scope \(scope).", status: 403)
    }

    fileprivate static func unsupportedMedia(_ taken: [String]) -> OperationError {
        OperationError(
            code: "unsupported-media-type", reason: "The body's type is not one that is taken here.",
            remedy: "Send it as \(taken.joined(separator: " or ")).", status: 415)
    }
}
