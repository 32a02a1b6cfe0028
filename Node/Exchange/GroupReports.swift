/// A group to be made.
public struct GroupCreation: Codable, Equatable, Sendable {
    public var name: String
    /// Organisations that are members from the beginning, by name or identifier.
    public var members: [String]
    /// Whether the coordinator keeps the group's ciphertext for members that are away.
    public var mailbox: Bool
    /// How many days mailboxes keep it: 1 to 366.
    public var mailboxDays: Int
    /// Whether newcomers are given the keys of what was shared before they joined.
    public var history: Bool
    /// A group without a steward elects one by more than this percentage of its members: 50 to 99.
    public var electing: Int
    /// Whether each member tells the group what it has applied of corrections and retractions; `nil` is no.
    public var receipts: Bool?

    public init(
        name: String, members: [String] = [], mailbox: Bool, mailboxDays: Int = 30, history: Bool = false, electing: Int = 50,
        receipts: Bool? = nil
    ) {
        self.receipts = receipts
        self.name = name
        self.members = members
        self.mailbox = mailbox
        self.mailboxDays = mailboxDays
        self.history = history
        self.electing = electing
    }
}

/// A change of a closed group's roster.
public struct GroupChange: Codable, Equatable, Sendable {
    /// What is to be done.
    public enum Verb: String, Codable, CaseIterable, Sendable {
        case add
        case remove
        /// Make the organisation a steward; in a group without a steward, vote for it.
        case appoint
        /// Let the organisation be a plain member.
        case dismiss
        /// Remove this node's own organisation; the change names no other.
        case leave
    }

    public var verb: Verb
    /// A name or identifier; empty for `leave`.
    public var organisation: String

    public init(_ verb: Verb, _ organisation: String = "") {
        self.verb = verb
        self.organisation = organisation
    }
}

/// A sharing group this node takes part in.
public struct GroupReport: Codable, Equatable, Sendable {
    /// "everyone", "members" and "sector:NAME" for the groups that the registry makes.
    public var name: String
    /// "everyone", "community", "sector", "closed" or "named".
    public var kind: String
    public var tag: String
    /// Empty where the registry says who is inside.
    public var founder: String
    /// The organisations that change the roster; none for groups without one.
    public var stewards: [String]
    public var organisations: [String]
    /// Since when the present group key is in use, as ISO 8601; empty before the first.
    public var keySince: String
    /// Member organisations that no key is made for now, each with the reason: "City Telecom: suspended".
    public var waiting: [String]
    /// The organisations whose nodes keep the ciphertext and cannot open it.
    public var mailboxes: [String]
    public var mailboxDays: Int
    /// Whether newcomers are given earlier keys.
    public var history: Bool
    /// Whether this node's organisation is inside now; false after a removal.
    public var isMember: Bool
    /// Operations on the roster that are without effect, such as those of a removed steward.
    public var withoutEffect: Int

    public init(
        name: String, kind: String, tag: String, founder: String, stewards: [String], organisations: [String], keySince: String,
        waiting: [String], mailboxes: [String], mailboxDays: Int, history: Bool, isMember: Bool, withoutEffect: Int
    ) {
        self.name = name
        self.kind = kind
        self.tag = tag
        self.founder = founder
        self.stewards = stewards
        self.organisations = organisations
        self.keySince = keySince
        self.waiting = waiting
        self.mailboxes = mailboxes
        self.mailboxDays = mailboxDays
        self.history = history
        self.isMember = isMember
        self.withoutEffect = withoutEffect
    }
}
