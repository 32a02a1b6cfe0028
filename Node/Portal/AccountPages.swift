import Accounts
import Exchange
import Pages

/// One's own account: password, second steps, sessions, language.
struct AccountPages: Sendable {
    let accounts: any AccountDesk
    let cookies: Cookies
    let layout: Layout
    /// Whether passkeys can be used at this address.
    let hasPasskeys: Bool
    let now: @Sendable () -> UInt64

    func routes() -> [PortalRoute] {
        [
            .get("account") { layout.answer(try await show($0), $0) },
            .post("account/password", stepped: true) { page in
                try await refusing(page) { (session) async throws(AccountRefusal) in
                    try await accounts.changePassword(of: session, to: page.form["password"], repeated: page.form["repeated"])
                }
            },
            .get("account/authenticator", stepped: true) { page in
                let totp = try await accounts.newTOTP(of: try page.session)
                return layout.answer(try authenticator(totp, page), page)
            },
            .post("account/authenticator", stepped: true) { page in
                try await refusing(page) { (session) async throws(AccountRefusal) in
                    try await accounts.confirmTOTP(of: session, code: page.form["code"])
                }
            },
            .post("account/recovery", stepped: true) { page in
                let codes = try await accounts.newRecoveryCodes(of: try page.session)
                return layout.answer(RecoveryCodesPage.page(codes, isFirst: false), page)
            },
            .post("account/passkeys/options", stepped: true) { page in
                .json(PasskeyOptions(try await accounts.passkeyCreation(of: try page.session)))
            },
            .post("account/passkeys", stepped: true) { page in
                guard let attestation = PasskeyForm.attestation(page.form) else { throw PortalFault.badRequest }
                return try await refusing(page) { (session) async throws(AccountRefusal) in
                    try await accounts.addPasskey(attestation, named: page.form["name"], of: session)
                }
            },
            .post("account/passkeys/:id/remove", stepped: true) { page in
                guard let id = Base64URL.octets(page.parameter("id")) else { throw PortalFault.notFound }
                return try await refusing(page) { (session) async throws(AccountRefusal) in
                    try await accounts.removePasskey(id, of: session)
                }
            },
            .post("account/sessions/:id/end", stepped: true) { page in
                guard let id = Base64URL.octets(page.parameter("id")) else { throw PortalFault.notFound }
                return try await refusing(page) { (session) async throws(AccountRefusal) in try await accounts.endSession(id, of: session) }
            },
            .post("account/sessions/end", stepped: true) { page in
                try await refusing(page) { (session) async throws(AccountRefusal) in try await accounts.endOtherSessions(of: session) }
            },
            .post("account/language") { page in
                let answer = try await refusing(page) { (session) async throws(AccountRefusal) in
                    try await accounts.setLanguage(page.form["language"], of: session)
                }
                // The account's choice counts from now on, not what this browser kept.
                return answer.status == 303 ? .seeOther("/account?done=yes", [cookies.clear(cookies.language)]) : answer
            },
        ]
    }

    /// Does something and shows the account again, with why not where it was refused.
    private func refusing(_ page: PageRequest, _ body: (Session) async throws(AccountRefusal) -> Void) async throws -> PortalAnswer {
        let session = try page.session
        do throws(AccountRefusal) {
            try await body(session)
        } catch {
            // Where a second step is asked for first, the gate sees to it.
            guard error != .stepUp else { throw error }
            return layout.answer(try await show(page, error), page, status: error == .busy ? 503 : 422)
        }
        return .seeOther("/account?done=yes")
    }

    private func show(_ page: PageRequest, _ refusal: AccountRefusal? = nil) async throws -> Layout.Page {
        let session = try page.session
        let account = session.account
        let sessions = try await accounts.sessions(of: session)
        let passkeys = hasPasskeys ? try await accounts.passkeys(of: session) : []
        return Layout.Page(
            .account, .account,
            """
            <h1>\(.account)</h1>
            \("<div class=\"notice good\" role=\"status\"><p>\(.done)</p></div>", if: page.query["done"] == "yes" && refusal == nil)
            \(refusal.map { RefusalPage.notice($0) } ?? "")
            <dl class="facts"><dt>\(.name)</dt><dd><bdi>\(account.name)</bdi></dd><dt>\(.mailAddress)</dt><dd><bdi>\(account.address)</bdi></dd>
            <dt>\(.roles)</dt><dd>\(RoleNames.list(account.roles))</dd></dl>
            \(language(account, page.visitor))
            <section aria-labelledby="second"><h2 id="second">\(.secondSteps)</h2>
            <p>\(.authenticator): \(account.hasTOTP ? Phrase.inUse : .notInUse) · <a href="/account/authenticator">\(.replaceAuthenticator)</a></p>
            <p>\(.recoveryCodesLeft(account.recoveryCodesLeft))</p>
            \(Fields.button("/account/recovery", .newRecoveryCodes, page.visitor))
            \(self.passkeys(passkeys, page.visitor), if: hasPasskeys)</section>
            \(password(page.visitor))
            \(self.sessions(sessions, page.visitor))
            """)
    }

    private func language(_ account: Account, _ visitor: Visitor) -> HTML {
        let choices = [("", Phrase.browsersLanguage)] + Language.allCases.map { ($0.rawValue, Phrase(verbatim: $0.name)) }
        return """
            <form method="post" action="/account/language" class="inline">\(visitor.token)
            \(Fields.select("language", .languages, choices, chosen: account.language))<p class="field"><button>\(.save)</button></p></form>

            """
    }

    private func passkeys(_ passkeys: [PasskeySummary], _ visitor: Visitor) -> HTML {
        let lines = passkeys.map { passkey -> HTML in
            """
            <li><bdi>\(passkey.name)</bdi> <span class="fine">\(.added) \(Clock.element(passkey.created))</span>
            \(Fields.button("/account/passkeys/\(Base64URL.text(passkey.id))/remove", .remove, visitor, class: "small danger"))</li>

            """
        }
        return """
            <h3>\(.passkeys)</h3><p>\(.passkeysMeaning)</p><ul class="names">\(lines)</ul>
            <form method="post" action="/account/passkeys" class="narrow passkey" data-passkey="/account/passkeys/options" hidden>\(visitor.token)
            \(Fields.text("name", .passkeyName, hint: .passkeyNameHint, isNeeded: true, lengthMax: 64))
            <p><button>\(.addPasskey)</button></p><p class="hint" data-failed hidden>\(.passkeyFailed)</p></form>
            <noscript><p class="fine">\(.passkeysNeedScript)</p></noscript>

            """
    }

    private func password(_ visitor: Visitor) -> HTML {
        """
        <section aria-labelledby="password"><h2 id="password">\(.changePassword)</h2>
        <form method="post" action="/account/password" class="narrow">\(visitor.token)
        \(Fields.password("password", .newPassword, hint: .passwordHint, isNew: true))
        \(Fields.password("repeated", .repeatPassword, isNew: true))
        <p><button>\(.changePassword)</button></p></form></section>

        """
    }

    private func sessions(_ sessions: [SessionSummary], _ visitor: Visitor) -> HTML {
        let lines = sessions.map { session -> HTML in
            """
            <li><span><bdi>\(session.visit.agent)</bdi> <span class="fine"><bdi>\(session.visit.source)</bdi>, \(.since) \(Clock.element(session.created)), \
            \(.lastUsed) \(Clock.element(session.lastUsed))</span></span>
            \(session.isCurrent ? "<span class=\"tag\">\(.thisOne)</span>" : Fields.button("/account/sessions/\(Base64URL.text(session.id))/end", .end, visitor, class: "small"))</li>

            """
        }
        return """
            <section aria-labelledby="sessions"><h2 id="sessions">\(.sessions)</h2><ul class="names sessions">\(lines)</ul>
            \(Fields.button("/account/sessions/end", .endOthers, visitor), if: sessions.count > 1)</section>

            """
    }

    private func authenticator(_ totp: TOTPSecret, _ page: PageRequest) throws -> Layout.Page {
        Layout.Page(
            .replaceAuthenticator, .account,
            """
            <h1>\(.replaceAuthenticator)</h1><p>\(.authenticatorAdvice) \(.oldCountsUntil)</p>
            \(try TOTPView.secret(totp))
            <form method="post" action="/account/authenticator" class="narrow">\(page.visitor.token)
            \(Fields.code(hint: .enrolCodeHint))<p><button class="main">\(.finish)</button></p></form>
            """)
    }
}

/// Roles in words.
enum RoleNames {
    static func list(_ roles: Roles) -> HTML {
        var html = HTML()
        for role in roles.list { html += "<span class=\"tag\">\(name(role))</span> " }
        return html
    }

    static func name(_ role: Role) -> Phrase {
        switch role {
        case .reader: Phrase("reader", "讀者", "读者")
        case .analyst: Phrase("analyst", "分析員", "分析员")
        case .approver: Phrase("approver", "批准人", "批准人")
        case .operator: Phrase("operator", "操作員", "操作员")
        case .staff: Phrase("staff", "職員", "工作人员")
        case .reviewer: Phrase("reviewer", "審核員", "审核员")
        }
    }

    static func meaning(_ role: Role) -> Phrase {
        switch role {
        case .reader: Phrase("reads and searches", "閱讀及搜尋", "阅读和搜索")
        case .analyst: Phrase("also shares and steers groups", "並可分享及管理群組", "还可分享和管理群组")
        case .approver: Phrase("approves what waits to leave", "批准等待發出的分享", "批准等待发出的分享")
        case .operator: Phrase("keeps the node and its people", "管理節點及用戶", "管理节点和用户")
        case .staff: Phrase("decides who is a member", "決定成員資格", "决定成员资格")
        case .reviewer: Phrase("reads applications and moderates the Public Zone", "查閱申請及審核公開區", "查阅申请和审核公开区")
        }
    }
}

extension Phrase {
    static let done = Phrase("Done.", "已完成。", "已完成。")
    static let roles = Phrase("Roles", "角色", "角色")
    static let browsersLanguage = Phrase("as the browser says", "按瀏覽器設定", "按浏览器设置")
    static let save = Phrase("Save", "儲存", "保存")
    static let secondSteps = Phrase("Second steps", "第二步驗證", "第二步验证")
    static let authenticator = Phrase("Authenticator", "驗證器", "验证器")
    static let inUse = Phrase("in use", "使用中", "使用中")
    static let notInUse = Phrase("not in use", "未使用", "未使用")
    static let replaceAuthenticator = Phrase("Replace the authenticator", "更換驗證器", "更换验证器")
    static let oldCountsUntil = Phrase("The old one counts until then.", "在此之前舊驗證器仍然有效。", "在此之前旧验证器仍然有效。")
    static func recoveryCodesLeft(_ count: Int) -> Phrase {
        Phrase("Recovery codes left: \(count)", "剩餘復原碼：\(count)", "剩余恢复代码：\(count)")
    }
    static let newRecoveryCodes = Phrase("Make new recovery codes", "產生新復原碼", "生成新恢复代码")
    static let passkeys = Phrase("Passkeys", "通行密鑰", "通行密钥")
    static let passkeysMeaning = Phrase(
        "A passkey takes the place of password and code, and no false page can trick you out of it.", "通行密鑰可代替密碼及驗證碼，偽冒網頁無法騙取。",
        "通行密钥可代替密码和验证码，仿冒网页无法骗取。")
    static let passkeyName = Phrase("Name of the passkey", "通行密鑰名稱", "通行密钥名称")
    static let passkeyNameHint = Phrase("So that you know it again: “work laptop”.", "方便辨認，例如「工作電腦」。", "方便辨认，例如“工作电脑”。")
    static let addPasskey = Phrase("Add a passkey", "加入通行密鑰", "添加通行密钥")
    static let passkeysNeedScript = Phrase(
        "Passkeys need JavaScript; everything else here works without.", "通行密鑰需要 JavaScript，其他功能則不需要。", "通行密钥需要 JavaScript，其他功能则不需要。")
    static let added = Phrase("added", "加入於", "添加于")
    static let remove = Phrase("Remove", "移除", "移除")
    static let changePassword = Phrase("Change the password", "更改密碼", "更改密码")
    static let sessions = Phrase("Where you are logged in", "已登入的裝置", "已登录的设备")
    static let since = Phrase("since", "自", "自")
    static let lastUsed = Phrase("last used", "最後使用", "最后使用")
    static let end = Phrase("Log out there", "登出該裝置", "退出该设备")
    static let endOthers = Phrase("Log out everywhere else", "登出所有其他裝置", "退出所有其他设备")
}
