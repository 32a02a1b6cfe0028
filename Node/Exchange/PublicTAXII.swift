public import Logging

/// TAXII 2.1 for the public: what anybody may read, by the same routes, and nothing that can be written.
///
/// Nobody is known here: credentials are not looked at, and what only a token would show is not there. Requests are not counted by
/// address, because behind a reverse proxy all strangers have one; whoever serves this bounds how much is made and sent at a time.
public struct PublicTAXII: Sendable {
    /// What is sent back; for HEAD without the body.
    public struct Answer: Sendable {
        public let status: Int
        /// Names and values of the header fields.
        public let fields: [(name: String, value: String)]
        public let body: [UInt8]
    }

    /// What the addresses begin with.
    public static let prefix = TAXIIRoutes.discoveryPath

    private let routes: TAXIIRoutes

    /// - Parameter baseURL: the address under which the world reaches the server, without a slash at the end; `nil` lists addresses from the root.
    public init(source: any TAXIISource, baseURL: String?, logger: Logger) {
        routes = TAXIIRoutes(
            source: source, doorman: nil, bodies: OctetBudget(limit: ExchangeLimits.bodiesOctetsMax), logger: logger, baseURL: baseURL ?? ""
        )
    }

    /// Answers a request; `target` is path and query as they were sent.
    public func answer(method: String, target: String, accept: String?) async -> Answer {
        var answer: APIAnswer
        do throws(TAXIIError) {
            guard method == "GET" || method == "HEAD" else { throw .methodNotAllowed(["GET", "HEAD"]) }
            answer = try await routes.respond(
                to: APIRequest(
                    method: "GET", target: target, accept: accept, contentType: nil, authorization: nil, contentLength: nil, remote: "",
                    body: { _ in [] }))
        } catch {
            // What a token would open is not here for anybody.
            answer = routes.refusal(error.status == 401 ? .notPublic : error)
        }
        return Answer(
            status: answer.status,
            fields: answer.fields + [("content-type", TAXIIMedia.type), ("cache-control", "no-cache"), ("vary", "accept")],
            body: answer.body)
    }
}
