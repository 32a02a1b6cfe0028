import Pages
import Testing

@Suite struct HTMLTests {
    @Test func `Text is escaped, whatever it is`() {
        let hostile = "<script>alert('x')</script>\"&"
        let page: HTML = "<p title=\"\(hostile)\">\(hostile)</p>"
        let escaped = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;"
        #expect(page.text(in: .english) == "<p title=\"\(escaped)\">\(escaped)</p>")
    }

    @Test func `A piece for some languages is there for those alone, also inside another and beside others`() {
        let inner = ("<i>\(Phrase("one", "一", "壹"))</i>" as HTML).only(in: [.traditionalChinese, .english])
        let page: HTML = "<p>\(("a\(inner)" as HTML).only(in: [.traditionalChinese, .simplifiedChinese]))b</p>"
        #expect(page.text(in: .english) == "<p>b</p>")
        #expect(page.text(in: .traditionalChinese) == "<p>a<i>一</i>b</p>")
        #expect(page.text(in: .simplifiedChinese) == "<p>ab</p>")
        #expect(HTML().only(in: [.english]).isEmpty && !inner.isEmpty)
    }
}
