import Foundation
import GRDB
import Ledger
import Sodium
import Wire

@testable import Storage

/// A database as the first release left it: made by the first step alone, with that release's statements, and a row in every table.
///
/// The statements stand here once more, because those of the module follow the schema of the day.
struct StepOneDatabase {
    /// The journal of a group in which an item was opened and one body is still to come.
    let own = JournalFixture(1, group: 2)
    /// The journal of a group for which this node has no keys.
    let foreign = JournalFixture(3, group: 4)
    let epoch = EpochID(octets16(31))
    /// A large body that is complete, and named by an entry of either journal.
    let shared = octets(70_000, seed: 3)
    /// A large body that nothing is known of but its length.
    let wanted = BodyTree.root(of: octets(90_000, seed: 4))
    let pool: DatabasePool

    /// `entries` is how many unreadable items of 1,000 octets stand in the foreign journal.
    init(at directory: TemporaryDirectory, entries: Int = 20) throws {
        try FileManager.default.createDirectory(atPath: directory.path, withIntermediateDirectories: true)
        var configuration = Configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA page_size = \(StorageLimits.pageOctets)") }
        pool = try DatabasePool(path: directory.database, configuration: configuration)
        let sharedHash = BodyTree.root(of: shared)
        let sharedBody = EntryBody.detached(length: UInt64(shared.count), hash: sharedHash)
        let ownBatches = [
            own.batch(300), own.batch(bodies: [sharedBody, .detached(length: 90_000, hash: wanted)]),
        ]
        let foreignBatches = [
            foreign.batch(1), foreign.sealed([sharedBody], epoch: epoch, time: 50),
            foreign.sealed((0..<entries).map { .inline(octets(1_000, seed: $0)) }, epoch: epoch, time: 100, keepUntil: 5_000),
        ]
        try pool.writeWithoutTransaction { database in
            try database.execute(sql: Schema.steps[0])
            try database.execute(sql: "PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = 1")
            try database.inTransaction {
                try write(ownBatches, number: 1, to: database)
                try write(foreignBatches, number: 2, to: database)
                try writeBodies(to: database)
                try writeLists(items: 2..<200, foreignEnd: foreign.writer.size, to: database)
                try database.execute(sql: "INSERT INTO setting (key, value) VALUES ('keyring', x'0102')")
                return .commit
            }
            _ = try database.checkpoint(.truncate)
        }
    }

    func close() throws { try pool.close() }

    /// What must be in the file after a migration as before it: the rows of the first step's tables, in order.
    static func rows(_ database: Database) throws -> [String: [Row]] {
        let tables = [
            "journal", "entry", "subtree", "unopened", "unreadable", "body", "chunk", "author", "media_type", "item", "content",
            "stix_object", "setting", "tally",
        ]
        // Of items the columns that the first step gave them.
        let items = "number, id, entry, sharing_group, author, media_type, kind, tlp, pap, title, created, received, length"
        return try Dictionary(
            uniqueKeysWithValues: tables.map {
                ($0, try Row.fetchAll(database, sql: "SELECT \($0 == "item" ? items : "*") FROM \($0)"))
            })
    }

    /// The statements that make up the schema, by name.
    static func schema(_ database: Database) throws -> [String: String] {
        let rows = try Row.fetchAll(database, sql: "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
        return Dictionary(uniqueKeysWithValues: rows.map { ($0["name"] as String, $0["sql"] as String) })
    }

    private func write(_ batches: [VerifiedBatch], number: Int64, to database: Database) throws {
        guard let last = batches.last, let name = last.name else { return }
        let frontier = last.frontier.hashes.reduce(into: Data()) { $0 += $1.array }
        try database.execute(
            sql: "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                number, last.journal.data, name.node.data, name.group.data, name.incarnation.data, Int64(last.end), frontier,
                Int64(last.checkpoint.size), Data(last.checkpoint.signature.array), last.checkpointRoot.data,
                Int64(last.checkpoint.size), Data(last.checkpoint.signature.array),
            ])
        var carry = SubtreeCarry(CompactRange())
        for entry in batches.flatMap(\.entries) {
            try database.execute(
                sql: "INSERT INTO entry (id, kind, leaf, compact) VALUES (?, ?, ?, ?)",
                arguments: [
                    number << 32 | Int64(entry.position), entry.entry.map { Int($0.prefix.kind.rawValue) } ?? 255, entry.leafHash.data,
                    Data(entry.compact),
                ])
            try carry.append(entry.leafHash) { place, hash in
                try database.execute(
                    sql: "INSERT INTO subtree VALUES (?, ?, ?, ?)", arguments: [number, place.level, Int64(place.index), hash.data])
            }
        }
    }

    private func writeBodies(to database: Database) throws {
        let hashes = BodyTree.chunkHashes(of: shared)
        try database.execute(
            sql: "INSERT INTO body VALUES (1, ?, ?, ?, ?, x'03', 0), (2, ?, 90000, ?, x'', x'', 2)",
            arguments: [
                BodyTree.root(chunkHashes: hashes).data, shared.count, 1 << 32 | 300, hashes.reduce(into: Data()) { $0 += $1.array },
                wanted.data, 1 << 32 | 301,
            ])
        for (index, first) in stride(from: 0, to: shared.count, by: 65_536).enumerated() {
            let chunk = Data(shared[first..<min(first + 65_536, shared.count)])
            try database.execute(sql: "INSERT INTO chunk (id, octets) VALUES (?, ?)", arguments: [1 << 12 | index, chunk])
        }
    }

    private func writeLists(items: Range<Int>, foreignEnd: UInt64, to database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO unopened VALUES (1 << 32), ((1 << 32) + 1);
                INSERT INTO sharing_group VALUES (1, ?);
                INSERT INTO author VALUES (1, ?, zeroblob(16));
                INSERT INTO media_type VALUES (1, 'application/json');
                """, arguments: [own.name.group.data, own.name.node.data])
        for position in items {
            try database.execute(
                sql: """
                    INSERT INTO item SELECT :position, leaf, id, 1, 1, 1, 0, 2, 0, 'Item ' || :position, 1, 2, 3 FROM entry WHERE id = (1 << 32) + :position;
                    INSERT INTO content VALUES (:position, x'010203');
                    INSERT INTO stix_object VALUES (:position, 0, 'x', 'x--1', NULL, NULL, 0, 1);
                    """, arguments: ["position": position])
        }
        try database.execute(
            sql: """
                INSERT INTO unreadable VALUES ((1 << 32) + 300, 4, NULL, NULL), ((1 << 32) + 301, 2, NULL, ?);
                INSERT INTO unreadable SELECT id, 1, ?, NULL FROM entry WHERE id > 2 << 32;
                INSERT INTO unopened VALUES (2 << 32);
                UPDATE tally SET value = CASE name WHEN 'entries' THEN (SELECT count(*) FROM entry)
                    WHEN 'unopened' THEN 3 WHEN 'unreadable' THEN (SELECT count(*) FROM unreadable) ELSE (SELECT count(*) FROM item) END;
                """, arguments: [wanted.data, epoch.data])
    }
}

extension Identifier {
    fileprivate var data: Data { Data(array) }
}
