import Accounts
import Exchange
import Pages

/// What waits to leave, and waited: to be taken back, approved or rejected.
struct WaitingPages: Sendable {
    let node: any NodeOperations
    let approvals: any ApprovalDesk
    let layout: Layout

    func routes() -> [PortalRoute] {
        [
            .get("waiting") { layout.answer(try await list($0), $0) },
            .get("waiting/:id") { layout.answer(try await show($0), $0) },
            .post("waiting/:id/cancel", .permitted(.share)) { page in
                _ = try await node.cancel(page.parameter("id"))
                return .seeOther("/waiting?done=cancelled")
            },
            .post("waiting/:id/approve", .permitted(.approve), stepped: true) { page in
                _ = try await approvals.decide(page.parameter("id"), approves: true, as: try page.session)
                return .seeOther("/waiting?done=approved")
            },
            .post("waiting/:id/reject", .permitted(.approve), stepped: true) { page in
                _ = try await approvals.decide(page.parameter("id"), approves: false, as: try page.session)
                return .seeOther("/waiting?done=rejected")
            },
        ]
    }

    private func list(_ page: PageRequest) async throws -> Layout.Page {
        let all = try await node.outgoing(limit: PortalLimits.itemsPerPage)
        let waiting = all.filter { $0.state == "waiting" }
        let done = all.filter { $0.state != "waiting" }.prefix(20)
        return Layout.Page(
            .waiting, .waiting,
            """
            <h1>\(.waiting)</h1>
            \(Self.notice(page.query["done"]))
            <div data-live="waiting">
            \("<p>\(.nothingLeaves)</p>", if: waiting.isEmpty)
            <ol class="items">\(waiting.map { entry($0, page.visitor) })</ol></div>
            \("<h2>\(.before)</h2><ol class=\"items\">\(done.map { past($0, page.visitor) })</ol>", if: !done.isEmpty)
            """)
    }

    private func entry(_ share: OutgoingReport, _ visitor: Visitor) -> HTML {
        """
        <li><article><h3><a href="/waiting/\(share.id)">\(title(share, visitor))</a></h3>
        <p class="facts">\(ItemParts.mark(share.tlp)) <bdi>\(share.to)</bdi> · \(.askedBy) <bdi>\(Self.asker(share))</bdi> · \(.leaves) \(Clock.element(share.due))\
        \(" · \(.approvalsMissing(share.approvals))", if: share.approvals > 0)</p>
        \(buttons(share, visitor))</article></li>

        """
    }

    private func buttons(_ share: OutgoingReport, _ visitor: Visitor) -> HTML {
        """
        <div class="actions">\(Fields.button("/waiting/\(share.id)/cancel", .takeBack, visitor), if: visitor.may(.share))
        \(Fields.button("/waiting/\(share.id)/approve", .approve, visitor, class: "main"), if: visitor.may(.approve) && share.approvals > 0)
        \(Fields.button("/waiting/\(share.id)/reject", .reject, visitor, class: "danger"), if: visitor.may(.approve) && share.approvals > 0)</div>
        """
    }

    private func past(_ share: OutgoingReport, _ visitor: Visitor) -> HTML {
        let link: HTML = share.item.isEmpty ? title(share, visitor) : "<a href=\"/items/\(share.item)\">\(title(share, visitor))</a>"
        return """
            <li><p>\(link) \(ItemParts.mark(share.tlp)) <span class="tag">\(Self.state(share.state))</span> \(Clock.element(share.created))
            \(" \(Self.why(share.reason))", if: !share.reason.isEmpty)</p></li>

            """
    }

    /// Why it waits no more: "cancelled", "rejected by" a person, or the code of a refusal and what that said.
    static func why(_ reason: String) -> HTML {
        if reason == "cancelled" { return ("<span class=\"fine\">cancelled</span>" as HTML).only(in: [.english]) }
        if reason.hasPrefix("rejected by ") {
            return "<span class=\"fine\">\(.rejectedBy(String(reason.dropFirst("rejected by ".count))))</span>"
        }
        return OperationWords(of: String(reason.prefix { $0 != ":" }), reason: "\(reason)").line
    }

    private func title(_ share: OutgoingReport, _ visitor: Visitor) -> HTML {
        if share.tlp == "TLP:RED", !visitor.isStepped { return "<em>\(.redTitle)</em>" }
        return share.title.isEmpty ? "<em>\(.untitled)</em>" : "<bdi>\(share.title)</bdi>"
    }

    private func show(_ page: PageRequest) async throws -> Layout.Page {
        let id = page.parameter("id")
        guard let share = try await node.outgoing(limit: PortalLimits.itemsPerPage).first(where: { $0.id == id }) else {
            throw PortalFault.notFound
        }
        guard share.tlp != "TLP:RED" || page.visitor.isStepped else { throw PortalFault.notFound }
        var contents = ItemContents()
        if share.state == "waiting", share.octets <= PortalLimits.contentReadOctetsMax {
            contents = ItemContents(bundle: try await node.outgoingContent(id))
        }
        return Layout.Page(
            .waiting, .waiting,
            """
            <h1>\(title(share, page.visitor))</h1>
            <p class="facts">\(ItemParts.mark(share.tlp)) <span class="tag">\(Self.state(share.state))</span></p>
            <dl class="facts"><dt>\(.to)</dt><dd><bdi>\(share.to)</bdi></dd><dt>\(.askedBy)</dt><dd><bdi>\(Self.asker(share))</bdi></dd>
            <dt>\(.leaves)</dt><dd>\(Clock.element(share.due))</dd>
            <dt>\(.approvedBy)</dt><dd>\(share.approvedBy.isEmpty ? "–" : share.approvedBy.joined(separator: ", "))\
            \(" (\(.approvalsMissing(share.approvals)))", if: share.approvals > 0)</dd></dl>
            \(buttons(share, page.visitor), if: share.state == "waiting")
            \(contents.passages.map { "<section class=\"passage\"><h2><bdi>\($0.name)</bdi></h2>\(Markdown($0.text).html(headingsFrom: 3))</section>\n" as HTML })
            \("<h2>\(.indicators)</h2><ul>\(contents.indicators.prefix(PortalLimits.objectsShownMax).map { "<li><code class=\"wrap\">\($0.pattern)</code></li>" as HTML })</ul>", if: !contents.indicators.isEmpty)
            """)
    }

    private static func asker(_ share: OutgoingReport) -> String {
        if !share.person.isEmpty { return share.person }
        return share.requester.hasPrefix("account ") ? String(share.requester.dropFirst("account ".count)) : share.requester
    }

    private static func state(_ state: String) -> HTML {
        switch state {
        case "waiting": "\(.stateWaiting)"
        case "released": "\(.stateReleased)"
        case "cancelled": "\(.stateCancelled)"
        case "rejected": "\(.stateRejected)"
        default: "\(.stateRefused)"
        }
    }

    private static func notice(_ done: String) -> HTML {
        let phrase: Phrase? =
            switch done {
            case "shared": .nowWaits
            case "cancelled": .nowCancelled
            case "approved": .nowApproved
            case "rejected": .nowRejected
            default: nil
            }
        return phrase.map { "<div class=\"notice good\" role=\"status\"><p>\($0)</p></div>" } ?? ""
    }
}

extension Phrase {
    static let nothingLeaves = Phrase("Nothing waits to leave.", "沒有等待發出的分享。", "没有等待发出的分享。")
    static let before = Phrase("Before", "較早前", "此前")
    static let askedBy = Phrase("asked by", "要求者：", "请求者：")
    static let leaves = Phrase("leaves", "發出時間", "发出时间")
    static func approvalsMissing(_ count: Int) -> Phrase {
        Phrase("approvals missing: \(count)", "尚欠批准：\(count)", "尚缺批准：\(count)")
    }
    static let takeBack = Phrase("Take it back", "撤銷", "撤销")
    static let approve = Phrase("Approve", "批准", "批准")
    static let reject = Phrase("Reject", "否決", "否决")
    static let to = Phrase("To", "收件者", "接收者")
    static let approvedBy = Phrase("Approved by", "批准者", "批准者")
    static let stateWaiting = Phrase("waiting", "等待中", "等待中")
    static let stateReleased = Phrase("has left", "已發出", "已发出")
    static let stateCancelled = Phrase("taken back", "已撤銷", "已撤销")
    static let stateRejected = Phrase("rejected", "已否決", "已否决")
    static func rejectedBy(_ person: String) -> Phrase { Phrase("rejected by \(person)", "否決者：\(person)", "否决者：\(person)") }
    static let stateRefused = Phrase("refused", "已拒絕", "已拒绝")
    static let nowWaits = Phrase(
        "It waits here. Until it leaves you can take it back, and nobody else knows of it.", "已在此等候。發出前可撤銷，其他人不會知道。",
        "已在此等候。发出前可撤销，其他人不会知道。")
    static let nowCancelled = Phrase("It was taken back. It never left.", "已撤銷，從未發出。", "已撤销，从未发出。")
    static let nowApproved = Phrase("Your approval was noted.", "已記錄你的批准。", "已记录你的批准。")
    static let nowRejected = Phrase("It was rejected, and will not leave.", "已否決，不會發出。", "已否决，不会发出。")
}
