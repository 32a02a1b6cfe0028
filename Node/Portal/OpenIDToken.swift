import Accounts
import Foundation
import JWTKit
import Sodium

/// An ID token whose signature is right, and what it has to say (OpenID Connect Core 1.0, 3.1.3.7).
struct OpenIDToken: JWTPayload {
    let iss: String
    let sub: String
    let aud: [String]
    let azp: String?
    let exp: Double
    let iat: Double
    let nbf: Double?
    let nonce: String?
    let email: String?
    let emailVerified: Bool?

    private struct Header: Decodable {
        let alg: String
        let kid: String?
        let crit: [String]?
    }

    /// What its first part says, before anything is verified: by what it is to be judged.
    struct Signing: Equatable, Sendable {
        let algorithm: OpenIDKeys.Algorithm
        let key: String?
    }

    static func signing(of text: String) throws(OpenIDFault) -> Signing {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= OpenIDLimits.tokenOctetsMax, parts.count == 3,
            parts.allSatisfy({ Base64URL.octets($0) != nil }), let octets = Base64URL.octets(parts[0]),
            let header = OpenIDJSON.read(Header.self, octets),
            // What has to be understood is not (RFC 7515, 4.1.11).
            header.crit == nil
        else { throw .malformedToken }
        guard let algorithm = OpenIDKeys.Algorithm(rawValue: header.alg) else { throw .algorithm }
        return Signing(algorithm: algorithm, key: header.kid)
    }

    /// Reads a token that a key of the provider signed. What it says is still to be checked.
    static func verified(_ text: String, by keys: OpenIDKeys) async throws(OpenIDFault) -> OpenIDToken {
        let signing = try signing(of: text)
        let key = try keys.key(signing.key, for: signing.algorithm)
        // A collection of this one key, made for this one algorithm: the token chooses nothing any more.
        let collection = JWTKeyCollection()
        guard (try? await collection.add(jwk: key)) != nil else { throw .unfitKey }
        do {
            return try await collection.verify(text, as: OpenIDToken.self)
        } catch let error as JWTError where error.errorType == .signatureVerificationFailed {
            throw .signature
        } catch is JWTError {
            throw .malformedToken
        } catch {
            throw .signature
        }
    }

    /// Checks what it says against what was asked for.
    func check(_ settings: OpenIDSettings, nonce expected: String, at second: UInt64) throws(OpenIDFault) {
        let now = Double(second)
        guard iss == settings.issuer else { throw .issuer }
        guard aud.count <= OpenIDLimits.audiencesMax, aud.contains(settings.client) else { throw .audience }
        guard azp ?? (aud.count == 1 ? settings.client : "") == settings.client else { throw .party }
        guard now < exp + OpenIDLimits.skewSeconds else { throw .expired }
        guard nbf ?? now <= now + OpenIDLimits.skewSeconds else { throw .notYet }
        guard iat <= now + OpenIDLimits.skewSeconds, now < iat + OpenIDLimits.tokenSecondsMax + OpenIDLimits.skewSeconds else {
            throw .issued
        }
        guard octetsAreEqual(Array((nonce ?? "").utf8), Array(expected.utf8)) else { throw .nonce }
        guard (1...OpenIDLimits.subjectOctetsMax).contains(sub.utf8.count), sub.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw .subject
        }
    }

    /// What follows from its signature is `verified`'s part, and the rest `check`'s.
    func verify(using algorithm: some JWTAlgorithm) {}

    private enum CodingKeys: String, CodingKey {
        case iss, sub, aud, azp, exp, iat, nbf, nonce, email
        case emailVerified = "email_verified"
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        iss = try members.decode(String.self, forKey: .iss)
        sub = try members.decode(String.self, forKey: .sub)
        if let one = try? members.decode(String.self, forKey: .aud) {
            aud = [one]
        } else {
            aud = try members.decode([String].self, forKey: .aud)
        }
        azp = try members.decodeIfPresent(String.self, forKey: .azp)
        exp = try members.decode(Double.self, forKey: .exp)
        iat = try members.decode(Double.self, forKey: .iat)
        nbf = try members.decodeIfPresent(Double.self, forKey: .nbf)
        nonce = try members.decodeIfPresent(String.self, forKey: .nonce)
        email = try? members.decodeIfPresent(String.self, forKey: .email)
        // "true" as a text is not what OpenID Connect Core 1.0, 5.1 calls verified.
        emailVerified = try? members.decodeIfPresent(Bool.self, forKey: .emailVerified)
    }
}
