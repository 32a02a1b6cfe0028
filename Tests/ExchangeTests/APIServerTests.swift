import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@testable import Exchange

@Suite("The server for machines speaks HTTP, with bounds")
struct APIServerTests {
    private func serving<Result>(
        _ source: FakeCollections, _ body: (_ url: String) async throws -> Result
    ) async throws -> Result {
        try await withAPI(source: source, body)
    }

    private func ask(_ url: String, _ change: (inout HTTPClientRequest) -> Void = { _ in }) async throws -> (HTTPClientResponse, [UInt8]) {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "authorization", value: "Bearer \(FakeCollections.token)")
        change(&request)
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        return (response, Array(try await response.body.collect(upTo: 10_000_000).readableBytesView))
    }

    @Test("A page comes over the wire with its head, HEAD without a body, and a post is taken")
    func exchange() async throws {
        let source = FakeCollections()
        source.change { $0.objects = FakeCollections.objects(3) }
        try await serving(source) { url in
            let (response, body) = try await ask(url + TAXIITests.group + "objects/?match[type]=indicator")
            #expect(response.status == .ok && response.headers["content-type"] == ["application/taxii+json;version=2.1"])
            #expect(body == Array(#"{"more":false,"objects":[{ "n" : 1 },{ "n" : 2 },{ "n" : 3 }]}"#.utf8))
            #expect(response.headers["x-taxii-date-added-last"] == ["2027-01-15T08:00:00.000003Z"])
            let (head, empty) = try await ask(url + TAXIITests.group + "objects/") { $0.method = .HEAD }
            #expect(head.status == .ok && empty.isEmpty && head.headers["content-length"] == ["\(body.count)"])
            let octets = Array("{\"objects\":[1]}".utf8)
            let (posted, _) = try await ask(url + TAXIITests.group + "objects/") { request in
                request.method = .POST
                request.headers.add(name: "content-type", value: TAXIIMedia.type)
                request.body = .bytes(ByteBuffer(bytes: octets))
            }
            #expect(posted.status == .accepted && source.posts == [octets])
        }
    }

    @Test("A body that does not say its length and grows over the limit is refused before it is all in memory")
    func endless() async throws {
        let source = FakeCollections()
        try await serving(source) { url in
            let piece = ByteBuffer(repeating: 0x20, count: 1_048_576)
            let pieces = AsyncStream<ByteBuffer> { continuation in
                for _ in 0..<66 { continuation.yield(piece) }
                continuation.finish()
            }
            let answer = try? await ask(url + TAXIITests.group + "objects/") { request in
                request.method = .POST
                request.headers.add(name: "content-type", value: TAXIIMedia.type)
                request.body = .stream(pieces, length: .unknown)
            }
            // The client may see the end of the connection before it has sent all.
            #expect(answer == nil || answer?.0.status == .payloadTooLarge)
            #expect(source.posts.isEmpty)
            let after = try await ask(url + "/taxii2/").0.status
            #expect(after == .ok)
        }
    }

    @Test("A certificate that is not there keeps the server from starting, and says so")
    func certificate() async throws {
        let server = APIServer(
            host: "127.0.0.1", port: 0, certificate: .init(chain: "/nowhere.pem", key: "/nowhere.key"), source: FakeCollections(),
            node: FakeNode(), desk: FakeMachines(), audit: FakeDesk(), requestsPerMinute: 1, logger: silent)
        let error = await #expect(throws: OperationError.self) { try await server.run() }
        #expect(error?.code == "api-certificate" && error?.reason.contains("/nowhere.pem") == true)
    }

    @Test("The key of another certificate keeps the server from starting, and is not told as a port that is taken")
    func foreignKey() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("pair-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in ["one", "other"] {
            let pair = try SelfSigned("\(name).example")
            try Data(pair.certificate.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name).pem"))
            try Data(pair.key.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name).key"))
        }
        let server = APIServer(
            host: "127.0.0.1", port: 0, certificate: .init(chain: "\(folder)/one.pem", key: "\(folder)/other.key"),
            source: FakeCollections(), node: FakeNode(), desk: FakeMachines(), audit: FakeDesk(), requestsPerMinute: 1, logger: silent)
        let error = await #expect(throws: OperationError.self) { try await server.run() }
        #expect(error?.code == "api-certificate" && error?.reason.contains("other.key") == true)
    }
}
