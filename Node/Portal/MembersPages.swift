import Accounts
import Exchange
import Foundation
import Pages

/// Who is in the network, by sector; and at the coordinator, who wishes to be.
struct MembersPages: Sendable {
    let node: any NodeOperations
    let audit: any AuditDesk
    let layout: Layout

    func routes() -> [PortalRoute] {
        var routes: [PortalRoute] = [.get("members") { layout.answer(try await list($0), $0) }]
        guard layout.isCoordinator else { return routes }
        routes += [
            .get("applications", .permitted(.moderate)) { layout.answer(try await applications($0), $0) },
            .post("applications/:id/admit", .permitted(.decideMembership), stepped: true) { page in
                let (id, despiteLikeness) = (page.parameter("id"), page.form.has("despite-likeness"))
                return try await deciding(page, { try await applications(page, $0) }, "/applications") {
                    _ = try await audit.acting(.applicationAdmitted, id, ["despite-likeness": "\(despiteLikeness)"]) {
                        try await node.admit(id, despiteLikeness: despiteLikeness)
                    }
                }
            },
            .post("members/:organisation/standing", .permitted(.decideMembership), stepped: true) { page in
                let (organisation, standing) = (page.parameter("organisation"), page.form["standing"])
                return try await deciding(page, { try await list(page, $0) }, "/members") {
                    _ = try await audit.acting(.standingChanged, organisation, ["standing": standing]) {
                        try await node.setStanding(organisation, to: standing)
                    }
                }
            },
        ]
        return routes
    }

    private func deciding(
        _ page: PageRequest, _ again: (HTML) async throws -> Layout.Page, _ path: String, _ body: () async throws -> Void
    ) async throws -> PortalAnswer {
        do {
            try await body()
            return .seeOther(path)
        } catch let error as OperationError where error.status < 500 {
            return layout.answer(try await again(RefusalPage.notice(error)), page, status: error.status)
        }
    }

    private func list(_ page: PageRequest, _ notice: HTML = "") async throws -> Layout.Page {
        let all = try await node.members()
        let wanted = page.query["q"].trimmingSpaces
        let members = wanted.isEmpty ? all : all.filter { $0.organisation.localizedLowercase.contains(wanted.localizedLowercase) }
        let decides = layout.isCoordinator && page.visitor.may(.decideMembership)
        let shown = members.prefix(decides ? PortalLimits.membersToDecideMax : PortalLimits.namesShownMax)
        let sectors = Dictionary(grouping: shown, by: \.sector).sorted { $0.key < $1.key }
        let rest = members.count - shown.count
        return Layout.Page(
            .members, .members,
            """
            <h1>\(.members)</h1>
            \(notice)
            <p>\(.memberCount(all.filter { $0.standing == "admitted" }.count, sectors: Set(all.map(\.sector)).count))</p>
            <search><form method="get" class="inline">\(Fields.text("q", .searchMembers, value: wanted, type: "search"))
            <p class="field"><button>\(.search)</button></p></form></search>
            \(sectors.map { sector($0.key, $0.value, page) })
            \("<p>\(.nothingFound)</p>", if: members.isEmpty)\("<p class=\"fine\">\(.andMore(rest))</p>", if: rest > 0)
            """)
    }

    private func sector(_ name: String, _ members: [MemberReport], _ page: PageRequest) -> HTML {
        let title: HTML = name.isEmpty ? "\(.noSector)" : "<bdi>\(name)</bdi>"
        return """
            <section><h2>\(title) <span class="count">\(members.count)</span></h2>
            <ul class="names">\(members.sorted { $0.organisation < $1.organisation }.map { member($0, page) })</ul></section>

            """
    }

    private func member(_ member: MemberReport, _ page: PageRequest) -> HTML {
        let isAdmitted = member.standing == "admitted"
        let verbs: [(String, Phrase)] = isAdmitted ? [("suspended", .suspend)] : [("reinstated", .reinstate)]
        let mayDecide =
            layout.isCoordinator && page.visitor.may(.decideMembership) && member.standing != "expelled"
            && member.organisation != layout.organisation
        let buttons = (verbs + [("expelled", .expel)]).map { standing, label in
            Fields.button(
                "/members/\(member.id)/standing", label, page.visitor, class: standing == "expelled" ? "small danger" : "small",
                fields: [("standing", standing)])
        }
        return """
            <li><bdi>\(member.organisation)</bdi>\(" <span class=\"tag warn\">\(Phrase(standing: member.standing))</span>", if: !isAdmitted)\
            \(" <span class=\"actions\">\(buttons)</span>", if: mayDecide)</li>

            """
    }

    // MARK: - Applications

    private func applications(_ page: PageRequest, _ notice: HTML = "") async throws -> Layout.Page {
        let waiting = try await node.applications().filter { $0.state == "waiting" }
        return Layout.Page(
            .applications, .applications,
            """
            <h1>\(.applications)</h1>
            \(notice)
            \("<p>\(.noApplications)</p>", if: waiting.isEmpty)
            <ol class="items">\(waiting.map { application($0, page) })</ol>
            """)
    }

    private func application(_ application: ApplicationReport, _ page: PageRequest) -> HTML {
        """
        <li><article><h2><bdi>\(application.organisation)</bdi></h2>
        <dl class="facts"><dt>\(.sector)</dt><dd><bdi>\(application.sector.isEmpty ? "–" : application.sector)</bdi></dd>
        <dt>\(.contact)</dt><dd><bdi>\(application.contact)</bdi></dd><dt>\(.received)</dt><dd>\(Clock.element(application.received))</dd>
        <dt>\(.node)</dt><dd><code class="wrap">\(application.node)</code></dd></dl>
        \("<div class=\"notice bad\"><p>\(.looksLike) <bdi>\(application.looksLike.joined(separator: ", "))</bdi></p></div>", if: !application.looksLike.isEmpty)
        \(admission(application, page), if: page.visitor.may(.decideMembership))</article></li>

        """
    }

    private func admission(_ application: ApplicationReport, _ page: PageRequest) -> HTML {
        """
        <form method="post" action="/applications/\(application.id)/admit">\(page.visitor.token)
        \(Fields.check("despite-likeness", "\(.despiteLikeness)"), if: !application.looksLike.isEmpty)
        <p><button class="main">\(.admit)</button></p></form>
        """
    }
}

extension Phrase {
    static func memberCount(_ count: Int, sectors: Int) -> Phrase {
        Phrase("\(count) organisations in \(sectors) sectors.", "\(count) 個機構，\(sectors) 個界別。", "\(count) 个机构，\(sectors) 个行业。")
    }
    static let searchMembers = Phrase("Search members", "搜尋成員", "搜索成员")
    static let noSector = Phrase("Without a sector", "未分界別", "未分行业")
    static let suspend = Phrase("Suspend", "暫停", "暂停")
    static let reinstate = Phrase("Reinstate", "恢復", "恢复")
    static let expel = Phrase("Expel", "除名", "除名")
    static let noApplications = Phrase("No application waits.", "沒有待處理的申請。", "没有待处理的申请。")
    static let contact = Phrase("Contact", "聯絡人", "联系人")
    static let received = Phrase("Received", "收到時間", "收到时间")
    static let looksLike = Phrase("The name looks like:", "名稱與以下相似：", "名称与以下相似：")
    static let despiteLikeness = Phrase("It is another organisation all the same", "確認屬另一機構", "确认属另一机构")
    static let admit = Phrase("Admit", "接納", "接纳")
}
