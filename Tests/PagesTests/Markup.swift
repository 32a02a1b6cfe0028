import Pages

/// A strict reader of what pages are made of: every element closed in order, every attribute quoted, nothing that is not listed.
///
/// It shares no code with what it reads, and it is stricter than browsers: what it takes has one meaning.
struct Markup {
    struct Element {
        var name: String
        var attributes: [String: String]
        /// Names of the elements around it, outermost first.
        var path: [String]
        /// The text directly and indirectly in it, with character references read.
        var text = ""
    }

    enum Fault: Error, Equatable {
        case unexpected(String)
    }

    private(set) var elements: [Element] = []
    /// All text.
    private(set) var text = ""
    private var open: [Int] = []

    static let elementNames: Set = [
        "p", "pre", "code", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li", "hr", "br", "em", "strong", "del", "a",
        "span", "bdi",
        "table", "caption", "thead", "tbody", "tr", "th", "td", "div", "figure", "details", "summary", "svg", "title", "desc", "g", "path",
        "rect",
        "text", "time",
    ]
    static let attributeNames: Set = [
        "class", "href", "rel", "role", "aria-label", "tabindex", "start", "scope", "xmlns", "viewBox", "width", "height", "d", "fill",
        "stroke",
        "stroke-dasharray", "x", "y", "font-size", "text-anchor", "transform", "shape-rendering", "datetime", "rx",
    ]
    static let voidNames: Set = ["hr", "br"]

    init(_ html: HTML, in language: Language = .english) throws(Fault) {
        let characters = Array(html.text(in: language).unicodeScalars)
        var index = 0
        while index < characters.count {
            if characters[index] == "<" {
                guard let end = characters[index...].firstIndex(of: ">") else { throw .unexpected("<") }
                try tag(String(String.UnicodeScalarView(characters[(index + 1)..<end])))
                index = end + 1
            } else {
                let end = characters[index...].firstIndex(of: "<") ?? characters.count
                try say(String(String.UnicodeScalarView(characters[index..<end])))
                index = end
            }
        }
        guard open.isEmpty else { throw .unexpected("end") }
    }

    func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

    func all(ofClass name: String) -> [Element] {
        elements.filter { $0.attributes["class"]?.split(separator: " ").contains(Substring(name)) ?? false }
    }

    private mutating func say(_ raw: String) throws(Fault) {
        let words = try Self.read(raw)
        text += words
        for index in open { elements[index].text += words }
    }

    private mutating func tag(_ tag: String) throws(Fault) {
        if tag.hasPrefix("/") {
            guard let last = open.popLast(), elements[last].name == String(tag.dropFirst()) else { throw .unexpected("<\(tag)>") }
            return
        }
        let isClosed = tag.hasSuffix("/")
        var rest = (isClosed ? String(tag.dropLast()) : tag)[...]
        let name = String(rest.prefix { $0 != " " })
        guard Self.elementNames.contains(name) else { throw .unexpected("<\(name)>") }
        rest = rest.dropFirst(name.count)
        var attributes: [String: String] = [:]
        while !rest.isEmpty {
            guard rest.first == " ", let equals = rest.firstIndex(of: "=") else { throw .unexpected(tag) }
            let attribute = String(rest[rest.index(after: rest.startIndex)..<equals])
            guard Self.attributeNames.contains(attribute), attributes[attribute] == nil else {
                throw .unexpected("\(attribute)= in <\(tag)>")
            }
            let value = rest[rest.index(after: equals)...]
            guard value.first == "\"", let end = value.dropFirst().firstIndex(of: "\"") else { throw .unexpected(tag) }
            attributes[attribute] = try Self.read(String(value[value.index(after: value.startIndex)..<end]))
            rest = value[value.index(after: end)...]
        }
        elements.append(Element(name: name, attributes: attributes, path: open.map { elements[$0].name }))
        if !isClosed, !Self.voidNames.contains(name) { open.append(elements.count - 1) }
    }

    /// Only these five references are written; a bare mark, or a character that is not shown, is a fault.
    private static func read(_ raw: String) throws(Fault) -> String {
        var words = ""
        var rest = raw[...]
        while let first = rest.first {
            if first == "&" {
                let known = [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'")]
                guard let (reference, meaning) = known.first(where: { rest.hasPrefix($0.0) }) else { throw .unexpected(raw) }
                words += meaning
                rest = rest.dropFirst(reference.count)
                continue
            }
            for scalar in first.unicodeScalars {
                let isHidden = (scalar.value < 0x20 && scalar != "\n") || (0x7F...0x9F).contains(scalar.value)
                let turns = (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value) || scalar.value == 0x200F
                guard !isHidden, !turns, !"<>\"'".unicodeScalars.contains(scalar) else { throw .unexpected(raw) }
            }
            words.append(first)
            rest = rest.dropFirst()
        }
        return words
    }
}

/// Texts that peers may send as a name of anything.
enum Hostile {
    static let texts = [
        "<script>alert(1)</script>", "\"><svg onload=alert(1)>", "' onmouseover='alert(1)", "</title></svg><script>alert(1)</script>",
        "</text><a href=\"javascript:alert(1)\">x</a>", "&lt;script&gt;", "&#60;script&#62;", "]]><script>", "<!--", "-->",
        "javascript:alert(1)",
        "\u{0}\u{1}\u{8}\u{1B}[31m", "\u{202E}gpj.exe", "\u{2066}\u{2069}\u{200F}", "", " ", "\u{200B}\u{2060}", "\n\r\t", "{{7*7}}",
        "${x}",
        String(repeating: "N", count: 200), String(repeating: "漢", count: 200), String(repeating: "👩‍👩‍👧‍👦", count: 200), "مجموعة التهديد",
        "قوة <b>",
        "a" + String(repeating: "\u{0301}", count: 10_000), String(repeating: "W", count: 100_000), "\u{FFFE}\u{E000}\u{D7FF}", "🇭🇰",
        "a\u{85}b\u{2028}c",
    ]
}
