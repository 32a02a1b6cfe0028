import GRDB
import Wire

/// Moves entries between the lists inside one transaction and keeps the tallies.
struct EntryLists {
    private let database: Database
    private var rows: [JournalID: JournalRow] = [:]
    private var unopened = 0
    private var unreadable = 0
    private var ciphertext: CiphertextList

    init(_ database: Database) {
        self.database = database
        ciphertext = CiphertextList(database)
    }

    /// The key of a stored entry.
    mutating func key(_ place: EntryPlace) throws -> Int64 {
        guard let row = try rows[place.journal] ?? JournalRow.find(place.journal, in: database) else {
            throw StorageError.unknownJournal(place.journal)
        }
        rows[place.journal] = row
        guard place.position < row.size else { throw StorageError.unknownEntry(journal: place.journal, position: place.position) }
        return EntryKey(journal: row.number, position: place.position).rawValue
    }

    /// The key behind which a list goes on: that of a stored entry, or the least.
    static func key(_ place: EntryPlace?, in database: Database) throws -> Int64 {
        guard let place else { return 0 }
        var lists = EntryLists(database)
        return try lists.key(place)
    }

    /// Takes an entry off both lists.
    mutating func settle(_ key: Int64) throws {
        let waited = try PreparedStatement(database, Query.deleteUnopened).run(key)
        unopened -= waited
        if waited == 0 { unreadable -= try PreparedStatement(database, Query.deleteUnreadable).run(key) }
    }

    /// Puts an entry on the list of those that wait to be opened; it stands on none.
    mutating func wait(_ key: Int64) throws {
        try PreparedStatement(database, Query.insertUnopened).run(key)
        unopened += 1
    }

    /// Puts an entry on the list of the unreadable ones; it stands on none.
    mutating func refuse(_ key: Int64, _ reason: UnreadableReason) throws {
        try PreparedStatement(database, Query.insertUnreadable).run(key, reason.code, reason.epoch, reason.body)
        unreadable += 1
        switch reason {
        case .noKey, .noBody: try ciphertext.note(key)
        case .notGenuine, .malformed, .unjudged: break
        }
    }

    /// Brings the tallies up to date; call once, last.
    func finish() throws {
        try Tally.unopened.add(unopened, in: database)
        try Tally.unreadable.add(unreadable, in: database)
    }

    /// Moves the unreadable entries that a condition selects back to the waiting ones.
    static func retry<each Value: Bindable>(
        in database: Database, _ retry: String, _ forget: String, _ values: repeat each Value
    ) throws -> Int {
        let moved = try PreparedStatement(database, retry).run(repeat each values)
        guard moved > 0 else { return 0 }
        try PreparedStatement(database, forget).run(repeat each values)
        try Tally.unopened.add(moved, in: database)
        try Tally.unreadable.add(-moved, in: database)
        return moved
    }
}
