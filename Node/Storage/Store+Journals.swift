import GRDB
public import Ledger
public import Wire

extension Store {
    /// Appends verified batches, all of them or none; on disk when the call returns.
    ///
    /// Batches of several journals, and several of one journal in order, share one transaction and one fsync: hand over
    /// many at once. A batch that does not begin at the stored size throws `.outOfOrder` and nothing is stored.
    /// The entries of journals (not the registry's records) then wait in `unopened`.
    public func append(_ batches: [VerifiedBatch]) throws(StorageError) {
        guard !batches.isEmpty else { return }
        try write { database in
            var appender = try JournalAppender(database)
            for batch in batches { try appender.append(batch) }
            try appender.finish()
        }
    }

    /// Every journal, in the order in which they came.
    public func journals() throws(StorageError) -> [StoredJournal] {
        try read { database in
            try PreparedStatement(database, Query.journals).all { columns in try columns.storedJournal() }
        }
    }

    /// One journal, or the registry, as far as it is stored; `nil` when nothing of it is.
    public func journal(_ journal: JournalID) throws(StorageError) -> StoredJournal? {
        try read { database in
            try PreparedStatement(database, Query.oneJournal).first(journal) { columns in try columns.storedJournal() }
        }
    }

    /// Entries from a position on, to be sent to another node.
    ///
    /// Gives as many as fit into `maxOctets` octets and `maxEntries`, but at least one, and never more than a stored
    /// checkpoint covers. `nil` when the journal is not stored or nothing covered stands at `first` or behind.
    public func read(_ journal: JournalID, from first: UInt64, maxOctets: Int, maxEntries: Int) throws(StorageError) -> StoredRange? {
        try read { database in
            guard let row = try JournalRow.find(journal, in: database), let served = row.served, first < served.size else { return nil }
            let limit = min(served.size, first + UInt64(max(1, maxEntries)))
            var compact: [[UInt8]] = []
            var octets = 0
            try PreparedStatement(database, Query.compactRange).each(
                EntryKey(journal: row.number, position: first).rawValue, EntryKey.end(journal: row.number, position: limit)
            ) { columns in
                octets += columns.octetCount(0)
                guard octets <= maxOctets || compact.isEmpty else { return false }
                compact.append(columns.bytes(0))
                return octets < maxOctets
            }
            guard !compact.isEmpty else { throw StorageError.corrupt("journal \(journal) lacks entry \(first)") }
            let end = first + UInt64(compact.count)
            let places = MerkleTree.completion(from: end, to: served.size)
            let completion = try StoredSubtrees(database, journal: row.number).hashes(of: places)
            return StoredRange(first: first, compact: compact, end: end, completion: completion, checkpoint: served)
        }
    }

    /// One entry; throws `.unknownJournal` or `.unknownEntry` if it is not stored.
    public func entry(_ journal: JournalID, position: UInt64) throws(StorageError) -> StoredEntry {
        try read { database in
            let names = try PreparedStatement(database, Query.journalName)
            let found = try names.first(journal) { (number: $0.integer(0), name: try $0.journalName(from: 1)) }
            guard let found else { throw StorageError.unknownJournal(journal) }
            guard position < StorageLimits.entriesPerJournalMax else {
                throw StorageError.unknownEntry(journal: journal, position: position)
            }
            let key = EntryKey(journal: found.number, position: position).rawValue
            let entry = try PreparedStatement(database, Query.entry).first(key) { columns in
                StoredEntry(
                    journal: journal, name: found.name, position: position, leafHash: try columns.fixed(0), compact: columns.bytes(1))
            }
            guard let entry else { throw StorageError.unknownEntry(journal: journal, position: position) }
            return entry
        }
    }

    /// The registry's records from a position on, in order; `maxOctets` ends the list early, behind at least one.
    public func registryRecords(from first: UInt64, maxOctets: Int = .max) throws(StorageError) -> [[UInt8]] {
        try read { database in
            let number = try PreparedStatement(database, Query.registry).first { $0.integer(0) }
            guard let number, first < StorageLimits.entriesPerJournalMax else { return [] }
            var records: [[UInt8]] = []
            var octets = 0
            try PreparedStatement(database, Query.compactRange).each(
                EntryKey(journal: number, position: first).rawValue, EntryKey.end(journal: number)
            ) { columns in
                records.append(columns.bytes(0))
                octets += columns.octetCount(0)
                return octets < maxOctets
            }
            return records
        }
    }
}
