import Accounts
import Crypto
import Exchange
import Foundation
import Pages

/// Writing, choosing readers, seeing exactly who they are, and sharing.
struct SharePages: Sendable {
    let node: any NodeOperations
    let drafts: any DraftDesk
    let layout: Layout

    func routes() -> [PortalRoute] {
        [
            .get("share", .permitted(.share)) { layout.answer(try await new($0, ShareForm()), $0) },
            .post("share", .permitted(.share), form: .upload) { page in try await keep(page, nil) },
            .get("drafts/:id", .permitted(.share)) { page in
                let draft = try await drafts.draft(page.parameter("id"))
                return layout.answer(try await edit(page, draft, ShareForm(draft.text)), page)
            },
            .post("drafts/:id", .permitted(.share), form: .upload) { page in
                try await keep(page, try await drafts.draft(page.parameter("id")))
            },
            .get("drafts/:id/preview", .permitted(.share)) { page in
                layout.answer(try await preview(page, try await drafts.draft(page.parameter("id"))), page)
            },
            .post("drafts/:id/share", .permitted(.share)) { try await share($0) },
            .post("drafts/:id/remove", .permitted(.share)) { page in
                try await drafts.removeDraft(page.parameter("id"))
                return .seeOther("/share")
            },
            .post("share/markdown", .permitted(.share), form: .upload) { page in
                let text = Markdown(page.form["body"]).html(headingsFrom: 3).text(in: page.visitor.language)
                return PortalAnswer(status: 200, fields: [("content-type", "text/html; charset=utf-8")], body: .octets(Array(text.utf8)))
            },
        ]
    }

    // MARK: - Writing

    private func view(_ page: PageRequest, _ draft: PortalDraft?) async throws -> ShareFormView {
        ShareFormView(
            groups: try await node.groups(as: page.visitor.reader), members: try await node.members(), visitor: page.visitor,
            draft: draft.map { ($0.id, $0.version) })
    }

    private func new(_ page: PageRequest, _ form: ShareForm, _ notice: HTML = "") async throws -> Layout.Page {
        let kept = try await drafts.drafts()
        let list = kept.map { draft -> HTML in
            """
            <li><a href="/drafts/\(draft.id)"><bdi>\(draft.title.isEmpty ? "…" : draft.title)</bdi></a> \
            <span class="fine"><bdi>\(draft.author)</bdi>, \(Clock.element(draft.saved))</span></li>

            """
        }
        return Layout.Page(
            .share, .share,
            """
            <h1>\(.share)</h1>
            \(notice)
            \("<details\(" open", if: kept.count <= 5)><summary>\(.draftCount(kept.count))</summary><ul>\(list)</ul></details>", if: !kept.isEmpty)
            \(try await view(page, nil).html(form))
            """)
    }

    private func edit(_ page: PageRequest, _ draft: PortalDraft, _ form: ShareForm, _ notice: HTML = "") async throws -> Layout.Page {
        Layout.Page(
            .draft, .share,
            """
            <h1>\(.draft)</h1>
            <p class="fine">\(.lastSavedBy(draft.author)) \(Clock.element(draft.saved))</p>
            \(notice)
            \(try await view(page, draft).html(form))
            \(Fields.button("/drafts/\(draft.id)/remove", .removeDraft, page.visitor, class: "danger"))
            """)
    }

    /// Keeps what was sent: nothing that somebody wrote is lost, whatever is wrong with it.
    private func keep(_ page: PageRequest, _ draft: PortalDraft?) async throws -> PortalAnswer {
        var form: ShareForm
        do throws(ShareForm.Fault) {
            form = try ShareForm(reading: page.form)
        } catch {
            var shown = draft.map { ShareForm($0.text) } ?? ShareForm()
            shown.text.title = page.form["title"]
            shown.text.body = String(page.form["body"].prefix(PortalLimits.textShownOctetsMax))
            return layout.answer(try await again(page, draft, shown, RefusalPage.notice(error.phrase)), page, status: 422)
        }
        if let draft, form.text.bundle.isEmpty, !page.form.has("drop-bundle") { form.text.bundle = draft.text.bundle }
        let author = try page.session.account.name
        let saved: PortalDraft
        do throws(OperationError) {
            if let draft {
                saved = try await drafts.saveDraft(draft.id, version: Int(page.form["version"]) ?? 0, form.text, by: author)
            } else {
                saved = try await drafts.addDraft(form.text, by: author)
            }
        } catch {
            guard error.code == "draft-changed", let id = draft?.id else {
                return layout.answer(try await again(page, draft, form, RefusalPage.notice(error)), page, status: error.status)
            }
            return layout.answer(try await collided(page, try await drafts.draft(id), form), page, status: 409)
        }
        return .seeOther(page.form["do"] == "save" ? "/drafts/\(saved.id)" : "/drafts/\(saved.id)/preview")
    }

    private func again(_ page: PageRequest, _ draft: PortalDraft?, _ form: ShareForm, _ notice: HTML) async throws -> Layout.Page {
        if let draft { try await edit(page, draft, form, notice) } else { try await new(page, form, notice) }
    }

    /// Two people saved the same draft: both texts, and the form over the newer version.
    private func collided(_ page: PageRequest, _ theirs: PortalDraft, _ mine: ShareForm) async throws -> Layout.Page {
        let notice: HTML = """
            <div class="notice bad" role="alert"><p>\(.collision(theirs.author))</p></div>
            <section aria-labelledby="theirs"><h2 id="theirs">\(.theirVersion)</h2><p><bdi>\(theirs.text.title)</bdi></p>
            <pre class="wrap">\(HTML.lines(theirs.text.body))</pre></section><h2>\(.yourVersion)</h2>
            """
        return try await edit(page, theirs, mine, notice)
    }

    // MARK: - Who would read it

    private func content(_ draft: PortalDraft) async throws -> [UInt8] {
        guard draft.text.bundle.isEmpty else { return draft.text.bundle }
        let status = try await node.status()
        return ComposedReport(draft: draft, organisation: layout.organisation, organisationID: status.organisationId).bundle()
    }

    private func preview(_ page: PageRequest, _ draft: PortalDraft, _ notice: HTML = "") async throws -> Layout.Page {
        do throws(ShareForm.Fault) {
            try ShareForm(draft.text).check()
        } catch {
            return try await edit(page, draft, ShareForm(draft.text), RefusalPage.notice(error.phrase))
        }
        let content = try await content(draft)
        let request = draft.text.request
        let asked = AudienceRequest(to: request.to, tlp: request.tlp, despiteStaleRegistry: request.despiteStaleRegistry)
        let audience: AudienceReport
        let explanation: ExplanationReport
        do throws(OperationError) {
            audience = try await node.audience(ofDraft: asked, content: content)
            explanation = try await node.explain(content, request)
        } catch {
            guard error.status < 500 else { throw error }
            return try await edit(page, draft, ShareForm(draft.text), RefusalPage.notice(error))
        }
        let isAllowed = audience.decision == "allowed" && explanation.decision == "allowed"
        return Layout.Page(
            .beforeSharing, .share,
            """
            <h1>\(.beforeSharing)</h1>
            \(notice)
            <p><strong><bdi>\(draft.text.title)</bdi></strong> \(ItemParts.mark(audience.tlp)) \(ItemParts.mark(pap: request.pap ?? ""))</p>
            \(refusal(audience, explanation), if: !isAllowed)
            <section aria-labelledby="readers"><h2 id="readers">\(.wouldRead)</h2>\(AudienceView.list(audience))</section>
            \(rules(explanation))
            \(confirm(page, draft, audience), if: isAllowed)
            <p class="actions"><a class="button" href="/drafts/\(draft.id)">\(.changeDraft)</a></p>
            <section class="passage" aria-labelledby="words"><h2 id="words">\(.words)</h2>
            \(draft.text.bundle.isEmpty ? Markdown(draft.text.body).html(headingsFrom: 3) : "<p>\(.bundleKept(ItemParts.size(Int64(draft.text.bundle.count))))</p>")</section>
            """)
    }

    private func refusal(_ audience: AudienceReport, _ explanation: ExplanationReport) -> HTML {
        let (code, reason) =
            audience.decision == "allowed" ? (explanation.decision, explanation.reason) : (audience.decision, audience.reason)
        let text = OperationWords(of: code, reason: "\(reason)")
        return "<div class=\"notice bad\" role=\"alert\"><p>\(.cannotBeShared)</p>\(text.paragraphs)</div>"
    }

    private func rules(_ explanation: ExplanationReport) -> HTML {
        var lines: [HTML] = []
        if explanation.waitSeconds > 0 { lines.append("\(.rulesDelay(explanation.waitSeconds))") }
        if explanation.approvals > 0 { lines.append("\(.rulesApproval(explanation.approvals))") }
        if !explanation.redacted.isEmpty { lines.append("\(.rulesRedact) <code>\(explanation.redacted.joined(separator: ", "))</code>") }
        lines += explanation.rules.map { "<span lang=\"en\"><bdi>\($0)</bdi></span>" }
        let refused = explanation.organisations.filter { $0.verdict != "receives" }.prefix(50)
        lines += refused.map {
            "<bdi>\($0.name)</bdi>: \($0.verdict == "refused" ? Phrase.stateRefused : Phrase(withoutKey: $0.verdict)) <span class=\"fine\" lang=\"en\">\($0.rules.joined(separator: "; "))</span>"
        }
        let list: HTML = lines.isEmpty ? "<p>\(.noRules)</p>" : "<ul>\(lines.map { "<li>\($0)</li>" as HTML })</ul>"
        return "<section aria-labelledby=\"rules\"><h2 id=\"rules\">\(.policy)</h2>\(list)</section>"
    }

    private func confirm(_ page: PageRequest, _ draft: PortalDraft, _ audience: AudienceReport) -> HTML {
        let choices = PortalLimits.undoSeconds.map { ("\($0)", Phrase.undoChoice($0)) }
        return """
            <form method="post" action="/drafts/\(draft.id)/share" class="narrow">\(page.visitor.token)
            <input type="hidden" name="version" value="\(draft.version)"><input type="hidden" name="seen" value="\(Self.digest(audience))">
            \(Fields.select("undo", .undoWindow, choices, chosen: "\(PortalLimits.undoSecondsDefault)", hint: .undoHint))
            <p><button class="main">\(.shareNow)</button></p></form>
            """
    }

    /// What was seen of an audience: the same only while exactly the same would read it.
    private static func digest(_ audience: AudienceReport) -> String {
        let seen = [audience.kind, audience.group, audience.tlp] + audience.organisationIds + ["people"] + audience.people
        let octets = SHA256.hash(data: Data(seen.joined(separator: "\n").utf8))
        return Base64URL.text(Array(octets))
    }

    // MARK: - Sharing

    private func share(_ page: PageRequest) async throws -> PortalAnswer {
        let draft = try await drafts.draft(page.parameter("id"))
        guard Int(page.form["version"]) == draft.version else {
            return layout.answer(try await preview(page, draft, RefusalPage.notice(.collision(draft.author))), page, status: 409)
        }
        let content = try await content(draft)
        var request = draft.text.request
        let asked = AudienceRequest(to: request.to, tlp: request.tlp, despiteStaleRegistry: request.despiteStaleRegistry)
        let audience = try await node.audience(ofDraft: asked, content: content)
        guard Self.digest(audience) == page.form["seen"] else {
            return layout.answer(try await preview(page, draft, RefusalPage.notice(.audienceChanged)), page, status: 409)
        }
        guard audience.tlp != "TLP:RED" || page.visitor.isStepped else {
            return .seeOther("/verify?then=/drafts/\(draft.id)/preview&again=1")
        }
        guard let undo = Int(page.form["undo"]), PortalLimits.undoSeconds.contains(undo) else { throw PortalFault.badRequest }
        request.holdSeconds = undo == 0 ? nil : undo
        let report: ShareReport
        do throws(OperationError) {
            report = try await node.share(content, request)
        } catch {
            guard error.status < 500 else { throw error }
            return layout.answer(try await preview(page, draft, RefusalPage.notice(error)), page, status: error.status)
        }
        try? await drafts.removeDraft(draft.id)
        return .seeOther(report.state == "waiting" ? "/waiting?done=shared" : "/items/\(report.id)")
    }
}

extension Phrase {
    static let draft = Phrase("Draft", "草稿", "草稿")
    static func draftCount(_ count: Int) -> Phrase { Phrase("Drafts: \(count)", "草稿：\(count)", "草稿：\(count)") }
    static func lastSavedBy(_ name: String) -> Phrase { Phrase("Last saved by \(name),", "最後由 \(name) 儲存，", "最后由 \(name) 保存，") }
    static let removeDraft = Phrase("Remove this draft", "移除此草稿", "移除此草稿")
    static func collision(_ name: String) -> Phrase {
        Phrase(
            "\(name) saved this draft while you were writing. Nothing of yours was saved yet: join the two texts and save again.",
            "你編寫期間，\(name) 已儲存此草稿。你的內容尚未儲存：請合併兩份內容後再儲存。", "你编写期间，\(name) 已保存此草稿。你的内容尚未保存：请合并两份内容后再保存。")
    }
    static let theirVersion = Phrase("What is saved", "已儲存的內容", "已保存的内容")
    static let yourVersion = Phrase("What you wrote", "你所寫的內容", "你所写的内容")
    static let beforeSharing = Phrase("Before it leaves", "分享前確認", "分享前确认")
    static let wouldRead = Phrase("Exactly these would be able to read it", "以下機構將可閱讀（完整名單）", "以下机构将可阅读（完整名单）")
    static let cannotBeShared = Phrase("It cannot be shared so.", "不能這樣分享。", "不能这样分享。")
    static let policy = Phrase("What your organisation’s rules say", "機構規則", "机构规则")
    static let noRules = Phrase("No rule of your organisation applies.", "沒有適用的機構規則。", "没有适用的机构规则。")
    static func rulesDelay(_ seconds: UInt64) -> Phrase {
        Phrase("It waits \(seconds) seconds before it leaves.", "發出前須等候 \(seconds) 秒。", "发出前须等候 \(seconds) 秒。")
    }
    static func rulesApproval(_ count: Int) -> Phrase {
        Phrase("So many others have to approve it: \(count).", "須由其他人批准：\(count) 位。", "须由其他人批准：\(count) 位。")
    }
    static let rulesRedact = Phrase("What is taken out:", "將被移除：", "将被移除：")
    static let undoWindow = Phrase("Time to take it back", "可撤銷時間", "可撤销时间")
    static let undoHint = Phrase(
        "It leaves only afterwards. Until then nobody else knows of it.", "逾時後才會發出，在此之前其他人不會知道。", "超时后才会发出，在此之前其他人不会知道。")
    static func undoChoice(_ seconds: Int) -> Phrase {
        switch seconds {
        case 0: Phrase("none: it leaves at once", "不設：即時發出", "不设：立即发出")
        case ..<60: Phrase("\(seconds) seconds", "\(seconds) 秒", "\(seconds) 秒")
        case ..<3_600: Phrase("\(seconds / 60) minutes", "\(seconds / 60) 分鐘", "\(seconds / 60) 分钟")
        default: Phrase("\(seconds / 3_600) h", "\(seconds / 3_600) 小時", "\(seconds / 3_600) 小时")
        }
    }
    static let shareNow = Phrase("Share with exactly these", "與以上機構分享", "与以上机构分享")
    static let changeDraft = Phrase("Change it", "修改", "修改")
    static let audienceChanged = Phrase(
        "Who would read it has changed since you looked. Nothing was shared: look again.", "讀者名單在你查看後已有變動。尚未分享，請再次確認。",
        "读者名单在你查看后已有变动。尚未分享，请再次确认。")
}
