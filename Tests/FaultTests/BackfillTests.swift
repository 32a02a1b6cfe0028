import Exchange
import Foundation
import GRDB
import Storage
import Testing

extension Faults {
    @Suite("Killed while the search index is made anew")
    struct BackfillTests {
        @Test("Whoever is killed in the middle of it goes on after the next start, and in the end each item is found once")
        func killed() async throws {
            try await FaultNetwork.play { network in
                let (bank, truth) = (network.bank, Truth())
                try await truth.shareSurely(at: bank)
                try await eventually("it is found") { try await found(at: bank).count == 1 }
                try await bank.stop()
                try multiply(in: bank, to: FaultLimits.itemsIndexedAnew)
                // All of them wait from the opening on; each start takes some, until it is killed.
                var before = FaultLimits.itemsIndexedAnew
                for round in 1...FaultLimits.killsWhileIndexing {
                    try await bank.start()
                    try await eventually("some are indexed in round \(round)") { try waiting(in: bank) < before }
                    try await bank.kill()
                    let left = try waiting(in: bank)
                    #expect(left > 0 && left < before, "the kill must fall in the middle: \(left) of \(before) are left")
                    #expect(try bank.database.faults() == [])
                    before = left
                }
                try await bank.start()
                try await eventually("nothing waits") { try waiting(in: bank) == 0 }
                let items = try await found(at: bank)
                #expect(items.count == FaultLimits.itemsIndexedAnew && Set(items).count == items.count)
                try await bank.stop()
                #expect(try bank.database.faults() == [])
            }
        }

        /// The items of all reports that a node finds, page by page.
        private func found(at node: FaultNode) async throws -> [String] {
            var request = SearchRequest("type:report", isNewestFirst: true, limit: 200)
            var items: [String] = []
            while true {
                let page = try await node.client.search(request, as: nil)
                items += page.hits.map(\.item.id)
                guard !page.next.isEmpty else { return items }
                request.cursor = page.next
            }
        }

        private func path(_ node: FaultNode) -> String { node.directory + "/" + Store.fileName }

        /// How many items wait to be indexed, also at a node that runs.
        private func waiting(in node: FaultNode) throws -> Int {
            let queue = try DatabaseQueue(path: path(node))
            defer { try? queue.close() }
            return try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM search_waiting") ?? 0 }
        }

        /// Makes of the only item with contents so many, and of the index one of another extraction, as an upgrade meets it.
        private func multiply(in node: FaultNode, to count: Int) throws {
            let queue = try DatabaseQueue(path: path(node))
            defer { try? queue.close() }
            try queue.write { database in
                let items = try Int64.fetchAll(database, sql: "SELECT item FROM search_item")
                let item = try #require(items.first)
                #expect(items.count == 1)
                let last = try Int64.fetchOne(database, sql: "SELECT max(number) FROM item") ?? 0
                try database.execute(
                    sql: """
                        WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ?)
                        INSERT INTO item (id, entry, sharing_group, author, media_type, kind, tlp, pap, title, created, received, length, accepted)
                            SELECT randomblob(32), entry, sharing_group, author, media_type, kind, tlp, pap, title, created, received, length, accepted
                            FROM item CROSS JOIN counted WHERE number = ?
                        """, arguments: [count - 1, item])
                try database.execute(
                    sql: """
                        INSERT INTO content (item, octets) SELECT i.number, c.octets FROM item i CROSS JOIN content c
                            WHERE c.item = ? AND i.number > ?
                        """, arguments: [item, last])
                try database.execute(
                    sql: """
                        INSERT INTO stix_object (item, ordinal, type, id, name, modified, first, end)
                            SELECT i.number, o.ordinal, o.type, o.id, o.name, o.modified, o.first, o.end FROM item i CROSS JOIN stix_object o
                            WHERE o.item = ? AND i.number > ?
                        """, arguments: [item, last])
                try database.execute(sql: "UPDATE tally SET value = value + ? WHERE name = 'items'", arguments: [count - 1])
                try database.execute(sql: "UPDATE search_counter SET value = value - 1 WHERE name = 'extraction'")
                #expect(database.changesCount == 1)
            }
        }
    }
}
