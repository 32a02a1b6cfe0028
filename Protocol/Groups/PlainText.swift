/// The rule for texts that people read and strangers wrote: group names and item titles.
///
/// Written as code point ranges rather than Unicode properties, so that every peer and every later version of the
/// standard draws the same line.
public enum PlainText {
    /// Whether the scalar may stand in such a text: no controls, line breaks, direction marks or invisible characters.
    public static func allows(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1F, 0x7F...0x9F: false  // controls
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: false  // direction
        case 0x2028, 0x2029: false  // line and paragraph separators
        case 0x200B, 0x2060...0x2064, 0xFEFF: false  // zero width
        default: true
        }
    }

    /// Whether the text is a group's name: 1 to 80 allowed scalars, no space at either end.
    public static func isName(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        guard let first = scalars.first, let last = scalars.last, scalars.count <= GroupsLimits.nameScalarsMax else { return false }
        return first != " " && last != " " && scalars.allSatisfy(allows)
    }

    /// Whether the text is an item's title: at most 512 octets of allowed scalars; it may be empty.
    public static func isTitle(_ text: String) -> Bool {
        text.utf8.count <= GroupsLimits.titleOctetsMax && text.unicodeScalars.allSatisfy(allows)
    }

    /// Makes a title of any text: what is not allowed becomes a space, and it is cut between characters at 512 octets.
    public static func title(cleaning text: String) -> String {
        var title = ""
        var octets = 0
        for character in text {
            var cleaned = String.UnicodeScalarView()
            for scalar in character.unicodeScalars { cleaned.append(allows(scalar) ? scalar : " ") }
            let piece = String(cleaned)
            octets += piece.utf8.count
            guard octets <= GroupsLimits.titleOctetsMax else { break }
            title += piece
        }
        return title
    }

    /// Whether the text can be an item's media type: at most 128 printable ASCII characters; it may be empty.
    public static func isMediaType(_ text: String) -> Bool {
        text.utf8.count <= GroupsLimits.mediaTypeOctetsMax && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
    }
}
