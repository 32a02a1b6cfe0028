import Accounts
import Exchange
import Pages

/// Everybody's accounts, for operators.
struct PeoplePages: Sendable {
    let accounts: any AccountDesk
    let layout: Layout
    let address: PortalAddress

    func routes() -> [PortalRoute] {
        [
            .get("node/people", .permitted(.operate)) { layout.answer(try await list($0), $0) },
            .post("node/people", .permitted(.operate), stepped: true) { page in
                try await refusing(page) { () async throws(AccountRefusal) in
                    let form = page.form
                    return try await accounts.invite(
                        Invitation(
                            name: form["name"].trimmingSpaces, address: form["address"].trimmingSpaces, roles: Self.roles(form),
                            language: form["language"]))
                }
            },
            .post("node/people/:id/roles", .permitted(.operate), stepped: true) { page in
                try await refusing(page) { () async throws(AccountRefusal) in
                    try await accounts.setRoles(Self.roles(page.form), of: Self.id(page))
                    return nil
                }
            },
            .post("node/people/:id/:verb", .permitted(.operate), stepped: true) { page in
                try await refusing(page) { () async throws(AccountRefusal) in
                    let id = Self.id(page)
                    switch page.parameter("verb") {
                    case "invite": return try await accounts.reinvite(id)
                    case "suspend": try await accounts.suspend(id)
                    case "reinstate": try await accounts.reinstate(id)
                    case "remove": try await accounts.remove(id)
                    default: throw .unknownAccount
                    }
                    return nil
                }
            },
        ]
    }

    private static func roles(_ form: FormFields) -> Roles { Roles(form.all("role").compactMap { Role(rawValue: $0) }) }

    private static func id(_ page: PageRequest) -> [UInt8] { Base64URL.octets(page.parameter("id")) ?? [] }

    private func refusing(
        _ page: PageRequest, _ body: () async throws(AccountRefusal) -> InvitationMade?
    ) async throws -> PortalAnswer {
        let made: InvitationMade?
        do throws(AccountRefusal) {
            made = try await body()
        } catch {
            guard error != .stepUp else { throw error }
            return layout.answer(try await list(page, RefusalPage.notice(error)), page, status: error == .busy ? 503 : 422)
        }
        guard let made else { return .seeOther("/node/people") }
        return layout.answer(try await list(page, invitation(made)), page)
    }

    /// The link, the only time that it is shown.
    private func invitation(_ made: InvitationMade) -> HTML {
        """
        <div class="notice good" role="status"><p>\(.invited(made.account.name))</p>
        <p><code class="wrap secret">\(address.origin)\(made.path)</code></p>
        <p>\(made.isMailed ? Phrase.linkMailed : .linkByHand) \(.invitationUntil) \(Clock.element(made.expires))</p></div>
        """
    }

    private func list(_ page: PageRequest, _ notice: HTML = "") async throws -> Layout.Page {
        let all = try await accounts.accounts()
        return Layout.Page(
            .people, .node,
            """
            <h1>\(.people)</h1>
            \(NodePages.tabs(.people))
            \(notice)
            <ol class="items">\(all.map { person($0, page) })</ol>
            \(inviteForm(page))
            """)
    }

    private func person(_ account: Account, _ page: PageRequest) -> HTML {
        let path: HTML = "/node/people/\(Base64URL.text(account.id))"
        let own = account.id == page.visitor.session?.account.id
        let verbs: [(HTML, Phrase, HTML)] =
            switch account.state {
            case .active: [("invite", .newLink, "small"), ("suspend", .suspend, "small"), ("remove", .remove, "small danger")]
            case .invited: [("invite", .newLink, "small"), ("remove", .remove, "small danger")]
            case .suspended, .dormant:
                [("reinstate", .reinstate, "small"), ("invite", .newLink, "small"), ("remove", .remove, "small danger")]
            case .removed: []
            }
        let buttons = verbs.map { verb, label, name -> HTML in
            "<form method=\"post\" action=\"\(path)/\(verb)\">\(page.visitor.token)<button class=\"\(name)\">\(label)</button></form>"
        }
        return """
            <li><article><h2><bdi>\(account.name)</bdi> \(state(account.state))</h2>
            <p class="facts"><bdi>\(account.address)</bdi> · \(RoleNames.list(account.roles)) · \(.lastSignIn) \
            \(account.lastSignIn.map { Clock.element($0) } ?? "–") · \(account.hasTOTP ? "TOTP" : "–"), \(.passkeys): \(account.passkeys)</p>
            <details><summary>\(.changeRoles)</summary><form method="post" action="\(path)/roles">\(page.visitor.token)
            \(roleBoxes(account.roles))<p><button>\(.save)</button></p></form></details>
            \("<div class=\"actions\">\(buttons)</div>", if: !own)</article></li>

            """
    }

    private func roleBoxes(_ chosen: Roles) -> HTML {
        let roles = Role.allCases.filter { layout.isCoordinator || !$0.isOfCoordinator }
        let boxes = roles.map { role in
            Fields.check(
                "role", value: role.rawValue, "\(RoleNames.name(role)) – \(RoleNames.meaning(role))", isChecked: chosen.contains(role))
        }
        return "<fieldset><legend>\(.roles)</legend>\(boxes)</fieldset>"
    }

    private func inviteForm(_ page: PageRequest) -> HTML {
        let languages = [("", Phrase.browsersLanguage)] + Language.allCases.map { ($0.rawValue, Phrase(verbatim: $0.name)) }
        let isAgain = page.form.has("address")
        return """
            <section aria-labelledby="invite"><h2 id="invite">\(.invitePerson)</h2><p>\(.invitePersonMeaning)</p>
            <form method="post" action="/node/people" class="narrow">\(page.visitor.token)
            \(Fields.text("name", .representativeName, value: page.form["name"], hint: .representativeNameHint, isNeeded: true, lengthMax: 128))
            \(Fields.text("address", .mailAddress, value: page.form["address"], type: "email", isNeeded: true, lengthMax: 254))
            \(Fields.select("language", .languages, languages, chosen: page.form["language"]))
            \(roleBoxes(isAgain ? Self.roles(page.form) : [.reader, .analyst]))
            <p><button class="main">\(.invite)</button></p></form></section>

            """
    }

    private func state(_ state: Account.State) -> HTML {
        switch state {
        case .active: ""
        case .invited: "<span class=\"tag\">\(.accountInvited)</span>"
        case .suspended: "<span class=\"tag warn\">\(.accountSuspended)</span>"
        case .dormant: "<span class=\"tag warn\">\(.accountDormant)</span>"
        case .removed: "<span class=\"tag\">\(.accountRemoved)</span>"
        }
    }
}

extension Roles {
    static let reader = Roles([.reader])
    static let analyst = Roles([.analyst])
}

extension Phrase {
    static let people = Phrase("People", "用戶", "用户")
    static func invited(_ name: String) -> Phrase {
        Phrase(
            "\(name) can enter by this link. It is shown this once.", "\(name) 可使用此連結登入。連結只顯示這一次。", "\(name) 可使用此链接登录。链接只显示这一次。")
    }
    static let linkMailed = Phrase("It is on its way by mail.", "連結已透過電郵發送。", "链接已通过邮件发送。")
    static let linkByHand = Phrase("Give it to the person by a way that both of you trust.", "請以雙方信任的方式交給該人。", "请以双方信任的方式交给该人。")
    static let newLink = Phrase("New link", "新連結", "新链接")
    static let lastSignIn = Phrase("last login", "上次登入", "上次登录")
    static let changeRoles = Phrase("Change roles", "更改角色", "更改角色")
    static let invitePerson = Phrase("Invite somebody", "邀請用戶", "邀请用户")
    static let invitePersonMeaning = Phrase(
        "They set password and second step themselves. You see neither.", "對方會自行設定密碼及第二步驗證，你無法得知。", "对方会自行设置密码和第二步验证，你无法得知。")
    static let representativeName = Phrase("Representative’s name", "代表姓名", "代表姓名")
    static let representativeNameHint = Phrase(
        "By this name others address TLP:RED to them.", "其他機構以此姓名向其發送 TLP:RED 項目。", "其他机构以此姓名向其发送 TLP:RED 条目。")
    static let accountInvited = Phrase("invited", "已邀請", "已邀请")
    static let accountSuspended = Phrase("suspended", "已暫停", "已暂停")
    static let accountDormant = Phrase("dormant", "長期未用", "长期未用")
    static let accountRemoved = Phrase("removed", "已移除", "已移除")
}
