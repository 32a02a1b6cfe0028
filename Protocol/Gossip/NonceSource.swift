import Sodium

/// Where the nonces of connections come from.
struct NonceSource: Sendable {
    /// One. In an array, because a value of unknown size in it would make `Replica` one that is copied where a reference would do.
    private var generators: [any RandomNumberGenerator & Sendable]

    init(_ generator: any RandomNumberGenerator & Sendable) { generators = [generator] }

    mutating func next() -> Octets16 {
        var octets: [UInt8] = []
        for _ in 0..<2 {
            let word: UInt64 = generators[0].next()
            withUnsafeBytes(of: word) { octets.append(contentsOf: $0) }
        }
        guard let value = Octets16(octets) else { preconditionFailure("two words are sixteen octets, these were \(octets.count)") }
        return value
    }
}
