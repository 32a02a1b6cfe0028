public import Sodium
public import Wire

/// What an entry is for; readable by every holder of the journal (specification chapter 2).
public enum EntryKind: UInt8, Sendable, CaseIterable {
    /// The first entry of every journal: names the writer's previous journal in the same group.
    case opening = 0
    /// An item: plain in the public group, sealed in every other.
    case item = 1
    /// An epoch's manifest and slots.
    case epoch = 2
    /// The node's encryption subkey, in its community journal.
    case subkey = 3
    /// A step of an epoch, given to nodes that came later.
    case grant = 4
    /// The node was to have an epoch's key and did not get it.
    case complaint = 5
}

/// Where an entry's body is: in the entry, or elsewhere under its length and hash.
public enum EntryBody: Equatable, Sendable {
    /// The body itself, at most `WireLimits.inlineBodyOctetsMax`.
    case inline([UInt8])
    /// Too large for the entry, pruned or withheld: its octets and the root of its chunk tree.
    case detached(length: UInt64, hash: Hash)
}

/// The fields of an entry's header that its author chooses before sealing; every one is in the key derivation.
public struct EntryPrefix: Equatable, Sendable {
    public var kind: EntryKind
    public var journal: JournalID
    /// Random; separates the keys of entries.
    public var salt: Octets16
    /// The epoch whose key seals the body; `nil` when the body is not sealed.
    public var epoch: EpochID?
    /// How many hourly steps after the epoch's start.
    public var step: UInt16
    /// The registry size the author judged by.
    public var registrySize: UInt64
    public var time: Minute
    /// Mailboxes drop the body after this minute; 0 means the group's rule.
    public var keepUntil: Minute

    public init(
        kind: EntryKind, journal: JournalID, salt: Octets16, epoch: EpochID?, step: UInt16,
        registrySize: UInt64, time: Minute, keepUntil: Minute
    ) {
        self.kind = kind
        self.journal = journal
        self.salt = salt
        self.epoch = epoch
        self.step = step
        self.registrySize = registrySize
        self.time = time
        self.keepUntil = keepUntil
    }
}

/// One entry as it travels and rests: everything of the header that the journal and body do not already tell.
///
/// Nothing here has been checked against a checkpoint.
public struct UnverifiedEntry: Equatable, Sendable {
    public var prefix: EntryPrefix
    /// What the sealing key commits to; `nil` when the body is not sealed.
    public var commitment: Octets32?
    public var body: EntryBody

    public init(prefix: EntryPrefix, commitment: Octets32?, body: EntryBody) {
        self.prefix = prefix
        self.commitment = commitment
        self.body = body
    }
}

/// The three things that name a journal: who writes, in which group, in which run.
public struct JournalName: Hashable, Sendable {
    public let node: NodeID
    public let group: GroupTag
    public let incarnation: Incarnation

    public init(node: NodeID, group: GroupTag, incarnation: Incarnation) {
        self.node = node
        self.group = group
        self.incarnation = incarnation
    }
}

/// A checkpoint as it travels: the origin is known from the journal and the root is computed by whoever checks it.
public struct CompactCheckpoint: Equatable, Sendable {
    public let size: UInt64
    public let signature: Octets64

    public init(size: UInt64, signature: Octets64) {
        self.size = size
        self.signature = signature
    }
}
