import Crypto
import Sodium
import Wire

extension Hash {
    /// The first sixteen octets: what identifiers are made of.
    var firstHalf: Octets16 {
        let half = octets.withUnsafeBytes { Octets16($0.prefix(Octets16.count)) }
        guard let half else { preconditionFailure("a hash of 32 octets has no first 16") }
        return half
    }
}

extension Octets32 {
    /// Thirty-two zero octets, where a structure has nothing to say.
    static let zero = Swift.withUnsafeBytes(of: (0, 0, 0, 0) as (UInt64, UInt64, UInt64, UInt64)) { Octets32(derived: $0) }

    /// Takes over a derived value that is no secret, such as a commitment.
    init(derived octets: UnsafeRawBufferPointer) {
        guard let value = Octets32(octets) else { preconditionFailure("a derived value of \(octets.count) octets where 32 are expected") }
        self = value
    }

    init(_ code: HMAC<SHA256>.MAC) {
        let octets = code.withUnsafeBytes { Octets32($0) }
        guard let octets else { preconditionFailure("an HMAC-SHA-256 of \(code.byteCount) octets where 32 are expected") }
        self = octets
    }
}
