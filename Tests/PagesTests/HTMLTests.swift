import Pages
import Testing

@Suite struct HTMLTests {
    @Test func `Text is escaped, whatever it is`() {
        let hostile = "<script>alert('x')</script>\"&"
        let page: HTML = "<p title=\"\(hostile)\">\(hostile)</p>"
        let escaped = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;"
        #expect(page.text(in: .english) == "<p title=\"\(escaped)\">\(escaped)</p>")
    }
}
