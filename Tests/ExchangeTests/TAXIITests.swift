import Foundation
import STIX
import Testing

@testable import Exchange

@Suite("The TAXII server answers as the standard says, and refuses with what to do next")
struct TAXIITests {
    static let root = "/taxii2/api/"
    static let group = root + "collections/\(FakeCollections.group.id)/"
    private var group: String { Self.group }

    private func json(_ answer: APIAnswer) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
    }

    private func code(_ answer: APIAnswer) throws -> String {
        let failure = try json(answer)
        #expect(failure["http_status"] as? String == "\(answer.status)")
        #expect(failure["title"] is String && (failure["description"] as? String)?.isEmpty == false)
        return failure["error_code"] as? String ?? ""
    }

    @Test(
        "Every answer has the media type with its version, and no cache keeps it",
        arguments: ["/taxii2/", root, root + "collections/", group, group + "objects/", group + "manifest/", "/", "/nowhere", group + "x/"])
    func media(target: String) async {
        for token in [FakeCollections.token, nil, "wrong"] {
            let answer = await Asking().get(target, token: token)
            #expect(answer.field("content-type") == "application/taxii+json;version=2.1" && answer.field("cache-control") == "no-store")
        }
    }

    @Test("Discovery, root and collections say what there is, with the members that the standard asks for")
    func resources() async throws {
        let asking = Asking()
        let discovery = try json(await asking.get("/taxii2/"))
        #expect(discovery["api_roots"] as? [String] == ["https://node.example/taxii2/api/"])
        #expect(discovery["default"] as? String == "https://node.example/taxii2/api/" && discovery["title"] is String)
        let root = try json(await asking.get(Self.root))
        #expect(
            root["versions"] as? [String] == [TAXIIMedia.type] && root["max_content_length"] as? Int == ExchangeLimits.envelopeOctetsMax)
        let list = try #require(try json(await asking.get(Self.root + "collections/"))["collections"] as? [[String: Any]])
        #expect(
            list.compactMap { $0["id"] as? String } == [FakeCollections.open, FakeCollections.group, FakeCollections.writeOnly].map(\.id))
        #expect(
            list.map { $0["can_write"] as? Bool } == [false, true, true] && list.map { $0["can_read"] as? Bool } == [true, true, false])
        #expect(list.allSatisfy { $0["media_types"] as? [String] == ["application/stix+json;version=2.1"] })
        let one = try json(await asking.get(Self.root + "collections/everyone/"))
        #expect(one["id"] as? String == FakeCollections.open.id && one["alias"] as? String == "everyone")
        #expect(try json(await asking.get(group))["title"] as? String == FakeCollections.group.title)
    }

    @Test("Whoever has no token is shown what is public, by discovery too; where nothing is, a token is asked for")
    func anonymous() async throws {
        let asking = Asking()
        asking.source.change { $0.objects = FakeCollections.objects(2) }
        #expect(await asking.get("/taxii2/", token: nil).status == 200)
        let list = try json(await asking.get(Self.root + "collections/", token: nil))
        #expect((list["collections"] as? [[String: Any]])?.count == 1)
        #expect(await asking.get(Self.root + "collections/everyone/objects/", token: nil).status == 200)
        for target in [group, group + "objects/", Self.root + "status/\(FakeCollections.status.id)/"] {
            let answer = await asking.get(target, token: nil)
            #expect(answer.status == 401 && answer.field("www-authenticate")?.contains("Basic realm") == true)
        }
        asking.source.change { $0.isPublic = false }
        for target in ["/taxii2/", Self.root, Self.root + "collections/", Self.root + "collections/everyone/objects/"] {
            #expect(await asking.get(target, token: nil).status == 401)
        }
    }

    private static let presented: [(String, Int)] = [
        ("Bearer secret", 200), ("bearer  secret", 200), ("Basic " + Data("x:secret".utf8).base64EncodedString(), 200),
        ("Basic " + Data(":secret".utf8).base64EncodedString(), 200), ("Basic " + Data("é:secret".utf8).base64EncodedString(), 200),
        ("Bearer wrong", 401), ("Bearer", 401), ("", 401), ("Basic ###", 401), ("Basic " + Data("secret".utf8).base64EncodedString(), 401),
        ("Digest secret", 401), ("Bearer " + String(repeating: "a", count: 2_000), 401),
    ]

    @Test(
        "A token comes as Bearer or as the password of Basic, and one that does not count is never taken for none",
        arguments: presented)
    func credentials(field: String, status: Int) async {
        #expect(await Asking().get("/taxii2/", authorization: field).status == status)
    }

    private static let ranges: [(String?, Int)] = [
        (nil, 200), ("*/*", 200), ("application/*", 200), ("application/taxii+json;version=2.1", 200),
        ("application/taxii+json; version=\"2.1\"", 200),
        ("APPLICATION/TAXII+JSON", 200), ("text/html, application/taxii+json;q=0.5", 200), ("application/taxii+json;version=2.0", 406),
        ("application/vnd.oasis.taxii+json; version=2.0", 406), ("application/json", 406), ("application/taxii+json;q=0", 406),
        ("*/*;q=0.0", 406), ("", 406), ("text/html", 406), ("x\r\nset-cookie: a", 406),
    ]

    @Test(
        "Accept is heeded as a list of ranges",
        arguments: ranges)
    func accept(field: String?, status: Int) async throws {
        let answer = await Asking().get("/taxii2/", accept: field)
        #expect(answer.status == status)
        if status == 406 {
            #expect(try code(answer) == "not-acceptable")
            #expect(answer.fields.allSatisfy { !$0.value.contains("\r") && !$0.value.contains("\n") })
        }
    }

    @Test(
        "Pages go on by `next`, also together with `added_after`, and by the head's last time alone", arguments: ["next", "both", "time"])
    func pages(way: String) async throws {
        let asking = Asking()
        let objects = FakeCollections.objects(25)
        asking.source.change { $0.objects = objects }
        var (found, query) = ([UInt8](), "")
        for _ in 0..<10 {
            let answer = await asking.get(group + "objects/?limit=7" + query)
            let page = try json(answer)
            found += (page["objects"] as? [[String: Int]] ?? []).compactMap { $0["n"].map { UInt8($0) } }
            guard page["more"] as? Bool == true, let next = page["next"] as? String, let last = answer.field("x-taxii-date-added-last")
            else {
                break
            }
            let after = "&added_after=" + (way == "time" ? last : "2026-01-01T00:00:00Z")
            query = (way == "time" ? "" : "&next=\(next)") + (way == "next" ? "" : after)
        }
        #expect(found == Array(1...25))
        #expect(await asking.get(group + "objects/?limit=1").field("x-taxii-date-added-first") == STIXTime.text(objects[0].added))
    }

    @Test("Objects are given with their authors' octets, and nothing is an empty object")
    func octets() async {
        let asking = Asking()
        #expect(await asking.get(group + "objects/").body == Array("{}".utf8))
        #expect(await asking.get(group + "manifest/").body == Array("{}".utf8))
        asking.source.change { $0.objects = FakeCollections.objects(2) }
        #expect(
            String(decoding: await asking.get(group + "objects/").body, as: UTF8.self)
                == #"{"more":false,"objects":[{ "n" : 1 },{ "n" : 2 }]}"#)
        #expect(
            String(decoding: await asking.get(group + "objects/?match%5Bspec_version%5D=2.0").body, as: UTF8.self) == "{}")
    }

    @Test("Manifest and versions name what is there and have no `next`; an object that is not here is 404")
    func lists() async throws {
        let asking = Asking()
        asking.source.change { $0.objects = FakeCollections.objects(3) }
        let manifest = try json(await asking.get(group + "manifest/?limit=2"))
        #expect(manifest["more"] as? Bool == true && manifest["next"] == nil)
        let record = try #require((manifest["objects"] as? [[String: String]])?.first)
        #expect(record["date_added"] == "2027-01-15T08:00:00.000001Z" && record["media_type"] == "application/stix+json;version=2.1")
        let versions = try json(await asking.get(group + "objects/indicator--2/versions/"))
        #expect(versions["versions"] as? [String] == ["2026-01-01T00:00:00.000Z"] && versions["next"] == nil)
        #expect(asking.source.queries.last?.isAll == true)
        #expect(await asking.get(group + "objects/indicator--2/").status == 200)
        for target in ["objects/indicator--9/", "objects/indicator--9/versions/", "objects/%FF/"] {
            #expect(await asking.get(group + target).status == 404)
        }
        #expect(await asking.get(group + "objects/indicator--2/?added_after=2030-01-01T00:00:00Z").body == Array("{}".utf8))
    }

    @Test("Filters arrive as they were meant")
    func filters() async throws {
        let asking = Asking()
        let query =
            "?match[type]=indicator,malware&match%5Bid%5D=a--1%2Cb--2&match[version]=first,2026-01-01T00:00:00.000Z&limit=999999999999&utm=1"
            + "&added_after=2026-01-01T00:00:00.0000019Z"
        #expect(await asking.get(group + "objects/" + query).status == 200)
        let found = try #require(asking.source.queries.last)
        #expect(found.types == ["indicator", "malware"] && found.ids == ["a--1", "b--2"] && found.limit == ExchangeLimits.objectsMax)
        #expect(found.isFirst && !found.isLast && !found.isAll && found.times == [1_767_225_600_000_000])
        #expect(found.after == 1_767_225_600_000_001)
        #expect(await asking.get(group + "objects/?limit=" + String(repeating: "9", count: 60)).status == 200)
        #expect(asking.source.queries.last?.limit == ExchangeLimits.objectsMax && asking.source.queries.last?.isLast == true)
    }

    private static let faults: [(String, String)] = [
        ("limit=0", "invalid-limit"), ("limit=-1", "invalid-limit"), ("limit=", "invalid-limit"), ("limit=1e3", "invalid-limit"),
        ("limit=%D9%A1", "invalid-limit"), ("limit=1&limit=2", "repeated-filter"), ("added_after=yesterday", "invalid-added-after"),
        ("added_after=2022-101-27T00:00:00Z", "invalid-added-after"), ("match[type]=a&match%5Btype%5D=b", "repeated-filter"),
        ("match[colour]=red", "unknown-filter"), ("match=1", "unknown-filter"), ("match[", "unknown-filter"),
        ("match[type]=", "invalid-filter"),
        ("match[type]=a,,b", "invalid-filter"), ("match[type]=" + String(repeating: "a,", count: 101) + "a", "invalid-filter"),
        ("match[version]=newest", "invalid-version"), ("match[id]=%FF", "unreadable-query"), ("match[id]=%zz", "unreadable-query"),
        ("match[id]=%4", "unreadable-query"), ("next=1", "invalid-next"), ("next=" + String(repeating: "0", count: 32), "invalid-next"),
        ("next=" + String(repeating: "f", count: 32), "invalid-next"), ("next=&added_after=2026-01-01T00:00:00Z", "invalid-next"),
        ("match[id]=" + String(repeating: "a", count: 13_000), "query-too-long"),
        ("x=" + String(repeating: "a", count: 17_000), "address-too-long"), ("a b", "address-too-long"),
    ]

    @Test(
        "A filter that cannot be meant is refused by its name, and nothing is asked of the node",
        arguments: faults)
    func badFilters(query: String, expected: String) async throws {
        let asking = Asking()
        let answer = await asking.get(group + "objects/?" + query)
        #expect(answer.status == 400)
        #expect(try code(answer) == expected)
        #expect(asking.source.queries.isEmpty)
    }

    @Test("A place is good in its own collection, unchanged, and nowhere else")
    func cursor() {
        let place = PageCursor(1_800_000_000_000_007)
        let text = place.text(of: "a")
        #expect(PageCursor(text, of: "a") == place && PageCursor(text, of: "b") == nil)
        for index in text.indices {
            var changed = text
            changed.replaceSubrange(index...index, with: text[index] == "0" ? "1" : "0")
            #expect(PageCursor(changed, of: "a") == nil)
        }
        #expect(PageCursor(text.uppercased(), of: "a") == nil && PageCursor("+" + text.dropFirst(), of: "a") == nil)
        #expect(PageCursor(PageCursor(-5).text(of: "a"), of: "a") == nil)
    }

    private static let otherMethods: [(String, String, String)] = [
        ("POST", "/taxii2/", "GET"), ("PUT", group + "objects/", "GET, POST"), ("DELETE", group + "objects/", "GET, POST"),
        ("PATCH", group + "objects/x/", "DELETE, GET"), ("POST", group + "manifest/", "GET"), ("TRACE", root, "GET"),
    ]

    @Test(
        "Only what there is can be done, and the methods are named",
        arguments: otherMethods)
    func methods(method: String, target: String, allowed: String) async throws {
        let answer = await Asking().get(target, method: method)
        #expect(answer.status == 405 && answer.field("allow") == allowed)
    }

    private static let noAddresses: [String] = [
        "/", "/taxii2", "/taxii2/api/collections", "/taxii2/x/", "/taxii/", group + "objects/a/b/", group + "objects//", "/taxii2//api/",
        "/taxii2/api/collections/..%2F/", "*", "http://x/taxii2/", "/taxii2/api/status/1/2/", "/%74axii2/x",
    ]

    @Test(
        "What is at no address of the server is 404, however it is spelled",
        arguments: noAddresses)
    func addresses(target: String) async {
        let isThere = ["/taxii2", "/taxii2/api/collections"].contains(target)
        #expect(await Asking().get(target).status == (isThere ? 200 : 404))
    }

    @Test("Deletion is always refused, a collection that cannot be read or written says so, and one that is not seen is not there")
    func rights() async throws {
        let asking = Asking()
        #expect(try code(await asking.get(group + "objects/indicator--1/", method: "DELETE")) == "not-deletable")
        #expect(await asking.get(group + "objects/indicator--1/", method: "DELETE", token: nil).status == 401)
        #expect(try code(await asking.get(Self.root + "collections/in/objects/")) == "not-readable")
        #expect(try code(await asking.get(Self.root + "collections/everyone/objects/", method: "POST", body: [1])) == "not-writable")
        #expect(await asking.get(Self.root + "collections/00000000-0000-8000-8000-000000000009/").status == 404)
        #expect(asking.source.posts.isEmpty)
    }

    @Test("What is posted arrives as it came, and its status is told")
    func post() async throws {
        let asking = Asking()
        let body = Array(#"{"objects":[]}"#.utf8)
        let answer = await asking.get(group + "objects/", method: "POST", body: body)
        #expect(answer.status == 202 && asking.source.posts == [body])
        let status = try json(answer)
        #expect(status["status"] as? String == "pending" && status["pending_count"] as? Int == 2 && status["total_count"] as? Int == 2)
        #expect(status["success_count"] as? Int == 0 && (status["pendings"] as? [[String: Any]])?.count == 2)
        #expect(status["request_timestamp"] as? String == "2027-01-15T08:00:00.000000Z")
        for (state, name, counted) in [
            (TAXIIStatus.State.success, "complete", "success_count"), (.failure("no"), "complete", "failure_count"),
        ] {
            asking.source.change {
                $0.status = TAXIIStatus(id: FakeCollections.status.id, requested: 0, count: 3, state: state, objects: [])
            }
            let told = try json(await asking.get(Self.root + "status/\(FakeCollections.status.id)/"))
            #expect(told["status"] as? String == name && told[counted] as? Int == 3 && told["successes"] == nil)
        }
        #expect(await asking.get(Self.root + "status/\(FakeCollections.group.id)/").status == 404)
        #expect(await asking.get(Self.root + "status/\(FakeCollections.status.id)/", token: nil).status == 401)
    }

    private static let bodyFaults: [(String?, Int, Int?, Int, String)] = [
        ("application/json", 5, nil, 415, "unsupported-media-type"), (nil, 5, nil, 415, "unsupported-media-type"),
        ("application/taxii+json;version=2.0", 5, nil, 415, "unsupported-media-type"),
        ("application/taxii+json;version=2.1, text/html", 5, nil, 415, "unsupported-media-type"),
        ("application/taxii+json", 5, nil, 202, ""), ("application/taxii+json; version=2.1; charset=utf-8", 5, nil, 202, ""),
        (TAXIIMedia.type, 5, ExchangeLimits.envelopeOctetsMax + 1, 413, "content-too-long"),
        (TAXIIMedia.type, 5, 6, 400, "incomplete-body"),
    ]

    @Test(
        "A body of another type, too long or cut off is refused, and the limit is named",
        arguments: bodyFaults)
    func bodies(type: String?, octets: Int, declared: Int?, status: Int, expected: String) async throws {
        let asking = Asking()
        let answer = await asking.get(
            group + "objects/", method: "POST", contentType: type, body: [UInt8](repeating: 1, count: octets), declared: declared)
        #expect(answer.status == status)
        if status != 202 {
            #expect(try code(answer) == expected && asking.source.posts.isEmpty)
            if status == 413 { #expect(try json(answer)["title"].map { "\($0)".contains("67108864") } == true) }
        }
    }

    @Test("When too much is in memory a body is not read, and the room is free again afterwards")
    func room() async throws {
        let bodies = OctetBudget(limit: 10)
        let asking = Asking(bodies: bodies)
        var held = bodies.reserve(6)
        #expect(held != nil)
        let refused = await asking.get(group + "objects/", method: "POST", body: [1, 2, 3, 4, 5])
        #expect(refused.status == 503 && refused.field("retry-after") == "\(ExchangeLimits.retrySeconds)")
        held = nil
        for _ in 0..<5 { #expect(await asking.get(group + "objects/", method: "POST", body: [1, 2, 3, 4, 5]).status == 202) }
    }

    @Test("Each token, and each address without one, has its own budget, which comes back with time")
    func budget() async throws {
        let asking = Asking(perMinute: 3)
        for _ in 0..<3 { #expect(await asking.get("/taxii2/").status == 200) }
        let refused = await asking.get("/taxii2/")
        #expect(refused.status == 429 && refused.field("retry-after") == "20")
        #expect(try code(refused) == "too-many-requests")
        for _ in 0..<3 { #expect(await asking.get("/taxii2/", token: "wrong").status == 401) }
        #expect(await asking.get("/taxii2/", token: "wrong").status == 429, "attempts are counted by address")
        #expect(await asking.get("/taxii2/", token: nil).status == 429)
        asking.clock.advance(20)
        #expect(await asking.get("/taxii2/").status == 200)
        #expect(await asking.get("/taxii2/").status == 429)
    }

    @Test("A refusal of the node arrives with its code and what to do")
    func refusal() async throws {
        let asking = Asking()
        asking.source.change { $0.refusal = OperationError(code: "rule-denies", reason: "r", remedy: "m", status: 422) }
        let answer = await asking.get(group + "objects/", method: "POST", body: [1])
        #expect(answer.status == 422)
        #expect(try code(answer) == "rule-denies")
        #expect(await asking.get(group + "objects/").status == 422)
    }

    @Test("Every route says what it does beside answering: objects that leave are noted, what comes is decided")
    func effects() {
        let noted = TAXIIRoute.Kind.allCases.filter { $0.effect == .noted(.collectionExported) }
        #expect(noted == [.objects, .object])
        #expect(TAXIIRoute.Kind.allCases.filter { $0.effect == .decides } == [.addObjects])
        #expect(Set(TAXIIRoute.Kind.allCases.map(\.name)).count == TAXIIRoute.Kind.allCases.count)
        for kind in TAXIIRoute.Kind.allCases {
            let parts = kind.name.split(separator: " ")
            let path = parts[1].replacing("{id}", with: "i").replacing("{collection}", with: "c").replacing("{object}", with: "o")
            #expect((try? TAXIIRoute(method: String(parts[0]), path: Substring(path)))?.kind == kind)
        }
    }
}
