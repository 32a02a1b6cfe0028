import Accounts
import Foundation

/// The provider by which people log in: asks it, keeps for an hour what it says of itself, and believes nothing that is not checked.
actor OpenIDProvider {
    nonisolated let settings: OpenIDSettings
    /// Where the provider sends browsers back to.
    nonisolated let redirect: String
    private let transport: any OpenIDTransport
    private let now: @Sendable () -> UInt64
    private var metadata: (value: OpenIDMetadata, at: UInt64)?
    private var keys: (value: OpenIDKeys, at: UInt64)?
    private var running = 0

    init(_ settings: OpenIDSettings, redirect: String, transport: any OpenIDTransport, now: @escaping @Sendable () -> UInt64) {
        self.settings = settings
        self.redirect = redirect
        self.transport = transport
        self.now = now
    }

    /// Where a browser goes to log in (OpenID Connect Core 1.0, 3.1.2.1).
    func authorization(for attempt: OpenIDAttempt) async throws(OpenIDFault) -> String {
        let address = try await bounded { () throws(OpenIDFault) in try await self.known().authorization }
        let fields = FormFields([
            ("response_type", "code"), ("client_id", settings.client), ("redirect_uri", redirect), ("scope", "openid email"),
            ("state", attempt.state), ("nonce", attempt.nonce), ("code_challenge", attempt.challenge), ("code_challenge_method", "S256"),
        ])
        return address + (address.contains("?") ? "&" : "?") + fields.query()
    }

    /// Who somebody is, by the code that their browser brought; `named` is the provider that the answer names (RFC 9207).
    func identity(_ code: String, of attempt: OpenIDAttempt, named: String?) async throws(OpenIDFault) -> ProvenIdentity {
        try await bounded { () throws(OpenIDFault) in
            let metadata = try await self.known()
            guard named == settings.issuer || (named == nil && !metadata.namesItself) else { throw .answerOfAnother }
            let tokens = try await self.tokens(for: code, of: attempt, at: metadata.token)
            guard let text = tokens.idToken else { throw .noToken }
            let token = try await self.verified(text, metadata)
            try token.check(settings, nonce: attempt.nonce, at: now())
            var (address, isVerified) = (token.email, token.emailVerified)
            // Providers may tell of addresses at another place alone (Core 1.0, 5.4).
            if address == nil, let place = metadata.userinfo, let access = tokens.accessToken {
                let person = try await self.person(at: place, access)
                guard person.sub == token.sub else { throw .otherSubject }
                (address, isVerified) = (person.email, person.emailVerified)
            }
            return ProvenIdentity(issuer: token.iss, subject: token.sub, verifiedAddress: isVerified == true ? address : nil)
        }
    }

    private func bounded<Value: Sendable>(_ body: () async throws(OpenIDFault) -> Value) async throws(OpenIDFault) -> Value {
        guard running < OpenIDLimits.exchangesMax else { throw .busy }
        running += 1
        defer { running -= 1 }
        return try await body()
    }

    // MARK: - What it says of itself

    private func known() async throws(OpenIDFault) -> OpenIDMetadata {
        if let metadata, now() < metadata.at + OpenIDLimits.keptSeconds { return metadata.value }
        let read = try OpenIDMetadata(try await octets(at: OpenIDMetadata.address(of: settings.issuer)), of: settings)
        (metadata, keys) = ((read, now()), nil)
        return read
    }

    /// A token that one of its keys signed; for a key that is not among those that are kept, they are fetched anew, but seldom.
    private func verified(_ text: String, _ metadata: OpenIDMetadata) async throws(OpenIDFault) -> OpenIDToken {
        _ = try OpenIDToken.signing(of: text)
        if let keys, now() < keys.at + OpenIDLimits.keptSeconds {
            do throws(OpenIDFault) {
                return try await OpenIDToken.verified(text, by: keys.value)
            } catch {
                guard error == .unknownKey, now() >= keys.at + OpenIDLimits.keysAgainSeconds else { throw error }
            }
        }
        let fresh = try OpenIDKeys(try await octets(at: metadata.keys))
        keys = (fresh, now())
        return try await OpenIDToken.verified(text, by: fresh)
    }

    // MARK: - What it says of somebody

    private struct Tokens: Decodable {
        let idToken: String?
        let accessToken: String?
    }

    private struct Failure: Decodable { let error: String }

    private struct Person: Decodable {
        let sub: String
        let email: String?
        let emailVerified: Bool?
    }

    private func tokens(for code: String, of attempt: OpenIDAttempt, at address: String) async throws(OpenIDFault) -> Tokens {
        var fields: [(name: String, value: String)] = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect), ("code_verifier", attempt.verifier),
        ]
        var request = OpenIDRequest(address: address)
        if let secret = settings.secret {
            guard let octets = try? secret(), let text = String(validating: octets, as: UTF8.self), !text.isEmpty else {
                throw .secretUnreadable
            }
            // Both encoded as in a form, first (RFC 6749, 2.3.1).
            let pair = "\(FormFields.encoded(settings.client)):\(FormFields.encoded(text))"
            request.authorization = "Basic \(Data(pair.utf8).base64EncodedString())"
        } else {
            fields.append(("client_id", settings.client))
        }
        request.form = FormFields(fields).query()
        let answer = try await transport.send(request)
        guard answer.status == 200 else {
            guard (400...499).contains(answer.status) else { throw .answered(status: answer.status) }
            let failure = OpenIDJSON.read(Failure.self, answer.octets)
            throw .codeNotTaken(Self.plain(failure?.error ?? "status \(answer.status)"))
        }
        guard let tokens = OpenIDJSON.read(Tokens.self, answer.octets) else { throw .unreadable }
        return tokens
    }

    private func person(at address: String, _ access: String) async throws(OpenIDFault) -> Person {
        guard access.utf8.count <= OpenIDLimits.tokenOctetsMax, access.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .unreadable
        }
        let answer = try await transport.send(OpenIDRequest(address: address, authorization: "Bearer \(access)"))
        guard answer.status == 200 else { throw .answered(status: answer.status) }
        guard let person = OpenIDJSON.read(Person.self, answer.octets) else { throw .unreadable }
        return person
    }

    private func octets(at address: String) async throws(OpenIDFault) -> [UInt8] {
        let answer = try await transport.send(OpenIDRequest(address: address))
        guard answer.status == 200 else { throw .answered(status: answer.status) }
        return answer.octets
    }

    /// What others wrote, as far as it can stand in a log.
    static func plain(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { (0x20...0x7E).contains($0.value) }.prefix(80)))
    }
}
