/// What the refusal of an operation says in Chinese: what is wrong, and what to do next.
///
/// An operation speaks English (`OperationError`), with the names and numbers of the case. A sentence belongs to its code, which several
/// refusals can share, so it says what is true of each; the English is shown beneath it.
public struct RefusalSentence: Hashable, Sendable {
    private let traditional: String
    private let simplified: String

    /// Traditional Chinese (as written in Hong Kong), then Simplified Chinese.
    init(_ traditional: String, _ simplified: String) {
        self.traditional = traditional
        self.simplified = simplified
    }

    /// The sentence for a refusal's code, such as "unknown-group"; `nil` for a code that has none.
    public init?(code: String) {
        guard let sentence = Self.byCode[code] else { return nil }
        self = sentence
    }

    /// The sentence with the operation's own words for those who read English.
    public func phrase(english: String) -> Phrase { Phrase(english, traditional, simplified) }

    /// Every code with a sentence, by subject; none stands here twice.
    public static var codes: [String] { subjects.flatMap { $0.map(\.key) } }

    private static let subjects = [sharing, waiting, items, groups, searches, zone, tokens, node]
    private static let byCode = Dictionary(subjects.flatMap { $0.map { ($0.key, $0.value) } }, uniquingKeysWith: { first, _ in first })
}
