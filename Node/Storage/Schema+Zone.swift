/// The tables of the public zone: what waits for its moderators, what they decided, and in which lists it stands.
///
/// Nothing is public without a row of `publication` in state 1. Whatever ends an item, a retraction, a correction, an expiry, a rule,
/// takes it out of every list by a trigger, in the same transaction. Each change has a number (`generation`), and with it stand the item
/// and the pages of lists that are new since: who publishes files writes those and no others.
extension Schema {
    static let zone = zoneTables + zoneArrivals + zoneChanges

    /// `state`: 0 waits, 1 published, 2 returned to its author, 3 withdrawn by moderators, 4 was published and has ended (`PublicationState`).
    ///
    /// A place in a list is given once: a page of `StorageLimits.zonePageItems` places that is full never gets another item.
    private static let zoneTables = """
        CREATE TABLE zone_state (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            generation INTEGER NOT NULL CHECK (generation >= 0)
        ) STRICT;
        INSERT INTO zone_state (one, generation) VALUES (1, 0);

        CREATE TABLE zone_arrival (
            item INTEGER PRIMARY KEY REFERENCES item (number) ON DELETE CASCADE
        ) STRICT;
        INSERT INTO zone_arrival (item) SELECT number FROM item WHERE ended = 0 AND tlp = 0 AND (kind = 0 OR kind = 3);

        CREATE TABLE publication (
            item INTEGER PRIMARY KEY REFERENCES item (number) ON DELETE CASCADE,
            id BLOB NOT NULL UNIQUE CHECK (length(id) = 32),
            state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
            came INTEGER NOT NULL CHECK (came >= 0),
            decided INTEGER NOT NULL CHECK (decided >= 0),
            decider TEXT NOT NULL CHECK (length(decider) <= 128),
            reason TEXT NOT NULL CHECK (length(reason) <= 1024),
            topic INTEGER NOT NULL CHECK (topic BETWEEN 0 AND 3),
            featured INTEGER NOT NULL CHECK (featured >= 0 AND (featured = 0 OR state = 1)),
            subject TEXT NOT NULL CHECK (length(subject) <= 300)
        ) STRICT;
        CREATE INDEX publication_state ON publication (state, item);
        CREATE INDEX publication_featured ON publication (featured) WHERE featured > 0;
        CREATE INDEX publication_subject ON publication (subject) WHERE state = 1;

        CREATE TABLE zone_list (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 80),
            last INTEGER NOT NULL CHECK (last >= 0),
            count INTEGER NOT NULL CHECK (count >= 0)
        ) STRICT;

        CREATE TABLE zone_place (
            list INTEGER NOT NULL REFERENCES zone_list (number),
            place INTEGER NOT NULL CHECK (place > 0),
            item INTEGER NOT NULL REFERENCES publication (item) ON DELETE CASCADE,
            PRIMARY KEY (list, place)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX zone_place_item ON zone_place (item);

        CREATE TABLE zone_page (
            list INTEGER NOT NULL REFERENCES zone_list (number),
            page INTEGER NOT NULL CHECK (page >= 0),
            generation INTEGER NOT NULL CHECK (generation > 0),
            PRIMARY KEY (list, page)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX zone_page_generation ON zone_page (generation);

        CREATE TABLE zone_change (
            id BLOB PRIMARY KEY CHECK (length(id) = 32),
            generation INTEGER NOT NULL CHECK (generation > 0)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX zone_change_generation ON zone_change (generation);

        CREATE TABLE zone_value (
            kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 31),
            value TEXT NOT NULL CHECK (length(value) BETWEEN 1 AND 2048),
            item INTEGER NOT NULL REFERENCES publication (item) ON DELETE CASCADE,
            since INTEGER NOT NULL CHECK (since >= 0),
            until INTEGER NOT NULL CHECK (until >= 0),
            confidence INTEGER NOT NULL CHECK (confidence BETWEEN -1 AND 100),
            PRIMARY KEY (kind, value, item)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX zone_value_item ON zone_value (item);

        CREATE TABLE zone_translation (
            object TEXT NOT NULL CHECK (length(object) BETWEEN 1 AND 300),
            language TEXT NOT NULL CHECK (length(language) BETWEEN 1 AND 35),
            item INTEGER NOT NULL REFERENCES publication (item) ON DELETE CASCADE,
            PRIMARY KEY (object, item, language)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX zone_translation_item ON zone_translation (item);

        """

    private static let zoneArrivals = """
        CREATE TRIGGER zone_item_came AFTER INSERT ON item WHEN NEW.tlp = 0 AND (NEW.kind = 0 OR NEW.kind = 3) BEGIN
            INSERT INTO zone_arrival (item) VALUES (NEW.number) ON CONFLICT (item) DO NOTHING;
        END;
        CREATE TRIGGER zone_item_accepted AFTER UPDATE OF accepted ON item WHEN NEW.tlp = 0 AND (NEW.kind = 0 OR NEW.kind = 3) BEGIN
            INSERT INTO zone_arrival (item) VALUES (NEW.number) ON CONFLICT (item) DO NOTHING;
        END;
        CREATE TRIGGER zone_item_ended AFTER UPDATE OF ended ON item WHEN NEW.ended <> 0 BEGIN
            DELETE FROM zone_arrival WHERE item = NEW.number;
            DELETE FROM publication WHERE item = NEW.number AND state <> 1 AND state <> 4;
            UPDATE publication SET state = 4, featured = 0 WHERE item = NEW.number AND state = 1;
        END;
        CREATE TRIGGER zone_item_held AFTER INSERT ON held BEGIN
            DELETE FROM publication WHERE item = NEW.item AND state <> 2 AND state <> 3;
        END;
        CREATE TRIGGER zone_item_let_in AFTER DELETE ON held BEGIN
            INSERT INTO zone_arrival (item) SELECT number FROM item
                WHERE number = OLD.item AND ended = 0 AND tlp = 0 AND (kind = 0 OR kind = 3)
                ON CONFLICT (item) DO NOTHING;
        END;

        """

    /// What every change of something public leads to: a number, the item's row, the pages that show it, and its objects' place for machines.
    private static func noteChange(_ row: String) -> String {
        """
        UPDATE zone_state SET generation = generation + 1;
        INSERT INTO zone_change (id, generation) SELECT \(row).id, generation FROM zone_state WHERE true
            ON CONFLICT (id) DO UPDATE SET generation = excluded.generation;
        """
    }

    private static func shelveAgain(_ row: String) -> String {
        """
        DELETE FROM shelf WHERE item = \(row).item;
        INSERT INTO shelf_waiting (item, time, ordinal) SELECT number, 0, 0 FROM item WHERE number = \(row).item AND ended = 0
            ON CONFLICT (item) DO UPDATE SET time = 0, ordinal = 0;
        """
    }

    private static let leaveLists = """
        DELETE FROM zone_place WHERE item = OLD.item;
        DELETE FROM zone_value WHERE item = OLD.item;
        DELETE FROM zone_translation WHERE item = OLD.item;
        """

    private static func notePage(_ row: String, count: String) -> String {
        """
        UPDATE zone_list SET count = count \(count) WHERE number = \(row).list;
        INSERT INTO zone_page (list, page, generation)
            SELECT \(row).list, (\(row).place - 1) / \(StorageLimits.zonePageItems), generation FROM zone_state WHERE true
            ON CONFLICT (list, page) DO UPDATE SET generation = excluded.generation;
        """
    }

    private static let zoneChanges = """
        CREATE TRIGGER publication_began AFTER INSERT ON publication WHEN NEW.state = 1 BEGIN
            \(noteChange("NEW"))
            \(shelveAgain("NEW"))
        END;
        CREATE TRIGGER publication_appeared AFTER UPDATE ON publication WHEN OLD.state <> 1 AND NEW.state = 1 BEGIN
            \(noteChange("NEW"))
            \(shelveAgain("NEW"))
        END;
        CREATE TRIGGER publication_stayed AFTER UPDATE ON publication WHEN OLD.state = 1 AND NEW.state = 1 BEGIN
            \(noteChange("NEW"))
            INSERT INTO zone_page (list, page, generation)
                SELECT list, (place - 1) / \(StorageLimits.zonePageItems), (SELECT generation FROM zone_state)
                FROM zone_place WHERE item = NEW.item
                ON CONFLICT (list, page) DO UPDATE SET generation = excluded.generation;
        END;
        CREATE TRIGGER publication_over AFTER UPDATE ON publication WHEN OLD.state = 1 AND NEW.state <> 1 BEGIN
            \(noteChange("NEW"))
            \(leaveLists)
            \(shelveAgain("NEW"))
        END;
        CREATE TRIGGER publication_forgotten AFTER DELETE ON publication WHEN OLD.state = 1 BEGIN
            \(noteChange("OLD"))
            \(leaveLists)
            \(shelveAgain("OLD"))
        END;
        CREATE TRIGGER zone_place_taken AFTER INSERT ON zone_place BEGIN
            \(notePage("NEW", count: "+ 1"))
        END;
        CREATE TRIGGER zone_place_left AFTER DELETE ON zone_place BEGIN
            \(notePage("OLD", count: "- 1"))
        END;
        CREATE TRIGGER zone_translation_came AFTER INSERT ON zone_translation BEGIN
            UPDATE publication SET state = 1 WHERE subject = NEW.object AND state = 1;
        END;
        CREATE TRIGGER zone_translation_left AFTER DELETE ON zone_translation BEGIN
            UPDATE publication SET state = 1 WHERE subject = OLD.object AND state = 1;
        END;

        """
}
