/// Where the TAXII server gets what it gives, and where it puts what it is given; called for every request, side by side.
///
/// What a caller may not see is not there: the answer is the same as for what does not exist.
public protocol TAXIISource: Sendable {
    /// What the server says of itself.
    func site() async -> TAXIISite
    /// The collections that a caller may see, the public's for nobody; none at all when nothing is public here.
    func collections(for caller: APICaller?) async throws(OperationError) -> [TAXIICollection]
    /// Some objects of a collection, with their octets if they are wanted.
    func page(
        of collection: TAXIICollection, _ query: TAXIIQuery, withOctets: Bool, for caller: APICaller?
    ) async throws(OperationError) -> TAXIIPage
    /// The octets of the same objects as one run, for those who can do without all else of them.
    func envelope(
        of collection: TAXIICollection, _ query: TAXIIQuery, for caller: APICaller?
    ) async throws(OperationError) -> TAXIIPageOctets
    /// Shares what a machine gives: an envelope with `objects`, as it came.
    func post(
        _ envelope: [UInt8], to collection: TAXIICollection, by caller: APICaller
    ) async throws(OperationError) -> TAXIIStatus
    /// What became of something that this caller gave; `nil` when it gave nothing under this identifier.
    func status(_ id: String, for caller: APICaller) async throws(OperationError) -> TAXIIStatus?
}

extension TAXIISource {
    /// Made of a page.
    public func envelope(
        of collection: TAXIICollection, _ query: TAXIIQuery, for caller: APICaller?
    ) async throws(OperationError) -> TAXIIPageOctets {
        TAXIIPageOctets(try await page(of: collection, query, withOctets: true, for: caller))
    }
}

/// What a TAXII server says of itself.
public struct TAXIISite: Equatable, Sendable {
    public var title: String
    public var description: String
    /// The address under which the world reaches it ("https://node.example", without a slash at the end); empty when it is not known.
    public var baseURL: String

    public init(title: String, description: String, baseURL: String) {
        self.title = title
        self.description = description
        self.baseURL = baseURL
    }
}

/// A collection as its caller may use it.
public struct TAXIICollection: Equatable, Sendable {
    /// A UUID.
    public var id: String
    public var title: String
    public var description: String
    /// A second name for addresses; empty for none.
    public var alias: String
    public var canRead: Bool
    public var canWrite: Bool
    /// The source's own name of it.
    public var key: String

    public init(id: String, title: String, description: String, alias: String, canRead: Bool, canWrite: Bool, key: String) {
        self.id = id
        self.title = title
        self.description = description
        self.alias = alias
        self.canRead = canRead
        self.canWrite = canWrite
        self.key = key
    }
}

/// Which objects are asked for.
public struct TAXIIQuery: Equatable, Sendable {
    /// Only what was added later, in microseconds since 1970.
    public var after: Int64 = 0
    public var limit = ExchangeLimits.objectsDefault
    /// None for all; so are the next.
    public var ids: [String] = []
    public var types: [String] = []
    public var isLast = true
    public var isFirst = false
    public var isAll = false
    /// Versions in microseconds since 1970.
    public var times: [Int64] = []
    /// Whether objects of STIX 2.1 are meant: there are no others.
    public var isOfThisVersion = true

    public init() {}
}

/// An object as it is given.
public struct TAXIIObject: Equatable, Sendable {
    /// In microseconds since 1970.
    public var added: Int64
    public var id: String
    /// A timestamp: the object's `modified`, else its `created`, else when it was added.
    public var version: String
    /// As its author wrote it; empty where only the list was asked for.
    public var octets: [UInt8]

    public init(added: Int64, id: String, version: String, octets: [UInt8]) {
        self.added = added
        self.id = id
        self.version = version
        self.octets = octets
    }
}

public struct TAXIIPage: Equatable, Sendable {
    public var objects: [TAXIIObject]
    /// The `after` with which it goes on; `nil` at the end.
    public var next: Int64?

    public init(objects: [TAXIIObject], next: Int64?) {
        self.objects = objects
        self.next = next
    }
}

/// The objects of a page as they are sent.
public struct TAXIIPageOctets: Equatable, Sendable {
    /// As their authors wrote them, with commas between them.
    public var octets: [UInt8]
    public var count: Int
    /// When the first of them was added, in microseconds since 1970; of no meaning where there is none.
    public var first: Int64
    public var last: Int64
    /// The `after` with which it goes on; `nil` at the end.
    public var next: Int64?

    public init(octets: [UInt8] = [], count: Int = 0, first: Int64 = 0, last: Int64 = 0, next: Int64? = nil) {
        self.octets = octets
        self.count = count
        self.first = first
        self.last = last
        self.next = next
    }

    public init(_ page: TAXIIPage) {
        self.init(
            octets: Array(page.objects.map(\.octets).joined(separator: [UInt8(ascii: ",")])), count: page.objects.count,
            first: page.objects.first?.added ?? 0, last: page.objects.last?.added ?? 0, next: page.next)
    }
}

/// What became of something that was given (TAXII 2.1 section 4.3.1).
public struct TAXIIStatus: Equatable, Sendable {
    public enum State: Equatable, Sendable {
        case success
        /// It waits for its time or for somebody's approval.
        case pending(String)
        case failure(String)
    }

    /// An object and its version.
    public struct Entry: Equatable, Sendable {
        public var id: String
        public var version: String

        public init(id: String, version: String) {
            self.id = id
            self.version = version
        }
    }

    /// A UUID.
    public var id: String
    /// In microseconds since 1970.
    public var requested: Int64
    /// Objects in all: they leave together or not at all.
    public var count: Int
    public var state: State
    /// The objects, unless they are too many or not here any more.
    public var objects: [Entry]

    public init(id: String, requested: Int64, count: Int, state: State, objects: [Entry]) {
        self.id = id
        self.requested = requested
        self.count = count
        self.state = state
        self.objects = objects
    }
}
