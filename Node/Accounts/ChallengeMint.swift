import Crypto
public import Sodium

/// Challenges that need no memory until they are used: time, randomness, and a code over both and what the challenge is for.
///
/// time 4 | random 12 | HMAC-SHA-256 of label, purpose, time and random under the mint's key, cut to 16
///
/// So whoever is not logged in can ask for as many as they like, and nothing is written down. That each is used once is the store's part.
public struct ChallengeMint: Sendable {
    /// What a challenge is for.
    public enum Purpose: Equatable, Sendable {
        case signIn
        /// For a session, by its identifier.
        case stepUp(session: [UInt8])
        case creation(session: [UInt8])
        /// For a login that waits for its second step, by the hash of its token.
        case pending(Octets32)

        fileprivate var octets: [UInt8] {
            switch self {
            case .signIn: [0]
            case .stepUp(let session): [1] + session
            case .creation(let session): [2] + session
            case .pending(let hash): [3] + hash.array
            }
        }
    }

    private let key: Octets32

    /// A mint of its own: what another made is unknown to it. A node's lasts as long as its process.
    public init() { key = SecureRandom.octets32() }

    /// A new challenge of 32 octets.
    public func make(for purpose: Purpose, at second: UInt64) -> [UInt8] {
        let time = UInt32(truncatingIfNeeded: second)
        let head = (0..<4).map { UInt8(truncatingIfNeeded: time >> (24 - 8 * UInt32($0))) } + SecureRandom.octets(12)
        return head + code(head, purpose)
    }

    /// When a challenge of this mint for this purpose expires, in unix seconds; `nil` for any other, and for one that has.
    public func expiry(of challenge: [UInt8], for purpose: Purpose, at second: UInt64) -> UInt64? {
        guard challenge.count == 32, octetsAreEqual(challenge[16...], code(Array(challenge[..<16]), purpose)) else { return nil }
        let time = challenge[..<4].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let expiry = time + AccountsLimits.challengeSeconds
        return second < expiry && time <= second + AccountsLimits.challengeSeconds ? expiry : nil
    }

    private func code(_ head: [UInt8], _ purpose: Purpose) -> [UInt8] {
        let message = Array("causeway/challenge/1".utf8) + head + purpose.octets
        return Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key.array)).prefix(16))
    }
}
