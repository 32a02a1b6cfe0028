/// Statements of the search index, and of objects found by what they are.
extension Query {
    static let insertSearchItem = "INSERT INTO search_item (first, item, objects) VALUES (?, ?, ?)"
    static let searchItem = "SELECT first, objects FROM search_item WHERE item = ?"
    static let searchItemAt = "SELECT first, item, objects FROM search_item WHERE first <= ? ORDER BY first DESC LIMIT 1"
    static let deleteSearchItem = "DELETE FROM search_item WHERE item = ?"
    static let insertSearchLabel = "INSERT INTO search_label (document, labels) VALUES (?, ?)"
    static let searchLabel = "SELECT labels FROM search_label WHERE document = ?"
    static let deleteSearchLabels = "DELETE FROM search_label WHERE document >= ? AND document < ?"
    static let searchCounter = "SELECT value FROM search_counter WHERE name = ?"
    static let setSearchCounter = "UPDATE search_counter SET value = ?2 WHERE name = ?1"
    static let putSearchCounter = "INSERT INTO search_counter (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2"
    /// Empties the index. What was here keeps its place in the order of arrival; what comes is numbered behind it, and behind all that was numbered.
    static let renewSearch = [
        "DELETE FROM search_row", "DELETE FROM search_segment", "DELETE FROM search_label", "DELETE FROM search_item",
        """
        INSERT INTO search_waiting (item) SELECT number FROM item WHERE ended = 0 AND (kind = 0 OR kind = 3) ON CONFLICT (item) DO NOTHING
        """,
        "UPDATE search_counter SET value = max(value, (SELECT count(*) + 1 FROM stix_object)) WHERE name = 'next'",
        "UPDATE search_counter SET value = 1 WHERE name = 'next-of-before'",
        "UPDATE search_counter SET value = (SELECT coalesce(max(number), 0) FROM item) WHERE name = 'before'",
    ]
    static let searchWaits = "INSERT INTO search_waiting (item) VALUES (?) ON CONFLICT (item) DO NOTHING"
    static let searchWaiting = "SELECT item FROM search_waiting ORDER BY item LIMIT ?"
    static let searchIsWaiting = "SELECT 1 FROM search_waiting WHERE item = ?"
    static let deleteSearchWaiting = "DELETE FROM search_waiting WHERE item = ?"
    static let searchSegments = "SELECT number, level, state, first, last FROM search_segment ORDER BY number"
    static let insertSearchSegment = "INSERT INTO search_segment (level, state, first, last) VALUES (?, ?, ?, ?)"
    static let setSearchSegment = "UPDATE search_segment SET state = ?2 WHERE number = ?1"
    static let deleteSearchSegment = "DELETE FROM search_segment WHERE number = ?"
    static let insertSearchRow = "INSERT INTO search_row (segment, first, octets) VALUES (?, ?, ?)"
    static let updateSearchRow = "UPDATE search_row SET octets = ?3 WHERE segment = ?1 AND first = ?2"
    static let deleteSearchRow = "DELETE FROM search_row WHERE segment = ? AND first = ?"
    static let searchRowBefore = "SELECT first, octets FROM search_row WHERE segment = ? AND first <= ? ORDER BY first DESC LIMIT 1"
    static let searchRowAfter = "SELECT first, octets FROM search_row WHERE segment = ? AND first > ? ORDER BY first LIMIT 1"
    static let searchRowKeyAfter = "SELECT first FROM search_row WHERE segment = ? AND first > ? ORDER BY first LIMIT 1"
    static let searchRowKeys = "SELECT first FROM search_row WHERE segment = ? ORDER BY first LIMIT ?"
    static let searchView = """
        SELECT i.tlp, i.created, i.accepted, i.ended, a.organisation, g.tag, coalesce(t.expires, 0), coalesce(t.attribution, 0),
            coalesce(r.organisation, a.organisation), h.scope
        FROM item i CROSS JOIN author a ON a.number = i.author CROSS JOIN sharing_group g ON g.number = i.sharing_group
            LEFT JOIN item_terms t ON t.item = i.number LEFT JOIN reshared r ON r.item = i.number LEFT JOIN held h ON h.item = i.number
        WHERE i.number = ?
        """
    static let isCurrent = "SELECT 1 FROM item WHERE number = ? AND ended = 0"
    static let searchType = "SELECT type FROM stix_object WHERE item = ? AND ordinal = ?"
    static let searchObject = """
        SELECT o.type, o.id, o.name, o.modified, o.first, o.end
        FROM stix_object o CROSS JOIN content c ON c.item = o.item WHERE o.item = ? AND o.ordinal = ?
        """
    static let searchSource = """
        SELECT i.title, i.tlp, g.tag, coalesce(r.organisation, a.organisation), coalesce(t.attribution, 0), i.created, c.octets
        FROM item i CROSS JOIN author a ON a.number = i.author CROSS JOIN sharing_group g ON g.number = i.sharing_group
            CROSS JOIN content c ON c.item = i.number
            LEFT JOIN item_terms t ON t.item = i.number LEFT JOIN reshared r ON r.item = i.number
        WHERE i.number = ?
        """
    static let searchObjects = "SELECT type, first, end, name FROM stix_object WHERE item = ? ORDER BY ordinal"
    static let searchObjectsNamed = """
        SELECT o.item, o.ordinal FROM stix_object o WHERE o.id = ?1 AND (typeof(?1) = 'text' OR o.type = ?2)
        ORDER BY o.item DESC, o.ordinal DESC LIMIT ?3
        """
    static let searchNamed = "SELECT 1 FROM stix_object WHERE item = ? AND name = ? LIMIT 1"
    static let saveSearch = """
        INSERT INTO saved_search (name, query, saved) VALUES (?1, ?2, ?3) ON CONFLICT (name) DO UPDATE SET query = ?2, saved = ?3
        """
    static let savedSearches = "SELECT name, query, saved FROM saved_search ORDER BY name"
    static let savedSearch = "SELECT name, query, saved FROM saved_search WHERE name = ?"
    static let deleteSavedSearch = "DELETE FROM saved_search WHERE name = ?"

    /// Those whose time must not grow with the tables: all but the lists of segments and of saved searches, which are short by their bounds.
    static let hotForSearch = [
        insertSearchItem, searchItem, searchItemAt, deleteSearchItem, insertSearchLabel, searchLabel, deleteSearchLabels, searchCounter,
        setSearchCounter, searchWaits, searchWaiting, searchIsWaiting, deleteSearchWaiting, insertSearchSegment, setSearchSegment,
        deleteSearchSegment,
        insertSearchRow, updateSearchRow, deleteSearchRow, searchRowBefore, searchRowAfter, searchRowKeyAfter, searchRowKeys, searchView,
        isCurrent,
        searchType, searchObject, searchSource, searchObjects, searchObjectsNamed, searchNamed, saveSearch, savedSearch, deleteSavedSearch,
    ]
}
