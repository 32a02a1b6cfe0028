import Exchange
import Testing

/// A request that no operation takes, and how it is refused.
struct BadRequest: Sendable, CustomTestStringConvertible {
    let call: LocalCall
    let code: String
    let status: Int
    let testDescription: String

    private init(_ call: LocalCall, _ code: String, _ status: Int, _ testDescription: String) {
        self.call = call
        self.code = code
        self.status = status
        self.testDescription = testDescription
    }

    static let all = unknown + queries + bodies + records

    private static let unknown = [
        BadRequest(LocalCall("nothing"), "unknown-route", 404, "an unknown operation"),
        BadRequest(LocalCall("status", "more"), "unknown-route", 404, "more path than there is"),
        BadRequest(LocalCall("status", sending: []), "unknown-route", 404, "the wrong method"),
        BadRequest(LocalCall("registry", "applications", "1", "admit"), "unknown-route", 404, "to admit by reading"),
        BadRequest(LocalCall("registry", "confirm"), "unknown-route", 404, "to confirm by reading"),
        BadRequest(LocalCall("groups", "g", "members", sending: []), "unknown-route", 404, "an operation that there was once"),
    ]

    private static let queries = [
        malformed("a member that no operation has", LocalCall("status", query: [("x", "1")])),
        malformed("a member of another operation", LocalCall("items", "0f0f0f", query: [("limit", "1")])),
        malformed("a misspelt person", LocalCall("items", query: [("as ", "Ng")])),
        malformed("two persons", LocalCall("items", query: [("as", "Ng"), ("as", "Ho")])),
        malformed("one person twice", LocalCall("items", "0f0f0f", "content", query: [("as", "Ng"), ("as", "Ng")])),
        malformed("a person and nobody", LocalCall("items", "0f0f0f", "audience", query: [("as", ""), ("as", "Ng")])),
        malformed("no number", LocalCall("items", query: [("limit", "many")])),
        malformed("a number too small", LocalCall("items", query: [("limit", "0")])),
        malformed("a number too large", LocalCall("items", query: [("limit", "10001")])),
        malformed("neither true nor false", LocalCall("items", "0f0f0f", "proof", query: [("key", "perhaps")])),
        malformed(
            "to admit despite likeness, perhaps",
            LocalCall("registry", "applications", "1", "admit", query: [("despite-likeness", "1")], sending: [])),
        malformed("content for nobody", LocalCall("items", sending: [1])),
        malformed("content for a group as it was once", LocalCall("items", query: [("group", "g")], sending: [1])),
        malformed("a destination that is none", share("{\"to\":\"nobody\"}")),
        malformed("two destinations", share("{\"to\":{\"group\":\"g\",\"organisations\":[]}}")),
        malformed("no destination", share("{\"to\":{}}")),
        malformed("a destination and a word beside it", share("{\"to\":{\"group\":\"g\",\"everyone\":true}}")),
        malformed("a misspelt mark", share("{\"to\":\"members\",\"TLP\":\"red\"}")),
        malformed("misspelt people", share("{\"to\":{\"organisations\":[{\"organisation\":\"A\",\"people\":[],\"persons\":[\"B\"]}]}}")),
        malformed("JSON that ends early", share("{\"to\":\"members\"")),
        malformed(
            "a draft with a member too many",
            LocalCall("audience", query: [("request", "{\"to\":\"members\",\"pap\":\"red\"}")], sending: [])),
    ]

    private static let bodies = [
        malformed("JSON that ends early", LocalCall("groups", sending: Array("{\"name\":".utf8))),
        malformed("a group with too little said", LocalCall("groups", sending: Array("{\"name\":\"g\"}".utf8))),
        malformed("no body", LocalCall("groups", sending: [])),
        malformed("a list", LocalCall("groups", "g", "roster", sending: Array("[]".utf8))),
        malformed("an unknown verb", LocalCall("groups", "g", "roster", sending: Array("{\"verb\":\"ban\",\"organisation\":\"A\"}".utf8))),
        malformed("a draft in the body as it was once", LocalCall("audience", sending: Array("{\"to\":\"members\"}".utf8))),
        BadRequest(
            LocalCall("groups", "\u{7F}", "roster", sending: [UInt8](repeating: 0x20, count: 65_537)), "request-too-long", 413,
            "a body too long"),
    ]

    private static let records = [
        malformed("no record", LocalCall("registry", "records", sending: Array("{\"records\":[]}".utf8))),
        malformed("an empty record", LocalCall("registry", "records", sending: Array("{\"records\":[\"\"]}".utf8))),
        malformed("no base 64", LocalCall("registry", "records", sending: Array("{\"records\":[\"AA=A\"]}".utf8))),
        malformed("nine records", LocalCall("registry", "records", sending: submission([String](repeating: "AAAA", count: 9)))),
        malformed(
            "a record too long",
            LocalCall("registry", "records", sending: submission(["AAAA", longRecord]))),
        BadRequest(
            LocalCall("registry", "records", sending: [UInt8](repeating: 0x20, count: 720_897)), "request-too-long", 413,
            "records too long together"),
    ]

    /// 61,443 octets.
    private static let longRecord = String(repeating: "A", count: 81_924)

    private static func malformed(_ description: String, _ call: LocalCall) -> BadRequest {
        BadRequest(call, "malformed-request", 400, description)
    }

    private static func share(_ document: String) -> LocalCall { LocalCall("items", query: [("request", document)], sending: [1]) }

    private static func submission(_ records: [String]) -> [UInt8] {
        Array("{\"records\":[\(records.map { "\"\($0)\"" }.joined(separator: ","))]}".utf8)
    }
}

@Suite("What the local interface refuses")
struct StrictnessTests {
    @Test("A request that no operation takes is refused by name and reaches no node", arguments: BadRequest.all)
    func refused(request: BadRequest) async throws {
        let node = FakeNode()
        try await withFolder { folder in
            try await withServer(node, socket: folder + "/s") { client in
                let refusal = await #expect(throws: OperationError.self) { try await client.answer(to: request.call) }
                #expect(refusal?.code == request.code && refusal?.status == request.status)
            }
        }
        #expect(node.calls == [])
    }

    @Test("A share request of 32 KiB is taken, one octet more is not", arguments: ["a", "\"", "漢"])
    func longestShareRequest(letter: String) async throws {
        let empty = JSONDocument.encode(ShareRequest(to: .group(""))).count
        let each = JSONDocument.encode(ShareRequest(to: .group(letter))).count - empty
        let room = 32_768 - empty
        // Percent-encoded, as many of the longest letters as the request line takes.
        let count = min(room / each, 8_000)
        let name = String(repeating: letter, count: count) + String(repeating: "a", count: room - count * each)
        let request = ShareRequest(to: .group(name))
        #expect(JSONDocument.encode(request).count == 32_768)
        let node = FakeNode()
        try await withFolder { folder in
            try await withServer(node, socket: folder + "/s") { client in
                _ = try await client.share([], request)
                let refusal = await #expect(throws: OperationError.self) {
                    try await client.share([], ShareRequest(to: .group(name + "a")))
                }
                #expect(refusal?.code == "request-too-long" && refusal?.status == 413)
            }
        }
        #expect(node.calls == ["share 0 \(request)"])
    }

    @Test("A request line that the server's parser would not take is refused before it is sent")
    func requestLine() async throws {
        try await withFolder { folder in
            try await withServer(FakeNode(), socket: folder + "/s") { client in
                let path = "/v1/items/".utf8.count
                let longest = String(repeating: "f", count: 81_920 - path)
                let detail = try await client.item(longest, as: nil)
                #expect(detail == FakeNode.detail)
                let refusal = await #expect(throws: OperationError.self) { try await client.item(longest + "f", as: nil) }
                #expect(refusal?.code == "request-too-long")
            }
        }
    }

    @Test("Nine records, none or a record too long do not leave the client")
    func recordsOfTheClient() async throws {
        let client = LocalClient(socket: "/nonexistent/s")
        for records in [[], [[UInt8]](repeating: [1], count: 9), [[]], [[1], FakeNode.content(61_441)]] {
            let refusal = await #expect(throws: OperationError.self) { try await client.submit(records) }
            #expect(refusal?.code == "malformed-request")
        }
    }
}
