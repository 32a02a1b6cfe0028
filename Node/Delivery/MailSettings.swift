/// Where mail goes out, and as whom.
public struct MailSettings: Sendable {
    /// How the way to the server is protected.
    public enum Security: String, CaseIterable, Sendable {
        /// TLS from the first octet (RFC 8314, 3.3), mostly port 465.
        case tls
        /// TLS begun by STARTTLS, and required (RFC 3207), mostly port 587.
        case startTLS = "starttls"
        /// None: for a server on this machine.
        case none
    }

    /// Whom the server knows, and by what.
    public struct Login: Sendable {
        public let user: String
        /// Reads the password when it is needed, so that it is kept nowhere. It runs on an event loop: a small file at most.
        let password: @Sendable () throws -> [UInt8]

        public init(user: String, password: @escaping @Sendable () throws -> [UInt8]) {
            self.user = user
            self.password = password
        }
    }

    public let host: String
    public let port: Int
    public let security: Security
    public let login: Login?
    public let from: Mailbox
    /// Certificates in PEM that are trusted instead of the system's authorities; empty for the system's.
    public let authorities: [UInt8]

    /// Throws: `loginInTheClear` when a password would travel unprotected, `notThisMachine` when nothing protects the way to another
    /// machine, `authorities` when the list is too long.
    public init(
        host: String, port: Int, security: Security, login: Login? = nil, from: Mailbox, authorities: [UInt8] = []
    ) throws(MailSettingsRefusal) {
        guard authorities.count <= DeliveryLimits.authoritiesOctetsMax else { throw .authorities }
        if security == .none {
            guard Self.isThisMachine(host) else { throw .notThisMachine }
            guard login == nil else { throw .loginInTheClear }
        }
        self.host = host
        self.port = port
        self.security = security
        self.login = login
        self.from = from
        self.authorities = authorities
    }

    /// A name or address that never leaves the machine. Only whole addresses: "127.evil.example" is a name.
    public static func isThisMachine(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}

/// Why settings are not taken.
public enum MailSettingsRefusal: Error, Equatable {
    case loginInTheClear
    case notThisMachine
    case authorities
}
