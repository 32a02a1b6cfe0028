extension Schema {
    /// The third step: whether an item was in order when it came or later. Items of before are judged again.
    static let acceptance = """
        ALTER TABLE item ADD COLUMN accepted INTEGER NOT NULL DEFAULT 0 CHECK (accepted BETWEEN 0 AND 1);
        CREATE INDEX item_waiting ON item (number) WHERE accepted = 0;

        """
}
