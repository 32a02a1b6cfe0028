import Crypto
public import Sodium

/// Codes of six digits that change every 30 seconds (RFC 6238 with SHA-1, which is what authenticators know).
///
/// A code counts in its own step and in the two beside it, for clocks that differ and people who type slowly: three values of a million
/// at a time. Each step counts once; the store keeps the last one, and takes only a larger one.
public enum TOTP {
    /// Octets of a secret: 160 bits (RFC 4226, 4).
    public static let secretOctets = 20
    /// Seconds of a step.
    static let stepSeconds: UInt64 = 30
    static let digits = 6

    /// The step of a moment in unix seconds.
    public static func step(at second: UInt64) -> UInt64 { second / stepSeconds }

    /// The six digits of a step.
    public static func code(_ secret: borrowing SecretOctets, step: UInt64) -> String {
        let number = value(secret, step: step) % 1_000_000
        let text = String(number)
        return String(repeating: "0", count: digits - text.count) + text
    }

    /// The 31 bits of RFC 4226 (5.3), before they are cut to digits.
    static func value(_ secret: borrowing SecretOctets, step: UInt64) -> UInt32 {
        let message = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * UInt64($0))) }
        let code = secret.withUnsafeBytes { secret in
            [UInt8](HMAC<Insecure.SHA1>.authenticationCode(for: message, using: SymmetricKey(data: secret)))
        }
        let offset = Int(code[19] & 0x0F)
        return code[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
    }

    /// The step whose code somebody typed: the present one or one of its neighbours, and larger than the last that was taken; else `nil`.
    ///
    /// All three are compared, each in constant time. Spaces do not count.
    public static func step(of code: String, secret: borrowing SecretOctets, at second: UInt64, after last: UInt64) -> UInt64? {
        let typed = Array(code.utf8.filter { $0 != 0x20 }.prefix(digits + 1))
        let now = step(at: second)
        var found: UInt64?
        for step in (now > 0 ? now - 1 : now)...now + 1 {
            let isEqual = octetsAreEqual(typed, Array(Self.code(secret, step: step).utf8))
            if isEqual, step > last, found == nil { found = step }
        }
        return found
    }

    /// What is shown of a secret to whoever takes it into an authenticator.
    public static func shown(_ secret: borrowing SecretOctets, issuer: String, account: String) -> TOTPSecret {
        let base32 = secret.withUnsafeBytes { Base32.text($0, .rfc4648) }
        // A colon parts issuer and account, so neither may have one.
        let (issuer, account) = (escaped(issuer.replacing(":", with: " ")), escaped(account.replacing(":", with: " ")))
        let uri =
            "otpauth://totp/\(issuer):\(account)?secret=\(base32)&issuer=\(issuer)&algorithm=SHA1&digits=\(digits)&period=\(stepSeconds)"
        return TOTPSecret(base32: base32, uri: uri)
    }

    /// All but RFC 3986's unreserved characters as octets of UTF-8 in hexadecimal.
    private static func escaped(_ text: String) -> String {
        text.utf8.map { octet in
            let isPlain = (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet) || (0x61...0x7A).contains(octet)
            return isPlain || "-._~".utf8.contains(octet) ? String(UnicodeScalar(octet)) : "%" + [octet].hex.uppercased()
        }.joined()
    }
}
