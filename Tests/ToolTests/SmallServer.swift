import Foundation
import Glibc
import Synchronization
import Testing

/// A server on loopback that sends what a test wants at each path, octet for octet, to one connection after the other.
final class SmallServer: Sendable {
    enum Answer: Sendable {
        /// Status and body, with its length in the head.
        case whole(Int, [UInt8])
        /// A redirect there.
        case moved(String)
        /// A body without an end, or as long as the reader stays.
        case endless
    }

    let port: Int
    private let socket: Int32
    private let answers: Mutex<[String: Answer]>
    private let requests = Mutex<[String]>([])

    /// The paths that were asked for, in their order.
    var asked: [String] { requests.withLock { $0 } }
    var root: String { "http://127.0.0.1:\(port)" }

    init(_ answers: [String: Answer] = [:]) throws {
        self.answers = Mutex(answers)
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
                serve(connection)
                close(connection)
            }
        }
    }

    func answer(_ path: String, _ answer: Answer) { answers.withLock { $0[path] = answer } }

    func stop() {
        shutdown(socket, Int32(SHUT_RDWR))
        close(socket)
    }

    private func serve(_ connection: Int32) {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = recv(connection, &buffer, buffer.count, 0)
        let words = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self).split(separator: " ")
        guard words.count > 1 else { return }
        let path = String(words[1])
        requests.withLock { $0.append(path) }
        switch answers.withLock({ $0[path] }) ?? .whole(404, []) {
        case .whole(let status, let body):
            _ = write(Array("HTTP/1.1 \(status) X\r\nConnection: close\r\nContent-Length: \(body.count)\r\n\r\n".utf8) + body, connection)
        case .moved(let place):
            _ = write(Array("HTTP/1.1 302 X\r\nConnection: close\r\nLocation: \(place)\r\nContent-Length: 0\r\n\r\n".utf8), connection)
        case .endless:
            _ = write(Array("HTTP/1.1 200 X\r\nConnection: close\r\n\r\n".utf8), connection)
            while write([UInt8](repeating: 0x20, count: 65_536), connection) {}
        }
    }

    private func write(_ octets: [UInt8], _ connection: Int32) -> Bool {
        var rest = octets[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
