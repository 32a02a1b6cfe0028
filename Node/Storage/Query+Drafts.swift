/// Drafts, and how much arrives.
extension Query {
    static let drafts = "SELECT id, version, title, author, saved FROM draft ORDER BY saved DESC, number DESC"
    static let draft = "SELECT id, version, title, author, saved, text FROM draft WHERE id = ?"
    static let draftCount = "SELECT count(*) FROM draft"
    static let insertDraft = "INSERT INTO draft (id, version, title, author, saved, text) VALUES (?, ?, ?, ?, ?, ?)"
    static let saveDraft = "UPDATE draft SET version = ?, title = ?, author = ?, saved = ?, text = ? WHERE id = ? AND version = ?"
    static let removeDraft = "DELETE FROM draft WHERE id = ?"

    static let lastItem = "SELECT max(number) FROM item"
    /// Bundles and re-shares; what ends others is no item to read.
    static let arrivalDays = """
        SELECT received / 86400, count(*) FROM item
        WHERE number > ? AND number <= ? AND received >= ? AND kind IN (0, 3) GROUP BY 1 ORDER BY 1
        """
}
