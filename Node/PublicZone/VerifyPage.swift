import Pages

/// The page that checks a proof in its reader's own browser, explaining each step.
///
/// Law: nothing on it says that anything was verified until the script has checked everything; without the script it says how to check with the tool.
struct VerifyPage {
    let site: PublicSite

    /// The one script of the zone, which this page alone loads.
    static let script: Assets.Asset? = Assets.verifyScript

    /// What stands in `main`. The layout loads the script; every text that it shows stands in the `template`.
    var body: HTML {
        """
        <h1>\(.verifyTitle)</h1>
        <p>\(.verifyWhat)</p>
        <p>\(.verifyWhoseScript)</p>
        <noscript><p class="verify-noscript">\(.verifyWithoutScript)</p></noscript>
        \(form)\
        <p id="verify-result" class="verify-result" role="status" tabindex="-1"></p>
        <ol id="verify-steps" class="verify-steps" aria-label="\(.verifySteps)"></ol>
        <section id="verify-limits" hidden>
        <h2>\(.verifyLimits)</h2>
        <ul></ul>
        </section>
        \(tool)\
        <template id="verify-texts">
        \(VerifyTexts.all.map { name, phrase -> HTML in "<p data-text=\"\(name)\">\(phrase)</p>\n" })</template>

        """
    }

    /// Hidden until the script shows it: it does nothing without.
    private var form: HTML {
        """
        <form id="verify-form" class="verify-form" hidden>
        <p><label for="verify-item">\(.verifyItem)</label>
        <input id="verify-item" name="identifier" autocomplete="off" autocapitalize="none" spellcheck="false" size="64" maxlength="64"/></p>
        <details>
        <summary>\(.verifyOwnProof)</summary>
        <p><label for="verify-proof">\(.verifyFile)</label>
        <input id="verify-proof" name="proof" type="file" accept=".json,application/json"/></p>
        <p><label for="verify-text">\(.verifyText)</label>
        <textarea id="verify-text" name="text" rows="4" spellcheck="false"></textarea></p>
        </details>
        <p><label for="verify-network">\(.verifyNetwork)</label>
        <input id="verify-network" name="network" autocomplete="off" autocapitalize="none" spellcheck="false" size="64" maxlength="64" \
        aria-describedby="verify-network-hint"/></p>
        <p id="verify-network-hint" class="note">\(.verifyNetworkHint)</p>
        <p><button type="submit" class="main">\(.verifyButton)</button></p>
        </form>

        """
    }

    /// How to do the same without trusting this site's script.
    private var tool: HTML {
        let address = "\(site.baseURL ?? "https://zone.example")/items/ID"
        return """
            <section>
            <h2>\(.verifyToolTitle)</h2>
            <p>\(.verifyTool)</p>
            <pre><code>causeway verify \(address) --network \(.verifyIdentifier)</code></pre>
            </section>

            """
    }

    /// What the style sheet has for this page: red words say what is not verified, and words say it, too.
    static let style = """
        .verify-form { max-width: 46rem; }
        .verify-form label { display: block; }
        .verify-form input, .verify-form textarea { box-sizing: border-box; max-width: 100%; width: 100%; font: inherit; }
        .verify-form input[type="file"] { width: auto; }
        .verify-result:empty { display: none; }
        .verify-result { border: 2px solid currentColor; padding: .75rem; }
        .verify-result[data-state="failed"], .verify-steps li[data-state="failed"] .verify-state { color: #b00020; }
        .verify-result[data-state="verified"] { color: #14632f; }
        .verify-steps dl { margin: .25rem 0 .75rem; }
        .verify-steps dd { font-family: ui-monospace, monospace; font-size: .875em; overflow-wrap: anywhere; }
        .verify-state { border: 1px solid currentColor; border-radius: .25rem; padding: 0 .375rem; font-size: .875rem; }
        @media (prefers-color-scheme: dark) {
          .verify-result[data-state="failed"], .verify-steps li[data-state="failed"] .verify-state { color: #ff9a91; }
          .verify-result[data-state="verified"] { color: #8bd9a3; }
        }
        @media print { .verify-form { display: none; } }

        """
}

extension Phrase {
    static let verifyTitle = Phrase("Verify an item", "驗證項目", "验证条目")
    fileprivate static let verifyWhat = Phrase(
        """
        Every item here comes with a proof: who wrote it, which network admitted them, and that not one octet was changed since. This page checks \
        the proof in your own browser, step by step. Nothing of it leaves your browser.
        """,
        "此處每個項目均附有證明：由誰撰寫、獲哪個網絡接納，以及其後沒有任何位元組被更改。本頁在你自己的瀏覽器中逐步檢查該證明，內容不會離開你的瀏覽器。",
        "此处每个条目均附有证明：由谁撰写、获哪个网络接纳，以及其后没有任何字节被更改。本页在您自己的浏览器中逐步检查该证明，内容不会离开您的浏览器。")
    fileprivate static let verifyWhoseScript = Phrase(
        """
        The script that checks comes from this site. A site that lies about an item could lie about the check as well: if you do not trust it, use the \
        causeway tool, which you have from elsewhere.
        """,
        "執行檢查的程式碼來自本網站。若網站就項目說謊，亦可能就檢查結果說謊：如你不信任本網站，請使用從其他途徑取得的 causeway 工具。",
        "执行检查的代码来自本网站。若网站就条目说谎，也可能就检查结果说谎：如果您不信任本网站，请使用从其他途径取得的 causeway 工具。")
    fileprivate static let verifyWithoutScript = Phrase(
        "Checking on this page needs JavaScript, which is off or did not come. The tool below checks the same without a browser.",
        "在本頁進行檢查需要 JavaScript，但它已停用或未能載入。下方的工具無需瀏覽器即可作同樣檢查。",
        "在本页进行检查需要 JavaScript，但它已停用或未能加载。下方的工具无需浏览器即可作同样检查。")
    fileprivate static let verifyItem = Phrase(
        "Identifier of the item (64 hexadecimal digits)", "項目識別碼（64 個十六進制數字）", "条目标识符（64 个十六进制数字）")
    fileprivate static let verifyOwnProof = Phrase(
        "Or check a proof file that you have", "或檢查你已有的證明檔案", "或检查您已有的证明文件")
    fileprivate static let verifyFile = Phrase("Proof file", "證明檔案", "证明文件")
    fileprivate static let verifyText = Phrase("Or its text, pasted here", "或將其文字貼於此處", "或将其文本粘贴于此处")
    fileprivate static let verifyNetwork = Phrase(
        "Network that you expect (64 hexadecimal digits, may be left empty)", "你預期的網絡（64 個十六進制數字，可留空）",
        "您预期的网络（64 个十六进制数字，可留空）")
    fileprivate static let verifyNetworkHint = Phrase(
        "Its identifier as you know it from elsewhere: a member, a print, another site. Anybody can found a network and call it what they like.",
        "請填寫你從其他途徑得知的識別碼，例如成員、印刷品或另一網站。任何人都可以建立網絡並隨意命名。",
        "请填写您从其他途径得知的标识符，例如成员、印刷品或另一网站。任何人都可以建立网络并随意命名。")
    fileprivate static let verifyButton = Phrase("Check the proof", "檢查證明", "检查证明")
    fileprivate static let verifySteps = Phrase("Steps of the check", "檢查步驟", "检查步骤")
    fileprivate static let verifyLimits = Phrase("It does not prove", "它並不證明", "它并不证明")
    fileprivate static let verifyToolTitle = Phrase("With the tool", "使用工具", "使用工具")
    fileprivate static let verifyTool = Phrase(
        """
        The tool fetches the proof and the content from the address of an item, in any form that you may copy, and checks the same without believing \
        this site. It also checks files that you have.
        """,
        "該工具可從項目的任何形式網址取得證明及內容，並在不信任本網站的前提下作同樣檢查，亦可檢查你已有的檔案。",
        "该工具可从条目的任何形式网址取得证明及内容，并在不信任本网站的前提下作同样检查，也可检查您已有的文件。")
    fileprivate static let verifyIdentifier = Phrase("IDENTIFIER", "識別碼", "标识符")
}
