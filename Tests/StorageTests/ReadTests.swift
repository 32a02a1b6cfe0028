import Ledger
import Sodium
import Storage
import Testing
import Wire

@Suite("Ranges and proofs convince whoever has only the key")
struct ReadTests {
    let directory = TemporaryDirectory()

    @Test("A journal read range by range is verified range by range", arguments: [1, 100, 256, 511, 2_000], [200, 3_000, 100_000])
    func ranges(count: Int, maxOctets: Int) throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        try store.append([journal.batch(count)])
        var reader = journal.reader()
        var ranges = 0
        while let range = try store.read(journal.journal, from: reader.size, maxOctets: maxOctets, maxEntries: 4_096) {
            #expect(range.first == reader.size)
            #expect(range.compact.count == 1 || range.compact.reduce(0) { $0 + $1.count } <= maxOctets)
            let batch = try reader.verify(
                range.compact.map { $0[...] }, from: range.first, completion: range.completion, checkpoint: range.checkpoint,
                keys: [journal.key.verifyingKey])
            #expect(batch.end == range.end)
            ranges += 1
        }
        #expect(reader.size == UInt64(count))
        let octets = journal.entries.reduce(0) { $0 + $1.compact().count }
        #expect(ranges >= min(count, octets / maxOctets))
    }

    @Test("A range has at most as many entries as were asked for", arguments: [1, 2, 255, 256, 257])
    func maxEntries(count: Int) throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        try store.append([journal.batch(600)])
        let range = try #require(try store.read(journal.journal, from: 10, maxOctets: .max, maxEntries: count))
        #expect(range.end == 10 + UInt64(count))
        #expect(range.compact == journal.entries[10..<10 + count].map { $0.compact() })
    }

    @Test("Nothing is read behind the end, or of a journal that is not here")
    func behindTheEnd() throws {
        let store = try Store(path: directory.path)
        let (journal, other) = (JournalFixture(1), JournalFixture(2))
        try store.append([journal.batch(5), other.batch(5)])
        #expect(try store.read(journal.journal, from: 5, maxOctets: 100, maxEntries: 10) == nil)
        #expect(try store.read(JournalFixture(3).journal, from: 0, maxOctets: 100, maxEntries: 10) == nil)
        #expect(try store.read(journal.journal, from: 0, maxOctets: .max, maxEntries: .max)?.compact.count == 5)
        #expect(throws: StorageError.unknownEntry(journal: journal.journal, position: 5)) { try store.entry(journal.journal, position: 5) }
        #expect(throws: StorageError.unknownJournal(JournalFixture(3).journal)) { try store.entry(JournalFixture(3).journal, position: 0) }
    }

    @Test("Inclusion is proven at every size a journal had", arguments: [1, 2, 300, 768, 1_023, 1_500])
    func inclusion(size: Int) throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        try store.append([journal.batch(1_500)])
        for position in stride(from: 0, to: size, by: 97) {
            let proof = try store.inclusionProof(journal.journal, position: UInt64(position), size: UInt64(size))
            #expect(proof == journal.table.inclusionProof(leaf: UInt64(position), size: UInt64(size)))
            #expect(
                MerkleTree.verifyInclusion(
                    leaf: journal.entries[position].leafHash(), index: UInt64(position), size: UInt64(size), proof: proof,
                    root: journal.table.root(at: UInt64(size))))
        }
        #expect(try store.root(journal.journal, at: UInt64(size)) == journal.table.root(at: UInt64(size)))
    }

    @Test("Consistency is proven between any two sizes", arguments: [1, 255, 256, 700, 1_024], [1_024, 1_025, 1_500])
    func consistency(old: UInt64, new: UInt64) throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        // In several steps, so that subtrees are completed across batches.
        try store.append([journal.batch(100), journal.batch(500)])
        try store.append([journal.batch(900)])
        let proof = try store.consistencyProof(journal.journal, from: old, to: new)
        #expect(
            MerkleTree.verifyConsistency(
                from: old, to: new, proof: proof, oldRoot: journal.table.root(at: old), newRoot: journal.table.root(at: new)))
    }

    @Test("A proof for a size the journal has not reached is refused")
    func proofsBeyond() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        try store.append([journal.batch(10)])
        let id = journal.journal
        #expect(throws: StorageError.unknownSize(journal: id, size: 11)) { try store.inclusionProof(id, position: 3, size: 11) }
        #expect(throws: StorageError.unknownSize(journal: id, size: 11)) { try store.consistencyProof(id, from: 3, to: 11) }
        #expect(throws: StorageError.unknownEntry(journal: id, position: 8)) { try store.inclusionProof(id, position: 8, size: 8) }
    }
}
