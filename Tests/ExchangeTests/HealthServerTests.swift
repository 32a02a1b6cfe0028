import Exchange
import Foundation
import Glibc
import Synchronization
import Testing

/// 1, 2, 3 …
private final class Count: Sendable {
    private let last = Mutex(0)

    func next() -> Int {
        last.withLock { last in
            last += 1
            return last
        }
    }
}

@Suite("The health endpoint")
struct HealthServerTests {
    @Test(
        "A well node is 200, an ill one 503, and both say their state",
        arguments: [
            (HealthReport(healthy: true, state: "ok"), "HTTP/1.1 200 OK"),
            (HealthReport(healthy: false, state: "degraded"), "HTTP/1.1 503 Service Unavailable"),
        ])
    func answers(report: HealthReport, line: String) async throws {
        let answer = try await withHealth(report) { try await ask("GET /health", port: $0) }
        #expect(answer.hasPrefix(line + "\r\n"))
        #expect(answer.hasSuffix("{\"healthy\":\(report.healthy),\"state\":\"\(report.state)\"}"))
    }

    @Test("Metrics are a page of text of the format's media type, asked for anew each time")
    func metrics() async throws {
        let answer = try await withHealth(HealthReport(healthy: false, state: "degraded")) { port in
            try await ask("GET /metrics", port: port) + (try await ask("GET /metrics", port: port))
        }
        #expect(answer.contains("HTTP/1.1 200 OK"))
        #expect(answer.lowercased().contains("content-type: text/plain; version=0.0.4; charset=utf-8\r\n"))
        #expect(answer.contains("causeway_healthy 0\n"), "also of an ill node")
        #expect(answer.contains("causeway_entries 1\n") && answer.hasSuffix("causeway_entries 2\n"))
    }

    @Test(
        "Nothing else is there",
        arguments: [
            "GET /", "GET /v1/status", "GET /health/more", "POST /health", "GET /%2e%2e/health", "POST /metrics", "GET /metrics/more",
            "DELETE /metrics", "GET /ready",
        ])
    func nothingElse(request: String) async throws {
        let answer = try await withHealth(HealthReport(healthy: true, state: "ok")) { try await ask(request, port: $0) }
        #expect(answer.hasPrefix("HTTP/1.1 404 "))
        #expect(!answer.contains("healthy") && !answer.contains("causeway_"))
    }

    @Test("A port in use ends in a named error that says which")
    func portInUse() async throws {
        try await withHealth(HealthReport(healthy: true, state: "ok")) { port in
            let second = HealthServer(
                host: "127.0.0.1", port: port, logger: silent, health: { HealthReport(healthy: true, state: "ok") },
                metrics: { MetricsPage() })
            let refusal = await #expect(throws: OperationError.self) { try await second.run() }
            #expect(refusal?.code == "health-not-listening")
            #expect(refusal?.reason.contains("127.0.0.1:\(port)") == true)
        }
    }

    @discardableResult
    private func withHealth<Result>(_ report: HealthReport, _ body: (_ port: Int) async throws -> Result) async throws -> Result {
        let (ports, bound) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
        let scrapes = Count()
        let server = HealthServer(
            host: "127.0.0.1", port: 0, logger: silent, onListening: { bound.yield($0) }, health: { report },
            metrics: {
                var page = MetricsPage()
                page.add(.healthy, report.healthy)
                page.add(.entries, scrapes.next())
                return page
            })
        return try await running(server, when: ports, body)
    }

    /// The whole answer to a request, read on a thread of its own: the server needs the pool's few.
    private func ask(_ request: String, port: Int) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try answer(to: request, port: port) }) }
        }
    }

    /// Asks for the connection to be closed after the answer, and waits for that.
    private func answer(to request: String, port: Int) throws -> String {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        try #require(connected == 0)
        let text = Array("\(request) HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
        try #require(write(descriptor, text, text.count) == text.count)
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4_096)
        while case let count = read(descriptor, &piece, piece.count), count > 0 { answer += piece.prefix(count) }
        return String(decoding: answer, as: UTF8.self)
    }
}
