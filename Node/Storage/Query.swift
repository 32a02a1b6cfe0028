/// Every statement that runs in the course of work, so that a test can ask SQLite how it would run each.
///
/// Keys of `entry` are `journal << 32 | position` (see `EntryKey`), of `chunk` `body << 12 | index`.
enum Query {
    // Journals
    static let journal = """
        SELECT number, size, frontier, checkpoint_size, checkpoint_signature, checkpoint_root, served_size, served_signature
        FROM journal WHERE id = ?
        """
    static let journals = """
        SELECT id, node, group_tag, incarnation, size, frontier, checkpoint_size, checkpoint_signature, checkpoint_root,
            served_size, served_signature
        FROM journal ORDER BY number
        """
    static let journalName = "SELECT number, node, group_tag, incarnation FROM journal WHERE id = ?"
    static let registry = "SELECT number FROM journal WHERE node IS NULL"
    static let insertJournal = """
        INSERT INTO journal (id, node, group_tag, incarnation, size, frontier, checkpoint_size, checkpoint_signature,
            checkpoint_root, served_size, served_signature)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let updateJournal = """
        UPDATE journal SET size = ?, frontier = ?, checkpoint_size = ?, checkpoint_signature = ?, checkpoint_root = ?,
            served_size = ?, served_signature = ?
        WHERE number = ?
        """

    // Entries
    static let insertEntry = "INSERT INTO entry (id, kind, leaf, compact) VALUES (?, ?, ?, ?)"
    static let insertSubtree = "INSERT INTO subtree (journal, level, position, hash) VALUES (?, ?, ?, ?)"
    static let compactRange = "SELECT compact FROM entry WHERE id >= ? AND id < ? ORDER BY id"
    static let leafRange = "SELECT leaf FROM entry WHERE id >= ? AND id < ? ORDER BY id"
    static let entry = "SELECT leaf, compact FROM entry WHERE id = ?"
    static let entriesOfKind = """
        SELECT e.id, j.id, j.node, j.group_tag, j.incarnation, e.leaf, e.compact
        FROM entry e CROSS JOIN journal j ON j.number = e.id >> 32
        WHERE e.kind <> 1 AND e.kind < 255 AND e.kind = ? AND e.id > ? ORDER BY e.id LIMIT ?
        """
    static let subtree = "SELECT hash FROM subtree WHERE journal = ? AND level = ? AND position = ?"

    // Opening
    static let insertUnopened = "INSERT INTO unopened (entry) VALUES (?)"
    static let unopened = """
        SELECT e.id, j.id, j.node, j.group_tag, j.incarnation, e.leaf, e.compact
        FROM unopened u CROSS JOIN entry e ON e.id = u.entry CROSS JOIN journal j ON j.number = e.id >> 32
        ORDER BY u.entry LIMIT ?
        """
    static let deleteUnopened = "DELETE FROM unopened WHERE entry = ?"
    static let insertUnreadable = """
        INSERT INTO unreadable (entry, reason, epoch, body) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (entry) DO UPDATE SET reason = ?2, epoch = ?3, body = ?4
        """
    static let deleteUnreadable = "DELETE FROM unreadable WHERE entry = ?"
    static let retryEpoch = "INSERT INTO unopened (entry) SELECT entry FROM unreadable WHERE epoch = ?"
    static let forgetEpoch = "DELETE FROM unreadable WHERE epoch = ?"
    static let retryBody = "INSERT INTO unopened (entry) SELECT entry FROM unreadable WHERE body = ?"
    static let forgetBody = "DELETE FROM unreadable WHERE body = ?"
    static let retryJournal = "INSERT INTO unopened (entry) SELECT entry FROM unreadable WHERE entry >= ? AND entry < ?"
    static let forgetJournal = "DELETE FROM unreadable WHERE entry >= ? AND entry < ?"
    static let unreadable = """
        SELECT u.entry, j.id, u.reason, u.epoch, u.body
        FROM unreadable u CROSS JOIN journal j ON j.number = u.entry >> 32
        WHERE u.entry > ? ORDER BY u.entry LIMIT ?
        """

    // Bodies
    static let body = "SELECT number, length, chunk_hashes, present, missing FROM body WHERE hash = ?"
    static let bodyNumber = "SELECT number FROM body WHERE hash = ?"
    static let wantBody = "INSERT INTO body (hash, length, entry, chunk_hashes, present, missing) VALUES (?, ?, ?, x'', x'', ?)"
    static let nameBody = "UPDATE body SET entry = coalesce(entry, ?) WHERE number = ?"
    static let insertBody = "INSERT INTO body (hash, length, chunk_hashes, present, missing) VALUES (?, ?, ?, ?, ?)"
    static let beginBody = "UPDATE body SET length = ?, chunk_hashes = ?, present = ?, missing = ? WHERE number = ?"
    static let updateBody = "UPDATE body SET present = ?, missing = ? WHERE number = ?"
    static let insertChunk = "INSERT INTO chunk (id, octets) VALUES (?, ?)"
    static let deleteChunks = "DELETE FROM chunk WHERE id >= ? AND id < ?"
    static let chunkRange = "SELECT id, octets FROM chunk WHERE id >= ? AND id < ? ORDER BY id"
    static let missingBodies = """
        SELECT b.hash, b.length, j.id, b.entry
        FROM body b CROSS JOIN journal j ON j.number = b.entry >> 32
        WHERE b.missing > 0 AND b.entry IS NOT NULL LIMIT ?
        """

    // Items
    static let sharingGroup = "SELECT number FROM sharing_group WHERE tag = ?"
    static let insertSharingGroup = "INSERT INTO sharing_group (tag) VALUES (?)"
    static let author = "SELECT number FROM author WHERE node = ? AND organisation = ?"
    static let insertAuthor = "INSERT INTO author (node, organisation) VALUES (?, ?)"
    static let mediaType = "SELECT number FROM media_type WHERE name = ?"
    static let insertMediaType = "INSERT INTO media_type (name) VALUES (?)"
    static let insertItem = """
        INSERT INTO item (id, entry, sharing_group, author, media_type, kind, tlp, pap, title, created, received, length)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
        """
    static let insertContent = "INSERT INTO content (item, octets) VALUES (?, ?)"
    static let insertObject = """
        INSERT INTO stix_object (item, ordinal, type, id, name, modified, first, end) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """
    private static let itemColumns = """
        SELECT i.number, i.id, j.id, i.entry, g.tag, a.node, a.organisation, m.name, i.kind, i.tlp, i.pap, i.title,
            i.created, i.received, i.length
        """
    private static let itemParts = """
        CROSS JOIN journal j ON j.number = i.entry >> 32
        CROSS JOIN sharing_group g ON g.number = i.sharing_group
        CROSS JOIN author a ON a.number = i.author
        CROSS JOIN media_type m ON m.number = i.media_type
        """
    static let items = "\(itemColumns) FROM item i \(itemParts) WHERE i.number < ? ORDER BY i.number DESC LIMIT ?"
    static let itemsOfGroup = """
        \(itemColumns) FROM item i \(itemParts) WHERE i.sharing_group = ? AND i.number < ? ORDER BY i.number DESC LIMIT ?
        """
    static let itemsInRange = "\(itemColumns) FROM item i \(itemParts) WHERE i.id BETWEEN ? AND ? ORDER BY i.id LIMIT 2"
    static let itemsWithObject = """
        \(itemColumns) FROM stix_object o CROSS JOIN item i ON i.number = o.item \(itemParts)
        WHERE o.id = ?1 AND (typeof(?1) = 'text' OR o.type = ?2) AND o.item < ?3
            AND NOT EXISTS (
                SELECT 1 FROM stix_object p WHERE p.id = o.id AND p.item = o.item AND p.type = o.type AND p.ordinal < o.ordinal)
        ORDER BY o.item DESC LIMIT ?4
        """
    static let content = "SELECT c.octets FROM item i CROSS JOIN content c ON c.item = i.number WHERE i.id = ?"
    static let objects = """
        SELECT o.type, o.id, o.name, o.modified, o.first, o.end
        FROM item i CROSS JOIN stix_object o ON o.item = i.number WHERE i.id = ? ORDER BY o.ordinal
        """

    // State
    static let setting = "SELECT value FROM setting WHERE key = ?"
    static let putSetting = "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2"
    static let deleteSetting = "DELETE FROM setting WHERE key = ?"
    static let tallies = "SELECT name, value FROM tally"
    static let addToTally = "UPDATE tally SET value = value + ? WHERE name = ?"

    /// Those whose time must not grow with the tables: all but the lists of all journals and of the four tallies.
    static let hot = [
        journal, journalName, registry, insertJournal, updateJournal,
        insertEntry, insertSubtree, compactRange, leafRange, entry, entriesOfKind, subtree,
        insertUnopened, unopened, deleteUnopened, insertUnreadable, deleteUnreadable, unreadable,
        retryEpoch, forgetEpoch, retryBody, forgetBody, retryJournal, forgetJournal,
        body, bodyNumber, wantBody, nameBody, insertBody, beginBody, updateBody, insertChunk, deleteChunks, chunkRange, missingBodies,
        sharingGroup, insertSharingGroup, author, insertAuthor, mediaType, insertMediaType,
        insertItem, insertContent, insertObject, items, itemsOfGroup, itemsInRange, itemsWithObject, content, objects,
        setting, putSetting, deleteSetting, addToTally,
    ]
}
