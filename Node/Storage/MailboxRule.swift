public import Wire

/// When ciphertext that this node cannot read is let go: what `Store.expireCiphertext` goes by.
public struct MailboxRule: Equatable, Sendable {
    /// The present minute.
    public var now: Minute
    /// Minutes from an entry's time after which bodies without a date of their own are let go, in a group that is named neither in
    /// `groups` nor in `own`.
    public var keepMinutesDefault: UInt32
    /// Minutes from an entry's time after which a body is let go whatever its own date: 366 days unless told.
    public var keepMinutesMax: UInt32
    /// The groups that this node stores for without belonging to them, each with the minutes it keeps bodies without a date of their own.
    public var groups: [GroupTag: UInt32]
    /// The groups to which this node belongs: nothing of them is let go, since a key or body may be on its way.
    public var own: Set<GroupTag>
    /// Octets of bodies of one author, over all groups but its `own`, above which the oldest are let go.
    public var authorOctetsMax: Int64

    public init(
        now: Minute, keepMinutesDefault: UInt32, keepMinutesMax: UInt32 = 366 * 1_440, groups: [GroupTag: UInt32], own: Set<GroupTag>,
        authorOctetsMax: Int64
    ) {
        self.now = now
        self.keepMinutesDefault = keepMinutesDefault
        self.keepMinutesMax = keepMinutesMax
        self.groups = groups
        self.own = own
        self.authorOctetsMax = authorOctetsMax
    }
}

/// What one call of `Store.expireCiphertext` did.
public struct ExpiryReport: Equatable, Sendable {
    /// Entries whose bodies were let go.
    public var pruned = 0
    /// Octets of these bodies, as their headers give them.
    public var octets: Int64 = 0
    /// `false`: the limit ended the call, and there may be more to do.
    public var isComplete = true

    public init(pruned: Int = 0, octets: Int64 = 0, isComplete: Bool = true) {
        self.pruned = pruned
        self.octets = octets
        self.isComplete = isComplete
    }
}

/// How much ciphertext of one author this node keeps without being able to read it.
public struct MailboxUsage: Equatable, Sendable {
    public let author: NodeID
    /// Octets of bodies, as their headers give them.
    public let octets: Int64

    public init(author: NodeID, octets: Int64) {
        self.author = author
        self.octets = octets
    }
}

/// An entry whose body this node keeps without being able to read it.
public struct KeptCiphertext: Equatable, Sendable {
    public let place: EntryPlace
    /// The node that sealed it.
    public let author: NodeID
    public let group: GroupTag
    /// The entry's time, in minutes.
    public let time: Minute
    /// Octets of the body, as the header gives them.
    public let octets: Int64
}
