import Ledger
import Sodium
import Wire

/// A long journal under one checkpoint, verified on one core: the work of a node that comes back after a while.
struct LongJournalRow {
    private let sample: SampleJournal
    /// Ranges as they come in messages, with the hashes that lead from each to the checkpoint.
    private let ranges: [(first: UInt64, entries: [ArraySlice<UInt8>], completion: [Hash])]
    private let checkpoint: CompactCheckpoint
    private let start: CompactRange

    init() {
        let sample = SampleJournal()
        self.sample = sample
        var writer = sample.opened()
        var table = SubtreeTable()
        start = writer.range
        for hash in start.hashes { table.append(hash) }
        var entries: [VerifiedEntry] = []
        while entries.count < BenchLimits.verifiedEntries {
            let more = (0..<BenchLimits.publishedBatch).map { _ in sample.entry(bodyOctets: BenchLimits.smallBodyOctets) }
            entries += writer.append(more, signing: sample.key).entries
        }
        for entry in entries { table.append(entry.leafHash) }
        let size = writer.size
        checkpoint = Checkpoint(origin: writer.origin, size: size, root: table.root).sign(with: sample.key)
        ranges = stride(from: 0, to: entries.count, by: BenchLimits.rangeEntries).map { index in
            let range = entries[index..<min(index + BenchLimits.rangeEntries, entries.count)]
            let first = entries[index].position
            return (first, range.map { $0.compact[...] }, table.completion(from: first + UInt64(range.count), to: size))
        }
    }

    func measure() throws -> Row {
        let message = SecureRandom.octets(BenchLimits.smallBodyOctets)
        let key = sample.key.verifyingKey
        let signature = sample.key.sign(message)
        return try Comparison(
            name: "verify in catch-up, 300 B, one core", unit: "items/s", baseline: "Ed25519 verify of each item",
            target: .value(500_000)
        ).rates(operations: BenchLimits.verifiedEntries) { count in
            for _ in 0..<count where !key.accepts(signature, over: message) { preconditionFailure("a good signature was refused") }
        } candidate: { count in
            for _ in 0..<count { try verifyAll(key) }
        }
    }

    private func verifyAll(_ key: VerifyingKey) throws {
        var reader = JournalReader(name: sample.name, journal: sample.journal, origin: sample.origin, restoring: start)
        for range in ranges {
            consume(
                try reader.verify(range.entries, from: range.first, completion: range.completion, checkpoint: checkpoint, keys: [key]))
        }
    }
}
