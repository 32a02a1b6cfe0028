import Foundation
import Testing

@testable import Pages

@Suite struct OperationWordsTests {
    private let open = OperationWords(of: "search-open-quote", reason: "\("A <quotation> mark is open.")", remedy: "Close it.")

    @Test func `In Chinese the sentence stands first, and what the operation says beneath it, marked as English`() {
        #expect(
            open.paragraphs.text(in: .traditionalChinese) == """
                <p>引號沒有成對。請補上另一引號，或刪去引號。</p>
                <p class="fine">詳情（英文）：<span lang="en">A &lt;quotation&gt; mark is open. Close it.</span></p>
                """)
        #expect(
            open.paragraphs.text(in: .simplifiedChinese) == """
                <p>引号没有成对。请补上另一引号，或删去引号。</p>
                <p class="fine">详情（英文）：<span lang="en">A &lt;quotation&gt; mark is open. Close it.</span></p>
                """)
        #expect(
            open.line.text(in: .simplifiedChinese)
                == "<span class=\"fine\">引号没有成对。请补上另一引号，或删去引号。详情（英文）：<span lang=\"en\">A &lt;quotation&gt; mark is open. Close it.</span></span>"
        )
    }

    @Test func `In English there is what the operation says, and no Chinese`() {
        #expect(
            open.paragraphs.text(in: .english) == """
                <p lang="en">A &lt;quotation&gt; mark is open.</p>
                <p lang="en">Close it.</p>
                """)
        for code in RefusalSentence.codes {
            let text = OperationWords(of: code, reason: "Why.", remedy: "What now.")
            let english = text.paragraphs.text(in: .english) + text.line.text(in: .english)
            #expect(english.unicodeScalars.allSatisfy { $0.isASCII }, "\(code)")
        }
    }

    @Test(arguments: Language.allCases)
    func `A code without a sentence is told in English, marked so`(language: Language) {
        let text = OperationWords(of: "nobody-knows", reason: "Why.")
        #expect(text.paragraphs.text(in: language) == "<p lang=\"en\">Why.</p>\n")
        #expect(text.line.text(in: language) == "<span class=\"fine\" lang=\"en\">Why.</span>")
    }

    @Test func `No code has two sentences`() {
        #expect(Set(RefusalSentence.codes).count == RefusalSentence.codes.count && RefusalSentence.codes.count > 200)
        #expect(RefusalSentence(code: "nobody-knows") == nil)
    }

    /// Letters that one script writes and the other never, of those that the sentences need: of each pair, the Traditional one first.
    private static let pairs = """
        並并併并來来個个們们備备傳传儲储內内兩两冊册別别刪删則则剛刚動动匯汇區区員员問问啟启單单嘗尝嚴严圍围執执報报壞坏審审寫写寬宽將将尋寻對对層层屬属帳帐庫库後后徑径從从復复態态憑凭應应戶户掛挂採采損损擇择\
        據据擱搁擴扩敗败數数斷断於于時时暫暂會会條条構构標标樣样機机檔档檢检欄栏權权歸归決决沒没況况減减湊凑滿满為为無无狀状獲获現现當当發发確确碼码種种稱称節节範范簡简簽签籌筹紀纪納纳紙纸終终組组結结絕绝絡络\
        給给統统經经網网緊紧緒绪線线編编縮缩繼继續续義义聯联聲声職职與与舊旧處处號号術术裏里補补裝装製制複复見见規规訂订計计訊讯記记設设許许詞词詢询試试該该詳详誌志認认語语誤误說说誰谁請请證证識识讀读變变讓让\
        資资賴赖軟软較较載载輸输轉转這这連连進进運运過过達达遠远適适遲迟選选遺遗還还邊边郵邮銷销錄录錯错鎖锁鐘钟鑰钥長长閉闭開开間间閱阅關关雙双雜杂離离電电響响頁页項项須须預预題题類类顯显餘余騰腾驟骤鬆松麼么\
        點点
        """

    @Test func `Each sentence says what is wrong and what to do, in letters of its own script`() throws {
        let letters = Array(Self.pairs.filter { !$0.isWhitespace })
        let pairs = stride(from: 0, to: letters.count, by: 2).map { (letters[$0], letters[$0 + 1]) }
        // 制 is a letter of both: Traditional Chinese has it in 限制.
        let (traditional, simplified) = (Set(pairs.map(\.0)), Set(pairs.map(\.1)).subtracting(["制"]))
        for code in RefusalSentence.codes {
            let phrase = try #require(RefusalSentence(code: code)).phrase(english: "")
            let texts = (phrase.text(in: .traditionalChinese), phrase.text(in: .simplifiedChinese))
            #expect(texts.0.filter { simplified.contains($0) }.isEmpty, "\(code): \(texts.0)")
            #expect(texts.1.filter { traditional.contains($0) }.isEmpty, "\(code): \(texts.1)")
            for text in [texts.0, texts.1] {
                #expect(text.hasSuffix("。") && text.count >= 12 && text.count <= 90, "\(code): \(text)")
                #expect(!text.contains { ",;!?`".contains($0) }, "\(code): half-width punctuation")
            }
        }
    }
}
