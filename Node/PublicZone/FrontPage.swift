import Pages

/// The front page: how dangerous the times are, what is put in front, what is new, by topic, and whose zone it is.
struct FrontPage {
    let zone: ZonePages

    func page() async throws(PublicRefusal) -> ZoneLayout.Page {
        let maker = zone.maker
        let lists = try await maker.lists()
        let network = try await zone.network()
        let alert = try await maker.read { () async throws in try await maker.source.alert() }
        let featured = try await maker.read { () async throws in
            try await maker.source.featured(limit: PublicZoneLimits.frontFeaturedMax)
        }.filter(maker.isPublic)
        let all = lists.first { $0.name == .all } ?? PublicList(name: .all, last: 0, count: 0)
        let latest = try await zone.newest(PublicZoneLimits.frontLatestMax, of: all)
        var topics = HTML()
        for topic in Topic.allCases {
            let list = lists.first { $0.name == .topic(topic) } ?? PublicList(name: .topic(topic), last: 0, count: 0)
            topics += part(topic, list, try await zone.newest(PublicZoneLimits.frontTopicMax, of: list))
        }
        let site = maker.site
        var page = ZoneLayout.Page(
            .frontTitle, .front,
            """
            <h1>\(.frontTitle)</h1>
            <p class="lead">\(.shareHere(Label(site.name).text)) <a href="\(zone.path(.about))">\(.more)</a></p>
            \(alert.flatMap { maker.isPublic($0.item) ? banner($0) : nil } ?? "")
            <div class="columns"><div class="wide">
            \(self.featured(featured))<section aria-labelledby="latest"><h2 id="latest">\(.latest)</h2>
            \(latest.isEmpty ? "<p>\(.nothingPublished)</p>\n" : zone.entries(latest, level: 3))
            <p><a href="\(zone.path(.newest(.all)))">\(.allItems(all.count))</a></p></section>
            </div><div>
            <section aria-labelledby="figures"><h2 id="figures">\(.inFigures)</h2>
            <p class="figure">\(.membership(network))</p>
            <p class="figure">\(.itemCount(all.count))</p>
            <p><a href="\(zone.path(.statistics))">\(.statistics)</a> · <a href="\(zone.path(.members(0)))">\(.members)</a></p></section>
            \(topics)\(use)
            </div></div>
            """)
        page.summary = .shareHere(Label(site.name).text)
        return page
    }

    private func banner(_ alert: PublicAlert) -> HTML {
        """
        <section class="notice alert \(alert.level.className)" aria-labelledby="alert"><h2 id="alert">\(.alertLevel): \(alert.level.name)</h2>
        <p>\(alert.level.meaning) <a href="\(zone.path(.item(alert.item.id)))">\
        \(zone.title(alert.item, octetsMax: PublicZoneLimits.listedTitleOctetsMax))</a> \(ZoneTime.element(alert.item.published))</p></section>

        """
    }

    private func featured(_ items: [PublicItem]) -> HTML {
        guard !items.isEmpty else { return "" }
        return """
            <section class="in-front" aria-labelledby="featured"><h2 id="featured">\(.inFront)</h2>
            \(zone.entries(items, level: 3))</section>

            """
    }

    private func part(_ topic: Topic, _ list: PublicList, _ items: [PublicItem]) -> HTML {
        let lines = items.map { item -> HTML in
            """
            <li><a href="\(zone.path(.item(item.id)))">\(zone.title(item, octetsMax: PublicZoneLimits.listedTitleOctetsMax))</a> \
            <span class="fine">\(ZoneTime.day(item.published))</span></li>

            """
        }
        let newest: HTML = items.isEmpty ? "<p>\(.nothingPublished)</p>" : "<ul class=\"names\">\(lines)</ul>"
        return """
            <section aria-labelledby="topic-\(topic.word)"><h2 id="topic-\(topic.word)">\
            <a href="\(zone.path(.newest(list.name)))">\(topic.name)</a> <span class="count">\(.itemCount(list.count))</span></h2>
            \(newest)</section>

            """
    }

    /// How to go on reading elsewhere, and why none of it has to be believed.
    private var use: HTML {
        """
        <section aria-labelledby="use"><h2 id="use">\(.howToUse)</h2>
        <ul><li><a href="\(ZoneAddress.machine(.atom(.all)).path)">\(.subscribeAtom)</a>, \
        <a href="\(ZoneAddress.machine(.jsonFeed(.all)).path)">JSON Feed</a></li>
        <li><a href="\(zone.path(.machines))">\(.subscribeMachines)</a></li>
        <li><a href="\(zone.path(.verify))">\(.verifyHere)</a></li></ul>
        <p>\(.whyVerify)</p></section>

        """
    }
}

extension PublicAlert.Level {
    var name: Phrase {
        switch self {
        case .normal: Phrase("normal", "一般", "一般")
        case .heightened: Phrase("heightened", "提高", "提高")
        case .high: Phrase("high", "高", "高")
        case .severe: Phrase("severe", "嚴重", "严重")
        }
    }

    var meaning: Phrase {
        switch self {
        case .normal:
            Phrase("Nothing beyond the everyday is known.", "現時並無異於平常的情況。", "目前没有异于平常的情况。")
        case .heightened:
            Phrase("Attacks are more likely than usual: watch closely.", "攻擊可能較平常增加：請加強監察。", "攻击可能较平常增加：请加强监测。")
        case .high:
            Phrase("Attacks are under way or expected: act on the advice now.", "攻擊正在發生或預期發生：請即按建議行動。", "攻击正在发生或预期发生：请立即按建议行动。")
        case .severe:
            Phrase("Grave attacks are under way: act at once.", "嚴重攻擊正在發生：請立即行動。", "严重攻击正在发生：请立即行动。")
        }
    }

    var className: HTML {
        switch self {
        case .normal: "normal"
        case .heightened: "heightened"
        case .high: "high"
        case .severe: "severe"
        }
    }
}

extension Phrase {
    fileprivate static let frontTitle = Phrase("Cyber-security information for everyone", "公開網絡安全資訊", "公开网络安全信息")
    fileprivate static func shareHere(_ name: String) -> Phrase {
        Phrase(
            "The members of \(name) share here what everyone may know; each item is signed by the organisation that wrote it.",
            "\(name)的成員在此公開分享網絡安全資訊；每個項目均由撰寫機構簽署。", "\(name)的成员在此公开分享网络安全信息；每个条目均由撰写机构签名。")
    }
    fileprivate static let more = Phrase("More about it", "了解更多", "了解更多")
    fileprivate static let alertLevel = Phrase("Alert level", "警戒級別", "警戒级别")
    fileprivate static let inFront = Phrase("Important now", "當前要聞", "当前要闻")
    fileprivate static let latest = Phrase("Latest", "最新", "最新")
    static let nothingPublished = Phrase("Nothing has been published yet.", "尚未公開任何項目。", "尚未公开任何条目。")
    fileprivate static func allItems(_ count: Int64) -> Phrase {
        let figure = Figure.grouped(Int(clamping: count))
        return Phrase("All items (\(figure))", "所有項目（\(figure)）", "所有条目（\(figure)）")
    }
    fileprivate static let inFigures = Phrase("In figures", "數字一覽", "数字一览")
    fileprivate static let howToUse = Phrase("Subscribe and verify", "訂閱及驗證", "订阅与验证")
    fileprivate static let subscribeAtom = Phrase("Atom feed", "Atom 訂閱源", "Atom 订阅源")
    fileprivate static let subscribeMachines = Phrase(
        "TAXII, MISP, CSAF and block lists for your systems", "供系統使用的 TAXII、MISP、CSAF 及封鎖清單", "供系统使用的 TAXII、MISP、CSAF 与封锁清单")
    fileprivate static let verifyHere = Phrase("Verify an item in your browser", "在瀏覽器驗證項目", "在浏览器验证条目")
    fileprivate static let whyVerify = Phrase(
        "Every item comes with a proof of who wrote it, which you can check without trusting this site.",
        "每個項目均附有作者證明，你無須信任本網站亦可自行查核。", "每个条目均附有作者证明，您无须信任本网站即可自行核查。")
}
