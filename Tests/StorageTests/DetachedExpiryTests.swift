import GRDB
import Ledger
import Sodium
import Testing
import Wire

@testable import Storage

@Suite("A large body goes with the last entry that names it, and is not fetched again")
struct DetachedExpiryTests {
    let directory = TemporaryDirectory()
    let epoch = EpochID(octets16(31))
    let body = octets(70_000, seed: 3)
    private var root: Hash { BodyTree.root(of: body) }
    private let late = MailboxRule(now: Minute(5_000), keepMinutesDefault: 10, groups: [:], own: [], authorOctetsMax: .max)

    /// Stores one sealed entry of the journal that names the body.
    private func name(in journal: JournalFixture, _ store: Store) throws -> EntryPlace {
        if journal.writer.size == 0 { try store.append([journal.batch(1)]) }
        let batch = journal.sealed([.detached(length: UInt64(body.count), hash: root)], epoch: epoch, time: 1)
        try store.append([batch])
        return EntryPlace(journal: journal.journal, position: batch.first)
    }

    private func fetch(into store: Store) throws {
        let hashes = BodyTree.chunkHashes(of: body)
        try store.beginBody(hash: root, length: UInt64(body.count), chunkHashes: hashes)
        try store.storeChunks(root, from: 0, [Array(body.prefix(65_536)), Array(body.dropFirst(65_536))])
    }

    @Test("A complete body's chunks are deleted, and nothing asks for them again, not even the entry when its key comes")
    func complete() throws {
        let store = try Store(path: directory.path)
        let place = try name(in: JournalFixture(), store)
        try fetch(into: store)
        try store.markUnreadable([(place, .noKey(epoch))])
        #expect(try store.expireCiphertext(late, limit: 10) == ExpiryReport(pruned: 1, octets: 70_000))
        #expect(try store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM chunk") } == 0)
        #expect(try store.readBody(root) == nil && store.readChunks(root, from: 0, limit: 9) == [] && store.chunkHashes(root) == [])
        #expect(try store.missingBodies(limit: 10) == [])
        try store.retryUnreadable(epoch: epoch)
        try store.markUnreadable([(place, .noBody(root))])
        #expect(try store.mailboxUsage() == [] && store.missingBodies(limit: 10) == [])
        #expect(try store.expireCiphertext(late, limit: 10) == ExpiryReport())
        #expect(try store.check() == [])
    }

    @Test("A body that did not come in time is no longer asked for")
    func awaited() throws {
        let store = try Store(path: directory.path)
        let place = try name(in: JournalFixture(), store)
        try store.markUnreadable([(place, .noBody(root))])
        #expect(try store.missingBodies(limit: 10).map(\.hash) == [root])
        #expect(try store.expireCiphertext(late, limit: 10).pruned == 1)
        #expect(try store.missingBodies(limit: 10) == [])
        #expect(try store.check() == [])
    }

    @Test("A body that a readable entry names too stays, whichever entry came first", arguments: [false, true])
    func shared(foreignFirst: Bool) throws {
        let store = try Store(path: directory.path)
        let (own, foreign) = (JournalFixture(1), JournalFixture(2))
        var places: [EntryPlace] = []
        for journal in foreignFirst ? [foreign, own] : [own, foreign] { places.append(try name(in: journal, store)) }
        let (ownPlace, foreignPlace) = foreignFirst ? (places[1], places[0]) : (places[0], places[1])
        try store.markUnreadable([(foreignPlace, .noBody(root)), (ownPlace, .noBody(root))])
        // One missing body, asked for on account of one entry; it must be the one that stays.
        try store.retryUnreadable(journal: own.journal)
        #expect(try store.expireCiphertext(late, limit: 10).pruned == 1)
        #expect(try store.missingBodies(limit: 10) == [MissingBody(hash: root, length: 70_000, entry: ownPlace, kind: .item)])
        try fetch(into: store)
        #expect(try store.readBody(root) == body)
        try store.markOpened([ownPlace])
        #expect(try store.expireCiphertext(late, limit: 10) == ExpiryReport())
        #expect(try store.readBody(root) == body)
        #expect(try store.check() == [])
    }

    @Test("A body that was let go comes back for a later entry that names it")
    func again() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        let first = try name(in: journal, store)
        try fetch(into: store)
        try store.markUnreadable([(first, .noKey(epoch))])
        #expect(try store.expireCiphertext(late, limit: 10).pruned == 1)
        let second = try name(in: journal, store)
        #expect(try store.missingBodies(limit: 10) == [MissingBody(hash: root, length: 70_000, entry: second, kind: .item)])
        #expect(try store.bodyState(root) == .wanted(length: 70_000))
        try fetch(into: store)
        #expect(try store.readBody(root) == body)
        #expect(try store.check() == [])
    }

    @Test("A call ends after so many octets, too")
    func octetsOfACall() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        try store.append([journal.batch(1)])
        let length = UInt64(StorageLimits.expiryOctetsMax)
        let batch = journal.sealed((1...3).map { .detached(length: length, hash: hash($0)) }, epoch: epoch, time: 1)
        try store.append([batch])
        try store.markUnreadable(batch.entries.map { (EntryPlace(journal: batch.journal, position: $0.position), .noKey(epoch)) })
        for isComplete in [false, false, true] {
            let report = try store.expireCiphertext(late, limit: 100)
            #expect(report == ExpiryReport(pruned: 1, octets: Int64(length), isComplete: isComplete))
        }
    }
}
