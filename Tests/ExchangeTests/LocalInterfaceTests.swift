import Exchange
import Foundation
import Testing

/// One operation: what it is asked through the client, what it must answer and what must arrive at the node.
struct Operation: Sendable, CustomTestStringConvertible {
    let arrives: String
    let holds: @Sendable (LocalClient) async throws -> Bool
    var testDescription: String { arrives }

    static let all: [Operation] = [
        Operation(arrives: "status") { try await $0.status() == FakeNode.status },
        Operation(arrives: "members") { try await $0.members() == [FakeNode.member] },
        Operation(arrives: "peers") { try await $0.peers() == [FakeNode.peer] },
        Operation(arrives: "groups") { try await $0.groups() == [FakeNode.group] },
        Operation(arrives: "createGroup Häfen & “Co” true") {
            try await $0.createGroup(GroupCreation(name: "Häfen & “Co”", mailbox: true)) == FakeNode.group
        },
        Operation(arrives: "addMember City Telecom to a/b?c#d%20 e+f") {
            try await $0.addMember("City Telecom", to: "a/b?c#d%20 e+f") == FakeNode.group
        },
        Operation(arrives: "share 3 Harbour Exchange amber+strict a=b&c +\n漢") {
            try await $0.share([1, 2, 3], ShareRequest(group: "Harbour Exchange", tlp: "amber+strict", title: "a=b&c +\n漢"))
                == FakeNode.share
        },
        Operation(arrives: "share 0 0d - -") { try await $0.share([], ShareRequest(group: "0d", tlp: nil, title: nil)) == FakeNode.share },
        Operation(arrives: "items - 7") { try await $0.items(group: nil, limit: 7) == [FakeNode.item] },
        Operation(arrives: "items Harbour Exchange 100") { try await $0.items(group: "Harbour Exchange", limit: 100) == [FakeNode.item] },
        Operation(arrives: "item 0f0f0f") { try await $0.item("0f0f0f") == FakeNode.detail },
        Operation(arrives: "content 0f0f0f") { try await $0.content(of: "0f0f0f") == FakeNode.content(1_000) },
        Operation(arrives: "proof 0f0f0f false") { try await $0.proof(of: "0f0f0f", withKey: false) == FakeNode.proof },
        Operation(arrives: "proof 0f0f0f true") { try await $0.proof(of: "0f0f0f", withKey: true) == FakeNode.proof },
        Operation(arrives: "applications") { try await $0.applications() == [FakeNode.application] },
        Operation(arrives: "admit 11") { try await $0.admit("11") == FakeNode.admission },
        Operation(arrives: "setStanding City Telecom suspended") {
            try await $0.setStanding("City Telecom", to: "suspended") == FakeNode.member
        },
    ]
}

@Suite("The local interface")
struct LocalInterfaceTests {
    @Test("An operation arrives as it was asked and its report comes back whole", arguments: Operation.all)
    func roundTrip(operation: Operation) async throws {
        let node = FakeNode()
        try await withFolder { folder in
            let holds = try await withServer(node, socket: folder + "/s") { try await operation.holds($0) }
            #expect(holds)
        }
        #expect(node.calls == [operation.arrives])
    }

    @Test("A refusal arrives with code, reason, remedy and status", arguments: Operation.all)
    func refusal(operation: Operation) async throws {
        let refusal = OperationError(code: "tlp-too-weak", reason: "The “mark” says\nno.", remedy: "Ask /first/.", status: 409)
        try await withFolder { folder in
            try await withServer(FakeNode(refusing: refusal), socket: folder + "/s") { client in
                await #expect(throws: refusal) { try await operation.holds(client) }
            }
        }
    }

    @Test("Health is answered whether or not the node is well", arguments: [true, false])
    func health(isWell: Bool) async throws {
        let node = FakeNode(refusing: isWell ? nil : OperationError(code: "x", reason: "", remedy: ""))
        let report = try await withFolder { folder in try await withServer(node, socket: folder + "/s") { await $0.health() } }
        #expect(report == HealthReport(healthy: isWell, state: isWell ? "ok" : "degraded"))
    }

    @Test("Content of several megabytes goes both ways byte for byte, with its progress")
    func largeContent() async throws {
        let content = FakeNode.content(3_000_001)
        let node = FakeNode(contentOctets: content.count)
        let (reports, reported) = AsyncStream.makeStream(of: TransferProgress.self, bufferingPolicy: .bufferingNewest(1))
        try await withFolder { folder in
            try await withServer(node, socket: folder + "/s") { _ in
                let client = LocalClient(socket: folder + "/s") { reported.yield($0) }
                _ = try await client.share(content, ShareRequest(group: "g", tlp: nil, title: nil))
                let received = try await client.content(of: "0f0f0f")
                #expect(received == content)
            }
        }
        reported.finish()
        #expect(node.received == content)
        for await last in reports { #expect(last.done == content.count && last.total == content.count) }
    }

    @Test("Content at the limit is taken, one octet more is refused by name and the server lives on")
    func oversized() async throws {
        let node = FakeNode()
        let request = ShareRequest(group: "g", tlp: nil, title: nil)
        try await withFolder { folder in
            try await withServer(node, socket: folder + "/s", contentOctetsMax: 600_000) { client in
                _ = try await client.share(FakeNode.content(600_000), request)
                let refusal = await #expect(throws: OperationError.self) { try await client.share(FakeNode.content(600_001), request) }
                #expect(refusal?.code == "content-too-long" && refusal?.status == 413)
                let status = try await client.status()
                #expect(status == FakeNode.status)
            }
        }
        #expect(node.calls == ["share 600000 g - -", "status"])
    }

    @Test(
        "A request that no operation takes is refused by name",
        arguments: [
            (LocalCall("nothing"), "unknown-route", 404),
            (LocalCall("status", "more"), "unknown-route", 404),
            (LocalCall("status", sending: []), "unknown-route", 404),
            (LocalCall("registry", "applications", "1", "admit"), "unknown-route", 404),
            (LocalCall("groups", sending: Array("{\"name\":".utf8)), "malformed-request", 400),
            (LocalCall("groups", sending: Array("{\"name\":\"g\"}".utf8)), "malformed-request", 400),
            (LocalCall("groups", sending: []), "malformed-request", 400),
            (LocalCall("groups", "g", "members", sending: Array("[]".utf8)), "malformed-request", 400),
            (LocalCall("groups", "\u{7F}", "members", sending: [UInt8](repeating: 0x20, count: 65_537)), "request-too-long", 413),
            (LocalCall("items", sending: [1]), "malformed-request", 400),
            (LocalCall("items", query: [("limit", "0")]), "malformed-request", 400),
            (LocalCall("items", query: [("limit", "many")]), "malformed-request", 400),
            (LocalCall("items", "0f0f0f", "proof", query: [("key", "perhaps")]), "malformed-request", 400),
        ])
    func malformed(call: LocalCall, code: String, status: Int) async throws {
        let node = FakeNode()
        try await withFolder { folder in
            try await withServer(node, socket: folder + "/s") { client in
                let refusal = await #expect(throws: OperationError.self) { try await client.answer(to: call) }
                #expect(refusal?.code == code && refusal?.status == status)
            }
        }
        #expect(node.calls == [])
    }

    @Test("Many commands at once are all answered")
    func concurrent() async throws {
        let node = FakeNode()
        try await withFolder { folder in
            try await withServer(node, socket: folder + "/s") { client in
                try await withThrowingTaskGroup(of: StatusReport.self) { group in
                    for _ in 0..<20 { group.addTask { try await client.status() } }
                    for try await report in group { #expect(report == FakeNode.status) }
                }
            }
        }
        #expect(node.calls.count == 20)
    }
}
