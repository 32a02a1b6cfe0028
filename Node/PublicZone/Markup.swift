import Pages

/// Text on its way into HTML or XML, as an element's content or a quoted attribute.
enum Markup {
    /// The text escaped, and without what could mislead the reader or break the document (`HTML.escaped`).
    static func text(_ text: some StringProtocol) -> String { HTML.escaped(text) }

    /// The title of an item; one that shows nothing has a name all the same, so that its link can be followed.
    static func title(_ title: String) -> String {
        let shown = text(title)
        return shown.allSatisfy(\.isWhitespace) ? "Untitled" : shown
    }
}
