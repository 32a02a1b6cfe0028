import Foundation

/// A provider of identities by which people log in (OpenID Connect Core 1.0), as the operator names it.
public struct OpenIDSettings: Sendable {
    /// Its name, octet for octet as it writes it: "https://login.bank.example/realms/staff".
    public let issuer: String
    /// What it calls this node.
    public let client: String
    /// Gives what the node shows to be that client; `nil` for a public client, whom PKCE alone protects. It is asked each time.
    public let secret: (@Sendable () throws -> [UInt8])?
    /// What people know it by: "Log in with …".
    public let name: String

    public init(issuer: String, client: String, secret: (@Sendable () throws -> [UInt8])?, name: String) {
        self.issuer = issuer
        self.client = client
        self.secret = secret
        self.name = name
    }

    /// Whether a text names a provider: https with a host, or http on this machine; no query and no fragment (OpenID Connect Discovery 1.0, 3).
    public static func isIssuer(_ text: String) -> Bool {
        text.utf8.count <= OpenIDLimits.issuerOctetsMax && !text.contains("?") && OpenIDAddress.isTaken(text, isIssuerSecure: false)
    }

    /// Whether a text can be what a provider calls a client: printable ASCII.
    public static func isClient(_ text: String) -> Bool {
        (1...OpenIDLimits.clientOctetsMax).contains(text.utf8.count) && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }

    /// Whether a text can stand on a button.
    public static func isName(_ text: String) -> Bool {
        (1...OpenIDLimits.nameOctetsMax).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy { !$0.properties.isDefaultIgnorableCodePoint && $0.properties.generalCategory != .control }
    }

    /// The host of the issuer, for whoever gave no name.
    public static func host(of issuer: String) -> String { URLComponents(string: issuer)?.host ?? issuer }

    var isSecure: Bool { issuer.hasPrefix("https://") }
}

/// Addresses at a provider.
enum OpenIDAddress {
    /// Whether the node goes to an address: https; http on this machine alone, and only where the operator named such an issuer.
    static func isTaken(_ text: String, isIssuerSecure: Bool) -> Bool {
        guard text.utf8.count <= OpenIDLimits.addressOctetsMax, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            !text.contains(where: { "\\\"<>".contains($0) }),
            let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty, parts.user == nil, parts.password == nil,
            parts.fragment == nil
        else { return false }
        switch parts.scheme {
        case "https": return true
        case "http": return !isIssuerSecure && ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host)
        default: return false
        }
    }
}
