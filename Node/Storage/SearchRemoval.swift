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

    /// Takes documents out of the terms under which they were indexed.
    func remove(_ postings: SortedPostings, from segments: [SearchSegments.Segment]) throws {
        for segment in segments where segment.first <= postings.last && postings.first <= segment.last {
            var row: Row?
            try postings.each { term, documents in
                for index in 0..<documents.count where (segment.first...segment.last).contains(documents[index]) {
                    let key = TermBlock.key(term, documents[index])
                    if row.map({ !$0.holds(key) }) ?? true {
                        try row?.write(segment, insert, update, delete)
                        row = try self.row(segment, key)
                    }
                    row?.remove(documents[index], of: [UInt8](copying: term))
                }
            }
            try row?.write(segment, insert, update, delete)
        }
    }

    private func row(_ segment: SearchSegments.Segment, _ key: [UInt8]) throws -> Row? {
        let found = try before.first(segment.number, key) { (key: $0.bytes(0), octets: $0.bytes(1)) }
        guard let found else { return nil }
        let next: [UInt8]? = try keyAfter.first(segment.number, found.key) { $0.bytes(0) }
        return try Row(key: found.key, next: next, octets: found.octets, base: segment.first)
    }

    private struct Row {
        let key: [UInt8]
        let next: [UInt8]?
        var runs: [TermBlock.Run] = []
        var isChanged = false
        /// Runs before this one have smaller terms than what comes next.
        var place = 0

        init(key: [UInt8], next: [UInt8]?, octets: [UInt8], base: Int64) throws {
            self.key = key
            self.next = next
            var reader = TermBlock.Reader(octets, base: base)
            while try reader.next() { runs.append(TermBlock.Run(term: reader.term, documents: try reader.documents())) }
        }

        func holds(_ key: [UInt8]) -> Bool {
            !TermOrder.precedes(key, self.key) && next.map { TermOrder.precedes(key, $0) } ?? true
        }

        mutating func remove(_ document: Int64, of term: [UInt8]) {
            while place < runs.count, TermOrder.precedes(runs[place].term, term) { place += 1 }
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

        func write(
            _ segment: SearchSegments.Segment, _ insert: PreparedStatement, _ update: PreparedStatement, _ delete: PreparedStatement
        ) throws {
            guard isChanged else { return }
            var writer = TermBlock.Writer(base: segment.first)
            // Shorter numbers can become longer ones when those before them go: what has no room begins a row of its own.
            var rows: [(key: [UInt8], octets: [UInt8])] = []
            for run in runs where !run.documents.isEmpty {
                if !writer.append(run.term.span, run.documents.span) {
                    if let key = writer.key { rows.append((key, writer.octets)) }
                    writer.clear()
                    _ = writer.append(run.term.span, run.documents.span)
                }
            }
            if let key = writer.key { rows.append((key, writer.octets)) }
            if rows.count == 1, rows[0].key == key {
                try update.run(segment.number, key, rows[0].octets)
                return
            }
            try delete.run(segment.number, key)
            for row in rows { try insert.run(segment.number, row.key, row.octets) }
        }
    }
}
