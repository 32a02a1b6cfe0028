import Glibc

/// Texts made safe and short for a terminal.
enum PlainText {
    /// One line without anything that moves the cursor, changes colours or hides letters: such characters are shown as
    /// `\u{1B}`. Content comes from other organisations and must not command the reader's terminal.
    static func line(_ text: String) -> String {
        var line = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
                line += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            default: line.unicodeScalars.append(scalar)
            }
        }
        return line
    }

    /// The columns that a line takes in a terminal: two for the wide letters of East Asia and pictures, none for accents.
    static func columns(_ line: some StringProtocol) -> Int {
        line.unicodeScalars.reduce(0) { columns, scalar in
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark: columns
            default: columns + (isWide(scalar) ? 2 : 1)
            }
        }
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }

    /// The beginning of a line that fits; "…" where it was cut.
    static func cut(_ line: String, to columns: Int) -> String {
        guard self.columns(line) > columns else { return line }
        var cut = ""
        for character in line {
            guard self.columns(cut) + self.columns(String(character)) < columns else { break }
            cut.append(character)
        }
        return cut + "…"
    }

    /// A text of words on as many lines as it takes, the first after a margin and the others under it; a word is never cut.
    static func wrapped(_ text: String, to columns: Int, after margin: String) -> [String] {
        let room = max(columns - self.columns(margin), ToolLimits.lastColumnMin)
        var lines: [String] = [""]
        for word in line(text).split(separator: " ") {
            let last = lines[lines.count - 1]
            if last.isEmpty || self.columns(last) + 1 + self.columns(word) <= room {
                lines[lines.count - 1] = last.isEmpty ? String(word) : last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        let indent = String(repeating: " ", count: self.columns(margin))
        return lines.enumerated().map { ($0.offset == 0 ? margin : indent) + $0.element }
    }

    /// What people call the public.
    static let everyone = "everyone (TLP:CLEAR)"
    /// What people call the community.
    static let allMembers = "all members"
    /// What people call a set of organisations that was named one by one.
    static let namedRecipients = "named recipients"

    /// A group as people call it, by the kind of `GroupReport`; without a kind, by its name alone, of which the node keeps
    /// the registry's words for itself.
    static func group(_ name: String, kind: String? = nil) -> String {
        switch kind ?? name {
        case "everyone": everyone
        case "community", "members": allMembers
        case "named", "": namedRecipients
        case "closed": line(name)
        default: name.hasPrefix("sector:") ? "sector \(line(String(name.dropFirst("sector:".count))))" : line(name)
        }
    }

    /// The kind of a group as people call it; JSON has the report's own word.
    static func kind(_ kind: String) -> String {
        switch kind {
        case "community": allMembers
        case "named": namedRecipients
        case "closed": "closed group"
        default: line(kind)
        }
    }

    /// "1 day", "2 days", "0 days".
    static func count(_ count: Int, _ thing: String) -> String { "\(count) \(thing)\(count == 1 ? "" : "s")" }

    /// Unix seconds as ISO 8601.
    static func iso8601(_ time: UInt64) -> String {
        var seconds = time_t(clamping: time)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        var text = [CChar](repeating: 0, count: 32)
        let length = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
        return String(decoding: text.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The digits by which people name an identifier.
    static func short(_ identifier: String) -> String { line(String(identifier.prefix(ToolLimits.identifierDigits))) }

    /// "512 B", "37.9 kB", "3.0 MB": powers of 1,000.
    static func octets(_ count: Int) -> String {
        guard count >= 1_000 else { return "\(count) B" }
        var tenths = count / 100
        for unit in ["kB", "MB", "GB"] {
            if tenths < 10_000 || unit == "GB" { return "\(tenths / 10).\(tenths % 10) \(unit)" }
            tenths /= 1_000
        }
        return "\(count) B"
    }

    /// An ISO 8601 time as the reader's clock shows it, "2025-03-03 10:00"; the text itself when it is no time.
    static func time(_ iso: String, isLong: Bool = false) -> String {
        guard !iso.isEmpty else { return "–" }
        let numbers = iso.dropLast().split(whereSeparator: { "-T:.".contains($0) }).map { Int32($0) }
        guard iso.hasSuffix("Z"), (6...7).contains(numbers.count), let year = numbers[0], let month = numbers[1], let day = numbers[2],
            let hour = numbers[3], let minute = numbers[4], let second = numbers[5]
        else { return line(iso) }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (year - 1_900, month - 1, day)
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (hour, minute, second)
        var seconds = timegm(&parts)
        localtime_r(&seconds, &parts)
        var text = [CChar](repeating: 0, count: 64)
        let length = strftime(&text, text.count, isLong ? "%Y-%m-%d %H:%M:%S %Z" : "%Y-%m-%d %H:%M", &parts)
        return String(decoding: text.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// "3 days 4 h", "12 min", "8 s".
    static func duration(seconds: Int) -> String {
        switch seconds {
        case ..<60: "\(seconds) s"
        case ..<3_600: "\(seconds / 60) min"
        case ..<86_400: "\(seconds / 3_600) h \(seconds % 3_600 / 60) min"
        default: "\(count(seconds / 86_400, "day")) \(seconds % 86_400 / 3_600) h"
        }
    }
}
