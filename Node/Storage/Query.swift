/// Every statement that runs in the course of work, so that a test can ask SQLite how it would run each.
///
/// Keys of `entry` are `journal << 32 | position` (see `EntryKey`), of `chunk` `body << 12 | index`.
enum Query {
    // Journals
    static let journal = """
        SELECT number, size, frontier, checkpoint_size, checkpoint_signature, checkpoint_root, served_size, served_signature
        FROM journal WHERE id = ?
        """
    private static let storedJournal = """
        SELECT id, node, group_tag, incarnation, size, frontier, checkpoint_size, checkpoint_signature, checkpoint_root,
            served_size, served_signature
        FROM journal
        """
    static let journals = "\(storedJournal) ORDER BY number"
    static let oneJournal = "\(storedJournal) WHERE id = ?"
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
    static let ciphertext = """
        SELECT c.entry, j.id, c.node, g.tag, c.time, c.octets
        FROM ciphertext c CROSS JOIN journal j ON j.number = c.entry >> 32 CROSS JOIN sharing_group g ON g.number = c.sharing_group
        WHERE c.entry > ? ORDER BY c.entry LIMIT ?
        """
    static let isCiphertext = "SELECT 1 FROM ciphertext WHERE entry = ?"
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
            i.created, i.received, i.length, i.accepted, EXISTS (SELECT 1 FROM stix_object x WHERE x.item = i.number),
            i.ended, t.expires, t.resharing, t.attribution, t.replaces, d.cause, d.successor, d.since,
            r.original, r.node, r.organisation, r.replaces, r.expires, h.scope, h.reason
        """
    private static let itemParts = """
        CROSS JOIN journal j ON j.number = i.entry >> 32
        CROSS JOIN sharing_group g ON g.number = i.sharing_group
        CROSS JOIN author a ON a.number = i.author
        CROSS JOIN media_type m ON m.number = i.media_type
        LEFT JOIN item_terms t ON t.item = i.number
        LEFT JOIN item_end d ON d.item = i.number
        LEFT JOIN reshared r ON r.item = i.number
        LEFT JOIN held h ON h.item = i.number
        """
    /// Bundles and re-shares that are what their authors say now.
    private static let isListed = "i.ended = 0 AND (i.kind = 0 OR i.kind = 3)"
    static let items = "\(itemColumns) FROM item i \(itemParts) WHERE i.number < ? AND \(isListed) ORDER BY i.number DESC LIMIT ?"
    static let itemsOfGroup = """
        \(itemColumns) FROM item i \(itemParts) WHERE i.sharing_group = ? AND i.number < ? AND \(isListed) ORDER BY i.number DESC LIMIT ?
        """
    static let itemsWaiting = "\(itemColumns) FROM item i \(itemParts) WHERE i.accepted = 0 ORDER BY i.number DESC LIMIT ?"
    static let acceptItem = "UPDATE item SET accepted = 1 WHERE number = ?"
    static let itemsInRange = "\(itemColumns) FROM item i \(itemParts) WHERE i.id BETWEEN ? AND ? ORDER BY i.id LIMIT 2"
    static let itemsWithObject = """
        \(itemColumns) FROM stix_object o CROSS JOIN item i ON i.number = o.item \(itemParts)
        WHERE o.id = ?1 AND (typeof(?1) = 'text' OR o.type = ?2) AND o.item < ?3 AND \(isListed)
            AND NOT EXISTS (
                SELECT 1 FROM stix_object p WHERE p.id = o.id AND p.item = o.item AND p.type = o.type AND p.ordinal < o.ordinal)
        ORDER BY o.item DESC LIMIT ?4
        """
    static let itemNumbered = "\(itemColumns) FROM item i \(itemParts) WHERE i.number = ?"
    static let content = "SELECT c.octets FROM item i CROSS JOIN content c ON c.item = i.number WHERE i.id = ?"
    static let objects = """
        SELECT o.type, o.id, o.name, o.modified, o.first, o.end
        FROM item i CROSS JOIN stix_object o ON o.item = i.number WHERE i.id = ? ORDER BY o.ordinal
        """

    // Life
    static let insertTerms =
        "INSERT INTO item_terms (item, expires, due, resharing, attribution, replaces) VALUES (?1, ?2, nullif(?2, 0), ?3, ?4, ?5)"
    static let insertWithdrawal = "INSERT INTO withdrawal (item, target, successor) VALUES (?, ?, ?)"
    static let insertReshared = """
        INSERT INTO reshared (item, original, node, organisation, replaces, expires) VALUES (?, ?, ?, ?, ?, ?)
        """
    static let hold = "INSERT INTO held (item, scope, reason) VALUES (?, ?, ?) ON CONFLICT (item) DO NOTHING"
    static let unhold = "DELETE FROM held WHERE item = ? AND scope = 1"
    static let isNamed = """
        SELECT 1 FROM item_terms WHERE replaces = ?1 UNION ALL SELECT 1 FROM withdrawal WHERE target = ?1
        UNION ALL SELECT 1 FROM reshared WHERE original = ?1 UNION ALL SELECT 1 FROM reshared WHERE replaces = ?1 LIMIT 1
        """
    static let versionOwner = """
        SELECT a.organisation FROM item i CROSS JOIN author a ON a.number = i.author WHERE i.id = ?1 AND (i.kind = 0 OR i.kind = 3)
        UNION ALL SELECT organisation FROM reshared WHERE original = ?1 LIMIT 1
        """
    static let version = """
        SELECT t.replaces, coalesce(t.expires, 0), r.original
        FROM item i CROSS JOIN author a ON a.number = i.author
            LEFT JOIN item_terms t ON t.item = i.number LEFT JOIN reshared r ON r.item = i.number
        WHERE i.id = ?1 AND a.organisation = ?2 AND (i.kind = 0 OR i.kind = 3)
        UNION ALL SELECT replaces, expires, NULL FROM reshared WHERE original = ?1 AND organisation = ?2
        """
    static let followers = """
        SELECT i.id FROM item_terms t CROSS JOIN item i ON i.number = t.item CROSS JOIN author a ON a.number = i.author
        WHERE t.replaces = ?1 AND a.organisation = ?2
        UNION ALL SELECT original FROM reshared WHERE replaces = ?1 AND organisation = ?2
        """
    static let withdrawalsOf = """
        SELECT i.id, w.successor FROM withdrawal w CROSS JOIN item i ON i.number = w.item CROSS JOIN author a ON a.number = i.author
        WHERE w.target = ? AND a.organisation = ?
        """
    static let resharesOf = "SELECT i.id FROM reshared r CROSS JOIN item i ON i.number = r.item WHERE r.original = ?"
    static let resharesBy = """
        \(itemColumns) FROM reshared o CROSS JOIN item i ON i.number = o.item \(itemParts)
        WHERE o.original = ? AND a.organisation = ? ORDER BY o.item
        """
    static let itemsOfKind = "\(itemColumns) FROM item i \(itemParts) WHERE i.kind > 1 AND i.kind = ? ORDER BY i.number DESC LIMIT ?"
    static let endOfItem = """
        SELECT i.number, i.ended, d.cause FROM item i LEFT JOIN item_end d ON d.item = i.number WHERE i.id = ?
        """
    static let entryOfItem = "SELECT entry FROM item WHERE number = ?"
    static let forgetItem = [
        "DELETE FROM item_end WHERE item = ?", "DELETE FROM item_terms WHERE item = ?", "DELETE FROM reshared WHERE item = ?",
        "DELETE FROM held WHERE item = ?", "DELETE FROM item_recipient WHERE item = ?", "DELETE FROM item WHERE number = ?",
    ]
    static let endItem = "UPDATE item SET ended = ?, title = '' WHERE number = ?"
    static let noteEnd = """
        INSERT INTO item_end (item, cause, successor, since) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (item) DO UPDATE SET cause = ?2, successor = ?3, since = ?4, told = 0
        """
    static let deleteContent = "DELETE FROM content WHERE item = ?"
    static let deleteObjects = "DELETE FROM stix_object WHERE item = ?"
    static let clearDue = "UPDATE item_terms SET due = NULL WHERE item = ?"
    static let dueItems = "SELECT i.id FROM item_terms t CROSS JOIN item i ON i.number = t.item WHERE t.due <= ? ORDER BY t.due LIMIT ?"
    static let endsUntold = """
        \(itemColumns) FROM item_end e CROSS JOIN item i ON i.number = e.item \(itemParts) WHERE e.told = 0 ORDER BY e.item LIMIT ?
        """
    static let markTold = "UPDATE item_end SET told = 1 WHERE item = ?"
    static let aboutItem = """
        SELECT i.id FROM item_terms t CROSS JOIN item i ON i.number = t.item WHERE t.replaces = ?1
        UNION ALL SELECT i.id FROM withdrawal w CROSS JOIN item i ON i.number = w.item WHERE w.target = ?1
        UNION ALL SELECT original FROM reshared WHERE replaces = ?1 LIMIT ?2
        """
    static let newest = "\(itemColumns) FROM item i \(itemParts) WHERE i.number < ? ORDER BY i.number DESC LIMIT ?"
    static let withdrawal = "SELECT w.target, w.successor FROM item i CROSS JOIN withdrawal w ON w.item = i.number WHERE i.id = ?"
    static let insertReceipt = """
        INSERT INTO receipt (item, node, organisation, applied) VALUES (?, ?, ?, ?) ON CONFLICT (item, node) DO NOTHING
        """
    static let receipts = "SELECT node, organisation, applied FROM receipt WHERE item = ? ORDER BY node"

    // Outgoing
    private static let outgoingColumns = """
        SELECT number, id, request, requester, person, created, due, approvals, state, item, reason, length(content) FROM outgoing
        """
    static let insertOutgoing = """
        INSERT INTO outgoing (id, request, content, requester, person, created, due, approvals, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)
        """
    static let outgoing = "\(outgoingColumns) ORDER BY number DESC LIMIT ?"
    static let outgoingInRange = "\(outgoingColumns) WHERE id BETWEEN ? AND ? ORDER BY id LIMIT 2"
    static let outgoingWaiting = "\(outgoingColumns) WHERE state = 0 ORDER BY due LIMIT ?"
    static let outgoingContent = "SELECT content FROM outgoing WHERE id = ?"
    static let markLeaving = "UPDATE outgoing SET request = ?2 WHERE id = ?1 AND state = 0"
    static let nameRequester = "UPDATE outgoing SET person = ?2 WHERE id = ?1 AND person IS NULL"
    static let settleOutgoing = """
        UPDATE outgoing SET state = ?2, item = ?3, reason = ?4, content = NULL, request = x'' WHERE id = ?1 AND state = 0
        """

    // State
    static let setting = "SELECT value FROM setting WHERE key = ?"
    static let putSetting = "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2"
    static let deleteSetting = "DELETE FROM setting WHERE key = ?"
    static let settingsFrom = "SELECT key, value FROM setting WHERE key >= ? ORDER BY key"
    static let tallies = "SELECT name, value FROM tally"
    static let addToTally = "UPDATE tally SET value = value + ? WHERE name = ?"

    // Audit log
    static let auditOrigin = "SELECT network, node FROM audit_origin"
    static let insertAuditOrigin = "INSERT INTO audit_origin (one, network, node) VALUES (1, ?, ?)"
    static let lastAudit = "SELECT number, hash FROM audit WHERE number > 0 ORDER BY number DESC LIMIT 1"
    static let insertAudit = """
        INSERT INTO audit (number, time, actor, action, subject, details, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let auditAfter = """
        SELECT number, time, actor, action, subject, details, previous, hash FROM audit WHERE number > ? ORDER BY number LIMIT ?
        """
    static let lastAuditHead = "SELECT number, time, hash, key, signature FROM audit_head WHERE number > 0 ORDER BY number DESC LIMIT 1"
    static let insertAuditHead = "INSERT INTO audit_head (number, time, hash, key, signature) VALUES (?, ?, ?, ?, ?)"
    static let auditHeadsBetween = """
        SELECT number, time, hash, key, signature FROM audit_head WHERE number > ? AND number <= ? ORDER BY number
        """

    // People
    static let people = "SELECT name, key, os_user, added, removed FROM person ORDER BY number"
    static let peoplePresent = "SELECT count(*) FROM person WHERE removed = 0"
    static let personNamed = "SELECT number FROM person WHERE name = ? AND removed = 0"
    static let personWithKey = "SELECT name FROM person WHERE key = ? AND removed = 0"
    static let insertPerson = "INSERT INTO person (name, key, os_user, added) VALUES (?, ?, ?, ?)"
    static let removePerson = "UPDATE person SET removed = ? WHERE number = ?"
    static let approvals = "SELECT statement, signature, received, os_user FROM approval WHERE share = ? ORDER BY number"
    static let approvalCount = "SELECT count(*) FROM approval WHERE share = ?"
    static let insertApproval = """
        INSERT INTO approval (share, statement, signature, received, os_user) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (share, statement) DO NOTHING
        """

    /// Those whose time must not grow with the tables: all but the lists of all journals, of all groups, of the sums for
    /// an author in a group, and of the four tallies.
    static let hot =
        [
            journal, journalName, registry, insertJournal, updateJournal,
            insertEntry, insertSubtree, compactRange, leafRange, entry, entriesOfKind, subtree,
            insertUnopened, unopened, deleteUnopened, insertUnreadable, deleteUnreadable, unreadable,
            retryEpoch, forgetEpoch, retryBody, forgetBody, retryJournal, forgetJournal, retryUnjudged, forgetUnjudged,
            unreadableEntry, insertCiphertext, deleteCiphertext, waitingItems, undatedCiphertextBefore, ciphertextBefore,
            ciphertextKeptUntil, ciphertextOfAuthor, ciphertext, isCiphertext,
            compact, detachBody,
            wantBodyAgain, insertBodyName, isBodyName, deleteBodyName, firstBodyName, renameBody, letBodyGo,
            body, bodyNumber, wantBody, nameBody, insertBody, beginBody, updateBody, insertChunk, deleteChunks, chunkRange, missingBodies,
            sharingGroup, insertSharingGroup, author, insertAuthor, mediaType, insertMediaType,
            insertItem, insertContent, insertObject, insertRecipient, recipients, items, itemsOfGroup, itemsWaiting, acceptItem,
            itemsInRange,
            itemsWithObject, content,
            objects,
            insertTerms, insertWithdrawal, insertReshared, hold, unhold, isNamed, versionOwner, version, followers, withdrawalsOf,
            resharesOf,
            resharesBy,
            itemsOfKind, newest, entryOfItem, endOfItem, endItem, noteEnd, deleteContent, deleteObjects, clearDue, dueItems, endsUntold,
            markTold, aboutItem, withdrawal,
            insertReceipt, receipts, insertOutgoing, outgoing, outgoingInRange, outgoingWaiting, outgoingContent, markLeaving,
            nameRequester,
            settleOutgoing,
            setting, settingsFrom, putSetting, deleteSetting, addToTally,
            insertAuditOrigin, lastAudit, insertAudit, auditAfter, lastAuditHead, insertAuditHead, auditHeadsBetween,
            personNamed, personWithKey, insertPerson, removePerson, approvalCount, insertApproval, itemNumbered,
        ] + hotForSearch + hotForZone
}
