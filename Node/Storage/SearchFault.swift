/// Why what was typed is no search.
public enum SearchFault: Error, Equatable, Sendable {
    case tooLong(octets: Int)
    case tooManyParts(Int)
    case nothing
    case onlyExcluded
    case openQuote
    case noWord(String)
    case shortPrefix(String)
    case starInside(String)
    case unknownField(String)
    case emptyField(String)
    case invalidTLP(String)
    case invalidTime(field: String, String)
    case invalidValue(String)
    case twice(String)
    case invalidCursor

    /// A short name that stays the same across releases.
    public var code: String {
        switch self {
        case .tooLong: "search-too-long"
        case .tooManyParts: "search-too-many-parts"
        case .nothing: "search-empty"
        case .onlyExcluded: "search-only-excluded"
        case .openQuote: "search-open-quote"
        case .noWord: "search-no-word"
        case .shortPrefix: "search-short-prefix"
        case .starInside: "search-star-inside"
        case .unknownField: "search-unknown-field"
        case .emptyField: "search-empty-field"
        case .invalidTLP: "search-invalid-tlp"
        case .invalidTime: "search-invalid-time"
        case .invalidValue: "search-invalid-value"
        case .twice: "search-field-twice"
        case .invalidCursor: "search-invalid-cursor"
        }
    }

    /// What is wrong, in one sentence.
    public var reason: String {
        switch self {
        case .tooLong(let octets): "The search has \(octets) octets and may have \(StorageLimits.searchOctetsMax)."
        case .tooManyParts(let count): "The search has \(count) parts and may have \(StorageLimits.searchPartsMax)."
        case .nothing: "There is nothing to look for."
        case .onlyExcluded: "The search only says what is not wanted."
        case .openQuote: "A quotation mark is opened and not closed."
        case .noWord(let text): "\"\(text)\" holds no letter and no digit."
        case .shortPrefix(let text): "\"\(text)\" is too short for a beginning."
        case .starInside(let text): "\"\(text)\" has a star that is not at its end."
        case .unknownField(let name): "There is no field \"\(name)\"."
        case .emptyField(let name): "Nothing follows \"\(name):\"."
        case .invalidTLP(let text): "\"\(text)\" is no TLP mark."
        case .invalidTime(let field, let text): "\"\(text)\" behind \(field): is no time."
        case .invalidValue(let text): "\"\(text)\" is no value by which objects are found."
        case .twice(let name): "\"\(name):\" stands in the search twice."
        case .invalidCursor: "The cursor is none of this search's."
        }
    }

    /// What to do about it, in one sentence.
    public var advice: String {
        switch self {
        case .tooLong, .tooManyParts: "Search for fewer words; the rarest find it."
        case .nothing: "Give a word, a \"phrase in quotes\", or a field such as type:indicator."
        case .onlyExcluded: "Add something that is wanted: a word, or a field such as type:indicator."
        case .openQuote: "Close it, or leave it out."
        case .noWord: "Leave it out, or write what stands beside it."
        case .shortPrefix: "Give at least \(StorageLimits.searchPrefixCharactersMin) characters before the star."
        case .starInside: "A star stands at the end: ransom*."
        case .unknownField:
            "Fields are \(SearchField.allCases.map { $0.rawValue + ":" }.joined(separator: ", ")). To find the text itself, put it in quotes."
        case .emptyField: "Write what is wanted right behind the colon; text with spaces in quotes: author:\"Harbour Bank\"."
        case .invalidTLP: "Marks are clear, green, amber, amber+strict and red."
        case .invalidTime: "Write 2026, 2026-11, 2026-11-29, 2026-11-29T12:00:00Z, or a time ago such as 12h, 30d, 4w."
        case .invalidValue: "Give an address, a network, a domain, a URL, an e-mail address, a hash, a CVE, a technique or a file's name."
        case .twice: "Give one time after which and one before which."
        case .invalidCursor: "Begin without a cursor; each answer has the next one."
        }
    }
}

/// What a part of a search can be about.
public enum SearchField: String, CaseIterable, Sendable {
    case type, tlp, author, group, label, value, after, before
}
