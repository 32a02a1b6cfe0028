import Accounts
import Exchange
import Pages

/// What waits for the public zone's moderators, an item to decide on, and what is public.
///
/// A moderator reads an item exactly as everybody would, and changes nothing of it.
struct ModerationPages: Sendable {
    let node: any NodeOperations
    let audit: any AuditDesk
    let layout: Layout

    func routes() -> [PortalRoute] {
        let access = PortalRoute.Access.permitted(layout.moderation)
        return [
            .get("zone", access) { layout.answer(try await list($0), $0) },
            .get("zone/:id", access) { page in layout.answer(try await show(page), page) },
            .post("zone/:id/approve", access, stepped: true) { page in
                let (id, topic) = (page.parameter("id"), page.form["topic"])
                let approval = ZoneApproval(topic: topic.isEmpty ? nil : topic, featured: page.form.has("feature") ? true : nil)
                return try await deciding(page, done: "approved") {
                    _ = try await audit.acting(.zoneApproved, id, approval.details) { try await node.zoneApprove(id, approval) }
                }
            },
            .post("zone/:id/return", access, stepped: true) { page in
                let id = page.parameter("id")
                return try await refusing(page, done: "returned") { refusal in
                    try await audit.acting(.zoneReturned, id) { try await node.zoneReturn(id, refusal) }
                }
            },
            .post("zone/:id/withdraw", access, stepped: true) { page in
                let id = page.parameter("id")
                return try await refusing(page, done: "withdrawn") { refusal in
                    try await audit.acting(.zoneWithdrawn, id) { try await node.zoneWithdraw(id, refusal) }
                }
            },
            .post("zone/:id/feature", access, stepped: true) { page in
                let id = page.parameter("id")
                let featuring = ZoneFeaturing(featured: page.form["featured"] == "true")
                return try await deciding(page, done: featuring.featured ? "featured" : "unfeatured") {
                    _ = try await audit.acting(.zoneFeatured, id, ["featured": "\(featuring.featured)"]) {
                        try await node.zoneFeature(id, featuring)
                    }
                }
            },
        ]
    }

    /// Does something and shows the item again; what is refused stands above it, with what was written kept.
    private func deciding(_ page: PageRequest, done: String, _ body: () async throws -> Void) async throws -> PortalAnswer {
        do {
            try await body()
            return .seeOther("/zone/\(FormFields.encoded(page.parameter("id")))?done=\(done)")
        } catch let error as OperationError where error.status < 500 && error.status != 404 {
            return layout.answer(try await show(page, RefusalPage.notice(error)), page, status: error.status)
        }
    }

    private func refusing(
        _ page: PageRequest, done: String, _ body: (ZoneRefusal) async throws -> ZoneRefusalReport
    ) async throws -> PortalAnswer {
        try await deciding(page, done: done) {
            let report = try await body(ZoneRefusal(reason: page.form["reason"]))
            // That the decision stands and its author does not know it, the moderator has to read now: it is kept nowhere.
            if report.letter == "not-sent" {
                throw OperationError(
                    code: "author-not-told", reason: "It was decided, and its author could not be told. \(report.letterFault)",
                    remedy: "Tell them by another way.", status: 409)
            }
        }
    }

    // MARK: - Lists

    private static let states: [(word: String, name: Phrase)] = [
        ("waiting", .zoneWaits), ("published", .zonePublished), ("returned", .zoneReturned), ("withdrawn", .zoneWithdrawn),
        ("ended", .zoneEnded),
    ]

    private func list(_ page: PageRequest) async throws -> Layout.Page {
        let asked = page.query["state"]
        let state = asked.isEmpty ? "waiting" : asked
        let cursor = page.query["cursor"]
        let found = try await node.zoneQueue(state, cursor: cursor.isEmpty ? nil : cursor, limit: PortalLimits.itemsPerPage)
        let next = "/zone?state=\(FormFields.encoded(state))&cursor=\(found.next)"
        return Layout.Page(
            .publicZone, .zone,
            """
            <h1>\(.publicZone)</h1>
            <p>\(.zoneMeaning)</p>
            <nav class="tabs" aria-label="\(.zoneStates)"><ul>\(Self.states.map { tab($0.word, $0.name, found.counts, isCurrent: $0.word == state) })</ul></nav>
            \("<p>\(state == "waiting" ? .nothingToModerate : .nothingFound)</p>", if: found.items.isEmpty)
            <ol class="items">\(found.items.map { entry($0) })</ol>
            \("<p><a href=\"\(next)\">\(.older)</a></p>", if: !found.next.isEmpty)
            """)
    }

    private func tab(_ word: String, _ name: Phrase, _ counts: ZoneCounts, isCurrent: Bool) -> HTML {
        let count =
            switch word {
            case "waiting": counts.waiting
            case "published": counts.published
            case "returned": counts.returned
            case "withdrawn": counts.withdrawn
            default: counts.ended
            }
        return """
            <li><a href="/zone?state=\(word)"\(" aria-current=\"page\"", if: isCurrent)>\(name) <span class="count">\(count)</span></a></li>

            """
    }

    private func entry(_ item: ZoneItemReport) -> HTML {
        """
        <li><article><h2><a href="/zone/\(item.id)">\(Self.title(item))</a></h2>
        <p class="facts"><bdi>\(item.author)</bdi> <span>\(Self.topic(item.topic))</span> <span>\(.arrived) \(Clock.element(item.came))</span>\
        \(" <span class=\"tag\">\(.inFront)</span>", if: item.isFeatured)</p>
        \("<p class=\"fine\"><bdi>\(item.reason)</bdi></p>", if: !item.reason.isEmpty)</article></li>

        """
    }

    private static func title(_ item: ZoneItemReport) -> HTML {
        item.title.contains(where: { !$0.isWhitespace }) ? "<bdi>\(item.title)</bdi>" : "<em>\(.untitled)</em>"
    }

    private static func topic(_ word: String) -> HTML {
        switch word {
        case "threats": "\(.topicThreats)"
        case "mitigation": "\(.topicMitigation)"
        case "best-practice": "\(.topicBestPractice)"
        default: "–"
        }
    }

    // MARK: - An item

    private func show(_ page: PageRequest, _ refusal: HTML = "") async throws -> Layout.Page {
        let detail = try await node.zoneItem(page.parameter("id"))
        let item = detail.item
        var contents = ItemContents()
        if item.octets <= PortalLimits.contentReadOctetsMax, !detail.warnings.contains(.notPublishable) {
            contents = ItemContents(bundle: try await node.content(of: item.id, as: page.visitor.reader))
        }
        return Layout.Page(
            .publicZone, .zone,
            """
            <article>
            <h1>\(Self.title(item))</h1>
            <p class="facts">\(ItemParts.mark(detail.tlp)) \(ItemParts.mark(pap: detail.pap))<span class="tag">\(Self.state(item.state))</span>\
            \(" <span class=\"tag\">\(.inFront)</span>", if: item.isFeatured)</p>
            \(refusal)\(Self.notice(page.query["done"]))
            \(warnings(detail))
            <div class="columns"><div class="wide">
            \(ItemPage.passages(contents))
            \(ItemPage.indicators(contents))
            \(ItemPage.techniques(contents))
            \(ItemPage.references(contents))
            </div><div>
            \(facts(detail))
            \(decisions(detail, page))
            </div></div></article>
            """)
    }

    private static func state(_ state: String) -> HTML { states.first { $0.word == state }.map { "\($0.name)" } ?? "–" }

    private func warnings(_ detail: ZoneItemDetail) -> HTML {
        let lines = detail.warnings.map { "<li>\(Self.sentence($0, detail))</li>\n" as HTML }
        return lines.isEmpty ? "" : "<div class=\"notice bad\" role=\"note\"><ul>\(lines)</ul></div>"
    }

    private static func sentence(_ warning: ZoneItemDetail.Warning, _ detail: ZoneItemDetail) -> HTML {
        switch warning {
        case .looksLike: "\(.looksLike) <bdi>\(detail.looksLike.joined(separator: ", "))</bdi>"
        case .indicatorsKept: "\(detail.pap): \(.indicatorsKept)"
        case .notPublishable: "\(.notPublishable)"
        case .refusedByRules: "\(.refusedByRules)"
        case .translation: "\(.isTranslation)"
        case .reshare: "\(.isReshare) <bdi>\(detail.sharedBy)</bdi>"
        case .correction: "\(.isCorrection)"
        }
    }

    /// Who wrote it, and what is or will be public of it.
    private func facts(_ detail: ZoneItemDetail) -> HTML {
        let item = detail.item
        // Whose list it is in says the author's name above.
        let lists = detail.lists.filter { !$0.hasPrefix("author-") }
        return """
            <section aria-labelledby="about"><h2 id="about">\(.whatIsPublic)</h2>
            <dl class="facts"><dt>\(.author)</dt><dd><bdi>\(item.author)</bdi> <code class="wrap">\(item.authorId.prefix(12))</code></dd>
            <dt>\(.made)</dt><dd>\(Clock.element(item.created)) (\(.asAuthorSays))</dd>
            <dt>\(.topic)</dt><dd>\(Self.topic(detail.topic))</dd>
            <dt>\(.zoneLists)</dt><dd>\(lists.isEmpty ? "–" : lists.joined(separator: ", "))</dd>
            \("<dt>\(.zoneLanguages)</dt><dd>\(detail.languages.joined(separator: ", "))</dd>", if: !detail.languages.isEmpty)
            <dt>\(.indicatorsListed)</dt><dd>\(detail.indicatorsCounted)</dd>
            \("<dt>\(.decidedBy)</dt><dd><bdi>\(item.decider)</bdi> \(Clock.element(item.decided))</dd>", if: !item.decider.isEmpty)
            \("<dt>\(.reason)</dt><dd><bdi>\(item.reason)</bdi></dd>", if: !item.reason.isEmpty)
            </dl>
            \(indicators(detail))
            <p><a href="/items/\(item.id)">\(.asMembersSeeIt)</a></p></section>

            """
    }

    private func indicators(_ detail: ZoneItemDetail) -> HTML {
        guard !detail.indicators.isEmpty else { return "" }
        let rest = detail.indicatorsCounted - detail.indicators.count
        return """
            <details><summary>\(.theirValues)</summary>
            <ul>\(detail.indicators.map { "<li><span class=\"tag\">\($0.kind)</span> <code class=\"wrap\">\($0.value)</code></li>\n" as HTML })</ul>
            \("<p class=\"fine\">\(.andMore(rest))</p>", if: rest > 0)</details>

            """
    }

    private func decisions(_ detail: ZoneItemDetail, _ page: PageRequest) -> HTML {
        let (item, visitor) = (detail.item, page.visitor)
        let mayApprove = item.state != "published" && item.state != "ended" && !detail.warnings.contains(.notPublishable)
        let written = page.form["reason"]
        let featuring = Fields.button(
            "/zone/\(item.id)/feature", item.isFeatured ? .putBack : .putInFront, visitor,
            fields: [("featured", item.isFeatured ? "false" : "true")])
        return """
            <section aria-labelledby="decision"><h2 id="decision">\(.decision)</h2>
            \(approval(item, visitor), if: mayApprove)
            \(refusing(item, "return", .returnToAuthor, .returnMeaning, written, visitor), if: item.state == "waiting")
            \(featuring, if: item.state == "published")
            \(refusing(item, "withdraw", .withdraw, .withdrawMeaning, written, visitor), if: item.state == "published")
            </section>

            """
    }

    private func approval(_ item: ZoneItemReport, _ visitor: Visitor) -> HTML {
        let topics: [(value: String, label: Phrase)] = [
            ("threats", .topicThreats), ("mitigation", .topicMitigation), ("best-practice", .topicBestPractice),
        ]
        return """
            <form method="post" action="/zone/\(item.id)/approve" class="narrow">\(visitor.token)
            <p>\(.approvalMeaning)</p>
            \(Fields.select("topic", .topic, topics, chosen: item.topic.isEmpty ? "threats" : item.topic))
            \(Fields.check("feature", "\(.putInFront)"))
            <p><button class="main">\(.makePublic)</button></p></form>
            """
    }

    private func refusing(
        _ item: ZoneItemReport, _ step: HTML, _ label: Phrase, _ meaning: Phrase, _ written: String, _ visitor: Visitor
    ) -> HTML {
        """
        <form method="post" action="/zone/\(item.id)/\(step)" class="narrow">\(visitor.token)
        <p>\(meaning)</p>
        \(Fields.text("reason", .reason, value: written, hint: .authorReadsIt, isNeeded: true, lengthMax: 1_024))
        <p><button class="danger">\(label)</button></p></form>
        """
    }

    private static func notice(_ done: String) -> HTML {
        let phrase: Phrase? =
            switch done {
            case "approved": .nowPublic
            case "returned": .nowReturned
            case "withdrawn": .nowWithdrawn
            case "featured": .nowInFront
            case "unfeatured": .nowPutBack
            default: nil
            }
        return phrase.map { "<div class=\"notice good\" role=\"status\"><p>\($0)</p></div>" } ?? ""
    }
}

extension Phrase {
    static let zoneMeaning = Phrase(
        "What members share with everyone waits here until a moderator approves it. Approving never changes an item.",
        "成員公開分享的項目須經審核員批准才會公開；批准不會更改項目內容。", "成员公开分享的条目须经审核员批准才会公开；批准不会更改条目内容。")
    static let zoneStates = Phrase("By state", "按狀態", "按状态")
    static let zoneWaits = Phrase("Waiting", "待審核", "待审核")
    static let zonePublished = Phrase("Public", "已公開", "已公开")
    static let zoneReturned = Phrase("Returned", "已退回", "已退回")
    static let zoneWithdrawn = Phrase("Withdrawn", "已下架", "已下架")
    static let zoneEnded = Phrase("Ended by its author", "作者已撤回或更新", "作者已撤回或更新")
    static let nothingToModerate = Phrase("Nothing waits for a moderator.", "沒有待審核的項目。", "没有待审核的条目。")
    static let inFront = Phrase("in front", "置頂", "置顶")
    static let topicThreats = Phrase("Threats", "威脅", "威胁")
    static let topicMitigation = Phrase("Mitigation", "緩解措施", "缓解措施")
    static let topicBestPractice = Phrase("Best practice", "良好作業方式", "最佳实践")
    static let topic = Phrase("Topic", "主題", "主题")
    static let indicatorsKept = Phrase(
        "its indicators are not given to machines.", "其威脅指標不會提供予機器清單。", "其威胁指标不会提供给机器清单。")
    static let notPublishable = Phrase(
        "It cannot be public now: it has ended, is not in order, or your rules keep it aside.", "現時不能公開：項目已終止、不符要求，或被規則隔離。",
        "现在不能公开：条目已终止、不符合要求，或被规则隔离。")
    static let refusedByRules = Phrase("Your organisation’s rules say that it is not to be public.", "機構的規則不容許公開此項目。", "机构的规则不允许公开此条目。")
    static let isTranslation = Phrase(
        "It is a translation: it shows on the pages of what it translates.", "此為翻譯，會顯示於原文的頁面。", "此为翻译，会显示在原文的页面。")
    static let isReshare = Phrase(
        "Its author did not share it with everyone; this organisation did:", "並非由作者公開分享，而是由此機構：", "并非由作者公开分享，而是由此机构：")
    static let isCorrection = Phrase("It corrects an item that was public.", "此為曾公開項目的更正版本。", "此为曾公开条目的更正版本。")
    static let whatIsPublic = Phrase("What the public sees", "公眾所見", "公众所见")
    static let zoneLists = Phrase("Lists", "清單", "列表")
    static let zoneLanguages = Phrase("Translates into", "翻譯語言", "翻译语言")
    static let indicatorsListed = Phrase("Indicators for machines", "供機器使用的威脅指標", "供机器使用的威胁指标")
    static let theirValues = Phrase("Their values", "指標數值", "指标的值")
    static let decidedBy = Phrase("Decided by", "決定者", "决定者")
    static let asMembersSeeIt = Phrase("As members see it", "成員所見版本", "成员所见版本")
    static let decision = Phrase("Your decision", "你的決定", "你的决定")
    static let approvalMeaning = Phrase(
        "Everybody reads it, at once and as it is, with its author’s name and the proof.", "立即原文公開，並附作者名稱及證明。", "立即原文公开，并附作者名称及证明。")
    static let makePublic = Phrase("Make it public", "批准公開", "批准公开")
    static let returnToAuthor = Phrase("Return it to its author", "退回作者", "退回作者")
    static let returnMeaning = Phrase(
        "It is not made public. Members keep it, and its author’s organisation is told why.", "項目不會公開；成員仍可閱讀，作者的機構會獲告知原因。",
        "条目不会公开；成员仍可阅读，作者的机构会被告知原因。")
    static let withdraw = Phrase("Withdraw it", "下架", "下架")
    static let withdrawMeaning = Phrase(
        "It leaves every page and feed. What somebody has read stays known. Its author’s organisation is told why.",
        "項目會從所有頁面及訂閱源移除；已閱讀的內容無法收回。作者的機構會獲告知原因。", "条目会从所有页面和订阅源移除；已阅读的内容无法收回。作者的机构会被告知原因。")
    static let authorReadsIt = Phrase(
        "Its author’s organisation reads it; at most 1,024 characters.", "作者的機構會看到；最多 1,024 字。", "作者的机构会看到；最多 1,024 字。")
    static let putInFront = Phrase("Put it in front", "置頂", "置顶")
    static let putBack = Phrase("Put it back", "取消置頂", "取消置顶")
    static let nowPublic = Phrase("It is public now.", "已公開。", "已公开。")
    static let nowReturned = Phrase("It was returned to its author.", "已退回作者。", "已退回作者。")
    static let nowWithdrawn = Phrase("It is not public any more.", "已下架。", "已下架。")
    static let nowInFront = Phrase("It stands in front now.", "已置頂。", "已置顶。")
    static let nowPutBack = Phrase("It does not stand in front any more.", "已取消置頂。", "已取消置顶。")
}
