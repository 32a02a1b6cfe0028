import Accounts
import Exchange
import Pages

/// One item: what it says, whom it is from and why that can be believed, who can read it, and what became of it.
struct ItemPage: Sendable {
    let node: any NodeOperations
    let audit: any AuditDesk
    let layout: Layout

    func routes() -> [PortalRoute] {
        [
            .get("items/:id") { page in
                let detail = try await node.item(page.parameter("id"), as: page.visitor.reader)
                if detail.item.tlp == "TLP:RED", !page.visitor.isStepped {
                    return .seeOther("/verify?then=/items/\(FormFields.encoded(detail.item.id))")
                }
                return layout.answer(try await show(detail, page), page)
            },
            .get("objects/:id") { try await object($0) },
            .get("items/:id/content") { page in
                let detail = try await readable(page)
                let content = try await audit.exporting(.itemExported, detail.item.id) {
                    try await node.content(of: detail.item.id, as: page.visitor.reader)
                }
                return .download(content, type: "application/octet-stream", name: "\(detail.item.id.prefix(12)).json")
            },
            .get("items/:id/proof") { page in
                let detail = try await readable(page)
                let proof = try await audit.exporting(.proofExported, detail.item.id, ["key": "false"]) {
                    try await node.proof(of: detail.item.id, withKey: false, as: page.visitor.reader)
                }
                return .download(proof, type: "application/json", name: "\(detail.item.id.prefix(12)).proof.json")
            },
            .post("items/:id/accept", .permitted(.approve), stepped: true) { page in
                let id = page.parameter("id")
                _ = try await audit.acting(.itemAccepted, id) { try await node.accept(id) }
                return .seeOther("/items/\(FormFields.encoded(id))")
            },
            .get("items/:id/retract", .permitted(.share)) { page in
                let detail = try await readable(page)
                return layout.answer(retraction(detail.item, page), page)
            },
            .post("items/:id/retract", .permitted(.share), stepped: true) { page in
                let detail = try await readable(page)
                _ = try await node.retract(detail.item.id, RetractionRequest(reason: page.form["reason"]))
                return .seeOther("/items/\(detail.item.id)")
            },
        ]
    }

    /// An object: the item that carries it, or those that do.
    private func object(_ page: PageRequest) async throws -> PortalAnswer {
        let id = page.parameter("id")
        let versions = try await node.versions(ofObject: id, limit: PortalLimits.itemsPerPage, as: page.visitor.reader)
        guard let newest = versions.first else { throw PortalFault.notFound }
        if versions.count == 1 { return .seeOther("/items/\(newest.item.id)?object=\(FormFields.encoded(id))") }
        let items = versions.map { version -> HTML in
            """
            <li>\(version.modified.isEmpty ? "" : Clock.element(version.modified)) <a href="/items/\(version.item.id)?object=\(FormFields.encoded(id))">\
            \(ItemParts.title(version.item, page.visitor))</a> <span class="fine"><bdi>\(version.item.author)</bdi></span></li>

            """
        }
        let isVeiled = newest.item.tlp == "TLP:RED" && !page.visitor.isStepped
        let name = isVeiled || newest.name.isEmpty ? id : newest.name
        return layout.answer(
            Layout.Page(
                Phrase(verbatim: name), .items,
                "<h1><bdi>\(name)</bdi></h1><p><span class=\"tag\"><bdi>\(newest.type)</bdi></span></p><ol class=\"history\">\(items)</ol>"),
            page)
    }

    /// The item, where its mark does not ask for a second step first.
    private func readable(_ page: PageRequest) async throws -> ItemDetail {
        let detail = try await node.item(page.parameter("id"), as: page.visitor.reader)
        guard detail.item.tlp != "TLP:RED" || page.visitor.isStepped else { throw PortalFault.notFound }
        return detail
    }

    private func show(_ detail: ItemDetail, _ page: PageRequest) async throws -> Layout.Page {
        let item = detail.item
        let isShown = item.state == "shown"
        let contents = isShown ? try await contents(item, page) : ItemContents()
        let relations = isShown ? try await relations(contents, page) : ""
        let title = item.title.contains(where: { !$0.isWhitespace }) ? Phrase(verbatim: item.title) : .untitled
        return Layout.Page(
            title, .items,
            """
            <article>
            <h1><bdi>\(title)</bdi></h1>
            <p class="facts">\(ItemParts.mark(item.tlp)) \(ItemParts.mark(pap: item.pap))\(ItemParts.state(item.state))</p>
            \(notice(item))
            <div class="columns"><div class="wide">
            \(Self.passages(contents))
            \(Self.indicators(contents))
            \(Self.techniques(contents))
            \(relations)
            \(objects(detail), if: isShown)
            \(Self.references(contents))
            </div><div>
            \(provenance(detail))
            \(try await readers(detail, page))
            \(try await life(detail, page))
            \(actions(detail, page), if: isShown)
            </div></div></article>
            """)
    }

    /// The STIX content, where it is not too long to be read for a page.
    private func contents(_ item: ItemReport, _ page: PageRequest) async throws -> ItemContents {
        guard item.octets <= PortalLimits.contentReadOctetsMax else { return ItemContents() }
        return ItemContents(bundle: try await node.content(of: item.id, as: page.visitor.reader))
    }

    private func notice(_ item: ItemReport) -> HTML {
        switch item.state {
        case "quarantined": "<div class=\"notice bad\"><p>\(.quarantineNotice)</p></div>"
        case "for named representatives": "<div class=\"notice\"><p>\(.namedNotice)</p></div>"
        case "ended": "<div class=\"notice\"><p>\(.endedNotice)</p></div>"
        default: ""
        }
    }

    // MARK: - What it says

    static func passages(_ contents: ItemContents) -> HTML {
        var left = PortalLimits.textShownOctetsMax
        var html = HTML()
        for passage in contents.passages where left > 0 {
            let text = passage.text.utf8.count > left ? String(passage.text.prefix(left)) : passage.text
            left -= text.utf8.count
            html +=
                "<section class=\"passage\">\("<h2><bdi>\(passage.name)</bdi></h2>", if: !passage.name.isEmpty)\(Markdown(text).html(headingsFrom: 3))</section>\n"
        }
        return left > 0 ? html : html + "<p class=\"fine\">\(.restInContent)</p>"
    }

    static func indicators(_ contents: ItemContents) -> HTML {
        guard !contents.indicators.isEmpty else { return "" }
        let rows = contents.indicators.prefix(PortalLimits.objectsShownMax).map { indicator -> HTML in
            """
            <tr><th scope="row"><bdi>\(indicator.name)</bdi></th><td><code class="wrap">\(indicator.pattern)</code></td>\
            <td>\(Clock.element(indicator.validUntil))</td></tr>

            """
        }
        let rest = contents.indicators.count - rows.count
        return """
            <section aria-labelledby="indicators"><h2 id="indicators">\(.indicators)</h2>
            <div class="scroll" role="region" aria-labelledby="indicators" tabindex="0"><table><thead><tr><th scope="col">\(.name)</th>\
            <th scope="col">\(.pattern)</th><th scope="col">\(.validUntil)</th></tr></thead><tbody>\(rows)</tbody></table></div>
            \("<p class=\"fine\">\(.andMore(rest))</p>", if: rest > 0)</section>

            """
    }

    static func techniques(_ contents: ItemContents) -> HTML {
        guard !contents.techniques.isEmpty else { return "" }
        return """
            <section aria-labelledby="techniques"><h2 id="techniques">\(.techniques)</h2>
            \(AttackView.matrix(contents.techniques))</section>

            """
    }

    private func relations(_ contents: ItemContents, _ page: PageRequest) async throws -> HTML {
        let asked = page.query["object"]
        let centre = asked.isEmpty ? contents.centre : asked
        // Of an item with many objects a second step would fill the picture, and take long to walk.
        let depth = contents.indicators.count > PortalLimits.objectsShownMax ? 1 : 2
        guard let centre, let graph = try? await node.graph(around: centre, depth: depth, as: page.visitor.reader), graph.nodes.count > 1
        else {
            return ""
        }
        return """
            <section aria-labelledby="relations"><h2 id="relations">\(.relations)</h2>
            \(GraphView.picture(graph))</section>

            """
    }

    private func objects(_ detail: ItemDetail) -> HTML {
        guard !detail.objects.isEmpty else { return "" }
        let shown = detail.objects.prefix(PortalLimits.objectsShownMax)
        let rest = detail.objects.count - shown.count
        return """
            <section aria-labelledby="objects"><h2 id="objects">\(.objects)</h2>
            <details\(" open", if: shown.count <= 12)><summary>\(.objectCount(detail.objects.count))</summary><ul class="objects">
            \(shown.map { "<li><span class=\"tag\"><bdi>\($0.type)</bdi></span> <bdi>\($0.name.isEmpty ? $0.id : $0.name)</bdi></li>\n" as HTML })</ul>
            \("<p class=\"fine\">\(.andMore(rest))</p>", if: rest > 0)</details></section>

            """
    }

    /// Where others wrote about it. Only addresses with https lead anywhere, and each shows where.
    static func references(_ contents: ItemContents) -> HTML {
        let known = contents.references.prefix(30)
        guard !known.isEmpty else { return "" }
        let lines = known.map { reference -> HTML in
            let isPlain = reference.address.hasPrefix("https://") && reference.address.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            return isPlain
                ? "<li><bdi>\(reference.source)</bdi>: <a rel=\"noopener noreferrer nofollow\" href=\"\(reference.address)\">\(reference.address)</a></li>\n"
                : "<li><bdi>\(reference.source)</bdi>: <code class=\"wrap\">\(reference.address)</code></li>\n"
        }
        return "<section aria-labelledby=\"references\"><h2 id=\"references\">\(.references)</h2><ul>\(lines)</ul></section>"
    }

    // MARK: - Why it can be believed

    private func provenance(_ detail: ItemDetail) -> HTML {
        let item = detail.item
        let isNamed = !detail.node.isEmpty
        return """
            <section aria-labelledby="provenance"><h2 id="provenance">\(.provenance)</h2>
            <p class="state good">\(isNamed ? .signedBy(item.author) : .signedUnnamed)</p>
            <p>\(detail.standing == "admitted" ? Phrase.authorIsMember : .authorStanding(detail.standing))</p>
            <dl class="facts"><dt>\(.made)</dt><dd>\(Clock.element(item.created)) (\(.asAuthorSays))</dd>
            <dt>\(.arrived)</dt><dd>\(Clock.element(item.received))</dd>
            <dt>\(.size)</dt><dd>\(ItemParts.size(Int64(item.octets)))</dd></dl>
            <details><summary>\(.forMachines)</summary><dl class="facts ids">
            <dt>\(.identifier)</dt><dd><code class="wrap">\(item.id)</code></dd>
            \("<dt>\(.node)</dt><dd><code class=\"wrap\">\(detail.node)</code></dd><dt>\(.journal)</dt><dd><code class=\"wrap\">\(detail.journal)</code> · \(detail.position)</dd>", if: isNamed)
            </dl></details></section>

            """
    }

    private func readers(_ detail: ItemDetail, _ page: PageRequest) async throws -> HTML {
        let audience: AudienceReport
        do {
            audience = try await node.audience(of: detail.item.id, as: page.visitor.reader)
        } catch {
            return ""
        }
        return """
            <section aria-labelledby="readers"><h2 id="readers">\(.whoCanRead)</h2>
            \(AudienceView.list(audience))</section>

            """
    }

    private func life(_ detail: ItemDetail, _ page: PageRequest) async throws -> HTML {
        guard let history = try? await node.history(of: detail.item.id, as: page.visitor.reader), !history.events.isEmpty else { return "" }
        return """
            <section aria-labelledby="history"><h2 id="history">\(.versions)</h2>
            \(HistoryView.list(history, current: detail.item.id))</section>

            """
    }

    private func actions(_ detail: ItemDetail, _ page: PageRequest) -> HTML {
        let id = detail.item.id
        let isOwn = detail.item.author == layout.organisation
        return """
            <section aria-labelledby="actions"><h2 id="actions">\(.whatToDo)</h2>
            <ul class="actions"><li><a href="/items/\(id)/content">\(.getContent)</a></li>
            <li><a href="/items/\(id)/proof">\(.getProof)</a></li>
            \("<li><a href=\"/items/\(id)/retract\">\(.retract)</a></li>", if: isOwn && page.visitor.may(.share))</ul></section>

            """
    }

    // MARK: - Taking it back

    private func retraction(_ item: ItemReport, _ page: PageRequest) -> Layout.Page {
        Layout.Page(
            .retract, .items,
            """
            <h1>\(.retract)</h1>
            <p>\(ItemParts.title(item, page.visitor)) \(ItemParts.mark(item.tlp))</p>
            <p>\(.retractMeaning)</p>
            <form method="post" class="narrow">\(page.visitor.token)
            \(Fields.text("reason", .reason, hint: .reasonHint))
            <p><button class="main danger">\(.retract)</button> <a href="/items/\(item.id)">\(.doNot)</a></p></form>
            """)
    }
}

extension Phrase {
    static let quarantineNotice = Phrase(
        "Your organisation’s rules, or a fault in how it was shared, keep this item aside. Its content is not shown.",
        "基於機構的規則或分享方式有誤，此項目已隔離，內容不予顯示。", "基于机构的规则或分享方式有误，此条目已隔离，内容不予显示。")
    static let namedNotice = Phrase(
        "This item is for named representatives of your organisation. You are not one of them.", "此項目只供機構的指定代表查閱，你不在其中。",
        "此条目只供机构的指定代表查阅，你不在其中。")
    static let endedNotice = Phrase(
        "Its author replaced it or took it back. Its content is not shown any more.", "作者已更新或撤回此項目，內容不再顯示。", "作者已更新或撤回此条目，内容不再显示。")
    static let restInContent = Phrase("The rest is in the content.", "其餘載於完整內容。", "其余见完整内容。")
    static let indicators = Phrase("Indicators", "威脅指標", "威胁指标")
    static let name = Phrase("Name", "名稱", "名称")
    static let pattern = Phrase("Pattern", "模式", "模式")
    static let validUntil = Phrase("Valid until", "有效期至", "有效期至")
    static func andMore(_ count: Int) -> Phrase { Phrase("and \(count) more", "另有 \(count) 項", "另有 \(count) 项") }
    static let techniques = Phrase("Techniques (MITRE ATT&CK)", "技術手法（MITRE ATT&CK）", "技术手法（MITRE ATT&CK）")
    static let relations = Phrase("Relations", "關聯", "关联")
    static let objects = Phrase("Objects", "物件", "对象")
    static func objectCount(_ count: Int) -> Phrase { Phrase("\(count) STIX objects", "\(count) 個 STIX 物件", "\(count) 个 STIX 对象") }
    static let references = Phrase("References", "參考資料", "参考资料")
    static let provenance = Phrase("Where it comes from", "來源", "来源")
    static func signedBy(_ author: String) -> Phrase {
        Phrase(
            "Signed by a node of \(author); the signature was checked here.", "由\(author)的節點簽署；簽署已在此核實。", "由\(author)的节点签署；签名已在此核实。")
    }
    static let signedUnnamed = Phrase(
        "Signed by a member that wishes not to be named; the signature was checked here.", "由一個不願具名的成員簽署；簽署已在此核實。", "由一个不愿具名的成员签署；签名已在此核实。")
    static let authorIsMember = Phrase(
        "The registry says that the author is a member now.", "登記冊顯示作者現時為成員。", "登记册显示作者现为成员。")
    static func authorStanding(_ standing: String) -> Phrase {
        let word = Phrase(standing: standing)
        return Phrase(
            "The author’s standing in the registry now: \(word.text(in: .english)).", "作者現時在登記冊的狀態：\(word.text(in: .traditionalChinese))。",
            "作者现时在登记册的状态：\(word.text(in: .simplifiedChinese))。")
    }
    static let made = Phrase("Made", "製作時間", "制作时间")
    static let asAuthorSays = Phrase("as its author says", "據作者所述", "据作者所述")
    static let arrived = Phrase("Arrived here", "到達此處", "到达此处")
    static let size = Phrase("Size", "大小", "大小")
    static let forMachines = Phrase("Identifiers", "識別碼", "标识符")
    static let identifier = Phrase("Item", "項目", "条目")
    static let journal = Phrase("Journal and position", "日誌及位置", "日志及位置")
    static let whoCanRead = Phrase("Who can read this", "誰可閱讀", "谁可阅读")
    static let versions = Phrase("What became of it", "版本紀錄", "版本记录")
    static let whatToDo = Phrase("What you can do", "可進行的操作", "可进行的操作")
    static let getContent = Phrase("Download the content (STIX 2.1)", "下載內容（STIX 2.1）", "下载内容（STIX 2.1）")
    static let getProof = Phrase("Download the proof of who wrote it", "下載作者證明", "下载作者证明")
    static let retract = Phrase("Take it back", "撤回", "撤回")
    static let retractMeaning = Phrase(
        "Everybody who could read it is told to stop showing it, and says so. What somebody has read stays known.",
        "所有曾可閱讀的機構會被通知停止顯示並作出確認；已閱讀的內容無法收回。", "所有曾可阅读的机构会被通知停止显示并作出确认；已阅读的内容无法收回。")
    static let reason = Phrase("Reason", "原因", "原因")
    static let reasonHint = Phrase("Its readers see it; it may be empty.", "讀者可看到；可留空。", "读者可看到；可留空。")
    static let doNot = Phrase("Leave it", "取消", "取消")
}
