import GRDB
public import Ledger
public import Wire

/// What became of each entry: it waits in `unopened`, was opened (then it stands in neither list), or is unreadable.
///
/// The lists are tables of their own, so that an entry's row is never rewritten and the first of a million waiting
/// entries is found at once.
extension Store {
    /// The entries that wait to be opened, journal by journal, in order: up to `limit`, and no more once they have `octetsMax` octets.
    public func unopened(limit: Int, octetsMax: Int = .max) throws(StorageError) -> [StoredEntry] {
        try read { database in
            var entries: [StoredEntry] = []
            var octets = 0
            try PreparedStatement(database, Query.unopened).each(limit) { columns in
                let entry = try columns.entry()
                entries.append(entry)
                octets += entry.compact.count
                return octets < octetsMax
            }
            return entries
        }
    }

    /// Notes that these entries need no (further) lists.
    public func markOpened(_ places: [EntryPlace]) throws(StorageError) {
        try write { database in
            var lists = EntryLists(database)
            for place in places {
                let key = try lists.key(place)
                try lists.settle(key)
            }
            try lists.finish()
        }
    }

    /// Notes why these entries cannot be opened now.
    ///
    /// An entry that lacks a body which is complete by now goes on waiting to be opened: nothing else would call it again.
    /// What `noting` says is written with them or not at all.
    public func markUnreadable(
        _ entries: [(place: EntryPlace, reason: UnreadableReason)], noting audit: AuditBatch? = nil
    ) throws(StorageError) {
        try write { database in
            if let audit { try audit.write(to: database) }
            var lists = EntryLists(database)
            for (place, reason) in entries {
                let key = try lists.key(place)
                try lists.settle(key)
                if let body = reason.body, case .complete = try BodyRow.find(body, in: database)?.state {
                    try lists.wait(key)
                } else {
                    try lists.refuse(key, reason)
                }
            }
            try lists.finish()
        }
    }

    /// Lets the entries that lacked this epoch's key be tried again; gives their number.
    @discardableResult
    public func retryUnreadable(epoch: EpochID) throws(StorageError) -> Int {
        try write { try EntryLists.retry(in: $0, Query.retryEpoch, Query.forgetEpoch, epoch) }
    }

    /// Lets the entries that lacked this body be tried again; `storeChunks` does so by itself with the last chunk.
    @discardableResult
    public func retryUnreadable(body: Hash) throws(StorageError) -> Int {
        try write { try EntryLists.retry(in: $0, Query.retryBody, Query.forgetBody, body) }
    }

    /// Lets all unreadable entries of a journal be tried again, whatever the reason; gives their number.
    @discardableResult
    public func retryUnreadable(journal: JournalID) throws(StorageError) -> Int {
        try write { database in
            guard let row = try JournalRow.find(journal, in: database) else { return 0 }
            let range = (EntryKey(journal: row.number, position: 0).rawValue, EntryKey.end(journal: row.number))
            return try EntryLists.retry(in: database, Query.retryJournal, Query.forgetJournal, range.0, range.1)
        }
    }

    /// Lets the entries that could not be judged be tried again; gives their number. Looks at every unreadable entry.
    @discardableResult
    public func retryUnjudged() throws(StorageError) -> Int {
        try write { try EntryLists.retry(in: $0, Query.retryUnjudged, Query.forgetUnjudged, UnreadableReason.unjudged.code) }
    }

    /// Unreadable entries with their reasons, in order, behind the place given.
    public func unreadable(after place: EntryPlace? = nil, limit: Int) throws(StorageError) -> [UnreadableEntry] {
        try read { database in
            let after = try EntryLists.key(place, in: database)
            return try PreparedStatement(database, Query.unreadable).all(after, limit) { columns in
                let position = EntryKey(rawValue: columns.integer(0)).position
                return UnreadableEntry(
                    place: EntryPlace(journal: try columns.fixed(1), position: position), reason: try UnreadableReason(columns, from: 2))
            }
        }
    }

    /// Stored entries of a kind other than `item`, in order, behind the place given: the openings, epochs or subkeys.
    ///
    /// Found by an index that holds only them, so a node reads them all at its start.
    public func entries(of kind: EntryKind, after place: EntryPlace? = nil, limit: Int) throws(StorageError) -> [StoredEntry] {
        precondition(kind != .item, "items are listed by `items` and `read`")
        return try read { database in
            let after = try EntryLists.key(place, in: database)
            return try PreparedStatement(database, Query.entriesOfKind).all(Int64(kind.rawValue), after, limit) { try $0.entry() }
        }
    }
}
