import Crypto
import Sodium

/// The public key of a passkey (COSE, RFC 9053): what its signatures are checked with.
public struct PasskeyKey: Equatable, Sendable {
    /// The algorithms that are taken, by their numbers in COSE; browsers are offered these, in this order.
    public enum Algorithm: Int, CaseIterable, Sendable {
        /// ECDSA on P-256 with SHA-256.
        case es256 = -7
        /// Ed25519.
        case edDSA = -8
    }

    public let algorithm: Algorithm
    /// The two coordinates of a point of P-256, 32 octets each, or the 32 octets of RFC 8032.
    public let octets: [UInt8]

    /// Takes a key back that was kept, or that somebody says is theirs; throws `key` for one that is none of the algorithm's.
    public init(_ algorithm: Algorithm, _ octets: [UInt8]) throws(WebAuthnFault) {
        let isKey =
            switch algorithm {
            case .es256: octets.count == 64 && (try? P256.Signing.PublicKey(rawRepresentation: octets)) != nil
            case .edDSA: Octets32(octets).flatMap { try? VerifyingKey($0) } != nil
            }
        guard isKey else { throw .key }
        self.algorithm = algorithm
        self.octets = octets
    }

    /// Reads a COSE_Key. Throws `malformed`, `algorithm` for another algorithm, and `key` for members that do not belong to its own.
    init(reading reader: inout CTAPReader) throws(WebAuthnFault) {
        var numbers: [Int64: Int64] = [:]
        var coordinates: [Int64: [UInt8]] = [:]
        try reader.map { (key, reader) throws(WebAuthnFault) in
            switch key {
            case .number(1), .number(3), .number(-1):
                guard case .number(let label) = key else { return }
                numbers[label] = try reader.integer()
            case .number(-2), .number(-3):
                guard case .number(let label) = key else { return }
                coordinates[label] = Array(try reader.octets(max: 32))
            default: try reader.skip()
            }
        }
        guard let algorithm = numbers[3].flatMap({ Int(exactly: $0) }).flatMap({ Algorithm(rawValue: $0) }) else { throw .algorithm }
        let (type, curve): (Int64, Int64) = algorithm == .es256 ? (2, 1) : (1, 6)
        guard numbers[1] == type, numbers[-1] == curve, let x = coordinates[-2], x.count == 32 else { throw .key }
        switch algorithm {
        case .es256:
            guard let y = coordinates[-3], y.count == 32 else { throw .key }
            try self.init(.es256, x + y)
        case .edDSA:
            guard coordinates[-3] == nil else { throw .key }
            try self.init(.edDSA, x)
        }
    }

    /// Whether the holder of this key signed exactly these octets.
    func accepts(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        switch algorithm {
        case .es256:
            guard let key = try? P256.Signing.PublicKey(rawRepresentation: octets),
                let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature)
            else { return false }
            return key.isValidSignature(signature, for: message)
        case .edDSA:
            guard let key = Octets32(octets).flatMap({ try? VerifyingKey($0) }), let signature = Octets64(signature) else { return false }
            return key.accepts(signature, over: message)
        }
    }
}
