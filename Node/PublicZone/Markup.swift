/// Text on its way into HTML or XML, as an element's content or a quoted attribute.
enum Markup {
    /// The text with the five characters of markup escaped, and without what could mislead the reader or break the document.
    ///
    /// Left out: control characters (white space becomes a space), marks that change the direction of writing, and everything else
    /// that is invisible, private or no character, but for the two joiners that some scripts and pictures are spelt with.
    static func text(_ text: some StringProtocol) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\t", "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": escaped += " "
            default: if isShown(scalar) { escaped.unicodeScalars.append(scalar) }
            }
        }
        return escaped
    }

    /// The title of an item; one that shows nothing has a name all the same, so that its link can be followed.
    static func title(_ title: String) -> String {
        let shown = text(title)
        return shown.allSatisfy(\.isWhitespace) ? "Untitled" : shown
    }

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .surrogate, .privateUse, .lineSeparator, .paragraphSeparator: false
        case .format: scalar == "\u{200C}" || scalar == "\u{200D}"
        // Combines with nothing and shows nothing.
        case .nonspacingMark: scalar != "\u{34F}"
        default: !scalar.properties.isNoncharacterCodePoint
        }
    }
}
