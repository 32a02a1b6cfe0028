import GRDB
import Ledger
import Testing
import Wire

@testable import Storage

@Suite("The schema is strict, never changed, and every hot query uses it well")
struct SchemaTests {
    let directory = TemporaryDirectory()

    /// What the steps hash to, from the first.
    static let digests = [
        "641625a686614aa08bccb2ab9322c4e52b235437b660d85d8070f72382829715",
        "5f65af3163e9d8f2ab541498a5836ed8e737e088c5fb4f48d171f85046332cc1",
        "9e12a7ad84fc1a593ea5d92b510a983888a76252aba6eb90c10fe90974927501",
        "c73145fbf4f0d86ee66922da924686a07ccfc55e6da74ed0cf9a8201456b1328",
        "421c6c43dc23bd624bc2dcb5d232ab2bace4f589069ad2b43d6df8fd4fdfc1f2",
        "d745e13ed3268f4aa946b03d8ad7ae8049ea260bb3fb7c16230ac5fd2baa8a09",
        "b2cdf4e42dcaac57e76ac70d3ad514eb791dfd22859a0a59dbec4101fcad7d0f",
        "6db42500e0301fc7022c43bfa111f327f8b8a377c58ad36f800ae0773abdaa3d",
        "95e252e9ec9242d398f38c9094363f65dd527eb8a1c6c3bd386b5595b252f090",
        "590c2255d25b4798b5995723dd43ec32c02f24b64f5f863bf138c96bd9e0d4a3",
        "dc2601af03988c3f478f14fe7700ce84827c0e4e64243a80ad10f5b7eb28bf70",
        "ff1076f60d31a31448da9757089d07598f237bf4e2dfa2f714ad396c10995176",
        "f68e21e99f777a8bf44566c6105efe4e2019ba06864eb24494a02e0d1c0b5fb8",
    ]

    @Test("A step that was released is never changed, and every step has its digest in this file")
    func pinned() {
        #expect(Schema.steps.map { Hash(sha256: $0.utf8).hex } == Self.digests)
    }

    @Test("Every table is strict")
    func strict() throws {
        let store = try Store(path: directory.path)
        let lax = try store.read {
            try String.fetchAll($0, sql: "SELECT name FROM pragma_table_list WHERE NOT strict AND name NOT LIKE 'sqlite_%'")
        }
        #expect(lax == [])
    }

    @Test("Every column says whether it may be empty, and those that may are few")
    func nullable() throws {
        let store = try Store(path: directory.path)
        let columns = try store.read {
            try String.fetchAll(
                $0,
                sql: """
                    SELECT t.name || '.' || c.name FROM pragma_table_list t, pragma_table_xinfo(t.name) c
                    WHERE t.name NOT LIKE 'sqlite_%' AND NOT c."notnull" AND c.pk = 0 ORDER BY 1
                    """)
        }
        #expect(
            columns == [
                "body.entry", "item_end.cause", "item_end.successor", "item_terms.due", "item_terms.replaces", "journal.group_tag",
                "journal.incarnation", "journal.node", "journal.served_signature", "outgoing.content", "outgoing.item", "outgoing.person",
                "reshared.replaces", "stix_object.modified", "stix_object.name", "unreadable.body", "unreadable.epoch",
                "withdrawal.successor",
            ])
    }

    @Test(
        "Foreign keys are enforced, also that of a key's upper half",
        arguments: [
            "INSERT INTO entry (id, kind, leaf, compact) VALUES (1 << 32, 1, zeroblob(32), x'')",
            "INSERT INTO chunk (id, octets) VALUES (1 << 12, x'')",
            "INSERT INTO unopened (entry) VALUES (1 << 32)",
            "INSERT INTO item_recipient (item, organisation, name) VALUES (1, zeroblob(16), 'a')",
            "INSERT INTO body_name (body, entry) VALUES (1, 1 << 32)",
            "INSERT INTO ciphertext (entry, node, sharing_group, time, keep_until, octets) VALUES (1 << 32, zeroblob(16), 1, 0, 0, 0)",
        ])
    func foreignKeys(insertion: String) throws {
        let store = try Store(path: directory.path)
        let error = #expect(throws: DatabaseError.self) { try store.pool.write { try $0.execute(sql: insertion) } }
        #expect(error?.extendedResultCode == .SQLITE_CONSTRAINT_FOREIGNKEY)
    }

    @Test("An entry is of one of the six kinds or a record, also in a file of an earlier release", arguments: [false, true])
    func kinds(isMigrated: Bool) throws {
        if isMigrated { try StepOneDatabase(at: directory).close() }
        let store = try Store(path: directory.path)
        let journal = JournalFixture(77)
        try store.append([journal.batch(1)])
        try store.pool.write { database in
            let insertion = "INSERT INTO entry (id, kind, leaf, compact) VALUES (?, ?, zeroblob(32), x'')"
            let next = try Int64.fetchOne(database, sql: "SELECT max(id) + 1 FROM entry") ?? 0
            for (offset, kind) in [0, 1, 2, 3, 4, 5, 255].enumerated() {
                try database.execute(sql: insertion, arguments: [next + Int64(offset), kind])
            }
            for kind in [-1, 6, 254, 256] {
                let error = #expect(throws: DatabaseError.self) { try database.execute(sql: insertion, arguments: [next + 100, kind]) }
                #expect(error?.extendedResultCode == .SQLITE_CONSTRAINT_CHECK)
            }
        }
    }

    @Test(
        "No hot query reads a whole table, sorts, or builds an index on the way",
        arguments: Query.hot + Query.hotInCollections + Query.hotForAccounts + Query.hotForIdentities + Query.hotForZone)
    func plan(query: String) throws {
        try checkPlan(of: query, in: Store(path: directory.path))
    }

    @Test(
        "What looks for one object of the shelf finds it by that object, not by its type, of which there may be a million",
        arguments: [
            Query.shelfOfObject, Query.shelfOfSource, Query.shelfCount, Query.shelfTwin, Query.shelfOlder, Query.shelfNewer,
            Query.shelfEqual,
        ])
    func byObject(query: String) throws {
        let store = try Store(path: directory.path)
        let details = try store.pool.read { database in
            let statement = try database.makeStatement(sql: "EXPLAIN QUERY PLAN \(query)")
            let arguments = StatementArguments(repeatElement(nil as Int?, count: parameters(query)))
            return try Row.fetchAll(statement, arguments: arguments).map { $0["detail"] as String }
        }
        #expect(details.contains { $0.contains("INDEX shelf_object (object=?") }, "\(details)")
    }

    @Test("No hot query of a file of an earlier release does so either")
    func planAfterMigration() throws {
        try StepOneDatabase(at: directory).close()
        let store = try Store(path: directory.path)
        for query in Query.hot { try checkPlan(of: query, in: store) }
    }

    private func checkPlan(of query: String, in store: Store) throws {
        let details = try store.pool.writeWithoutTransaction { database in
            let statement = try database.makeStatement(sql: "EXPLAIN QUERY PLAN \(query)")
            let arguments = StatementArguments(repeatElement(nil as Int?, count: parameters(query)))
            return try Row.fetchAll(statement, arguments: arguments).map { $0["detail"] as String }
        }
        for detail in details {
            // What could not be judged is looked for once an hour at most, and when the registry grows.
            // The head of a list in the order of its key is a scan that ends at LIMIT; the other index has at most one row.
            let headsOfLists = [
                "SCAN u": Query.unopened, "SCAN i USING INDEX item_waiting": Query.itemsWaiting, "SCAN outgoing": Query.outgoing,
                "SCAN outgoing USING INDEX outgoing_due": Query.outgoingWaiting, "SCAN e USING INDEX item_end_untold": Query.endsUntold,
                "SCAN e USING COVERING INDEX item_end_untold": Query.endsUntold, "SCAN search_waiting": Query.searchWaiting,
                "SCAN shelf_waiting USING INDEX shelf_waiting_time": Query.shelfWaiting, "SCAN zone_arrival": Query.zoneArrivals,
            ]
            let isHeadOfList = headsOfLists[detail] == query
            let isRare = ["SCAN unreadable"].contains(detail) && [Query.retryUnjudged, Query.forgetUnjudged].contains(query)
            let isOneRow = detail.hasSuffix("INDEX journal_registry")
            #expect(!detail.hasPrefix("SCAN") || isHeadOfList || isRare || isOneRow, "\(detail): \(query)")
            #expect(!detail.contains("TEMP B-TREE"), "\(detail): \(query)")
            #expect(!detail.contains("AUTOMATIC"), "\(detail): \(query)")
        }
    }

    /// How many values a statement takes: its largest numbered `?`, or their count.
    private func parameters(_ query: String) -> Int {
        let numbered = query.split(separator: "?").dropFirst().compactMap { Int($0.prefix { $0.isNumber }) }
        return numbered.max() ?? query.count { $0 == "?" }
    }
}
