public import Sodium

/// The end of a link by which somebody sets up their account: 256 random bits. The node keeps their hash alone.
public struct InvitationLink: Equatable, Sendable {
    private let secret: Octets32

    public static func make() -> InvitationLink { InvitationLink(secret: SecureRandom.octets32()) }

    private init(secret: Octets32) { self.secret = secret }

    /// Reads what follows "/welcome/", also with it in front; `nil` for anything but 64 lower-case hexadecimal digits.
    public init?(_ text: String) {
        let text = text.hasPrefix(Self.prefix) ? String(text.dropFirst(Self.prefix.count)) : text
        guard text.utf8.count == 64, text == text.lowercased(), let secret = Octets32(hex: text) else { return nil }
        self.secret = secret
    }

    /// What follows the portal's address.
    public var path: String { Self.prefix + secret.hex }

    /// SHA-256 of the secret.
    public var hash: Octets32 { Digest.sha256(secret.array) }

    private static let prefix = "/welcome/"
}
