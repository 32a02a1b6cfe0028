/// The bounds of groups, their keys and their items (specification chapter 4).
public enum GroupsLimits {
    /// Unicode scalars of a group's name: fits one line of a list.
    public static let nameScalarsMax = 80
    /// Octets of a group's name: four octets a scalar at most.
    public static let nameOctetsMax = 320
    /// Mailbox nodes that one charter may name.
    public static let mailboxesMax = 16
    /// Fields that a charter of a version yet unknown may have, so that it is refused for its version.
    public static let charterFieldsMax = 64
    /// Octets of a signed charter: 256 organisations, 16 mailboxes and a kilobyte.
    public static let charterOctetsMax = 6_144
    /// Organisations of a named group: a set that somebody chose by hand.
    public static let namedOrganisationsMax = 256
    /// Days that mailboxes keep ciphertext: a year.
    public static let mailboxDaysMax: UInt64 = 366
    /// Percentages that an election can ask for: half, so that two majorities share a member, to all but the last one.
    public static let electingRange: ClosedRange<UInt64> = 50...99
    /// Earlier operations that one roster operation names; heads beyond them stay heads.
    public static let seenOperationsMax = 64
    /// Octets of a signed roster operation.
    public static let rosterOperationOctetsMax = 3_072
    /// Operations of one roster; bounds the fold, which is quadratic in bits (16 MiB of them).
    public static let rosterOperationsMax = 16_384
    /// Of those, operations that stewards signed or that such an operation has in its past: all but what follows.
    public static let rosterBorneOperationsMax = rosterOperationsMax - rosterReservedOperationsMax - rosterLooseOperationsMax
    /// Places beyond them for operations of present stewards, so that a roster that somebody filled can still be put in order.
    public static let rosterReservedOperationsMax = 1_024
    /// Operations of everybody on which no steward's rests: leavings, votes, what is not authorised and what waits.
    public static let rosterLooseOperationsMax = 1_024
    /// Of those, operations of one organisation: nobody leaves, or votes, so often.
    public static let rosterLooseOperationsPerSignerMax = 64
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
    /// Slots of the smallest epoch; fewer nodes than this are hidden among dummies. A grant may have one.
    public static let slotsMin = 4
    /// Slots of the largest epoch: 19 MiB of them.
    public static let slotsMax = 16_384
    /// Octets of a manifest.
    public static let manifestOctetsMax = 256
    /// Hours that an epoch's start hour, or the hour of a granted step, may be ahead of a reader's clock; it is set aside beyond.
    public static let hoursAheadMax: UInt32 = 1
    /// Hourly steps that an epoch key takes: seven days.
    public static let stepsMax: UInt16 = 168
    /// Nodes that may open an epoch or grant at once; above, candidates wait in turn (specification §4.8).
    public static let openingCandidatesMax = 100
    /// Milliseconds that the last of many candidates waits before it opens an epoch: a first one's epoch is everywhere by then.
    public static let openingDelayMillisecondsMax: UInt64 = 2_000
    /// Complaints of one node that are heeded in any 24 hours, so that nobody makes a group open epochs all the time.
    public static let complaintsPerDayMax = 4
    /// Complaints of one node that are heeded about one epoch: it can be granted again as often, and lives for seven days.
    public static let complaintsPerEpochMax = 8
    /// Organisations that an item under TLP:RED may name: as many as a named group has.
    public static let recipientsMax = 256
    /// People that an item may name in one organisation.
    public static let recipientPeopleMax = 64
    /// Octets of a person's name or address.
    public static let personOctetsMax = 128
    /// Receipts in one item: what a node applies in a round or two.
    public static let receiptsMax = 256
    /// Octets of an item's title.
    public static let titleOctetsMax = 512
    /// Octets of an item's media type.
    public static let mediaTypeOctetsMax = 128
    /// Epochs in one keyring; bounds what a keyring file can make a node allocate.
    public static let keyringEpochsMax = 8_192
}
