import Foundation
import Hummingbird
import NIOCore

/// A request to the local interface whose query has been read: every member is one that the route takes, and stands there once.
///
/// A member that nobody reads could have been meant to make an audience smaller, so it is a refusal and never ignored.
struct LocalRequest: Sendable {
    private let request: Request
    private let parameters: Parameters
    private let members: [QueryMember]
    /// Percent-decoded; members without a value are left out.
    private let query: [String: String]
    /// The machine that asks; `nil` behind the owner's door.
    let caller: APICaller?
    private let reading: Scheduled<Void>?

    /// Throws `malformed-request` for a query with an unknown, repeated or unreadable member.
    init(_ request: Request, _ context: LocalContext, takes members: [QueryMember]) throws(OperationError) {
        self.request = request
        parameters = context.parameters
        self.members = members
        caller = context.caller
        reading = context.reading
        var query: [String: String] = [:]
        var seen: Set<Substring> = []
        for member in (request.uri.query ?? "").split(separator: "&") {
            let name = member.prefix { $0 != "=" }
            guard members.contains(where: { $0.name == name }) else {
                throw .malformedRequest("the operation takes no `\(name.prefix(100))` in the query")
            }
            guard seen.insert(name).inserted else { throw .malformedRequest("`\(name)` stands in the query twice") }
            // A plus is a space, as forms and most clients write it; one that is meant travels as %2B.
            let written = member.dropFirst(name.count + 1).replacing("+", with: "%20")
            guard let value = written.removingPercentEncoding else {
                throw .malformedRequest("`\(name)` in the query is not readable")
            }
            guard members.first(where: { $0.name == name })?.takes(value) == true else {
                throw .malformedRequest("`\(name)` in the query is too long or too short")
            }
            if !value.isEmpty { query[String(name)] = value }
        }
        if let missing = members.first(where: { $0.isNeeded && query[$0.name] == nil }) {
            throw .malformedRequest("`\(missing.name)` is missing in the query")
        }
        self.query = query
    }

    /// A part of the path, percent-decoded.
    func path(_ name: String) throws(OperationError) -> String {
        guard let text = parameters.get(name)?.removingPercentEncoding, !text.isEmpty else {
            throw .malformedRequest("`\(name)` in the path is not readable")
        }
        return text
    }

    /// A member of the query; `nil` when it is missing.
    func text(_ name: String) -> String? { query[name] }

    /// A member that is true or false; false when it is missing.
    func isTrue(_ name: String) throws(OperationError) -> Bool {
        guard let value = Bool(query[name] ?? "false") else { throw .malformedRequest("`\(name)` is neither true nor false") }
        return value
    }

    /// A member that is a number within its bounds; its fallback when it is missing, or `nil` where there is none.
    func number(_ name: String) throws(OperationError) -> Int? {
        guard case .number(let range, let fallback) = members.first(where: { $0.name == name })?.form else {
            preconditionFailure("no operation takes `\(name)` as a number without saying so in the table")
        }
        guard let text = query[name] else { return fallback }
        guard let number = Int(text), range.contains(number) else {
            throw .malformedRequest("`\(name)` is no number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// How many are asked for at most.
    func limit() throws(OperationError) -> Int { try number("limit") ?? 1 }

    /// For whom it is read.
    var reader: Reader { caller.map { .machine($0) } ?? .person(query["as"]) }

    /// Whether the client says that it has what this tag stands for.
    func has(_ tag: String) -> Bool { EntityTag.isNamed(tag, in: request.headers[.ifNoneMatch]) }

    /// Reads a member of the query that is JSON.
    func document<Document: Codable>(in name: String, _ type: Document.Type) throws(OperationError) -> Document {
        let text = query[name] ?? ""
        let limit = ExchangeLimits.queryDocumentOctetsMax
        guard text.utf8.count <= limit else { throw .requestTooLong(limit: limit) }
        guard let document = JSONDocument.decodeStrictly(type, from: Array(text.utf8)) else {
            throw .malformedRequest("`\(name)` is not the JSON that this operation takes")
        }
        return document
    }

    /// Reads a JSON body.
    func document<Document: Codable>(
        _ type: Document.Type, octetsMax limit: Int = ExchangeLimits.requestOctetsMax
    ) async throws -> Document {
        let octets = try await octets(limit: limit, tooLong: .requestTooLong(limit: limit))
        guard let document = JSONDocument.decodeStrictly(type, from: octets) else {
            throw OperationError.malformedRequest("the body is not the JSON that this operation takes")
        }
        return document
    }

    /// Reads the body piece by piece, and no further than the limit.
    func octets(limit: Int, tooLong: OperationError) async throws -> [UInt8] {
        defer { reading?.cancel() }
        let declared = request.headers[.contentLength].flatMap { Int($0) }
        if let declared, declared > limit { throw tooLong }
        var octets: [UInt8] = []
        octets.reserveCapacity(declared ?? 0)
        for try await piece in request.body {
            guard octets.count + piece.readableBytes <= limit else { throw tooLong }
            octets.append(contentsOf: piece.readableBytesView)
        }
        if let declared, declared != octets.count { throw OperationError.incompleteBody }
        return octets
    }
}
