import Accounts
import Foundation
import Synchronization
import Testing

@testable import Portal

@Suite("The provider of identities: asked at its own addresses, and believed where it was checked")
struct OpenIDProviderTests {
    private let key = SigningKey.es256()
    private let fake: FakeProvider
    private let second = Clockwork()
    private let mint = OpenIDMint()

    /// A clock that stands until it is told to go on.
    final class Clockwork: Sendable {
        private let second = Mutex(FakeProvider.now)
        var now: UInt64 { second.withLock { $0 } }
        func pass(_ seconds: UInt64) { second.withLock { $0 += seconds } }
    }

    init() { fake = FakeProvider(key: key) }

    private func provider(issuer: String = FakeProvider.issuer, secret: String? = nil) -> OpenIDProvider {
        let settings = OpenIDSettings(
            issuer: issuer, client: "causeway", secret: secret.map { text in { @Sendable in Array(text.utf8) } }, name: "Harbour")
        return OpenIDProvider(
            settings, redirect: "https://portal.bank.example/login/openid/return", transport: fake, now: { [second] in second.now })
    }

    private func attempt() -> OpenIDAttempt { mint.make(then: InnerPath("/items"), at: second.now) }

    private func signed(_ attempt: OpenIDAttempt, _ more: [String: Any] = [:], by key: SigningKey? = nil, kid: String = "k1") throws {
        let claims = FakeProvider.claims(nonce: attempt.nonce, ["exp": Int(second.now) + 300, "iat": Int(second.now)].merging(more) { $1 })
        fake.answer("/token", ["id_token": try (key ?? self.key).token(claims, header: ["kid": kid]), "access_token": "access"])
    }

    private func fault(_ provider: OpenIDProvider, _ attempt: OpenIDAttempt, named: String? = nil) async -> OpenIDFault? {
        do throws(OpenIDFault) {
            _ = try await provider.identity("code", of: attempt, named: named)
            return nil
        } catch {
            return error
        }
    }

    @Test("A browser is sent on with everything that binds the answer to it, and the code is redeemed with what only the node knows")
    func request() async throws {
        let (provider, attempt) = (provider(secret: "s:e c%ret"), attempt())
        let address = try await provider.authorization(for: attempt)
        let parts = try #require(URLComponents(string: address))
        #expect(address.hasPrefix(FakeProvider.issuer + "/authorize?"))
        let fields = Dictionary(uniqueKeysWithValues: (parts.queryItems ?? []).map { ($0.name, $0.value ?? "") })
        #expect(
            fields == [
                "response_type": "code", "client_id": "causeway", "redirect_uri": "https://portal.bank.example/login/openid/return",
                "scope": "openid email", "state": attempt.state, "nonce": attempt.nonce, "code_challenge": attempt.challenge,
                "code_challenge_method": "S256",
            ])
        #expect(Set([attempt.state, attempt.nonce, attempt.verifier, attempt.challenge]).count == 4 && attempt.verifier.utf8.count == 43)
        #expect(!address.contains(attempt.verifier))
        try signed(attempt)
        let identity = try await provider.identity("co de", of: attempt, named: nil)
        #expect(identity == ProvenIdentity(issuer: FakeProvider.issuer, subject: "248289761001", verifiedAddress: "ana@bank.example"))
        let asked = try #require(fake.asked.first { $0.form != nil })
        #expect(asked.address == FakeProvider.issuer + "/token")
        #expect(asked.authorization == "Basic \(Data("causeway:s%3Ae%20c%25ret".utf8).base64EncodedString())")
        let form = try #require(FormFields(urlencoded: asked.form ?? ""))
        #expect(form["code"] == "co de" && form["code_verifier"] == attempt.verifier && form["grant_type"] == "authorization_code")
        #expect(form["redirect_uri"] == "https://portal.bank.example/login/openid/return" && !form.has("client_id"))
    }

    @Test("A public client names itself and shows no secret")
    func publicClient() async throws {
        let (provider, attempt) = (provider(), attempt())
        try signed(attempt)
        _ = try await provider.identity("code", of: attempt, named: nil)
        let asked = try #require(fake.asked.first { $0.form != nil })
        #expect(asked.authorization == nil && FormFields(urlencoded: asked.form ?? "")?["client_id"] == "causeway")
    }

    struct Saying: Sendable, CustomTestStringConvertible {
        let json: String
        let fault: OpenIDFault
        var testDescription: String { json }
        var members: [String: Any] { (try? JSONSerialization.jsonObject(with: Data(json.utf8))) as? [String: Any] ?? [:] }
    }

    @Test(
        "A provider that names itself otherwise, leads elsewhere than https, or cannot do what is needed is not used",
        arguments: [
            Saying(json: "{\"issuer\": \"https://login.bank.example/\"}", fault: .otherIssuer),
            Saying(json: "{\"issuer\": \"https://evil.example\"}", fault: .otherIssuer),
            Saying(json: "{\"token_endpoint\": \"http://login.bank.example/token\"}", fault: .unsafeAddress),
            Saying(json: "{\"jwks_uri\": \"http://127.0.0.1/keys\"}", fault: .unsafeAddress),
            Saying(json: "{\"userinfo_endpoint\": \"file:///etc/passwd\"}", fault: .unsafeAddress),
            Saying(json: "{\"authorization_endpoint\": \"javascript:alert(1)\"}", fault: .unsafeAddress),
            Saying(json: "{\"authorization_endpoint\": \"https://a@b.example/\"}", fault: .unsafeAddress),
            Saying(json: "{\"authorization_endpoint\": \"https://b.example/\\r\\nset-cookie: a=b\"}", fault: .unsafeAddress),
            Saying(json: "{\"response_types_supported\": [\"id_token\"]}", fault: .noCodeFlow),
            Saying(json: "{\"code_challenge_methods_supported\": [\"plain\"]}", fault: .noChallenges),
            Saying(json: "{\"token_endpoint_auth_methods_supported\": [\"client_secret_post\"]}", fault: .noSecretTaken),
            Saying(json: "{\"jwks_uri\": null}", fault: .unreadable), Saying(json: "{\"token_endpoint\": 1}", fault: .unreadable),
        ])
    func saying(_ saying: Saying) async {
        fake.answer("/.well-known/openid-configuration", FakeProvider.metadata(saying.members))
        await #expect(throws: saying.fault) { try await provider(secret: "s").authorization(for: attempt()) }
    }

    @Test("What it says of itself and its keys are kept for an hour; an unknown key is looked for anew, once a minute")
    func kept() async throws {
        let provider = provider()
        func asked(_ path: String) -> Int { fake.asked.count { $0.address == FakeProvider.issuer + path } }
        for _ in 0..<3 {
            let attempt = attempt()
            try signed(attempt)
            #expect(await fault(provider, attempt) == nil)
        }
        #expect(asked("/keys") == 1 && asked("/.well-known/openid-configuration") == 1)
        let next = SigningKey.es256()
        let named = next.published.merging(["kid": "k2"]) { $1 }
        fake.answer("/keys", ["keys": [key.published, named]])
        let early = attempt()
        try signed(early, by: next, kid: "k2")
        #expect(await fault(provider, early) == .unknownKey)
        #expect(asked("/keys") == 1, "within a minute of the last look")
        second.pass(60)
        let late = attempt()
        try signed(late, by: next, kid: "k2")
        #expect(await fault(provider, late) == nil)
        try signed(late, by: next, kid: "k3")
        #expect(await fault(provider, late) == .unknownKey)
        #expect(asked("/keys") == 2)
        second.pass(3_600)
        let again = attempt()
        try signed(again)
        #expect(await fault(provider, again) == nil)
        #expect(asked("/keys") == 3 && asked("/.well-known/openid-configuration") == 2)
    }

    @Test("An address counts when the provider says that it is verified, in the token or at its userinfo, of the same person")
    func addresses() async throws {
        func address(_ claims: [String: Any]) async throws -> String? {
            let (provider, attempt) = (provider(), attempt())
            try signed(attempt, claims)
            return try await provider.identity("code", of: attempt, named: nil).verifiedAddress
        }
        #expect(try await address([:]) == "ana@bank.example")
        for value in [false, "true", 1, NSNull()] as [Any] { #expect(try await address(["email_verified": value]) == nil, "\(value)") }
        fake.answer("/.well-known/openid-configuration", FakeProvider.metadata(["userinfo_endpoint": FakeProvider.issuer + "/person"]))
        fake.answer("/person", ["sub": "248289761001", "email": "ben@bank.example", "email_verified": true])
        #expect(try await address([:]) == "ana@bank.example", "what is signed comes first")
        #expect(try await address(["email": NSNull()]) == "ben@bank.example")
        #expect(fake.asked.last == OpenIDRequest(address: FakeProvider.issuer + "/person", authorization: "Bearer access"))
        fake.answer("/person", ["sub": "248289761001", "email": "ben@bank.example", "email_verified": false])
        #expect(try await address(["email": NSNull()]) == nil)
        fake.answer("/person", ["sub": "another", "email": "ben@bank.example", "email_verified": true])
        await #expect(throws: OpenIDFault.otherSubject) { try await address(["email": NSNull()]) }
    }

    @Test("An answer that names another provider is not redeemed, nor one that names none where the provider always does (RFC 9207)")
    func named() async throws {
        let attempt = attempt()
        try signed(attempt)
        #expect(await fault(provider(), attempt, named: "https://evil.example") == .answerOfAnother)
        #expect(await fault(provider(), attempt, named: FakeProvider.issuer) == nil)
        fake.answer("/.well-known/openid-configuration", FakeProvider.metadata(["authorization_response_iss_parameter_supported": true]))
        #expect(await fault(provider(), attempt) == .answerOfAnother)
        #expect(fake.asked.count { $0.form != nil } == 1)
    }

    @Test("What a provider refuses, redirects or garbles is a fault that says so")
    func faults() async throws {
        let attempt = attempt()
        fake.answer("/token", ["error": "invalid_grant\u{1B}[31m", "error_description": "x"], status: 400)
        #expect(await fault(provider(), attempt) == .codeNotTaken("invalid_grant[31m"))
        fake.answer("/token", [:], status: 302)
        #expect(await fault(provider(), attempt) == .answered(status: 302))
        fake.answer("/token", [:])
        #expect(await fault(provider(), attempt) == .noToken)
        fake.answer("/token", ["id_token": 1])
        #expect(await fault(provider(), attempt) == .unreadable)
        fake.answer("/.well-known/openid-configuration", [:], status: 500)
        #expect(await fault(provider(), attempt) == .answered(status: 500))
    }

    @Test(
        "An issuer is https with a host, or http on this machine",
        arguments: [
            ("https://login.bank.example", true), ("https://login.bank.example/realms/a/", true), ("http://localhost:9400", true),
            ("http://127.0.0.1:9400", true), ("http://[::1]:9400", true), ("http://login.bank.example", false),
            ("http://127.0.0.1.evil.example", false), ("https://", false), ("https://a?b", false), ("https://a#b", false),
            ("https://u@a", false), ("ftp://a", false), ("login.bank.example", false), ("", false),
        ])
    func issuer(text: String, isTaken: Bool) { #expect(OpenIDSettings.isIssuer(text) == isTaken) }
}
