import GRDB

/// A search that is kept under a name.
public struct SavedSearch: Equatable, Sendable {
    public let name: String
    /// As it was typed.
    public let query: String
    /// Seconds since 1970.
    public let saved: Int64
}

extension Store {
    /// Keeps a search under a name, in the place of another of that name; false, and nothing kept, when there are too many.
    public func saveSearch(_ name: String, _ query: String, at second: Int64) throws(StorageError) -> Bool {
        try write { database in
            let all = try Self.savedSearches(database)
            guard all.count < StorageLimits.savedSearchesMax || all.contains(where: { $0.name == name }) else { return false }
            try PreparedStatement(database, Query.saveSearch).run(name, query, second)
            return true
        }
    }

    /// All of them, by name.
    public func savedSearches() throws(StorageError) -> [SavedSearch] { try read { try Self.savedSearches($0) } }

    public func savedSearch(_ name: String) throws(StorageError) -> SavedSearch? {
        try read { try PreparedStatement($0, Query.savedSearch).first(name, read: Self.saved) }
    }

    /// False when there was none of that name.
    public func deleteSavedSearch(_ name: String) throws(StorageError) -> Bool {
        try write { try PreparedStatement($0, Query.deleteSavedSearch).run(name) == 1 }
    }

    private static func savedSearches(_ database: Database) throws -> [SavedSearch] {
        try PreparedStatement(database, Query.savedSearches).all(read: saved)
    }

    private static func saved(_ columns: Columns) -> SavedSearch {
        SavedSearch(name: columns.text(0), query: columns.text(1), saved: columns.integer(2))
    }
}
