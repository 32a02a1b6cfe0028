/// The tables of the database, as the steps that build them.
///
/// A step that was ever released is never changed: whatever is new is a further step at the end (the second stands
/// in `Schema+Ciphertext.swift`). The number of steps taken stands in `PRAGMA user_version`. The tables are explained
/// in `Node/Storage.md`.
enum Schema {
    /// Marks the file as a Causeway node's ("CWAY"), in `PRAGMA application_id`.
    static let applicationID: Int32 = 0x4357_4159

    /// How many steps this release knows.
    static var version: Int { steps.count }

    /// No `IN` with a list in a CHECK: SQLite builds a table of the list for every row (measured: half of an append).
    static let steps: [String] = [
        journals + bodies + items + state, kinds + recipients + bodyNames + ciphertext, acceptance,
        accountability, life + outgoing, search, collections + tokens, packs, arrivals, accounts, drafts,
        identities, zone,
    ]

    /// What each step is for, in the words of an operator.
    static let purposes = [
        "journals, bodies and items",
        "charters and grants, named recipients, and the expiry of ciphertext: reads every entry once",
        "which items were in order when they came: changes no row",
        "the audit log, people and approvals: changes no row",
        "corrections, withdrawals, expiry and what waits to leave: changes no row",
        "objects and search: changes no row; items of before are indexed while the node runs",
        "collections for machines, and their tokens: changes no row",
        "reference packs and their warning lists: changes no row; packs of before are built while the node runs",
        "what arrives waits for collections together: changes no row",
        "accounts, what people log in with, and sessions: changes no row",
        "drafts: changes no row",
        "who people are at a provider of identities: changes no row",
        "the public zone's moderation and lists: what was public waits for its moderators",
    ]

    private static let journals = """
        CREATE TABLE journal (
            number INTEGER PRIMARY KEY CHECK (number BETWEEN 1 AND 2147483647),
            id BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
            node BLOB CHECK (length(node) = 16),
            group_tag BLOB CHECK (length(group_tag) = 16),
            incarnation BLOB CHECK (length(incarnation) = 16),
            size INTEGER NOT NULL CHECK (size BETWEEN 1 AND 4294967296),
            frontier BLOB NOT NULL CHECK (length(frontier) % 32 = 0),
            checkpoint_size INTEGER NOT NULL CHECK (checkpoint_size >= size),
            checkpoint_signature BLOB NOT NULL CHECK (length(checkpoint_signature) = 64),
            checkpoint_root BLOB NOT NULL CHECK (length(checkpoint_root) = 32),
            served_size INTEGER NOT NULL CHECK (served_size BETWEEN 0 AND size),
            served_signature BLOB CHECK (length(served_signature) = 64),
            CHECK ((node IS NULL) = (group_tag IS NULL) AND (node IS NULL) = (incarnation IS NULL)),
            CHECK ((served_size = 0) = (served_signature IS NULL))
        ) STRICT;
        CREATE UNIQUE INDEX journal_registry ON journal (node IS NULL) WHERE node IS NULL;

        CREATE TABLE entry (
            id INTEGER PRIMARY KEY CHECK (id >= 4294967296),
            journal INTEGER NOT NULL AS (id >> 32) VIRTUAL REFERENCES journal (number),
            kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 3 OR kind = 255),
            leaf BLOB NOT NULL CHECK (length(leaf) = 32),
            compact BLOB NOT NULL
        ) STRICT;
        CREATE INDEX entry_notice ON entry (kind) WHERE kind <> 1 AND kind < 255;

        CREATE TABLE subtree (
            journal INTEGER NOT NULL REFERENCES journal (number),
            level INTEGER NOT NULL CHECK (level BETWEEN 8 AND 32),
            position INTEGER NOT NULL CHECK (position >= 0),
            hash BLOB NOT NULL CHECK (length(hash) = 32),
            PRIMARY KEY (journal, level, position)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE unopened (
            entry INTEGER PRIMARY KEY REFERENCES entry (id)
        ) STRICT;

        CREATE TABLE unreadable (
            entry INTEGER PRIMARY KEY REFERENCES entry (id),
            reason INTEGER NOT NULL CHECK (reason BETWEEN 1 AND 5),
            epoch BLOB CHECK (length(epoch) = 16),
            body BLOB CHECK (length(body) = 32),
            CHECK ((reason = 1) = (epoch IS NOT NULL)),
            CHECK ((reason = 2) = (body IS NOT NULL))
        ) STRICT;
        CREATE INDEX unreadable_epoch ON unreadable (epoch) WHERE epoch IS NOT NULL;
        CREATE INDEX unreadable_body ON unreadable (body) WHERE body IS NOT NULL;

        """

    private static let bodies = """
        CREATE TABLE body (
            number INTEGER PRIMARY KEY,
            hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
            length INTEGER NOT NULL CHECK (length BETWEEN 0 AND 268435456),
            entry INTEGER REFERENCES entry (id),
            chunk_hashes BLOB NOT NULL CHECK (length(chunk_hashes) % 32 = 0),
            present BLOB NOT NULL CHECK (length(present) <= 512),
            missing INTEGER NOT NULL CHECK (missing BETWEEN 0 AND 4096)
        ) STRICT;
        CREATE INDEX body_missing ON body (missing) WHERE missing > 0;

        CREATE TABLE chunk (
            id INTEGER PRIMARY KEY CHECK (id >= 4096),
            body INTEGER NOT NULL AS (id >> 12) VIRTUAL REFERENCES body (number),
            octets BLOB NOT NULL CHECK (length(octets) <= 65536)
        ) STRICT;

        """

    private static let items = """
        CREATE TABLE sharing_group (
            number INTEGER PRIMARY KEY,
            tag BLOB NOT NULL UNIQUE CHECK (length(tag) = 16)
        ) STRICT;

        CREATE TABLE author (
            number INTEGER PRIMARY KEY,
            node BLOB NOT NULL CHECK (length(node) = 16),
            organisation BLOB NOT NULL CHECK (length(organisation) = 16),
            UNIQUE (node, organisation)
        ) STRICT;

        CREATE TABLE media_type (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE CHECK (length(name) <= 128)
        ) STRICT;

        CREATE TABLE item (
            number INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
            entry INTEGER NOT NULL REFERENCES entry (id),
            sharing_group INTEGER NOT NULL REFERENCES sharing_group (number),
            author INTEGER NOT NULL REFERENCES author (number),
            media_type INTEGER NOT NULL REFERENCES media_type (number),
            kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 255),
            tlp INTEGER NOT NULL CHECK (tlp BETWEEN 0 AND 4),
            pap INTEGER NOT NULL CHECK (pap BETWEEN 0 AND 4),
            title TEXT NOT NULL CHECK (length(title) <= 512),
            created INTEGER NOT NULL CHECK (created >= 0),
            received INTEGER NOT NULL CHECK (received >= 0),
            length INTEGER NOT NULL CHECK (length >= 0)
        ) STRICT;
        CREATE INDEX item_group ON item (sharing_group);

        CREATE TABLE content (
            item INTEGER PRIMARY KEY REFERENCES item (number),
            octets BLOB NOT NULL
        ) STRICT;

        CREATE TABLE stix_object (
            item INTEGER NOT NULL REFERENCES item (number),
            ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
            type TEXT NOT NULL,
            id ANY NOT NULL CHECK (typeof(id) = 'blob' OR typeof(id) = 'text'),
            name TEXT,
            modified TEXT,
            first INTEGER NOT NULL CHECK (first >= 0),
            end INTEGER NOT NULL CHECK (end >= first),
            PRIMARY KEY (item, ordinal)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX stix_object_id ON stix_object (id);

        """

    private static let state = """
        CREATE TABLE setting (
            key TEXT NOT NULL PRIMARY KEY,
            value BLOB NOT NULL CHECK (length(value) <= 16777216)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE tally (
            name TEXT NOT NULL PRIMARY KEY,
            value INTEGER NOT NULL CHECK (value >= 0)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO tally (name, value) VALUES ('entries', 0), ('unopened', 0), ('unreadable', 0), ('items', 0);

        """
}
