extension HTML {
    /// The text with the five characters of markup escaped, and without what could mislead the reader or break the document.
    ///
    /// Left out: control characters (white space becomes a space), marks that change the direction of writing, and everything else
    /// that is invisible, private or no character, but for the two joiners that some scripts and pictures are spelt with.
    public static func escaped(_ text: some StringProtocol) -> String { escaped(text, keepsLines: false) }

    /// Text of several lines, for an element that shows them as they are (`pre`, `textarea`).
    public static func lines(_ text: some StringProtocol) -> HTML { HTML(markup: escaped(text, keepsLines: true)) }

    /// The text as `escaped` leaves it, but with its own `&`, `<`, `>` and quotes: for formats that are not markup.
    public static func shownText(_ text: some StringProtocol, keepsLines: Bool = false) -> String {
        if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return String(text) }
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where keepsLines: shown.append(scalar)
            case "\t", "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": if !(keepsLines && scalar == "\r") { shown.append(" ") }
            default: if isShown(scalar) { shown.append(scalar) }
            }
        }
        return String(shown)
    }

    private static func escaped(_ text: some StringProtocol, keepsLines: Bool) -> String {
        // Most texts are plain, and are copied whole.
        if text.utf8.allSatisfy(isPlain) { return String(text) }
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\n" where keepsLines: escaped += "\n"
            case "\t", "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": escaped += keepsLines && scalar == "\r" ? "" : " "
            default: if isShown(scalar) { escaped.unicodeScalars.append(scalar) }
            }
        }
        return escaped
    }

    /// Whether an octet is a character of its own that is neither invisible nor markup.
    private static func isPlain(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): false
        default: (0x20...0x7E).contains(octet)
        }
    }

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        // Nearly all of a text, in English or Chinese: looking properties up takes ten times as long.
        switch scalar.value {
        case 0..<0x80: return scalar.value >= 0x20 && scalar.value != 0x7F
        // Punctuation of Chinese, and the ideographs: none is unassigned.
        case 0x3001...0x3029, 0x4E00...0x9FFC: return true
        default: break
        }
        return switch scalar.properties.generalCategory {
        case .control, .surrogate, .privateUse, .lineSeparator, .paragraphSeparator: false
        case .format: scalar == "\u{200C}" || scalar == "\u{200D}"
        // Combines with nothing and shows nothing.
        case .nonspacingMark: scalar != "\u{34F}"
        default: !scalar.properties.isNoncharacterCodePoint
        }
    }
}
