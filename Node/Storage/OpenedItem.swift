public import Groups
import Policy
public import Wire

/// An item that was opened and judged, on its way into the store.
public struct OpenedItem: Equatable, Sendable {
    /// The hash of the entry's leaf.
    public var id: Hash
    /// The entry it came in.
    public var place: EntryPlace
    public var group: GroupTag
    public var author: NodeID
    /// Whose node the author was when the item was opened.
    public var organisation: OrganisationID
    /// What the content is, as the sealed content says (specification chapter 4).
    public var kind: UInt8
    /// TLP, 0 CLEAR to 4 RED.
    public var tlp: UInt8
    /// PAP, 0 none to 4 RED.
    public var pap: UInt8
    /// At most 512 characters.
    public var title: String
    /// At most 128 characters.
    public var mediaType: String
    /// When the author made it, seconds since 1970.
    public var created: Int64
    /// When this node opened it, seconds since 1970.
    public var received: Int64
    /// The content as it is shown and exported, byte for byte as the author gave it.
    public var content: [UInt8]
    /// The STIX objects in the content, in their order.
    public var objects: [OpenedObject]
    /// Whether it was in order when it came; see `Store.acceptItems`.
    public var isAccepted: Bool
    /// The people to whom alone the item may be shown; none when it is for everybody who has it.
    public var recipients: [ItemRecipient]
    /// What its author says about its life.
    public var terms = ItemTerms.none
    /// Of a withdrawal what it says.
    public var withdrawal: Withdrawal?
    /// Of a re-share whose item it is.
    public var reshared: ResharedOriginal?
    /// What the node's own rules say against it.
    public var held: ItemHold?
    /// The objects as they are indexed; read when the item is stored unless `prepareIndex` has done so.
    var indexed: [IndexedObject]?

    public init(
        id: Hash, place: EntryPlace, group: GroupTag, author: NodeID, organisation: OrganisationID, kind: UInt8, tlp: UInt8,
        pap: UInt8, title: String, mediaType: String, created: Int64, received: Int64, content: [UInt8], objects: [OpenedObject],
        isAccepted: Bool = true, recipients: [ItemRecipient] = [], terms: ItemTerms = .none, withdrawal: Withdrawal? = nil,
        reshared: ResharedOriginal? = nil, held: ItemHold? = nil
    ) {
        self.id = id
        self.place = place
        self.group = group
        self.author = author
        self.organisation = organisation
        self.kind = kind
        self.tlp = tlp
        self.pap = pap
        self.title = title
        self.mediaType = mediaType
        self.created = created
        self.received = received
        self.content = content
        self.objects = objects
        self.isAccepted = isAccepted
        self.recipients = recipients
        self.terms = terms
        self.withdrawal = withdrawal
        self.reshared = reshared
        self.held = held
    }
}

/// Why a node's own rules keep an item from being shown, or from being made public here.
public struct ItemHold: Equatable, Sendable {
    /// What it is kept from.
    public enum Scope: UInt8, Sendable {
        /// It is shown when a person has looked at it.
        case quarantine = 1
        /// It is not shown.
        case denied = 2
        /// It is shown to this organisation and not to the public.
        case unpublished = 3
    }

    public var scope: Scope
    /// In words, with the rule; at most 1,024 characters.
    public var reason: String

    public init(_ scope: Scope, reason: String) {
        self.scope = scope
        self.reason = String(reason.prefix(1_024))
    }

    init?(_ columns: Columns, from first: Int32) throws {
        guard !columns.isNull(first) else { return nil }
        guard let scope = Scope(rawValue: try columns.integer(first, as: UInt8.self)) else {
            throw StorageError.corrupt("an item is held in no scope")
        }
        self.init(scope, reason: columns.text(first + 1))
    }
}

/// The item that a re-share carries, by its author's proof.
public struct ResharedOriginal: Equatable, Sendable {
    /// The original as a version of its own line.
    public var version: ItemVersion
    /// The node that wrote it.
    public var node: NodeID

    public init(version: ItemVersion, node: NodeID) {
        self.version = version
        self.node = node
    }
}

/// One person to whom an item is addressed.
public struct ItemRecipient: Hashable, Sendable {
    public var organisation: OrganisationID
    /// The name under which the organisation knows the person, 1 to 128 characters.
    public var name: String

    public init(organisation: OrganisationID, name: String) {
        self.organisation = organisation
        self.name = name
    }
}

/// A STIX object inside an item's content.
public struct OpenedObject: Equatable, Sendable {
    /// The identifier, "type--uuid".
    public var id: String
    public var type: String
    public var name: String?
    /// When its author changed it last, as written; objects such as addresses have none.
    public var modified: String?
    /// The octets of the object in the content.
    public var range: Range<Int>

    public init(id: String, type: String, name: String?, modified: String?, range: Range<Int>) {
        self.id = id
        self.type = type
        self.name = name
        self.modified = modified
        self.range = range
    }
}

/// An item as lists show it, without its content.
public struct StoredItem: Equatable, Sendable {
    /// Its number in the order of arrival at this node; the place from which the next page of a list goes on.
    public let number: Int64
    public let id: Hash
    public let place: EntryPlace
    public let group: GroupTag
    public let author: NodeID
    public let organisation: OrganisationID
    public let kind: UInt8
    /// TLP, 0 CLEAR to 4 RED.
    public let tlp: UInt8
    /// PAP, 0 none to 4 RED.
    public let pap: UInt8
    public let title: String
    public let mediaType: String
    /// When the author made it, seconds since 1970.
    public let created: Int64
    /// When this node opened it, seconds since 1970.
    public let received: Int64
    /// Octets of the content.
    public let length: Int
    /// Whether it was in order once: for ever.
    public let isAccepted: Bool
    /// Whether objects were found in its content.
    public let isReadable: Bool
    /// The people to whom alone it may be shown, by organisation and name; empty when it is for everybody who has it.
    public let recipientNames: [ItemRecipient]
    /// What its author says about its life.
    public let terms: ItemTerms
    /// What became of it, when it is not what its author says now.
    public let end: ItemEnd?
    /// Of a re-share whose item it is, and the organisation that wrote it.
    public let original: ResharedOriginal?
    /// What the node's own rules say against it.
    public let held: ItemHold?

    /// Reads the columns of `Query.items`, and the rows of `Query.recipients`.
    init(_ columns: Columns, recipients: PreparedStatement) throws {
        number = columns.integer(0)
        recipientNames = try recipients.all(number) { ItemRecipient(organisation: try $0.fixed(0), name: $0.text(1)) }
        id = try columns.fixed(1)
        place = EntryPlace(journal: try columns.fixed(2), position: EntryKey(rawValue: columns.integer(3)).position)
        group = try columns.fixed(4)
        author = try columns.fixed(5)
        organisation = try columns.fixed(6)
        mediaType = columns.text(7)
        kind = try columns.integer(8, as: UInt8.self)
        tlp = try columns.integer(9, as: UInt8.self)
        pap = try columns.integer(10, as: UInt8.self)
        title = columns.text(11)
        created = columns.integer(12)
        received = columns.integer(13)
        length = Int(columns.integer(14))
        isAccepted = columns.integer(15) == 1
        isReadable = columns.integer(16) == 1
        terms = try ItemTerms(columns, from: 18)
        end = try ItemEnd(columns, state: 17, from: 22)
        original = try ResharedOriginal(columns, from: 25)
        held = try ItemHold(columns, from: 30)
    }
}
