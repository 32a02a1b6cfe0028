/// A mark cut into its words: lower case, without the scheme's name and the separators between.
///
/// A separator before the first or behind the last word is no common spelling; such text is refused.
struct MarkWords {
    /// The words with one space between.
    let joined: String

    init?(_ text: String, scheme: String) {
        guard text.utf8.count <= PolicyLimits.markTextOctetsMax else { return nil }
        let trimmed = text.utf8.drop(while: Self.isSpace).reversed().drop(while: Self.isSpace).reversed()
        guard let first = trimmed.first, let last = trimmed.last, !Self.isSeparator(first), !Self.isSeparator(last) else { return nil }
        var words = trimmed.split(whereSeparator: Self.isSeparator)
            .map { String(decoding: $0.map(Self.lowercased), as: UTF8.self) }
        if words.first == scheme { words.removeFirst() }
        guard !words.isEmpty else { return nil }
        joined = words.joined(separator: " ")
    }

    private static func isSpace(_ octet: UInt8) -> Bool { octet == 0x20 || (0x09...0x0D).contains(octet) }

    private static func isSeparator(_ octet: UInt8) -> Bool { isSpace(octet) || ":+-_=".utf8.contains(octet) }

    private static func lowercased(_ octet: UInt8) -> UInt8 { (0x41...0x5A).contains(octet) ? octet | 0x20 : octet }
}
