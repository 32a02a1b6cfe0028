import Exchange
import Pages

/// One item: what it says, who says so, how to check that, and what became of it.
struct ItemPage {
    let zone: ZonePages

    func page(_ id: String) async throws(PublicRefusal) -> ZoneLayout.Page {
        let maker = zone.maker
        let item = try await maker.item(id)
        let reading = try await read(item)
        let versions = try await maker.read { () async throws in try await maker.source.versions(of: id) }
        let others = ZonePages.lookAlikes(of: item.author, in: try await zone.network())
        let lists = Set(try await maker.lists().map(\.name))
        let sections = ItemSections(zone: zone, item: item, reading: reading)
        let translation = zone.translation(of: item)
        let topic = item.topic.map { topic -> HTML in
            "<a class=\"tag\" href=\"\(zone.path(.newest(.topic(topic))))\">\(topic.name)</a> "
        }
        var page = ZoneLayout.Page(
            Self.heading(translation?.title ?? "", else: item.title), .item(id),
            """
            <article>
            <h1>\(zone.title(item))</h1>
            <p class="facts">\(ZonePages.mark(item.tlp)) \(item.pap.map { "\(ZonePages.mark($0)) " as HTML } ?? "")\(topic ?? "")\
            \("<span class=\"tag\">\(.featured)</span>", if: item.isFeatured)</p>
            \(ZonePages.lookAlikeNote(item.author, others))<div class="columns"><div class="wide">
            \(summary(item, reading, translation))\(sections.all)</div><div>
            \(facts(item, lists))\(files(item))\(verification(item))\(history(item, versions))</div></div>
            </article>
            """)
        page.summary = .signedItem(Label(item.author, octetsMax: PublicZoneLimits.listedNameOctetsMax).text)
        return page
    }

    /// What the browser's tab says: the first of the two that shows something.
    private static func heading(_ title: String, else other: String) -> Phrase {
        for text in [title, other] {
            let label = Label(text, octetsMax: PublicZoneLimits.listedTitleOctetsMax)
            if !label.isEmpty { return Phrase(verbatim: label.text) }
        }
        return .untitled
    }

    /// The content as far as a page reads one: a larger one is not even taken from the store.
    private func read(_ item: PublicItem) async throws(PublicRefusal) -> ItemReading {
        guard item.mediaType.hasPrefix("application/stix+json") || item.mediaType.hasPrefix("application/json") else {
            return ItemReading(gap: .isNoBundle)
        }
        guard item.octets <= PublicZoneLimits.contentReadOctetsMax else { return ItemReading(gap: .isLarge) }
        let maker = zone.maker
        guard let reservation = maker.budget.reserve(item.octets) else { throw .busy }
        let content = try await maker.read { () async throws in try await maker.source.content(of: item.id) }
        defer { withExtendedLifetime(reservation) {} }
        return content.map { ItemReading(content: $0, subject: item.subject) } ?? ItemReading(gap: .isNoBundle)
    }

    // MARK: - What it says

    /// The description: in the language of the page where somebody translated it, said whose that is, and always as its author wrote it.
    private func summary(_ item: PublicItem, _ reading: ItemReading, _ translation: PublicItemTranslation?) -> HTML {
        let own = reading.subject.map { passage -> HTML in
            let language: HTML = passage.language.flatMap(ZonePages.tag).map { " lang=\"\($0)\"" } ?? ""
            return "<div class=\"passage\"\(language)>\(ZonePages.article(passage.text, headingsFrom: 3))</div>\n"
        }
        let inOthers = others(item)
        guard let translation else {
            guard own != nil || !inOthers.isEmpty else { return "" }
            return "<section aria-labelledby=\"summary\"><h2 id=\"summary\">\(.summary)</h2>\n\(own ?? "")\(inOthers)</section>\n\n"
        }
        let tag = ZonePages.tag(translation.language) ?? zone.language.rawValue
        let said: HTML =
            translation.summary.isEmpty
            ? "" : "<div class=\"passage\" lang=\"\(tag)\">\(ZonePages.article(translation.summary, headingsFrom: 3))</div>\n"
        return """
            <section aria-labelledby="summary"><h2 id="summary">\(.summary)</h2>
            <p class="note">\(.translationBy)\(Label(translation.author, octetsMax: PublicZoneLimits.listedNameOctetsMax).isolated)\
            \(signed(translation))\(.fullStop)</p>
            \(said)<details class="original"><summary>\(.inOriginal)</summary>
            <p>\(ZonePages.original(item.title))</p>
            \(own ?? "")</details>\(inOthers)</section>

            """
    }

    /// A link to the item that says so; its identifier is the store's word, and is looked at all the same.
    private func signed(_ translation: PublicItemTranslation) -> HTML {
        guard let id = ZoneAddress.identifier(translation.item) else { return "" }
        return "\(.openBracket)<a href=\"\(zone.path(.item(id)))\">\(.signedTranslation)</a>\(.closedBracket)"
    }

    /// Translations into other languages than the page's.
    private func others(_ item: PublicItem) -> HTML {
        let shown = item.translations.filter { Language(tag: $0.language) != zone.language }.prefix(PublicZoneLimits.languagesShownMax)
        let links = shown.compactMap { translation -> HTML? in
            let title = Label(translation.title, octetsMax: PublicZoneLimits.listedTitleOctetsMax)
            guard let tag = ZonePages.tag(translation.language) else { return nil }
            if let language = Language(tag: tag) {
                let path = ZoneAddress.page(language, .item(item.id)).path
                return "<li><a href=\"\(path)\" hreflang=\"\(tag)\" lang=\"\(tag)\">\(language.name): \(title.isolated)</a></li>\n"
            }
            guard let id = ZoneAddress.identifier(translation.item) else { return nil }
            return "<li><a href=\"\(zone.path(.item(id)))\">\(tag)</a>: <span lang=\"\(tag)\">\(title.isolated)</span></li>\n"
        }
        return links.isEmpty ? "" : "<p>\(.inOtherLanguages)</p>\n<ul>\(links)</ul>\n"
    }

    // MARK: - Whose it is

    /// An item that is in no list, such as a translation, may have an author and a sector without any.
    private func facts(_ item: PublicItem, _ lists: Set<ListName>) -> HTML {
        let list = ListName.author(item.organisationID).flatMap { lists.contains($0) ? $0 : nil }
        let sectorList = ListName.sector(item.sector)
        let author = Label(item.author).isolated
        let sector = Label(item.sector, octetsMax: PublicZoneLimits.listedNameOctetsMax)
        let toSector: HTML = "<a href=\"\(zone.path(.newest(sectorList)))\">\(sector.isolated)</a>"
        let ofSector: HTML = "<dt>\(.sector)</dt><dd>\(lists.contains(sectorList) ? toSector : sector.isolated)</dd>\n"
        let address = zone.layout.absolute(.page(zone.language, .item(item.id)))
        return """
            <section aria-labelledby="facts"><h2 id="facts">\(.aboutItem)</h2>
            <dl class="facts"><dt>\(.writtenBy)</dt><dd>\(list.map { "<a href=\"\(zone.path(.newest($0)))\">\(author)</a>" as HTML } ?? author)\
            \(" <span class=\"tag\">\(.coordinator)</span>", if: item.isOfStaff)</dd>
            <dt>\(.organisation)</dt><dd><code>\(Label(item.organisationID, octetsMax: PublicZoneLimits.listedNameOctetsMax).html)</code></dd>
            \(ofSector, if: !item.sector.isEmpty)<dt>\(.made)</dt><dd>\(ZoneTime.element(item.created))\(.openBracket)\(.asAuthorSays)\(.closedBracket)</dd>
            <dt>\(.received)</dt><dd>\(ZoneTime.element(item.received))</dd>
            <dt>\(.published)</dt><dd>\(ZoneTime.element(item.published))</dd></dl>
            <p class="fine">\(.permanentLink): <a href="\(address)" rel="bookmark">\(address)</a></p></section>

            """
    }

    private func files(_ item: PublicItem) -> HTML {
        """
        <section aria-labelledby="files"><h2 id="files">\(.files)</h2>
        <ul><li><a href="\(ZoneAddress.machine(.bundle(item.id)).path)" download>\(.content)</a>: \(Self.kind(item.mediaType)), \
        \(.octets(item.octets)), \(.asAuthorGaveIt)</li>
        <li><a href="\(ZoneAddress.machine(.proof(item.id)).path)" download>\(.proof)</a></li></ul></section>

        """
    }

    /// What the content is, in words where there are some.
    private static func kind(_ mediaType: String) -> HTML {
        mediaType == "application/stix+json;version=2.1"
            ? "STIX 2.1" : Label(mediaType, octetsMax: PublicZoneLimits.listedNameOctetsMax).isolated
    }

    private func verification(_ item: PublicItem) -> HTML {
        let network: HTML = zone.maker.site.network.map { " <span class=\"option\">--network</span> \($0)" } ?? ""
        let proof = ZoneAddress.machine(.proof(item.id))
        let named: HTML = zone.maker.site.baseURL == nil ? "\(item.id).proof.json" : "\(zone.layout.absolute(proof))"
        return """
            <section aria-labelledby="verification"><h2 id="verification">\(.howToVerify)</h2>
            <p>\(.nobodyNeedsTrust)</p>
            <p><a class="button" href="\(zone.path(.verify))?item=\(item.id)">\(.verifyInBrowser)</a></p>
            <p>\(.orByCommand)</p>
            <pre tabindex="0"><code>causeway verify \(named)\(network)</code></pre>
            <p>\(.compareNetwork)</p></section>

            """
    }

    // MARK: - What became of it

    private func history(_ item: PublicItem, _ versions: [PublicVersion]) -> HTML {
        let shown = versions.suffix(PublicZoneLimits.versionsShownMax)
        func words(_ phrase: Phrase) -> String { phrase.text(in: zone.language) }
        var events = shown.enumerated().map { index, version in
            Timeline.Event(
                second: version.created, kind: index == 0 && shown.count == versions.count ? .made : .corrected,
                text: words(version.id == item.id ? .thisVersion : .otherVersion))
        }
        if !shown.contains(where: { $0.id == item.id }) {
            events.append(.init(second: item.created, kind: .made, text: words(.thisVersion)))
        }
        events.append(.init(second: item.received, kind: .received, text: words(.atThisNode)))
        events.append(.init(second: item.published, kind: .published, text: words(.onThisSite)))
        let lines = shown.reversed().map { version -> HTML in
            let isThis = version.id == item.id
            guard !isThis, version.isPublic, let id = ZoneAddress.identifier(version.id) else {
                return "<li>\(ZoneTime.element(version.created)) \(isThis ? Phrase.thisVersion : .notPublicNow)</li>\n"
            }
            return "<li><a href=\"\(zone.path(.item(id)))\">\(ZoneTime.element(version.created))</a></li>\n"
        }
        let list: HTML = "<h3>\(.versions)</h3>\n<ol class=\"history\" reversed>\(lines)</ol>\n"
        return """
            <section aria-labelledby="history"><h2 id="history">\(.history)</h2>
            \(Timeline(.history, events: events).figure)
            \(list, if: versions.count > 1)</section>

            """
    }
}

extension Phrase {
    fileprivate static func signedItem(_ author: String) -> Phrase {
        Phrase("A signed item by \(author), TLP:CLEAR.", "由\(author)簽署的項目，TLP:CLEAR。", "由\(author)签名的条目，TLP:CLEAR。")
    }
    fileprivate static let summary = Phrase("Summary", "摘要", "摘要")
    fileprivate static let translationBy = Phrase("Translation by ", "譯者：", "译者：")
    fileprivate static let signedTranslation = Phrase("the signed item that says so", "載有譯文的已簽署項目", "载有译文的已签名条目")
    fileprivate static let inOriginal = Phrase("In its author’s own words", "作者原文", "作者原文")
    fileprivate static let inOtherLanguages = Phrase("In other languages:", "其他語言：", "其他语言：")
    fileprivate static let aboutItem = Phrase("About this item", "關於此項目", "关于此条目")
    static let sector = Phrase("Sector", "界別", "行业")
    fileprivate static let writtenBy = Phrase("Written by", "撰寫機構", "撰写机构")
    fileprivate static let coordinator = Phrase("Coordinator", "統籌機構", "统筹机构")
    fileprivate static let organisation = Phrase("Identifier", "機構識別碼", "机构标识符")
    fileprivate static let made = Phrase("Made", "製作時間", "制作时间")
    fileprivate static let asAuthorSays = Phrase("as its author says", "據作者所述", "据作者所述")
    fileprivate static let received = Phrase("Received here", "本站收到時間", "本站收到时间")
    static let published = Phrase("Published", "公開時間", "公开时间")
    fileprivate static let permanentLink = Phrase("Permanent link", "永久連結", "永久链接")
    fileprivate static let files = Phrase("Files", "檔案", "文件")
    fileprivate static let content = Phrase("Content", "內容", "内容")
    fileprivate static let asAuthorGaveIt = Phrase("exactly as its author gave it", "與作者提供的完全相同", "与作者提供的完全相同")
    fileprivate static let proof = Phrase("Proof of who wrote it", "作者證明", "作者证明")
    fileprivate static func octets(_ count: Int) -> Phrase {
        let figure = Figure.grouped(count)
        return Phrase(count == 1 ? "1 octet" : "\(figure) octets", "\(figure) 個位元組", "\(figure) 字节")
    }
    fileprivate static let howToVerify = Phrase("How to verify", "如何驗證", "如何验证")
    fileprivate static let nobodyNeedsTrust = Phrase(
        "Nobody needs to trust this site. The proof shows where this item stands in the log that its author’s node signed, and whose node that is.",
        "你無須信任本網站。證明顯示此項目在作者節點所簽署日誌中的位置，以及該節點屬於哪個機構。",
        "您无须信任本网站。证明显示此条目在作者节点所签名日志中的位置，以及该节点属于哪个机构。")
    fileprivate static let verifyInBrowser = Phrase("Verify in this browser", "在此瀏覽器驗證", "在此浏览器验证")
    fileprivate static let orByCommand = Phrase(
        "Or with our command, which needs no account:", "或使用命令列程式，無須帳戶：", "或使用命令行程序，无须账户：")
    fileprivate static let compareNetwork = Phrase(
        "It says who wrote the item, which network admitted them, and what is not proven. Compare the network’s identifier with one that you have from elsewhere.",
        "程式會說明項目由誰撰寫、由哪個網絡接納，以及哪些事項未獲證明。請將網絡識別碼與你從其他途徑取得的比對。",
        "程序会说明条目由谁撰写、由哪个网络接纳，以及哪些事项未获证明。请将网络标识符与您从其他途径取得的比对。")
    fileprivate static let history = Phrase("History", "歷程", "历程")
    fileprivate static let versions = Phrase("Versions", "版本", "版本")
    fileprivate static let thisVersion = Phrase("this version", "此版本", "此版本")
    fileprivate static let otherVersion = Phrase("another version", "另一版本", "另一版本")
    fileprivate static let notPublicNow = Phrase("not public", "並未公開", "未公开")
    fileprivate static let atThisNode = Phrase("at this node", "於本節點", "于本节点")
    fileprivate static let onThisSite = Phrase("on this site", "於本網站", "于本网站")
}
