import Foundation
import GRDB
import Ledger
import Testing
import Wire

@testable import Storage

@Suite("A file of an earlier release is brought up to date with everything in it, or left as it was")
struct MigrationTests {
    let directory = TemporaryDirectory()

    @Test("Every row of the first step's tables is there as before, and nothing contradicts itself")
    func rows() throws {
        let old = try StepOneDatabase(at: directory)
        let before = try old.pool.read { try StepOneDatabase.rows($0) }
        #expect(before.values.allSatisfy { !$0.isEmpty })
        try old.close()
        let store = try Store(path: directory.path)
        let after = try store.read { try StepOneDatabase.rows($0) }
        for (table, rows) in before { #expect(after[table] == rows, "\(table)") }
        #expect(try store.check() == [])
        #expect(try store.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == Schema.version)
    }

    @Test("Every table and index is as before, but for the kinds of entries and one column of items, and as in a new file")
    func schema() throws {
        let old = try StepOneDatabase(at: directory)
        let before = try old.pool.read { try StepOneDatabase.schema($0) }
        try old.close()
        let fresh = TemporaryDirectory()
        let (migrated, new) = (try Store(path: directory.path), try Store(path: fresh.path))
        let after = try migrated.read { try StepOneDatabase.schema($0) }
        #expect(after == (try new.read { try StepOneDatabase.schema($0) }))
        for (name, sql) in before where name != "entry" && name != "item" { #expect(after[name] == sql, "\(name)") }
        let longer = before["item"].map { $0.dropLast("\n) STRICT".count) }
        #expect(longer.map { after["item"]?.hasPrefix($0) == true && after["item"]?.contains("accepted INTEGER NOT NULL") == true } == true)
        let widened = before["entry"]?.replacingOccurrences(of: "BETWEEN 0 AND 3", with: "BETWEEN 0 AND 5")
        #expect(after["entry"] == widened && widened != before["entry"])
        #expect(try migrated.pool.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA writable_schema") } == 0)
    }

    @Test("What the expiry needs is filled in for the entries there are, and a body that a readable entry names stays")
    func expiry() throws {
        let old = try StepOneDatabase(at: directory)
        try old.close()
        let store = try Store(path: directory.path)
        let octets = Int64(20 * 1_000 + old.shared.count)
        let author = old.foreign.name.node
        #expect(try store.mailboxUsage() == [MailboxUsage(author: author, octets: octets)])
        let rule = MailboxRule(
            now: Minute(5_001), keepMinutesDefault: 4_900, groups: [:], own: [old.own.name.group], authorOctetsMax: .max)
        #expect(try store.expireCiphertext(rule, limit: 100) == ExpiryReport(pruned: 21, octets: octets))
        #expect(try store.readBody(BodyTree.root(of: old.shared)) == old.shared)
        #expect(try store.missingBodies(limit: 10).map(\.hash) == [old.wanted])
        #expect(try store.check() == [])
    }

    @Test("The file goes on being used: entries are appended and proven, unreadable ones tried again")
    func goesOn() throws {
        let old = try StepOneDatabase(at: directory)
        try old.close()
        let store = try Store(path: directory.path)
        let batch = old.own.batch(300)
        try store.append([batch])
        let size = old.own.writer.size
        #expect(try store.root(old.own.journal, at: size) == batch.checkpointRoot)
        let proof = try store.inclusionProof(old.own.journal, position: 7, size: size)
        let leaf = try store.entry(old.own.journal, position: 7).leafHash
        #expect(MerkleTree.verifyInclusion(leaf: leaf, index: 7, size: size, proof: proof, root: batch.checkpointRoot))
        #expect(try store.retryUnreadable(epoch: old.epoch) == 21)
        #expect(try store.mailboxUsage() == [])
        #expect(try store.check() == [])
    }

    @Test("A step that fails half-way leaves the file as it was, and the next try succeeds")
    func failure() throws {
        let old = try StepOneDatabase(at: directory)
        let before = try old.pool.read { (try StepOneDatabase.schema($0), try StepOneDatabase.rows($0)) }
        #expect(throws: DatabaseError.self) {
            try old.pool.writeWithoutTransaction { try Schema.migrate($0, steps: Schema.steps + ["INSERT INTO nowhere VALUES (1)"]) }
        }
        try old.close()
        let again = try DatabasePool(path: directory.database)
        let after = try again.read { (try StepOneDatabase.schema($0), try StepOneDatabase.rows($0)) }
        #expect(after.0 == before.0 && after.1 == before.1)
        #expect(try again.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == 1)
        try again.close()
        #expect(try Store(path: directory.path).check() == [])
    }

    @Test("A process that is killed before the end of the step leaves the file as it was", arguments: [false, true])
    func crash(writesPagesEarly: Bool) throws {
        let old = try StepOneDatabase(at: directory, entries: 3_000)
        let before = try old.pool.read { (try StepOneDatabase.schema($0), try StepOneDatabase.rows($0)) }
        let taken = Taken()
        let directory = directory
        try old.pool.writeWithoutTransaction { database in
            // Otherwise as much as a store has, in which all steps together find room.
            try database.execute(sql: "PRAGMA cache_size = \(writesPagesEarly ? 5 : -StorageLimits.writerCacheKibibytes)")
            database.add(
                function: DatabaseFunction("killed_here", argumentCount: 0) { _ in
                    taken.copy = try directory.copyAsAfterCrash()
                    return nil
                })
            try Schema.migrate(database, steps: Schema.steps + ["SELECT killed_here();"])
        }
        try old.close()
        let copy = try #require(taken.copy)
        let log = try size(copy.database + "-wal")
        #expect(writesPagesEarly == (log > 0), "what the step wrote before its end was to be on disk or not: \(log) octets")
        let left = try DatabasePool(path: copy.database)
        let after = try left.read { (try StepOneDatabase.schema($0), try StepOneDatabase.rows($0)) }
        #expect(after.0 == before.0 && after.1 == before.1)
        try left.close()
        #expect(try Store(path: copy.path).check() == [])
    }

    /// What was on disk when the function of the test was called.
    private final class Taken: @unchecked Sendable {
        // Written inside the one call of the function and read after it.
        var copy: TemporaryDirectory?
    }
}
