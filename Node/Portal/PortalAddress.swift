/// Where the portal is, as browsers know it: what cookies, origins and links go by.
public struct PortalAddress: Equatable, Sendable {
    /// "https://portal.bank.example", with the port where it is not the scheme's own.
    public let origin: String
    /// "portal.bank.example": the host without a port.
    public let host: String
    /// What a browser puts into `Host`: the host with the port where it is not the scheme's own.
    public let authority: String
    public let isSecure: Bool

    /// Whether passkeys can be made for it (WebAuthn Level 3, 5.1.2): a host by name, under TLS or on this machine.
    public var hasPasskeys: Bool {
        let isName = !host.hasPrefix("[") && !host.allSatisfy { $0.isNumber || $0 == "." }
        return isName && (isSecure || host == "localhost" || host.hasSuffix(".localhost"))
    }

    /// `nil` for what is no origin: a scheme, a host, perhaps a port, and nothing behind it.
    public init?(_ origin: String) {
        let authority: Substring
        if origin.hasPrefix("https://") {
            isSecure = true
            authority = origin.dropFirst("https://".count)
        } else if origin.hasPrefix("http://") {
            isSecure = false
            authority = origin.dropFirst("http://".count)
        } else {
            return nil
        }
        guard !authority.isEmpty, authority == authority.lowercased(), !authority.contains(where: { "/?#@\\\"<> ".contains($0) }) else {
            return nil
        }
        var host = authority
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            host = authority[...end]
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon]
        }
        self.origin = origin
        self.host = String(host)
        self.authority = String(authority)
    }
}

/// A path inside the portal that came with a request and may be gone to: it never leads elsewhere.
struct InnerPath: Equatable, Sendable {
    let text: String

    /// "/" for everything that is no plain absolute path of printable ASCII.
    init(_ text: String) {
        let octets = Array(text.utf8)
        let isInner =
            octets.first == UInt8(ascii: "/") && octets.count <= PortalLimits.targetOctetsMax
            && octets.dropFirst().first != UInt8(ascii: "/") && octets.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }
        self.text = isInner ? text : "/"
    }
}
