import Foundation
import Sodium

/// The signing keys in a node's sealed key file: four seeds one after the other, as `causeway init` writes them.
enum KeyFile {
    /// Where a key's seed stands among the four.
    enum Place: Int {
        case root = 0
        case operation = 1
        case coordinator = 3
    }

    static func signingKey(_ place: Place, in directory: String, passphraseFile: String) throws -> SigningKey {
        guard let box = FileManager.default.contents(atPath: directory + "/keys.sealed"),
            var passphrase = FileManager.default.contents(atPath: passphraseFile).map({ [UInt8]($0) })
        else { throw BenchFault("\(directory) has no key file") }
        let seeds = try PassphraseBox.open([UInt8](box), passphrase: SecretOctets(moving: &passphrase))
        let range = place.rawValue * SigningKey.seedOctets..<(place.rawValue + 1) * SigningKey.seedOctets
        let seed = seeds.withUnsafeBytes { SecretOctets(copying: UnsafeRawBufferPointer(rebasing: $0[range])) }
        return try SigningKey(seed: seed)
    }
}
