import Accounts
import Exchange
import Pages

/// The overview: what is new, what waits for this person, what happens in the network, and how it stands.
struct DashboardPage: Sendable {
    let node: any NodeOperations
    let accounts: any AccountDesk
    let news: any NewsDesk
    let layout: Layout
    let isCoordinator: Bool

    func routes() -> [PortalRoute] {
        [
            .get("") { layout.answer(try await overview($0), $0) },
            .post("seen") { page in
                try await accounts.noteSeen(by: try page.session)
                return .seeOther("/")
            },
        ]
    }

    private func overview(_ page: PageRequest) async throws -> Layout.Page {
        let visitor = page.visitor
        let since = UTCMoment(Int64(clamping: try page.session.seenBefore)).machineText
        let newest = try await node.items(ItemsRequest(limit: PortalLimits.itemsPerPage), as: visitor.reader).items
        let new = newest.filter { $0.received > since }
        let shown = new.isEmpty ? newest.prefix(5) : new.prefix(20)
        let heading: Phrase = new.isEmpty ? .newest : .newForYou(new.count, isMore: new.count == PortalLimits.itemsPerPage)
        let items: HTML =
            shown.isEmpty ? "<p>\(.nothingYet)</p>" : ItemParts.list(Array(shown), visitor, newSince: new.isEmpty ? nil : since)
        return Layout.Page(
            .dashboard, .dashboard,
            """
            <h1>\(.dashboard)</h1>
            <div class="columns">
            <section class="wide" aria-labelledby="new"><h2 id="new">\(heading)</h2>
            <div data-live="new">\(items)</div>
            <div class="actions"><a class="button" href="/items">\(.allItems)</a>
            \(Fields.button("/seen", .markSeen, visitor), if: !new.isEmpty)</div></section>
            \(try await waiting(visitor))
            \(try await activity())
            \(try await network())
            </div>
            """)
    }

    // MARK: - What waits

    private func waiting(_ visitor: Visitor) async throws -> HTML {
        var lines: [HTML] = []
        let outgoing = try await node.outgoing(limit: PortalLimits.itemsPerPage).filter { $0.state == "waiting" }
        let toApprove = outgoing.filter { $0.approvals > 0 }.count
        if toApprove > 0, visitor.may(.approve) { lines.append("<a href=\"/waiting\">\(.sharesToApprove(toApprove))</a>") }
        if outgoing.count > toApprove { lines.append("<a href=\"/waiting\">\(.sharesLeaving(outgoing.count - toApprove))</a>") }
        let contributions = try await node.contributions().filter { $0.issued.isEmpty }.count
        if contributions > 0 { lines.append("\(.contributionsWait(contributions))") }
        if isCoordinator, visitor.may(.moderate) {
            let applications = try await node.applications().filter { $0.state == "waiting" }.count
            if applications > 0 { lines.append("<a href=\"/applications\">\(.applicationsWait(applications))</a>") }
        }
        let list: HTML = lines.isEmpty ? "<p>\(.nothingWaits)</p>" : "<ul>\(lines.map { "<li>\($0)</li>" as HTML })</ul>"
        return
            "<section aria-labelledby=\"waiting\"><h2 id=\"waiting\">\(.waitingForYou)</h2><div data-live=\"waiting\">\(list)</div></section>"
    }

    // MARK: - What happens

    private func activity() async throws -> HTML {
        let days = try await news.activity(days: 30)
        let bars = days.map { BarPlot.Bar(name: $0.day, shortName: String($0.day.suffix(5)), value: $0.items) }
        let plot = BarPlot(.activityTitle, barHeading: .day, valueHeading: .items, form: .standing, bars: bars)
        return """
            <section class="wide" aria-labelledby="activity"><h2 id="activity">\(.activity)</h2>
            \(plot.figure)</section>
            """
    }

    // MARK: - How it stands

    private func network() async throws -> HTML {
        let status = try await node.status()
        let findings = status.findings
        let state: HTML =
            if let worst = findings.first(where: \.needsOperator) {
                """
                <p class="state \(worst.severity == .critical ? "bad" : "warn")">\(.needsAttention)</p>
                \(OperationWords(worst).paragraphs)
                """
            } else {
                "<p class=\"state good\">\(.allWell)</p>"
            }
        return """
            <section aria-labelledby="network"><h2 id="network">\(.networkState)</h2><div data-live="network">
            \(state)
            <dl class="facts">
            <dt>\(.networkName)</dt><dd><bdi>\(status.networkName)</bdi></dd>
            <dt>\(.connectedPeers)</dt><dd>\(status.peersConnected)</dd>
            <dt>\(.coordinator)</dt><dd>\(status.coordinatorConnected ? Phrase.connected : Phrase.notConnected)</dd>
            <dt>\(.readableItems)</dt><dd>\(status.items)</dd>
            </dl></div></section>
            """
    }
}

extension Phrase {
    static let newest = Phrase("Newest items", "最新項目", "最新条目")
    static func newForYou(_ count: Int, isMore: Bool) -> Phrase {
        let number = isMore ? "\(count)+" : "\(count)"
        return Phrase("New for you: \(number)", "你的新項目：\(number)", "你的新条目：\(number)")
    }
    static let nothingYet = Phrase("Nothing has been shared with your organisation yet.", "尚未有任何項目分享給你的機構。", "尚未有任何条目分享给你的机构。")
    static let allItems = Phrase("All items", "所有項目", "所有条目")
    static let markSeen = Phrase("Mark all as seen", "全部標示為已讀", "全部标为已读")
    static let waitingForYou = Phrase("Waiting for you", "等待你處理", "等待你处理")
    static let nothingWaits = Phrase("Nothing waits.", "沒有待處理事項。", "没有待处理事项。")
    static func sharesToApprove(_ count: Int) -> Phrase {
        Phrase("Shares that wait for approval: \(count)", "等待批准的分享：\(count)", "等待批准的分享：\(count)")
    }
    static func sharesLeaving(_ count: Int) -> Phrase {
        Phrase("Shares that leave soon: \(count)", "即將發出的分享：\(count)", "即将发出的分享：\(count)")
    }
    static func contributionsWait(_ count: Int) -> Phrase {
        Phrase("Contributions to be issued: \(count)", "待發布的投稿：\(count)", "待发布的投稿：\(count)")
    }
    static func applicationsWait(_ count: Int) -> Phrase {
        Phrase("Applications to decide: \(count)", "待決定的申請：\(count)", "待决定的申请：\(count)")
    }
    static let activity = Phrase("Activity", "活動", "活动")
    static let activityTitle = Phrase(
        "Items received a day in the last 30 days", "過去 30 天每日收到的項目", "过去 30 天每日收到的条目")
    static let day = Phrase("Day", "日期", "日期")
    static let networkState = Phrase("State of the network", "網絡狀況", "网络状况")
    static let allWell = Phrase("All is well", "一切正常", "一切正常")
    static let needsAttention = Phrase("Needs attention", "需要留意", "需要关注")
    static let networkName = Phrase("Network", "網絡", "网络")
    static let connectedPeers = Phrase("Connected nodes", "已連接節點", "已连接节点")
    static let coordinator = Phrase("Coordinator", "統籌機構", "统筹机构")
    static let connected = Phrase("connected", "已連接", "已连接")
    static let notConnected = Phrase("not connected", "未連接", "未连接")
    static let readableItems = Phrase("Items here", "此處的項目", "此处的条目")
}
