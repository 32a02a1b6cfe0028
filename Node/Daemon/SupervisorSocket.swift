import Glibc

/// The way to the service manager that started this process: datagrams as in sd_notify(3).
///
/// Nothing is awaited and nothing depends on it: a manager that does not read loses its own news.
struct SupervisorSocket: Equatable, Sendable {
    /// What can be said.
    enum Notice: Equatable, Sendable {
        /// The node serves.
        case ready
        /// The node is ending in order.
        case stopping
        /// The node still answers itself.
        case alive
        /// A line for people; line breaks in it become spaces, so that it is never read as another notice.
        case status(String)

        var line: String {
            switch self {
            case .ready: "READY=1"
            case .stopping: "STOPPING=1"
            case .alive: "WATCHDOG=1"
            case .status(let text): "STATUS=" + String(text.map { $0.isNewline ? " " : $0 })
            }
        }
    }

    /// The octets of the address: a path, or a zero octet and an abstract name.
    private let address: [UInt8]
    /// Seconds within which the manager wants to hear `alive`; `nil` when it does not watch this process.
    let watchdogSeconds: Double?

    /// Reads `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`; `nil` when no manager listens or its address cannot be used.
    init?(environment: [String: String], process: Int32 = getpid()) {
        guard let text = environment["NOTIFY_SOCKET"], text.hasPrefix("/") || text.hasPrefix("@") else { return nil }
        let octets = [UInt8](text.utf8)
        guard (2...DaemonLimits.supervisorAddressOctetsMax).contains(octets.count) else { return nil }
        address = text.hasPrefix("@") ? [0] + octets.dropFirst() : octets
        let isMeant = environment["WATCHDOG_PID"].map { $0 == String(process) } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { UInt64($0) } ?? 0
        watchdogSeconds = isMeant && microseconds > 0 ? Double(microseconds) / 1_000_000 : nil
    }

    /// Sends the notices in one datagram; returns whether the system took it.
    @discardableResult
    func tell(_ notices: [Notice]) -> Bool {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var target = sockaddr_un()
        target.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &target.sun_path) { $0.copyBytes(from: address) }
        // An abstract name ends where the length says, not at a zero octet.
        let length = socklen_t(MemoryLayout<sa_family_t>.size + address.count)
        let text = [UInt8](notices.map(\.line).joined(separator: "\n").utf8)
        let sent = withUnsafePointer(to: target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, text, text.count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
        return sent == text.count
    }
}
