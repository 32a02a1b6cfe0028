import Accounts
import Exchange
import Pages

/// Logging in and out, showing a second step again, and the first visit by an invitation.
struct SignInPages: Sendable {
    let accounts: any AccountDesk
    let cookies: Cookies
    let layout: Layout
    /// Whether passkeys can be used at this address.
    let hasPasskeys: Bool
    /// Logging in by a provider of identities, where there is one.
    var openID: OpenIDPages?

    func routes() -> [PortalRoute] {
        [
            .get("login", .anyone) { page in
                // Whoever is logged in has nothing to do here.
                guard page.visitor.session == nil else { return .seeOther(page.then.text) }
                return layout.answer(signIn(page), page)
            },
            .post("login", .anyone) { try await signIn($0) },
            .post("login/passkey", .anyone) { page in
                .json(PasskeyOptions(try await accounts.passkeyRequest()))
            },
            .post("login/passkey/answer", .anyone) { page in
                guard let assertion = PasskeyForm.assertion(page.form) else { throw PortalFault.badRequest }
                let made = try await accounts.signIn(with: assertion, from: page.request.visit)
                return await enter(made, page)
            },
            .post("logout") { page in
                await accounts.signOut(try page.session)
                return .seeOther("/login?done=out", [cookies.clear(cookies.session)])
            },
            .get("verify") { layout.answer(verify($0), $0) },
            .post("verify") { try await verify($0) },
            .post("verify/passkey") { page in
                .json(PasskeyOptions(try await accounts.passkeyRequest(for: try page.session)))
            },
            .post("verify/passkey/answer") { page in
                guard let assertion = PasskeyForm.assertion(page.form) else { throw PortalFault.badRequest }
                let made = try await accounts.stepUp(try page.session, with: assertion, from: page.request.visit)
                return entered(made, page.then.text)
            },
            .get("welcome/:link", .anyone) { page in
                let enrolment = try await accounts.enrolment(page.parameter("link"))
                return layout.answer(try welcome(enrolment, page), page)
            },
            .post("welcome/:link", .anyone) { try await enrol($0) },
        ]
    }

    /// Begins a session; one that the browser still held ends, so that no forgotten one stays behind.
    private func enter(_ made: NewSession, _ page: PageRequest) async -> PortalAnswer {
        if let old = page.visitor.session { await accounts.signOut(old) }
        return entered(made, page.then.text)
    }

    private func entered(_ made: NewSession, _ path: String) -> PortalAnswer {
        .seeOther(path, [cookies.set(cookies.session, made.token.text), cookies.clear(cookies.form)])
    }

    // MARK: - Logging in

    private func signIn(_ page: PageRequest) async throws -> PortalAnswer {
        do throws(AccountRefusal) {
            let form = page.form
            let made = try await accounts.signIn(
                address: form["address"], password: form["password"], code: form["code"], from: page.request.visit)
            return await enter(made, page)
        } catch {
            return layout.answer(signIn(page, error), page, status: error == .busy ? 503 : 422)
        }
    }

    private func signIn(_ page: PageRequest, _ refusal: AccountRefusal? = nil) -> Layout.Page {
        let done: HTML = page.query["done"] == "out" ? "<div class=\"notice good\" role=\"status\"><p>\(.signedOut)</p></div>" : ""
        let then: HTML = "<input type=\"hidden\" name=\"then\" value=\"\(page.then.text)\">"
        return Layout.Page(
            .signIn, nil,
            """
            <h1>\(.signIn)</h1>
            <p>\(.signInPurpose(layout.organisation))</p>
            \(done)\(refusal.map { RefusalPage.notice($0) } ?? "")
            <form method="post" action="/login" class="narrow">\(page.visitor.token)\(then)
            \(Fields.text(
                "address", .mailAddress, value: page.form["address"], type: "email", isNeeded: true, autocomplete: "username", lengthMax: 254))
            \(Fields.password("password", .password, isNew: false))
            \(Fields.code(hint: .codeHint))
            <p><button class="main">\(.signIn)</button></p>
            </form>
            \(passkey("login", page, .signInByPasskey), if: hasPasskeys)\(openID?.link(page) ?? "")
            <details><summary>\(.cannotSignIn)</summary><p>\(.cannotSignInAdvice)</p></details>
            """)
    }

    /// The button of a passkey, which the script shows where the browser can use one.
    private func passkey(_ use: HTML, _ page: PageRequest, _ label: Phrase) -> HTML {
        """
        <form class="narrow passkey" data-passkey="/\(use)/passkey" method="post" action="/\(use)/passkey/answer" hidden>\(page.visitor.token)
        <input type="hidden" name="then" value="\(page.then.text)">
        <p><button>\(label)</button></p><p class="hint" data-failed hidden>\(.passkeyFailed)</p></form>
        """
    }

    // MARK: - A second step again

    private func verify(_ page: PageRequest) async throws -> PortalAnswer {
        do throws(AccountRefusal) {
            guard let session = page.visitor.session else { throw .notRecognised }
            let made = try await accounts.stepUp(
                session, password: page.form["password"], code: page.form["code"], from: page.request.visit)
            return entered(made, page.then.text)
        } catch {
            return layout.answer(verify(page, error), page, status: error == .busy ? 503 : 422)
        }
    }

    private func verify(_ page: PageRequest, _ refusal: AccountRefusal? = nil) -> Layout.Page {
        Layout.Page(
            .verify, nil,
            """
            <h1>\(.verify)</h1>
            <p>\(.verifyPurpose)</p>
            \("<p>\(.verifyAgain)</p>", if: !page.query["again"].isEmpty)\(refusal.map { RefusalPage.notice($0) } ?? "")
            <form method="post" action="/verify" class="narrow">\(page.visitor.token)
            <input type="hidden" name="then" value="\(page.then.text)">
            \(Fields.password("password", .password, isNew: false))
            \(Fields.code(hint: .codeHint))
            <p><button class="main">\(.goOn)</button></p>
            </form>
            \(passkey("verify", page, .verifyByPasskey), if: hasPasskeys)
            """)
    }

    // MARK: - The first visit

    private func enrol(_ page: PageRequest) async throws -> PortalAnswer {
        let link = page.parameter("link")
        let enrolment = try await accounts.enrolment(link)
        do throws(AccountRefusal) {
            let form = page.form
            let made = try await accounts.enrol(
                link, password: form["password"], repeated: form["repeated"], code: form["code"], from: page.request.visit)
            let visitor = Visitor(
                session: made.session.session, language: page.visitor.language, formToken: made.session.session.formToken, isStepped: true)
            var answer = layout.answer(RecoveryCodesPage.page(made.recoveryCodes, isFirst: true), visitor, status: 200)
            answer.fields += [cookies.set(cookies.session, made.session.token.text), cookies.clear(cookies.form)].map {
                (name: $0.0, value: $0.1)
            }
            return answer
        } catch {
            return layout.answer(try welcome(enrolment, page, error), page, status: error == .busy ? 503 : 422)
        }
    }

    private func welcome(_ enrolment: Enrolment, _ page: PageRequest, _ refusal: AccountRefusal? = nil) throws -> Layout.Page {
        let account = enrolment.account
        return Layout.Page(
            .welcome, nil,
            """
            <h1>\(.welcome)</h1>
            <p>\(.welcomeTo(layout.organisation, account.name))</p>
            \(refusal.map { RefusalPage.notice($0) } ?? "")
            <form method="post" class="narrow">\(page.visitor.token)
            <input type="hidden" name="address" value="\(account.address)" autocomplete="username">
            <h2>\(.stepPassword)</h2>
            \(Fields.password("password", .newPassword, hint: .passwordHint, isNew: true))
            \(Fields.password("repeated", .repeatPassword, isNew: true))
            <h2>\(.stepAuthenticator)</h2>
            <p>\(.authenticatorAdvice)</p>
            \(try TOTPView.secret(enrolment.totp))
            \(Fields.code(hint: .enrolCodeHint))
            <p><button class="main">\(.finish)</button></p>
            </form>
            <p class="fine">\(.invitationUntil) <time>\(Clock.text(enrolment.expires))</time></p>
            """)
    }
}

/// A secret for an authenticator, as a picture and as text.
enum TOTPView {
    static func secret(_ totp: TOTPSecret) throws -> HTML {
        """
        <figure class="qr">\(try QRCode(totp.uri).picture(.qrName))</figure>
        <p>\(.secretByHand) <code class="secret">\(grouped(totp.base32))</code></p>
        """
    }

    private static func grouped(_ text: String) -> String {
        stride(from: 0, to: text.count, by: 4).map { String(text.dropFirst($0).prefix(4)) }.joined(separator: " ")
    }
}

/// Recovery codes, the only time that they are shown.
enum RecoveryCodesPage {
    static func page(_ codes: [String], isFirst: Bool) -> Layout.Page {
        Layout.Page(
            .recoveryCodes, .account,
            """
            <h1>\(.recoveryCodes)</h1>
            <p>\(.recoveryCodesAdvice)</p>
            <ol class="codes">\(codes.map { "<li><code>\($0)</code></li>\n" as HTML })</ol>
            <p>\("<a class=\"button\" href=\"/\">\(.keptThem)</a>", if: isFirst)\("<a class=\"button\" href=\"/account\">\(.keptThem)</a>", if: !isFirst)</p>
            """)
    }
}

extension Phrase {
    static let signIn = Phrase("Log in", "登入", "登录")
    static let signedOut = Phrase("You are logged out.", "你已登出。", "你已退出登录。")
    static func signInPurpose(_ organisation: String) -> Phrase {
        Phrase(
            "For the representatives of \(organisation).", "供\(organisation)的代表使用。", "供\(organisation)的代表使用。")
    }
    static let mailAddress = Phrase("E-mail address", "電郵地址", "电邮地址")
    static let password = Phrase("Password", "密碼", "密码")
    static let codeHint = Phrase(
        "The six digits of your authenticator, or a recovery code.", "驗證器上的六位數字，或一個復原碼。", "验证器上的六位数字，或一个恢复代码。")
    static let signInByPasskey = Phrase("Log in with a passkey", "使用通行密鑰登入", "使用通行密钥登录")
    static let passkeyFailed = Phrase(
        "The passkey was not accepted. Try again, or use password and code.", "通行密鑰未獲接受。請再試，或使用密碼及驗證碼。", "通行密钥未被接受。请再试，或使用密码及验证码。")
    static let cannotSignIn = Phrase("You cannot log in?", "無法登入？", "无法登录？")
    static let cannotSignInAdvice = Phrase(
        "Without your authenticator, use one of your recovery codes in the place of the six digits. Without your password or your codes, an operator of your node sends you a new invitation; it sets both anew. Nobody can skip the second step.",
        "沒有驗證器時，可用復原碼代替六位數字。如忘記密碼或沒有復原碼，請節點操作員重新邀請你，密碼及第二步驗證會一併重設。任何人都不能略過第二步驗證。",
        "没有验证器时，可用恢复代码代替六位数字。如忘记密码或没有恢复代码，请节点操作员重新邀请你，密码及第二步验证会一并重设。任何人都不能跳过第二步验证。")
    static let verify = Phrase("Show that it is you", "確認你的身分", "确认你的身份")
    static let verifyPurpose = Phrase(
        "What comes next asks for your second step, if the last was more than ten minutes ago.", "下一步需要第二步驗證（距上次超過十分鐘）。",
        "下一步需要第二步验证（距上次超过十分钟）。")
    static let verifyAgain = Phrase("Nothing was changed yet: do it again afterwards.", "尚未作出更改，完成後請再操作一次。", "尚未做出更改，完成后请再操作一次。")
    static let verifyByPasskey = Phrase("Use a passkey", "使用通行密鑰", "使用通行密钥")
    static let goOn = Phrase("Go on", "繼續", "继续")
    static let welcome = Phrase("Welcome", "歡迎", "欢迎")
    static func welcomeTo(_ organisation: String, _ name: String) -> Phrase {
        Phrase(
            "\(name), you were invited to the node of \(organisation). Two things are set here: your password and your second step.",
            "\(name)，你獲邀使用\(organisation)的節點。請在此設定密碼及第二步驗證。", "\(name)，你获邀使用\(organisation)的节点。请在此设置密码及第二步验证。")
    }
    static let stepPassword = Phrase("1. Your password", "1. 密碼", "1. 密码")
    static let newPassword = Phrase("New password", "新密碼", "新密码")
    static let repeatPassword = Phrase("The same again", "再次輸入", "再次输入")
    static let passwordHint = Phrase(
        "At least 15 characters; any will do. It never expires.", "最少 15 個字元，不限種類；永不過期。", "最少 15 个字符，不限种类；永不过期。")
    static let stepAuthenticator = Phrase("2. Your authenticator", "2. 驗證器", "2. 验证器")
    static let authenticatorAdvice = Phrase(
        "Scan this picture with an authenticator app, or type the secret into it. Then type the six digits that it shows.",
        "請以驗證器應用程式掃描此圖，或輸入密鑰，然後輸入所顯示的六位數字。", "请以验证器应用扫描此图，或输入密钥，然后输入所显示的六位数字。")
    static let qrName = Phrase("QR code with the secret of your authenticator", "載有驗證器密鑰的二維碼", "包含验证器密钥的二维码")
    static let secretByHand = Phrase("The secret:", "密鑰：", "密钥：")
    static let enrolCodeHint = Phrase("The six digits that your authenticator shows now.", "驗證器現時顯示的六位數字。", "验证器现在显示的六位数字。")
    static let finish = Phrase("Finish", "完成", "完成")
    static let invitationUntil = Phrase("This link can be used once, until", "此連結只可使用一次，有效期至", "此链接只能使用一次，有效期至")
    static let recoveryCodes = Phrase("Recovery codes", "復原碼", "恢复代码")
    static let recoveryCodesAdvice = Phrase(
        "Each of these takes the place of the six digits once, when your authenticator is lost. They are shown this one time: print them or write them down, and keep them apart from your password.",
        "遺失驗證器時，每個復原碼可代替六位數字一次。復原碼只會顯示這一次：請列印或抄下，並與密碼分開存放。", "丢失验证器时，每个恢复代码可代替六位数字一次。恢复代码只会显示这一次：请打印或抄下，并与密码分开存放。")
    static let keptThem = Phrase("I have kept them", "我已妥善保存", "我已妥善保存")
}
