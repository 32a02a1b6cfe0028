import Exchange
import Ledger
import Logging

/// The answers below `/registry/`: checkpoint, tiles and bundles (specification chapter 8).
///
/// A tile never changes, so whoever has one need not ask again; the checkpoint is asked for each time.
struct LogAnswers: Sendable {
    /// What stands before an address of the log.
    static let prefix = "/registry/"

    let source: any PublicLog
    let budget: OctetBudget
    let logger: Logger

    /// The address of the log that a target names; throws `badRequest` for a tile that is misspelt, `notFound` for anything else.
    static func path(_ target: String) throws(PublicRefusal) -> TilePath {
        let path = target.prefix { $0 != "?" }.dropFirst(prefix.count)
        do throws(TileError) {
            return try TilePath(path)
        } catch {
            throw error == .tilePath ? .badRequest : .notFound
        }
    }

    func answer(_ path: TilePath, _ request: PublicRequest) async throws(PublicRefusal) -> PublicAnswer {
        switch path {
        case .checkpoint:
            guard let note = try await read({ () async throws in try await source.checkpoint() }) else { throw .notFound }
            return tagged(note, type: "text/plain; charset=utf-8", cache: "no-cache", request)
        case .tile(let tile):
            // How long a bundle is shows when it is read.
            var reservation = budget.reserve(tile.octetsMax)
            guard reservation != nil else { throw .busy }
            guard let octets = try await read({ () async throws in try await source.octets(of: tile) }) else { throw .notFound }
            reservation = nil
            guard let held = budget.reserve(octets.count) else { throw .busy }
            let cache = "public, max-age=\(PublicZoneLimits.tileSeconds), immutable"
            var answer = tagged(octets, type: "application/octet-stream", cache: cache, request)
            answer.reservation = held
            return answer
        }
    }

    private func tagged(_ octets: [UInt8], type: String, cache: String, _ request: PublicRequest) -> PublicAnswer {
        let tag = EntityTag(of: octets)
        let fields = SafeFields.file + [("content-type", type), ("cache-control", cache), ("etag", tag.text)]
        let isKnown = tag.isNamed(in: request.ifNoneMatch)
        return PublicAnswer(status: isKnown ? 304 : 200, fields: fields, length: octets.count, body: isKnown ? nil : octets)
    }

    private func read<Value>(_ body: () async throws -> Value) async throws(PublicRefusal) -> Value {
        do {
            return try await body()
        } catch {
            logger.error("the registry could not be read for the public", metadata: ["error": "\(error)"])
            throw .fault
        }
    }
}
