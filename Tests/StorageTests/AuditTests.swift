import Foundation
import GRDB
import Ledger
import Sodium
import Testing
import Wire

@testable import Storage

@Suite("The audit log: append-only, linked, signed, and whatever was done to it is named")
final class AuditTests {
    let directory = TemporaryDirectory()
    let key = SigningKey.generate()
    let network = NetworkID(hash(5).octets)

    private var node: NodeID { NodeID(octets16(6)) }
    private var origin: AuditOrigin { AuditOrigin(network: network, node: node) }

    /// A log of `count` records, signed behind each of the numbers.
    private func log(_ count: Int, signedAt: Set<Int> = []) throws -> Store {
        let store = try Store(path: directory.path)
        for number in 1...count {
            let note = AuditNote(
                actor: "ng (uid 1000)", action: "item-exported", subject: "0f\(number)", details: ["as": "Ng & 漢", "a": "\(number)"])
            try store.appendAudit(AuditBatch([note], at: 1_000 + UInt64(number), of: origin))
            if signedAt.contains(number) { try sign(store) }
        }
        return store
    }

    private func sign(_ store: Store, of other: AuditOrigin? = nil) throws {
        try store.signAudit(at: 9_000, key: key.verifyingKey.octets) { message in
            key.sign(other.map { $0.message(number: 1, time: 9_000, hash: $0.start) } ?? message)
        }
    }

    /// What the check of the whole stored log says; `nil` when everything fits.
    private func fault(
        _ store: Store, of other: AuditOrigin? = nil, pages: Int = 1_000, known: AuditChain.KnownHead? = nil
    ) throws -> AuditFault? {
        let own = key.verifyingKey.octets
        var chain = AuditChain(of: other ?? origin, expecting: known) { $0 == own }
        var after: UInt64 = 0
        do {
            while true {
                let page = try store.audit(after: after, limit: pages)
                for record in page.records {
                    try chain.take(record)
                    for head in page.heads where head.number == record.number { try chain.take(head) }
                }
                for head in page.heads where head.number > page.records.last?.number ?? after { try chain.take(head) }
                guard page.records.count == pages, let last = page.records.last else { break }
                after = last.number
            }
            try chain.end()
        } catch let fault as AuditFault {
            return fault
        }
        return nil
    }

    /// Changes the file as somebody would who has it and knows SQL: without the triggers.
    private func tamper(_ store: Store, _ sql: String) throws {
        try store.pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA foreign_keys = OFF")
            for trigger in try String.fetchAll(
                database, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'audit*'")
            {
                try database.execute(sql: "DROP TRIGGER \(trigger)")
            }
            try database.execute(sql: sql)
            try database.execute(sql: "PRAGMA foreign_keys = ON")
        }
    }

    @Test("What was noted is read as it was noted, page by page, and the whole log fits", arguments: [1, 2, 7, 1_000])
    func whole(pages: Int) throws {
        let store = try log(9, signedAt: [4, 9])
        #expect(try fault(store, pages: pages) == nil)
        let records = try store.audit(after: 0, limit: 100).records
        #expect(records.map(\.number) == Array(1...9) && records[6].details == ["as": "Ng & 漢", "a": "7"])
        #expect(records[0].previous == origin.start && records[6].actor == "ng (uid 1000)" && records[6].subject == "0f7")
        #expect(
            try store.auditState()
                == {
                    var state = AuditState(); state.last = 9; state.signed = 9; return state
                }())
        #expect(try store.auditOrigin() == origin)
    }

    @Test("A hash is that of the exact bytes in docs/audit.md")
    func exactBytes() throws {
        let store = try log(1)
        let record = try #require(try store.audit(after: 0, limit: 1).records.first)
        var writer = CBORWriter()
        writer.array(10)
        writer.text("causeway/audit-record/1")
        writer.byteString(network.array)
        writer.byteString(node.array)
        writer.unsigned(UInt64(1))
        writer.unsigned(UInt64(1_001))
        writer.text("ng (uid 1000)")
        writer.text("item-exported")
        writer.text("0f1")
        writer.array(2)
        for (key, value) in [("a", "1"), ("as", "Ng & 漢")] {
            writer.array(2)
            writer.text(key)
            writer.text(value)
        }
        writer.byteString(origin.start.array)
        #expect(record.hash == Hash(sha256: writer.bytes))
    }

    /// Something that is done to a log of nine records, signed at 4 and 8, and what is found.
    struct Deed: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let sql: String
        let fault: AuditFault

        init(_ testDescription: String, _ sql: String, _ fault: AuditFault) {
            self.testDescription = testDescription
            self.sql = sql
            self.fault = fault
        }

        static let all = [
            Deed("another actor", "UPDATE audit SET actor = 'x' WHERE number = 3", .changed(number: 3)),
            Deed("another time", "UPDATE audit SET time = time + 1 WHERE number = 9", .changed(number: 9)),
            Deed("another subject", "UPDATE audit SET subject = '' WHERE number = 1", .changed(number: 1)),
            Deed("another action", "UPDATE audit SET action = 'stopped' WHERE number = 2", .changed(number: 2)),
            Deed("other details", "UPDATE audit SET details = x'80' WHERE number = 5", .changed(number: 5)),
            Deed(
                "details in another spelling", "UPDATE audit SET details = CAST(details || x'00' AS BLOB) WHERE number = 5",
                .changed(number: 5)),
            Deed("another hash", "UPDATE audit SET hash = zeroblob(32) WHERE number = 6", .changed(number: 6)),
            Deed("another predecessor", "UPDATE audit SET previous = zeroblob(32) WHERE number = 6", .notLinked(number: 6)),
            Deed("the first from elsewhere", "UPDATE audit SET previous = zeroblob(32) WHERE number = 1", .anotherLog),
            Deed("one removed", "DELETE FROM audit WHERE number = 6", .outOfOrder(expected: 6, found: 7)),
            Deed("the first removed", "DELETE FROM audit WHERE number = 1", .outOfOrder(expected: 1, found: 2)),
            Deed(
                "two exchanged",
                """
                UPDATE audit SET number = 100 WHERE number = 5; UPDATE audit SET number = 5 WHERE number = 6;
                UPDATE audit SET number = 6 WHERE number = 100
                """, .notLinked(number: 5)),
            Deed("the end cut off", "DELETE FROM audit WHERE number >= 6", .cutOff(last: 5, signed: 8)),
            Deed("everything cut off", "DELETE FROM audit", .cutOff(last: 0, signed: 8)),
            Deed("a head that says more", "UPDATE audit_head SET time = time + 1 WHERE number = 4", .headNotSigned(number: 4)),
            Deed("a head for another record", "UPDATE audit_head SET number = 5 WHERE number = 4", .headNotSigned(number: 5)),
            Deed("a head of another key", "UPDATE audit_head SET key = zeroblob(32) WHERE number = 8", .foreignHead(number: 8)),
        ]
    }

    @Test("Whatever is done to the file is named by the first record that shows it", arguments: Deed.all)
    func tampering(deed: Deed) throws {
        let store = try log(9, signedAt: [4, 8])
        #expect(try fault(store) == nil)
        try tamper(store, deed.sql)
        #expect(try fault(store) == deed.fault)
        #expect(try fault(store, pages: 3) == deed.fault)
    }

    @Test("Records written anew with right hashes do not agree with what was signed")
    func rewritten() throws {
        let store = try log(5, signedAt: [3])
        try tamper(store, "DELETE FROM audit WHERE number >= 2")
        for number in 2...5 {
            try store.appendAudit(AuditBatch([AuditNote(actor: "x", action: "stopped")], at: UInt64(number), of: origin))
        }
        #expect(try fault(store) == .rewritten(number: 3))
    }

    @Test("A head of another node over the same key is none of this log's, and neither is a log of another node")
    func anotherNode() throws {
        let store = try log(1)
        let other = AuditOrigin(network: network, node: NodeID(octets16(7)))
        try sign(store, of: other)
        #expect(try fault(store) == .headNotSigned(number: 1))
        #expect(try fault(store, of: other) == .anotherLog)
        #expect(throws: StorageError.self) { try store.appendAudit(AuditBatch([AuditNote(actor: "x", action: "y")], at: 1, of: other)) }
    }

    @Test("A head that somebody signed with a key of their own is none")
    func foreignKey() throws {
        let store = try log(3)
        let own = SigningKey.generate()
        try store.signAudit(at: 9_000, key: own.verifyingKey.octets) { own.sign($0) }
        #expect(try fault(store) == .foreignHead(number: 3))
    }

    @Test("A head that somebody kept shows what was cut off together with every newer head")
    func knownHead() throws {
        let store = try log(5, signedAt: [2, 5])
        let last = try #require(try store.audit(after: 4, limit: 1).records.first)
        let known = AuditChain.KnownHead(number: 5, hash: last.hash)
        #expect(try fault(store, known: known) == nil)
        #expect(try fault(store, known: .init(number: 5, hash: origin.start)) == .notTheKnownHead(number: 5))
        try tamper(store, "DELETE FROM audit_head WHERE number > 2; DELETE FROM audit WHERE number > 2")
        #expect(try fault(store) == nil, "the rest fits")
        #expect(try fault(store, known: known) == .notTheKnownHead(number: 5))
    }

    @Test(
        "SQL that changes, removes or leaves out a record is stopped",
        arguments: [
            "UPDATE audit SET actor = 'x' WHERE number = 1", "DELETE FROM audit WHERE number = 3",
            "UPDATE audit_head SET time = 0", "DELETE FROM audit_head",
            "INSERT INTO audit VALUES (5, 0, 'a', 'b', '', x'80', zeroblob(32), zeroblob(32))",
            "INSERT INTO audit VALUES (3, 0, 'a', 'b', '', x'80', zeroblob(32), zeroblob(32))",
            "INSERT OR REPLACE INTO audit VALUES (2, 0, 'a', 'b', '', x'80', zeroblob(32), zeroblob(32))",
        ])
    func triggers(sql: String) throws {
        let store = try log(3, signedAt: [3])
        #expect(throws: DatabaseError.self) { try store.pool.write { try $0.execute(sql: sql) } }
        #expect(try fault(store) == nil)
    }

    @Test("What is noted with items is there with them, and not without them")
    func sameTransaction() throws {
        let store = try log(1)
        let journal = JournalFixture(77)
        try store.append([journal.batch(1)])
        let batch = AuditBatch([AuditNote(actor: "node", action: "received-refused")], at: 5, of: origin)
        let unknown = EntryPlace(journal: JournalID(hash(99).octets), position: 0)
        #expect(throws: StorageError.self) { try store.markUnreadable([(unknown, .notGenuine)], noting: batch) }
        #expect(try store.auditState().last == 1)
        try store.markUnreadable([(EntryPlace(journal: journal.journal, position: 0), .notGenuine)], noting: batch)
        #expect(try store.auditState().last == 2)
        #expect(try fault(store) == nil)
    }

    @Test("A process that is killed leaves a log that fits, with everything that was noted")
    func crash() throws {
        let store = try log(300, signedAt: [256])
        let copy = try directory.copyAsAfterCrash()
        let left = try Store(path: copy.path)
        #expect(try left.auditState().last == 300 && left.auditState().signed == 256)
        #expect(try fault(left) == nil)
        try left.appendAudit(AuditBatch([AuditNote(actor: "node", action: "started")], at: 1, of: origin))
        #expect(try fault(left) == nil)
        store.close()
    }

    @Test("A disk that is full takes no record, and the log goes on afterwards")
    func diskFull() throws {
        let store = try log(3)
        let pages = try store.pool.writeWithoutTransaction { database in
            let used = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(used)")
            return used
        }
        #expect(pages > 0)
        #expect(throws: StorageError.diskFull) {
            for _ in 0..<1_000 {
                let long = String(repeating: "x", count: 200)
                let note = AuditNote(actor: "a", action: "b", subject: long, details: ["1": long, "2": long, "3": long])
                try store.appendAudit(AuditBatch([note], at: 1, of: origin))
            }
        }
        try store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1073741823") }
        try store.appendAudit(AuditBatch([AuditNote(actor: "a", action: "after")], at: 1, of: origin))
        #expect(try fault(store) == nil)
    }

    @Test("Texts that are too long are cut at a whole character, and the record fits")
    func long() throws {
        let store = try Store(path: directory.path)
        let long = String(repeating: "漢", count: 5_000)
        let details = Dictionary(uniqueKeysWithValues: (0..<40).map { ("key \(long)\($0)", long) } + [("a", long)])
        let note = AuditNote(actor: long, action: long, subject: long, details: details)
        try store.appendAudit(AuditBatch([note], at: 1, of: origin))
        let record = try #require(try store.audit(after: 0, limit: 1).records.first)
        #expect(record.actor.utf8.count <= 128 && record.actor.hasSuffix("漢…") && record.subject.utf8.count <= 256)
        #expect(record.details["a"]?.utf8.count ?? 999 <= 256 && record.details.count <= 12)
        #expect(try fault(store) == nil)
    }

    @Test("A head is signed once for each end of the log")
    func heads() throws {
        let store = try Store(path: directory.path)
        #expect(try store.signAudit(at: 1, key: key.verifyingKey.octets) { key.sign($0) } == nil)
        try store.appendAudit(AuditBatch([AuditNote(actor: "a", action: "b")], at: 1, of: origin))
        let head = try store.signAudit(at: 5, key: key.verifyingKey.octets) { key.sign($0) }
        #expect(head?.number == 1 && head?.time == 5)
        #expect(try store.signAudit(at: 6, key: key.verifyingKey.octets) { key.sign($0) } == head)
        #expect(try store.audit(after: 0, limit: 10).heads.count == 1)
    }
}
