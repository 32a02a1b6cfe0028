/// A piece of a page: markup that stands in our sources, and everything else escaped.
///
/// Law: the only ways to make one are a literal of the source code and what is interpolated into it. A text becomes an element's content or a quoted
/// attribute, never markup; so a page cannot be changed by what somebody wrote into an item, a name or an address. Attributes are always quoted.
/// Texts of ours are `Phrase`s, and which language is read is said last, when the page is written.
public struct HTML: Sendable {
    enum Part: Sendable {
        case markup(String)
        case phrase(Phrase)
        /// What is there in some languages only.
        case only(Set<Language>, [Part])
    }

    var parts: [Part]

    /// Nothing.
    public init() { parts = [] }

    /// Markup that is known to be well formed by whoever made it: for the makers of pictures and of Markdown in this room alone.
    init(markup: String) { parts = [.markup(markup)] }

    public var isEmpty: Bool { parts.isEmpty }

    /// The page as it is sent.
    public func text(in language: Language) -> String { Self.text(of: parts, in: language) }

    /// The piece for those who read one of the languages, nothing for others: where a sentence needs other elements in another language.
    public func only(in languages: Set<Language>) -> HTML {
        var piece = HTML()
        if !isEmpty { piece.parts = [.only(languages, parts)] }
        return piece
    }

    private static func text(of parts: [Part], in language: Language) -> String {
        var text = ""
        for part in parts {
            switch part {
            case .markup(let markup): text += markup
            case .phrase(let phrase): text += escaped(phrase.text(in: language))
            case .only(let languages, let inner): if languages.contains(language) { text += Self.text(of: inner, in: language) }
            }
        }
        return text
    }

    public static func + (left: HTML, right: HTML) -> HTML {
        var sum = left
        sum.parts += right.parts
        return sum
    }

    public static func += (left: inout HTML, right: HTML) { left.parts += right.parts }
}

extension HTML: ExpressibleByStringInterpolation {
    public struct StringInterpolation: StringInterpolationProtocol {
        var parts: [Part] = []

        public init(literalCapacity: Int, interpolationCount: Int) { parts.reserveCapacity(2 * interpolationCount + 1) }

        public mutating func appendLiteral(_ literal: String) { if !literal.isEmpty { parts.append(.markup(literal)) } }

        /// Somebody's text: escaped.
        public mutating func appendInterpolation(_ text: some StringProtocol) { parts.append(.markup(HTML.escaped(text))) }

        public mutating func appendInterpolation(_ number: some BinaryInteger) { parts.append(.markup("\(number)")) }

        public mutating func appendInterpolation(_ phrase: Phrase) { parts.append(.phrase(phrase)) }

        public mutating func appendInterpolation(_ piece: HTML) { parts += piece.parts }

        public mutating func appendInterpolation(_ pieces: [HTML]) { for piece in pieces { parts += piece.parts } }

        /// The piece when the condition holds; nothing otherwise.
        public mutating func appendInterpolation(_ piece: @autoclosure () -> HTML, if condition: Bool) {
            if condition { parts += piece().parts }
        }
    }

    public init(stringLiteral literal: String) { parts = literal.isEmpty ? [] : [.markup(literal)] }

    public init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }
}
