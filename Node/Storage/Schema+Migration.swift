import GRDB

extension Schema {
    /// Throws unless the file is empty or a Causeway node's, of a schema this release knows.
    static func checkOwner(_ database: Database, file: String) throws {
        let owner = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let found = try self.found(database)
        if owner == applicationID {
            guard found <= version else { throw StorageError.newerSchema(found: found, supported: version) }
            return
        }
        let isEmpty = try Bool.fetchOne(database, sql: "SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)") ?? false
        guard owner == 0, found == 0, isEmpty else { throw StorageError.foreignDatabase(path: file) }
    }

    /// Takes the steps that the file lacks, all in one transaction: after a crash or an error the file is as before.
    static func migrate(_ database: Database, steps: [String] = Schema.steps) throws {
        let found = try self.found(database)
        guard found < steps.count else { return }
        database.add(function: SealedItemFunction.function)
        defer { database.remove(function: SealedItemFunction.function) }
        try database.inTransaction(.immediate) {
            for step in steps[found...] { try database.execute(sql: step) }
            try database.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(steps.count)")
            return .commit
        }
        // So that the file itself says what it is (see FileHeader).
        _ = try database.checkpoint(.truncate)
    }

    static func found(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    }
}

extension Store {
    /// The schema of this release.
    public static var schemaVersion: Int { Schema.version }

    /// The schema that the database has now.
    public func schemaFound() throws(StorageError) -> Int { try read { try Schema.found($0) } }

    /// What each step after a schema does, in a line.
    public static func steps(after found: Int) -> [String] { Array(Schema.purposes.dropFirst(found)) }
}
