/// The name of a list of public items, as it stands in addresses: `all`, `topic-threats`, `sector-finance`, `month-2026-11`, `author-00ff…`.
///
/// Lower-case letters, digits and hyphens, at most 80 octets: safe in an address and as a file's name.
public struct ListName: Hashable, Sendable, CustomStringConvertible {
    public let text: String

    public static let all = ListName(unchecked: "all")

    private init(unchecked text: String) { self.text = text }

    /// `nil` for what is no name of a list.
    public init?(_ text: some StringProtocol) {
        guard (1...80).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }), !text.hasPrefix("-")
        else { return nil }
        self.text = String(text)
    }

    public static func topic(_ topic: Topic) -> ListName { ListName(unchecked: "topic-\(topic.word)") }

    /// The list of a sector: its letters and digits of ASCII, and where that loses something a hash of the name behind.
    public static func sector(_ name: String) -> ListName {
        let lowered = name.lowercased()
        var slug = ""
        for character in lowered {
            if character.isASCII, character.isLetter || character.isNumber {
                slug.append(character)
            } else if !slug.isEmpty, slug.last != "-" {
                slug.append("-")
            }
        }
        while slug.last == "-" { slug.removeLast() }
        slug = String(slug.prefix(40))
        let isWhole =
            lowered.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == " " || $0 == "-") } && lowered.utf8.count <= 40
        if isWhole, !slug.isEmpty { return ListName(unchecked: "sector-\(slug)") }
        let hash = Fingerprint(Array(name.utf8)).digits.prefix(12)
        return ListName(unchecked: slug.isEmpty ? "sector-\(hash)" : "sector-\(slug)-\(hash)")
    }

    /// The list of a month, "2026-11".
    public static func month(_ month: String) -> ListName? { ListName("month-\(month)") }

    /// The list of an organisation, by its identifier in hexadecimal.
    public static func author(_ organisation: String) -> ListName? { ListName("author-\(organisation)") }

    /// What stands behind a beginning such as "topic-"; `nil` when it begins otherwise.
    public func rest(after beginning: String) -> String? { text.hasPrefix(beginning) ? String(text.dropFirst(beginning.count)) : nil }

    public var topic: Topic? { rest(after: "topic-").flatMap { word in Topic.allCases.first { $0.word == word } } }

    public var description: String { text }
}
