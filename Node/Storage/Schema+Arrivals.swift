extension Schema {
    /// The step by which items wait for the shelf together: `ItemRecorder` puts all that it recorded there with one statement.
    ///
    /// The trigger did it item by item, and took more than half of the time in which an item's row is written.
    static let arrivals = """
        DROP TRIGGER shelf_item_came;

        """
}
