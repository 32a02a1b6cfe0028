import Foundation
import Synchronization

@testable import Portal

/// A provider of identities without a socket: says of itself what it is told to say, and signs what it is told to sign.
final class FakeProvider: OpenIDTransport, Sendable {
    static let issuer = "https://login.bank.example"
    static let now: UInt64 = 1_800_000_000

    private struct State {
        var answers: [String: OpenIDAnswer] = [:]
        var asked: [OpenIDRequest] = []
    }
    private let state = Mutex(State())

    init(key: SigningKey) {
        answer("/.well-known/openid-configuration", Self.metadata())
        answer("/keys", ["keys": [key.published]])
    }

    var asked: [OpenIDRequest] { state.withLock { $0.asked } }

    static func metadata(_ more: [String: Any] = [:]) -> [String: Any] {
        var all: [String: Any] = [
            "issuer": issuer, "authorization_endpoint": issuer + "/authorize", "token_endpoint": issuer + "/token",
            "jwks_uri": issuer + "/keys",
            "response_types_supported": ["code"], "code_challenge_methods_supported": ["S256"],
        ]
        all.merge(more) { $1 }
        return all.filter { !($0.value is NSNull) }
    }

    static func claims(nonce: String, _ more: [String: Any] = [:]) -> [String: Any] {
        var all: [String: Any] = [
            "iss": issuer, "sub": "248289761001", "aud": "causeway", "exp": Int(now) + 300, "iat": Int(now), "nonce": nonce,
            "email": "ana@bank.example", "email_verified": true,
        ]
        all.merge(more) { $1 }
        return all.filter { !($0.value is NSNull) }
    }

    func answer(_ path: String, _ document: [String: Any], status: Int = 200) {
        let octets = Array((try? JSONSerialization.data(withJSONObject: document)) ?? Data())
        state.withLock { $0.answers[Self.issuer + path] = OpenIDAnswer(status: status, octets: octets) }
    }

    func send(_ request: OpenIDRequest) async throws(OpenIDFault) -> OpenIDAnswer {
        let answer = state.withLock { state in
            state.asked.append(request)
            return state.answers[request.address]
        }
        guard let answer else { throw .unreachable }
        return answer
    }
}
