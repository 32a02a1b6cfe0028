import Exchange
import Pages

/// The form of a draft, as it is shown.
struct ShareFormView: Sendable {
    let groups: [GroupReport]
    let members: [MemberReport]
    let visitor: Visitor
    /// The draft's identifier and version; `nil` for a new one.
    let draft: (id: String, version: Int)?

    func html(_ form: ShareForm) -> HTML {
        let action: HTML = draft.map { "/drafts/\($0.id)" } ?? "/share"
        return """
            <form method="post" action="\(action)" enctype="multipart/form-data" class="share" data-share>\(visitor.token)
            \("<input type=\"hidden\" name=\"version\" value=\"\(draft?.version ?? 0)\">", if: draft != nil)
            \(content(form))
            \(audience(form))
            \(terms(form))
            <p class="actions"><button class="main" name="do" value="preview">\(.seeWhoReads)</button>
            <button name="do" value="save">\(.saveDraft)</button></p>
            </form>

            """
    }

    private func content(_ form: ShareForm) -> HTML {
        """
        <fieldset><legend>\(.whatToShare)</legend>
        \(Fields.text("title", .title, value: form.text.title, lengthMax: PortalLimits.titleOctetsMax))
        <p class="field"><label for="f-body">\(.words)</label><span class="hint" id="h-body">\(.wordsHint)</span>
        <textarea id="f-body" name="body" rows="12" aria-describedby="h-body" spellcheck="true" data-markdown>\(HTML.lines(form.text.body))</textarea></p>
        <div class="preview" data-markdown-preview hidden></div>
        \(kept(form), if: !form.text.bundle.isEmpty)
        <p class="field"><label for="f-file">\(.orFile)</label><span class="hint" id="h-file">\(.fileHint)</span>
        <input id="f-file" name="file" type="file" accept=".json,.stix,.md,.markdown,.txt" aria-describedby="h-file"></p>
        </fieldset>

        """
    }

    private func kept(_ form: ShareForm) -> HTML {
        """
        <div class="notice"><p>\(.bundleKept(ItemParts.size(Int64(form.text.bundle.count))))</p>
        \(Fields.check("drop-bundle", "\(.dropBundle)"))</div>
        """
    }

    private func audience(_ form: ShareForm) -> HTML {
        let closed = groups.filter { $0.kind == "closed" && $0.isMember }
        let choices = [("", Phrase.chooseGroup)] + closed.map { ($0.tag, Phrase(verbatim: $0.name)) }
        let hasSector = groups.contains { $0.kind == "sector" }
        return """
            <fieldset><legend>\(.whoIsToRead)</legend>
            \(Fields.radio("to", value: "members", "\(.allMembers)", isChecked: form.to == "members"))
            \(Fields.radio("to", value: "sector", "\(.ownSector)", isChecked: form.to == "sector"), if: hasSector)
            \(group(form, choices), if: !closed.isEmpty)
            \(Fields.radio("to", value: "organisations", "\(.namedOrganisations)", isChecked: form.to == "organisations"))
            \(organisations(form))
            \(Fields.radio("to", value: "everyone", "\(.everyoneClear)", isChecked: form.to == "everyone"))
            </fieldset>

            """
    }

    private func group(_ form: ShareForm, _ choices: [(String, Phrase)]) -> HTML {
        """
        \(Fields.radio("to", value: "group", "\(.aGroup)", isChecked: form.to == "group"))
        <div class="sub">\(Fields.select("group", .group, choices, chosen: form.group))</div>

        """
    }

    /// Boxes while they can be taken in at a glance, lines behind that.
    private func organisations(_ form: ShareForm) -> HTML {
        let named = members.filter { $0.standing == "admitted" }.map(\.organisation).sorted()
        let chosen = Set(form.organisations.split(whereSeparator: \.isNewline).map(String.init))
        let picker: HTML =
            if named.count <= PortalLimits.boxesMax {
                """
                <div class="boxes" role="group" aria-label="\(.namedOrganisations)" data-filter>
                \(named.map { Fields.check("organisation", value: $0, "<bdi>\($0)</bdi>", isChecked: chosen.contains($0)) })</div>
                """
            } else {
                """
                <p class="field"><label for="f-orgs">\(.oneALine)</label>
                <textarea id="f-orgs" name="organisations" rows="5">\(HTML.lines(form.organisations))</textarea></p>
                """
            }
        return """
            <div class="sub">\(picker)
            <details\(" open", if: !form.people.isEmpty)><summary>\(.onlyNamedPeople)</summary>
            <p class="field"><label for="f-people">\(.peopleLabel)</label><span class="hint" id="h-people">\(.peopleHint)</span>
            <textarea id="f-people" name="people" rows="3" aria-describedby="h-people">\(HTML.lines(form.people))</textarea></p></details></div>

            """
    }

    private func terms(_ form: ShareForm) -> HTML {
        let marks = [
            ("", Phrase.asContentSays), ("TLP:CLEAR", .clearMeaning), ("TLP:GREEN", .greenMeaning), ("TLP:AMBER", .amberMeaning),
            ("TLP:AMBER+STRICT", .strictMeaning), ("TLP:RED", .redMeaning),
        ]
        let paps = [
            ("", Phrase.none), ("PAP:CLEAR", Phrase(verbatim: "PAP:CLEAR")), ("PAP:GREEN", Phrase(verbatim: "PAP:GREEN")),
            ("PAP:AMBER", Phrase(verbatim: "PAP:AMBER")), ("PAP:RED", Phrase(verbatim: "PAP:RED")),
        ]
        let request = form.text.request
        let expiries = [("", Phrase.never), ("7d", .days(7)), ("30d", .days(30)), ("90d", .days(90)), ("365d", .days(365))]
        return """
            <fieldset><legend>\(.onWhichTerms)</legend>
            \(Fields.select("tlp", .mark, marks, chosen: request.tlp ?? ""))
            <details><summary>\(.moreTerms)</summary>
            \(Fields.select("pap", .permissibleActions, paps, chosen: request.pap ?? ""))
            \(Fields.select("expires", .shownUntil, expiries, chosen: request.expires ?? ""))
            \(Fields.check("unattributed", "\(.withoutOurName)", isChecked: request.unattributed == true))
            \(Fields.check("despite-stale", "\(.despiteStale)", isChecked: request.despiteStaleRegistry == true))</details>
            </fieldset>

            """
    }
}

extension Phrase {
    static let whatToShare = Phrase("What you share", "分享內容", "分享内容")
    static let title = Phrase("Title", "標題", "标题")
    static let words = Phrase("Text", "正文", "正文")
    static let wordsHint = Phrase(
        "Markdown. A STIX 2.1 bundle may be pasted here too.", "使用 Markdown；亦可貼上 STIX 2.1 套件。", "使用 Markdown；也可粘贴 STIX 2.1 包。")
    static let orFile = Phrase("Or a file", "或選擇檔案", "或选择文件")
    static let fileHint = Phrase(
        "A STIX 2.1 bundle (.json), Markdown or text; at most 16 MiB.", "STIX 2.1 套件（.json）、Markdown 或文字；最多 16 MiB。",
        "STIX 2.1 包（.json）、Markdown 或文本；最多 16 MiB。")
    static func bundleKept(_ size: String) -> Phrase {
        Phrase(
            "This draft holds a STIX bundle of \(size). It is what is shared.", "此草稿載有 \(size) 的 STIX 套件，分享的將是該套件。",
            "此草稿包含 \(size) 的 STIX 包，分享的将是该包。")
    }
    static let dropBundle = Phrase("Leave the bundle out, and share the text", "不用套件，分享正文", "不用该包，分享正文")
    static let whoIsToRead = Phrase("Who is to read it", "讀者", "读者")
    static let ownSector = Phrase("members of our sector", "本界別的成員", "本行业的成员")
    static let aGroup = Phrase("a group", "一個群組", "一个群组")
    static let chooseGroup = Phrase("choose a group", "選擇群組", "选择群组")
    static let namedOrganisations = Phrase("named recipients", "指定收件者", "指定接收者")
    static let everyoneClear = Phrase("everyone (TLP:CLEAR)", "所有人（TLP:CLEAR）", "所有人（TLP:CLEAR）")
    static let oneALine = Phrase("Organisations, one a line", "機構，每行一個", "机构，每行一个")
    static let onlyNamedPeople = Phrase("Only certain representatives (TLP:RED)", "只限指定代表（TLP:RED）", "仅限指定代表（TLP:RED）")
    static let peopleLabel = Phrase("Representatives, one a line", "代表，每行一位", "代表，每行一位")
    static let peopleHint = Phrase("organisation: representative", "機構: 代表", "机构: 代表")
    static let onWhichTerms = Phrase("On which terms", "分享條件", "分享条件")
    static let asContentSays = Phrase("as the content says", "按內容所示", "按内容所示")
    static let clearMeaning = Phrase("TLP:CLEAR – without limit", "TLP:CLEAR – 不受限制", "TLP:CLEAR – 不受限制")
    static let greenMeaning = Phrase("TLP:GREEN – the community", "TLP:GREEN – 社群內", "TLP:GREEN – 社区内")
    static let amberMeaning = Phrase(
        "TLP:AMBER – its readers and their clients", "TLP:AMBER – 收件機構及其客戶", "TLP:AMBER – 接收机构及其客户")
    static let strictMeaning = Phrase(
        "TLP:AMBER+STRICT – its readers’ organisations only", "TLP:AMBER+STRICT – 只限收件機構", "TLP:AMBER+STRICT – 仅限接收机构")
    static let redMeaning = Phrase(
        "TLP:RED – named recipients only", "TLP:RED – 只限指定收件者", "TLP:RED – 仅限指定接收者")
    static let none = Phrase("none", "無", "无")
    static let never = Phrase("without end", "不設期限", "不设期限")
    static func days(_ count: Int) -> Phrase { Phrase("\(count) days", "\(count) 天", "\(count) 天") }
    static let moreTerms = Phrase("More terms", "更多條件", "更多条件")
    static let permissibleActions = Phrase("What may be done with it (PAP)", "可採取的行動（PAP）", "可采取的行动（PAP）")
    static let shownUntil = Phrase("Shown for", "顯示期限", "显示期限")
    static let withoutOurName = Phrase("Readers must not name us as its author", "讀者不得透露作者名稱", "读者不得透露作者名称")
    static let despiteStale = Phrase(
        "Share although nobody confirmed the registry for a while", "即使登記冊一段時間未獲確認仍然分享", "即使登记册一段时间未获确认仍然分享")
    static let seeWhoReads = Phrase("See who would read it", "查看誰可閱讀", "查看谁可阅读")
    static let saveDraft = Phrase("Keep as a draft", "儲存為草稿", "保存为草稿")
}
