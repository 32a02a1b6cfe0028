/// The table of what people write before it is shared.
extension Schema {
    static let drafts = """
        CREATE TABLE draft (
            number INTEGER PRIMARY KEY,
            id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
            version INTEGER NOT NULL CHECK (version >= 1),
            title TEXT NOT NULL CHECK (length(title) <= 512),
            author TEXT NOT NULL CHECK (length(author) <= 128),
            saved INTEGER NOT NULL CHECK (saved >= 0),
            text BLOB NOT NULL CHECK (length(text) <= 33554432)
        ) STRICT;
        CREATE INDEX draft_saved ON draft (saved);

        """
}
