import Policy
import STIX

/// A search as a person types it: words, "phrases", beginnings*, -what is not wanted, and fields such as type:indicator.
///
/// All words must be there; several fields of one name are alternatives. Nothing of it reaches SQLite as a statement: it becomes terms of the
/// index, which are compared octet by octet.
public struct SearchExpression: Equatable, Sendable {
    /// A word, as the index has it.
    enum Word: Equatable, Sendable {
        case one([UInt8])
        /// Words one after the other.
        case phrase([[UInt8]])
        /// Words that begin so.
        case beginning([UInt8])

        var isPhrase: Bool { if case .phrase = self { true } else { false } }
    }

    /// A word or a field's text, wanted or not.
    struct Part<Content: Equatable & Sendable>: Equatable, Sendable {
        var content: Content
        var isExcluded: Bool
    }

    var words: [Part<Word>] = []
    var types: [Part<String>] = []
    var marks: [Part<UInt8>] = []
    var labels: [Part<String>] = []
    var values: [Part<ObservedValue>] = []
    var authors: [Part<String>] = []
    var groups: [Part<String>] = []
    /// The first second that is wanted.
    var after: Int64?
    /// The first second that is no longer wanted.
    var before: Int64?

    /// Names behind author: and group:, to be found by whoever knows the members.
    public var namedAuthors: [String] { authors.map(\.content) }
    public var namedGroups: [String] { groups.map(\.content) }

    /// Reads what was typed; `now` is the second since 1970 from which times such as 30d count.
    public init(_ text: String, now: Int64) throws(SearchFault) {
        guard text.utf8.count <= StorageLimits.searchOctetsMax else { throw .tooLong(octets: text.utf8.count) }
        let parts = try SearchPart.parts(of: text)
        guard !parts.isEmpty else { throw .nothing }
        guard parts.count <= StorageLimits.searchPartsMax else { throw .tooManyParts(parts.count) }
        for part in parts { try take(part, now: now) }
        guard isAnythingWanted else { throw .onlyExcluded }
    }

    private var isAnythingWanted: Bool {
        after != nil || before != nil || words.contains { !$0.isExcluded } || types.contains { !$0.isExcluded }
            || marks.contains { !$0.isExcluded } || labels.contains { !$0.isExcluded } || values.contains { !$0.isExcluded }
            || authors.contains { !$0.isExcluded } || groups.contains { !$0.isExcluded }
    }

    private mutating func take(_ part: SearchPart, now: Int64) throws(SearchFault) {
        guard let field = part.field else {
            words.append(Part(content: try Self.word(part), isExcluded: part.isExcluded))
            return
        }
        guard !part.text.isEmpty else { throw .emptyField(field.rawValue) }
        switch field {
        case .type: types.append(Part(content: part.text.lowercased(), isExcluded: part.isExcluded))
        case .tlp: marks.append(Part(content: try Self.mark(part.text), isExcluded: part.isExcluded))
        case .label: labels.append(Part(content: part.text, isExcluded: part.isExcluded))
        case .author: authors.append(Part(content: part.text, isExcluded: part.isExcluded))
        case .group: groups.append(Part(content: part.text, isExcluded: part.isExcluded))
        case .value:
            guard let value = ObservedValue(typed: part.text) ?? ObservedValue(fileName: part.text) else { throw .invalidValue(part.text) }
            values.append(Part(content: value, isExcluded: part.isExcluded))
        case .after, .before:
            // What is not after a time is before it, and the other way round.
            let isAfter = (field == .after) != part.isExcluded
            guard let second = SearchTime.second(part.text, now: now) else { throw .invalidTime(field: field.rawValue, part.text) }
            if isAfter {
                guard after == nil else { throw .twice(field.rawValue) }
                after = second
            } else {
                guard before == nil else { throw .twice(field.rawValue) }
                before = second
            }
        }
    }

    private static func word(_ part: SearchPart) throws(SearchFault) -> Word {
        let isBeginning = !part.isQuoted && part.text.hasSuffix("*")
        let text = isBeginning ? String(part.text.dropLast()) : part.text
        if !part.isQuoted, text.contains("*") { throw .starInside(part.text) }
        if !part.isQuoted, !isBeginning, let value = ObservedValue(typed: text), value.text.utf8.contains(where: { !$0.isWordOctet }) {
            return .one(SearchTerm.whole(value))
        }
        let words = SearchTokenizer.sequence(of: text)
        guard let first = words.first else { throw .noWord(part.text) }
        if isBeginning {
            guard words.count == 1 else { throw .starInside(part.text) }
            let isPaired = SearchTokenizer.isPaired(first)
            guard isPaired || String(decoding: first, as: UTF8.self).count >= StorageLimits.searchPrefixCharactersMin else {
                throw .shortPrefix(part.text)
            }
            return .beginning(first)
        }
        return words.count == 1 ? .one(first) : .phrase(words)
    }

    private static func mark(_ text: String) throws(SearchFault) -> UInt8 {
        var word = text.lowercased()
        if word.hasPrefix("tlp:") { word.removeFirst(4) }
        switch word {
        case "clear", "white": return TLP.clear.rawValue
        case "green": return TLP.green.rawValue
        case "amber": return TLP.amber.rawValue
        case "amber+strict", "amber-strict": return TLP.amberStrict.rawValue
        case "red": return TLP.red.rawValue
        default: throw .invalidTLP(text)
        }
    }
}

extension UInt8 {
    fileprivate var isWordOctet: Bool { (0x30...0x39).contains(self) || (0x61...0x7A).contains(self | 0x20) }
}

/// One part of what was typed, before it is understood.
struct SearchPart: Equatable {
    var isExcluded = false
    var field: SearchField?
    var text = ""
    var isQuoted = false

    /// Takes what was typed apart at spaces outside quotes.
    static func parts(of text: String) throws(SearchFault) -> [SearchPart] {
        var parts: [SearchPart] = []
        var rest = text[...]
        while true {
            rest = rest.drop { $0.isWhitespace }
            guard let first = rest.first else { return parts }
            var part = SearchPart()
            if first == "-" || first == "−", rest.dropFirst().first.map({ !$0.isWhitespace }) ?? false {
                part.isExcluded = true
                rest = rest.dropFirst()
            }
            if let field = try Self.field(at: rest) {
                part.field = field
                rest = rest.dropFirst(field.rawValue.count + 1)
            }
            if let quote = rest.first, let end = closing[quote] {
                guard let close = rest.dropFirst().firstIndex(of: end) else { throw .openQuote }
                part.text = String(rest[rest.index(after: rest.startIndex)..<close])
                part.isQuoted = true
                rest = rest[rest.index(after: close)...]
            } else {
                let word = rest.prefix { !$0.isWhitespace && $0 != "\"" }
                part.text = String(word)
                rest = rest[word.endIndex...]
            }
            parts.append(part)
        }
    }

    private static let closing: [Character: Character] = ["\"": "\"", "“": "”", "「": "」", "『": "』"]

    /// The field that begins here. A value with colons in it is none: `hxxp://…`, `2001:db8::1`.
    private static func field(at rest: Substring) throws(SearchFault) -> SearchField? {
        guard let colon = rest.firstIndex(where: { $0 == ":" || $0.isWhitespace || $0 == "\"" }), rest[colon] == ":" else { return nil }
        let name = rest[..<colon]
        if let field = SearchField(rawValue: name.lowercased()) { return field }
        let word = rest.prefix { !$0.isWhitespace }
        guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0 == "-" || $0 == "_") }), !word.contains("://"),
            !word.contains("[:"), ObservedValue(typed: word) == nil
        else { return nil }
        throw .unknownField(String(name))
    }
}

/// Times as people give them.
enum SearchTime {
    /// Seconds since 1970 of the beginning of what was named; `nil` for what is no time.
    static func second(_ text: String, now: Int64) -> Int64? {
        if let last = text.last, let unit = ["h": 3_600, "d": 86_400, "w": 604_800][last] as Int64?, let count = Int64(text.dropLast()),
            (0...100_000).contains(count)
        {
            return now - count * unit
        }
        let halves = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = halves[0].split(separator: "-", omittingEmptySubsequences: false).map { digits($0) }
        guard (1...3).contains(numbers.count), halves[0].utf8.first != 0x2D, numbers.allSatisfy({ $0 != nil }),
            let day = CivilDate(
                year: numbers[0] ?? 0, month: numbers.count > 1 ? numbers[1] ?? 0 : 1, day: numbers.count > 2 ? numbers[2] ?? 0 : 1)
        else { return nil }
        let midnight = Int64(day.days) * 86_400
        guard halves.count == 2 else { return midnight }
        guard numbers.count == 3, halves[1].hasSuffix("Z") else { return nil }
        let clock = halves[1].dropLast().split(separator: ":", omittingEmptySubsequences: false).map { digits($0) }
        guard (2...3).contains(clock.count), let hour = clock[0], let minute = clock[1], let second = clock.count > 2 ? clock[2] : 0,
            hour < 24, minute < 60, second < 60
        else { return nil }
        return midnight + Int64(hour * 3_600 + minute * 60 + second)
    }

    private static func digits(_ text: Substring) -> Int? {
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }
}
