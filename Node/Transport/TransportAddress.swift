import Glibc
import NIOCore

/// An address and port of either end of a connection.
public struct TransportAddress: Hashable, Sendable, CustomStringConvertible {
    /// An IPv4 or IPv6 address in its usual spelling.
    public let host: String
    /// The TCP port.
    public let port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    init(_ address: SocketAddress?) {
        self.init(host: address?.ipAddress ?? "?", port: address?.port ?? 0)
    }

    public var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

/// What a listener counts connections by: one IPv4 address, or the /64 that one IPv6 site can number as it likes.
struct RemoteSite: Hashable, Sendable {
    private let octets: [UInt8]

    init(_ address: TransportAddress) {
        var octets = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET6, address.host, &octets) == 1 {
            self.octets = RemoteSite.network(of: octets)
        } else {
            _ = inet_pton(AF_INET, address.host, &octets)
            self.octets = Array(octets.prefix(4))
        }
    }

    /// The first 64 bits; all of an IPv4 address that came in an IPv6 socket (::ffff:0:0/96).
    private static func network(of octets: [UInt8]) -> [UInt8] {
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        return octets.starts(with: mapped) ? Array(octets.suffix(4)) : Array(octets.prefix(8))
    }
}
