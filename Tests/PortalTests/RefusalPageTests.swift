import Exchange
import Pages
import Testing

@testable import Portal

@Suite("What an operation refuses is told in the reader's language")
struct RefusalPageTests {
    private let refusal = OperationError(
        code: "unknown-group", reason: "No group is called \"<b>\" here.", remedy: "See `causeway group list`.", status: 404)

    @Test("The page says it in Chinese first, with what the operation says beneath it, marked as English")
    func chinese() {
        for (language, sentence, detail) in [
            (Language.traditionalChinese, "此處沒有這個群組。", "詳情（英文）："), (.simplifiedChinese, "此处没有这个群组。", "详情（英文）："),
        ] {
            let text = RefusalPage.page(refusal).main.text(in: language)
            let english = "<span lang=\"en\">No group is called &quot;&lt;b&gt;&quot; here. See `causeway group list`.</span>"
            #expect(text.contains("<div class=\"notice bad\" role=\"alert\"><p>\(sentence)"))
            #expect(text.contains("<p class=\"fine\">\(detail)\(english)</p><p class=\"fine\"><code>unknown-group</code></p></div>"))
            #expect(text.firstRange(of: sentence).map { $0.lowerBound < text.firstRange(of: english)?.lowerBound ?? $0.lowerBound } == true)
        }
    }

    @Test("In English the page is what the operation says")
    func english() {
        let text = RefusalPage.notice(refusal).text(in: .english)
        #expect(
            text == """
                <div class="notice bad" role="alert"><p lang="en">No group is called &quot;&lt;b&gt;&quot; here.</p>
                <p lang="en">See `causeway group list`.</p><p class="fine"><code>unknown-group</code></p></div>
                """)
        #expect(!RefusalPage.page(refusal).main.text(in: .english).contains("群"))
    }

    @Test("A refusal of another release, whose code has no sentence, is told in English in every language", arguments: Language.allCases)
    func unknownCode(language: Language) {
        let text = RefusalPage.notice(OperationError(code: "of-tomorrow", reason: "It is so.", remedy: "")).text(in: language)
        #expect(text.contains("<p lang=\"en\">It is so.</p>") && !text.contains("（英文）"))
    }

    @Test("Why a share waits no more is told in the reader's language")
    func waiting() {
        let refused = WaitingPages.why("rule-denies: Your own rules deny it: rule <1>.")
        #expect(
            refused.text(in: .english) == "<span class=\"fine\" lang=\"en\">rule-denies: Your own rules deny it: rule &lt;1&gt;.</span>")
        #expect(refused.text(in: .traditionalChinese).hasPrefix("<span class=\"fine\">機構的規則不容許這樣分享。"))
        #expect(
            refused.text(in: .simplifiedChinese).contains(
                "详情（英文）：<span lang=\"en\">rule-denies: Your own rules deny it: rule &lt;1&gt;.</span>"))
        #expect(WaitingPages.why("rejected by Ana <Lo>").text(in: .traditionalChinese) == "<span class=\"fine\">否決者：Ana &lt;Lo&gt;</span>")
        #expect(WaitingPages.why("rejected by Ana").text(in: .english) == "<span class=\"fine\">rejected by Ana</span>")
        #expect(WaitingPages.why("cancelled").text(in: .simplifiedChinese).isEmpty)
        let unknown = WaitingPages.why("something else").text(in: .traditionalChinese)
        #expect(unknown == "<span class=\"fine\" lang=\"en\">something else</span>")
    }

    @Test("Why an organisation gets no key is told in the reader's language, whatever its name holds")
    func withoutKey() {
        let entry = AudienceView.withoutKey("City: Telecom: suspended")
        #expect(entry.text(in: .english) == "<bdi>City: Telecom</bdi>: suspended")
        #expect(entry.text(in: .traditionalChinese) == "<bdi>City: Telecom</bdi>: 已暫停")
        #expect(AudienceView.withoutKey("Bank: has no node").text(in: .simplifiedChinese) == "<bdi>Bank</bdi>: 没有节点")
        #expect(AudienceView.withoutKey("Bank: of tomorrow").text(in: .simplifiedChinese) == "<bdi>Bank</bdi>: of tomorrow")
        #expect(AudienceView.withoutKey("<Bank>").text(in: .simplifiedChinese) == "<bdi>&lt;Bank&gt;</bdi>")
    }

    @Test(
        "Whatever the node can find of itself is told in the reader's language, with its own words beneath",
        arguments: Finding.Code.allCases)
    func findings(code: Finding.Code) {
        let words = OperationWords(Finding(code, .warning, "It <is> so.", remedy: "Run `this`.")).paragraphs
        #expect(words.text(in: .english) == "<p lang=\"en\">It &lt;is&gt; so.</p>\n<p lang=\"en\">Run `this`.</p>")
        for language in [Language.traditionalChinese, .simplifiedChinese] {
            let text = words.text(in: language)
            #expect(text.contains("（英文）：<span lang=\"en\">It &lt;is&gt; so. Run `this`.</span></p>"))
            #expect(text.firstMatch(of: /^<p>[^<]{8,}。<\/p>/) != nil, "\(text)")
        }
    }

    @Test("A remark on a peer is told in the reader's language; one of another release in English")
    func remarks() {
        func line(_ code: String, _ language: Language) -> String {
            OperationWords(PeerRemark(code: code, sentence: "Was <late>.")).line.text(in: language)
        }
        #expect(line("unanswered", .english) == "<span class=\"fine\" lang=\"en\">Was &lt;late&gt;.</span>")
        #expect(line("unanswered", .traditionalChinese).hasPrefix("<span class=\"fine\">被要求送出記錄"))
        #expect(line("closed-silent", .simplifiedChinese).hasPrefix("<span class=\"fine\">此节点关闭了与对方的连接。"))
        #expect(line("left-twice", .traditionalChinese).contains("對方關閉了連線。"))
        #expect(line("of-tomorrow", .traditionalChinese) == line("of-tomorrow", .english))
    }

    @Test("A remark on a search is said in the reader's language; one of another release in English")
    func notes() {
        let note = ItemsPages.note("Many objects were looked at that do not fit; the next page goes on.")
        #expect(note.text(in: .english) == "<p class=\"notice\">Many objects were looked at that do not fit; the next page goes on.</p>\n")
        #expect(note.text(in: .traditionalChinese) == "<p class=\"notice\">已查看許多不符合的物件；請到下一頁繼續。</p>\n")
        #expect(
            ItemsPages.note("Of <tomorrow>.").text(in: .simplifiedChinese) == "<p class=\"notice\" lang=\"en\">Of &lt;tomorrow&gt;.</p>\n")
    }
}
