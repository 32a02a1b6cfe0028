/// A text of ours in every language of the pages: there is none that lacks one.
///
/// Phrases stand as static members beside what uses them, so that a page that names one that is not there does not compile.
public struct Phrase: Hashable, Sendable {
    private let english: String
    private let traditional: String
    private let simplified: String

    /// English, then Traditional Chinese (as written in Hong Kong), then Simplified Chinese.
    public init(_ english: String, _ traditional: String, _ simplified: String) {
        self.english = english
        self.traditional = traditional
        self.simplified = simplified
    }

    /// Text that is the same in all: a name, a number, somebody's own words.
    public init(verbatim text: String) { self.init(text, text, text) }

    public func text(in language: Language) -> String {
        switch language {
        case .english: english
        case .traditionalChinese: traditional
        case .simplifiedChinese: simplified
        }
    }
}
