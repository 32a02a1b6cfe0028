extension Schema {
    /// The step for an item's life: what its author said about it, what became of it, and what waits to leave.
    ///
    /// Nearly all items say nothing and are current, so both stand in tables of their own; `ended` in the item's row keeps lists short.
    static let life = """
        ALTER TABLE item ADD COLUMN ended INTEGER NOT NULL DEFAULT 0 CHECK (ended BETWEEN 0 AND 4);

        CREATE INDEX item_kind ON item (kind, number) WHERE kind > 1;

        CREATE TABLE item_terms (
            item INTEGER PRIMARY KEY REFERENCES item (number),
            expires INTEGER NOT NULL CHECK (expires >= 0),
            due INTEGER CHECK (due = expires AND due > 0),
            resharing INTEGER NOT NULL CHECK (resharing BETWEEN 0 AND 2),
            attribution INTEGER NOT NULL CHECK (attribution BETWEEN 0 AND 1),
            replaces BLOB CHECK (length(replaces) = 32)
        ) STRICT;
        CREATE INDEX item_terms_replaces ON item_terms (replaces) WHERE replaces IS NOT NULL;
        CREATE INDEX item_terms_due ON item_terms (due) WHERE due IS NOT NULL;

        CREATE TABLE withdrawal (
            item INTEGER PRIMARY KEY REFERENCES item (number),
            target BLOB NOT NULL CHECK (length(target) = 32),
            successor BLOB CHECK (length(successor) = 32)
        ) STRICT;
        CREATE INDEX withdrawal_target ON withdrawal (target);

        CREATE TABLE reshared (
            item INTEGER PRIMARY KEY REFERENCES item (number),
            original BLOB NOT NULL CHECK (length(original) = 32),
            node BLOB NOT NULL CHECK (length(node) = 16),
            organisation BLOB NOT NULL CHECK (length(organisation) = 16),
            replaces BLOB CHECK (length(replaces) = 32),
            expires INTEGER NOT NULL CHECK (expires >= 0)
        ) STRICT;
        CREATE INDEX reshared_original ON reshared (original);
        CREATE INDEX reshared_replaces ON reshared (replaces) WHERE replaces IS NOT NULL;

        CREATE TABLE item_end (
            item INTEGER PRIMARY KEY REFERENCES item (number),
            cause BLOB CHECK (length(cause) = 32),
            successor BLOB CHECK (length(successor) = 32),
            since INTEGER NOT NULL CHECK (since >= 0),
            told INTEGER NOT NULL DEFAULT 0 CHECK (told BETWEEN 0 AND 1)
        ) STRICT;
        CREATE INDEX item_end_untold ON item_end (item) WHERE told = 0;

        CREATE TABLE receipt (
            item BLOB NOT NULL CHECK (length(item) = 32),
            node BLOB NOT NULL CHECK (length(node) = 16),
            organisation BLOB NOT NULL CHECK (length(organisation) = 16),
            applied INTEGER NOT NULL CHECK (applied >= 0),
            PRIMARY KEY (item, node)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE held (
            item INTEGER PRIMARY KEY REFERENCES item (number),
            scope INTEGER NOT NULL CHECK (scope BETWEEN 1 AND 3),
            reason TEXT NOT NULL CHECK (length(reason) <= 1024)
        ) STRICT;

        """

    /// What waits to leave, or waited: the content goes when it has left or was cancelled.
    static let outgoing = """
        CREATE TABLE outgoing (
            number INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
            request BLOB NOT NULL CHECK (length(request) <= 65536),
            content BLOB,
            requester TEXT NOT NULL CHECK (length(requester) <= 256),
            person TEXT CHECK (length(person) <= 128),
            created INTEGER NOT NULL CHECK (created >= 0),
            due INTEGER NOT NULL CHECK (due >= 0),
            approvals INTEGER NOT NULL CHECK (approvals BETWEEN 0 AND 16),
            state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
            item BLOB CHECK (length(item) = 32),
            reason TEXT NOT NULL DEFAULT '' CHECK (length(reason) <= 1024),
            CHECK ((state = 0) = (content IS NOT NULL)),
            CHECK ((state = 1) = (item IS NOT NULL))
        ) STRICT;
        CREATE INDEX outgoing_due ON outgoing (due) WHERE state = 0;

        """
}
