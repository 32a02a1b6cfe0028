import Crypto
import Sodium
import Synchronization

/// A login that has left for the provider: what the browser holds, and what follows from it.
struct OpenIDAttempt: Equatable, Sendable {
    /// What the browser's cookie holds, so that only this browser can bring the answer.
    let cookie: String
    /// What comes back beside the code (RFC 6749, 10.12).
    let state: String
    /// What stands in the ID token (OpenID Connect Core 1.0, 3.1.2.1).
    let nonce: String
    /// What shows that the code was asked for here (RFC 7636).
    let verifier: String
    /// Where to go afterwards.
    let then: InnerPath
    /// Unix seconds.
    let expires: UInt64

    /// What the provider is told of the verifier: S256.
    var challenge: String { Base64URL.text(Array(SHA256.hash(data: Array(verifier.utf8)))) }
}

/// Attempts that need no memory until they come back: the cookie authenticates itself, and the rest follows from it under the mint's key.
///
/// cookie = hex(time 4 | random 16) "." base64url(where to go) "." base64url(HMAC-SHA-256 of both)
///
/// So whoever is not logged in can begin as many as they like. Those that came back are remembered until they expire.
final class OpenIDMint: Sendable {
    private let key = SecureRandom.octets32()
    private let returned = Mutex<[String: UInt64]>([:])

    func make(then: InnerPath, at second: UInt64) -> OpenIDAttempt {
        let then = then.text.utf8.count <= OpenIDLimits.thenOctetsMax ? then : InnerPath("/")
        let time = String(UInt32(truncatingIfNeeded: second), radix: 16)
        let seed = String(repeating: "0", count: 8 - time.utf8.count) + time + SecureRandom.octets16().hex
        return attempt("\(seed).\(Base64URL.text(Array(then.text.utf8)))", then: then, begun: second)
    }

    /// The attempt of a cookie; `nil` for what this mint did not make, and for one whose time is over.
    func attempt(of cookie: String, at second: UInt64) -> OpenIDAttempt? {
        let parts = cookie.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 40, let time = UInt64(parts[0].prefix(8), radix: 16),
            let then = Base64URL.octets(parts[1])
        else { return nil }
        let made = attempt("\(parts[0]).\(parts[1])", then: InnerPath(String(decoding: then, as: UTF8.self)), begun: time)
        guard octetsAreEqual(Array(made.cookie.utf8), Array(cookie.utf8)), second < made.expires,
            time <= second + OpenIDLimits.attemptSeconds
        else { return nil }
        return made
    }

    /// Whether an attempt comes back for the first time; of too many that came back, those that expire first are forgotten.
    func takesBack(_ attempt: OpenIDAttempt, at second: UInt64) -> Bool {
        returned.withLock { returned in
            guard returned[attempt.state] == nil else { return false }
            if returned.count >= OpenIDLimits.returnedMax { returned = returned.filter { second < $0.value } }
            if returned.count >= OpenIDLimits.returnedMax, let oldest = returned.min(by: { ($0.value, $0.key) < ($1.value, $1.key) }) {
                returned[oldest.key] = nil
            }
            returned[attempt.state] = attempt.expires
            return true
        }
    }

    private func attempt(_ head: String, then: InnerPath, begun: UInt64) -> OpenIDAttempt {
        OpenIDAttempt(
            cookie: "\(head).\(code("cookie", head))", state: code("state", head), nonce: code("nonce", head),
            verifier: code("verifier", head), then: then, expires: begun + OpenIDLimits.attemptSeconds)
    }

    private func code(_ use: String, _ head: String) -> String {
        let message = Array("causeway/openid/1/\(use)\n\(head)".utf8)
        return Base64URL.text(Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key.array))))
    }
}
