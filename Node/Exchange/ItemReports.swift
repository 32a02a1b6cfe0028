/// To whom something is to be shared.
public enum Destination: Codable, Equatable, Sendable {
    /// The public: signed, in clear.
    case everyone
    /// All member organisations.
    case members
    /// The members of this organisation's own sector.
    case sector
    /// A closed group, by name or tag.
    case group(String)
    /// Organisations one by one, this node's own always with them.
    case organisations([NamedRecipient])
}

/// An organisation that receives an item by name.
public struct NamedRecipient: Codable, Equatable, Sendable {
    /// A name or identifier.
    public var organisation: String
    /// The representatives who may see it there; empty for the whole organisation. With TLP:RED only.
    public var people: [String]

    public init(_ organisation: String, people: [String] = []) {
        self.organisation = organisation
        self.people = people
    }
}

/// How content is to be shared.
public struct ShareRequest: Codable, Equatable, Sendable {
    public var to: Destination
    /// A TLP marking in any usual spelling; `nil` takes the content's own.
    public var tlp: String?
    /// A PAP marking in any usual spelling; `nil` for none.
    public var pap: String?
    /// At most 512 octets; `nil` takes one from the content.
    public var title: String?
    /// Whether to go on although the registry is stale; `nil` is no.
    public var despiteStaleRegistry: Bool?
    /// When it is no longer shown: ISO 8601, or a time from now such as "30d"; `nil` for never.
    public var expires: String?
    /// "as-marked", "never" or "allowed"; `nil` is as its mark says.
    public var resharing: String?
    /// Whether readers must not name this organisation as its author; `nil` is no.
    public var unattributed: Bool?
    /// Seconds for which it waits before it leaves and can be taken back, at most a day; `nil` is no longer than the rules ask for.
    public var holdSeconds: Int?

    public init(
        to: Destination, tlp: String? = nil, pap: String? = nil, title: String? = nil, despiteStaleRegistry: Bool? = nil,
        expires: String? = nil, resharing: String? = nil, unattributed: Bool? = nil, holdSeconds: Int? = nil
    ) {
        self.holdSeconds = holdSeconds
        self.expires = expires
        self.resharing = resharing
        self.unattributed = unattributed
        self.despiteStaleRegistry = despiteStaleRegistry
        self.to = to
        self.tlp = tlp
        self.pap = pap
        self.title = title
    }
}

/// A sharing that is only asked about.
public struct AudienceRequest: Codable, Equatable, Sendable {
    public var to: Destination
    /// `nil` takes the content's own, or without content asks about the audience alone.
    public var tlp: String?
    /// As in `ShareRequest`.
    public var despiteStaleRegistry: Bool?

    public init(to: Destination, tlp: String? = nil, despiteStaleRegistry: Bool? = nil) {
        self.despiteStaleRegistry = despiteStaleRegistry
        self.to = to
        self.tlp = tlp
    }
}

/// Exactly who can open an item, or could.
public struct AudienceReport: Codable, Equatable, Sendable {
    /// The item's identifier; empty for a draft.
    public var item: String
    /// The group's name as in `GroupReport`.
    public var group: String
    public var kind: String
    /// The display name; empty when a draft names none.
    public var tlp: String
    /// "allowed", or the code of the refusal that sharing would meet.
    public var decision: String
    /// Why it is refused and what to do; empty when it is allowed.
    public var reason: String
    /// The organisations that hold, or would be given, the key; by name, in order. Empty for everyone.
    public var organisations: [String]
    /// Their identifiers, in the same order.
    public var organisationIds: [String]
    /// Representatives that a RED item names, as "organisation: person".
    public var people: [String]
    /// Organisations of the group that would not be given the key now, each with the reason.
    public var without: [String]
    /// The organisations whose nodes keep the ciphertext and cannot open it.
    public var mailboxes: [String]
    /// Whether the list was checked against what the key's maker committed to; a draft is exact by construction.
    public var isExact: Bool

    public init(
        item: String, group: String, kind: String, tlp: String, decision: String, reason: String, organisations: [String],
        organisationIds: [String], people: [String], without: [String], mailboxes: [String], isExact: Bool
    ) {
        self.item = item
        self.group = group
        self.kind = kind
        self.tlp = tlp
        self.decision = decision
        self.reason = reason
        self.organisations = organisations
        self.organisationIds = organisationIds
        self.people = people
        self.without = without
        self.mailboxes = mailboxes
        self.isExact = isExact
    }
}

/// What sharing led to.
public struct ShareReport: Codable, Equatable, Sendable {
    public var id: String
    public var group: String
    /// The display name, "TLP:AMBER".
    public var tlp: String
    /// Where the marking came from: "content", "request" or "default".
    public var tlpSource: String
    public var title: String
    /// The organisations that can open it.
    public var recipients: [String]
    /// What the content's reader noticed, such as two markings on one object.
    public var warnings: [String]
    /// "shared", or "waiting": then `id` is of what waits, and nothing has left.
    public var state = "shared"
    /// ISO 8601, when it may leave; empty when it has.
    public var due = ""
    /// How many further people have to approve it first.
    public var approvals = 0
    /// The rules of one's own that had a part in it.
    public var rules: [String] = []

    public init(
        id: String, group: String, tlp: String, tlpSource: String, title: String, recipients: [String], warnings: [String]
    ) {
        self.id = id
        self.group = group
        self.tlp = tlp
        self.tlpSource = tlpSource
        self.title = title
        self.recipients = recipients
        self.warnings = warnings
    }
}

/// An item in a list.
public struct ItemReport: Codable, Equatable, Sendable {
    public var id: String
    public var group: String
    public var author: String
    public var tlp: String
    /// "PAP:AMBER"; empty for none.
    public var pap: String
    public var title: String
    public var mediaType: String
    public var octets: Int
    /// ISO 8601, as the author says.
    public var created: String
    /// ISO 8601, when this node had it on disk.
    public var received: String
    /// "shown", "quarantined", or "for named representatives" where only they may see more.
    public var state: String

    public init(
        id: String, group: String, author: String, tlp: String, pap: String, title: String, mediaType: String, octets: Int,
        created: String, received: String, state: String
    ) {
        self.id = id
        self.group = group
        self.author = author
        self.tlp = tlp
        self.pap = pap
        self.title = title
        self.mediaType = mediaType
        self.octets = octets
        self.created = created
        self.received = received
        self.state = state
    }
}

/// Which items are listed.
public struct ItemsRequest: Equatable, Sendable {
    /// A group's name or tag; `nil` for all.
    public var group: String?
    public var limit: Int
    /// The last page's `next`.
    public var cursor: String?

    public init(group: String? = nil, limit: Int = ExchangeLimits.itemsListedDefault, cursor: String? = nil) {
        self.group = group
        self.limit = limit
        self.cursor = cursor
    }
}

/// A page of items, the last to arrive first.
public struct ItemPage: Codable, Equatable, Sendable {
    public var items: [ItemReport]
    /// The cursor of the next page; empty after the last one. A page may hold fewer items than asked for, and still have a next.
    public var next: String

    public init(items: [ItemReport], next: String) {
        self.items = items
        self.next = next
    }
}

/// An item with what proves it and what is in it.
public struct ItemDetail: Codable, Equatable, Sendable {
    public var item: ItemReport
    /// The node that wrote it.
    public var node: String
    public var journal: String
    public var position: UInt64
    /// "verified": entries that do not verify are never stored.
    public var signature: String
    /// The author's standing in the registry now.
    public var standing: String
    public var recipients: [String]
    public var objects: [ObjectReport]

    public init(
        item: ItemReport, node: String, journal: String, position: UInt64, signature: String, standing: String, recipients: [String],
        objects: [ObjectReport]
    ) {
        self.item = item
        self.node = node
        self.journal = journal
        self.position = position
        self.signature = signature
        self.standing = standing
        self.recipients = recipients
        self.objects = objects
    }
}

/// One STIX object of an item.
public struct ObjectReport: Codable, Equatable, Sendable {
    public var id: String
    public var type: String
    public var name: String

    public init(id: String, type: String, name: String) {
        self.id = id
        self.type = type
        self.name = name
    }
}
