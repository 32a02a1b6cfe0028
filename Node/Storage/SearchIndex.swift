import GRDB
import Groups
import Policy
import Wire

/// Brings items into the search index and takes them out, inside one transaction.
struct SearchIndex {
    private let database: Database

    init(_ database: Database) { self.database = database }

    /// Indexes items that are not indexed, in this order: documents are numbered as they come, one for each object.
    func add(_ items: [(number: Int64, objects: [IndexedObject])], merges: Bool = true) throws {
        var postings = PostingBatch()
        var counters: [Counter: Int64] = [:]
        let before = try value(of: .before)
        let insertItem = try PreparedStatement(database, Query.insertSearchItem)
        let insertLabel = try PreparedStatement(database, Query.insertSearchLabel)
        for (number, objects) in items where !objects.isEmpty {
            let counter: Counter = number <= before ? .nextOfBefore : .next
            var document = try counters[counter] ?? value(of: counter)
            try insertItem.run(document, number, objects.count)
            for object in objects {
                postings.add(object, as: document)
                if !object.labels.isEmpty { try insertLabel.run(document, object.labels.joined(separator: "\n")) }
                document += 1
            }
            counters[counter] = document
        }
        for (counter, value) in counters { try PreparedStatement(database, Query.setSearchCounter).run(counter.rawValue, value) }
        var segments = try SearchSegments(database)
        try segments.add(postings.sorted(), merges: merges)
    }

    /// Takes an item out, with every word of it; its content must still be there. Does nothing for an item that is not indexed.
    func remove(_ item: Int64) throws {
        try PreparedStatement(database, Query.deleteSearchWaiting).run(item)
        let found = try PreparedStatement(database, Query.searchItem).first(item) { (first: $0.integer(0), objects: $0.integer(1)) }
        guard let found else { return }
        var postings = PostingBatch()
        for (document, object) in zip(found.first..., try objects(of: item)) { postings.add(object, as: document) }
        try SearchRemoval(database).remove(postings.sorted(), from: try SearchSegments(database).all)
        try PreparedStatement(database, Query.deleteSearchLabels).run(found.first, found.first + found.objects)
        try PreparedStatement(database, Query.deleteSearchItem).run(item)
    }

    /// Has an item indexed by `indexWaiting`.
    func wait(_ item: Int64) throws { try PreparedStatement(database, Query.searchWaits).run(item) }

    /// The objects of a stored item as they are indexed; none where its content is gone.
    func objects(of item: Int64) throws -> [IndexedObject] {
        let source = try PreparedStatement(database, Query.searchSource).first(item) { columns in
            let mayBeNamed = columns.integer(4) == Int64(Attribution.allowed.rawValue)
            return (
                item: IndexedObject.Surroundings(
                    title: columns.text(0), tlp: try columns.integer(1, as: UInt8.self), group: try columns.fixed(2),
                    author: mayBeNamed ? try columns.fixed(3) : nil, created: columns.integer(5)),
                content: columns.bytes(6)
            )
        }
        guard let source else { return [] }
        let objects = try PreparedStatement(database, Query.searchObjects).all(item) { columns in
            (type: columns.text(0), range: Int(columns.integer(1))..<Int(columns.integer(2)), name: columns.textIfPresent(3))
        }
        let titled = OpenedItem.titled(objects.map(\.name), source.item.title)
        return objects.enumerated().map { ordinal, object in
            let range = object.range.clamped(to: source.content.indices)
            return IndexedObject(source.content[range], type: object.type, isTitled: ordinal == titled, in: source.item)
        }
    }

    private enum Counter: String {
        case next
        case nextOfBefore = "next-of-before"
        case before
    }

    private func value(of counter: Counter) throws -> Int64 {
        guard let value = try PreparedStatement(database, Query.searchCounter).first(counter.rawValue, read: { $0.integer(0) }) else {
            throw TermBlock.damaged
        }
        return value
    }
}

extension Store {
    /// Whether something waits to be indexed, or the index is to be merged: asked before a writer is taken for it.
    public func isIndexingDue() throws(StorageError) -> Bool {
        try read { database in
            if try PreparedStatement(database, Query.searchWaiting).first(1, read: { _ in true }) == true { return true }
            return try SearchSegments(database).hasWork
        }
    }

    /// Indexes some of what waits for it, in the order of arrival; gives how many items were looked at, 0 when none waits.
    ///
    /// One transaction: a process that ends in between has lost nothing and does nothing twice.
    public func indexWaiting(limit: Int) throws(StorageError) -> Int {
        guard try read({ try PreparedStatement($0, Query.searchWaiting).first(1) { _ in true } ?? false }) else { return 0 }
        return try write { database in
            let index = SearchIndex(database)
            let waiting: [Int64] = try PreparedStatement(database, Query.searchWaiting).all(limit) { $0.integer(0) }
            guard !waiting.isEmpty else { return 0 }
            var items: [(number: Int64, objects: [IndexedObject])] = []
            let done = try PreparedStatement(database, Query.deleteSearchWaiting)
            for number in waiting {
                if try isFindable(number, database) { items.append((number, try index.objects(of: number))) }
                try done.run(number)
            }
            try index.add(items)
            return waiting.count
        }
    }

    /// Goes on with the merging of the index by about so many octets; false when nothing is left to do.
    @discardableResult
    public func tendIndex(octets: Int) throws(StorageError) -> Bool {
        guard try read({ try SearchSegments($0).hasWork }) else { return false }
        return try write { database in
            var segments = try SearchSegments(database)
            return try segments.merge(octets: octets)
        }
    }

    private func isFindable(_ item: Int64, _ database: Database) throws -> Bool {
        let isIndexed = try PreparedStatement(database, Query.searchItem).first(item) { _ in true } ?? false
        guard !isIndexed, let view = try ItemView.read(item, database) else { return false }
        return view.isFindable
    }
}
