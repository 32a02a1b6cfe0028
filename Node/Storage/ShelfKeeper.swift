import GRDB
import STIX
public import Wire

/// What decides which items may be given to machines, besides what the store knows.
public struct ShelfRule: Sendable {
    /// What stands for the version of an object that has none: before every time.
    static let unversioned = Int64.min

    /// Microseconds since 1970.
    public var now: Int64
    /// The public's group.
    public var everyone: GroupTag
    /// Seconds by which an item may be dated ahead.
    public var aheadSecondsMax: Int64

    public init(now: Int64, everyone: GroupTag, aheadSecondsMax: Int64) {
        self.now = now
        self.everyone = everyone
        self.aheadSecondsMax = aheadSecondsMax
    }

    var seconds: Int64 { now / 1_000_000 }
}

/// Puts the objects of items on the shelf from which collections are read, inside one transaction.
///
/// Law of order: the time at which an object is added is later than that of every object before it, in the order of transactions, whatever
/// the clock does; so who has read up to a time misses nothing. A version is on the shelf once in a group for each level. How far another
/// object stands for one (`until_…`) is worked out from all that its source gave of it, so it does not depend on the order of arrival.
struct ShelfKeeper {
    private let database: Database
    private let rule: ShelfRule
    private var last: Int64
    private var types: [String: Int64] = [:]
    private var sources: [OrganisationID: Int64] = [:]
    private var changed: Set<Line> = []
    private(set) var added = 0

    /// All that one organisation gave of one object.
    private struct Line: Hashable {
        var object: ObjectKey
        var type: Int64
        var source: Int64
    }

    init(_ database: Database, _ rule: ShelfRule) throws {
        self.database = database
        self.rule = rule
        last = try PreparedStatement(database, Query.shelfLast).first { $0.integer(0) } ?? 0
    }

    /// Looks again at objects that lost a place, and at items that wait; false when nothing is left for now.
    mutating func round() throws -> Bool {
        let again = try lookAgain()
        let waiting = try PreparedStatement(database, Query.shelfWaiting).all(rule.seconds, StorageLimits.shelfItemsPerRound) {
            (item: $0.integer(0), ordinal: Int($0.integer(1)))
        }
        for (item, ordinal) in waiting {
            guard added < StorageLimits.shelfObjectsPerRound else { break }
            try place(item, from: ordinal)
        }
        for line in changed { try settle(line) }
        if added > 0 { try PreparedStatement(database, Query.setShelfLast).run(last) }
        return again || !waiting.isEmpty
    }

    /// Of objects that left the shelf: what stood behind them comes forward, and other items that carry them take their place.
    private mutating func lookAgain() throws -> Bool {
        let lines = try PreparedStatement(database, Query.shelfAgain).all(StorageLimits.shelfItemsPerRound) { columns in
            let type = columns.text(3)
            let object: ObjectKey = columns.isText(0) ? .text(columns.text(0)) : .uuid(type: type, columns.bytes(0))
            return (line: Line(object: object, type: columns.integer(1), source: columns.integer(2)), type: type)
        }
        for (line, type) in lines {
            try PreparedStatement(database, Query.carriersWait).run(line.object, type)
            try PreparedStatement(database, Query.deleteShelfAgain).run(line.object, line.type, line.source)
            changed.insert(line)
        }
        return !lines.isEmpty
    }

    private struct Item {
        let group: Int64
        let source: OrganisationID
        let level: ShelfLevel
    }

    /// Puts up objects of an item, unless it may not be shown; what does not fit into this round waits for the next.
    private mutating func place(_ number: Int64, from first: Int) throws {
        try PreparedStatement(database, Query.deleteShelfWaiting).run(number)
        guard let item = try item(number) else { return }
        let source = try self.source(item.source)
        let room = StorageLimits.shelfObjectsPerRound - added
        let objects = try PreparedStatement(database, Query.shelfObjects).all(number, first, room) { columns in
            let type = columns.text(1)
            let key: ObjectKey = columns.isText(2) ? .text(columns.text(2)) : .uuid(type: type, columns.bytes(2))
            return (
                ordinal: Int(columns.integer(0)), type: type, key: key, modified: columns.textIfPresent(3),
                range: Int(columns.integer(4))..<Int(columns.integer(5))
            )
        }
        for object in objects {
            let type = try self.type(object.type)
            let line = Line(object: object.key, type: type, source: source)
            let version =
                try object.modified.flatMap { STIXTime.microseconds($0) }
                ?? created(of: number, in: object.range).flatMap { STIXTime.microseconds($0) } ?? ShelfRule.unversioned
            let isThere =
                try PreparedStatement(database, Query.shelfEqual).first(
                    line.object, type, source, version, item.group, Int(item.level.rawValue)
                ) { _ in true } ?? false
            if isThere { continue }
            let count = try PreparedStatement(database, Query.shelfCount).first(
                line.object, type, source, StorageLimits.shelfVersionsMax
            ) { $0.integer(0) }
            guard count ?? 0 < StorageLimits.shelfVersionsMax else { continue }
            last = max(last + 1, rule.now)
            try PreparedStatement(database, Query.insertShelf).run(
                last, number, object.ordinal, item.group, Int(item.level.rawValue), Int(ShelfLevel.never), Int(ShelfLevel.never), type,
                source, version, line.object)
            added += 1
            changed.insert(line)
        }
        if objects.count == room { try wait(number, from: first + room) }
    }

    /// The item as it stands on the shelf; `nil` when it may not, now or for good.
    private func item(_ number: Int64) throws -> Item? {
        let found = try PreparedStatement(database, Query.shelfItem).first(number) { columns in
            (
                kind: columns.integer(0), isCurrent: columns.integer(1) == 0, isAccepted: columns.integer(2) == 1, tlp: columns.integer(3),
                created: columns.integer(4), group: columns.integer(5), tag: try columns.fixed(6, as: GroupTag.self),
                source: try columns.fixedIfPresent(8, as: OrganisationID.self) ?? columns.fixed(7), expires: columns.integer(9),
                held: columns.integer(10), namesPeople: columns.integer(11) == 1, isPublished: columns.integer(12) == 1
            )
        }
        guard let found, found.kind == 0 || found.kind == 3, found.isCurrent, found.isAccepted, !found.namesPeople,
            found.held == 0 || found.held == Int64(ItemHold.Scope.unpublished.rawValue), found.expires == 0 || found.expires > rule.seconds
        else { return nil }
        let level: ShelfLevel
        switch found.tlp {
        case 0: level = found.tag == rule.everyone && found.held == 0 && found.isPublished ? .published : .clear
        case 1: level = .green
        case 2: level = .amber
        case 3: level = .amberStrict
        default: return nil
        }
        guard found.created <= rule.seconds + rule.aheadSecondsMax else {
            try wait(number, from: 0, until: found.created - rule.aheadSecondsMax)
            return nil
        }
        return Item(group: found.group, source: found.source, level: level)
    }

    private func wait(_ item: Int64, from ordinal: Int, until second: Int64 = 0) throws {
        try PreparedStatement(database, Query.putShelfWaiting).run(item, second, ordinal)
    }

    /// When an object that has no version was made, as it says itself.
    private func created(of item: Int64, in range: Range<Int>) throws -> String? {
        let octets = try ContentReader(database).octets(of: item, in: [range]).first ?? []
        return JSONMember.text("created", in: octets)
    }

    // MARK: - Who stands for whom

    private struct Row {
        let added: Int64
        let group: Int64
        let level: UInt8
        let version: Int64
        let untilGroup: UInt8
        let untilAll: UInt8
    }

    /// Works out for each row of a line from which level on another stands for it: one of a newer version, or of the same version that as many
    /// may see or that was there first.
    private func settle(_ line: Line) throws {
        var rows = try PreparedStatement(database, Query.shelfOfSource).all(line.object, line.type, line.source) { columns in
            Row(
                added: columns.integer(0), group: columns.integer(1), level: try columns.integer(2, as: UInt8.self),
                version: columns.integer(3), untilGroup: try columns.integer(4, as: UInt8.self),
                untilAll: try columns.integer(5, as: UInt8.self))
        }
        rows.sort { ($1.version, $0.level, $0.added) < ($0.version, $1.level, $1.added) }
        var all = ShelfLevel.never
        var groups: [Int64: UInt8] = [:]
        let update = try PreparedStatement(database, Query.updateShelf)
        for row in rows {
            let group = groups[row.group] ?? ShelfLevel.never
            if row.untilGroup != group || row.untilAll != all { try update.run(row.added, Int(group), Int(all)) }
            all = min(all, row.level)
            groups[row.group] = min(group, row.level)
        }
    }

    // MARK: - Small numbers for long names

    private mutating func type(_ name: String) throws -> Int64 {
        if let known = types[name] { return known }
        let number = try number(Query.shelfType, Query.insertShelfType, name)
        types[name] = number
        return number
    }

    private mutating func source(_ organisation: OrganisationID) throws -> Int64 {
        if let known = sources[organisation] { return known }
        let number = try number(Query.shelfSource, Query.insertShelfSource, organisation)
        sources[organisation] = number
        return number
    }

    private func number(_ find: String, _ insert: String, _ value: some Bindable) throws -> Int64 {
        if let number = try PreparedStatement(database, find).first(value, read: { $0.integer(0) }) { return number }
        try PreparedStatement(database, insert).run(value)
        return database.lastInsertedRowID
    }
}
