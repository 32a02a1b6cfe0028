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
    /// The latest time of a cosignature, in unix seconds: the end of the year 9999, up to which times can be written.
    public static let cosignatureTimeMax: UInt64 = 253_402_300_799
    /// Seconds by which a cosignature may lie ahead of a node's clock and still be believed: ten minutes, what a clock without a time server drifts
    /// in a year or so.
    public static let cosignatureSecondsAheadMax: UInt64 = 600
    /// Digits of a size in a checkpoint: those of `logSizeMax`.
    public static let sizeDigitsMax = 16
    /// Octets of content in one sealed body: the padding rule's last step below 4,096 chunks, less the length field.
    public static let sealedContentOctetsMax = 264_241_148
    /// Octets of the address of a tile: its longest form, six groups of digits and a width, has 44.
    static let tilePathOctetsMax = 64
}
