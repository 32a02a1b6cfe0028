import AsyncHTTPClient
import Exchange
import Foundation
import NIOCore
import NIOHTTP1

/// A machine at a node's TAXII server: pages of 100 objects from places all over a collection, and objects that are given to be shared.
///
/// Over HTTP with a token, by connections that stay open, against a real process. A page of 10,000 objects stands beside the smallest answer
/// of the same server, one of 100,000 beside one of 10,000, and giving beside sharing the same bundle over the local socket.
struct CollectionRows {
    let federation: Federation
    private let media = "application/taxii+json;version=2.1"

    /// Expects the nodes to be stopped and leaves them so.
    func measure() async throws -> [Row] {
        let port = try freePort()
        federation.environment = ["CAUSEWAY_API": "127.0.0.1:\(port)", "CAUSEWAY_API_REQUESTS_PER_MINUTE": "100000000"]
        defer { federation.environment = [:] }
        try await federation.start(.bank)
        defer { federation.stop(.bank) }
        let bank = federation.client(of: .bank)
        let made = try await bank.createToken(TokenCreation(name: "bench", scopes: ["read", "write"], tlpMax: "amber"))
        let server = Server(base: "http://127.0.0.1:\(port)/taxii2/", token: made.token, media: media)
        let collection = try await server.collection(titled: Federation.group)

        var (given, shared, ratios) = (Samples(), Samples(), Samples())
        func fill(to count: Int, from start: Int) async throws {
            for first in stride(from: start, to: count, by: BenchLimits.postedObjects) {
                let posted = try await seconds { try await server.post(Self.objects(first), to: collection) }
                given.add(Double(BenchLimits.postedObjects) / posted)
                if given.values.count <= BenchLimits.sharedBundles {
                    let bundle =
                        Array("{\"type\":\"bundle\",\"id\":\"bundle--\(UUID().uuidString.lowercased())\",".utf8)
                        + Self.objects(-first - 1).dropFirst()
                    let taken = try await seconds { _ = try await bank.share(bundle, ShareRequest(to: .members, tlp: "green")) }
                    shared.add(Double(BenchLimits.postedObjects) / taken)
                    ratios.add(taken / posted)
                }
            }
        }
        try await fill(to: BenchLimits.collectionObjects, from: 0)
        let few = try await pages(server, collection)
        try await fill(to: BenchLimits.largeCollectionObjects, from: BenchLimits.collectionObjects)
        let many = try await pages(server, collection)
        return [
            Row(
                name: "TAXII page of 100 of 10,000 objects", unit: "pages/s", value: few.pages,
                baseline: "the same server's smallest answer",
                baselineValue: few.smallest, ratio: few.pages / few.smallest, target: .value(2_000), direction: .atLeast),
            Row(
                name: "TAXII page of 100 of 100,000 objects", unit: "pages/s", value: many.pages, baseline: "of 10,000 objects",
                baselineValue: few.pages, ratio: many.pages / few.pages, target: .value(2_000), direction: .atLeast),
            Row(
                name: "TAXII POST, durable, 1,000 at a time", unit: "objects/s", value: given.median,
                baseline: "share over the local socket", baselineValue: shared.median, ratio: ratios.median, target: .value(5_000),
                direction: .atLeast),
        ]
    }

    /// Pages a second from places all over the collection, and the smallest answers a second.
    private func pages(_ server: Server, _ collection: String) async throws -> (pages: Double, smallest: Double) {
        let places = try await server.places(in: collection)
        guard !places.isEmpty else { throw BenchFault("the collection is empty") }
        let (paged, smallest) = (
            try await server.perSecond { places[($0 &* 7_919) % places.count] }, try await server.perSecond { _ in "" }
        )
        return (paged, smallest)
    }

    /// An envelope of indicators, each about 600 octets.
    private static func objects(_ first: Int) -> [UInt8] {
        let description = String(repeating: "An address that is reserved for documentation. ", count: 4)
        let texts = (0..<BenchLimits.postedObjects).map { _ in
            """
            {"type":"indicator","spec_version":"2.1","id":"indicator--\(UUID().uuidString.lowercased())","created":"2026-03-03T09:00:00.000Z",\
            "modified":"2026-03-03T09:00:00.000Z","name":"Indicator \(first)","indicator_types":["benign"],\
            "pattern":"[ipv4-addr:value = '198.51.100.7']","pattern_type":"stix","valid_from":"2026-03-03T09:00:00Z",\
            "description":"\(description)"}
            """
        }
        return Array("{\"objects\":[\(texts.joined(separator: ","))]}".utf8)
    }

    private func seconds(_ body: () async throws -> Void) async rethrows -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        try await body()
        return (clock.now - start).inSeconds
    }
}

/// A TAXII server as its client sees it.
private struct Server: Sendable {
    let base: String
    let token: String
    let media: String

    private func request(_ url: String) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url)
        request.headers.add(name: "accept", value: media)
        request.headers.add(name: "authorization", value: "Bearer \(token)")
        return request
    }

    private func octets(_ request: HTTPClientRequest, expecting status: Int = 200) async throws -> [UInt8] {
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let body = try await response.body.collect(upTo: BenchLimits.answerOctetsMax)
        guard response.status.code == UInt(status) else {
            throw BenchFault("\(request.url): \(response.status.code) \(String(buffer: body).prefix(300))")
        }
        return Array(body.readableBytesView)
    }

    private func json(_ url: String) async throws -> [String: Any] {
        guard let json = try JSONSerialization.jsonObject(with: Data(try await octets(request(url)))) as? [String: Any] else {
            throw BenchFault("\(url): no object")
        }
        return json
    }

    /// The address of the collection with this title.
    func collection(titled title: String) async throws -> String {
        let list = try await json(base + "api/collections/")["collections"] as? [[String: Any]] ?? []
        guard let id = list.first(where: { $0["title"] as? String == title })?["id"] as? String else {
            throw BenchFault("no collection is called \(title)")
        }
        return base + "api/collections/\(id)/"
    }

    func post(_ envelope: [UInt8], to collection: String) async throws {
        var request = request(collection + "objects/")
        request.method = .POST
        request.headers.add(name: "content-type", value: media)
        request.body = .bytes(ByteBuffer(bytes: envelope))
        _ = try await octets(request, expecting: 202)
    }

    /// Addresses of pages of 100, one for each hundred objects but the last.
    func places(in collection: String) async throws -> [String] {
        var (places, after) = ([String](), "2000-01-01T00:00:00Z")
        while true {
            let page = try await json("\(collection)manifest/?limit=10000&added_after=\(after)")
            let added = (page["objects"] as? [[String: Any]] ?? []).compactMap { $0["date_added"] as? String }
            places += stride(from: 0, to: max(0, added.count - 100), by: 100).map {
                "\(collection)objects/?limit=100&added_after=\(added[$0])"
            }
            guard page["more"] as? Bool == true, let last = added.last else { return places }
            after = last
        }
    }

    /// Answers a second over a few connections; an empty address is discovery.
    func perSecond(_ address: @escaping @Sendable (Int) -> String) async throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        let end = start + .seconds(BenchLimits.pagesSeconds)
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for worker in 0..<BenchLimits.pageReaders {
                group.addTask {
                    var count = 0
                    while clock.now < end {
                        let url = address(worker &* 1_000_003 &+ count)
                        _ = try await octets(request(url.isEmpty ? base : url))
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        return Double(count) / (clock.now - start).inSeconds
    }
}
