import GRDB
import Wire

/// Collections as machines read them: objects in the order in which they were added, from nothing but the store's own tables.
extension Store {
    /// Puts some of what waits on the shelf; false when nothing is left for now.
    public func shelve(_ rule: ShelfRule) throws(StorageError) -> Bool {
        try write { database in
            var keeper = try ShelfKeeper(database, rule)
            return try keeper.round()
        }
    }

    /// Whether something waits to be put on the shelf at that second.
    public func isShelvingDue(at second: Int64) throws(StorageError) -> Bool {
        try read { database in
            if try PreparedStatement(database, Query.isShelfWaiting).first(second, read: { _ in true }) == true { return true }
            return try PreparedStatement(database, Query.shelfAgain).first(1) { _ in true } ?? false
        }
    }

    /// A page of a collection, with the octets of its objects if they are wanted; `nil` when an item's time is over that has not been ended:
    /// `endExpired` comes first.
    public func page(_ query: CollectionQuery, withOctets: Bool, at second: Int64) throws(StorageError) -> CollectionPage? {
        precondition((1...StorageLimits.collectionObjectsMax).contains(query.limit), "a page of \(query.limit) objects")
        return try read { database in
            if try PreparedStatement(database, Query.isAnythingDue).first(second, read: { _ in true }) == true { return nil }
            guard let reader = try CollectionReader(database, query) else { return CollectionPage() }
            var (rows, resumesAfter) = try reader.rows()
            var page = CollectionPage()
            if rows.count > query.limit {
                rows.removeLast(rows.count - query.limit)
                resumesAfter = rows.last?.added
            }
            let objects = try PreparedStatement(database, Query.shelfObject)
            let contents = try ContentReader(database)
            var octets = 0
            var index = rows.startIndex
            while index < rows.endIndex {
                let end = rows[index...].firstIndex { $0.item != rows[index].item } ?? rows.endIndex
                let run = try Self.run(rows[index..<end], objects)
                octets += run.reduce(0) { $0 + $1.range.count }
                // At least one, and whole: an object that is longer than a page is a page.
                if withOctets, octets > StorageLimits.collectionOctetsMax, let cut = Self.cut(run, octets, isFirst: page.objects.isEmpty) {
                    page.objects += try Self.objects(run[..<cut], contents, withOctets: true)
                    page.next = page.objects.last?.added
                    return page
                }
                page.objects += try Self.objects(run[...], contents, withOctets: withOctets)
                index = end
            }
            page.next = resumesAfter
            return page
        }
    }

    /// The octets of the same page as one run; `nil` as above.
    ///
    /// What makes up most of the traffic of machines: it asks for no identifier and no version, reads the places of an item's objects together, and
    /// copies their octets once.
    public func envelope(_ query: CollectionQuery, at second: Int64) throws(StorageError) -> CollectionEnvelope? {
        precondition((1...StorageLimits.collectionObjectsMax).contains(query.limit), "a page of \(query.limit) objects")
        return try read { database in
            if try PreparedStatement(database, Query.isAnythingDue).first(second, read: { _ in true }) == true { return nil }
            guard let reader = try CollectionReader(database, query) else { return CollectionEnvelope() }
            var (rows, resumesAfter) = try reader.rows()
            if rows.count > query.limit {
                rows.removeLast(rows.count - query.limit)
                resumesAfter = rows.last?.added
            }
            var envelope = CollectionEnvelope()
            let contents = try ContentReader(database)
            var octets = 0
            var index = rows.startIndex
            while index < rows.endIndex {
                let end = rows[index...].firstIndex { $0.item != rows[index].item } ?? rows.endIndex
                var ranges = try Self.places(rows[index..<end], database)
                var count = 0
                // At least one, and whole: an object that is longer than a page is a page.
                while count < ranges.count, envelope.count + count == 0 || octets + ranges[count].count <= StorageLimits.collectionOctetsMax
                {
                    octets += ranges[count].count
                    count += 1
                }
                let isCut = count < ranges.count
                ranges.removeLast(ranges.count - count)
                if count > 0 {
                    guard try contents.append(of: rows[index].item, ranges, to: &envelope.octets) else {
                        throw StorageError.corrupt("an item on the shelf has no content")
                    }
                    if envelope.count == 0 { envelope.first = rows[index].added }
                    envelope.count += count
                    envelope.last = rows[index + count - 1].added
                }
                if isCut {
                    envelope.next = envelope.last
                    return envelope
                }
                index = end
            }
            envelope.next = resumesAfter
            return envelope
        }
    }

    /// Where the objects of these rows, which are all of one item, stand in its content.
    private static func places(_ rows: ArraySlice<CollectionReader.Row>, _ database: Database) throws -> [Range<Int>] {
        guard let item = rows.first?.item, let first = rows.map(\.ordinal).min(), let last = rows.map(\.ordinal).max() else { return [] }
        var places: [Range<Int>?]
        if last - first < Int64(2 * rows.count) {
            places = [Range<Int>?](repeating: nil, count: Int(last - first) + 1)
            try PreparedStatement(database, Query.shelfPlaces).each(item, first, last) { columns in
                places[Int(columns.integer(0) - first)] = Int(columns.integer(1))..<Int(columns.integer(2))
                return true
            }
            places = rows.map { places[Int($0.ordinal - first)] }
        } else {
            let place = try PreparedStatement(database, Query.shelfPlaces)
            places = try rows.map { row in try place.first(item, row.ordinal, row.ordinal) { Int($0.integer(1))..<Int($0.integer(2)) } }
        }
        return try places.map { place in
            guard let place else { throw StorageError.corrupt("an object on the shelf is in no item") }
            return place
        }
    }

    private struct Found {
        let row: CollectionReader.Row
        let type: String
        let id: String
        let modified: String?
        let range: Range<Int>
    }

    /// Rows of one item, with what its objects say.
    private static func run(_ rows: ArraySlice<CollectionReader.Row>, _ objects: PreparedStatement) throws -> [Found] {
        try rows.map { row in
            let found = try objects.first(row.item, row.ordinal) { columns in
                let type = columns.text(0)
                let key: ObjectKey = columns.isText(1) ? .text(columns.text(1)) : .uuid(type: type, columns.bytes(1))
                return Found(
                    row: row, type: type, id: key.id, modified: columns.textIfPresent(2),
                    range: Int(columns.integer(3))..<Int(columns.integer(4)))
            }
            guard let found else { throw StorageError.corrupt("an object on the shelf is in no item") }
            return found
        }
    }

    /// How many of a run still fit; `nil` for all of them.
    private static func cut(_ run: [Found], _ octets: Int, isFirst: Bool) -> Int? {
        var count = run.count
        var octets = octets
        while count > (isFirst ? 1 : 0), octets > StorageLimits.collectionOctetsMax {
            count -= 1
            octets -= run[count].range.count
        }
        return count == run.count ? nil : count
    }

    private static func objects(
        _ run: ArraySlice<Found>, _ contents: ContentReader, withOctets: Bool
    ) throws -> [CollectionObject] {
        guard let item = run.first?.row.item else { return [] }
        let octets = withOctets ? try contents.octets(of: item, in: run.map(\.range)) : []
        guard !withOctets || octets.count == run.count else { throw StorageError.corrupt("an item on the shelf has no content") }
        return run.enumerated().map { offset, found in
            let version = found.row.version == ShelfRule.unversioned ? nil : found.row.version
            return CollectionObject(
                added: found.row.added, id: found.id, type: found.type, modified: found.modified, version: version,
                octets: withOctets ? octets[offset] : [])
        }
    }
}
