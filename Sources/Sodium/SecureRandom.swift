import CSodium

/// The system's randomness: for keys, salts, identifiers and nonces.
public enum SecureRandom {
    /// `count` random octets, for values that are not secret; secrets come from `SecretOctets.random`.
    public static func octets(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { memory, initialized in
            fill(UnsafeMutableRawBufferPointer(start: memory.baseAddress, count: count))
            initialized = count
        }
    }

    /// Sixteen random octets: a salt, a random identifier.
    public static func octets16() -> Octets16 { fixed() }

    /// Thirty-two random octets.
    public static func octets32() -> Octets32 { fixed() }

    private static func fixed<Value: Octets>() -> Value {
        Value { fill(UnsafeMutableRawBufferPointer(start: $0, count: Value.count)) }
    }

    /// Overwrites memory that the caller owns, the whole of it.
    static func fill(_ memory: UnsafeMutableRawBufferPointer) {
        SodiumLibrary.start()
        guard let start = memory.baseAddress else { return }
        randombytes_buf(start, memory.count)
    }
}

/// The system's randomness as the generator that protocol code is handed.
///
/// Stateless: every copy draws from the system. Each number is one call into it.
public struct SecureRandomGenerator: RandomNumberGenerator, Sendable {
    public init() {}

    public mutating func next() -> UInt64 {
        var number: UInt64 = 0
        withUnsafeMutableBytes(of: &number) { SecureRandom.fill($0) }
        return number
    }
}
