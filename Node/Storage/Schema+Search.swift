extension Schema {
    /// The step for objects and search: an index of terms in segments, what is to be indexed, and searches with a name.
    ///
    /// Everything that was opened before waits to be indexed, and keeps its place in the order of arrival: new items are numbered behind it.
    static let search = """
        CREATE TABLE search_counter (
            name TEXT NOT NULL PRIMARY KEY,
            value INTEGER NOT NULL CHECK (value >= 0)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO search_counter (name, value) SELECT 'next', count(*) + 1 FROM stix_object;
        INSERT INTO search_counter (name, value) VALUES ('next-of-before', 1);
        INSERT INTO search_counter (name, value) SELECT 'before', coalesce(max(number), 0) FROM item;

        CREATE TABLE search_item (
            first INTEGER PRIMARY KEY CHECK (first >= 1),
            item INTEGER NOT NULL UNIQUE REFERENCES item (number),
            objects INTEGER NOT NULL CHECK (objects >= 1)
        ) STRICT;

        CREATE TABLE search_label (
            document INTEGER PRIMARY KEY,
            labels TEXT NOT NULL CHECK (length(labels) >= 1)
        ) STRICT;

        CREATE TABLE search_waiting (
            item INTEGER PRIMARY KEY REFERENCES item (number)
        ) STRICT;
        INSERT INTO search_waiting (item) SELECT number FROM item WHERE ended = 0 AND (kind = 0 OR kind = 3);

        CREATE TABLE search_segment (
            number INTEGER PRIMARY KEY,
            level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 16),
            state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
            first INTEGER NOT NULL CHECK (first >= 1),
            last INTEGER NOT NULL CHECK (last >= first)
        ) STRICT;

        CREATE TABLE search_row (
            segment INTEGER NOT NULL REFERENCES search_segment (number),
            first BLOB NOT NULL,
            octets BLOB NOT NULL,
            PRIMARY KEY (segment, first)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE saved_search (
            name TEXT NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 64),
            query TEXT NOT NULL CHECK (length(query) BETWEEN 1 AND 1024),
            saved INTEGER NOT NULL CHECK (saved >= 0)
        ) STRICT, WITHOUT ROWID;

        """
}
