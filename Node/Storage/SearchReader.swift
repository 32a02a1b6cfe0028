import GRDB
import Policy
public import Wire

/// Who searches: what is not meant for them is neither found nor counted.
public struct SearchReader: Equatable, Sendable {
    /// The organisation whose node this is.
    public var organisation: OrganisationID
    /// The person, by the name under which items may be addressed to them; `nil` for somebody who is not named anywhere.
    public var person: String?
    /// Seconds since 1970.
    public var now: Int64
    /// Items dated later than this second are not shown yet.
    public var horizon: Int64
    /// What bounds a machine; `nil` for people.
    public var token: TokenReach?
    /// Whether it is anybody: then only what moderators made public is found.
    public var isThePublic = false

    public init(organisation: OrganisationID, person: String?, now: Int64, horizon: Int64, token: TokenReach? = nil) {
        self.token = token
        self.organisation = organisation
        self.person = person
        self.now = now
        self.horizon = horizon
    }
}

/// How far a machine's token reaches. Beyond it, nothing that names representatives is a machine's, not even its own organisation's.
public struct TokenReach: Equatable, Sendable {
    /// The strictest mark that it handles.
    public let tlp: UInt8
    /// The audiences to which it is confined; `nil` for all.
    public let groups: Set<GroupTag>?

    public init(tlp: UInt8, groups: Set<GroupTag>?) {
        self.tlp = tlp
        self.groups = groups
    }

    /// Whether something that is marked so and was shared with this audience may be given.
    public func includes(tlp: UInt8, group: GroupTag, namesPeople: Bool) -> Bool {
        tlp <= self.tlp && !namesPeople && includes(group)
    }

    public func includes(_ group: GroupTag) -> Bool { groups.map { $0.contains(group) } ?? true }
}

/// What decides whether an item is shown, and how it is counted.
struct ItemView {
    let tlp: UInt8
    let created: Int64
    let isAccepted: Bool
    let ended: Int64
    /// Whose node shared it here.
    let organisation: OrganisationID
    let group: GroupTag
    let expires: Int64
    let mayBeNamed: Bool
    /// Who wrote it.
    let author: OrganisationID
    let hold: ItemHold.Scope?

    static func read(_ item: Int64, _ database: Database) throws -> ItemView? {
        try PreparedStatement(database, Query.searchView).first(item) { columns in
            ItemView(
                tlp: try columns.integer(0, as: UInt8.self), created: columns.integer(1), isAccepted: columns.integer(2) == 1,
                ended: columns.integer(3), organisation: try columns.fixed(4), group: try columns.fixed(5), expires: columns.integer(6),
                mayBeNamed: columns.integer(7) == Int64(Attribution.allowed.rawValue), author: try columns.fixed(8),
                hold: columns.isNull(9) ? nil : ItemHold.Scope(rawValue: try columns.integer(9, as: UInt8.self)))
        }
    }

    /// Whether anybody may find it now or later.
    var isFindable: Bool { isAccepted && ended == 0 && (hold == nil || hold == .unpublished) }

    /// Whether this reader may know of it. Asked of the tables for every single item, whatever the index says.
    static func isShown(_ item: Int64, _ view: ItemView, to reader: SearchReader, _ database: Database) throws -> Bool {
        guard view.isFindable, view.created <= reader.horizon, view.expires == 0 || view.expires > reader.now else { return false }
        if reader.isThePublic {
            guard view.tlp == 0, view.hold == nil else { return false }
            return try PreparedStatement(database, Query.isPublished).first(item) { _ in true } ?? false
        }
        if let token = reader.token {
            let namesPeople = try PreparedStatement(database, Query.recipients).all(item) { !$0.text(1).isEmpty }.contains(true)
            return token.includes(tlp: view.tlp, group: view.group, namesPeople: namesPeople)
        }
        guard view.organisation != reader.organisation else { return true }
        let named: [String] = try PreparedStatement(database, Query.recipients).all(item) { columns in
            try columns.fixed(0, as: OrganisationID.self) == reader.organisation ? columns.text(1) : ""
        }.filter { !$0.isEmpty }
        return named.isEmpty || reader.person.map(named.contains) == true
    }
}

/// What one reader may see of the items there are, remembered for the length of one access.
struct ReadersItems {
    let database: Database
    let reader: SearchReader
    private var views: [Int64: ItemView?] = [:]
    private var last = (documents: Int64(0)..<0, item: Int64(0))

    init(_ database: Database, _ reader: SearchReader) {
        self.database = database
        self.reader = reader
    }

    /// The item, if the reader may know of it.
    mutating func view(_ item: Int64) throws -> ItemView? {
        if let known = views[item] { return known }
        var view = try ItemView.read(item, database)
        if let found = view, try !ItemView.isShown(item, found, to: reader, database) { view = nil }
        views[item] = view
        return view
    }

    /// The item in which a document stands, and which of its objects it is.
    mutating func place(_ document: Int64) throws -> (item: Int64, ordinal: Int64)? {
        if !last.documents.contains(document) {
            let found = try PreparedStatement(database, Query.searchItemAt).first(document) {
                (documents: $0.integer(0)..<$0.integer(0) + $0.integer(2), item: $0.integer(1))
            }
            guard let found, found.documents.contains(document) else { return nil }
            last = found
        }
        return (last.item, document - last.documents.lowerBound)
    }
}
