import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Where a published registry is read from: an address of the web, a folder in the same layout, or a running node's socket.
///
/// What it gives is believed by nobody: the reader checks every octet. It only bounds what a hostile server can cost: octets, time,
/// and no step to another address.
public struct LogSource: Sendable {
    private enum Place: Sendable {
        /// A prefix without a slash at its end.
        case web(String, HTTPClient)
        case directory(String)
        case node(LocalClient)
    }

    private let place: Place
    /// As people know it.
    public let name: String

    /// A running node's own copy, asked for over its socket.
    public init(node socket: String) {
        place = .node(LocalClient(socket: socket))
        name = socket
    }

    private init(_ place: Place, name: String) {
        self.place = place
        self.name = name
    }

    /// Opens `http://…`, `https://…` or a folder while `body` runs; throws `log-address-unusable` for anything else.
    public static func open<Result: Sendable>(
        _ text: String, _ body: (LogSource) async throws(OperationError) -> Result
    ) async throws(OperationError) -> Result {
        guard text.contains("://") else {
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: text, isDirectory: &isDirectory), isDirectory.boolValue else {
                throw .logAddressUnusable(text)
            }
            return try await body(LogSource(.directory(text), name: text))
        }
        let prefix = try prefix(text)
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = .seconds(ExchangeLimits.logConnectSeconds)
        configuration.timeout.read = .seconds(ExchangeLimits.logSilenceSeconds)
        configuration.connectionPool.retryConnectionEstablishment = false
        let client = HTTPClient(configuration: configuration)
        do throws(OperationError) {
            let result = try await body(LogSource(.web(prefix, client), name: text))
            try? await client.shutdown()
            return result
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    /// The prefix of the log's addresses: a scheme, a host and a path, and nothing that would reach the server otherwise.
    private static func prefix(_ text: String) throws(OperationError) -> String {
        guard let parts = URLComponents(string: text), ["http", "https"].contains(parts.scheme), parts.host?.isEmpty == false,
            parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil
        else { throw .logAddressUnusable(text) }
        var prefix = text
        while prefix.hasSuffix("/") { prefix.removeLast() }
        return prefix
    }

    /// The octets at an address of the log; `nil` when there is nothing.
    ///
    /// More than `octetsMax` are refused and not read to their end (`log-answer-too-long`).
    public func octets(at path: String, octetsMax: Int) async throws(OperationError) -> [UInt8]? {
        switch place {
        case .directory(let directory): return try Self.file(directory + "/" + path, octetsMax: octetsMax)
        case .node(let client):
            do throws(OperationError) {
                return try await client.registryFile(path)
            } catch {
                guard error.code == OperationError.logPlaceEmptyCode else { throw error }
                return nil
            }
        case .web(let prefix, let client):
            do {
                return try await Self.answer(prefix + "/" + path, client, octetsMax: octetsMax)
            } catch let error as OperationError {
                throw error
            } catch let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout || error == .connectTimeout {
                throw .logLate(prefix)
            } catch {
                throw .logUnreachable(prefix, "\(error)")
            }
        }
    }

    private static func answer(_ address: String, _ client: HTTPClient, octetsMax: Int) async throws -> [UInt8]? {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(ExchangeLimits.logAnswerSeconds)
        var request = HTTPClientRequest(url: address)
        request.headers.add(name: "user-agent", value: "causeway-audit")
        let response = try await client.execute(request, timeout: .seconds(ExchangeLimits.logAnswerSeconds))
        switch response.status.code {
        case 200: break
        case 404, 410: return nil
        case 300..<400: throw OperationError.logMoved(address, to: response.headers.first(name: "location") ?? "nowhere")
        default: throw OperationError.logRefused(address, status: Int(response.status.code))
        }
        var octets: [UInt8] = []
        for try await piece in response.body {
            guard octets.count + piece.readableBytes <= octetsMax else { throw OperationError.logAnswerTooLong(address, octetsMax) }
            guard clock.now < end else { throw OperationError.logLate(address) }
            octets.append(contentsOf: piece.readableBytesView)
        }
        return octets
    }

    private static func file(_ path: String, octetsMax: Int) throws(OperationError) -> [UInt8]? {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
        do {
            guard attributes[.type] as? FileAttributeType == .typeRegular else {
                throw OperationError.logUnreachable(path, "it is no file")
            }
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            // One octet more than there may be is enough to see that there is more.
            var octets: [UInt8] = []
            while let piece = try file.read(upToCount: octetsMax + 1 - octets.count), !piece.isEmpty { octets += piece }
            guard octets.count <= octetsMax else { throw OperationError.logAnswerTooLong(path, octetsMax) }
            return octets
        } catch let error as OperationError {
            throw error
        } catch {
            throw .logUnreachable(path, error.localizedDescription)
        }
    }
}
