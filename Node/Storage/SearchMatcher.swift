import STIX

/// The text of one object, to see whether phrases stand in it and to show where the words of a search do.
struct SearchedText {
    /// The names, and the item's title on its first object.
    let names: [String]
    /// Everything that is searched, names first.
    let all: [String]

    init(_ digest: STIXDigest?, title: String?) {
        names = (title.map { [$0] } ?? []) + (digest?.names ?? [])
        all = names + (digest?.texts ?? []) + (digest?.values.map(\.text) ?? []) + (digest?.labels ?? [])
    }

    /// Whether the phrases that are wanted stand in it and the others do not; single words the index has decided.
    func holds(_ words: [SearchExpression.Part<SearchExpression.Word>], inNames: Bool) -> Bool {
        let texts = (inNames ? names : all).map { SearchTokenizer.sequence(of: $0) }
        return words.allSatisfy { part in
            guard case .phrase(let phrase) = part.content, !(inNames && part.isExcluded) else { return true }
            return texts.contains { Self.stands(phrase, in: $0) } != part.isExcluded
        }
    }

    private static func stands(_ phrase: [[UInt8]], in words: [[UInt8]]) -> Bool {
        guard words.count >= phrase.count else { return false }
        return (0...words.count - phrase.count).contains { start in words[start..<start + phrase.count].elementsEqual(phrase) }
    }

    /// The surroundings of the first word that was looked for, in at most so many characters; the beginning where none is.
    func snippet(for words: [SearchExpression.Part<SearchExpression.Word>], characters: Int) -> String {
        let wanted = words.filter { !$0.isExcluded }.map(\.content)
        let texts = all.dropFirst(names.count).isEmpty ? all[...] : all.dropFirst(names.count)
        for text in texts {
            var found: Int?
            SearchTokenizer.each(of: text) { word, _, range in
                if found == nil, Self.begins(any: wanted, with: word) { found = range.lowerBound }
            }
            if let found { return Self.cut(text, around: found, to: characters) }
        }
        return Self.cut(texts.first ?? "", around: 0, to: characters)
    }

    private static func begins(any wanted: [SearchExpression.Word], with word: borrowing Span<UInt8>) -> Bool {
        for one in wanted where one.begins(with: word) { return true }
        return false
    }

    private static func cut(_ text: String, around offset: Int, to characters: Int) -> String {
        let utf8 = text.utf8
        let hit = utf8.index(utf8.startIndex, offsetBy: min(offset, utf8.count))
        let start = text.index(hit, offsetBy: -characters / 4, limitedBy: text.startIndex) ?? text.startIndex
        let end = text.index(start, offsetBy: characters, limitedBy: text.endIndex) ?? text.endIndex
        let line = text[start..<end].split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return (start > text.startIndex ? "…" : "") + line + (end < text.endIndex ? "…" : "")
    }
}

extension SearchExpression.Word {
    /// Whether a word of a text is this one, or the first of this phrase.
    func begins(with word: borrowing Span<UInt8>) -> Bool {
        switch self {
        case .one(let wanted): TermOrder.compare(wanted.span, word) == 0
        case .phrase(let words): words.first.map { TermOrder.compare($0.span, word) == 0 } ?? false
        case .beginning(let beginning): TermOrder.shared(beginning.span, word) == beginning.count
        }
    }
}
