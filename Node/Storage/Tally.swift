import GRDB

/// A count that is kept up to date in the transactions that change it, so that nobody counts rows.
enum Tally: String, CaseIterable {
    case entries
    case unopened
    case unreadable
    case items

    func add(_ change: Int, in database: Database) throws {
        guard change != 0 else { return }
        try PreparedStatement(database, Query.addToTally).run(change, rawValue)
    }
}

/// How much a store holds.
public struct StoreCounts: Equatable, Sendable {
    /// Entries of all journals, with the registry's records.
    public var entries = 0
    /// Entries that wait to be opened.
    public var unopened = 0
    /// Entries that could not be opened so far.
    public var unreadable = 0
    /// Opened items.
    public var items = 0

    public init(entries: Int = 0, unopened: Int = 0, unreadable: Int = 0, items: Int = 0) {
        self.entries = entries
        self.unopened = unopened
        self.unreadable = unreadable
        self.items = items
    }
}

extension Store {
    /// How much is stored; does not read the tables counted.
    public func counts() throws(StorageError) -> StoreCounts {
        try read { database in
            var counts = StoreCounts()
            try PreparedStatement(database, Query.tallies).each { columns in
                let value = Int(columns.integer(1))
                switch Tally(rawValue: columns.text(0)) {
                case .entries: counts.entries = value
                case .unopened: counts.unopened = value
                case .unreadable: counts.unreadable = value
                case .items: counts.items = value
                case nil: break
                }
                return true
            }
            return counts
        }
    }
}
