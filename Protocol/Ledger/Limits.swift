/// The bounds of journals, notes and checkpoints (specification chapter 2).
public enum LedgerLimits {
    /// Leaves of one log: 2^53, so that every size and position is exact in JSON and in SQLite.
    public static let logSizeMax: UInt64 = 9_007_199_254_740_992
    /// Octets of a checkpoint's origin, which is also a key's name.
    public static let originOctetsMax = 255
    /// Octets of a whole signed note: room for sixteen post-quantum signatures.
    public static let noteOctetsMax = 131_072
    /// Signature lines of one note; C2SP asks verifiers for at least 16.
    public static let noteSignaturesMax = 64
    /// Digits of a size in a checkpoint: those of `logSizeMax`.
    public static let sizeDigitsMax = 16
    /// Octets of content in one sealed body: the padding rule's last step below 4,096 chunks, less the length field.
    public static let sealedContentOctetsMax = 264_241_148
}
