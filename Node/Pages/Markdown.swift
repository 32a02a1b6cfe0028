import CMarkGFM
import Synchronization

/// Somebody's article or comment, written in Markdown: CommonMark with GitHub's tables, strike-through and task lists.
///
/// The library parses; what it found is written here, element by element, from a list of what may be written (`MarkdownWriter`): the library's own
/// markup is never used. Markup inside the text is shown as it is typed. Images are never loaded. Addresses that are typed
/// without marks are text.
public struct Markdown: Sendable {
    private let source: String

    public init(_ source: String) { self.source = source }

    /// The text as a piece of a page, in an element of class `markdown`.
    ///
    /// Headings of the first level become the given one, 1 to 6, and those below follow, at most to the sixth; the page's own heading
    /// stays the only one of its level. A text beyond the bounds is given as it was typed, with a note.
    public func html(headingsFrom level: Int = 2) -> HTML {
        if let written = formatted(headingsFrom: level) { return "<div class=\"markdown\">\(written)</div>" }
        return "<div class=\"markdown\"><p class=\"note\">\(Phrase.isPlain)</p>\(Self.plain(source))</div>"
    }

    /// Whether the text is within the bounds of what is formatted.
    public var isFormatted: Bool { formatted(headingsFrom: 2) != nil }

    /// A text as it was typed, as far as the bound of plain texts reaches, with a note where it is cut.
    public static func plain(_ text: String) -> HTML {
        let scalars = text.unicodeScalars
        var (end, octets) = (scalars.startIndex, 0)
        while end < scalars.endIndex {
            octets += Label.octetsOfMarkup(scalars[end])
            guard octets <= PagesLimits.plainTextOctetsMax else { break }
            end = scalars.index(after: end)
        }
        let note: HTML = "<p class=\"note\">\(Phrase.isCut)</p>"
        let shown = HTML.lines(String(scalars[..<end]))
        return "<pre class=\"source\" tabindex=\"0\">\(shown)</pre>\(note, if: end < scalars.endIndex)"
    }

    private func formatted(headingsFrom level: Int) -> HTML? {
        guard MarkdownBounds.allow(source) else { return nil }
        return Self.library.withLock { library in
            library.parse(source) { root in
                var writer = MarkdownWriter(headingsFrom: level)
                return writer.write(root)
            }
        }
    }

    /// One text at a time: while it parses, the library notes in tables of the whole process which characters its extensions want. A text within
    /// the bounds takes milliseconds.
    private static let library = Mutex(MarkdownLibrary())
}

/// The library with the extensions that are wanted, and none that makes links of plain text.
private struct MarkdownLibrary {
    init() { cmark_gfm_core_extensions_ensure_registered() }

    func parse<Result>(_ source: String, _ body: (OpaquePointer) -> Result?) -> Result? {
        guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else { return nil }
        defer { cmark_parser_free(parser) }
        for name in ["table", "strikethrough", "tasklist"] {
            guard let found = cmark_find_syntax_extension(name) else { preconditionFailure("cmark-gfm has no extension \(name)") }
            cmark_parser_attach_syntax_extension(parser, found)
        }
        var source = source
        source.withUTF8 { octets in
            octets.withMemoryRebound(to: CChar.self) { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
        }
        guard let root = cmark_parser_finish(parser) else { return nil }
        defer { cmark_node_free(root) }
        return body(root)
    }
}

extension Phrase {
    fileprivate static let isPlain = Phrase(
        "Shown as it was typed: it is longer, or goes deeper, than what is formatted here.",
        "按原文顯示：內容過長或層次過多，未能排版。", "按原文显示：内容过长或层次过多，无法排版。")
    fileprivate static let isCut = Phrase("The text goes on.", "內容未完。", "内容未完。")
}
