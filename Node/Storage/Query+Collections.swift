/// The statements behind collections (`shelf`). Every index ends with `added`, the row's key.
///
/// What looks for one object names the index: SQLite has no statistics here, and takes one by type, which is as long as the collection.
extension Query {
    private static let shelfColumns = "SELECT added, item, ordinal, source, version, level, object, type, sharing_group FROM shelf"
    static let shelfOfGroup =
        "\(shelfColumns) WHERE sharing_group = ? AND level = ? AND until_group = ? AND added > ? ORDER BY added LIMIT ?"
    static let shelfOfAll = "\(shelfColumns) WHERE level = ? AND until_all = ? AND added > ? ORDER BY added LIMIT ?"
    static let shelfOfGroupAndType = """
        \(shelfColumns) WHERE sharing_group = ? AND type = ? AND level = ? AND until_group = ? AND added > ? ORDER BY added LIMIT ?
        """
    static let shelfOfType = "\(shelfColumns) WHERE type = ? AND level = ? AND until_all = ? AND added > ? ORDER BY added LIMIT ?"
    /// All of one object, which are few; the order is made afterwards.
    static let shelfOfObject = "\(shelfColumns) INDEXED BY shelf_object WHERE object = ?1 AND (typeof(?1) = 'text' OR type = ?2)"
    static let shelfOfSource = """
        SELECT added, sharing_group, level, version, until_group, until_all FROM shelf INDEXED BY shelf_object WHERE object = ? AND type = ? AND source = ?
        """
    static let shelfCount =
        "SELECT count(*) FROM (SELECT 1 FROM shelf INDEXED BY shelf_object WHERE object = ? AND type = ? AND source = ? LIMIT ?)"
    /// Whether another row stands for one: the same version, seen by as many or added earlier.
    static let shelfTwin = """
        SELECT 1 FROM shelf INDEXED BY shelf_object WHERE object = ?1 AND type = ?2 AND source = ?3 AND version = ?4 AND level <= ?5
            AND (level < ?6 OR (level = ?6 AND added < ?7)) AND (?8 = 0 OR sharing_group = ?8) LIMIT 1
        """
    static let shelfOlder = """
        SELECT 1 FROM shelf INDEXED BY shelf_object WHERE object = ?1 AND type = ?2 AND source = ?3 AND version < ?4 AND level <= ?5
            AND (?6 = 0 OR sharing_group = ?6) LIMIT 1
        """
    static let shelfNewer = """
        SELECT 1 FROM shelf INDEXED BY shelf_object WHERE object = ?1 AND type = ?2 AND source = ?3 AND version > ?4 AND level <= ?5
            AND (?6 = 0 OR sharing_group = ?6) LIMIT 1
        """
    static let shelfType = "SELECT number FROM shelf_type WHERE name = ?"
    static let insertShelfType = "INSERT INTO shelf_type (name) VALUES (?)"
    static let shelfSource = "SELECT number FROM shelf_source WHERE organisation = ?"
    static let insertShelfSource = "INSERT INTO shelf_source (organisation) VALUES (?)"
    static let shelfEqual = """
        SELECT 1 FROM shelf INDEXED BY shelf_object WHERE object = ? AND type = ? AND source = ? AND version = ? AND sharing_group = ? AND level <= ? LIMIT 1
        """
    static let insertShelf = """
        INSERT INTO shelf (added, item, ordinal, sharing_group, level, until_group, until_all, type, source, version, object)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let updateShelf = "UPDATE shelf SET until_group = ?2, until_all = ?3 WHERE added = ?1"
    static let shelfLast = "SELECT added FROM shelf_last WHERE one = 1"
    static let setShelfLast = "UPDATE shelf_last SET added = ? WHERE one = 1"
    static let shelfWaiting = "SELECT item, ordinal FROM shelf_waiting WHERE time <= ? ORDER BY time, item LIMIT ?"
    /// All that were recorded last: those from this number on.
    static let arrivalsWait = """
        INSERT INTO shelf_waiting (item, time, ordinal) SELECT number, 0, 0 FROM item WHERE number >= ? AND ended = 0 AND (kind = 0 OR kind = 3)
            ORDER BY number ON CONFLICT (item) DO NOTHING
        """
    static let isShelfWaiting = "SELECT 1 FROM shelf_waiting WHERE time <= ? LIMIT 1"
    static let putShelfWaiting = """
        INSERT INTO shelf_waiting (item, time, ordinal) VALUES (?1, ?2, ?3) ON CONFLICT (item) DO UPDATE SET time = ?2, ordinal = ?3
        """
    static let deleteShelfWaiting = "DELETE FROM shelf_waiting WHERE item = ?"
    static let shelfAgain =
        "SELECT a.object, a.type, a.source, t.name FROM shelf_again a CROSS JOIN shelf_type t ON t.number = a.type LIMIT ?"
    static let deleteShelfAgain = "DELETE FROM shelf_again WHERE object = ? AND type = ? AND source = ?"
    static let carriersWait = """
        INSERT INTO shelf_waiting (item, time, ordinal)
            SELECT o.item, 0, 0 FROM stix_object o WHERE o.id = ?1 AND (typeof(?1) = 'text' OR o.type = ?2)
            ON CONFLICT (item) DO UPDATE SET time = 0, ordinal = 0
        """
    /// What decides whether an item's objects stand on the shelf, and as what.
    static let shelfItem = """
        SELECT i.kind, i.ended, i.accepted, i.tlp, i.created, i.sharing_group, g.tag, a.organisation, r.organisation,
            coalesce(t.expires, 0), coalesce(h.scope, 0), EXISTS (SELECT 1 FROM item_recipient n WHERE n.item = i.number),
            EXISTS (SELECT 1 FROM publication p WHERE p.item = i.number AND p.state = 1)
        FROM item i CROSS JOIN sharing_group g ON g.number = i.sharing_group CROSS JOIN author a ON a.number = i.author
            LEFT JOIN reshared r ON r.item = i.number LEFT JOIN item_terms t ON t.item = i.number LEFT JOIN held h ON h.item = i.number
        WHERE i.number = ?
        """
    static let shelfObjects = """
        SELECT ordinal, type, id, modified, first, end FROM stix_object WHERE item = ? AND ordinal >= ? ORDER BY ordinal LIMIT ?
        """
    static let shelfObject = "SELECT type, id, modified, first, end FROM stix_object WHERE item = ? AND ordinal = ?"
    static let shelfPlaces = "SELECT ordinal, first, end FROM stix_object WHERE item = ? AND ordinal BETWEEN ? AND ? ORDER BY ordinal"
    static let contentLength = "SELECT length(octets) FROM content WHERE item = ?"
    static let contentOctets = "SELECT octets FROM content WHERE item = ?"
    static let isAnythingDue = "SELECT 1 FROM item_terms WHERE due <= ? LIMIT 1"

    // Tokens
    private static let tokenColumns =
        "SELECT number, id, name, hash, scopes, tlp, user, user_number, created, expires, revoked, used FROM token"
    static let tokens = "\(tokenColumns) ORDER BY number"
    static let token = "\(tokenColumns) WHERE id = ?"
    static let tokenNamed = "SELECT number FROM token WHERE name = ? AND revoked = 0"
    static let tokenCount = "SELECT count(*) FROM token WHERE revoked = 0"
    static let insertToken = """
        INSERT INTO token (id, name, hash, scopes, tlp, user, user_number, created, expires) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let insertTokenCollection = "INSERT INTO token_collection (token, collection) VALUES (?, ?)"
    static let tokenCollections = "SELECT collection FROM token_collection WHERE token = ? ORDER BY collection"
    static let revokeToken = "UPDATE token SET revoked = ? WHERE number = ?"
    static let noteTokenUse = "UPDATE token SET used = max(used, ?2) WHERE id = ?1"
    static let insertPost =
        "INSERT INTO token_post (id, token, requested, objects, waits, subject) SELECT ?, number, ?, ?, ?, ? FROM token WHERE id = ?"
    static let post = """
        SELECT p.requested, p.objects, p.waits, p.subject FROM token_post p CROSS JOIN token t ON t.number = p.token
        WHERE p.id = ? AND t.id = ?
        """
    static let forgetPosts =
        "DELETE FROM token_post WHERE number IN (SELECT number FROM token_post WHERE requested < ? ORDER BY number LIMIT ?)"

    /// Those of collections and tokens whose time must not grow with the tables.
    static let hotInCollections = [
        shelfOfGroup, shelfOfAll, shelfOfGroupAndType, shelfOfType, shelfOfObject, shelfOfSource, shelfTwin, shelfOlder, shelfNewer,
        shelfType,
        insertShelfType, shelfSource, insertShelfSource, shelfEqual, insertShelf, updateShelf, shelfLast, setShelfLast, shelfWaiting,
        isShelfWaiting, putShelfWaiting, arrivalsWait, deleteShelfWaiting, deleteShelfAgain, carriersWait, shelfItem, shelfObjects,
        shelfObject,
        shelfPlaces,
        contentOctets, isAnythingDue, token, tokenNamed, insertToken, insertTokenCollection, tokenCollections, revokeToken, noteTokenUse,
        insertPost, post,
    ]
}
