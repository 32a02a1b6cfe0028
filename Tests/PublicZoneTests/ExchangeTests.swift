import Exchange
import Foundation
import Testing

@testable import PublicZone

/// One collection for everybody, and one for those with a token.
private struct Shelf: TAXIISource {
    var isPublic = true

    func site() async -> TAXIISite { TAXIISite(title: "Zone", description: "", baseURL: "https://api.internal.example") }

    func collections(for caller: APICaller?) async throws(OperationError) -> [TAXIICollection] {
        guard isPublic || caller != nil else { return [] }
        let open = TAXIICollection(
            id: "00000000-0000-4000-8000-000000000001", title: "Public", description: "", alias: "everyone", canRead: true, canWrite: false,
            key: "")
        let closed = TAXIICollection(
            id: "00000000-0000-4000-8000-000000000002", title: "Closed", description: "", alias: "all", canRead: true, canWrite: true,
            key: "")
        return caller == nil ? [open] : [open, closed]
    }

    func page(
        of collection: TAXIICollection, _ query: TAXIIQuery, withOctets: Bool, for caller: APICaller?
    ) async throws(OperationError) -> TAXIIPage {
        let objects = (1...3).map { number in
            TAXIIObject(
                added: Int64(number), id: "indicator--00000000-0000-4000-8000-00000000000\(number)", version: "2026-01-01T00:00:00.000Z",
                octets: Array("{\"type\":\"indicator\",\"name\":\"\(number)\"}".utf8))
        }.filter { $0.added > query.after && (query.ids.isEmpty || query.ids.contains($0.id)) }
        let given = Array(objects.prefix(query.limit))
        return TAXIIPage(objects: given, next: given.count < objects.count ? given.last?.added : nil)
    }

    func post(_ envelope: [UInt8], to collection: TAXIICollection, by caller: APICaller) async throws(OperationError) -> TAXIIStatus {
        Issue.record("something was written through the public zone")
        return TAXIIStatus(id: "", requested: 0, count: 0, state: .success, objects: [])
    }

    func status(_ id: String, for caller: APICaller) async throws(OperationError) -> TAXIIStatus? { nil }
}

@Suite("TAXII 2.1 for anybody, on the zone's own port")
struct ExchangeTests {
    private static let media = "application/taxii+json;version=2.1"
    private static let collection = "/taxii2/api/collections/everyone/"

    private func ask(
        _ target: String, method: String = "GET", accept: String? = media, baseURL: String? = nil, _ shelf: Shelf = Shelf(),
        budget: OctetBudget = OctetBudget(limit: PublicZoneLimits.octetsInFlightMax)
    ) async -> PublicAnswer {
        let routes = PublicRoutes(
            site: PublicSite(name: "Zone", identifier: "00", baseURL: baseURL), source: FakeItems([]), taxii: shelf, logger: silent,
            budget: budget)
        return await routes.answer(PublicRequest(method: method, target: target, accept: accept))
    }

    private func json(_ answer: PublicAnswer) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(answer.body ?? [])) as? [String: Any])
    }

    @Test("Addresses that are listed are those under which the client came, or the site's; never another server's")
    func discovery() async throws {
        let answer = await ask("/taxii2/")
        #expect(answer.status == 200 && answer.field("content-type") == Self.media)
        let found = try json(answer)
        #expect(found["default"] as? String == "/taxii2/api/" && found["api_roots"] as? [String] == ["/taxii2/api/"])
        let known = try json(await ask("/taxii2/", baseURL: "https://zone.example"))
        #expect(known["api_roots"] as? [String] == ["https://zone.example/taxii2/api/"])
    }

    @Test("What is public is given page by page, and the rest is not there")
    func pages() async throws {
        let listed = try #require(try json(await ask("/taxii2/api/collections/"))["collections"] as? [[String: Any]])
        #expect(listed.count == 1 && listed[0]["can_write"] as? Bool == false)
        var (names, next) = ([String](), "")
        repeat {
            let page = try json(await ask("\(Self.collection)objects/?limit=2\(next)"))
            names += (page["objects"] as? [[String: String]] ?? []).compactMap { $0["name"] }
            next = (page["next"] as? String).map { "&next=\($0)" } ?? ""
        } while !next.isEmpty
        #expect(names == ["1", "2", "3"])
        for path in ["all/objects/", "00000000-0000-4000-8000-000000000002/", "none/manifest/"] {
            let answer = await ask("/taxii2/api/collections/\(path)")
            #expect(answer.status == 404 && answer.field("www-authenticate") == nil && answer.field("content-type") == Self.media)
        }
        #expect(await ask("/taxii2/api/status/00000000-0000-4000-8000-000000000001/").status == 404)
        #expect(await ask("/taxii2/", Shelf(isPublic: false)).status == 404)
    }

    @Test("Nothing is written, in TAXII's own words", arguments: ["POST", "DELETE", "PUT", "OPTIONS"])
    func methods(method: String) async throws {
        for path in ["/taxii2/", "\(Self.collection)objects/"] {
            let answer = await ask(path, method: method)
            #expect(answer.status == 405 && answer.field("allow") == "GET, HEAD" && answer.field("content-type") == Self.media)
            #expect(try json(answer)["http_status"] as? String == "405")
        }
    }

    @Test("HEAD has the head of GET and no body; media types and filters are refused as TAXII does")
    func heads() async {
        let get = await ask("\(Self.collection)objects/")
        let head = await ask("\(Self.collection)objects/", method: "HEAD")
        #expect(head.body == nil && head.length == get.length && head.status == 200)
        #expect(head.fields.map(\.name) == get.fields.map(\.name) && Set(get.fields.map(\.name)).count == get.fields.count)
        #expect(get.field("x-taxii-date-added-last") != nil && get.field("content-security-policy")?.hasSuffix("; sandbox") == true)
        #expect(await ask("/taxii2/", accept: "text/html").status == 406)
        #expect(await ask("\(Self.collection)objects/?limit=0").status == 400)
    }

    @Test("A page has its room before it is made, and holds what it takes while it is sent")
    func bounds() async {
        let budget = OctetBudget(limit: PublicZoneLimits.exchangePageOctets + 100)
        let first = await ask("\(Self.collection)objects/", budget: budget)
        let second = await ask("\(Self.collection)objects/", budget: budget)
        #expect(first.status == 200 && second.status == 503 && second.field("retry-after") == "30")
        withExtendedLifetime(first.reservation) {}
    }

    @Test("Without a source there is nothing below its addresses")
    func absent() async {
        let routes = PublicRoutes(site: PublicSite(name: "Zone", identifier: "00"), source: FakeItems([]), logger: silent)
        #expect(await routes.answer(PublicRequest(method: "GET", target: "/taxii2/")).status == 404)
    }
}
