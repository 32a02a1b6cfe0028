/// The bounds of groups, their keys and their items (specification chapter 4).
public enum GroupsLimits {
    /// Unicode scalars of a group's name: fits one line of a list.
    public static let nameScalarsMax = 80
    /// Octets of a group's name: four octets a scalar at most.
    public static let nameOctetsMax = 320
    /// Mailbox nodes that one charter may name.
    public static let mailboxesMax = 16
    /// Octets of a signed charter.
    public static let charterOctetsMax = 1_024
    /// Earlier operations that one roster operation names; heads beyond them stay heads.
    public static let seenOperationsMax = 64
    /// Octets of a signed roster operation.
    public static let rosterOperationOctetsMax = 3_072
    /// Operations of one roster; bounds the fold, which is quadratic in bits (2 MiB of them).
    public static let rosterOperationsMax = 4_096
    /// Octets of a signed subkey: the public key, the signature and a hundred more.
    public static let subkeyOctetsMax = 1_400
    /// Minutes a subkey may be valid: 90 days, as long as private halves are kept.
    public static let subkeyMinutesMax: UInt32 = 129_600
    /// Octets of an X-Wing public key.
    public static let publicKeyOctets = 1_216
    /// Octets that HPKE with X-Wing encapsulates: the ML-KEM-768 ciphertext and the X25519 share.
    public static let encapsulatedOctets = 1_120
    /// Octets of one slot: encapsulated key, then 32 octets sealed by AES-256-GCM.
    public static let slotOctets = 1_168
    /// Slots of the smallest epoch; fewer nodes than this are hidden among dummies.
    public static let slotsMin = 4
    /// Slots of the largest epoch, a power of two: 19 MiB of them.
    public static let slotsMax = 16_384
    /// Octets of a manifest.
    public static let manifestOctetsMax = 256
    /// Hourly steps that an epoch key takes: seven days.
    public static let stepsMax: UInt16 = 168
    /// Octets of an item's title.
    public static let titleOctetsMax = 512
    /// Octets of an item's media type.
    public static let mediaTypeOctetsMax = 128
    /// Epochs in one keyring; bounds what a keyring file can make a node allocate.
    public static let keyringEpochsMax = 8_192
}
