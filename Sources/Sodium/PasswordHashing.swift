import CSodium

/// Argon2id over what a person types to log in (RFC 9106): what is kept instead of a password.
///
/// The password counts as the octets given; whoever reads it from a person normalises it. The same password, salt and cost give
/// the same octets for ever, with one lane.
public enum PasswordHashing {
    /// How much work a hash costs whoever logs in, and whoever guesses.
    public struct Cost: Equatable, Sendable {
        /// Passes over the memory.
        public let passes: UInt32
        /// KiB of memory.
        public let memoryKiB: UInt32

        public init(passes: UInt32, memoryKiB: UInt32) {
            self.passes = passes
            self.memoryKiB = memoryKiB
        }

        /// 3 passes over 64 MiB: RFC 9106's second recommended option, for memory that others need as well.
        public static let standard = Cost(passes: 3, memoryKiB: 65_536)
        /// 1 pass over 8 KiB: protects nothing; for tests.
        public static let minimumForTests = Cost(passes: SodiumLimits.boxPassesMin, memoryKiB: SodiumLimits.boxMemoryKiBMin)
    }

    /// Octets of a salt.
    public static let saltOctets = 16

    /// Hashes a password of any length, also of none. Blocks for as long as the cost says.
    ///
    /// Throws `wrongLength` for a salt that has not 16 octets, `unacceptableCost` beyond the bounds of a passphrase box, and
    /// `memoryUnavailable`.
    public static func hash(_ password: borrowing SecretOctets, salt: [UInt8], cost: Cost) throws(SodiumError) -> Octets32 {
        SodiumLibrary.start()
        guard salt.count == saltOctets else { throw .wrongLength(expected: saltOctets, found: salt.count) }
        guard (SodiumLimits.boxPassesMin...SodiumLimits.boxPassesMax).contains(cost.passes),
            (SodiumLimits.boxMemoryKiBMin...SodiumLimits.boxMemoryKiBMax).contains(cost.memoryKiB)
        else { throw .unacceptableCost }
        var hash = [UInt8](repeating: 0, count: Octets32.count)
        let isHashed = password.withUnsafeBytes { password in
            crypto_pwhash(
                &hash, UInt64(hash.count), UnsafeRawPointer(password.octetPointer).assumingMemoryBound(to: CChar.self),
                UInt64(password.count), salt, UInt64(cost.passes), Int(cost.memoryKiB) * 1_024, crypto_pwhash_ALG_ARGON2ID13) == 0
        }
        guard isHashed, let octets = Octets32(hash) else { throw .memoryUnavailable }
        return octets
    }
}
