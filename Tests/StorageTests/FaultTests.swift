import Foundation
import GRDB
import Ledger
import Testing
import Wire

@testable import Storage

@Suite("After every fault the store is as before the call, and usable")
struct FaultTests {
    let directory = TemporaryDirectory()

    @Test("A full disk refuses the call and is forgotten once there is room", arguments: [0, 3, 40])
    func diskFull(pagesLeft: Int) throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        try store.append([journal.batch(50)])
        let before = try store.journals()
        let large = journal.batch(2_000, octets: 1_000)
        try limit(store, pagesLeft: pagesLeft)
        #expect(throws: StorageError.diskFull) { try store.append([large]) }
        #expect(throws: StorageError.diskFull) { try store.putBody(octets(2_000_000, seed: 1)) }
        #expect(try store.journals() == before)
        #expect(try store.counts() == StoreCounts(entries: 50, unopened: 50, unreadable: 0, items: 0))
        try limit(store, pagesLeft: 1_000_000)
        try store.append([large])
        #expect(try store.journals().map(\.size) == [2_050])
        #expect(try store.check() == [])
    }

    private func limit(_ store: Store, pagesLeft: Int) throws {
        try store.pool.writeWithoutTransaction { database in
            let count = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            let free = try Int.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
            try #require(free == 0 || pagesLeft > 1_000)
            try database.execute(sql: "PRAGMA max_page_count = \(count + pagesLeft)")
        }
    }

    @Test("A database that has become read-only is named, and written again when it can be")
    func readOnly() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        let batch = journal.batch(5)
        try store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = 1") }
        #expect(throws: StorageError.readOnly(path: directory.database)) { try store.append([batch]) }
        #expect(try store.journals() == [])
        try store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA query_only = 0") }
        try store.append([batch])
        #expect(try store.check() == [])
    }

    @Test("A foreign process that holds the database's lock is waited for, then named; reading goes on")
    func busy() throws {
        let store = try Store(path: directory.path, busySeconds: 0)
        try store.set("a", to: [1])
        let shell = try DatabaseQueue(path: directory.database)
        try shell.writeWithoutTransaction { database in
            try database.execute(sql: "BEGIN IMMEDIATE")
            #expect(throws: StorageError.busy) { try store.set("a", to: [2]) }
            #expect(try store.setting("a") == [1])
            try database.execute(sql: "ROLLBACK")
        }
        try store.set("a", to: [3])
        #expect(try store.setting("a") == [3])
    }

    @Test("Pages overwritten with garbage are named as damage, and the rest is still read")
    func corruption() throws {
        var store = try Store(path: directory.path)
        let (one, two) = (JournalFixture(1), JournalFixture(2))
        try store.append([one.batch(300, octets: 1_000), two.batch(300, octets: 1_000)])
        store.close()
        let page = try damagedPage(of: one.journal)
        try overwrite(directory.database, at: (page - 1) * StorageLimits.pageOctets, with: octets(StorageLimits.pageOctets, seed: 3))
        store = try Store(path: directory.path)
        let error = #expect(throws: StorageError.self) {
            var first: UInt64 = 0
            while let range = try store.read(one.journal, from: first, maxOctets: 100_000, maxEntries: 100) { first = range.end }
        }
        #expect(error?.code == "storage.corrupt")
        #expect(try store.read(two.journal, from: 100, maxOctets: 10_000, maxEntries: 100) != nil)
        #expect(try store.journals().count == 2)
    }

    /// A page in the middle of a journal's entries, found by the octets of its 20th entry.
    private func damagedPage(of journal: JournalID) throws -> Int {
        let store = try Store(path: directory.path)
        let entry = try store.entry(journal, position: 20)
        store.close()
        let file = try Data(contentsOf: URL(fileURLWithPath: directory.database))
        let found = try #require(file.range(of: Data(entry.leafHash.array)))
        return found.lowerBound / StorageLimits.pageOctets + 1
    }

    @Test("A row that contradicts the others is named as damage, not trusted")
    func contradiction() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        try store.append([journal.batch(600)])
        try store.pool.write {
            try $0.execute(sql: "DELETE FROM subtree; DELETE FROM unopened; DELETE FROM entry WHERE (id & 4294967295) % 100 = 7")
        }
        let codes = [
            #expect(throws: StorageError.self) { try store.inclusionProof(journal.journal, position: 300, size: 600) },
            #expect(throws: StorageError.self) { try store.root(journal.journal, at: 10) },
            #expect(throws: StorageError.self) { try store.read(journal.journal, from: 7, maxOctets: 1, maxEntries: 1) },
        ].map { $0?.code }
        #expect(codes == Array(repeating: "storage.corrupt", count: 3))
        #expect(try store.check().count == 3)
    }

    @Test("Every error says what happened and what to do")
    func advice() {
        let errors: [StorageError] = [
            .inUse(pid: 7), .inUse(pid: nil), .cannotOpen(path: "/x", errno: 2), .readOnly(path: "/x"), .notADatabase(path: "/x"),
            .foreignDatabase(path: "/x"), .newerSchema(found: 9, supported: 1), .busy, .diskFull, .inputOutput("a"), .corrupt("a"),
            .closed, .unknownBody(hash(1)), .bodyMismatch(hash(1)), .bodyTooLong(octets: 9), .invalidPrefix, .ambiguousPrefix("a"),
            .settingTooLong(key: "a", octets: 9), .unexpected(code: 1, message: "a"),
        ]
        for error in errors {
            #expect(error.reason.hasSuffix(".") && error.advice.hasSuffix("."), "\(error.code)")
            #expect(error.code.hasPrefix("storage."))
        }
        #expect(Set(errors.map(\.code)).count == errors.count - 1)
    }

    @Test(
        "What SQLite answers is named once for all",
        arguments: [
            (ResultCode.SQLITE_BUSY_SNAPSHOT, "storage.busy"), (.SQLITE_LOCKED, "storage.busy"),
            (.SQLITE_READONLY_DBMOVED, "storage.read-only"),
            (.SQLITE_FULL, "storage.disk-full"), (.SQLITE_IOERR_FSYNC, "storage.input-output"), (.SQLITE_CORRUPT_VTAB, "storage.corrupt"),
            (.SQLITE_NOTADB, "storage.not-a-database"), (.SQLITE_CANTOPEN, "storage.cannot-open"),
            (.SQLITE_CONSTRAINT_CHECK, "storage.unexpected"),
        ])
    func mapping(code: ResultCode, name: String) {
        #expect(StorageError(DatabaseError(resultCode: code), path: "/x").code == name)
    }
}
