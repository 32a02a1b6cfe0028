/// The bounds of this module.
public enum SodiumLimits {
    /// Octets of a secret in a passphrase box: a key file or a keyring; bounds the locked memory one box can ask for.
    public static let boxedSecretOctetsMax = 1_048_576
    /// Passes of Argon2id that opening a box will run; a box that asks for more only wants to burn time.
    public static let boxPassesMax: UInt32 = 10
    /// Passes of Argon2id, the least the algorithm has.
    public static let boxPassesMin: UInt32 = 1
    /// KiB of memory that opening a box will use (1 GiB); a box that asks for more only wants to exhaust the host.
    public static let boxMemoryKiBMax: UInt32 = 1_048_576
    /// KiB of memory, the least the algorithm has.
    public static let boxMemoryKiBMin: UInt32 = 8
    /// Octets of plaintext in one chunk of a `ChunkedSeal`; with its tag a chunk has 65,536.
    public static let chunkPlaintextOctets = 65_520
    /// Octets of the smallest `PaddedContent`; what is shorter looks all the same.
    public static let paddedOctetsMin = 512
}
