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
    static let retryUnjudged = "INSERT INTO unopened (entry) SELECT entry FROM unreadable WHERE reason = ?"
    static let forgetUnjudged = "DELETE FROM unreadable WHERE reason = ?"
    static let unreadable = """
        SELECT u.entry, j.id, u.reason, u.epoch, u.body
        FROM unreadable u CROSS JOIN journal j ON j.number = u.entry >> 32
        WHERE u.entry > ? ORDER BY u.entry LIMIT ?
        """

    // Ciphertext
    static let unreadableEntry = """
        SELECT j.id, j.node, j.group_tag, e.compact FROM entry e CROSS JOIN journal j ON j.number = e.id >> 32
        WHERE e.id = ? AND e.kind = 1
        """
    static let insertCiphertext = """
        INSERT INTO ciphertext (entry, node, sharing_group, time, keep_until, octets) VALUES (?, ?, ?, ?, ?, ?)
        """
    static let deleteCiphertext = "DELETE FROM ciphertext WHERE entry = ?"
    static let waitingItems = """
        SELECT u.entry FROM journal j CROSS JOIN unopened u ON u.entry >= j.number << 32 AND u.entry < (j.number + 1) << 32
            CROSS JOIN entry e ON e.id = u.entry
        WHERE j.group_tag = ? AND e.kind = 1 LIMIT ?
        """
    static let undatedCiphertextBefore = """
        SELECT entry, octets FROM ciphertext WHERE sharing_group = ? AND time < ? AND keep_until = 0 ORDER BY time LIMIT ?
        """
    static let ciphertextBefore = """
        SELECT entry, octets FROM ciphertext WHERE sharing_group = ? AND time < ? ORDER BY time LIMIT ?
        """
    static let ciphertextKeptUntil = """
        SELECT entry, octets FROM ciphertext WHERE sharing_group = ? AND keep_until > 0 AND keep_until < ? ORDER BY keep_until LIMIT ?
        """
    static let ciphertextOfAuthor = """
        SELECT entry, octets, time FROM ciphertext WHERE node = ? AND sharing_group = ? ORDER BY time LIMIT ?
        """
    static let ciphertextSums = """
        SELECT s.node, s.sharing_group, g.tag, s.octets
        FROM ciphertext_sum s CROSS JOIN sharing_group g ON g.number = s.sharing_group
        WHERE s.octets > 0 ORDER BY s.node
        """
    static let sharingGroups = "SELECT number, tag FROM sharing_group ORDER BY number"
    static let compact = """
        SELECT j.id, e.compact FROM entry e CROSS JOIN journal j ON j.number = e.id >> 32 WHERE e.id = ?
        """
    static let detachBody = "UPDATE entry SET compact = ? WHERE id = ?"

    // Bodies
    static let body = "SELECT number, length, chunk_hashes, present, missing FROM body WHERE hash = ?"
    static let bodyNumber = "SELECT number FROM body WHERE hash = ?"
    static let wantBody = "INSERT INTO body (hash, length, entry, chunk_hashes, present, missing) VALUES (?, ?, ?, x'', x'', ?)"
    static let nameBody = "UPDATE body SET entry = coalesce(entry, ?) WHERE number = ?"
    static let wantBodyAgain = """
        UPDATE body SET length = ?, missing = ? WHERE number = ? AND entry IS NULL AND missing = 0 AND length(chunk_hashes) = 0
        """
    static let insertBodyName = "INSERT INTO body_name (body, entry) VALUES (?, ?)"
    static let isBodyName = "SELECT 1 FROM body_name WHERE body = ? AND entry = ?"
    static let deleteBodyName = "DELETE FROM body_name WHERE body = ? AND entry = ?"
    static let firstBodyName = "SELECT entry FROM body_name WHERE body = ? ORDER BY entry LIMIT 1"
    static let renameBody = "UPDATE body SET entry = ? WHERE number = ?"
    static let letBodyGo = "UPDATE body SET entry = NULL, chunk_hashes = x'', present = x'', missing = 0 WHERE number = ?"
    static let insertBody = "INSERT INTO body (hash, length, chunk_hashes, present, missing) VALUES (?, ?, ?, ?, ?)"
    static let beginBody = "UPDATE body SET length = ?, chunk_hashes = ?, present = ?, missing = ? WHERE number = ?"
    static let updateBody = "UPDATE body SET present = ?, missing = ? WHERE number = ?"
    static let insertChunk = "INSERT INTO chunk (id, octets) VALUES (?, ?)"
    static let deleteChunks = "DELETE FROM chunk WHERE id >= ? AND id < ?"
    static let chunkRange = "SELECT id, octets FROM chunk WHERE id >= ? AND id < ? ORDER BY id"
    static let missingBodies = """
        SELECT b.hash, b.length, j.id, b.entry, j.node, e.kind
        FROM body b CROSS JOIN journal j ON j.number = b.entry >> 32 CROSS JOIN entry e ON e.id = b.entry
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
        INSERT INTO item (id, entry, sharing_group, author, media_type, kind, tlp, pap, title, created, received, length, accepted)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
        """
    static let insertContent = "INSERT INTO content (item, octets) VALUES (?, ?)"
    static let insertObject = """
        INSERT INTO stix_object (item, ordinal, type, id, name, modified, first, end) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let insertRecipient = """
        INSERT INTO item_recipient (item, organisation, name) VALUES (?, ?, ?) ON CONFLICT (item, organisation, name) DO NOTHING
        """
    static let recipients = "SELECT organisation, name FROM item_recipient WHERE item = ? ORDER BY organisation, name"
    private static let itemColumns = """
        SELECT i.number, i.id, j.id, i.entry, g.tag, a.node, a.organisation, m.name, i.kind, i.tlp, i.pap, i.title,
            i.created, i.received, i.length, i.accepted, EXISTS (SELECT 1 FROM stix_object x WHERE x.item = i.number)
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
    static let itemsWaiting = "\(itemColumns) FROM item i \(itemParts) WHERE i.accepted = 0 ORDER BY i.number DESC LIMIT ?"
    static let acceptItem = "UPDATE item SET accepted = 1 WHERE number = ?"
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
    static let settingsFrom = "SELECT key, value FROM setting WHERE key >= ? ORDER BY key"
    static let tallies = "SELECT name, value FROM tally"
    static let addToTally = "UPDATE tally SET value = value + ? WHERE name = ?"

    /// Those whose time must not grow with the tables: all but the lists of all journals, of all groups, of the sums for
    /// an author in a group, and of the four tallies.
    static let hot = [
        journal, journalName, registry, insertJournal, updateJournal,
        insertEntry, insertSubtree, compactRange, leafRange, entry, entriesOfKind, subtree,
        insertUnopened, unopened, deleteUnopened, insertUnreadable, deleteUnreadable, unreadable,
        retryEpoch, forgetEpoch, retryBody, forgetBody, retryJournal, forgetJournal, retryUnjudged, forgetUnjudged,
        unreadableEntry, insertCiphertext, deleteCiphertext, waitingItems, undatedCiphertextBefore, ciphertextBefore,
        ciphertextKeptUntil, ciphertextOfAuthor,
        compact, detachBody,
        wantBodyAgain, insertBodyName, isBodyName, deleteBodyName, firstBodyName, renameBody, letBodyGo,
        body, bodyNumber, wantBody, nameBody, insertBody, beginBody, updateBody, insertChunk, deleteChunks, chunkRange, missingBodies,
        sharingGroup, insertSharingGroup, author, insertAuthor, mediaType, insertMediaType,
        insertItem, insertContent, insertObject, insertRecipient, recipients, items, itemsOfGroup, itemsWaiting, acceptItem, itemsInRange,
        itemsWithObject, content,
        objects,
        setting, settingsFrom, putSetting, deleteSetting, addToTally,
    ]
}
