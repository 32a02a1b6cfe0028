import GRDB
import Ledger
import Wire

/// Writes verified batches inside one transaction: one compiled statement a table, each row written once.
struct JournalAppender {
    private let database: Database
    private let insertEntry: PreparedStatement
    private let insertUnopened: PreparedStatement
    private let insertSubtree: PreparedStatement
    private var entries = 0
    private var unopened = 0

    init(_ database: Database) throws {
        self.database = database
        insertEntry = try PreparedStatement(database, Query.insertEntry)
        insertUnopened = try PreparedStatement(database, Query.insertUnopened)
        insertSubtree = try PreparedStatement(database, Query.insertSubtree)
    }

    /// Appends one batch behind what is stored of its journal.
    mutating func append(_ batch: VerifiedBatch) throws {
        let known = try JournalRow.find(batch.journal, in: database)
        let size = known?.size ?? 0
        guard batch.first == size else {
            throw StorageError.outOfOrder(journal: batch.journal, expected: size, found: batch.first)
        }
        guard batch.end <= StorageLimits.entriesPerJournalMax else { throw StorageError.journalFull(batch.journal) }
        guard !batch.entries.isEmpty else { return }

        var carry = SubtreeCarry(known?.frontier ?? CompactRange())
        let number = try known?.number ?? insertJournal(batch)
        var pending = known.map { ($0.checkpoint, $0.checkpointRoot) }
        for entry in batch.entries {
            try insert(entry, journal: number)
            try carry.append(entry.leafHash) { place, hash in
                try insertSubtree.run(number, place.level, Int64(place.index), hash)
            }
            // An earlier checkpoint was ahead of the entries; now it can be seen whether it was for these.
            if let (checkpoint, root) = pending, checkpoint.size == carry.size, carry.range?.root != root { pending = nil }
        }
        guard carry.range == batch.frontier else {
            throw StorageError.corrupt("the stored frontier of journal \(batch.journal) is not the one its entries were verified on")
        }
        try update(number, to: batch, known: known, pending: pending)
        entries += batch.entries.count
    }

    /// Brings the tallies up to date; call once, last.
    func finish() throws {
        try Tally.entries.add(entries, in: database)
        try Tally.unopened.add(unopened, in: database)
    }

    private mutating func insert(_ entry: VerifiedEntry, journal: Int64) throws {
        let key = EntryKey(journal: journal, position: entry.position).rawValue
        let kind = entry.entry.map { Int64($0.prefix.kind.rawValue) } ?? Self.recordKind
        try insertEntry.run(key, kind, entry.leafHash, entry.compact)
        guard let parsed = entry.entry else { return }
        try insertUnopened.run(key)
        unopened += 1
        if case .detached(let length, let hash) = parsed.body, length <= WireLimits.bodyOctetsMax {
            try want(hash, length: length, for: key)
        }
    }

    /// Notes that an entry names a body, which is then fetched if it is not here.
    private func want(_ hash: Hash, length: UInt64, for key: Int64) throws {
        let chunks = BodyTree.chunkCount(bodyOctets: length)
        let number: Int64
        if let known = try PreparedStatement(database, Query.bodyNumber).first(hash, read: { $0.integer(0) }) {
            number = known
            // A body that was let go is wanted again by a new name.
            try PreparedStatement(database, Query.wantBodyAgain).run(Int64(length), chunks, number)
            try PreparedStatement(database, Query.nameBody).run(key, number)
        } else {
            try PreparedStatement(database, Query.wantBody).run(hash, Int64(length), key, chunks)
            number = database.lastInsertedRowID
        }
        try PreparedStatement(database, Query.insertBodyName).run(number, key)
    }

    /// What the column `kind` holds for a record of the registry.
    private static let recordKind: Int64 = 255

    private func insertJournal(_ batch: VerifiedBatch) throws -> Int64 {
        let served = batch.checkpoint.size == batch.end ? batch.checkpoint : nil
        try PreparedStatement(database, Query.insertJournal).run(
            batch.journal, batch.name?.node, batch.name?.group, batch.name?.incarnation,
            Int64(batch.end), batch.frontier.octets, Int64(batch.checkpoint.size), batch.checkpoint.signature,
            batch.checkpointRoot, Int64(served?.size ?? 0), served?.signature)
        return database.lastInsertedRowID
    }

    /// Keeps the checkpoint that reaches furthest, and of those within the stored entries the newest, to serve by.
    private func update(
        _ number: Int64, to batch: VerifiedBatch, known: JournalRow?, pending: (CompactCheckpoint, Hash)?
    ) throws {
        guard let known else { return }
        var (newest, root) = (batch.checkpoint, batch.checkpointRoot)
        var served = known.served
        if let (checkpoint, itsRoot) = pending {
            if checkpoint.size > newest.size { (newest, root) = (checkpoint, itsRoot) }
            if checkpoint.size <= batch.end { served = checkpoint }
        }
        if batch.checkpoint.size == batch.end { served = batch.checkpoint }
        try PreparedStatement(database, Query.updateJournal).run(
            Int64(batch.end), batch.frontier.octets, Int64(newest.size), newest.signature, root,
            Int64(served?.size ?? 0), served?.signature, number)
    }
}

extension CompactRange {
    /// The hashes one behind another, as the table `journal` keeps them.
    fileprivate var octets: [UInt8] { hashes.flatMap(\.array) }
}
