/// What a name in the registry may be made of.
///
/// The characters are listed here and not looked up in the Unicode tables of the standard library: those grow
/// with each release, and two nodes of different releases would fold one registry into two states.
enum RegistryText {
    /// Whether an organisation or network may have this name.
    static func isName(_ text: String) -> Bool {
        !text.isEmpty && isClean(text, octetsMax: RegistryLimits.nameOctetsMax)
    }

    /// Whether this is a sector; empty stands for none.
    static func isSector(_ text: String) -> Bool {
        isClean(text, octetsMax: RegistryLimits.sectorOctetsMax)
    }

    /// Whether a registry may have this origin: printable ASCII that a signed note takes as a key name.
    static func isOrigin(_ text: String) -> Bool {
        (1...RegistryLimits.originOctetsMax).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x2B }
    }

    private static func isClean(_ text: String, octetsMax: Int) -> Bool {
        guard text.utf8.count <= octetsMax else { return false }
        let scalars = text.unicodeScalars
        guard let first = scalars.first, let last = scalars.last else { return true }
        return !isSpace(first) && !isSpace(last) && !scalars.contains(where: isForbidden)
    }

    /// The space separators of Unicode: allowed inside, not at the ends.
    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20, 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    /// Controls, line separators, direction marks and overrides, other invisible formats, tags, private use, noncharacters.
    ///
    /// The joiners U+200C and U+200D are left in: Persian and several Indic scripts cannot be written without them.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F, 0xAD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F,
            0xE000...0xF8FF, 0xFDD0...0xFDEF, 0xFEFF, 0xFFF0...0xFFFB, 0xE0000...0xE0FFF, 0xF0000...0x10FFFF:
            true
        default:
            scalar.value & 0xFFFE == 0xFFFE
        }
    }
}
