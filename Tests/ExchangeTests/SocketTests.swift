import Exchange
import Foundation
import Glibc
import Testing

@Suite("The socket of the local interface")
struct SocketTests {
    @Test("Only its owner may use it")
    func mode() async throws {
        try await withFolder { folder in
            try await withServer(FakeNode(), socket: folder + "/s") { _ in
                let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/s")
                #expect(attributes[.posixPermissions] as? Int == 0o600)
                #expect(attributes[.type] as? FileAttributeType == .typeSocket)
            }
        }
    }

    @Test("It is gone after a graceful end, and a command then hears that no node runs")
    func removal() async throws {
        try await withFolder { folder in
            try await withServer(FakeNode(), socket: folder + "/s") { _ in }
            #expect(!FileManager.default.fileExists(atPath: folder + "/s"))
            await expectNotRunning(folder + "/s")
        }
    }

    @Test("A second server on it ends with already-running and leaves the first in place")
    func second() async throws {
        try await withFolder { folder in
            try await withServer(FakeNode(), socket: folder + "/s") { client in
                let refusal = await #expect(throws: OperationError.self) {
                    try await withServer(FakeNode(), socket: folder + "/s") { _ in Issue.record("the second one listens") }
                }
                #expect(refusal?.code == "already-running")
                let status = try await client.status()
                #expect(status == FakeNode.status)
            }
        }
    }

    @Test("One that a dead process left is taken over; until then a command hears that no node runs")
    func abandoned() async throws {
        try await withFolder { folder in
            try leaveSocket(at: folder + "/s")
            await expectNotRunning(folder + "/s")
            let status = try await withServer(FakeNode(), socket: folder + "/s") { try await $0.status() }
            #expect(status == FakeNode.status)
        }
    }

    @Test("A file of that name which is no socket is left alone")
    func otherFile() async throws {
        try await withFolder { folder in
            try Data("mine".utf8).write(to: URL(fileURLWithPath: folder + "/s"))
            let refusal = await #expect(throws: OperationError.self) { try await withServer(FakeNode(), socket: folder + "/s") { _ in } }
            #expect(refusal?.code == "socket-not-usable")
            #expect(FileManager.default.contents(atPath: folder + "/s") == Data("mine".utf8))
        }
    }

    @Test("A folder that is not there ends in a named error")
    func missingFolder() async throws {
        let refusal = await #expect(throws: OperationError.self) {
            try await withServer(FakeNode(), socket: "/nonexistent/folder/s") { _ in }
        }
        #expect(refusal?.code == "socket-not-usable")
    }

    @Test("A path of 103 octets serves, one of 104 is refused on both sides with what to do")
    func pathLength() async throws {
        try await withFolder { folder in
            let longest = folder + "/" + String(repeating: "s", count: 103 - folder.utf8.count - 1)
            let status = try await withServer(FakeNode(), socket: longest) { try await $0.status() }
            #expect(status == FakeNode.status)
            let sides: [@Sendable () async throws -> Void] = [
                { try await withServer(FakeNode(), socket: longest + "s") { _ in } },
                { _ = try await LocalClient(socket: longest + "s").status() },
            ]
            for side in sides {
                let refusal = await #expect(throws: OperationError.self) { try await side() }
                #expect(refusal?.code == "socket-path-too-long")
                #expect(refusal?.remedy.contains("shorter") == true)
            }
        }
    }

    private func expectNotRunning(_ socket: String) async {
        let client = LocalClient(socket: socket)
        let refusal = await #expect(throws: OperationError.self) { try await client.status() }
        #expect(refusal?.code == "not-running")
        #expect(refusal?.remedy.isEmpty == false)
        #expect(await client.health() == HealthReport(healthy: false, state: "stopping"))
    }

    /// Binds a socket and closes it, as a process does that ends without cleaning up.
    private func leaveSocket(at path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        try #require(bound == 0)
    }
}
