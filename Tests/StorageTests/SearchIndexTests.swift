import GRDB
import Groups
import Policy
import Testing

@testable import Storage

@Suite("The search index is merged as it grows, and gives up what is taken out of it")
struct SearchIndexTests {
    @Test("Rows are read as they were written, run by run; a row that is cut anywhere is refused", arguments: 0..<20)
    func rows(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        var runs: [TermBlock.Run] = []
        for _ in 0..<Int.random(in: 1...40, using: &random) {
            let term = (0..<Int.random(in: 1...12, using: &random)).map { _ in UInt8.random(in: 97...100, using: &random) }
            // Close together, far apart and everything between.
            let end = Int64(1) << Int64.random(in: 7...45, using: &random)
            let documents = Set((0..<Int.random(in: 1...100, using: &random)).map { _ in Int64.random(in: 1...end, using: &random) })
            runs.append(TermBlock.Run(term: term, documents: documents.sorted()))
        }
        runs.sort { $0.key.lexicographicallyPrecedes($1.key) }
        let base = seed.isMultiple(of: 2) ? 1 : runs.compactMap(\.documents.first).min() ?? 1
        var writer = TermBlock.Writer(base: base)
        var written: [TermBlock.Run] = []
        for run in runs where writer.append(run.term.span, run.documents.span) { written.append(run) }
        #expect(try read(writer.octets, base) == written && writer.key == written.first?.key)
        #expect(writer.octets.count <= StorageLimits.searchRowOctetsMax)
        for end in stride(from: writer.octets.count - 1, to: 0, by: -7) {
            let cut = Array(writer.octets.prefix(end))
            if let found = try? read(cut, base) { #expect(found.count < written.count) }
        }
    }

    private func read(_ octets: [UInt8], _ base: Int64) throws -> [TermBlock.Run] {
        var reader = TermBlock.Reader(octets, base: base)
        var runs: [TermBlock.Run] = []
        while try reader.next() { runs.append(TermBlock.Run(term: reader.term, documents: try reader.documents())) }
        return runs
    }

    @Test("Items that come one by one are merged into few segments, and each stays to be found")
    func merged() throws {
        let fixture = try SearchFixture(entries: 300)
        for number in 1...300 {
            try fixture.store.recordItems([try fixture.item([sdo("report", number, name: "Word \(number) common")])])
        }
        let segments = try fixture.store.read { try SearchSegments($0).all }
        #expect(segments.count < 40 && segments.contains { $0.level >= 2 })
        for number in [1, 7, 150, 299, 300] { #expect(try fixture.names("word \(number)") == ["Word \(number) common"]) }
        var query = try fixture.query("common", limit: 200)
        query.wantsFacets = true
        let page = try fixture.store.search(query, as: fixture.reader())
        #expect(page.hits.map(\.name) == (101...300).reversed().map { "Word \($0) common" } && page.facets?.counted == 300)
        query.cursor = page.next
        #expect(try fixture.store.search(query, as: fixture.reader()).hits.map(\.name) == (1...100).reversed().map { "Word \($0) common" })
    }

    @Test("A merge that goes on a few octets at a time, with removals in between, ends with what is there")
    func interrupted() throws {
        let fixture = try SearchFixture(entries: 200)
        var left: Set<String> = []
        var all: [OpenedItem] = []
        for number in 1...64 {
            all.append(try fixture.item([sdo("report", number, name: "Name\(number) shared", #""description":"text \#(number % 5)""#)]))
            left.insert("Name\(number) shared")
        }
        // Without merging on the way: as many segments as items.
        for var item in all {
            let objects = item.indexedObjects
            item.indexed = []
            try fixture.store.recordItems([item])
            let number = try #require(try fixture.store.item(item.id)).number
            try fixture.store.write { try SearchIndex($0).add([(number, objects)], merges: false) }
        }
        #expect(try fixture.store.read { try SearchSegments($0).all.count } == 64)
        for number in stride(from: 1, through: 64, by: 3) {
            try fixture.store.write { database in
                var segments = try SearchSegments(database)
                try segments.merge(octets: 200)
            }
            let stored = try #require(try fixture.store.item(all[number - 1].id))
            try fixture.store.write { try SearchIndex($0).remove(stored.number) }
            left.remove("Name\(number) shared")
            #expect(Set(try names(fixture)) == left)
        }
        while try fixture.store.tendIndex(octets: 500) {}
        #expect(Set(try names(fixture)) == left)
        #expect(try fixture.store.read { try SearchSegments($0).all.allSatisfy { $0.state == .current } })
        // What a search no longer shows is also in no row; the author is the first term that a merge writes.
        let documents = try fixture.store.read { database in
            let postings = try SearchTerms(database).postings(SearchTerm.author(SearchFixture.other))
            var (count, next) = (0, try postings.seek(.max))
            while let document = next {
                count += 1
                next = try postings.seek(document - 1)
            }
            return count
        }
        #expect(documents == left.count)
        #expect(try fixture.store.check() == [])
    }

    private func names(_ fixture: SearchFixture) throws -> [String] {
        try fixture.store.search(try fixture.query("shared", limit: 200), as: fixture.reader()).hits.map(\.name)
    }

    @Test(
        "When an item ends, its words are in no row of the index and its octets in no file",
        arguments: ["corrected", "withdrawn", "expired"])
    func erased(how: String) throws {
        let fixture = try SearchFixture(entries: 40)
        var secret = try fixture.item(
            [
                indicator(
                    1, "Zanzibarian 桑給巴爾島", pattern: "[domain-name:value = 'quokka-lair.example']",
                    #""labels":["marsupial-ops"],"description":"wombatish burrow""#)
            ], title: "Numbatesque title")
        if how == "expired" { secret.terms = ItemTerms(expires: UInt64(SearchFixture.now + 10)) }
        for number in 2...20 {
            try fixture.store.recordItems([
                try fixture.item([sdo("report", number, name: "Name \(number)", #""description":"plain burrow""#)])
            ])
            if number == 9 { try fixture.store.recordItems([secret]) }
        }
        #expect(try fixture.names("wombatish").count == 1 && fixture.names("桑給").count == 1)
        var end = try fixture.item([sdo("report", 30, name: "Later")])
        switch how {
        case "corrected": end.terms = ItemTerms(replaces: secret.id)
        case "withdrawn":
            end.kind = ItemKind.withdrawal.rawValue
            end.objects = []
            end.withdrawal = try Withdrawal(target: secret.id, successor: nil)
        default: break
        }
        if how == "expired" {
            #expect(try fixture.store.endExpired(at: SearchFixture.now + 11, limit: 9) == 1)
        } else {
            try fixture.store.recordItems([end])
        }
        for text in ["wombatish", "zanzibarian", "桑給", "value:quokka-lair.example", "label:marsupial-ops", "numbatesque"] {
            #expect(try fixture.names(text) == [])
        }
        #expect(try fixture.names("burrow").count == 19)
        while try fixture.store.tendIndex(octets: 100_000) {}
        #expect(try fixture.store.eraseTraces())
        fixture.store.close()
        let needles = ["wombatish", "zanzibarian", "Zanzibarian", "quokka", "marsupial", "numbatesque", "Numbatesque", "桑給", "給巴"]
        for file in try fixture.directory.files() {
            for needle in needles { #expect(!file.contains(Array(needle.utf8)), "\(needle)") }
        }
    }

    @Test("What rules keep aside, or is not accepted yet, is found only when it is let in")
    func kept() throws {
        let fixture = try SearchFixture(entries: 5)
        var quarantined = try fixture.item([sdo("report", 1, name: "Kept aside")])
        quarantined.held = ItemHold(.quarantine, reason: "r")
        var denied = try fixture.item([sdo("report", 2, name: "Kept away")])
        denied.held = ItemHold(.denied, reason: "r")
        var unpublished = try fixture.item([sdo("report", 3, name: "Kept inside")])
        unpublished.held = ItemHold(.unpublished, reason: "r")
        var early = try fixture.item([sdo("report", 4, name: "Kept waiting")])
        early.isAccepted = false
        var earlyAndDenied = try fixture.item([sdo("report", 5, name: "Kept for good")])
        earlyAndDenied.isAccepted = false
        try fixture.store.recordItems([quarantined, denied, unpublished, early, earlyAndDenied])
        let aside = try #require(try fixture.store.item(earlyAndDenied.id)).number
        try fixture.store.acceptItems([aside], holding: [aside: ItemHold(.denied, reason: "r")])
        #expect(try fixture.store.indexWaiting(limit: 9) == 1)
        #expect(try fixture.names("kept") == ["Kept inside"])
        let numbers = try [quarantined, early].map { try #require(try fixture.store.item($0.id)).number }
        #expect(try fixture.store.release(numbers[0]))
        try fixture.store.acceptItems([numbers[1]])
        #expect(try fixture.store.indexWaiting(limit: 1) == 1 && fixture.store.indexWaiting(limit: 9) == 1)
        #expect(try fixture.store.indexWaiting(limit: 9) == 0)
        #expect(try Set(fixture.names("kept")) == ["Kept inside", "Kept waiting", "Kept aside"])
        #expect(try fixture.store.check() == [])
    }

    @Test("Items of before the index wait to be indexed, some at a time, over restarts, and stay in the order of arrival")
    func ofBefore() throws {
        let fixture = try SearchFixture(entries: 12)
        try fixture.store.recordItems((1...8).map { try fixture.item([sdo("report", $0, name: "Old \($0)")]) })
        // The file as the release before left it: without this step and those behind it.
        try fixture.store.pool.write { database in
            let triggers = try String.fetchAll(
                database,
                sql:
                    "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND (name LIKE 'shelf%' OR name LIKE 'pack%' OR name LIKE 'zone%' OR name LIKE 'publication%')"
            )
            for trigger in triggers { try database.execute(sql: "DROP TRIGGER \(trigger)") }
            for table in [
                "zone_page", "zone_place", "zone_list", "zone_value", "zone_translation", "zone_change", "publication", "zone_arrival",
                "zone_state", "search_counter", "search_item", "search_label", "search_waiting", "search_row", "search_segment",
                "saved_search",
                "shelf_again", "shelf_waiting", "shelf", "shelf_last", "shelf_type", "shelf_source", "token_post", "token_collection",
                "token", "warning_block", "warning_list", "pack", "pack_candidate", "pack_state",
                "account_identity", "account_invitation", "account_passkey", "recovery_code", "account_session", "account",
                "sign_in_failure", "spent_challenge", "draft",
            ] {
                try database.execute(sql: "DROP TABLE \(table)")
            }
            let step = try #require(Schema.steps.firstIndex(of: Schema.search))
            try database.execute(sql: "PRAGMA user_version = \(step)")
        }
        try fixture.reopen()
        #expect(try fixture.names("old") == [])
        try fixture.store.recordItems([try fixture.item([sdo("report", 9, name: "New old")])])
        #expect(try fixture.store.indexWaiting(limit: 3) == 3)
        try fixture.reopen()
        while try fixture.store.indexWaiting(limit: 3) > 0 {}
        var query = try fixture.query("old")
        query.order = .newest
        #expect(
            try fixture.store.search(query, as: fixture.reader()).hits.map(\.name) == ["New old"] + (1...8).reversed().map { "Old \($0)" })
    }
}

/// Numbers that every run has alike.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state &* 0x2545_F491_4F6C_DD1D
    }
}
