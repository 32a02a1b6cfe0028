import Foundation
import Testing

@testable import Portal

@Suite("ID tokens: signed by the provider, for here and now, or not taken")
struct OpenIDTokenTests {
    private static let settings = OpenIDSettings(issuer: FakeProvider.issuer, client: "causeway", secret: nil, name: "Harbour")
    private static let nonce = "n-0S6_WzA2Mj"

    /// Reads and checks as a login does; gives the fault.
    private func fault(_ token: String, _ keys: [[String: String]], at second: UInt64 = FakeProvider.now) async -> OpenIDFault? {
        do throws(OpenIDFault) {
            let read = try await OpenIDToken.verified(token, by: try OpenIDKeys(SigningKey.list(keys)))
            try read.check(Self.settings, nonce: Self.nonce, at: second)
            return nil
        } catch {
            return error
        }
    }

    private var claims: [String: Any] { FakeProvider.claims(nonce: Self.nonce) }

    static let keys: [SigningKey] = [.es256(), .edDSA()] + ["RS256", "PS256"].compactMap { try? .rsa($0) }

    @Test("Each algorithm that is taken is taken, and a changed octet of any part is not", arguments: keys)
    func algorithms(key: SigningKey) async throws {
        let token = try key.token(claims)
        #expect(await fault(token, [key.published]) == nil)
        let parts = token.split(separator: ".").map(String.init)
        let other = try key.token(FakeProvider.claims(nonce: Self.nonce, ["sub": "somebody"])).split(separator: ".").map(String.init)
        #expect(await fault("\(parts[0]).\(other[1]).\(parts[2])", [key.published]) == .signature)
        #expect(await fault("\(parts[0]).\(parts[1]).\(other[2])", [key.published]) == .signature)
        #expect(await fault("\(parts[0]).\(parts[1]).", [key.published]) == .signature)
        for stranger in Self.keys where stranger.published != key.published {
            let isAlike = stranger.published["kty"] == key.published["kty"]
            #expect(await fault(token, [stranger.published]) == (isAlike ? .signature : .unfitKey))
        }
    }

    @Test("A token that is signed by nobody, or by what everybody knows, is not taken")
    func forged() async throws {
        for key in Self.keys {
            #expect(await fault(try SigningKey.unsigned.token(claims), [key.published]) == .algorithm)
            for name in ["None", "NONE", "", "HS384", "HS512", "RS384", "RS512", "PS512", "ES384", "ES512", "ES256K", "rs256"] {
                #expect(await fault(try key.token(claims, header: ["alg": name]), [key.published]) == .algorithm)
            }
            let forger = SigningKey.hmac(knowing: key.published)
            #expect(await fault(try forger.token(claims), [key.published]) == .algorithm)
            // A secret among the keys, and a token that calls its HMAC by a name that is taken.
            let secret = ["kty": "oct", "kid": "k1", "k": "c2VjcmV0"]
            #expect(await fault(try forger.token(claims), [secret]) == .algorithm)
            #expect(await fault(try forger.token(claims, header: ["alg": key.algorithm]), [secret]) == .unfitKey)
            #expect(await fault(try forger.token(claims, header: ["alg": key.algorithm]), [key.published]) == .signature)
        }
    }

    @Test("A key judges tokens of its own algorithm alone, by its own name, and is strong enough")
    func keyChoice() async throws {
        let (ec, rsa) = (SigningKey.es256(), try SigningKey.rsa("RS256"))
        func changed(_ key: SigningKey, _ more: [String: String]) -> [String: String] { key.published.merging(more) { $1 } }
        #expect(await fault(try ec.token(claims, header: ["kid": "k2"]), [ec.published]) == .unknownKey)
        #expect(await fault(try ec.token(claims, header: ["kid": NSNull()]), [ec.published, rsa.published]) == nil, "one fits")
        let twin = SigningKey.es256()
        #expect(await fault(try ec.token(claims, header: ["kid": NSNull()]), [ec.published, twin.published]) == .unknownKey)
        #expect(await fault(try ec.token(claims), [changed(twin, ["kid": "k2"]), ec.published]) == nil)
        #expect(await fault(try ec.token(claims), [rsa.published]) == .unfitKey)
        #expect(await fault(try rsa.token(claims, header: ["alg": "PS256"]), [rsa.published]) == .signature)
        #expect(await fault(try rsa.token(claims), [changed(rsa, ["alg": "PS256"])]) == .unfitKey)
        #expect(await fault(try rsa.token(claims), [changed(rsa, ["use": "enc"])]) == .unfitKey)
        #expect(await fault(try rsa.token(claims), [changed(rsa, ["use": "sig", "alg": "RS256"])]) == nil)
        #expect(await fault(try ec.token(claims), [changed(ec, ["crv": "P-384"])]) == .unfitKey)
        let nowhere = changed(ec, ["y": ec.published["x"] ?? ""])
        #expect(await fault(try ec.token(claims), [nowhere]) == .unfitKey, "a point that is on no curve")
        let weak = try SigningKey.rsa("RS256", bits: 1_024)
        #expect(await fault(try weak.token(claims), [weak.published]) == .unfitKey)
        #expect(await fault(try ec.token(claims), []) == .unknownKey)
        let many = (0...OpenIDLimits.keysMax).map { changed(ec, ["kid": "k\($0 + 10)"]) }
        #expect(await fault(try ec.token(claims), many + [ec.published]) == .unknownKey, "of a list without end the beginning is read")
    }

    struct Claim: Sendable, CustomTestStringConvertible {
        let name: String
        let json: String
        let fault: OpenIDFault?

        var testDescription: String { "\(name): \(json)" }
        var value: Any { (try? JSONSerialization.jsonObject(with: Data(json.utf8), options: .fragmentsAllowed)) ?? NSNull() }

        init(_ name: String, _ json: String, _ fault: OpenIDFault?) { (self.name, self.json, self.fault) = (name, json, fault) }
    }

    static let claims: [Claim] = {
        let now = Int(FakeProvider.now)
        return [
            Claim("iss", "\"https://login.bank.example/\"", .issuer), Claim("iss", "\"https://evil.example\"", .issuer),
            Claim("iss", "null", .malformedToken), Claim("aud", "\"other\"", .audience), Claim("aud", "[\"causeway\"]", nil),
            Claim("aud", "[]", .audience), Claim("aud", "[\"other\", \"causeway\"]", .party), Claim("aud", "\"causeway2\"", .audience),
            Claim("aud", "[\(Array(repeating: "\"causeway\"", count: 17).joined(separator: ","))]", .audience),
            Claim("azp", "\"other\"", .party), Claim("azp", "\"causeway\"", nil), Claim("exp", "\(now - 60)", .expired),
            Claim("exp", "\(now - 59)", nil), Claim("exp", "null", .malformedToken), Claim("exp", "\"\(now + 60)\"", .malformedToken),
            Claim("nbf", "\(now + 61)", .notYet), Claim("nbf", "\(now + 60)", nil), Claim("iat", "\(now + 61)", .issued),
            Claim("iat", "\(now + 60)", nil), Claim("iat", "\(now - 660)", .issued), Claim("iat", "\(now - 659)", nil),
            Claim("iat", "null", .malformedToken), Claim("nonce", "\"another\"", .nonce), Claim("nonce", "null", .nonce),
            Claim("nonce", "\"\"", .nonce), Claim("sub", "\"\"", .subject), Claim("sub", "null", .malformedToken),
            Claim("sub", "\"\(String(repeating: "a", count: 256))\"", .subject), Claim("sub", "\"a\\nb\"", .subject),
            Claim("sub", "\"漢\"", .subject),
        ]
    }()

    @Test("What a token says is for this client, this login and this minute", arguments: claims)
    func says(claim: Claim) async throws {
        let key = Self.keys[0]
        let token = try key.token(FakeProvider.claims(nonce: Self.nonce, [claim.name: claim.value]))
        #expect(await fault(token, [key.published]) == claim.fault)
    }

    @Test("Two audiences are taken where this client asked")
    func audiences() async throws {
        let key = Self.keys[0]
        let token = try key.token(FakeProvider.claims(nonce: Self.nonce, ["aud": ["other", "causeway"], "azp": "causeway"]))
        #expect(await fault(token, [key.published]) == nil)
    }

    @Test("What is no token is none", arguments: ["", "a", "a.b", "a.b.c", "....", "e30.e30.", "e30=.e30.e30", "eyJhbGciOiJFUzI1NiJ9.e30"])
    func shapes(text: String) async { #expect(await fault(text, [Self.keys[0].published]) == .malformedToken) }

    @Test("A token that asks for what is not understood, or is too long, is none")
    func asks() async throws {
        let key = Self.keys[0]
        #expect(await fault(try key.token(claims, header: ["crit": ["b64"], "b64": false]), [key.published]) == .malformedToken)
        let more = String(repeating: "x", count: OpenIDLimits.tokenOctetsMax)
        let long = try key.token(FakeProvider.claims(nonce: Self.nonce, ["more": more]))
        #expect(await fault(long, [key.published]) == .malformedToken)
    }
}
