import Ledger
import Sodium
import Testing
import Wire

@testable import Storage

@Suite("Each entry waits to be opened, is opened, or is unreadable for a reason")
struct OpeningListTests {
    let directory = TemporaryDirectory()

    private func places(_ journal: JournalID, _ positions: some Sequence<UInt64>) -> [EntryPlace] {
        positions.map { EntryPlace(journal: journal, position: $0) }
    }

    @Test("Entries wait in order with all that opening needs, until they are marked")
    func waiting() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        let batch = journal.batch(300)
        try store.append([batch])
        let waiting = try store.unopened(limit: 100)
        #expect(waiting.map(\.position) == Array(0..<100))
        #expect(waiting.map(\.compact) == batch.entries[..<100].map(\.compact))
        #expect(waiting.map(\.leafHash) == batch.entries[..<100].map(\.leafHash))
        #expect(waiting.allSatisfy { $0.name == journal.name && $0.journal == journal.journal })
        try store.markOpened(places(journal.journal, 0..<298))
        #expect(try store.unopened(limit: 100).map(\.position) == [298, 299])
        #expect(try store.counts() == StoreCounts(entries: 300, unopened: 2, unreadable: 0, items: 0))
        #expect(try store.check() == [])
    }

    @Test("The entries that lacked an epoch's key, and no others, are tried again when it comes")
    func retryEpoch() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        try store.append([journal.batch(10)])
        let id = journal.journal
        let (one, two) = (EpochID(octets16(1)), EpochID(octets16(2)))
        let reasons: [UnreadableReason] = [.noKey(one), .noKey(two), .noBody(hash(1)), .notGenuine, .malformed, .unjudged, .noKey(one)]
        try store.markUnreadable(zip(places(id, 1...7), reasons).map { (place: $0, reason: $1) })
        #expect(try store.unopened(limit: 20).map(\.position) == [0, 8, 9])
        #expect(try store.unreadable(limit: 20).map(\.reason) == reasons)
        #expect(try store.unreadable(after: EntryPlace(journal: id, position: 5), limit: 1).map(\.place) == places(id, [6]))
        #expect(try store.retryUnreadable(epoch: one) == 2)
        #expect(try store.retryUnreadable(epoch: one) == 0)
        #expect(try store.unopened(limit: 20).map(\.position) == [0, 1, 7, 8, 9])
        #expect(try store.retryUnreadable(body: hash(1)) == 1)
        #expect(try store.retryUnreadable(journal: id) == 4)
        #expect(try store.unopened(limit: 20).count == 10)
        #expect(try store.unreadable(limit: 20) == [])
        #expect(try store.check() == [])
    }

    @Test("The retry of one journal leaves the neighbours' entries alone")
    func retryJournal() throws {
        let store = try Store(path: directory.path)
        let (one, two, three) = (JournalFixture(1), JournalFixture(2), JournalFixture(3))
        try store.append([one.batch(2), two.batch(2), three.batch(2)])
        let all = [one.journal, two.journal, three.journal].flatMap { places($0, 0..<2) }
        try store.markUnreadable(all.map { (place: $0, reason: .malformed) })
        #expect(try store.retryUnreadable(journal: two.journal) == 2)
        #expect(try store.unopened(limit: 10).map(\.journal) == [two.journal, two.journal])
        #expect(try store.retryUnreadable(journal: JournalFixture(9).journal) == 0)
    }

    @Test("A mark can be repeated and changed")
    func marksAgain() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        try store.append([journal.batch(2)])
        let place = EntryPlace(journal: journal.journal, position: 1)
        try store.markUnreadable([(place, .malformed)])
        try store.markUnreadable([(place, .unjudged), (place, .notGenuine)])
        #expect(try store.unreadable(limit: 10).map(\.reason) == [.notGenuine])
        #expect(try store.counts().unreadable == 1)
        try store.markOpened([place, place])
        #expect(try store.counts() == StoreCounts(entries: 2, unopened: 1, unreadable: 0, items: 0))
        #expect(try store.check() == [])
    }

    @Test("An entry whose body came while it was judged to lack it goes on waiting", arguments: [false, true])
    func bodyCameMeanwhile(wasUnreadable: Bool) throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        let body = octets(100_000, seed: 3)
        let hash = BodyTree.root(of: body)
        try store.append([journal.batch(1), journal.batch(bodies: [.detached(length: UInt64(body.count), hash: hash)])])
        let place = EntryPlace(journal: journal.journal, position: 1)
        if wasUnreadable { try store.markUnreadable([(place, .unjudged)]) }
        #expect(try store.putBody(body) == hash)
        try store.markUnreadable([(place, .noBody(hash))])
        #expect(try store.unopened(limit: 10).map(\.position) == [0, 1])
        #expect(try store.counts() == StoreCounts(entries: 2, unopened: 2, unreadable: 0, items: 0))
        #expect(try store.check() == [])
    }

    @Test("What is not stored cannot be marked")
    func unknown() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        try store.append([journal.batch(2)])
        let id = journal.journal
        #expect(throws: StorageError.unknownEntry(journal: id, position: 2)) { try store.markOpened(places(id, 0...2)) }
        #expect(throws: StorageError.unknownJournal(JournalFixture(9).journal)) {
            try store.markUnreadable([(EntryPlace(journal: JournalFixture(9).journal, position: 0), .malformed)])
        }
        #expect(try store.unopened(limit: 10).count == 2)
    }

    @Test("Epochs and subkeys are listed without the items between them")
    func notices() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        let kinds: [EntryKind] = [.opening, .item, .epoch, .item, .subkey, .item, .epoch]
        try store.append([
            journal.batch(kinds.enumerated().map { journal.entry($0.offset, kind: $0.element, body: .inline(octets(9, seed: $0.offset))) })
        ])
        #expect(try store.entries(of: .epoch, limit: 10).map(\.position) == [2, 6])
        #expect(try store.entries(of: .subkey, limit: 10).map(\.position) == [4])
        #expect(try store.entries(of: .opening, limit: 10).map(\.position) == [0])
        let after = EntryPlace(journal: journal.journal, position: 2)
        #expect(try store.entries(of: .epoch, after: after, limit: 10).map(\.position) == [6])
    }
}
