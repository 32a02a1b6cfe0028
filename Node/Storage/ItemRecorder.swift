import GRDB
import Groups
import Policy
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
    /// The first number that was given to an item.
    private var first: Int64?
    private var settler: LineSettler
    /// New items that may be found, unless they end by what is recorded with them.
    private var findable: [(number: Int64, objects: [IndexedObject])] = []

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
        settler = LineSettler(database, at: 0)
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
        first = min(first ?? number, number)
        try insertContent.run(number, item.content)
        for (ordinal, object) in item.objects.enumerated() {
            try insertObject.run(
                number, ordinal, object.type, ObjectKey(id: object.id, type: object.type), object.name, object.modified,
                object.range.lowerBound, object.range.upperBound)
        }
        for recipient in item.recipients { try insertRecipient.run(number, recipient.organisation, recipient.name) }
        try recordLife(of: item, number)
        let objects = item.indexed ?? item.indexedObjects
        if item.isFindable, !objects.isEmpty { findable.append((number, objects)) }
        recorded += 1
    }

    /// Notes what the item says of its own life or of another's, and whether anything here is about it.
    private mutating func recordLife(of item: OpenedItem, _ number: Int64) throws {
        if item.terms != .none {
            try PreparedStatement(database, Query.insertTerms).run(
                number, Int64(clamping: item.terms.expires), Int(item.terms.resharing.rawValue), Int(item.terms.attribution.rawValue),
                item.terms.replaces)
        }
        if let withdrawal = item.withdrawal {
            try PreparedStatement(database, Query.insertWithdrawal).run(number, withdrawal.target, withdrawal.successor)
            settler.touch(withdrawal.target)
            // Its line may be here without the target itself.
            for follower in try hashes(Query.followers, withdrawal.target, item.organisation) { settler.touch(follower) }
        }
        if let reshared = item.reshared {
            try PreparedStatement(database, Query.insertReshared).run(
                number, reshared.version.id, reshared.node, reshared.version.organisation, reshared.version.replaces,
                Int64(clamping: reshared.version.expires))
            settler.touch(reshared.version.id)
        }
        if let held = item.held { try PreparedStatement(database, Query.hold).run(number, Int(held.scope.rawValue), held.reason) }
        settler.reaches(item.received)
        let isNamed = try PreparedStatement(database, Query.isNamed).first(item.id) { _ in true } ?? false
        if isNamed || item.terms != .none || item.reshared != nil { settler.touch(item.id) }
        // Whoever named it before it came may have meant an item of somebody else.
        guard isNamed else { return }
        for other in try hashes(Query.aboutItem, item.id, StorageLimits.lineVersionsMax) { settler.touch(other) }
    }

    private func hashes<each Value: Bindable>(_ query: String, _ values: repeat each Value) throws -> [Hash] {
        try PreparedStatement(database, query).all(repeat each values) { try $0.fixed(0) }
    }

    /// Settles the lines that changed, indexes what is current and brings the tallies up to date; call once, last.
    mutating func finish() throws {
        try settler.settle()
        // Whether it was accepted and is kept aside was asked when it was recorded; since then it may have ended.
        let isCurrent = try PreparedStatement(database, Query.isCurrent)
        let current = try findable.filter { try isCurrent.first($0.number) { _ in true } ?? false }
        if !current.isEmpty { try SearchIndex(database).add(current) }
        if let first { try PreparedStatement(database, Query.arrivalsWait).run(first) }
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
