import GRDB
import Wire

/// Answers one `CollectionQuery` inside one reading access.
///
/// The newest versions stand in a few ranges of an index, one for each level and each level from which another stands for them; each is read
/// from where the page begins. So a page costs the same wherever it lies and however much there is. Other versions are looked for row by row, and
/// a page looks at no more than `StorageLimits.collectionRowsMax` of them before it says where to go on.
struct CollectionReader {
    private let database: Database
    private let query: CollectionQuery
    /// The group's number; 0 for all.
    private let group: Int64
    private let types: [Int64]

    struct Row {
        let added: Int64
        let item: Int64
        let ordinal: Int64
        let source: Int64
        let version: Int64
        let level: Int64
        let type: Int64
        /// Read only where versions are compared.
        let object: ObjectKey?
        let group: Int64

        init(_ columns: Columns, withObject: Bool) {
            added = columns.integer(0)
            item = columns.integer(1)
            ordinal = columns.integer(2)
            source = columns.integer(3)
            version = columns.integer(4)
            level = columns.integer(5)
            object = !withObject ? nil : columns.isText(6) ? .text(columns.text(6)) : .uuid(type: "", columns.bytes(6))
            type = columns.integer(7)
            group = columns.integer(8)
        }
    }

    /// Whether the ranges hold all that is asked for and nothing else.
    private var isOfNewest: Bool { query.versions == .newest && query.ids.isEmpty }

    /// `nil` when nothing can be there: an unknown group, or no object of these types.
    init?(_ database: Database, _ query: CollectionQuery) throws {
        self.database = database
        self.query = query
        if let tag = query.group {
            guard let number = try PreparedStatement(database, Query.sharingGroup).first(tag, read: { $0.integer(0) }) else { return nil }
            group = number
        } else {
            group = 0
        }
        let find = try PreparedStatement(database, Query.shelfType)
        types = try Set(query.types).sorted().compactMap { try find.first($0) { $0.integer(0) } }
        if types.isEmpty, !query.types.isEmpty { return nil }
    }

    /// The rows of the page, one more if there is one, and from where it goes on when the page ends before it is full.
    func rows() throws -> (rows: [Row], resumesAfter: Int64?) {
        if !query.ids.isEmpty { return (try rowsOfObjects(), nil) }
        let ranges = self.ranges
        // What is chosen by a search is looked for among more.
        let chunk = query.search == nil ? query.limit + 1 : max(query.limit + 1, StorageLimits.collectionSearchedRows)
        var rows: [Row] = []
        var after = query.after
        var looked = 0
        while true {
            var batch: [Row] = []
            var safe = Int64.max
            for range in ranges {
                let count = batch.count
                try read(range, after: after, limit: chunk, into: &batch)
                if batch.count - count == chunk, let last = batch.last { safe = min(safe, last.added) }
            }
            if ranges.count > 1 { batch.sort { $0.added < $1.added } }
            let choice = try choice(among: batch)
            for row in batch where row.added <= safe {
                // What is not indexed yet may be found later: no page goes past it, or a reader that follows would never see it.
                if let end = choice?.end, row.added >= end { return (rows, nil) }
                looked += 1
                after = row.added
                if choice?.found.contains(row.added) ?? true, try isMeant(row) { rows.append(row) }
                if rows.count == query.limit + 1 { return (rows, nil) }
            }
            if safe == .max { return (rows, nil) }
            if looked >= StorageLimits.collectionRowsMax { return (rows, after) }
        }
    }

    // MARK: - Search

    /// What the search chooses among rows: by when they were added, and the first that nobody can judge yet. `nil` where nothing is searched for.
    private func choice(among rows: [Row]) throws -> (found: Set<Int64>, end: Int64?)? {
        guard let search = query.search else { return nil }
        var run = try SearchRun(database, search.query, as: search.reader)
        let place = try PreparedStatement(database, Query.searchItem)
        let waits = try PreparedStatement(database, Query.searchIsWaiting)
        var places: [Int64: (first: Int64, objects: Int64)] = [:]
        var documents: [Int64: Int64] = [:]
        for row in rows {
            if places[row.item] == nil {
                if try waits.first(row.item, read: { _ in true }) != nil {
                    return (try run.found(among: documents), row.added)
                }
                places[row.item] = try place.first(row.item) { (first: $0.integer(0), objects: $0.integer(1)) } ?? (0, 0)
            }
            guard let (first, objects) = places[row.item], row.ordinal < objects else { continue }
            documents[first + row.ordinal] = row.added
        }
        return (try run.found(among: documents), nil)
    }

    // MARK: - Ranges

    private struct Range {
        var type: Int64?
        var level: UInt8
        var until: UInt8
    }

    private var ranges: [Range] {
        let isNewest = query.versions == .newest
        var ranges: [Range] = []
        for type in types.isEmpty ? [nil] : types.map(Optional.some) {
            for level in 0...query.level.rawValue {
                for until in (isNewest ? query.level.rawValue + 1 : 0)...ShelfLevel.never {
                    ranges.append(Range(type: type, level: level, until: until))
                }
            }
        }
        return ranges
    }

    private func read(_ range: Range, after: Int64, limit: Int, into rows: inout [Row]) throws {
        let withObject = !isOfNewest
        func add(_ columns: Columns) -> Bool {
            rows.append(Row(columns, withObject: withObject))
            return true
        }
        let (level, until) = (Int(range.level), Int(range.until))
        switch (group, range.type) {
        case (0, nil): try PreparedStatement(database, Query.shelfOfAll).each(level, until, after, limit, read: add)
        case (0, let type?): try PreparedStatement(database, Query.shelfOfType).each(type, level, until, after, limit, read: add)
        case (_, nil): try PreparedStatement(database, Query.shelfOfGroup).each(group, level, until, after, limit, read: add)
        case (_, let type?):
            try PreparedStatement(database, Query.shelfOfGroupAndType).each(group, type, level, until, after, limit, read: add)
        }
    }

    private func rowsOfObjects() throws -> [Row] {
        var rows: [Row] = []
        for id in Set(query.ids) {
            let key = ObjectKey(id: id)
            let type = try PreparedStatement(database, Query.shelfType).first(key.type) { $0.integer(0) } ?? 0
            rows += try PreparedStatement(database, Query.shelfOfObject).all(key, type) { Row($0, withObject: true) }
        }
        rows = rows.filter { row in
            row.added > query.after && row.level <= Int64(query.level.rawValue) && (group == 0 || row.group == group)
                && (types.isEmpty || types.contains(row.type))
        }
        rows.sort { $0.added < $1.added }
        let choice = try choice(among: rows)
        var found: [Row] = []
        for row in rows where found.count <= query.limit {
            if let end = choice?.end, row.added >= end { break }
            if choice?.found.contains(row.added) ?? true, try isMeant(row) { found.append(row) }
        }
        return found
    }

    // MARK: - Versions

    /// Whether a row is one of the versions that are asked for, and nothing stands for it that this reader may see.
    private func isMeant(_ row: Row) throws -> Bool {
        let versions = query.versions
        guard !isOfNewest else { return true }
        let ceiling = Int64(query.level.rawValue)
        let twin = try PreparedStatement(database, Query.shelfTwin).first(
            row.object, row.type, row.source, row.version, ceiling, row.level, row.added, group
        ) { _ in true }
        if twin != nil { return false }
        if versions.all || versions.times.contains(row.version) { return true }
        // A version of its own time of arrival is asked for by that.
        if row.version == ShelfRule.unversioned, versions.times.contains(row.added) { return true }
        if versions.last, try !exists(Query.shelfNewer, row, ceiling) { return true }
        return try versions.first && !exists(Query.shelfOlder, row, ceiling)
    }

    private func exists(_ statement: String, _ row: Row, _ ceiling: Int64) throws -> Bool {
        try PreparedStatement(database, statement).first(row.object, row.type, row.source, row.version, ceiling, group) { _ in true }
            ?? false
    }
}
