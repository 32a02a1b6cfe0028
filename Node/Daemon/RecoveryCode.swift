import Exchange
import Ledger
import Sodium
import Wire

/// The secret that an organisation keeps away from its node, to take its place in the network again when keys are lost or stolen.
///
/// Written as letters and digits that are not confused (Crockford's base 32) in groups of four: the 32 octets of an Ed25519 seed and two octets
/// of their SHA-256, so that a slip of the pen is noticed.
struct RecoveryCode: ~Copyable {
    let key: SigningKey

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    private static let checkOctets = 2

    /// A fresh key and its text; the text is shown once.
    static func generate() -> (publicKey: Octets32, text: String) {
        spell(SecretOctets.random(count: SigningKey.seedOctets))
    }

    /// The key that a seed makes, and the code that stands for it.
    private static func spell(_ seed: borrowing SecretOctets) -> (publicKey: Octets32, text: String) {
        guard let key = try? SigningKey(seed: seed) else { preconditionFailure("a seed of 32 octets made no key") }
        return (key.verifyingKey.octets, text(of: seed))
    }

    private static func text(of seed: borrowing SecretOctets) -> String {
        var octets = seed.withUnsafeBytes { [UInt8]($0) }
        defer { _ = SecretOctets(moving: &octets) }
        octets += Hash(sha256: octets).array.prefix(checkOctets)
        var letters: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for octet in octets {
            bits = bits << 8 | UInt32(octet)
            count += 8
            while count >= 5 {
                count -= 5
                letters.append(alphabet[Int(bits >> UInt32(count) & 31)])
            }
        }
        if count > 0 { letters.append(alphabet[Int(bits << UInt32(5 - count) & 31)]) }
        let groups = stride(from: 0, to: letters.count, by: 4).map { letters[$0..<min($0 + 4, letters.count)] }
        return groups.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "-")
    }

    /// Reads a code as people type it: in either case, with any spaces and hyphens, O for 0 and I or L for 1.
    init(_ text: String) throws(OperationError) {
        var octets: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for letter in text.uppercased().utf8 where letter != UInt8(ascii: "-") && letter > 0x20 {
            let plain = letter == UInt8(ascii: "O") ? UInt8(ascii: "0") : "IL".utf8.contains(letter) ? UInt8(ascii: "1") : letter
            guard let value = Self.alphabet.firstIndex(of: plain) else { throw Self.mistyped }
            bits = (bits << 5 | UInt32(value)) & 0xFFFF
            count += 5
            if count >= 8 {
                count -= 8
                octets.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        defer { _ = SecretOctets(moving: &octets) }
        // One code, one spelling: the bits behind the last octet are zero.
        guard octets.count == SigningKey.seedOctets + Self.checkOctets, bits & (1 << UInt32(count) - 1) == 0,
            Array(Hash(sha256: Array(octets.prefix(SigningKey.seedOctets))).array.prefix(Self.checkOctets))
                == Array(octets.suffix(Self.checkOctets))
        else { throw Self.mistyped }
        var head = Array(octets.prefix(SigningKey.seedOctets))
        let seed = SecretOctets(moving: &head)
        guard let key = try? SigningKey(seed: seed) else { throw Self.mistyped }
        self.key = key
    }

    /// The code that is sealed in the file, or a fresh one that is put there first: once registered it must not be lost on the way.
    static func keep(in path: String, passphrase: borrowing SecretOctets) throws(OperationError) -> (publicKey: Octets32, text: String) {
        do throws(SodiumError) {
            if let box = SmallFile.read(path) {
                let seed = try PassphraseBox.open(box, passphrase: passphrase)
                guard seed.count == SigningKey.seedOctets else { throw .notABox }
                return spell(seed)
            }
        } catch {
            throw NodeKeys.explain(error, path)
        }
        let fresh = SecretOctets.random(count: SigningKey.seedOctets)
        let box: [UInt8]
        do throws(SodiumError) {
            box = try PassphraseBox.seal(fresh, passphrase: passphrase, cost: .moderate)
        } catch {
            throw NodeKeys.explain(error, path)
        }
        try SmallFile.write(box, to: path)
        return spell(fresh)
    }

    private static var mistyped: OperationError {
        OperationError(
            code: "recovery-code", reason: "The recovery code is not complete or a letter of it is wrong.",
            remedy: "Type it again as `causeway init` printed it: fourteen groups of letters and digits.")
    }
}
