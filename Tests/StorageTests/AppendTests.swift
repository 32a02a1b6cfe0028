import Ledger
import Sodium
import Storage
import Testing
import Wire

@Suite("Journals are appended whole, in order, and survive")
struct AppendTests {
    let directory = TemporaryDirectory()

    @Test("What is appended is what the list of journals tells", arguments: [1, 2, 255, 256, 257, 1_000])
    func appended(count: Int) throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        let batch = journal.batch(count)
        try store.append([batch])
        let stored = try #require(try store.journals().first)
        #expect(stored.name == journal.name)
        #expect(stored.journal == journal.journal)
        #expect(stored.size == UInt64(count))
        #expect(stored.frontier == batch.frontier)
        #expect(stored.checkpoint == batch.checkpoint)
        #expect(stored.checkpointRoot == batch.checkpointRoot)
        #expect(stored.served == batch.checkpoint)
        #expect(try store.counts().entries == count)
        #expect(try store.check() == [])
    }

    @Test("A reader goes on from the stored frontier after a restart")
    func restart() throws {
        let journal = JournalFixture()
        let (first, second) = (journal.batch(700), journal.batch(900))
        let store = try Store(path: directory.path)
        try store.append([first])
        store.close()
        let again = try Store(path: directory.path)
        let stored = try #require(try again.journals().first)
        var reader = JournalReader(name: stored.name, journal: stored.journal, origin: journal.journalOrigin, restoring: stored.frontier)
        let batch = try reader.verify(
            second.entries.map { $0.compact[...] }, from: 700, completion: [], checkpoint: second.checkpoint,
            keys: [journal.key.verifyingKey])
        try again.append([batch])
        #expect(try again.root(journal.journal, at: 1_600) == journal.table.root)
        #expect(try again.check() == [])
    }

    @Test("A batch that leaves a gap or repeats is refused, and nothing of the call is stored", arguments: [0, 2])
    func outOfOrder(index: Int) throws {
        let store = try Store(path: directory.path)
        let (journal, other) = (JournalFixture(1), JournalFixture(2))
        let batches = [journal.batch(3), journal.batch(3), journal.batch(3)]
        try store.append([batches[0]])
        let before = try store.journals()
        let expected = StorageError.outOfOrder(journal: journal.journal, expected: 3, found: batches[index].first)
        #expect(throws: expected) { try store.append([other.batch(5), batches[index]]) }
        #expect(try store.journals() == before)
        #expect(try store.unopened(limit: 100).count == 3)
        try store.append([batches[1], batches[2]])
        #expect(try store.journals().map(\.size) == [9])
        #expect(try store.check() == [])
    }

    @Test("Nothing is served beyond what a checkpoint covers")
    func checkpointAhead() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        _ = journal.batch(1_000)
        var reader = journal.reader()
        try store.append([try journal.partial(&reader, to: 300, checkpointSize: 1_000)])
        var stored = try #require(try store.journals().first)
        #expect(stored.checkpoint.size == 1_000)
        #expect(stored.served == nil)
        #expect(try store.read(journal.journal, from: 0, maxOctets: 1_000_000, maxEntries: 1_000) == nil)

        try store.append([try journal.partial(&reader, to: 400, checkpointSize: 400)])
        stored = try #require(try store.journals().first)
        #expect(stored.checkpoint.size == 1_000)
        #expect(stored.served?.size == 400)

        try store.append([try journal.partial(&reader, to: 999, checkpointSize: 1_000)])
        #expect(try store.read(journal.journal, from: 0, maxOctets: 1_000_000, maxEntries: 1_000)?.end == 400)
        try store.append([try journal.partial(&reader, to: 1_000, checkpointSize: 1_000)])
        #expect(try store.read(journal.journal, from: 0, maxOctets: 1_000_000, maxEntries: 1_000)?.end == 1_000)
    }

    @Test("A checkpoint ahead is served by once the entries have passed it")
    func checkpointPassed() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        _ = journal.batch(1_000)
        var reader = journal.reader()
        try store.append([try journal.partial(&reader, to: 300, checkpointSize: 500)])
        try store.append([try journal.partial(&reader, to: 700, checkpointSize: 1_000)])
        let stored = try #require(try store.journals().first)
        #expect(stored.served?.size == 500)
        #expect(stored.checkpoint.size == 1_000)
    }

    @Test("A checkpoint ahead that the entries then contradict is never served by")
    func checkpointContradicted() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        _ = journal.batch(1_000)
        var honest = journal.reader()
        // The writer signs a root at 500 to which other entries lead.
        let forged = try {
            let leaves = (0..<200).map { hash($0) }
            let completion = SubtreeTable(leaves: (0..<300).map { hash($0) } + leaves).completion(from: 300, to: 500)
            let frontier = MerkleTree.frontier(size: 300).map { journal.table.hash(level: $0.level, index: $0.index) }
            let range = try #require(CompactRange(size: 300, hashes: frontier))
            let root = try #require(range.root(completedTo: 500, with: completion))
            let checkpoint = Checkpoint(origin: journal.journalOrigin, size: 500, root: root).sign(with: journal.key)
            var reader = journal.reader()
            return try reader.verify(
                journal.entries[..<300].map { $0.compact()[...] }, from: 0, completion: completion, checkpoint: checkpoint,
                keys: [journal.key.verifyingKey])
        }()
        try store.append([forged])
        _ = try journal.partial(&honest, to: 300, checkpointSize: 300)
        try store.append([try journal.partial(&honest, to: 700, checkpointSize: 1_000)])
        let stored = try #require(try store.journals().first)
        #expect(stored.served == nil)
        #expect(stored.checkpoint.size == 1_000)
    }

    @Test("What append returned from is there after the process was killed")
    func crash() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        for _ in 0..<5 { try store.append([journal.batch(60)]) }
        let left = try directory.copyAsAfterCrash()
        let copy = try Store(path: left.path)
        #expect(try copy.journals() == store.journals())
        #expect(try copy.check() == [])
    }

    @Test("A last write that was torn off leaves the state before it", arguments: [1, 2, 3, 5, 8])
    func tornWrite(eighths: Int) throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        try store.append([journal.batch(60)])
        let before = try directory.copyAsAfterCrash()
        let whole = try size(before.path + "/node.sqlite-wal")
        try store.append([journal.batch(600)])
        let torn = try directory.copyAsAfterCrash()
        let longer = try size(torn.path + "/node.sqlite-wal")
        try #require(longer > whole)
        try cut(torn.path + "/node.sqlite-wal", to: whole + (longer - whole) * eighths / 8 - 1)
        let copy = try Store(path: torn.path)
        #expect(try copy.journals().map(\.size) == [60])
        #expect(try copy.check() == [])
        let second = try #require(try store.read(journal.journal, from: 60, maxOctets: .max, maxEntries: .max))
        #expect(second.compact.count == 600)
    }

    @Test("The registry's records are read back in order, and do not wait to be opened")
    func registry() throws {
        let store = try Store(path: directory.path)
        let node = JournalFixture()
        var writer = JournalWriter(registryOf: JournalFixture.network, origin: JournalFixture.origin)
        let records = (0..<600).map { octets(40, seed: $0) }
        try store.append([writer.append(records: records, signing: node.key)])
        let stored = try #require(try store.journals().first)
        #expect(stored.name == nil)
        #expect(try store.registryRecords(from: 0) == records)
        #expect(try store.registryRecords(from: 599) == [records[599]])
        #expect(try store.registryRecords(from: 600) == [])
        #expect(try store.registryRecords(from: 0, maxOctets: 100).count == 3)
        #expect(try store.unopened(limit: 10) == [])
        #expect(try store.entry(stored.journal, position: 7).compact == records[7])
    }
}
