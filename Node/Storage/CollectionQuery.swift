public import Wire

/// Who may see an object at least, from the public to members that hold TLP:AMBER+STRICT. TLP:RED is on no shelf.
///
/// A reader with a level sees what has this level or a lower one.
public enum ShelfLevel: UInt8, Comparable, Sendable, CaseIterable {
    /// TLP:CLEAR, shared with everyone, and made public by the zone's moderators.
    case published = 0
    case clear = 1
    case green = 2
    case amber = 3
    case amberStrict = 4

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// The strictest mark of what stands here.
    public var mark: UInt8 { self == .published ? 0 : rawValue - 1 }

    /// Above every level: what nothing else stands for.
    static let never: UInt8 = 5
}

/// A search that chooses among the objects of a shelf, and for whom.
public struct ShelfSearch: Sendable {
    public var query: SearchQuery
    public var reader: SearchReader

    public init(_ query: SearchQuery, for reader: SearchReader) {
        self.query = query
        self.reader = reader
    }
}

/// Which objects of a collection are asked for.
public struct CollectionQuery: Sendable {
    /// Which versions of an object; several mean any of them.
    public struct Versions: Equatable, Sendable {
        /// The newest that the reader may see.
        public var last: Bool
        /// The oldest that the reader may see.
        public var first: Bool
        public var all: Bool
        /// Exactly these, in microseconds since 1970.
        public var times: Set<Int64>

        public init(last: Bool = false, first: Bool = false, all: Bool = false, times: Set<Int64> = []) {
            self.last = last
            self.first = first
            self.all = all
            self.times = times
        }

        /// The newest alone: what is meant when nothing is said.
        public static let newest = Versions(last: true)
    }

    /// Objects shared with this group; `nil` for all that is here.
    public var group: GroupTag?
    /// The reader's level.
    public var level: ShelfLevel
    /// Only what was added later, in microseconds since 1970.
    public var after: Int64
    /// Objects at most, 1 to `StorageLimits.collectionObjectsMax`.
    public var limit: Int
    /// Only objects with one of these identifiers; none for all.
    public var ids: [String]
    /// Only objects of one of these types; none for all.
    public var types: [String]
    public var versions: Versions
    /// Only what this search finds, for whoever asks; `nil` for all.
    public var search: ShelfSearch?

    public init(
        group: GroupTag?, level: ShelfLevel, after: Int64 = 0, limit: Int, ids: [String] = [], types: [String] = [],
        versions: Versions = .newest, search: ShelfSearch? = nil
    ) {
        self.search = search
        self.group = group
        self.level = level
        self.after = after
        self.limit = limit
        self.ids = ids
        self.types = types
        self.versions = versions
    }
}

/// An object of a collection.
public struct CollectionObject: Equatable, Sendable {
    /// When it was added, in microseconds since 1970: unlike that of every other object.
    public let added: Int64
    public let id: String
    public let type: String
    /// Its version as its author wrote it; `nil` for an object that has none.
    public let modified: String?
    /// The version in microseconds since 1970; `nil` for an object that has none.
    public let version: Int64?
    /// Its octets as its author wrote them; empty where only the list was asked for.
    public let octets: [UInt8]
}

/// The octets of some objects of a collection, in the order in which they were added: all that a machine is given of a page.
public struct CollectionEnvelope: Equatable, Sendable {
    /// The objects as their authors wrote them, with commas between them.
    public var octets: [UInt8] = []
    public var count = 0
    /// When the first of them was added, in microseconds since 1970; 0 where there is none.
    public var first: Int64 = 0
    public var last: Int64 = 0
    /// From where it goes on: the `after` of the next query; `nil` at the end.
    public var next: Int64?
}

/// Some objects of a collection, in the order in which they were added.
public struct CollectionPage: Equatable, Sendable {
    public var objects: [CollectionObject] = []
    /// From where it goes on: the `after` of the next query; `nil` at the end.
    public var next: Int64?
}
