import GRDB
import Testing

@testable import Storage

@Suite("The search index is kept while it is merged, and made anew when what is taken from objects changes")
struct SearchUpkeepTests {
    /// A segment's state, with the documents of each term in it.
    private struct Contents {
        let state: SearchSegments.Segment.State
        var documents: [[UInt8]: [Int64]] = [:]

        func holds(_ document: Int64) -> Bool { documents.values.contains { $0.contains(document) } }
    }

    /// Every row of every segment, in whatever state it is.
    private func contents(_ database: Database) throws -> [Contents] {
        try SearchSegments(database).all.map { segment in
            var contents = Contents(state: segment.state)
            let rows: [[UInt8]] = try PreparedStatement(database, "SELECT octets FROM search_row WHERE segment = ? ORDER BY first")
                .all(segment.number) { $0.bytes(0) }
            for row in rows {
                var reader = TermBlock.Reader(row, base: segment.first)
                while try reader.next() { contents.documents[reader.term, default: []] += try reader.documents() }
            }
            return contents
        }
    }

    /// What should stand in the index: each item's terms, made anew from its content.
    private func expected(_ database: Database) throws -> [[UInt8]: Set<Int64>] {
        var terms: [[UInt8]: Set<Int64>] = [:]
        let items = try PreparedStatement(database, "SELECT item, first FROM search_item").all { ($0.integer(0), $0.integer(1)) }
        for (item, first) in items {
            for (document, object) in zip(first..., try SearchIndex(database).objects(of: item)) {
                object.terms.each { terms[[UInt8](copying: $0), default: []].insert(document) }
            }
        }
        return terms
    }

    /// Gives the segments after having compared them: what is searched holds exactly what it should, and no other segment holds more.
    @discardableResult
    private func compare(_ fixture: SearchFixture) throws -> [Contents] {
        try fixture.store.read { database in
            let (found, wanted) = (try contents(database), try expected(database))
            var read: [[UInt8]: Set<Int64>] = [:]
            for segment in found {
                for (term, documents) in segment.documents {
                    #expect(documents.allSatisfy { wanted[term]?.contains($0) == true }, "\(segment.state): \(term)")
                    if segment.state == .current || segment.state == .source { read[term, default: []].formUnion(documents) }
                }
            }
            #expect(read == wanted)
            return found
        }
    }

    private func document(of item: Int64, _ fixture: SearchFixture) throws -> Int64 {
        try #require(try fixture.store.read { try PreparedStatement($0, Query.searchItem).first(item) { $0.integer(0) } })
    }

    @Test(
        "What is taken out while a merge is under way is at once in no segment: no source, no half-written target, none that is being deleted"
    )
    func removedWhileMerging() throws {
        let fixture = try SearchFixture(entries: 20)
        var numbers: [Int64] = []
        for number in 1...16 {
            // Some rows for each item, most of which no other has.
            let words = (0..<600).map { "w\($0)n\(number * 7919 % 1000)" }.joined(separator: " ")
            var item = try fixture.item([sdo("report", number, name: "Shared name \(number)", #""description":"\#(words)""#)])
            let objects = item.indexedObjects
            item.indexed = []
            try fixture.store.recordItems([item])
            numbers.append(try #require(try fixture.store.item(item.id)).number)
            try fixture.store.write { try SearchIndex($0).add([(numbers[number - 1], objects)], merges: false) }
        }
        var found = try compare(fixture)
        #expect(found.count == 16 && found.allSatisfy { $0.state == .current })

        var taken: [SearchSegments.Segment.State: Int] = [:]
        var step = 0
        while try fixture.store.tendIndex(octets: 1) {
            step += 1
            guard step.isMultiple(of: 3) else { continue }
            found = try compare(fixture)
            // Of what each state holds, one is taken out: of a target when it is half written, of others when they are half deleted.
            for state in [SearchSegments.Segment.State.source, .target, .merged] where taken[state, default: 0] < 2 {
                let held = found.filter { $0.state == state }
                guard
                    let index = try numbers.firstIndex(where: { item in
                        let document = try self.document(of: item, fixture)
                        return held.contains { $0.holds(document) }
                    })
                else { continue }
                let document = try document(of: numbers[index], fixture)
                try fixture.store.write { try SearchIndex($0).remove(numbers[index]) }
                numbers.remove(at: index)
                taken[state, default: 0] += 1
                found = try compare(fixture)
                #expect(!found.contains { $0.holds(document) })
            }
        }
        #expect(taken == [.source: 2, .target: 2, .merged: 2])
        found = try compare(fixture)
        #expect(found.allSatisfy { $0.state == .current } && found.count < 16 && numbers.count == 10)
        #expect(try fixture.store.check() == [])
    }

    @Test(
        "An index of another extraction is emptied at the opening and made anew some items at a time, over restarts; one of this is left alone"
    )
    func renewed() throws {
        let fixture = try SearchFixture(entries: 12)
        try fixture.store.recordItems((1...8).map { try fixture.item([sdo("report", $0, name: "Old \($0)", #""labels":["kept"]"#)]) })
        try fixture.reopen()
        #expect(try fixture.store.indexWaiting(limit: 9) == 0 && compare(fixture).count == 1)

        try fixture.store.write { database in
            // As another release wrote it: rows that this one could not read, under another number.
            try database.execute(sql: "UPDATE search_row SET octets = x'FFFFFFFF'")
            try database.execute(sql: "UPDATE search_counter SET value = value - 1 WHERE name = 'extraction'")
        }
        try fixture.reopen()
        #expect(try fixture.names("old") == [] && compare(fixture).isEmpty)
        // What comes meanwhile is found at once, and what ends meanwhile is not indexed.
        try fixture.store.recordItems([try fixture.item([sdo("report", 9, name: "New old")])])
        #expect(try fixture.names("old") == ["New old"])
        #expect(try fixture.store.indexWaiting(limit: 3) == 3)
        try fixture.reopen()
        while try fixture.store.indexWaiting(limit: 3) > 0 {}
        try compare(fixture)
        var query = try fixture.query("old")
        query.order = .newest
        query.wantsFacets = true
        let page = try fixture.store.search(query, as: fixture.reader())
        #expect(page.hits.map(\.name) == ["New old"] + (1...8).reversed().map { "Old \($0)" })
        #expect(page.facets?.labels.map(\.count) == [8])
        #expect(try fixture.store.check() == [])
    }
}
