import Crypto
public import Sodium

/// How long a session lasts.
public enum SessionLife {
    /// Whether one that began and was used last at these unix seconds goes on.
    public static func goesOn(created: UInt64, used: UInt64, at second: UInt64) -> Bool {
        second < used + AccountsLimits.sessionIdleSeconds && second < created + AccountsLimits.sessionSecondsMax
    }
}

extension SessionToken {
    /// SHA-256 of the secret: what the store keeps.
    public var hash: Octets32 { hash(Digest.sha256) }

    /// What forms of its session carry: HMAC-SHA-256 of a label under the secret, so that it stands nowhere and changes with the token.
    public var formToken: String {
        hash { secret in
            let code = HMAC<SHA256>.authenticationCode(for: Array("causeway/form/1".utf8), using: SymmetricKey(data: secret))
            return Digest.octets32(Array(code))
        }.hex
    }

    /// Whether a form carries this token's.
    public func isFormToken(_ text: String) -> Bool { octetsAreEqual(Array(text.utf8), Array(formToken.utf8)) }
}

/// SHA-256 as fixed octets.
enum Digest {
    static func sha256(_ octets: [UInt8]) -> Octets32 { octets32(Array(SHA256.hash(data: octets))) }

    static func octets32(_ octets: [UInt8]) -> Octets32 {
        guard let value = Octets32(octets) else { preconditionFailure("a digest of \(octets.count) octets") }
        return value
    }
}
