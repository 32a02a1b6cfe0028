import Accounts
import Logging
import Pages
import Sodium

/// Logging in by a provider of identities: there, back, and the second step, which nobody skips.
///
/// It begins with a link and not with a form: Chrome holds the redirections behind a form to `form-action`, and a provider sends browsers on to
/// places that nobody here knows. So the policy of all pages stays as it is. What another site could do with the link is to lead somebody to the
/// provider; browsers that say so are shown the page to log in instead.
struct OpenIDPages: Sendable {
    let provider: OpenIDProvider
    let accounts: any AccountDesk
    let cookies: Cookies
    let layout: Layout
    let hasPasskeys: Bool
    let logger: Logger
    let now: @Sendable () -> UInt64
    let mint = OpenIDMint()

    /// Where the provider sends browsers back to.
    static let returnPath = "/login/openid/return"

    func routes() -> [PortalRoute] {
        [
            .get("login/openid", .anyone) { await leave($0) },
            .get("login/openid/return", .anyone) { await comeBack($0) },
            .get("login/second", .anyone) { page in
                guard page.visitor.session == nil else { return .seeOther(page.then.text) }
                guard let token = pending(page), await accounts.isPending(token) else { return .seeOther(login(page.then)) }
                return layout.answer(second(page), page)
            },
            .post("login/second", .anyone) { try await signIn($0) },
            .post("login/second/passkey", .anyone) { page in
                guard let token = pending(page) else { throw AccountRefusal.notRecognised }
                return .json(PasskeyOptions(try await accounts.passkeyRequest(pending: token)))
            },
            .post("login/second/passkey/answer", .anyone) { page in
                guard let assertion = PasskeyForm.assertion(page.form) else { throw PortalFault.badRequest }
                guard let token = pending(page) else { throw AccountRefusal.notRecognised }
                return enter(try await accounts.signIn(pending: token, with: assertion, from: page.request.visit), page.then)
            },
        ]
    }

    /// The way to the provider, on the page to log in.
    func link(_ page: PageRequest) -> HTML {
        let target = "/login/openid?then=\(FormFields.encoded(page.then.text))"
        return """
            <p><a class="button" href="\(target)">\(.signInWith(provider.settings.name))</a></p>
            <p class="hint">\(.signInWithHint)</p>
            """
    }

    // MARK: - There and back

    private func leave(_ page: PageRequest) async -> PortalAnswer {
        guard page.visitor.session == nil else { return .seeOther(page.then.text) }
        if let site = page.request.fetchSite, site != "same-origin", site != "none" { return .seeOther(login(page.then)) }
        let attempt = mint.make(then: page.then, at: now())
        do throws(OpenIDFault) {
            let address = try await provider.authorization(for: attempt)
            return .seeOther(address, [cookies.set(cookies.openID, attempt.cookie, seconds: Int(OpenIDLimits.attemptSeconds))])
        } catch {
            return await refused(error, page)
        }
    }

    private func comeBack(_ page: PageRequest) async -> PortalAnswer {
        do throws(OpenIDFault) {
            let (attempt, code) = try returned(page)
            let named = page.query.has("iss") ? page.query["iss"] : nil
            let identity = try await provider.identity(code, of: attempt, named: named)
            return await begin(identity, attempt, page)
        } catch {
            return await refused(error, page)
        }
    }

    /// What the browser that left brings back, once.
    private func returned(_ page: PageRequest) throws(OpenIDFault) -> (OpenIDAttempt, code: String) {
        guard let held = Cookies.value(of: cookies.openID, in: page.request.cookies), let attempt = mint.attempt(of: held, at: now()),
            page.query.all("state").count == 1, octetsAreEqual(Array(page.query["state"].utf8), Array(attempt.state.utf8))
        else { throw .unknownAttempt }
        guard mint.takesBack(attempt, at: now()) else { throw .usedAttempt }
        guard !page.query.has("error") else { throw .refusedThere(OpenIDProvider.plain(page.query["error"])) }
        let code = page.query["code"]
        guard page.query.all("code").count == 1, (1...OpenIDLimits.codeOctetsMax).contains(code.utf8.count) else { throw .noCode }
        return (attempt, code)
    }

    private func begin(_ identity: ProvenIdentity, _ attempt: OpenIDAttempt, _ page: PageRequest) async -> PortalAnswer {
        do throws(AccountRefusal) {
            let token = try await accounts.begin(with: identity, from: page.request.visit)
            return .seeOther(
                "/login/second?then=\(FormFields.encoded(attempt.then.text))",
                [
                    cookies.set(cookies.pending, token.text, seconds: Int(AccountsLimits.pendingSeconds)), cookies.clear(cookies.openID),
                ])
        } catch {
            return notTaken(page)
        }
    }

    private func refused(_ fault: OpenIDFault, _ page: PageRequest) async -> PortalAnswer {
        logger.log(
            level: fault.isOfVisitors ? .info : .warning, "a login by the provider of identities does not go on",
            metadata: ["issuer": "\(provider.settings.issuer)", "fault": "\(fault.code)", "why": "\(fault.words)"])
        await accounts.noteRefused(identity: fault.code, from: page.request.visit)
        return notTaken(page)
    }

    /// One page, whatever was wrong.
    private func notTaken(_ page: PageRequest) -> PortalAnswer {
        let shown = Layout.Page(
            .notTakenThere, nil,
            """
            <h1>\(.notTakenThere)</h1>
            <p>\(.notTakenThereAdvice(provider.settings.name))</p>
            <p><a class="button" href="/login">\(.signIn)</a></p>
            """)
        var answer = layout.answer(shown, page.visitor, status: 422)
        answer.fields.append(cookies.clear(cookies.openID))
        return answer
    }

    // MARK: - The second step

    private func pending(_ page: PageRequest) -> SessionToken? {
        Cookies.value(of: cookies.pending, in: page.request.cookies).flatMap { SessionToken($0) }
    }

    private func login(_ then: InnerPath) -> String { "/login?then=\(FormFields.encoded(then.text))" }

    private func enter(_ made: NewSession, _ then: InnerPath) -> PortalAnswer {
        .seeOther(
            then.text, [cookies.set(cookies.session, made.token.text), cookies.clear(cookies.form), cookies.clear(cookies.pending)])
    }

    private func signIn(_ page: PageRequest) async throws -> PortalAnswer {
        guard let token = pending(page), await accounts.isPending(token) else { return .seeOther(login(page.then)) }
        do throws(AccountRefusal) {
            return enter(try await accounts.signIn(pending: token, code: page.form["code"], from: page.request.visit), page.then)
        } catch {
            return layout.answer(second(page, error), page, status: error == .busy ? 503 : 422)
        }
    }

    private func second(_ page: PageRequest, _ refusal: AccountRefusal? = nil) -> Layout.Page {
        let then: HTML = "<input type=\"hidden\" name=\"then\" value=\"\(page.then.text)\">"
        return Layout.Page(
            .secondStep, nil,
            """
            <h1>\(.secondStep)</h1>
            <p>\(.secondStepPurpose(provider.settings.name))</p>
            \(refusal.map { RefusalPage.notice($0) } ?? "")
            <form method="post" action="/login/second" class="narrow">\(page.visitor.token)\(then)
            \(Fields.code(hint: .codeHint))
            <p><button class="main">\(.goOn)</button></p>
            </form>
            \(passkey(page, then), if: hasPasskeys)
            """)
    }

    private func passkey(_ page: PageRequest, _ then: HTML) -> HTML {
        """
        <form class="narrow passkey" data-passkey="/login/second/passkey" method="post" action="/login/second/passkey/answer" hidden>\
        \(page.visitor.token)\(then)
        <p><button>\(.verifyByPasskey)</button></p><p class="hint" data-failed hidden>\(.passkeyFailedAsSecond)</p></form>
        """
    }
}

extension Phrase {
    static func signInWith(_ name: String) -> Phrase { Phrase("Log in with \(name)", "使用 \(name) 登入", "使用 \(name) 登录") }
    static let signInWithHint = Phrase(
        "It takes the place of your password. Your second step is still asked for here.", "可代替密碼；第二步驗證仍須在此完成。", "可代替密码；第二步验证仍须在此完成。")
    static let notTakenThere = Phrase("You are not logged in", "未能登入", "未能登录")
    static func notTakenThereAdvice(_ name: String) -> Phrase {
        Phrase(
            "What \(name) answered was not taken, or no account here may log in by it. Try again, or use your password. If it stays, ask an operator of your node: its log says why.",
            "\(name) 的回應未獲接受，或沒有帳戶可以此登入。請再試，或使用密碼。如問題持續，請向節點操作員查詢，原因載於節點日誌。",
            "\(name) 的回应未被接受，或没有账户可以此登录。请再试，或使用密码。如问题持续，请向节点操作员查询，原因见节点日志。")
    }
    static let secondStep = Phrase("Your second step", "第二步驗證", "第二步验证")
    static func secondStepPurpose(_ name: String) -> Phrase {
        Phrase(
            "\(name) has confirmed who you are. Show your second step within five minutes.", "\(name) 已確認你的身分。請於五分鐘內完成第二步驗證。",
            "\(name) 已确认你的身份。请在五分钟内完成第二步验证。")
    }
    static let passkeyFailedAsSecond = Phrase(
        "The passkey was not accepted. Try again, or use a code.", "通行密鑰未獲接受。請再試，或使用驗證碼。", "通行密钥未被接受。请再试，或使用验证码。")
}
