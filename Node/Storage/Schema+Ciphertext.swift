/// The parts of the second step: two more kinds of entries, named recipients, and what the expiry of ciphertext needs.
extension Schema {
    /// A CHECK that takes more than before is true of every row there is, so its text is replaced and no row is copied
    /// (the shorter procedure of SQLite's "ALTER TABLE" page, section 7, for changes that leave the rows as they are).
    static let kinds = """
        PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = replace(sql, 'kind BETWEEN 0 AND 3 OR', 'kind BETWEEN 0 AND 5 OR')
            WHERE type = 'table' AND name = 'entry';
        PRAGMA writable_schema = RESET;

        """

    static let recipients = """
        CREATE TABLE item_recipient (
            item INTEGER NOT NULL REFERENCES item (number),
            organisation BLOB NOT NULL CHECK (length(organisation) = 16),
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 128),
            PRIMARY KEY (item, organisation, name)
        ) STRICT, WITHOUT ROWID;

        """

    /// Filled for the entries there are: the compact form of one with a detached body ends with the body's hash.
    static let bodyNames = """
        CREATE TABLE body_name (
            body INTEGER NOT NULL REFERENCES body (number),
            entry INTEGER NOT NULL REFERENCES entry (id),
            PRIMARY KEY (body, entry)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO body_name (body, entry)
            SELECT b.number, e.id FROM entry e CROSS JOIN body b ON b.hash = substr(e.compact, -32)
            WHERE e.kind < 255 AND length(e.compact) < 256 AND substr(e.compact, -34, 2) = x'5820';

        """

    /// Filled for the entries there are by `sealed_item`, a function that exists while steps are taken (`SealedItemFunction`).
    ///
    /// The sums are kept by triggers, so that whatever takes an entry off the unreadable ones also takes it off the sums.
    static let ciphertext = """
        CREATE INDEX journal_group ON journal (group_tag) WHERE group_tag IS NOT NULL;

        CREATE TABLE ciphertext (
            entry INTEGER PRIMARY KEY REFERENCES unreadable (entry) ON DELETE CASCADE,
            node BLOB NOT NULL CHECK (length(node) = 16),
            sharing_group INTEGER NOT NULL REFERENCES sharing_group (number),
            time INTEGER NOT NULL CHECK (time BETWEEN 0 AND 4294967295),
            keep_until INTEGER NOT NULL CHECK (keep_until BETWEEN 0 AND 4294967295),
            octets INTEGER NOT NULL CHECK (octets BETWEEN 0 AND 268435456)
        ) STRICT;
        CREATE INDEX ciphertext_time ON ciphertext (sharing_group, time);
        CREATE INDEX ciphertext_keep_until ON ciphertext (sharing_group, keep_until) WHERE keep_until > 0;
        CREATE INDEX ciphertext_node ON ciphertext (node, sharing_group, time);

        CREATE TABLE ciphertext_sum (
            node BLOB NOT NULL CHECK (length(node) = 16),
            sharing_group INTEGER NOT NULL REFERENCES sharing_group (number),
            octets INTEGER NOT NULL CHECK (octets >= 0),
            PRIMARY KEY (node, sharing_group)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER ciphertext_added AFTER INSERT ON ciphertext BEGIN
            INSERT INTO ciphertext_sum (node, sharing_group, octets) VALUES (NEW.node, NEW.sharing_group, NEW.octets)
                ON CONFLICT (node, sharing_group) DO UPDATE SET octets = octets + NEW.octets;
        END;
        CREATE TRIGGER ciphertext_removed AFTER DELETE ON ciphertext BEGIN
            UPDATE ciphertext_sum SET octets = octets - OLD.octets WHERE node = OLD.node AND sharing_group = OLD.sharing_group;
        END;

        INSERT INTO sharing_group (tag)
            SELECT DISTINCT j.group_tag FROM unreadable u CROSS JOIN journal j ON j.number = u.entry >> 32
            WHERE u.reason <= 2 AND j.group_tag NOT IN (SELECT tag FROM sharing_group);
        INSERT INTO ciphertext (entry, node, sharing_group, time, keep_until, octets)
            SELECT u.entry, j.node, g.number, sealed_item(j.id, e.compact, 'time'), sealed_item(j.id, e.compact, 'keep until'),
                sealed_item(j.id, e.compact, 'octets')
            FROM unreadable u CROSS JOIN journal j ON j.number = u.entry >> 32
                CROSS JOIN sharing_group g ON g.tag = j.group_tag CROSS JOIN entry e ON e.id = u.entry
            WHERE u.reason <= 2 AND sealed_item(j.id, e.compact, 'octets') IS NOT NULL;

        """
}
