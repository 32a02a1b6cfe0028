import GRDB
import Wire

/// Writes opened items inside one transaction; remembers the numbers of groups, authors and media types between them.
struct ItemRecorder {
    private let database: Database
    private let insertItem: PreparedStatement
    private let insertContent: PreparedStatement
    private let insertObject: PreparedStatement
    private let insertRecipient: PreparedStatement
    private var lists: EntryLists
    private var groups: [GroupTag: Int64] = [:]
    private var authors: [Author: Int64] = [:]
    private var mediaTypes: [String: Int64] = [:]
    private(set) var recorded = 0

    private struct Author: Hashable {
        var node: NodeID
        var organisation: OrganisationID
    }

    init(_ database: Database) throws {
        self.database = database
        insertItem = try PreparedStatement(database, Query.insertItem)
        insertContent = try PreparedStatement(database, Query.insertContent)
        insertObject = try PreparedStatement(database, Query.insertObject)
        insertRecipient = try PreparedStatement(database, Query.insertRecipient)
        lists = EntryLists(database)
    }

    /// Writes an item unless it is already stored, and takes its entry off the lists of what is to be opened.
    mutating func record(_ item: OpenedItem) throws {
        let key = try lists.key(item.place)
        try lists.settle(key)
        let group = try number(of: item.group)
        let author = try number(of: Author(node: item.author, organisation: item.organisation))
        let mediaType = try number(ofMediaType: item.mediaType)
        let inserted = try insertItem.run(
            item.id, key, group, author, mediaType, Int(item.kind), Int(item.tlp), Int(item.pap), item.title, item.created,
            item.received, item.content.count, item.isAccepted ? 1 : 0)
        // One entry twice in a journal is one item.
        guard inserted == 1 else { return }
        let number = database.lastInsertedRowID
        try insertContent.run(number, item.content)
        for (ordinal, object) in item.objects.enumerated() {
            try insertObject.run(
                number, ordinal, object.type, ObjectKey(id: object.id, type: object.type), object.name, object.modified,
                object.range.lowerBound, object.range.upperBound)
        }
        for recipient in item.recipients { try insertRecipient.run(number, recipient.organisation, recipient.name) }
        recorded += 1
    }

    /// Brings the tallies up to date; call once, last.
    func finish() throws {
        try lists.finish()
        try Tally.items.add(recorded, in: database)
    }

    private mutating func number(of group: GroupTag) throws -> Int64 {
        if let known = groups[group] { return known }
        let number = try number(Query.sharingGroup, Query.insertSharingGroup, group)
        groups[group] = number
        return number
    }

    private mutating func number(of author: Author) throws -> Int64 {
        if let known = authors[author] { return known }
        let number = try number(Query.author, Query.insertAuthor, author.node, author.organisation)
        authors[author] = number
        return number
    }

    private mutating func number(ofMediaType name: String) throws -> Int64 {
        if let known = mediaTypes[name] { return known }
        let number = try number(Query.mediaType, Query.insertMediaType, name)
        mediaTypes[name] = number
        return number
    }

    private func number<each Value: Bindable>(_ find: String, _ insert: String, _ values: repeat each Value) throws -> Int64 {
        if let number = try PreparedStatement(database, find).first(repeat each values, read: { $0.integer(0) }) { return number }
        try PreparedStatement(database, insert).run(repeat each values)
        return database.lastInsertedRowID
    }
}
