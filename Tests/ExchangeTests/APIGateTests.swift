import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@testable import Exchange

@Suite("Machines reach the HTTP API with a token, and no further than it goes")
struct APIGateTests {
    private struct Answer {
        let status: UInt
        let headers: HTTPHeaders
        let body: [UInt8]

        var code: String? { JSONDocument.decode(OperationError.self, from: body)?.code }
    }

    private func ask(
        _ url: String, _ method: HTTPMethod = .GET, token: String? = FakeCollections.token, type: String? = nil, body: [UInt8]? = nil,
        fields: [(String, String)] = []
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: url)
        request.method = method
        if let token { request.headers.add(name: "authorization", value: "Bearer \(token)") }
        if let type { request.headers.add(name: "content-type", value: type) }
        for (name, value) in fields { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        return Answer(
            status: response.status.code, headers: response.headers,
            body: Array(try await response.body.collect(upTo: 10_000_000).readableBytesView))
    }

    private static let sharing = "request=" + LocalCall.escaped(#"{"to":{"group":"Harbour Exchange"},"tlp":"TLP:AMBER"}"#)

    @Test("What a machine asks arrives with its token, and is answered as the owner is")
    func reading() async throws {
        let node = FakeNode()
        try await withAPI(node) { url in
            let items = try await ask(url + "/v1/items?limit=7&group=a%20b")
            #expect(items.status == 200 && JSONDocument.decode(ItemPage.self, from: items.body) == FakeNode.page)
            let found = try await ask(url + "/v1/search?query=x")
            #expect(JSONDocument.decode(SearchReport.self, from: found.body) == FakeNode.found)
            #expect(try await ask(url + "/v1/groups", token: "reads").status == 200)
            #expect(try await ask(url + "/v1/items/0f0f0f/content").body == FakeNode.content(1_000))
            #expect(items.headers["cache-control"] == ["private, no-cache"] && items.headers["vary"] == ["authorization"])
        }
        #expect(
            node.calls == [
                "items a b 7 - as token siem", "search \(SearchRequest("x")) as token siem", "groups as token reads",
                "content 0f0f0f as token siem",
            ])
    }

    private static let refused: [(String, HTTPMethod, String?, UInt, String)] = [
        ("/v1/items", .GET, nil, 401, "unauthorized"),
        ("/v1/items", .GET, "wrong", 401, "unauthorized"),
        ("/v1/items", .GET, "writes", 403, "insufficient-scope"),
        ("/v1/items?\(sharing)", .POST, "reads", 403, "insufficient-scope"),
        ("/v1/items?as=Ng", .GET, "secret", 400, "malformed-request"),
        ("/v1/items?limit=0", .GET, "secret", 400, "malformed-request"),
        ("/v1/items?limit=1&limit=2", .GET, "secret", 400, "malformed-request"),
        ("/v1/items/0f0f0f", .PUT, "secret", 405, "other-method"),
        ("/v1/items", .DELETE, nil, 405, "other-method"),
        ("/v1/nothing", .GET, nil, 404, "unknown-route"),
        ("/v1/items/", .GET, "secret", 404, "unknown-route"),
        ("/v1//items", .GET, "secret", 404, "unknown-route"),
        ("/v1/items?group=", .GET, "secret", 400, "malformed-request"),
        ("/v1/items?group=" + String(repeating: "a", count: 401), .GET, "secret", 400, "malformed-request"),
        ("/v1/items?group=" + String(repeating: "%41", count: 27_400), .GET, "secret", 414, "address-too-long"),
        // What is the owner's is not there, whatever the token.
        ("/v1/tokens", .GET, "secret", 404, "unknown-route"),
        ("/v1/tokens", .POST, "secret", 404, "unknown-route"),
        ("/v1/status", .GET, "secret", 404, "unknown-route"),
        ("/v1/people/a/remove", .POST, "secret", 404, "unknown-route"),
        ("/v1/outgoing/0f0f0f/approval", .POST, "secret", 404, "unknown-route"),
    ]

    @Test("What may not be is refused before the node is asked", arguments: refused)
    func refusals(path: String, method: HTTPMethod, token: String?, status: UInt, code: String) async throws {
        let node = FakeNode()
        try await withAPI(node) { url in
            let answer = try await ask(url + path, method, token: token)
            #expect(answer.status == status && answer.code == code)
            #expect(answer.headers.contains(name: "www-authenticate") == (status == 401))
            #expect(answer.headers.contains(name: "allow") == (status == 405))
            #expect(answer.headers["content-type"] == ["application/json"])
        }
        #expect(node.calls.isEmpty)
    }

    @Test("A machine shares what its desk allows; the desk is asked first, with what is shared and with whom")
    func sharing() async throws {
        let octets = Array("{}".utf8)
        for refusal in [nil, OperationError(code: "above-token", reason: "r", remedy: "m", status: 403)] {
            let (node, desk) = (FakeNode(), FakeMachines(refusing: refusal))
            try await withAPI(node, desk: desk) { url in
                let type = ContentMedia.taken[0]
                let shared = try await ask(url + "/v1/items?" + Self.sharing, .POST, type: type, body: octets)
                let corrected = try await ask(url + "/v1/items/0f0f0f/correction?" + Self.sharing, .POST, type: type, body: octets)
                let json = "application/json"
                let retracted = try await ask(
                    url + "/v1/items/0f0f0f/retraction", .POST, type: json, body: Array(#"{"reason":"r"}"#.utf8))
                let moved = try await ask(
                    url + "/v1/items/0f0f0f/declassification", .POST, type: json, body: Array(#"{"to":"everyone"}"#.utf8))
                let passed = try await ask(url + "/v1/items/0f0f0f/reshare", .POST, type: json, body: Array(#"{"to":"members"}"#.utf8))
                let asked = try await ask(url + "/v1/audience?" + Self.sharing, .POST, type: type, body: octets)
                let explained = try await ask(url + "/v1/policy/explanation?" + Self.sharing, .POST, type: type, body: octets)
                for answer in [shared, corrected, retracted, moved, passed, asked, explained] {
                    #expect(answer.status == (refusal == nil ? 200 : 403) && answer.code == refusal?.code)
                }
            }
            #expect(node.calls.count == (refusal == nil ? 7 : 0))
            #expect(desk.calls.first == "siem shares 2 group(\"Harbour Exchange\")" && desk.calls.contains("siem changes 0f0f0f"))
            #expect(desk.calls.count == (refusal == nil ? 9 : 7))
        }
    }

    @Test("A body of another type, or longer than is taken, is refused before it is read")
    func bodies() async throws {
        let node = FakeNode()
        try await withAPI(node) { url in
            let form = try await ask(url + "/v1/items?" + Self.sharing, .POST, type: "application/x-www-form-urlencoded", body: [1])
            #expect(form.status == 415 && form.code == "unsupported-media-type")
            let none = try await ask(url + "/v1/items/0f0f0f/retraction", .POST, body: Array(#"{"reason":"r"}"#.utf8))
            #expect(none.status == 415)
            let long = try await ask(
                url + "/v1/items/0f0f0f/retraction", .POST, type: "application/json; charset=utf-8",
                body: [UInt8](repeating: 0x20, count: ExchangeLimits.submissionOctetsMax + 1))
            #expect(long.status == 413)
            let strange = try await ask(
                url + "/v1/items/0f0f0f/retraction", .POST, type: "application/json", body: Array(#"{"reason":"r","why":1}"#.utf8))
            #expect(strange.status == 400 && strange.code == "malformed-request")
        }
        #expect(node.calls.isEmpty)
    }

    @Test("An answer has a tag, and is not sent again to whoever has it; content that is not sent is not noted as given out")
    func tags() async throws {
        let (node, desk) = (FakeNode(), FakeDesk())
        try await withAPI(node, audit: desk) { url in
            let first = try await ask(url + "/v1/items")
            let tag = try #require(first.headers.first(name: "etag"))
            for named in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
                let again = try await ask(url + "/v1/items", fields: [("if-none-match", named)])
                #expect(again.status == 304 && again.body.isEmpty && again.headers.first(name: "etag") == tag)
            }
            #expect(try await ask(url + "/v1/items", fields: [("if-none-match", "\"x\"")]).status == 200)
            #expect(
                try await ask(url + "/v1/items?limit=7", fields: [("if-none-match", tag)]).status == 304, "the same answer has the same tag"
            )
            let id = String(repeating: "0f", count: 32)
            let content = try await ask(url + "/v1/items/\(id)/content")
            #expect(content.status == 200 && content.headers["etag"] == ["\"\(id)\""])
            #expect(try await ask(url + "/v1/items/\(id)/content", fields: [("if-none-match", "\"\(id)\"")]).status == 304)
        }
        let gone = OperationError(code: "unknown-item", reason: "r", remedy: "m", status: 404)
        try await withAPI(FakeNode(refusing: gone)) { url in
            let id = String(repeating: "0f", count: 32)
            let hidden = try await ask(url + "/v1/items/\(id)/content", fields: [("if-none-match", "\"\(id)\"")])
            #expect(hidden.status == 404, "whoever may not read it is not told that it is there")
        }
        #expect(desk.notes == ["item-exported by 7"], "in the name of who made the token")
    }

    @Test("Requests are counted over both interfaces, and attempts without a valid token by address")
    func budget() async throws {
        try await withAPI(perMinute: 2) { url in
            #expect(try await ask(url + "/v1/items").status == 200)
            #expect(try await ask(url + "/taxii2/").status == 200)
            let third = try await ask(url + "/v1/items")
            #expect(third.status == 429 && third.code == "too-many-requests" && third.headers.contains(name: "retry-after"))
            #expect(try await ask(url + "/v1/items", token: "reads").status == 200)
            #expect(try await ask(url + "/v1/items", token: "a").status == 401)
            #expect(try await ask(url + "/v1/items", token: "b").status == 401)
            #expect(try await ask(url + "/v1/items", token: "c").status == 429)
        }
    }
}
