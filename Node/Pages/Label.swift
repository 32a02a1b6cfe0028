/// Somebody's text in a picture: of bounded length, without what shows nothing, and cut to a width where there is little room.
///
/// Widths are estimates: no fonts are known here. They err on the wide side, so that labels do not run into each other.
struct Label: Equatable, Sendable {
    /// The text as far as it is shown anywhere.
    let text: String
    /// Whether nothing of it can be seen.
    let isEmpty: Bool

    init(_ text: String) {
        var kept = String.UnicodeScalarView()
        var (marks, count) = (0, 0)
        var isCut = false
        for scalar in text.unicodeScalars {
            guard count < PagesLimits.labelScalarsMax else {
                isCut = true
                break
            }
            // Letters with hundreds of marks cover the lines above and below.
            let isMark = scalar.properties.generalCategory == .nonspacingMark || scalar.properties.generalCategory == .enclosingMark
            marks = isMark ? marks + 1 : 0
            guard marks <= PagesLimits.marksOnLetterMax else { continue }
            kept.append(scalar)
            count += 1
        }
        let shown = String(kept).trimmed
        self.text = isCut ? shown + "…" : shown
        isEmpty = HTML.escaped(shown).trimmed.isEmpty
    }

    /// The text, or that there is none.
    var html: HTML { isEmpty ? "\(Phrase.unnamed)" : "\(text)" }

    /// The text in a page, where its direction of writing does not move what stands beside it.
    var isolated: HTML { "<bdi>\(html)</bdi>" }

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
enum Figure {
    /// A place in a picture, to a tenth.
    static func place(_ value: Double) -> HTML {
        guard value.isFinite, abs(value) < 1e9 else { return "0" }
        let tenths = Int((value * 10).rounded())
        let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
        return HTML(markup: (tenths < 0 ? "-" : "") + (rest == 0 ? "\(whole)" : "\(whole).\(rest)"))
    }

    /// A number with its thousands apart: "1,234,567".
    static func grouped(_ value: Int) -> String {
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
