import Foundation
import Ledger
import Sodium
import Storage
import Wire

/// A data directory of its own that goes away with the value that holds it.
final class TemporaryDirectory: Sendable {
    let path: String

    init() {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("causeway-storage-\(UUID().uuidString)").path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var database: String { path + "/node.sqlite" }

    /// The octets of every file in it.
    func files() throws -> [[UInt8]] {
        try FileManager.default.contentsOfDirectory(atPath: path).map {
            try [UInt8](Data(contentsOf: URL(fileURLWithPath: "\(path)/\($0)")))
        }
    }

    /// What is on disk at this moment, as after the process was killed.
    func copyAsAfterCrash() throws -> TemporaryDirectory {
        let copy = TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: copy.path, withIntermediateDirectories: true)
        for name in ["node.sqlite", "node.sqlite-wal"] where FileManager.default.fileExists(atPath: path + "/" + name) {
            try FileManager.default.copyItem(atPath: path + "/" + name, toPath: copy.path + "/" + name)
        }
        return copy
    }
}

/// Octets that every run of the tests has alike.
func octets(_ count: Int, seed: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: seed &* 31 &+ $0 &* 7 &+ ($0 >> 8) &+ ($0 >> 16) &* 13) }
}

func octets16(_ seed: Int) -> Octets16 { fixed(seed) }

func hash(_ seed: Int) -> Hash { Hash(fixed(seed)) }

private func fixed<T: Octets>(_ seed: Int) -> T {
    guard let value = T(octets(T.count, seed: seed)) else { preconditionFailure("a count that is not the type's") }
    return value
}

/// A journal and the key of its writer, which makes verified batches for a store to keep.
final class JournalFixture {
    static let network = NetworkID(fixed(1))
    static let origin = "registry.example/causeway"

    let name: JournalName
    let key = SigningKey.generate()
    private(set) var writer: JournalWriter
    private(set) var table = SubtreeTable()
    private(set) var entries: [UnverifiedEntry] = []

    var journal: JournalID { writer.journal }
    var journalOrigin: String { writer.origin }

    init(_ seed: Int = 1, group: Int = 2) {
        name = JournalName(node: NodeID(octets16(seed)), group: GroupTag(octets16(group)), incarnation: Incarnation(octets16(seed + 1_000)))
        let journal = name.id(in: Self.network)
        writer = JournalWriter(
            name: name, network: Self.network, origin: Ledger.journalOrigin(registryOrigin: Self.origin, journal: journal))
    }

    /// The next `count` entries, the first of all an opening.
    func batch(_ count: Int, octets body: Int = 20) -> VerifiedBatch {
        batch((0..<count).map { entry(Int(writer.size) + $0, body: .inline(octets(body, seed: $0))) })
    }

    /// The next entries with these bodies.
    func batch(bodies: [EntryBody]) -> VerifiedBatch {
        batch(bodies.enumerated().map { entry(Int(writer.size) + $0.offset, body: $0.element) })
    }

    func batch(_ new: [UnverifiedEntry]) -> VerifiedBatch {
        entries += new
        for entry in new { table.append(entry.leafHash()) }
        return writer.append(new, signing: key)
    }

    func entry(_ position: Int, kind: EntryKind = .item, body: EntryBody) -> UnverifiedEntry {
        let isFirst = position == 0
        let prefix = EntryPrefix(
            kind: isFirst ? .opening : kind, journal: writer.journal, salt: octets16(position), epoch: nil, step: 0, registrySize: 1,
            time: Minute(1), keepUntil: Minute(0))
        return UnverifiedEntry(
            prefix: prefix, commitment: nil, body: isFirst ? .inline(Opening(predecessor: nil).encoded()) : body)
    }

    /// The next entries as sealed items under one epoch: their bodies are octets that nobody here can read.
    func sealed(_ bodies: [EntryBody], epoch: EpochID, time: UInt32 = 1, keepUntil: UInt32 = 0) -> VerifiedBatch {
        let entries = bodies.enumerated().map { index, body in
            let prefix = EntryPrefix(
                kind: .item, journal: writer.journal, salt: octets16(Int(writer.size) + index), epoch: epoch, step: 0, registrySize: 1,
                time: Minute(time), keepUntil: Minute(keepUntil))
            return UnverifiedEntry(prefix: prefix, commitment: fixed(9), body: body)
        }
        return batch(entries)
    }

    /// A reader of this journal that begins at position 0.
    func reader() -> JournalReader {
        JournalReader(name: name, journal: journal, origin: writer.origin)
    }

    /// Entries as a reader verifies them when the checkpoint is ahead of them.
    func partial(_ reader: inout JournalReader, to end: UInt64, checkpointSize: UInt64) throws -> VerifiedBatch {
        let checkpoint = Checkpoint(origin: writer.origin, size: checkpointSize, root: table.root(at: checkpointSize)).sign(with: key)
        return try reader.verify(
            entries[Int(reader.size)..<Int(end)].map { $0.compact()[...] }, from: reader.size,
            completion: table.completion(from: end, to: checkpointSize), checkpoint: checkpoint, keys: [key.verifyingKey])
    }
}

func size(_ path: String) throws -> Int {
    try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
}

func cut(_ path: String, to octets: Int) throws {
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try file.truncate(atOffset: UInt64(octets))
    try file.close()
}

func overwrite(_ path: String, at offset: Int, with octets: [UInt8]) throws {
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try file.seek(toOffset: UInt64(offset))
    try file.write(contentsOf: Data(octets))
    try file.close()
}
