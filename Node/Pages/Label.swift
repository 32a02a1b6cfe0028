/// Somebody's text in a picture, a list or a table: of bounded length, without what shows nothing, and cut to a width where there is little room.
///
/// Widths are estimates: no fonts are known here. They err on the wide side, so that labels do not run into each other.
public struct Label: Equatable, Sendable {
    /// The text as far as it is shown anywhere.
    public let text: String
    /// Whether nothing of it can be seen.
    public let isEmpty: Bool

    /// - Parameter octetsMax: how many octets of markup it may take, so that many long names do not make a page large.
    public init(_ text: String, octetsMax: Int = PagesLimits.labelOctetsMax) {
        if Self.isPlain(text, octetsMax: octetsMax) {
            self.text = text
            isEmpty = false
            return
        }
        var kept = String.UnicodeScalarView()
        var (marks, octets) = (0, 0)
        var isCut = false
        // What is left out counts as well: a text of marks alone is not read to its end.
        for (count, scalar) in text.unicodeScalars.enumerated() {
            octets += Self.octetsOfMarkup(scalar)
            guard count < PagesLimits.labelScalarsMax, octets <= octetsMax else {
                isCut = true
                break
            }
            guard !scalar.isASCII else {
                kept.append(scalar)
                marks = 0
                continue
            }
            // Letters with hundreds of marks cover the lines above and below.
            let isMark = scalar.properties.generalCategory == .nonspacingMark || scalar.properties.generalCategory == .enclosingMark
            marks = isMark ? marks + 1 : 0
            if marks <= PagesLimits.marksOnLetterMax { kept.append(scalar) }
        }
        let shown = String(kept).trimmed
        self.text = isCut ? shown + "…" : shown
        isEmpty = HTML.escaped(shown).trimmed.isEmpty
    }

    /// Most names: printable ASCII with nothing that is escaped, cut or trimmed.
    private static func isPlain(_ text: String, octetsMax: Int) -> Bool {
        let octets = text.utf8
        guard (1...min(octetsMax, PagesLimits.labelScalarsMax)).contains(octets.count), octets.first != 0x20, octets.last != 0x20 else {
            return false
        }
        return octets.allSatisfy { octet in
            switch octet {
            case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""): false
            default: (0x20...0x7E).contains(octet)
            }
        }
    }

    /// A part of the octets that a page's names may take together, for each of so many; at least a few words.
    static func share(of octets: Int, for count: Int) -> Int { min(max(octets / max(count, 1), 48), PagesLimits.labelOctetsMax) }

    /// Octets of a character as markup.
    static func octetsOfMarkup(_ scalar: Unicode.Scalar) -> Int {
        switch scalar {
        case "&", "'": 5
        case "<", ">": 4
        case "\"": 6
        default: UTF8.width(scalar)
        }
    }

    /// The text, or that there is none.
    public var html: HTML { isEmpty ? "\(Phrase.unnamed)" : "\(text)" }

    /// The text in a page, where its direction of writing does not move what stands beside it.
    public var isolated: HTML { "<bdi>\(html)</bdi>" }

    /// As much of the text as fits, with an ellipsis where it is cut.
    ///
    /// - Parameter width: in ems, the height of the letters.
    func fitted(to width: Double) -> (html: HTML, isCut: Bool) {
        guard !isEmpty, Self.width(of: text) > width else { return (html, false) }
        var (shown, used) = ("", 1.0)
        for character in text {
            used += Self.width(of: character)
            if used > width { break }
            shown.append(character)
        }
        return ("\(shown.trimmed)…", true)
    }

    /// In ems.
    static func width(of text: some StringProtocol) -> Double { text.reduce(0) { $0 + width(of: $1) } }

    private static func width(of character: Character) -> Double {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0x20, 0x27, 0x2C, 0x2E, 0x3A, 0x3B, 0x69, 0x6A, 0x6C, 0x7C: return 0.34
        case 0x6D, 0x77, 0x4D, 0x57, 0x40, 0x25: return 0.95
        case 0x41...0x5A: return 0.72
        case 0x21...0x7E: return 0.6
        case 0x80...0x10FF: return 0.75
        default: return 1.1
        }
    }
}

/// Numbers as pictures and tables write them: the same wherever the program runs.
public enum Figure {
    /// A place in a picture, to a tenth.
    static func place(_ value: Double) -> HTML {
        guard value.isFinite, abs(value) < 1e9 else { return "0" }
        let tenths = Int((value * 10).rounded())
        let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
        return HTML(markup: (tenths < 0 ? "-" : "") + (rest == 0 ? "\(whole)" : "\(whole).\(rest)"))
    }

    /// A number with its thousands apart: "1,234,567".
    public static func grouped(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
            text.append(digit)
        }
        return value < 0 ? "-" + text : text
    }

    /// A round number in little room: "950", "12k", "1.5M".
    static func short(_ value: Int) -> String {
        for (unit, letter) in [(1_000_000_000_000, "T"), (1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k")] where value >= unit {
            let tenths = value / (unit / 10)
            return tenths.isMultiple(of: 10) ? "\(tenths / 10)\(letter)" : "\(tenths / 10).\(tenths % 10)\(letter)"
        }
        return "\(value)"
    }
}

extension Phrase {
    static let unnamed = Phrase("(no name)", "（無名稱）", "（无名称）")
}
