import Foundation
import Glibc
import Synchronization
import Testing

@testable import Exchange

/// A server of one answer: whatever octets a test wants to be sent, to every connection.
private final class RawServer: Sendable {
    let port: Int
    private let socket: Int32
    private let requests = Mutex<[String]>([])

    /// What was asked, each request's head.
    var asked: [String] { requests.withLock { $0 } }

    init(answering answer: String, closing: Bool = true) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = socket
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 8) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        try #require(isBound)
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [self] in
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { return }
                var buffer = [UInt8](repeating: 0, count: 4_096)
                let count = recv(connection, &buffer, buffer.count, 0)
                requests.withLock { $0.append(String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)) }
                _ = Array(answer.utf8).withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
                if closing { close(connection) }
            }
        }
    }

    func stop() {
        shutdown(socket, Int32(SHUT_RDWR))
        close(socket)
    }
}

@Suite("A published registry is read within bounds")
struct LogSourceTests {
    private func read(_ answer: String, path: String = "checkpoint", octetsMax: Int = 10) async throws -> [UInt8]? {
        let server = try RawServer(answering: answer)
        defer { server.stop() }
        let octets = try await LogSource.open("http://127.0.0.1:\(server.port)/registry/") { (source) async throws(OperationError) in
            try await source.octets(at: path, octetsMax: octetsMax)
        }
        #expect(server.asked.first?.hasPrefix("GET /registry/\(path) HTTP/1.1\r\n") == true)
        return octets
    }

    private func refusal(_ answer: String, octetsMax: Int = 10) async throws -> OperationError? {
        await #expect(throws: OperationError.self) { try await read(answer, octetsMax: octetsMax) }
    }

    @Test("An answer arrives octet for octet, up to the bound")
    func whole() async throws {
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789"
        #expect(try await read(answer, path: "tile/0/x001/234.p/5") == Array("0123456789".utf8))
        #expect(try await read("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno") == nil)
    }

    @Test("More than can be right is refused, announced or not")
    func tooLong() async throws {
        let announced = try await refusal("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789", octetsMax: 9)
        #expect(announced?.code == "log-answer-too-long")
        let chunked = try await refusal("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n0123456789a\r\n0\r\n\r\n")
        #expect(chunked?.code == "log-answer-too-long")
        let unending = try await refusal("HTTP/1.1 200 OK\r\n\r\n" + String(repeating: "a", count: 1_000))
        #expect(unending?.code == "log-answer-too-long")
    }

    @Test("No step is taken to another address")
    func moved() async throws {
        let refusal = try await refusal("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/else\r\nContent-Length: 0\r\n\r\n")
        #expect(refusal?.code == "log-moved" && refusal?.reason.contains("http://127.0.0.1:1/else") == true)
    }

    @Test(
        "What is no whole answer is refused by name",
        arguments: [
            ("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", "log-refused"),
            ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n0123", "log-unreachable"),
            ("", "log-unreachable"), ("SSH-2.0-OpenSSH_9.2\r\n", "log-unreachable"),
        ])
    func broken(answer: String, code: String) async throws {
        #expect(try await refusal(answer)?.code == code)
    }

    @Test("A server that is not there is refused by name")
    func nobody() async throws {
        let server = try RawServer(answering: "")
        server.stop()
        let refusal = await #expect(throws: OperationError.self) {
            try await LogSource.open("http://127.0.0.1:\(server.port)") { (source) async throws(OperationError) in
                try await source.octets(at: "checkpoint", octetsMax: 10)
            }
        }
        #expect(refusal?.code == "log-unreachable" && refusal?.remedy.isEmpty == false)
    }

    @Test(
        "What is neither an address nor a folder is refused before anything is asked",
        arguments: [
            "ftp://node.example/registry", "file:///etc", "https://", "https://user@node.example/", "https://user:secret@node.example/",
            "https://node.example/?a", "https://node.example/#a", "://", "no/such/folder", "",
        ])
    func unusable(text: String) async {
        let refusal = await #expect(throws: OperationError.self) {
            try await LogSource.open(text) { (_) async throws(OperationError) in Issue.record("it was opened") }
        }
        #expect(refusal?.code == "log-address-unusable")
    }

    @Test("A folder in the same layout is as good as an address, with the same bound")
    func folder() async throws {
        try await withFolder { folder in
            try FileManager.default.createDirectory(atPath: folder + "/tile/0/000.p", withIntermediateDirectories: true)
            try Data([1, 2, 3]).write(to: URL(fileURLWithPath: folder + "/tile/0/000.p/5"))
            try await LogSource.open(folder) { (source) async throws(OperationError) in
                let octets = try await source.octets(at: "tile/0/000.p/5", octetsMax: 3)
                let missing = try await source.octets(at: "tile/0/000", octetsMax: 3)
                #expect(octets == [1, 2, 3] && missing == nil)
                for (path, code) in [("tile/0/000.p/5", "log-answer-too-long"), ("tile/0", "log-unreachable")] {
                    let refusal = await #expect(throws: OperationError.self) { try await source.octets(at: path, octetsMax: 2) }
                    #expect(refusal?.code == code)
                }
            }
        }
    }

    @Test("A running node is asked over its socket, and what it does not have is nothing")
    func node() async throws {
        try await withFolder { folder in
            let (node, socket) = (FakeNode(), folder + "/s")
            try await withServer(node, socket: socket) { _ in
                let octets = try await LogSource(node: socket).octets(at: "checkpoint", octetsMax: 100)
                #expect(octets == FakeNode.proof)
            }
            #expect(node.calls == ["registryFile checkpoint"])
            try await withServer(FakeNode(refusing: .logPlaceEmpty("tile/0/000")), socket: socket) { _ in
                let octets = try await LogSource(node: socket).octets(at: "tile/0/000", octetsMax: 100)
                #expect(octets == nil)
            }
            let refusal = await #expect(throws: OperationError.self) {
                try await LogSource(node: socket).octets(at: "checkpoint", octetsMax: 100)
            }
            #expect(refusal?.code == "not-running")
        }
    }
}
