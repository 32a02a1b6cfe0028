import Accounts

/// The six digits of an authenticator at a moment (unix seconds), from its secret as people see it; `nil` for a text that is no secret.
public func authenticatorCode(of text: String, at second: UInt64) -> String? {
    guard let secret = TOTP.secret(reading: text) else { return nil }
    return TOTP.code(secret, step: TOTP.step(at: second))
}
