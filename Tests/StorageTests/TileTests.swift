import Foundation
import GRDB
import Ledger
import Sodium
import Testing
import Wire

@testable import Storage

@Suite("A stored log as tiles")
struct TileTests {
    let directory = TemporaryDirectory()

    private func expected(_ tile: Tile, of journal: JournalFixture) -> [UInt8] {
        guard tile.row != .entries else { return Tile.octets(ofRecords: tile.positions.map { journal.entries[Int($0)].compact() }) }
        return Tile.octets(of: tile.subtrees.map { journal.table.hash(level: $0.level, index: $0.index) })
    }

    @Test("gives every tile of every size so far, and none of a later one", arguments: [1, 255, 256, 257, 513, 1_100])
    func everyTile(count: Int) throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        try store.append([journal.batch(count)])
        for size in [1, 200, count].filter({ $0 <= count }) {
            for tile in TilePlan(size: UInt64(size)) {
                #expect(try store.tile(tile, of: journal.journal) == expected(tile, of: journal), "\(tile)")
            }
        }
        for tile in Set(TilePlan(size: UInt64(count + 1))).subtracting(TilePlan(size: UInt64(count))) {
            #expect(try store.tile(tile, of: journal.journal) == nil, "\(tile)")
        }
        #expect(try store.tile(Tile(.hashes(level: 63), index: TilePath.indexMax), of: journal.journal) == nil)
        #expect(try store.tile(Tile(.hashes(level: 0), index: 0, width: 1), of: JournalFixture(9).journal) == nil)
    }

    @Test("leads a reader from the registry's served checkpoint to every record", arguments: [3, 256, 700])
    func reader(count: Int) throws {
        let store = try Store(path: directory.path)
        let key = SigningKey.generate()
        let records = (0..<count).map { octets($0 % 300, seed: $0) }
        var writer = JournalWriter(registryOf: JournalFixture.network, origin: JournalFixture.origin)
        try store.append([writer.append(records: records, signing: key)])
        let served = try #require(try store.served(writer.journal))
        let checkpoint = Checkpoint(origin: writer.origin, size: served.checkpoint.size, root: served.root)
        #expect(served.checkpoint.size == UInt64(count) && served.root == writer.range.root)
        #expect(checkpoint.carries(served.checkpoint, of: key.verifyingKey))
        var reader = TileReader(size: served.checkpoint.size, root: served.root)
        var read: [[UInt8]] = []
        for tile in TilePlan(size: reader.size) {
            read += try reader.take(try #require(try store.tile(tile, of: writer.journal)), of: tile).map { [UInt8]($0) }
        }
        #expect(read == records)
    }

    @Test("shows no checkpoint that is ahead of the entries, and no tile behind the one it shows")
    func ahead() throws {
        let store = try Store(path: directory.path)
        let journal = JournalFixture()
        _ = journal.batch(300)
        var reader = journal.reader()
        try store.append([try journal.partial(&reader, to: 100, checkpointSize: 300)])
        #expect(try store.served(journal.journal) == nil)
        #expect(try store.tile(Tile(.hashes(level: 0), index: 0, width: 100), of: journal.journal) == nil)
        try store.append([try journal.partial(&reader, to: 120, checkpointSize: 120)])
        #expect(try store.served(journal.journal)?.root == journal.table.root(at: 120))
        #expect(try store.tile(Tile(.hashes(level: 0), index: 0, width: 120), of: journal.journal) != nil)
        #expect(try store.tile(Tile(.hashes(level: 0), index: 0, width: 121), of: journal.journal) == nil)
        // More entries, and no checkpoint that ends with them.
        try store.append([try journal.partial(&reader, to: 200, checkpointSize: 300)])
        #expect(try store.served(journal.journal)?.root == journal.table.root(at: 120))
        for row in [Tile.Row.entries, .hashes(level: 0)] {
            #expect(try store.tile(Tile(row, index: 0, width: 120), of: journal.journal) != nil)
            #expect(try store.tile(Tile(row, index: 0, width: 121), of: journal.journal) == nil)
        }
        try store.append([try journal.partial(&reader, to: 300, checkpointSize: 300)])
        #expect(try store.served(journal.journal)?.root == journal.table.root)
        #expect(try store.served(JournalFixture(9).journal) == nil)
    }

    @Test("reads the rows of a tile and no others, however long the log is")
    func onlyItsRows() throws {
        let journal = JournalFixture()
        let store = try Store(path: directory.path)
        try store.append([journal.batch(2_000)])
        // What is destroyed cannot have been read: every entry but those of the fourth tile, and for the upper row all of them.
        let number = try store.pool.read { try #require(try Int64.fetchOne($0, sql: "SELECT number FROM journal")) }
        func destroy(_ condition: String) throws {
            try store.pool.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA foreign_keys = OFF")
                try database.execute(sql: "DELETE FROM entry WHERE \(condition)")
                try database.execute(sql: "PRAGMA foreign_keys = ON")
            }
        }
        let (first, end) = (number << 32 | 768, number << 32 | 1_024)
        try destroy("id < \(first) OR id >= \(end)")
        for row in [Tile.Row.entries, .hashes(level: 0)] {
            let tile = Tile(row, index: 3)
            #expect(try store.tile(tile, of: journal.journal) == expected(tile, of: journal))
            let error = #expect(throws: StorageError.self) { try store.tile(Tile(row, index: 2), of: journal.journal) }
            #expect(error?.code == "storage.corrupt")
        }
        try destroy("1")
        let upper = Tile(.hashes(level: 1), index: 0, width: 7)
        #expect(try store.tile(upper, of: journal.journal) == expected(upper, of: journal))
    }
}
