import Testing

@testable import Pages

@Suite struct MarkdownTests {
    private func html(_ source: String, headingsFrom level: Int = 2) throws -> String {
        let text = Markdown(source).html(headingsFrom: level).text(in: .english)
        _ = try Markup(Markdown(source).html(headingsFrom: level))
        let inner = try #require(text.hasPrefix("<div class=\"markdown\">") ? text.dropFirst(22) : nil)
        return String(inner.dropLast("</div>".count))
    }

    @Test(
        "Markdown becomes the elements that stand for it",
        arguments: [
            ("one *two* **three** `four`", "<p>one <em>two</em> <strong>three</strong> <code>four</code></p>"),
            ("~~gone~~", "<p><del>gone</del></p>"),
            ("a\nb  \nc", "<p>a b<br>c</p>"),
            ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
            ("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
            ("3. a\n4. b", "<ol start=\"3\"><li>a</li><li>b</li></ol>"),
            ("1. a", "<ol><li>a</li></ol>"),
            ("> a\n>> b", "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>"),
            ("```sh\nif a < b\n\tc\n```", "<pre tabindex=\"0\"><code>if a &lt; b\n c\n</code></pre>"),
            ("a\n\n---\n\nb", "<p>a</p><hr><p>b</p>"),
            ("# 一\n\n### 三", "<h2>一</h2><h4>三</h4>"),
            ("a &amp; &lt;b&gt; &copy; &#128274;", "<p>a &amp; &lt;b&gt; © 🔒</p>"),
            ("hxxps://evil[.]example/a", "<p>hxxps://evil[.]example/a</p>"),
            ("https://example.org www.example.org me@example.org", "<p>https://example.org www.example.org me@example.org</p>"),
        ])
    func elements(source: String, expected: String) throws { #expect(try html(source) == expected) }

    @Test func `Tables keep their heads, cells and sides`() throws {
        let text = try html("| a | b |\n|:-:|--:|\n| 1 | **2** |\n| 3 |")
        let table = "<table><thead><tr><th scope=\"col\" class=\"at-middle\">a</th><th scope=\"col\" class=\"at-end\">b</th></tr></thead>"
        let rows = "<tbody><tr><td class=\"at-middle\">1</td><td class=\"at-end\"><strong>2</strong></td></tr>"
        let last = "<tr><td class=\"at-middle\">3</td><td class=\"at-end\"></td></tr></tbody></table>"
        #expect(text == "<div class=\"scroll\" role=\"group\" tabindex=\"0\" aria-label=\"Table\">\(table)\(rows)\(last)</div>")
        #expect(try html("a|b\n-|-").contains("</thead></table>"))
    }

    @Test func `A task says in words whether it is done`() throws {
        let text = try html("- [x] a\n- [ ] b")
        #expect(text.contains("<li class=\"task\"><span role=\"img\" aria-label=\"Done\">☑</span> a</li>"))
        #expect(text.contains("<li class=\"task\"><span role=\"img\" aria-label=\"Not done\">☐</span> b</li>"))
        #expect(Markdown("- [x] a").html().text(in: .traditionalChinese).contains("已完成"))
    }

    @Test(arguments: [(1, "<h1>a</h1><h6>b</h6>"), (2, "<h2>a</h2><h6>b</h6>"), (4, "<h4>a</h4><h6>b</h6>"), (9, "<h6>a</h6><h6>b</h6>")])
    func `Headings begin where the page says, and end at the sixth level`(level: Int, expected: String) throws {
        #expect(try html("# a\n\n###### b", headingsFrom: level) == expected)
    }

    @Test(
        "A link says where it leads when its words do not",
        arguments: [
            ("[text](https://example.org/a?b=c&d#e)", "https://example.org/a?b=c&d#e", "example.org"),
            ("[example.com](https://example.org)", "https://example.org", "example.org"),
            ("[https://example.org.evil.example](https://example.org)", "https://example.org", "example.org"),
            ("[example.org@evil](https://example.org)", "https://example.org", "example.org"),
            ("[example.org evil](https://example.org)", "https://example.org", "example.org"),
            ("[x](HTTP://EXAMPLE.org:8080/)", "HTTP://EXAMPLE.org:8080/", "example.org:8080"),
            ("[x](https://[2001:db8::1]/)", "https://[2001:db8::1]/", "[2001:db8::1]"),
            ("[x](https://example.org/路)", "https://example.org/%E8%B7%AF", "example.org"),
            ("[us](mailto:soc@example.org)", "mailto:soc@example.org", "soc@example.org"),
            ("[https://example.org/a](https://example.org/b)", "https://example.org/b", nil),
            ("[Example.org](https://example.org/b)", "https://example.org/b", nil),
            ("<https://example.org/b>", "https://example.org/b", nil),
            ("[](https://example.org/b)", "https://example.org/b", nil),
        ])
    func linked(source: String, address: String, shown: String?) throws {
        let markup = try Markup(Markdown(source).html())
        let link = try #require(markup.all("a").first)
        #expect(link.attributes == ["href": address, "rel": "noopener noreferrer nofollow"])
        #expect(!link.text.isEmpty)
        #expect(markup.all(ofClass: "markdown-address").first?.text == shown.map { "(\($0))" })
    }

    @Test(
        "What is no plain address of the web or of mail is shown and not linked",
        arguments: [
            "javascript:alert(1)", "JaVaScRiPt:alert(1)", "&#106;avascript:alert(1)", "&#x6A&#x61vascript:alert(1)",
            "java&Tab;script:alert(1)",
            "java&NewLine;script:alert(1)", "&#1;javascript:alert(1)", "javascript&colon;alert(1)", "vbscript:x",
            "data:text/html;base64,PHN2Zz4=",
            "data:image/svg+xml,x", "file:///etc/passwd", "//evil.example", "/settings", "#x", "?logout", "ftp://example.org",
            "https:evil.example",
            "https:/evil.example", "https:///evil.example", "https://", "https://good.example@evil.example",
            "https://good.example%2F@evil.example",
            "https://good.example\\\\@evil.example", "https:\\\\\\\\evil.example", "https://evil.example\\\\", "https://еxample.org",
            "https://ex%61mple.org",
            "https://exa&#x200B;mple.org", "https://example.org:99999999", "https://example.org&#10;x",
            "mailto:a@b.example?bcc=c@d.example", "mailto:a",
            "mailto:a@b.example,c@d.example", "mailto:a@b@c", "blob:https://example.org", "view-source:https://example.org", "tel:999",
            "about:blank",
            "https://[::1", "https://[x]/", "https://[::1]evil", "https://-evil.example", "https://evil.example:", "intent://x", "HTTPS",
            "https",
        ])
    func notLinked(address: String) throws {
        for source in ["[x](<\(address)>)", "[x][r]\n\n[r]: <\(address)>"] {
            let markup = try Markup(Markdown(source).html())
            #expect(markup.all("a").isEmpty)
            #expect(markup.text.contains("x"))
        }
        #expect(try Markup(Markdown("<\(address)>").html()).all("a").isEmpty)
    }

    @Test func `An image is words and an address, and is not loaded`() throws {
        let markup = try Markup(Markdown("![a *b* [c](https://d.example)](https://example.org/x.png \"t\")").html())
        #expect(markup.all("a").isEmpty)
        #expect(markup.text == "Image, not loaded: a b c (https://example.org/x.png)")
        let linked = try Markup(Markdown("[![a](https://b.example/c.png)](https://d.example)").html())
        #expect(linked.all("a").count == 1)
        #expect(
            try Markup(Markdown("[![[x](https://a.example)](y)](https://d.example)").html()).all("a").allSatisfy { !$0.path.contains("a") })
    }
}
