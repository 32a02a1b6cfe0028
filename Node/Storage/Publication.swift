public import Wire

/// What moderators decided about an item that its author shared with everyone.
public enum PublicationState: UInt8, Sendable, CaseIterable {
    /// Nobody has decided.
    case waiting = 0
    /// Everybody reads it.
    case published = 1
    /// It went back to its author, with a reason, and was never public.
    case returned = 2
    /// It was public, and moderators took it away.
    case withdrawn = 3
    /// It was public until its author retracted or replaced it, or its time was over.
    case ended = 4
}

/// An item in the eyes of the public zone's moderators.
public struct Publication: Equatable, Sendable {
    /// The item's number in the order of arrival here.
    public let item: Int64
    public let id: Hash
    public let state: PublicationState
    /// When it began to wait, seconds since 1970.
    public let came: Int64
    /// When it was decided, seconds since 1970; 0 while nobody has.
    public let decided: Int64
    /// The account of who decided, or the rule that did, as "rule: NAME".
    public let decider: String
    /// Why it was returned or withdrawn, in words for its author; empty for none.
    public let reason: String
    /// 0 for none, 1 threats, 2 mitigation, 3 best practice.
    public let topic: UInt8
    /// Since when it stands in front, seconds since 1970; 0 when it does not.
    public let featured: Int64
    /// The identifier of the object that the item is about, by which translations name it; empty for none.
    public let subject: String

    /// Reads the columns of `Query.publicationColumns`.
    init(_ columns: Columns) throws {
        item = columns.integer(0)
        id = try columns.fixed(1)
        guard let state = PublicationState(rawValue: try columns.integer(2, as: UInt8.self)) else {
            throw StorageError.corrupt("a publication is in no state")
        }
        self.state = state
        came = columns.integer(3)
        decided = columns.integer(4)
        decider = columns.text(5)
        reason = columns.text(6)
        topic = try columns.integer(7, as: UInt8.self)
        featured = columns.integer(8)
        subject = columns.text(9)
    }
}

/// Everything that is written when an item becomes public.
public struct PublicationOrder: Equatable, Sendable {
    /// The item's number.
    public var item: Int64
    /// Seconds since 1970.
    public var time: Int64
    /// At most 128 characters, as in `Publication`.
    public var decider: String
    /// At most 1,024 characters; empty for none.
    public var reason: String
    public var topic: UInt8
    /// The names of the lists in which it stands, 1 to 80 characters each; none for what has a page and is in no list.
    public var lists: [String]
    public var subject: String
    /// What its indicators name.
    public var values: [PublicValue]
    /// The objects that it translates, each with a language (RFC 5646).
    public var translations: [PublicTranslation]

    public init(
        item: Int64, time: Int64, decider: String, reason: String = "", topic: UInt8 = 0, lists: [String] = [], subject: String = "",
        values: [PublicValue] = [], translations: [PublicTranslation] = []
    ) {
        self.item = item
        self.time = time
        self.decider = decider
        self.reason = reason
        self.topic = topic
        self.lists = lists
        self.subject = subject
        self.values = values
        self.translations = translations
    }
}

/// A value that an indicator of a public item names.
public struct PublicValue: Equatable, Sendable {
    /// A number for its kind, 0 to 31, which is the caller's.
    public var kind: UInt8
    /// 1 to 2,048 characters.
    public var value: String
    /// From when it counts, seconds since 1970; 0 for always.
    public var since: Int64
    /// Until when, seconds since 1970; 0 for good.
    public var until: Int64
    /// 0 to 100; -1 where its author says nothing.
    public var confidence: Int

    public init(kind: UInt8, value: String, since: Int64 = 0, until: Int64 = 0, confidence: Int = -1) {
        self.kind = kind
        self.value = value
        self.since = since
        self.until = until
        self.confidence = confidence
    }
}

/// A value as lists of indicators give it.
public struct ListedValue: Equatable, Sendable {
    public let value: String
    /// The item's number, from which the next page goes on together with the value.
    public let item: Int64
    public let id: Hash
    public let since: Int64
    public let until: Int64
    public let confidence: Int
    /// PAP of the item, 0 none to 4 RED.
    public let pap: UInt8
}

/// That an item says an object of another one in a further language.
public struct PublicTranslation: Equatable, Sendable {
    /// The object's identifier.
    public var object: String
    /// RFC 5646.
    public var language: String

    public init(object: String, language: String) {
        self.object = object
        self.language = language
    }
}

/// A list of the public zone: "all", or of a topic, a sector, a month, an author.
public struct PublicationList: Equatable, Sendable {
    public let name: String
    /// The last place that was given.
    public let last: Int64
    /// How many items stand in it now.
    public let count: Int64
}

/// An item in its place of a list.
public struct PlacedPublication: Equatable, Sendable {
    public let place: Int64
    public let publication: Publication
    public let item: StoredItem
}

/// What changed in the public zone since a generation.
public struct PublicationChanges: Equatable, Sendable {
    /// The generation up to which this goes.
    public let generation: Int64
    /// The items that appeared, changed or left.
    public let items: [Hash]
    /// The pages of lists that are not what they were: list and page, counted from 0.
    public let pages: [ListedPage]
    /// Whether there are more changes than are given: then everything is new.
    public let isCut: Bool

    public struct ListedPage: Hashable, Sendable {
        public let list: String
        public let page: Int64
    }
}
