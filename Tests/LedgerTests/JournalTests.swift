import Ledger
import Sodium
import Testing
import Vectors
import Wire

@Suite("A journal's reader")
struct JournalReaderTests {
    @Test("agrees with the vectors", arguments: try VectorFile.all(in: "journal-batch"))
    func vectors(_ vector: VectorFile) throws {
        var reader = try reader(vector)
        let keys = try vector.keys("key")
        if !vector.list("prior-start").isEmpty {
            _ = try verify(vector, prefix: "prior-", with: &reader, keys)
        }
        let before = reader
        do {
            let batch = try verify(vector, prefix: "", with: &reader, keys)
            #expect(vector.expect == "success")
            try check(batch, before: before, after: reader, against: vector)
        } catch let error as JournalError {
            #expect(error.name == vector.expect)
            #expect(reader.range == before.range)
        }
    }

    private func reader(_ vector: VectorFile) throws -> JournalReader {
        let network: NetworkID = try vector.identifier("network")
        let origin = try vector.text("registry-origin")
        guard !vector.list("node").isEmpty else {
            return JournalReader(name: nil, journal: .registry(of: network), origin: origin)
        }
        let name = JournalName(
            node: try vector.identifier("node"), group: try vector.identifier("group"),
            incarnation: try vector.identifier("incarnation"))
        let journal = name.id(in: network)
        return JournalReader(name: name, journal: journal, origin: journalOrigin(registryOrigin: origin, journal: journal))
    }

    private func verify(
        _ vector: VectorFile, prefix: String, with reader: inout JournalReader, _ keys: [VerifyingKey]
    ) throws -> VerifiedBatch {
        let checkpoint = CompactCheckpoint(
            size: try vector.number(prefix + "checkpoint-size"), signature: try vector.octets(prefix + "checkpoint-signature"))
        return try reader.verify(
            vector.list(prefix + "entry").map { $0[...] }, from: try vector.number(prefix + "start"),
            completion: try vector.hashes(prefix + "completion"), checkpoint: checkpoint, keys: keys)
    }

    private func check(
        _ batch: VerifiedBatch, before: JournalReader, after: JournalReader, against vector: VectorFile
    ) throws {
        let (start, first, end) = (try vector.number("start"), try vector.number("first"), try vector.number("end"))
        #expect(batch.first == first)
        #expect(batch.end == end)
        #expect(batch.entries.map(\.position) == Array(first..<end))
        #expect(batch.entries.map(\.compact) == Array(vector.list("entry").dropFirst(Int(first - start))))
        #expect(batch.frontier.hashes == (try vector.hashes("frontier")))
        #expect(batch.checkpointRoot == (try vector.hash("root")))
        #expect(batch.name == before.name)
        #expect(batch.journal == before.journal)
        #expect(after.range == batch.frontier)
        for entry in batch.entries {
            #expect((entry.entry == nil) == (before.name == nil))
            #expect(entry.leafHash == entry.entry?.leafHash() ?? .leaf(entry.compact))
        }
    }

    @Test("accepts nothing whose checkpoint was changed by one bit, wherever")
    func changedSignature() throws {
        let vector = try #require(try VectorFile.all(in: "journal-batch").first { $0.name == "whole" })
        let fresh = try reader(vector)
        let original = try vector.octets("checkpoint-signature")
        for place in original.indices {
            var changed = original
            changed[place] ^= 1
            let checkpoint = CompactCheckpoint(size: try vector.number("checkpoint-size"), signature: try #require(Octets64(changed)))
            var reader = fresh
            #expect(throws: JournalError.badSignature) {
                try reader.verify(
                    vector.list("entry").map { $0[...] }, from: 0, completion: [], checkpoint: checkpoint, keys: try vector.keys("key"))
            }
        }
    }

    @Test("takes a forgery first and the original afterwards: a forgery leaves no trace")
    func forgeryFirst() throws {
        let vector = try #require(try VectorFile.all(in: "journal-batch").first { $0.name == "whole" })
        var reader = try reader(vector)
        var entries = vector.list("entry")
        entries[5] = entries[6]
        let checkpoint = CompactCheckpoint(size: 12, signature: try vector.octets("checkpoint-signature"))
        let keys = try vector.keys("key")
        #expect(throws: JournalError.badSignature) {
            try reader.verify(entries.map { $0[...] }, from: 0, completion: [], checkpoint: checkpoint, keys: keys)
        }
        #expect(reader.size == 0)
        #expect(try verify(vector, prefix: "", with: &reader, keys).end == 12)
    }

    @Test("goes on behind a restored range and then verifies the signature itself")
    func restored() throws {
        let vector = try #require(try VectorFile.all(in: "journal-batch").first { $0.name == "continued" })
        var first = try reader(vector)
        _ = try verify(vector, prefix: "prior-", with: &first, try vector.keys("key"))
        var restored = JournalReader(name: first.name, journal: first.journal, origin: first.origin, restoring: first.range)
        #expect(throws: JournalError.badSignature) {
            try verify(vector, prefix: "", with: &restored, [SigningKey.generate().verifyingKey])
        }
        #expect(try verify(vector, prefix: "", with: &restored, try vector.keys("key")).end == 8)
    }

    @Test("verifies a long journal under one checkpoint with one signature")
    func signatureOnce() throws {
        let vector = try #require(try VectorFile.all(in: "journal-batch").first { $0.name == "same-checkpoint" })
        var reader = try reader(vector)
        _ = try verify(vector, prefix: "prior-", with: &reader, try vector.keys("key"))
        // Without any key only a remembered verification can accept it.
        #expect(try verify(vector, prefix: "", with: &reader, []).end == 8)
    }
}

@Suite("A journal's writer")
struct JournalWriterTests {
    private static let network = NetworkID(Hash.leaf([1]).octets)
    private static let registryOrigin = "registry.example/causeway"

    private static func name(_ seed: UInt8) -> JournalName {
        func octets(_ tag: UInt8) -> Octets16 {
            guard let octets = Octets16([UInt8](repeating: seed ^ tag, count: 16)) else { preconditionFailure("16 octets") }
            return octets
        }
        return JournalName(node: NodeID(octets(0)), group: GroupTag(octets(1)), incarnation: Incarnation(octets(2)))
    }

    private static func writer(_ name: JournalName) -> JournalWriter {
        let journal = name.id(in: network)
        return JournalWriter(
            name: name, network: network, origin: journalOrigin(registryOrigin: registryOrigin, journal: journal))
    }

    private static func entries(_ count: Int, journal: JournalID, from start: Int = 0) -> [UnverifiedEntry] {
        (start..<start + count).map { number in
            let salt = SecureRandom.octets16()
            guard number > 0 else {
                return Opening(predecessor: nil).entry(journal: journal, salt: salt, registrySize: 3, time: Minute(4))
            }
            let prefix = EntryPrefix(
                kind: .item, journal: journal, salt: salt, epoch: nil, step: 0, registrySize: 3, time: Minute(5), keepUntil: Minute(0))
            return UnverifiedEntry(prefix: prefix, commitment: nil, body: .inline(Array("body \(number)".utf8)))
        }
    }

    @Test("writes what a reader accepts, whatever the batches on either side")
    func writtenAndRead() throws {
        let name = Self.name(7)
        let key = SigningKey.generate()
        var writer = Self.writer(name)
        var written: [VerifiedEntry] = []
        var table = SubtreeTable()
        var last: VerifiedBatch?
        for count in [1, 1, 2, 5, 13, 100, 256, 3] {
            let batch = writer.append(Self.entries(count, journal: writer.journal, from: written.count), signing: key)
            for entry in batch.entries { table.append(entry.leafHash) }
            written += batch.entries
            last = batch
        }
        let batch = try #require(last)
        #expect(batch.checkpointRoot == table.root)
        #expect(writer.size == UInt64(written.count))
        for stride in [1, 7, 64, 381] {
            var reader = JournalReader(name: name, journal: writer.journal, origin: writer.origin)
            while reader.size < writer.size {
                let start = Int(reader.size)
                let end = min(start + stride, written.count)
                let verified = try reader.verify(
                    written[start..<end].map { $0.compact[...] }, from: UInt64(start),
                    completion: table.completion(from: UInt64(end), to: writer.size), checkpoint: batch.checkpoint, keys: [key.verifyingKey]
                )
                #expect(verified.entries == Array(written[start..<end]))
            }
            #expect(reader.range == writer.range)
        }
    }

    @Test("names the journal before in the opening")
    func predecessor() throws {
        let before = Opening.Predecessor(incarnation: Self.name(8).incarnation, size: 41, root: .leaf([2]))
        let opening = Opening(predecessor: before)
        #expect(try Opening(body: opening.encoded()) == opening)
        var writer = Self.writer(Self.name(9))
        let entry = opening.entry(journal: writer.journal, salt: SecureRandom.octets16(), registrySize: 0, time: Minute(1))
        let batch = writer.append([entry], signing: SigningKey.generate())
        #expect(batch.entries[0].entry == entry)
    }

    @Test("continues the registry, and only the registry, where an earlier run left it")
    func registry() throws {
        let key = SigningKey.generate()
        var first = JournalWriter(registryOf: Self.network, origin: Self.registryOrigin)
        let one = first.append(records: [[1], [2], [3]], signing: key)
        var second = JournalWriter(registryOf: Self.network, origin: Self.registryOrigin, restoring: one.frontier)
        let two = second.append(records: [[4]], signing: key)
        #expect(two.first == 3)
        #expect(two.name == nil)
        var reader = JournalReader(name: nil, journal: .registry(of: Self.network), origin: Self.registryOrigin)
        let batch = try reader.verify(
            [[1], [2], [3], [4]], from: 0, completion: [], checkpoint: two.checkpoint, keys: [key.verifyingKey])
        #expect(batch.frontier == two.frontier)
        #expect(batch.entries.map(\.compact) == [[1], [2], [3], [4]])
    }

    @Test("stops when an entry of another journal is appended")
    func entryOfAnotherJournal() async {
        await #expect(processExitsWith: .failure) {
            var writer = Self.writer(Self.name(1))
            let foreign = Self.entries(1, journal: Self.name(2).id(in: Self.network))
            _ = writer.append(foreign, signing: SigningKey.generate())
        }
    }

    @Test("stops when its journal does not begin with an opening")
    func noOpening() async {
        await #expect(processExitsWith: .failure) {
            var writer = Self.writer(Self.name(1))
            _ = writer.append(Self.entries(1, journal: writer.journal, from: 1), signing: SigningKey.generate())
        }
    }
}
