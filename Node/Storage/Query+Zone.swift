/// The statements behind the public zone. What pages ask is found by keys: a list's places, an item, a value.
extension Query {
    static let zoneGeneration = "SELECT generation FROM zone_state WHERE one = 1"
    static let touchZone = "UPDATE zone_state SET generation = generation + 1 WHERE one = 1"
    static let publicIdentifiers = "SELECT id FROM publication WHERE id > coalesce(?, x'') AND +state = 1 ORDER BY id LIMIT ?"
    static let zoneArrivals = "SELECT item FROM zone_arrival ORDER BY item LIMIT ?"
    static let deleteZoneArrival = "DELETE FROM zone_arrival WHERE item = ?"
    static let publicationColumns = """
        SELECT p.item, p.id, p.state, p.came, p.decided, p.decider, p.reason, p.topic, p.featured, p.subject FROM publication p
        """
    static let publication = "\(publicationColumns) WHERE p.id = ?"
    static let publicationOfItem = "\(publicationColumns) WHERE p.item = ?"
    static let publications = "\(publicationColumns) WHERE p.state = ? AND p.item < ? ORDER BY p.item DESC LIMIT ?"
    static let publicationsCounted = "SELECT count(*) FROM publication WHERE state = ?"
    static let featuredPublications = "\(publicationColumns) WHERE p.featured > 0 ORDER BY p.featured DESC LIMIT ?"
    static let isPublished = "SELECT 1 FROM publication WHERE item = ? AND state = 1"
    static let awaitPublication = """
        INSERT INTO publication (item, id, state, came, decided, decider, reason, topic, featured, subject)
            SELECT number, id, 0, ?2, 0, '', '', ?3, 0, '' FROM item WHERE number = ?1
            ON CONFLICT (item) DO NOTHING
        """
    static let publish = """
        INSERT INTO publication (item, id, state, came, decided, decider, reason, topic, featured, subject)
            SELECT number, id, 1, ?2, ?2, ?3, ?4, ?5, 0, ?6 FROM item WHERE number = ?1 AND ended = 0
            ON CONFLICT (item) DO UPDATE SET state = 1, decided = ?2, decider = ?3, reason = ?4, topic = ?5, subject = ?6
        """
    /// Keeps an item from the public, or takes it away, from the one state in which that means something.
    static let unpublish = """
        UPDATE publication SET state = ?2, decided = ?3, decider = ?4, reason = ?5, featured = 0 WHERE item = ?1 AND state = ?6
        """
    static let feature = "UPDATE publication SET featured = ?2 WHERE item = ?1 AND state = 1"
    static let zoneList = "SELECT number, last FROM zone_list WHERE name = ?"
    static let zoneLists = "SELECT name, last, count FROM zone_list ORDER BY name"
    static let insertZoneList = "INSERT INTO zone_list (name, last, count) VALUES (?, 0, 0)"
    static let setZoneListLast = "UPDATE zone_list SET last = ?2 WHERE number = ?1"
    static let insertZonePlace = "INSERT INTO zone_place (list, place, item) VALUES (?, ?, ?)"
    /// Places of a list from one to another, the last first.
    static let zonePlaces = """
        SELECT z.place, z.item FROM zone_list l CROSS JOIN zone_place z ON z.list = l.number
        WHERE l.name = ? AND z.place BETWEEN ? AND ? ORDER BY z.place DESC LIMIT ?
        """
    static let listsOfItem = "SELECT l.name, z.place FROM zone_place z CROSS JOIN zone_list l ON l.number = z.list WHERE z.item = ?"
    static let zoneChanges = "SELECT id, generation FROM zone_change WHERE generation > ? ORDER BY generation LIMIT ?"
    static let zonePages = """
        SELECT l.name, p.page FROM zone_page p CROSS JOIN zone_list l ON l.number = p.list WHERE p.generation > ? ORDER BY l.name, p.page
        """
    static let insertZoneValue = """
        INSERT INTO zone_value (kind, value, item, since, until, confidence) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (kind, value, item) DO NOTHING
        """
    /// Values of a kind behind one, each with an item that says it.
    static let zoneValues = """
        SELECT v.value, v.item, v.since, v.until, v.confidence, p.id, i.pap FROM zone_value v
            CROSS JOIN publication p ON p.item = v.item CROSS JOIN item i ON i.number = v.item
        WHERE v.kind = ? AND (v.value, v.item) > (?, ?) ORDER BY v.value, v.item LIMIT ?
        """
    static let insertZoneTranslation = """
        INSERT INTO zone_translation (object, language, item) VALUES (?, ?, ?) ON CONFLICT (object, item, language) DO NOTHING
        """
    static let nextDue = "SELECT min(due) FROM item_terms WHERE due > ?"
    /// The newest translations come first.
    static let zoneTranslations = "SELECT language, item FROM zone_translation WHERE object = ? ORDER BY item DESC"

    /// The statements whose plans are checked (see `Query.hot`).
    static let hotForZone = [
        zoneGeneration, touchZone, publicIdentifiers, zoneArrivals, deleteZoneArrival, publication, publicationOfItem, publications,
        featuredPublications, isPublished,
        awaitPublication, publish, unpublish, feature, zoneList, insertZoneList, setZoneListLast, insertZonePlace, zonePlaces, listsOfItem,
        zoneChanges, insertZoneValue, zoneValues, nextDue, insertZoneTranslation, zoneTranslations,
    ]
}
