import Testing

@testable import Pages

@Suite struct MarkdownHostileTests {
    @Test(
        "Markup in a text is shown as it was typed",
        arguments: [
            "<script>alert(1)</script>", "<ScRiPt\n>alert(1)</sCrIpT\n>", "a <img src=x onerror=alert(1)> b",
            "<svg><script>alert(1)</script></svg>",
            "<iframe src=\"javascript:alert(1)\"></iframe>", "<a href=\"javascript:alert(1)\">x</a>", "<style>*{display:none}</style>",
            "<base href=//evil.example>", "<meta http-equiv=refresh content=0>", "<!-- --><script>", "<?php x ?>", "<![CDATA[<script>]]>",
            "<div style=\"position:fixed\">x</div>", "</div></div></main><form action=//evil.example>", "<x onclick=alert(1)>",
            "`<script>`",
            "    <script>", "```\n</code></pre><script>\n```", "```\"><script>\nx\n```", "| <script> | a |\n|--|--|\n| <b>x | </table> |",
            "<details open ontoggle=x>",
            "# <script>", "[<script>](https://example.org)", "[x](https://example.org \"'><script>\")",
            "[x](https://example.org/\"onclick=\"x)",
            "![\"><script>](\"><script>)", "<https://example.org/\"><script>>", "&lt;script&gt;alert(1)&lt;/script&gt;",
        ])
    func markupIsText(source: String) throws {
        let markup = try Markup(Markdown(source).html())
        #expect(Markdown(source).isFormatted)
        #expect(!markup.text.isEmpty)
    }

    @Test(arguments: Hostile.texts)
    func `No text breaks out, wherever in an article it stands`(text: String) throws {
        let sources = [
            text, "# \(text)", "- \(text)", "> \(text)", "[\(text)](https://example.org)", "[a](\(text))", "[a](<\(text)>)",
            "![\(text)](\(text))",
            "`\(text)`", "```\(text)\n\(text)\n```", "| \(text) |\n|--|\n| \(text) |", "[a]: \(text)\n\n[a]", "<\(text)>", "- [ ] \(text)",
            "**\(text)**",
        ]
        for source in sources { _ = try Markup(Markdown(source).html()) }
    }

    @Test func `Characters that turn or hide text are left out, also when they are spelt as references`() throws {
        let markup = try Markup(Markdown("a&#x202E;b\u{202E}c\u{0}d&#0;e&#x7F;f").html())
        #expect(markup.text == "abc\u{FFFD}d\u{FFFD}ef")
    }

    static let beyond: [(String, String)] = [
        ("quotes", String(repeating: ">", count: 10_000) + "a"), ("spaced quotes", String(repeating: "> ", count: 10_000) + "a"),
        ("lists on a line", String(repeating: "- ", count: 10_000) + "a"),
        ("numbered lists on a line", String(repeating: "1. ", count: 10_000)),
        ("lists by indentation", (0..<300).map { String(repeating: "  ", count: $0) + "- a\n" }.joined()),
        ("lists by tabs", (0..<100).map { String(repeating: "\t", count: $0) + "- - - - a\n" }.joined()),
        ("nested emphasis", String(repeating: "*a ", count: 1_000) + String(repeating: " b*", count: 1_000)),
        ("octets", String(repeating: "a", count: PagesLimits.markdownOctetsMax + 1)),
        (
            "columns",
            String(repeating: "|a", count: 5_000) + "\n" + String(repeating: "|-", count: 5_000) + "\n"
                + String(repeating: "|\n", count: 10_000)
        ),
        ("rows", "|a|b|\n|-|-|\n" + String(repeating: "|1|2|\n", count: 9_000)),
        ("heads that fit nothing", String(repeating: "a\n|-|-|\n", count: 3_000)),
        ("a long paragraph before a table", String(repeating: "a\n", count: 5_000) + "|-|"),
        ("open images", String(repeating: "![", count: 200) + String(repeating: "[]()", count: 2_000)),
        ("links in images", String(repeating: "![[]()", count: 10_000)),
        ("a reference bomb", "[a]: " + String(repeating: "u", count: 30_000) + "\n\n" + String(repeating: "[a]", count: 5_000)),
        ("a title bomb", "[a]: u\n\"" + String(repeating: "x\n", count: 4_000) + "\"\n\n" + String(repeating: "[a]", count: 5_000)),
        ("pieces", String(repeating: "*a*", count: 20_000)), ("rules that are lists", String(repeating: "- + ", count: 5_000)),
    ]

    @Test(arguments: beyond)
    func `A text beyond the bounds is shown as it was typed`(name: String, source: String) throws {
        let markup = try Markup(Markdown(source).html())
        #expect(!Markdown(source).isFormatted, "\(name)")
        let shown = try #require(markup.all(ofClass: "source").first)
        #expect(shown.text.utf8.count == source.utf8.count { $0 != UInt8(ascii: "\t") } + source.utf8.count { $0 == UInt8(ascii: "\t") })
        #expect(markup.text.contains("Shown as it was typed"))
    }

    @Test(arguments: [
        "[", "]", "*", "_", "~", "`", "<", "&", "\\", "#", "|", "!", "\n", "\t", "-", "[a](", "](", "&#", "<!--", "*a_ ", "a\n=\n",
    ])
    func `Ten thousand of one mark are written or refused, and do no harm`(mark: String) throws {
        _ = try Markup(Markdown(String(repeating: mark, count: 10_000)).html())
    }

    @Test func `Ordinary long articles are within the bounds`() throws {
        let table =
            "| Address | Seen | Note |\n|---------|-----:|------|\n" + String(repeating: "| 192.0.2.1 | 12 | scanner |\n", count: 300)
        let section = "## Heading\n\nText with *words* and a [link](https://example.org/a).\n\n- a\n  - b\n    - c\n\n> quoted\n\n-----\n\n"
        let source =
            String(repeating: section, count: 200) + table + "\n" + String(repeating: "-", count: 80) + "\n\n[r]: https://example.org\n"
        #expect(Markdown(source).isFormatted)
    }

    @Test func `A text beyond what is shown is cut, and says so`() throws {
        let markup = try Markup(Markdown(String(repeating: "漢", count: 100_000)).html())
        #expect(try #require(markup.all(ofClass: "source").first).text.utf8.count <= PagesLimits.plainTextOctetsMax + 2)
        #expect(markup.text.contains("The text goes on."))
    }

    @Test func `Texts that are read at the same time do not disturb each other`() async {
        let expected = Markdown("~~a~~ | b").html().text(in: .english)
        await withTaskGroup(of: String.self) { group in
            for _ in 0..<200 { group.addTask { Markdown("~~a~~ | b").html().text(in: .english) } }
            for await text in group { #expect(text == expected) }
        }
    }
}
