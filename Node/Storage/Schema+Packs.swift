/// The tables of reference packs: which items are packs, and what of their warning lists is kept for looking values up.
extension Schema {
    /// A pack leaves in the transaction that ends its item, with its lists and all of their blocks.
    ///
    /// `warning_block` has hashes of entries, 479 at most in a row, each of eight octets in the order of the machine's signed numbers; of lists of
    /// substrings and patterns the text itself, a line each. The key of the hashes stands in `pack_state`: it was drawn for this file.
    static let packs = """
        CREATE TABLE pack_state (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            looked INTEGER NOT NULL CHECK (looked >= 0),
            hash_key BLOB NOT NULL CHECK (length(hash_key) = 16)
        ) STRICT;
        INSERT INTO pack_state (one, looked, hash_key) VALUES (1, 0, randomblob(16));

        CREATE TABLE pack_candidate (
            item INTEGER PRIMARY KEY REFERENCES item (number) ON DELETE CASCADE
        ) STRICT;

        CREATE TABLE pack (
            item INTEGER PRIMARY KEY REFERENCES item (number) ON DELETE CASCADE,
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
            grouping INTEGER NOT NULL CHECK (grouping >= 0),
            built INTEGER NOT NULL CHECK (built BETWEEN 0 AND 1)
        ) STRICT;
        CREATE INDEX pack_name ON pack (name, item);

        CREATE TABLE warning_list (
            number INTEGER PRIMARY KEY,
            item INTEGER NOT NULL REFERENCES pack (item) ON DELETE CASCADE,
            name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 64),
            title TEXT NOT NULL CHECK (length(title) <= 256),
            matching INTEGER NOT NULL CHECK (matching BETWEEN 0 AND 4),
            kinds INTEGER NOT NULL CHECK (kinds >= 0),
            lengths BLOB NOT NULL CHECK (length(lengths) <= 162),
            left_out INTEGER NOT NULL CHECK (left_out >= 0),
            fault TEXT NOT NULL CHECK (length(fault) <= 64),
            UNIQUE (item, name)
        ) STRICT;

        CREATE TABLE warning_block (
            list INTEGER NOT NULL REFERENCES warning_list (number) ON DELETE CASCADE,
            first INTEGER NOT NULL,
            octets BLOB NOT NULL,
            PRIMARY KEY (list, first)
        ) STRICT, WITHOUT ROWID;

        CREATE TRIGGER pack_item_ended AFTER UPDATE OF ended ON item WHEN NEW.ended <> 0 BEGIN
            DELETE FROM pack WHERE item = NEW.number;
            DELETE FROM pack_candidate WHERE item = NEW.number;
        END;
        CREATE TRIGGER pack_item_held AFTER INSERT ON held WHEN EXISTS (SELECT 1 FROM pack WHERE item = NEW.item) BEGIN
            DELETE FROM pack WHERE item = NEW.item;
            INSERT INTO pack_candidate (item) VALUES (NEW.item) ON CONFLICT (item) DO NOTHING;
        END;
        CREATE TRIGGER pack_item_let_in AFTER DELETE ON held BEGIN
            INSERT INTO pack_candidate (item) SELECT number FROM item WHERE number = OLD.item AND ended = 0
                ON CONFLICT (item) DO NOTHING;
        END;

        """
}
