import Pages

/// The page that says why there is none, in the language of the address, or else of the reader.
struct RefusalPage {
    let site: PublicSite
    let refusal: PublicRefusal

    /// The language of an address's first step; else the best for what the browser prefers.
    static func language(ofTarget target: String, acceptLanguage: String) -> Language {
        let first = target.utf8.dropFirst().prefix(while: { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") })
        return Language.allCases.first { first.elementsEqual($0.step.utf8) } ?? .preferred(by: acceptLanguage)
    }

    func document(in language: Language) -> ZoneDocument {
        let layout = ZoneLayout(site: site, language: language)
        var page = ZoneLayout.Page(
            refusal.title, nil,
            """
            <h1>\(refusal.title)</h1>
            <p>\(refusal.advice)</p>
            \(successor(layout))<ul><li><a href="\(layout.path(.newest(.all)))">\(.newestItems)</a></li>
            <li><a href="\(layout.path(.search))">\(.search)</a></li>
            <li><a href="\(layout.path(.front))">\(.frontPage)</a></li></ul>
            """)
        page.isUnlisted = true
        return layout.document(page)
    }

    /// Where the next version is.
    private func successor(_ layout: ZoneLayout) -> HTML {
        guard case .ended(_, let successor) = refusal, let id = successor.flatMap({ ZoneAddress.identifier($0) }) else { return "" }
        return "<p><a href=\"\(layout.path(.item(id)))\">\(.toSuccessor)</a></p>\n"
    }
}

extension PublicRefusal {
    var title: Phrase {
        switch self {
        case .badRequest: Phrase("Bad request", "請求無效", "请求无效")
        case .notFound: Phrase("Not found", "找不到頁面", "找不到页面")
        case .ended: Phrase("No longer public", "已不再公開", "已不再公开")
        case .methodNotAllowed: Phrase("Method not allowed", "不支援此方法", "不支持此方法")
        case .fault: Phrase("Out of order", "暫時故障", "暂时故障")
        case .busy: Phrase("Busy", "系統繁忙", "系统繁忙")
        }
    }

    /// What happened, or what the reader can do.
    var advice: Phrase {
        switch self {
        case .badRequest:
            Phrase("This address is not one of this site’s.", "此地址並非本網站的地址。", "此地址并非本网站的地址。")
        case .notFound:
            Phrase("Nothing public is at this address.", "此地址沒有公開內容。", "此地址没有公开内容。")
        case .ended(.retracted, _):
            Phrase("Its author took this item back.", "作者已撤回此項目。", "作者已撤回此条目。")
        case .ended(.replaced, _):
            Phrase("Its author issued another version of this item.", "作者已發出此項目的另一版本。", "作者已发布此条目的另一版本。")
        case .ended(.expired, _):
            Phrase("The time that its author set for this item is over.", "此項目已超過作者設定的期限。", "此条目已超过作者设定的期限。")
        case .ended(.withdrawn, _):
            Phrase("Moderators withdrew this item from this site.", "審核員已從本網站撤下此項目。", "审核员已从本网站撤下此条目。")
        case .methodNotAllowed:
            Phrase("These pages can only be read.", "此等頁面只供閱讀。", "这些页面只供阅读。")
        case .fault:
            Phrase("This could not be read just now. Try again later.", "暫時未能讀取，請稍後再試。", "暂时无法读取，请稍后再试。")
        case .busy:
            Phrase("Many are reading just now. Try again in half a minute.", "現時讀者眾多，請於半分鐘後再試。", "当前读者众多，请于半分钟后再试。")
        }
    }
}

extension Phrase {
    fileprivate static let newestItems = Phrase("Newest items", "最新項目", "最新条目")
    fileprivate static let frontPage = Phrase("Front page", "首頁", "首页")
    fileprivate static let toSuccessor = Phrase("Go to the version that took its place", "前往取代此項目的版本", "前往取代此条目的版本")
}
