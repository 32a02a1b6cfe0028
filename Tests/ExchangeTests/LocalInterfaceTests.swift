import Exchange
import Foundation
import Testing

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
                _ = try await client.share(content, ShareRequest(to: .members))
                let received = try await client.content(of: "0f0f0f", as: nil)
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
        let request = ShareRequest(to: .members)
        try await withFolder { folder in
            try await withServer(node, socket: folder + "/s", contentOctetsMax: 600_000) { client in
                _ = try await client.share(FakeNode.content(600_000), request)
                let refusal = await #expect(throws: OperationError.self) { try await client.share(FakeNode.content(600_001), request) }
                #expect(refusal?.code == "content-too-long" && refusal?.status == 413)
                let status = try await client.status()
                #expect(status == FakeNode.status)
            }
        }
        #expect(node.calls == ["share 600000 \(request)", "status"])
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
