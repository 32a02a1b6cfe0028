public import Sodium

/// What a machine presents instead of a password: "cwt_", sixteen digits that name it, "_" and sixty-four digits that only its owner knows.
///
/// The name finds the token, so a secret is compared with one hash only, in constant time. The secret has 256 random bits: nobody guesses it,
/// and a plain hash of it gives nothing away.
public struct APIToken: Equatable, Sendable {
    /// 8 octets.
    public let id: [UInt8]
    private let secret: Octets32

    /// A new one.
    public static func make() -> APIToken {
        APIToken(id: SecureRandom.octets(AccountsLimits.tokenIDOctets), secret: SecureRandom.octets32())
    }

    private init(id: [UInt8], secret: Octets32) {
        self.id = id
        self.secret = secret
    }

    /// Reads a token as it is presented; `nil` for anything that is none. Digits are lower-case, so that a token has one spelling.
    public init?(_ text: some StringProtocol) {
        let octets = Array(text.utf8.prefix(AccountsLimits.tokenOctets + 1))
        let idEnd = Self.prefix.utf8.count + 2 * AccountsLimits.tokenIDOctets
        guard octets.count == AccountsLimits.tokenOctets, octets.starts(with: Self.prefix.utf8), octets[idEnd] == UInt8(ascii: "_"),
            octets.allSatisfy({ !(0x41...0x5A).contains($0) }),
            let id = [UInt8](hex: String(decoding: octets[Self.prefix.utf8.count..<idEnd], as: UTF8.self)),
            let secret = Octets32(hex: String(decoding: octets[(idEnd + 1)...], as: UTF8.self))
        else { return nil }
        self.init(id: id, secret: secret)
    }

    /// What is shown once, when it is made.
    public var text: String { "\(Self.prefix)\(id.hex)_\(secret.hex)" }

    /// What is kept of the secret: its SHA-256, by the caller's function.
    public func hash(_ sha256: ([UInt8]) -> Octets32) -> Octets32 { sha256(secret.array) }

    private static let prefix = "cwt_"
}

/// What a token may do.
public enum TokenScope: String, CaseIterable, Sendable {
    case read
    case write

    /// Its place in what is kept.
    public var bit: UInt8 { self == .read ? 1 : 2 }
}

/// A token as far as a request is judged by it.
public struct TokenRights: Equatable, Sendable {
    /// SHA-256 of the secret.
    public let hash: Octets32
    /// Unix seconds; `nil` for never.
    public let expires: UInt64?
    public let isRevoked: Bool

    public init(hash: Octets32, expires: UInt64?, isRevoked: Bool) {
        self.hash = hash
        self.expires = expires
        self.isRevoked = isRevoked
    }

    /// Whether a presented secret's hash opens it at that second. All is judged whatever fails first, so that time tells nothing.
    public func opens(with hash: Octets32, at second: UInt64) -> Bool {
        let isEqual = octetsAreEqual(self.hash, hash)
        let isCurrent = expires.map { second < $0 } ?? true
        return isEqual && isCurrent && !isRevoked
    }
}

/// Checks what an operator asks of a new token.
public enum TokenRequest {
    /// Throws `invalidTokenName` for a name that is no short word.
    public static func check(name: String) throws(AccountsError) {
        let isWord = name.utf8.allSatisfy { octet in
            (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet) || (0x61...0x7A).contains(octet)
                || [0x2D, 0x2E, 0x5F].contains(octet)
        }
        guard isWord, (1...AccountsLimits.tokenNameOctetsMax).contains(name.utf8.count) else { throw .invalidTokenName }
    }
}
