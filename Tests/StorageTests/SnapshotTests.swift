import Foundation
import GRDB
import Ledger
import Testing

@testable import Storage

/// The database file at one moment, while writing goes on.
@Suite("Snapshots")
struct SnapshotTests {
    private let directory = TemporaryDirectory()

    /// What a snapshot gives, as a database of its own.
    private func copy(_ snapshot: StoreSnapshot, between: (UInt64) throws -> Void = { _ in }) throws -> TemporaryDirectory {
        let copy = TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: copy.path, withIntermediateDirectories: true)
        var octets: [UInt8] = []
        while UInt64(octets.count) < snapshot.octets {
            try between(UInt64(octets.count))
            octets += try snapshot.read(from: UInt64(octets.count), count: Int(min(65_536, snapshot.octets - UInt64(octets.count))))
        }
        try Data(octets).write(to: URL(fileURLWithPath: copy.database))
        return copy
    }

    @Test("What is written, moved and deleted while it is read is not in it, and what was there before is")
    func isolated() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        try store.append([journal.batch(400, octets: 2_000)])
        try store.set("before", to: [1])
        let snapshot = try store.snapshot()
        let copy = try copy(snapshot) { _ in
            // More than the log holds before a commit moves it into the database: every round wants to, and must not.
            try store.append([journal.batch(300, octets: 2_000)])
            try store.set("before", to: nil)
            try store.set("after", to: octets(500_000, seed: 1))
            try store.pool.writeWithoutTransaction { _ = try $0.checkpoint(.passive) }
        }
        #expect(try store.counts().entries > 1_000)
        let other = try Store(path: copy.path)
        #expect(try other.check().isEmpty)
        #expect(try other.counts().entries == 400)
        #expect(try other.setting("before") == [1] && other.setting("after") == nil)
    }

    @Test("What stands only in the write-ahead log when it is made is in it")
    func includesLog() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        for _ in 0..<5 { try store.append([journal.batch(10)]) }
        let copy = try copy(try store.snapshot())
        let other = try Store(path: copy.path)
        #expect(try other.counts().entries == 50)
        #expect(try other.check().isEmpty)
        withExtendedLifetime(copy) {}
    }

    @Test("Traces are not erased while it lasts, without holding anybody up, and are afterwards")
    func traces() throws {
        let store = try Store(path: directory.path)
        try store.set("a", to: [1])
        do {
            let snapshot = try store.snapshot()
            #expect(try store.eraseTraces() == false)
            withExtendedLifetime(snapshot) {}
        }
        #expect(try store.eraseTraces())
    }

    @Test("A snapshot of a closed store gives nothing more, and does not keep it from closing")
    func closed() throws {
        let store = try Store(path: directory.path)
        let snapshot = try store.snapshot()
        store.close()
        #expect(throws: StorageError.closed) { try snapshot.read(from: 0, count: 100) }
        #expect(throws: StorageError.closed) { try store.snapshot() }
        _ = try Store(path: directory.path)
    }

    @Test("A database of an earlier release is copied as it is, and one that is missing is not made")
    func asItIs() throws {
        let old = try StepOneDatabase(at: directory)
        try old.close()
        let store = try Store(asItIs: directory.path)
        let copy = try copy(try store.snapshot())
        store.close()
        let queue = try DatabaseQueue(path: copy.database)
        #expect(try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == 1)
        try queue.close()
        let nowhere = TemporaryDirectory()
        #expect(throws: StorageError.cannotOpen(path: nowhere.database, errno: ENOENT)) { try Store(asItIs: nowhere.path) }
        #expect(!FileManager.default.fileExists(atPath: nowhere.path))
    }
}
