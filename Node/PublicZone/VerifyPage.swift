import Pages

/// The page that checks a proof in its reader's own browser, explaining each step.
struct VerifyPage {
    let site: PublicSite

    /// The script that the layout loads on this page alone.
    static let script: Assets.Asset? = nil

    /// What stands in `main`; the script is `Assets`'.
    var body: HTML { "<h1>\(.verifyTitle)</h1>\n" }
}

extension Phrase {
    static let verifyTitle = Phrase("Verify an item", "驗證項目", "验证项目")
}
