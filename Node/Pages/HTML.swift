/// A piece of a page: markup that stands in our sources, and everything else escaped.
///
/// Law: the only ways to make one are a literal of the source code and what is interpolated into it. A text becomes an element's content or a quoted
/// attribute, never markup; so a page cannot be changed by what somebody wrote into an item, a name or an address. Attributes are always quoted.
/// Texts of ours are `Phrase`s, and which language is read is said last, when the page is written.
public struct HTML: Sendable {
    enum Part: Sendable {
        case markup(String)
        case phrase(Phrase)
    }

    var parts: [Part]

    /// Nothing.
    public init() { parts = [] }

    /// Markup that is known to be well formed by whoever made it: for the makers of pictures and of Markdown in this room alone.
    init(markup: String) { parts = [.markup(markup)] }

    public var isEmpty: Bool { parts.isEmpty }

    /// The page as it is sent.
    public func text(in language: Language) -> String {
        var text = ""
        for part in parts {
            switch part {
            case .markup(let markup): text += markup
            case .phrase(let phrase): text += Self.escaped(phrase.text(in: language))
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
