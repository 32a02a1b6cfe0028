import Crypto
import CryptoExtras
import Foundation
import Testing

@testable import Portal

/// A key that signs tokens, made and used without the library that reads them.
struct SigningKey: Sendable, CustomTestStringConvertible {
    let algorithm: String
    /// As a provider publishes it (RFC 7517), with its name "k1" unless told otherwise.
    var published: [String: String]
    let sign: @Sendable ([UInt8]) throws -> [UInt8]

    var testDescription: String { algorithm }

    static func es256() -> SigningKey {
        let key = P256.Signing.PrivateKey()
        let point = Array(key.publicKey.rawRepresentation)
        return SigningKey(
            algorithm: "ES256",
            published: [
                "kty": "EC", "crv": "P-256", "kid": "k1", "x": Base64URL.text(Array(point[..<32])),
                "y": Base64URL.text(Array(point[32...])),
            ]
        ) { Array(try key.signature(for: $0).rawRepresentation) }
    }

    static func edDSA() -> SigningKey {
        let key = Curve25519.Signing.PrivateKey()
        return SigningKey(
            algorithm: "EdDSA",
            published: ["kty": "OKP", "crv": "Ed25519", "kid": "k1", "x": Base64URL.text(Array(key.publicKey.rawRepresentation))]
        ) { Array(try key.signature(for: $0)) }
    }

    static func rsa(_ algorithm: String, bits: Int = 2_048) throws -> SigningKey {
        let key = try _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: bits))
        let primitives = try key.publicKey.getKeyPrimitives()
        return SigningKey(
            algorithm: algorithm,
            published: [
                "kty": "RSA", "kid": "k1", "n": Base64URL.text(Array(primitives.modulus)),
                "e": Base64URL.text(Array(primitives.publicExponent)),
            ]
        ) { octets in
            let padding: _RSA.Signing.Padding = algorithm == "PS256" ? .PSS : .insecurePKCS1v1_5
            return Array(try key.signature(for: SHA256.hash(data: octets), padding: padding).rawRepresentation)
        }
    }

    /// What forgers try: the key that everybody knows, as a secret.
    static func hmac(knowing published: [String: String]) -> SigningKey {
        let secret = SymmetricKey(data: Array((published["n"] ?? published["x"] ?? "").utf8))
        return SigningKey(algorithm: "HS256", published: published) { Array(HMAC<SHA256>.authenticationCode(for: $0, using: secret)) }
    }

    static var unsigned: SigningKey { SigningKey(algorithm: "none", published: [:]) { _ in [] } }

    func token(_ claims: [String: Any], header more: [String: Any] = [:]) throws -> String {
        var header: [String: Any] = ["alg": algorithm, "kid": "k1"]
        header.merge(more) { $1 }
        header = header.filter { !($0.value is NSNull) }
        let parts = try [header, claims].map { Base64URL.text(Array(try JSONSerialization.data(withJSONObject: $0))) }
        let head = parts.joined(separator: ".")
        return "\(head).\(Base64URL.text(try sign(Array(head.utf8))))"
    }

    /// What a provider that has these keys publishes.
    static func list(_ keys: [[String: String]]) -> [UInt8] {
        Array((try? JSONSerialization.data(withJSONObject: ["keys": keys])) ?? Data())
    }
}
