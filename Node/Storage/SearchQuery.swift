public import Wire

/// A search with everything that it needs besides the index.
public struct SearchQuery: Sendable {
    /// In which order what was found is shown.
    public enum Order: String, CaseIterable, Sendable {
        /// Objects whose names hold all the words come first; of each of the two sorts the newest.
        case best
        /// The last to arrive first.
        case newest
    }

    public var expression: SearchExpression
    /// The organisations meant behind each author: of the expression.
    public var authors: [String: OrganisationID] = [:]
    /// The groups meant behind each group:.
    public var groups: [String: GroupTag] = [:]
    public var order: Order = .best
    /// At most `StorageLimits.searchHitsMax` are given.
    public var limit: Int
    /// Where to go on; `nil` for the beginning.
    public var cursor: SearchCursor?
    /// Whether to count what was found by type, mark, author, group, label and month.
    public var wantsFacets = false

    public init(_ expression: SearchExpression, limit: Int) {
        self.expression = expression
        self.limit = limit
    }
}

/// The place where the next page of a search goes on: as fast behind a million objects as behind ten.
public struct SearchCursor: Equatable, Sendable {
    let isInNames: Bool
    let document: Int64

    init(isInNames: Bool, document: Int64) {
        self.isInNames = isInNames
        self.document = document
    }

    /// As it travels; throws `.invalidCursor` for anything that is not one.
    public init(_ text: String) throws(SearchFault) {
        guard let first = text.first, first == "n" || first == "a", text.utf8.count <= 14, text.dropFirst().allSatisfy(\.isHexDigit),
            let document = Int64(text.dropFirst(), radix: 16), text == Self(isInNames: first == "n", document: document).text
        else { throw .invalidCursor }
        self.init(isInNames: first == "n", document: document)
    }

    public var text: String { (isInNames ? "n" : "a") + String(document, radix: 16) }
}

/// One object that was found.
public struct SearchHit: Equatable, Sendable {
    /// The item that carries it.
    public let item: StoredItem
    public let id: String
    public let type: String
    public let name: String
    public let modified: String?
    public let labels: [String]
    /// Some of its text, where the words stand.
    public let snippet: String
}

/// A value of a facet with how many of the counted objects have it.
public struct SearchCount<Value: Hashable & Sendable>: Equatable, Sendable {
    public let value: Value
    public let count: Int
}

/// What was found, counted: the newest objects, up to `StorageLimits.searchCountedMax`.
public struct SearchFacets: Equatable, Sendable {
    /// How many objects were counted.
    public var counted = 0
    /// Whether there are more than were counted.
    public var isCut = false
    /// Whether a facet has more values than are given.
    public var hasMoreValues = false
    public var types: [SearchCount<String>] = []
    public var marks: [SearchCount<UInt8>] = []
    /// Of those whose authors may be named.
    public var authors: [SearchCount<OrganisationID>] = []
    public var groups: [SearchCount<GroupTag>] = []
    public var labels: [SearchCount<String>] = []
    /// "2026-11", when the author made the item.
    public var months: [SearchCount<String>] = []
}

/// A page of what was found.
public struct SearchPage: Equatable, Sendable {
    public var hits: [SearchHit] = []
    /// Where the next page begins; `nil` when there is none.
    public var next: SearchCursor?
    /// Whether the page ended because it had looked at many objects that do not fit; the next one goes on.
    public var isCut = false
    /// Whether a beginning* has more words than were looked for.
    public var isPrefixCut = false
    public var facets: SearchFacets?
}
