/// A language of the pages.
public enum Language: String, CaseIterable, Codable, Sendable {
    case english = "en"
    case traditionalChinese = "zh-Hant"
    case simplifiedChinese = "zh-Hans"

    /// Its own name, as its readers write it.
    public var name: String {
        switch self {
        case .english: "English"
        case .traditionalChinese: "繁體中文"
        case .simplifiedChinese: "简体中文"
        }
    }

    /// The best of ours for what a browser prefers (`Accept-Language`, RFC 9110, 12.5.4); English where it names none of them.
    ///
    /// Chinese of Taiwan, Hong Kong and Macao is Traditional, all other Chinese Simplified, unless the script is named.
    public static func preferred(by field: String) -> Language {
        var best: (language: Language, quality: Double)?
        for piece in field.prefix(512).split(separator: ",") {
            let parts = piece.split(separator: ";").map { $0.filter { !$0.isWhitespace }.lowercased() }
            guard let tag = parts.first, let language = Language(tag: tag) else { continue }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) } ?? 1
            if quality > 0, quality > best?.quality ?? 0 { best = (language, quality) }
        }
        return best?.language ?? .english
    }

    /// The one of ours that a tag of RFC 5646 asks for ("zh-HK"); `nil` for others.
    public init?(tag: String) {
        let parts = tag.lowercased().split(separator: "-")
        switch parts.first {
        case "en": self = .english
        case "zh":
            let isTraditional = parts.contains("hant") || !parts.contains("hans") && parts.contains { ["tw", "hk", "mo"].contains($0) }
            self = isTraditional ? .traditionalChinese : .simplifiedChinese
        default: return nil
        }
    }
}
