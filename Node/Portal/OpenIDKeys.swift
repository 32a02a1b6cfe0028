import JWTKit

/// The keys of a provider (RFC 7517), as far as ID tokens can be signed with them.
struct OpenIDKeys: Sendable {
    /// How an ID token may be signed: nothing that a public key could be mistaken for the secret of, and never "none".
    enum Algorithm: String, Sendable {
        case rs256 = "RS256"
        case ps256 = "PS256"
        case es256 = "ES256"
        case edDSA = "EdDSA"
    }

    private struct Document: Decodable { let keys: [Entry] }

    /// A key that cannot be read is passed over: a provider may have keys for others.
    private struct Entry: Decodable {
        let key: Key?
        init(from decoder: any Decoder) throws { key = try? Key(from: decoder) }
    }

    private struct Key: Decodable {
        let kty: String
        let use: String?
        let kid: String?
        let alg: String?
        let crv: String?
        let n: String?
        let e: String?
        let x: String?
        let y: String?

        func fits(_ algorithm: Algorithm) -> Bool {
            guard use ?? "sig" == "sig", alg ?? algorithm.rawValue == algorithm.rawValue else { return false }
            switch algorithm {
            case .rs256, .ps256: return kty == "RSA"
            case .es256: return kty == "EC" && crv == "P-256"
            case .edDSA: return kty == "OKP" && crv == "Ed25519"
            }
        }
    }

    private let keys: [Key]

    init(_ octets: [UInt8]) throws(OpenIDFault) {
        guard let read = OpenIDJSON.read(Document.self, octets) else { throw .unreadable }
        keys = Array(read.keys.prefix(OpenIDLimits.keysMax).compactMap(\.key))
    }

    /// The one key by which a token is judged, for its algorithm alone.
    ///
    /// A token that names no key is judged by one only where a single one fits. Throws `unknownKey` or `unfitKey`.
    func key(_ name: String?, for algorithm: Algorithm) throws(OpenIDFault) -> JWK {
        let meant = keys.filter { name == nil ? $0.fits(algorithm) : $0.kid == name }
        guard !meant.isEmpty, name != nil || meant.count == 1 else { throw .unknownKey }
        guard let fit = meant.first(where: { $0.fits(algorithm) }) else { throw .unfitKey }
        switch algorithm {
        case .rs256, .ps256:
            guard let n = fit.n, let modulus = Base64URL.octets(n), OpenIDLimits.modulusOctets.contains(modulus.drop { $0 == 0 }.count)
            else {
                throw .unfitKey
            }
            return .rsa(algorithm == .rs256 ? .rs256 : .ps256, identifier: "key", modulus: n, exponent: fit.e)
        case .es256:
            return .ecdsa(.es256, identifier: "key", x: fit.x, y: fit.y, curve: .p256)
        case .edDSA:
            return .octetKeyPair(.eddsa, identifier: "key", x: fit.x, y: nil, curve: .ed25519)
        }
    }
}
