import Ledger
import Sodium
import Wire

/// Keys and names that are the same in every run, so that an input means the same whenever it is played.
enum FuzzKeys {
    /// How many keys there are.
    static let count = 8
    static let network: NetworkID = identifier(0xAA)
    static let origin = "registry.example/causeway"

    /// A key that is held for good: making one takes longer than most of what is done with it.
    final class Held: Sendable {
        let signing: SigningKey
        var verifyingKey: VerifyingKey { signing.verifyingKey }

        init(_ number: Int) {
            var seed = [UInt8](repeating: UInt8(1 + number), count: SigningKey.seedOctets)
            guard let key = try? SigningKey(seed: SecretOctets(moving: &seed)) else { fatalError("a seed was refused") }
            signing = key
        }

        func sign(_ message: [UInt8]) -> Octets64 { signing.sign(message) }
    }

    private static let held = (0..<count).map(Held.init)

    /// The key of a number; those from `count` on are those below once more.
    static func key(_ number: Int) -> Held { held[number % count] }

    static func identifier<Value: Identifier>(_ octet: UInt8) -> Value {
        guard let value = Value([UInt8](repeating: octet, count: Value.count)) else { fatalError("\(Value.count) octets were refused") }
        return value
    }

    static func octets<Value: Octets>(_ octets: [UInt8]) -> Value {
        guard let value = Value(octets) else { fatalError("\(octets.count) octets were refused") }
        return value
    }
}
