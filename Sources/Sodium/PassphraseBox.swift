import CSodium

/// A secret at rest under a passphrase: Argon2id stretches it, XChaCha20-Poly1305 seals.
///
/// A box describes itself, so it opens for ever whatever cost later boxes use:
///
///     magic 8 | passes u32 | memory in KiB u32 | salt 16 | nonce 24 | ciphertext | tag 16
///
/// Integers are big-endian. The header, everything before the ciphertext, is authenticated with it.
/// The passphrase counts as the octets given; whoever reads it from a person normalises it.
public enum PassphraseBox {
    /// How much work stretching a passphrase costs whoever opens, and whoever guesses.
    public enum Cost: Sendable, CaseIterable {
        /// 2 passes over 64 MiB: tenths of a second.
        case interactive
        /// 3 passes over 256 MiB: about a second; for key files.
        case moderate
        /// 1 pass over 8 KiB: protects nothing; for tests.
        case minimumForTests

        var passes: UInt32 {
            switch self {
            case .interactive: 2
            case .moderate: 3
            case .minimumForTests: SodiumLimits.boxPassesMin
            }
        }

        var memoryKiB: UInt32 {
            switch self {
            case .interactive: 65_536
            case .moderate: 262_144
            case .minimumForTests: SodiumLimits.boxMemoryKiBMin
            }
        }
    }

    /// Octets before the ciphertext.
    static let headerOctets = 56
    private static let tagOctets = 16
    private static let magic = Array("CWAYBOX1".utf8)

    /// Seals a secret of at most `SodiumLimits.boxedSecretOctetsMax` octets.
    ///
    /// Throws `emptyPassphrase`, `secretTooLong` or `memoryUnavailable`. Blocks for as long as the cost says.
    public static func seal(
        _ secret: borrowing SecretOctets, passphrase: borrowing SecretOctets, cost: Cost
    ) throws(SodiumError) -> [UInt8] {
        guard secret.count <= SodiumLimits.boxedSecretOctetsMax else { throw .secretTooLong }
        let header = Header(
            passes: cost.passes, memoryKiB: cost.memoryKiB, salt: SecureRandom.octets(16), nonce: SecureRandom.octets(24))
        let key = try stretch(passphrase, by: header)
        var box = header.encoded
        let sealedCount = secret.count + tagOctets
        box.append(contentsOf: repeatElement(0, count: sealedCount))
        let additional = header.encoded
        secret.withUnsafeBytes { secret in
            key.withUnsafeBytes { key in
                box.withUnsafeMutableBytes { box in
                    _ = crypto_aead_xchacha20poly1305_ietf_encrypt(
                        box.octetPointer.advanced(by: headerOctets), nil, secret.octetPointer, UInt64(secret.count),
                        additional, UInt64(additional.count), nil, header.nonce, key.octetPointer)
                }
            }
        }
        return box
    }

    /// Opens a box, straight into guarded memory.
    ///
    /// Throws `notABox`, `unacceptableCost` (before any work is done), `emptyPassphrase`, `secretTooLong`,
    /// `memoryUnavailable` or `wrongPassphraseOrDamaged`.
    public static func open(_ box: [UInt8], passphrase: borrowing SecretOctets) throws(SodiumError) -> SecretOctets {
        guard box.count >= headerOctets + tagOctets else { throw .notABox }
        guard box.count - headerOctets - tagOctets <= SodiumLimits.boxedSecretOctetsMax else { throw .secretTooLong }
        let header = try Header(box[..<headerOctets])
        let key = try stretch(passphrase, by: header)
        var secret = SecretOctets(count: box.count - headerOctets - tagOctets)
        let isGenuine = secret.withUnsafeMutableBytes { secret in
            key.withUnsafeBytes { key in
                box.withUnsafeBytes { box in
                    crypto_aead_xchacha20poly1305_ietf_decrypt(
                        secret.octetPointer, nil, nil, box.octetPointer.advanced(by: headerOctets),
                        UInt64(box.count - headerOctets), box.octetPointer, UInt64(headerOctets),
                        header.nonce, key.octetPointer) == 0
                }
            }
        }
        guard isGenuine else { throw .wrongPassphraseOrDamaged }
        return secret
    }

    private static func stretch(_ passphrase: borrowing SecretOctets, by header: Header) throws(SodiumError) -> SecretOctets {
        guard passphrase.count > 0 else { throw .emptyPassphrase }
        var key = SecretOctets(count: 32)
        let isStretched = key.withUnsafeMutableBytes { key in
            passphrase.withUnsafeBytes { passphrase in
                crypto_pwhash(
                    key.octetPointer, UInt64(key.count), UnsafeRawPointer(passphrase.octetPointer).assumingMemoryBound(to: CChar.self),
                    UInt64(passphrase.count), header.salt, UInt64(header.passes), Int(header.memoryKiB) * 1_024,
                    crypto_pwhash_ALG_ARGON2ID13) == 0
            }
        }
        guard isStretched else { throw .memoryUnavailable }
        return key
    }

    private struct Header {
        let passes: UInt32
        let memoryKiB: UInt32
        let salt: [UInt8]
        let nonce: [UInt8]

        init(passes: UInt32, memoryKiB: UInt32, salt: [UInt8], nonce: [UInt8]) {
            self.passes = passes
            self.memoryKiB = memoryKiB
            self.salt = salt
            self.nonce = nonce
        }

        init(_ bytes: ArraySlice<UInt8>) throws(SodiumError) {
            guard bytes.starts(with: magic) else { throw .notABox }
            let numbers = bytes.dropFirst(magic.count)
            passes = Self.number(numbers.prefix(4))
            memoryKiB = Self.number(numbers.dropFirst(4).prefix(4))
            guard (SodiumLimits.boxPassesMin...SodiumLimits.boxPassesMax).contains(passes),
                (SodiumLimits.boxMemoryKiBMin...SodiumLimits.boxMemoryKiBMax).contains(memoryKiB)
            else { throw .unacceptableCost }
            salt = Array(numbers.dropFirst(8).prefix(16))
            nonce = Array(numbers.dropFirst(24))
        }

        var encoded: [UInt8] {
            var bytes = magic
            for number in [passes, memoryKiB] {
                withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
            }
            return bytes + salt + nonce
        }

        private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
            bytes.reduce(0) { $0 << 8 | UInt32($1) }
        }
    }
}
