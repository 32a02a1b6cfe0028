import GRDB

extension SearchIndex {
    /// What is taken out of an object, and how rows are written. Whoever changes either raises it: each node then makes its index anew.
    ///
    /// 1: as it was in the beginning, where the number stands nowhere. 2: rows with Rice codes; values that a pattern compares by ISSUBSET and ISSUPERSET.
    static let extraction: Int64 = 2

    /// Empties an index of another extraction and has every item wait for `indexWaiting`; does nothing for one of this.
    ///
    /// All at once, in the transaction of its caller: an item that ends a moment later is taken out by this extraction's terms, and would stay under
    /// those of the other.
    static func renewIfOutdated(_ database: Database) throws {
        let found = try PreparedStatement(database, Query.searchCounter).first(extractionName) { $0.integer(0) }
        guard found != extraction else { return }
        for statement in Query.renewSearch { try PreparedStatement(database, statement).run() }
        try PreparedStatement(database, Query.putSearchCounter).run(extractionName, extraction)
    }

    private static let extractionName = "extraction"
}
