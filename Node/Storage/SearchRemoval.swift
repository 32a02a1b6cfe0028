import GRDB

/// Takes documents out of the search index, inside one transaction: out of every segment, in whatever state it is.
///
/// What is left of a row is written anew, so with SQLite's secure deletion nothing of a removed term stays in the file.
struct SearchRemoval {
    private let database: Database
    private let before: PreparedStatement
    private let keyAfter: PreparedStatement
    private let insert: PreparedStatement
    private let update: PreparedStatement
    private let delete: PreparedStatement

    init(_ database: Database) throws {
        self.database = database
        before = try PreparedStatement(database, Query.searchRowBefore)
        keyAfter = try PreparedStatement(database, Query.searchRowKeyAfter)
        insert = try PreparedStatement(database, Query.insertSearchRow)
        update = try PreparedStatement(database, Query.updateSearchRow)
        delete = try PreparedStatement(database, Query.deleteSearchRow)
    }

    /// Takes out documents with the terms under which they were indexed.
    func remove(_ terms: [[UInt8]: [Int64]], from segments: [SearchSegments.Segment]) throws {
        let sorted = terms.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        let all = terms.values.joined()
        guard let first = all.min(), let last = all.max() else { return }
        for segment in segments where segment.first <= last && first <= segment.last {
            var row: Row?
            for (term, documents) in sorted {
                for document in documents where (segment.first...segment.last).contains(document) {
                    let key = TermBlock.key(term, document)
                    if row.map({ !$0.holds(key) }) ?? true {
                        try row?.write(segment.number, insert, update, delete)
                        row = try self.row(segment.number, key)
                    }
                    row?.remove(document, of: term)
                }
            }
            try row?.write(segment.number, insert, update, delete)
        }
    }

    private func row(_ segment: Int64, _ key: [UInt8]) throws -> Row? {
        let found = try before.first(segment, key) { (key: $0.bytes(0), octets: $0.bytes(1)) }
        guard let found else { return nil }
        let next: [UInt8]? = try keyAfter.first(segment, found.key) { $0.bytes(0) }
        return try Row(key: found.key, next: next, octets: found.octets)
    }

    private struct Row {
        let key: [UInt8]
        let next: [UInt8]?
        var runs: [TermBlock.Run] = []
        var isChanged = false
        /// Runs before this one have smaller terms than what comes next.
        var place = 0

        init(key: [UInt8], next: [UInt8]?, octets: [UInt8]) throws {
            self.key = key
            self.next = next
            var reader = TermBlock.Reader(octets)
            while try reader.next() { runs.append(TermBlock.Run(term: reader.term, documents: try reader.documents())) }
        }

        func holds(_ key: [UInt8]) -> Bool {
            !key.lexicographicallyPrecedes(self.key) && next.map { key.lexicographicallyPrecedes($0) } ?? true
        }

        mutating func remove(_ document: Int64, of term: [UInt8]) {
            while place < runs.count, runs[place].term.lexicographicallyPrecedes(term) { place += 1 }
            var index = place
            while index < runs.count, runs[index].term == term {
                if let found = runs[index].documents.firstIndex(of: document) {
                    runs[index].documents.remove(at: found)
                    isChanged = true
                    return
                }
                index += 1
            }
        }

        func write(_ segment: Int64, _ insert: PreparedStatement, _ update: PreparedStatement, _ delete: PreparedStatement) throws {
            guard isChanged else { return }
            var writer = TermBlock.Writer()
            // Shorter numbers can become longer ones when those before them go: what has no room begins a row of its own.
            var rows: [(key: [UInt8], octets: [UInt8])] = []
            for run in runs where !run.documents.isEmpty {
                if !writer.append(run.term, run.documents[...]) {
                    if let key = writer.key { rows.append((key, writer.octets)) }
                    writer.clear()
                    _ = writer.append(run.term, run.documents[...])
                }
            }
            if let key = writer.key { rows.append((key, writer.octets)) }
            if rows.count == 1, rows[0].key == key {
                try update.run(segment, key, rows[0].octets)
                return
            }
            try delete.run(segment, key)
            for row in rows { try insert.run(segment, row.key, row.octets) }
        }
    }
}
