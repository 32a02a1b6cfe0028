/// The tables from which machines read collections: which object stands where in the order of a collection.
///
/// An object gets its place when its item may be shown, by `ShelfKeeper`. It loses it by a trigger, in the transaction that ends its item,
/// whoever does that. What has to be looked at waits in `shelf_waiting` and `shelf_again`, so that nothing is forgotten by a crash, and a node
/// without the interface for machines pays one short row an item.
extension Schema {
    static let collections = shelf + shelfTriggers

    /// `added` is the time in microseconds since 1970 and unlike every other: the order of every collection.
    ///
    /// `level` is who may see the object at least, `until_…` the level from which on another object stands for it
    /// (`ShelfLevel`); so what a reader sees is a few ranges of an index.
    private static let shelf = """
        CREATE TABLE shelf_source (
            number INTEGER PRIMARY KEY,
            organisation BLOB NOT NULL UNIQUE CHECK (length(organisation) = 16)
        ) STRICT;

        CREATE TABLE shelf_type (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE shelf (
            added INTEGER PRIMARY KEY CHECK (added > 0),
            item INTEGER NOT NULL REFERENCES item (number) ON DELETE CASCADE,
            ordinal INTEGER NOT NULL CHECK (ordinal >= 0),
            sharing_group INTEGER NOT NULL REFERENCES sharing_group (number),
            level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 4),
            until_group INTEGER NOT NULL CHECK (until_group BETWEEN 0 AND 5),
            until_all INTEGER NOT NULL CHECK (until_all BETWEEN 0 AND 5),
            type INTEGER NOT NULL REFERENCES shelf_type (number),
            source INTEGER NOT NULL REFERENCES shelf_source (number),
            version INTEGER NOT NULL,
            object ANY NOT NULL CHECK (typeof(object) = 'blob' OR typeof(object) = 'text')
        ) STRICT;
        CREATE INDEX shelf_item ON shelf (item, ordinal);
        CREATE INDEX shelf_object ON shelf (object, type, source, version);
        CREATE INDEX shelf_group ON shelf (sharing_group, level, until_group);
        CREATE INDEX shelf_all ON shelf (level, until_all);
        CREATE INDEX shelf_group_type ON shelf (sharing_group, type, level, until_group);
        CREATE INDEX shelf_all_type ON shelf (type, level, until_all);

        CREATE TABLE shelf_last (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            added INTEGER NOT NULL CHECK (added >= 0)
        ) STRICT;
        INSERT INTO shelf_last (one, added) VALUES (1, 0);

        CREATE TABLE shelf_waiting (
            item INTEGER PRIMARY KEY REFERENCES item (number) ON DELETE CASCADE,
            time INTEGER NOT NULL CHECK (time >= 0),
            ordinal INTEGER NOT NULL CHECK (ordinal >= 0)
        ) STRICT;
        CREATE INDEX shelf_waiting_time ON shelf_waiting (time);
        INSERT INTO shelf_waiting (item, time, ordinal)
            SELECT number, 0, 0 FROM item WHERE ended = 0 AND (kind = 0 OR kind = 3);

        CREATE TABLE shelf_again (
            object ANY NOT NULL CHECK (typeof(object) = 'blob' OR typeof(object) = 'text'),
            type INTEGER NOT NULL REFERENCES shelf_type (number),
            source INTEGER NOT NULL REFERENCES shelf_source (number),
            PRIMARY KEY (object, type, source)
        ) STRICT, WITHOUT ROWID;

        """

    private static let shelfTriggers = """
        CREATE TRIGGER shelf_item_came AFTER INSERT ON item WHEN NEW.kind = 0 OR NEW.kind = 3 BEGIN
            INSERT INTO shelf_waiting (item, time, ordinal) VALUES (NEW.number, 0, 0)
                ON CONFLICT (item) DO UPDATE SET time = 0, ordinal = 0;
        END;
        CREATE TRIGGER shelf_item_accepted AFTER UPDATE OF accepted ON item WHEN NEW.kind = 0 OR NEW.kind = 3 BEGIN
            INSERT INTO shelf_waiting (item, time, ordinal) VALUES (NEW.number, 0, 0)
                ON CONFLICT (item) DO UPDATE SET time = 0, ordinal = 0;
        END;
        CREATE TRIGGER shelf_item_ended AFTER UPDATE OF ended ON item WHEN NEW.ended <> 0 BEGIN
            DELETE FROM shelf_waiting WHERE item = NEW.number;
            DELETE FROM shelf WHERE item = NEW.number;
        END;
        CREATE TRIGGER shelf_item_held AFTER INSERT ON held BEGIN
            DELETE FROM shelf WHERE item = NEW.item;
            INSERT INTO shelf_waiting (item, time, ordinal) VALUES (NEW.item, 0, 0)
                ON CONFLICT (item) DO UPDATE SET time = 0, ordinal = 0;
        END;
        CREATE TRIGGER shelf_item_let_in AFTER DELETE ON held BEGIN
            INSERT INTO shelf_waiting (item, time, ordinal) SELECT number, 0, 0 FROM item WHERE number = OLD.item AND ended = 0
                ON CONFLICT (item) DO UPDATE SET time = 0, ordinal = 0;
        END;
        CREATE TRIGGER shelf_left AFTER DELETE ON shelf BEGIN
            INSERT INTO shelf_again (object, type, source) VALUES (OLD.object, OLD.type, OLD.source)
                ON CONFLICT (object, type, source) DO NOTHING;
        END;

        """
}
