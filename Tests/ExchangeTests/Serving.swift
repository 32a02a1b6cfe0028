import Exchange
import Foundation
import Logging
import ServiceLifecycle

/// A logger that writes nothing, so that test output stays readable.
let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// A folder with a short path, removed when `body` ends.
@discardableResult
func withFolder<Result>(_ body: (_ folder: String) async throws -> Result) async throws -> Result {
    let folder = NSTemporaryDirectory() + "cw-\(UInt32.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}

/// Runs a local server while `body` runs, and ends it as a node would: gracefully.
@discardableResult
func withServer<Result>(
    _ node: any NodeOperations, audit: any AuditDesk = FakeDesk(), socket: String,
    contentOctetsMax: Int = ExchangeLimits.contentOctetsMax,
    _ body: (LocalClient) async throws -> Result
) async throws -> Result {
    let (listening, listens) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let server = LocalServer(node: node, audit: audit, socket: socket, logger: silent, contentOctetsMax: contentOctetsMax) {
        listens.yield()
        listens.finish()
    }
    return try await running(server, when: listening) { _ in try await body(LocalClient(socket: socket)) }
}

/// Runs the server for machines while `body` runs; `url` has no slash at its end.
@discardableResult
func withAPI<Result>(
    _ node: FakeNode = FakeNode(), source: FakeCollections = FakeCollections(), desk: FakeMachines = FakeMachines(),
    audit: FakeDesk = FakeDesk(),
    perMinute: Int = 10_000, _ body: (_ url: String) async throws -> Result
) async throws -> Result {
    let (listening, listens) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
    let server = APIServer(
        host: "127.0.0.1", port: 0, source: source, node: node, desk: desk, audit: audit, requestsPerMinute: perMinute, logger: silent
    ) { port in
        listens.yield(port)
        listens.finish()
    }
    return try await running(server, when: listening) { port in try await body("http://127.0.0.1:\(port)") }
}

/// Runs a service until `body` has ended; `body` begins at the first element of `start`.
@discardableResult
func running<Start: Sendable, Result>(
    _ service: any Service, when start: AsyncStream<Start>, _ body: (Start) async throws -> Result
) async throws -> Result {
    let group = ServiceGroup(services: [service], logger: silent)
    let (starts, began) = AsyncStream.makeStream(of: Start?.self, bufferingPolicy: .bufferingOldest(1))
    // Whichever comes first: the service has started, or it has ended with an error.
    async let forwarding: Void = {
        for await value in start {
            began.yield(value)
            break
        }
    }()
    async let end: Void = {
        defer { began.yield(nil) }
        try await group.run()
    }()
    var iterator = starts.makeAsyncIterator()
    guard let value = await iterator.next() ?? nil else {
        try await end
        throw EndedEarly()
    }
    await forwarding
    do {
        let result = try await body(value)
        await group.triggerGracefulShutdown()
        try await end
        return result
    } catch {
        await group.triggerGracefulShutdown()
        try? await end
        throw error
    }
}

/// The service ended without an error before it had started.
struct EndedEarly: Error {}
