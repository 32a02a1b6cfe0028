/// The statements behind reference packs. There are few packs, so their table is read whole; all else is found by keys.
extension Query {
    static let packState = "SELECT looked, hash_key FROM pack_state WHERE one = 1"
    static let setPacksLooked = "UPDATE pack_state SET looked = ? WHERE one = 1"
    static let packsArrived =
        "SELECT DISTINCT item FROM stix_object INDEXED BY stix_object_id WHERE id = ? AND type = ? AND item > ? ORDER BY item LIMIT ?"
    static let addPackCandidate = "INSERT INTO pack_candidate (item) VALUES (?) ON CONFLICT (item) DO NOTHING"
    static let packCandidates = "SELECT item FROM pack_candidate ORDER BY item LIMIT ?"
    static let deletePackCandidate = "DELETE FROM pack_candidate WHERE item = ?"
    static let groupingsOfItem = "SELECT ordinal, first, end FROM stix_object WHERE item = ? AND type = 'grouping' ORDER BY ordinal LIMIT ?"
    static let insertPack = "INSERT INTO pack (item, name, grouping, built) VALUES (?, ?, ?, ?) ON CONFLICT (item) DO NOTHING"
    static let packs = """
        SELECT p.item, p.name, p.built, o.first, o.end, EXISTS (SELECT 1 FROM pack n WHERE n.name = p.name AND n.item > p.item)
        FROM pack p CROSS JOIN stix_object o ON o.item = p.item AND o.ordinal = p.grouping ORDER BY p.name, p.item DESC
        """
    static let packItems = "SELECT item FROM pack"
    static let setPackBuilt = "UPDATE pack SET built = 1 WHERE item = ?"
    static let isPackUnbuilt = "SELECT 1 FROM pack WHERE item = ? AND built = 0"
    static let objectPlace = "SELECT first, end FROM stix_object INDEXED BY stix_object_id WHERE id = ? AND type = ? AND item = ? LIMIT 1"
    static let warningListStates = "SELECT name, left_out, fault FROM warning_list WHERE item = ?"
    static let insertWarningList = """
        INSERT INTO warning_list (item, name, title, matching, kinds, lengths, left_out, fault) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let insertWarningBlock = "INSERT INTO warning_block (list, first, octets) VALUES (?, ?, ?)"
    static let warningLists = """
        SELECT l.number, l.name, l.title, l.matching, l.kinds, l.lengths, p.name FROM pack p CROSS JOIN warning_list l ON l.item = p.item
        WHERE l.fault = '' AND NOT EXISTS (SELECT 1 FROM pack n WHERE n.name = p.name AND n.item > p.item) ORDER BY p.name, l.name
        """
    static let warningPacks = """
        SELECT i.id, p.built FROM pack p CROSS JOIN item i ON i.number = p.item
        WHERE EXISTS (SELECT 1 FROM warning_list l WHERE l.item = p.item)
            AND NOT EXISTS (SELECT 1 FROM pack n WHERE n.name = p.name AND n.item > p.item) ORDER BY p.name
        """
    static let isPackBuilding = """
        SELECT 1 FROM pack p WHERE p.built = 0 AND NOT EXISTS (SELECT 1 FROM pack n WHERE n.name = p.name AND n.item > p.item) LIMIT 1
        """
    static let warningBlockAt = "SELECT octets FROM warning_block WHERE list = ? AND first <= ? ORDER BY first DESC LIMIT 1"
    static let warningBlocks = "SELECT octets FROM warning_block WHERE list = ? ORDER BY first"
}
