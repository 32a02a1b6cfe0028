import Pages

/// Text on its way into HTML, XML or another format, as an element's content or a quoted attribute.
enum Markup {
    /// The text escaped, and without what could mislead the reader or break the document (`HTML.escaped`).
    static func text(_ text: some StringProtocol) -> String { HTML.escaped(text) }

    /// The title of an item; one that shows nothing has a name all the same, so that its link can be followed.
    static func title(_ title: String) -> String {
        let shown = text(title)
        return shown.allSatisfy(\.isWhitespace) ? "Untitled" : shown
    }

    /// The same for formats that are not markup.
    static func plainTitle(_ title: String) -> String {
        let shown = HTML.shownText(title)
        return shown.allSatisfy(\.isWhitespace) ? "Untitled" : shown
    }

    /// The beginning of a text in one line, with single spaces between its words; three points say that there is more.
    static func line(_ text: String, charactersMax: Int) -> String {
        let line = HTML.shownText(text).split(whereSeparator: \.isWhitespace).joined(separator: " ").unicodeScalars
        guard let end = line.index(line.startIndex, offsetBy: charactersMax, limitedBy: line.endIndex), end != line.endIndex else {
            return String(line)
        }
        return String(line[..<end]) + "…"
    }
}
