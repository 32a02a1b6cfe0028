import Glibc
import NIOCore

/// Who asks: at the local socket the user as which a process connected, by the system's word and not by the caller's; in the portal the
/// account that is logged in.
public struct LocalActor: Hashable, Sendable, CustomStringConvertible {
    /// Who asked for what is being done in this task; `nil` for what the node does by itself.
    @TaskLocal public static var current: LocalActor?

    /// The system's number of the user.
    public let number: UInt32
    /// The user's name; "uid NUMBER" where the system knows none.
    public let user: String
    /// The token with which a machine asks in this user's name, who made it; empty for the user's own process.
    public let token: String

    public init(number: UInt32, name: String?, token: String = "") {
        self.number = number
        user = name ?? "uid \(number)"
        self.token = token
    }

    /// Somebody who is logged in at the portal. The number is nobody's (POSIX has no user -1), and no user's name has a space.
    public init(account name: String) { self.init(number: .max, name: "account \(name)") }

    /// Whether a user's name is that of an account.
    public static func isAccount(_ user: String) -> Bool { user.hasPrefix("account ") }

    /// Whoever is not logged in.
    public static let visitor = LocalActor(number: .max, name: "visitor")

    /// "alice (uid 1000)", "account Alice Tan" or "token siem of …": a number may be given to somebody else, and so may a name.
    public var description: String {
        let user = number == .max || user == "uid \(number)" ? user : "\(user) (uid \(number))"
        return token.isEmpty ? user : "token \(token) of \(user)"
    }

    /// What the system says of a process that connected to a Unix-domain socket (`struct ucred` of unix(7)).
    private struct Credentials: Sendable {
        var process: Int32 = -1
        var user: UInt32 = .max
        var group: UInt32 = .max
    }

    /// Who made a connection; `nil` when the system does not say.
    static func of(_ channel: any Channel) async -> LocalActor? {
        guard let provider = channel as? any SocketOptionProvider else { return nil }
        let option: EventLoopFuture<Credentials> = provider.unsafeGetSocketOption(
            level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
        guard let credentials = try? await option.get(), credentials.user != .max else { return nil }
        return LocalActor(number: credentials.user, name: name(of: credentials.user))
    }

    private static func name(of number: UInt32) -> String? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: ExchangeLimits.userEntryOctets)
        guard getpwuid_r(number, &entry, &buffer, buffer.count, &found) == 0, found != nil, let name = entry.pw_name else { return nil }
        return String(cString: name)
    }
}
