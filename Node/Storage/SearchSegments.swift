import GRDB

/// The segments of the search index, inside one access.
///
/// A segment is a sorted list of terms in rows of `search_row`. What is indexed in one transaction becomes a segment of level 0; eight of a
/// level are merged into one of the next. A merge goes on a little in every transaction that indexes something, in proportion to what that
/// one wrote; readers use its sources until it is complete. Whatever state a segment is in, `SearchRemoval` takes documents out of it.
struct SearchSegments {
    struct Segment: Equatable {
        enum State: Int {
            /// Read by searches.
            case current = 0
            /// Read by searches, and being merged.
            case source = 1
            /// Being written by the merge.
            case target = 2
            /// Merged, and being deleted.
            case merged = 3
        }

        let number: Int64
        let level: Int
        let state: State
        /// The documents in it lie between these.
        let first: Int64
        let last: Int64

        var isRead: Bool { state == .current || state == .source }
    }

    let database: Database
    private(set) var all: [Segment] = []

    init(_ database: Database) throws {
        self.database = database
        try load()
    }

    /// Whether something is to be merged, or to be deleted after a merge.
    var hasWork: Bool {
        all.contains { $0.state != .current }
            || Dictionary(grouping: all, by: \.level).values.contains { $0.count >= StorageLimits.searchSegmentsMerged }
    }

    private mutating func load() throws {
        all = try PreparedStatement(database, Query.searchSegments).all { columns in
            guard let state = Segment.State(rawValue: Int(columns.integer(2))) else { throw TermBlock.damaged }
            return Segment(
                number: columns.integer(0), level: Int(columns.integer(1)), state: state, first: columns.integer(3),
                last: columns.integer(4))
        }
    }

    /// Writes terms as a new segment of level 0 and, unless that is for later, goes on with merging.
    mutating func add(_ postings: SortedPostings, merges: Bool = true) throws {
        guard postings.last > 0 else { return }
        try PreparedStatement(database, Query.insertSearchSegment).run(0, Segment.State.current.rawValue, postings.first, postings.last)
        var writer = try SegmentWriter(database, segment: database.lastInsertedRowID, base: postings.first)
        try postings.each { term, documents in try writer.append(term, documents) }
        try writer.finish()
        try load()
        if merges { try merge(octets: StorageLimits.searchMergeFactor * writer.octets + StorageLimits.searchMergeOctetsMin) }
    }

    /// Merges, or deletes what is merged, until so many octets are written or nothing is to be done; false when nothing is left.
    @discardableResult
    mutating func merge(octets: Int) throws -> Bool {
        var budget = octets
        while budget > 0 {
            if let merged = all.first(where: { $0.state == .merged }) {
                budget -= try dismantle(merged, rows: budget / StorageLimits.searchRowOctetsMax + 1) * StorageLimits.searchRowOctetsMax
            } else if let target = all.first(where: { $0.state == .target }) {
                budget -= try go(on: target, octets: budget)
            } else if try !begin() {
                return false
            }
        }
        return true
    }

    /// Deletes rows of a segment that was merged; gives how many.
    private mutating func dismantle(_ segment: Segment, rows: Int) throws -> Int {
        let keys: [[UInt8]] = try PreparedStatement(database, Query.searchRowKeys).all(segment.number, rows) { $0.bytes(0) }
        let delete = try PreparedStatement(database, Query.deleteSearchRow)
        for key in keys { try delete.run(segment.number, key) }
        if keys.count < rows {
            try PreparedStatement(database, Query.deleteSearchSegment).run(segment.number)
            try load()
        }
        return max(keys.count, 1)
    }

    /// Begins to merge the lowest level that has enough segments; false when none has.
    private mutating func begin() throws -> Bool {
        for level in 0...StorageLimits.searchLevelMax {
            let sources = all.filter { $0.level == level && $0.state == .current }.prefix(StorageLimits.searchSegmentsMerged)
            guard sources.count == StorageLimits.searchSegmentsMerged else { continue }
            let mark = try PreparedStatement(database, Query.setSearchSegment)
            for source in sources { try mark.run(source.number, Segment.State.source.rawValue) }
            try PreparedStatement(database, Query.insertSearchSegment).run(
                min(level + 1, StorageLimits.searchLevelMax), Segment.State.target.rawValue, sources.map(\.first).min() ?? 1,
                sources.map(\.last).max() ?? 1)
            try load()
            return true
        }
        return false
    }

    /// Writes the next terms of the merge; gives the octets written.
    private mutating func go(on target: Segment, octets: Int) throws -> Int {
        let after = try lastTerm(of: target)
        var sources = try all.filter { $0.state == .source }.map { try SegmentReader(database, segment: $0, after: after) }
        var writer = try SegmentWriter(database, segment: target.number, base: target.first)
        var term: [UInt8] = []
        var documents: [Int64] = []
        while writer.octets < octets {
            guard let least = SegmentReader.least(of: sources) else {
                try writer.finish()
                let mark = try PreparedStatement(database, Query.setSearchSegment)
                for source in all where source.state == .source { try mark.run(source.number, Segment.State.merged.rawValue) }
                try mark.run(target.number, Segment.State.current.rawValue)
                try load()
                return max(writer.octets, 1)
            }
            term.removeAll(keepingCapacity: true)
            term.append(contentsOf: sources[least].term)
            documents.removeAll(keepingCapacity: true)
            for index in least..<sources.count where sources[index].stands(at: term) { try sources[index].take(into: &documents) }
            if documents.indices.dropFirst().contains(where: { documents[$0 - 1] >= documents[$0] }) { documents = Set(documents).sorted() }
            try writer.append(term.span, documents.span)
        }
        try writer.finish()
        return max(writer.octets, 1)
    }

    /// The last term that stands in a segment; a merge goes on behind it.
    private func lastTerm(of segment: Segment) throws -> [UInt8]? {
        let end = [UInt8](repeating: 0xFF, count: 1)
        let row = try PreparedStatement(database, Query.searchRowBefore).first(segment.number, end) { $0.bytes(1) }
        guard let row else { return nil }
        var reader = TermBlock.Reader(row, base: segment.first)
        while try reader.next() {}
        return reader.term
    }
}

/// Writes a segment from its first term to its last.
struct SegmentWriter {
    private let insert: PreparedStatement
    private let segment: Int64
    private var row: TermBlock.Writer
    /// Octets of the rows written so far.
    private(set) var octets = 0

    init(_ database: Database, segment: Int64, base: Int64) throws {
        insert = try PreparedStatement(database, Query.insertSearchRow)
        self.segment = segment
        row = TermBlock.Writer(base: base)
    }

    /// Terms come in rising order, each once, with documents in rising order.
    mutating func append(_ term: borrowing Span<UInt8>, _ documents: borrowing Span<Int64>) throws {
        for start in stride(from: 0, to: documents.count, by: StorageLimits.searchRunDocumentsMax) {
            let run = documents.extracting(start..<min(start + StorageLimits.searchRunDocumentsMax, documents.count))
            if !row.append(term, run) {
                try finish()
                _ = row.append(term, run)
            }
        }
    }

    mutating func finish() throws {
        guard let key = row.key else { return }
        try insert.run(segment, key, row.octets)
        octets += row.octets.count
        row.clear()
    }
}

/// Reads a segment from one term to its last.
private struct SegmentReader {
    private let next: PreparedStatement
    private let segment: SearchSegments.Segment
    private var key: [UInt8]
    private var row: TermBlock.Reader
    private var beginning: UInt64 = 0
    private var isAtEnd = false

    /// The term at which it stands; of no meaning at the end.
    var term: [UInt8] { row.term }

    init(_ database: Database, segment: SearchSegments.Segment, after: [UInt8]?) throws {
        next = try PreparedStatement(database, Query.searchRowAfter)
        self.segment = segment
        key = []
        row = TermBlock.Reader([], base: segment.first)
        if let after {
            let found = try PreparedStatement(database, Query.searchRowBefore).first(segment.number, TermBlock.key(after.span, .max)) {
                (key: $0.bytes(0), octets: $0.bytes(1))
            }
            if let found { (key, row) = (found.key, TermBlock.Reader(found.octets, base: segment.first)) }
        }
        repeat { try advance() } while !isAtEnd && after.map { !TermOrder.precedes($0, row.term) } ?? false
    }

    /// The first of those that stand at the least term; `nil` when all are at their end.
    static func least(of readers: [SegmentReader]) -> Int? {
        var least: Int?
        for index in readers.indices where !readers[index].isAtEnd {
            guard let known = least else {
                least = index
                continue
            }
            let (left, right) = (readers[index].beginning, readers[known].beginning)
            if left < right || left == right && TermOrder.precedes(readers[index].row.term, readers[known].row.term) { least = index }
        }
        return least
    }

    func stands(at term: [UInt8]) -> Bool { !isAtEnd && row.term == term }

    private mutating func advance() throws {
        while try !row.next() {
            let found = try next.first(segment.number, key) { (key: $0.bytes(0), octets: $0.bytes(1)) }
            guard let found else { return isAtEnd = true }
            (key, row) = (found.key, TermBlock.Reader(found.octets, base: segment.first))
        }
        beginning = TermOrder.beginning(row.term.span)
    }

    /// Takes all documents of the term at which it stands, and goes on to the next one.
    mutating func take(into documents: inout [Int64]) throws {
        let wanted = row.term
        repeat {
            try row.append(to: &documents)
            try advance()
        } while stands(at: wanted)
    }
}
