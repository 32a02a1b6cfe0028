import Foundation
import Glibc
import PublicZone
import ServiceLifecycle
import Testing

@Suite("The public pages over a real connection")
struct ServerTests {
    private let one = item(1, title: "<b>Bold</b>", octets: 700_000)
    private let content = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 9) }

    private var source: FakeItems { FakeItems([one], contents: [one.id: content], proofs: [one.id: Array("{}".utf8)]) }

    @Test("A content of many pieces arrives byte for byte, also the second on one connection")
    func content() async throws {
        try await withServer(source) { port in
            let request = "GET /items/\(one.id)/bundle.json HTTP/1.1\r\nHost: h\r\n\r\n"
            let closing = "GET /items/\(one.id)/bundle.json HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
            let octets = try await exchange(request + closing, port: port)
            let answers = try split(octets)
            #expect(answers.count == 2)
            for answer in answers {
                #expect(answer.head.hasPrefix("HTTP/1.1 200 OK\r\n"))
                #expect(answer.head.lowercased().contains("\r\ncontent-disposition: attachment; filename=\"\(one.id).json\"\r\n"))
                #expect(answer.head.lowercased().contains("\r\nx-content-type-options: nosniff\r\n"))
                #expect(answer.body == content)
            }
        }
    }

    @Test("HEAD and an unchanged version have the length and no body")
    func withoutBody() async throws {
        try await withServer(source) { port in
            let head = try await exchange("HEAD /items/\(one.id)/bundle.json HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", port: port)
            let text = String(decoding: head, as: UTF8.self).lowercased()
            #expect(text.hasPrefix("http/1.1 200 ok\r\n") && text.contains("\r\ncontent-length: 700000\r\n") && text.hasSuffix("\r\n\r\n"))
            let tag = try #require(text.split(separator: "\r\n").first { $0.hasPrefix("etag: ") }?.dropFirst("etag: ".count))
            let unchanged = try await exchange(
                "GET /items/\(one.id)/bundle.json HTTP/1.1\r\nHost: h\r\nIf-None-Match: \(tag)\r\nConnection: close\r\n\r\n", port: port)
            let second = String(decoding: unchanged, as: UTF8.self).lowercased()
            #expect(second.hasPrefix("http/1.1 304 ") && second.hasSuffix("\r\n\r\n") && second.contains("\r\netag: \(tag)\r\n"))
        }
    }

    @Test(
        "Hostile requests are refused by name",
        arguments: [
            ("GET /en/search.html?q=% HTTP/1.1", "400"), ("GET /nowhere HTTP/1.1", "404"), ("POST / HTTP/1.1", "405"),
            ("GET /?\(String(repeating: "a", count: 4_000)) HTTP/1.1", "400"), ("GET /%00 HTTP/1.1", "404"), ("OPTIONS * HTTP/1.1", "405"),
            ("BLAH", "400"), ("GET / HTTP/1.1\r\nX: \(String(repeating: "a", count: 20_000))", "400"),
        ])
    func refused(request: String, status: String) async throws {
        try await withServer(source) { port in
            let octets = try await exchange("\(request)\r\nHost: h\r\nConnection: close\r\n\r\n", port: port)
            #expect(String(decoding: octets.prefix(13), as: UTF8.self) == "HTTP/1.1 \(status) ")
        }
    }

    @Test("A page is escaped on the wire, too")
    func page() async throws {
        try await withServer(source) { port in
            let octets = try await exchange("GET /en/index.html HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", port: port)
            let text = String(decoding: octets, as: UTF8.self)
            #expect(text.contains("&lt;b&gt;Bold&lt;/b&gt;") && !text.contains("<b>Bold"))
            #expect(text.lowercased().contains("\r\ncontent-security-policy: default-src 'none'; style-src 'self';"))
        }
    }

    @Test("A port in use ends in a named error that says which")
    func portInUse() async throws {
        try await withServer(source) { port in
            let second = PublicZoneServer(
                host: "127.0.0.1", port: port, site: PublicSite(name: "Second", identifier: "01"), source: source, logger: silent)
            let refusal = await #expect(throws: PublicZoneError.self) { try await second.run() }
            #expect(refusal?.code == "public-zone-not-listening" && refusal?.reason.contains("127.0.0.1:\(port)") == true)
        }
    }

    private func withServer(_ source: FakeItems, _ body: (_ port: Int) async throws -> Void) async throws {
        let (ports, bound) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
        let server = PublicZoneServer(
            host: "127.0.0.1", port: 0, site: PublicSite(name: "Example", identifier: "00"), source: source, logger: silent,
            onListening: { bound.yield($0) })
        let group = ServiceGroup(services: [server], logger: silent)
        async let end: Void = {
            defer { bound.finish() }
            try await group.run()
        }()
        var iterator = ports.makeAsyncIterator()
        if let port = await iterator.next() {
            do {
                try await body(port)
            } catch {
                await group.triggerGracefulShutdown()
                try? await end
                throw error
            }
        }
        await group.triggerGracefulShutdown()
        try await end
    }

    /// All that comes back until the server closes the connection, read on a thread of its own: the server needs the pool's few.
    private func exchange(_ request: String, port: Int) async throws -> [UInt8] {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(with: Result { try answer(to: request, port: port) }) }
        }
    }

    private func answer(to request: String, port: Int) throws -> [UInt8] {
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
        let text = Array(request.utf8)
        try #require(write(descriptor, text, text.count) == text.count)
        var answer: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(descriptor, &piece, piece.count), count > 0 { answer += piece.prefix(count) }
        return answer
    }

    /// Answers one behind another, by their `Content-Length`.
    private func split(_ octets: [UInt8]) throws -> [(head: String, body: [UInt8])] {
        var answers: [(head: String, body: [UInt8])] = []
        var rest = Data(octets)
        while !rest.isEmpty {
            let end = try #require(rest.range(of: Data("\r\n\r\n".utf8)))
            let head = String(decoding: rest[rest.startIndex..<end.upperBound], as: UTF8.self)
            let field = try #require(head.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length: ") })
            let length = try #require(Int(field.dropFirst("content-length: ".count)))
            try #require(rest.endIndex - end.upperBound >= length)
            answers.append((head, Array(rest[end.upperBound..<end.upperBound + length])))
            rest = rest[(end.upperBound + length)...]
        }
        return answers
    }
}
