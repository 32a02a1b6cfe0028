import Sodium
import Testing

/// The octets of a hexadecimal constant in a test; a misspelt one fails the test.
func octets(_ hex: String) throws -> [UInt8] { try #require([UInt8](hex: hex)) }

/// A secret of known octets.
func secret(_ bytes: [UInt8]) -> SecretOctets {
    var bytes = bytes
    return SecretOctets(moving: &bytes)
}

extension SecretOctets {
    /// What the secret holds, for comparing in a test.
    var revealed: [UInt8] { withUnsafeBytes { [UInt8]($0) } }
}

/// A small seeded generator, so that a failing case can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func octets(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
}
