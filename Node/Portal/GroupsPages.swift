import Accounts
import Exchange
import Pages

/// Groups: who is inside, who steers them, and changing that.
struct GroupsPages: Sendable {
    let node: any NodeOperations
    let audit: any AuditDesk
    let layout: Layout

    func routes() -> [PortalRoute] {
        [
            .get("groups") { layout.answer(try await list($0), $0) },
            .post("groups", .permitted(.share), stepped: true) { try await create($0) },
            .get("groups/:group") { layout.answer(try await show($0), $0) },
            .post("groups/:group/roster", .permitted(.share), stepped: true) { try await change($0) },
        ]
    }

    private func list(_ page: PageRequest, _ notice: HTML = "") async throws -> Layout.Page {
        let groups = try await node.groups(as: page.visitor.reader).filter { $0.kind != "named" }
        let creation = page.visitor.may(.share) ? try await creation(page) : ""
        return Layout.Page(
            .groups, .groups,
            """
            <h1>\(.groups)</h1>
            \(notice)
            <ul class="cards">\(groups.map { card($0) })</ul>
            \(creation)
            """)
    }

    private func card(_ group: GroupReport) -> HTML {
        let count: HTML = group.kind == "everyone" ? "\(.anybodyReads)" : "\(.organisationCount(group.organisations.count))"
        return """
            <li><h2><a href="/groups/\(group.tag)"><bdi>\(group.phrase)</bdi></a></h2><p>\(count)</p>
            \("<p class=\"tag warn\">\(.leftGroup)</p>", if: !group.isMember && group.kind == "closed")</li>

            """
    }

    private func creation(_ page: PageRequest) async throws -> HTML {
        let members = try await node.members().filter { $0.standing == "admitted" }.map(\.organisation)
        let boxes = members.filter { $0 != layout.organisation }.sorted()
        let chosen = Set(page.form.all("member"))
        let picker: HTML =
            boxes.count <= PortalLimits.boxesMax
            ? "<div class=\"boxes\" role=\"group\" aria-label=\"\(.firstMembers)\" data-filter>\(boxes.map { Fields.check("member", value: $0, "<bdi>\($0)</bdi>", isChecked: chosen.contains($0)) })</div>"
            : "<p class=\"field\"><label for=\"f-members\">\(.oneALine)</label><textarea id=\"f-members\" name=\"members\" rows=\"4\">\(HTML.lines(page.form["members"]))</textarea></p>"
        return """
            <section aria-labelledby="make"><h2 id="make">\(.makeGroup)</h2><p>\(.makeGroupMeaning)</p>
            <form method="post" action="/groups">\(page.visitor.token)
            \(Fields.text("name", .name, value: page.form["name"], isNeeded: true, lengthMax: 128))
            <fieldset><legend>\(.firstMembers)</legend>\(picker)</fieldset>
            \(Fields.check("mailbox", "\(.mailboxMeaning)", isChecked: true))
            \(Fields.check("history", "\(.historyMeaning)"))
            \(Fields.check("receipts", "\(.receiptsMeaning)"))
            <p><button class="main">\(.makeGroup)</button></p></form></section>

            """
    }

    private func create(_ page: PageRequest) async throws -> PortalAnswer {
        let form = page.form
        let written = form["members"].split(whereSeparator: \.isNewline).map(\.trimmingSpaces).filter { !$0.isEmpty }
        let creation = GroupCreation(
            name: form["name"], members: form.all("member") + written, mailbox: form.has("mailbox"), history: form.has("history"),
            receipts: form.has("receipts"))
        let details = ["members": creation.members.joined(separator: ", "), "mailbox": "\(creation.mailbox)"]
        do {
            let group = try await audit.acting(.groupCreated, creation.name, details) { try await node.createGroup(creation) }
            return .seeOther("/groups/\(group.tag)")
        } catch let error as OperationError where error.status < 500 {
            return layout.answer(try await list(page, RefusalPage.notice(error)), page, status: error.status)
        }
    }

    // MARK: - One group

    private func show(_ page: PageRequest, _ notice: HTML = "") async throws -> Layout.Page {
        let name = page.parameter("group")
        guard let group = try await node.groups(as: page.visitor.reader).first(where: { $0.tag == name || $0.name == name }) else {
            throw PortalFault.notFound
        }
        let isSteward = group.stewards.contains(layout.organisation)
        let mayChange = group.kind == "closed" && group.isMember && page.visitor.may(.share)
        return Layout.Page(
            group.phrase, .groups,
            """
            <h1><bdi>\(group.phrase)</bdi></h1>
            \(notice)
            \("<p class=\"fine\">\(.groupKeySince) \(Clock.element(group.keySince))</p>", if: !group.keySince.isEmpty)
            <p><a class="button" href="/items?group=\(group.kind == "closed" ? group.tag : FormFields.encoded(group.name))">\(.itemsInGroup)</a></p>
            \("<p>\(.anybodyReads)</p>", if: group.kind == "everyone")
            \(roster(group, page, isSteward && mayChange), if: group.kind != "everyone")
            \(steering(group, page, isSteward), if: mayChange)
            """)
    }

    private func roster(_ group: GroupReport, _ page: PageRequest, _ maySteer: Bool) -> HTML {
        let shown = group.organisations.prefix(PortalLimits.namesShownMax)
        let lines = shown.map { organisation -> HTML in
            let isSteward = group.stewards.contains(organisation)
            let verbs: [(GroupChange.Verb, Phrase)] =
                organisation == layout.organisation
                ? [] : [(isSteward ? .dismiss : .appoint, isSteward ? .dismissSteward : .appointSteward), (.remove, .removeMember)]
            let buttons = verbs.map { verb, label in
                Fields.button(
                    "/groups/\(group.tag)/roster", label, page.visitor, class: "small",
                    fields: [("verb", verb.rawValue), ("organisation", organisation)])
            }
            return """
                <li><bdi>\(organisation)</bdi>\(" <span class=\"tag\">\(.steward)</span>", if: isSteward)\
                \(" <span class=\"actions\">\(buttons)</span>", if: maySteer)</li>

                """
        }
        return """
            <section aria-labelledby="roster"><h2 id="roster">\(.roster(group.organisations.count))</h2>
            <ul class="names roster">\(lines)</ul>
            \("<h3>\(.withoutKey)</h3><ul class=\"names\">\(group.waiting.map { "<li>\(AudienceView.withoutKey($0))</li>" as HTML })</ul>", if: !group.waiting.isEmpty)
            \("<p class=\"fine\">\(.keptSealed) \(group.mailboxes.joined(separator: ", "))</p>", if: !group.mailboxes.isEmpty)</section>

            """
    }

    private func steering(_ group: GroupReport, _ page: PageRequest, _ isSteward: Bool) -> HTML {
        """
        <section aria-labelledby="steer"><h2 id="steer">\(.changeGroup)</h2>
        \(invitation(group, page), if: isSteward)
        \(Fields.button("/groups/\(group.tag)/roster", .leaveGroup, page.visitor, class: "danger", fields: [("verb", "leave")]))
        <p class="fine">\(.leaveMeaning)</p></section>

        """
    }

    private func invitation(_ group: GroupReport, _ page: PageRequest) -> HTML {
        """
        <form method="post" action="/groups/\(group.tag)/roster" class="inline">\(page.visitor.token)
        <input type="hidden" name="verb" value="add">\(Fields.text("organisation", .organisation, isNeeded: true, lengthMax: 256))
        <p class="field"><button>\(.invite)</button></p></form>
        """
    }

    private func change(_ page: PageRequest) async throws -> PortalAnswer {
        let group = page.parameter("group")
        guard let verb = GroupChange.Verb(rawValue: page.form["verb"]) else { throw PortalFault.badRequest }
        let change = GroupChange(verb, verb == .leave ? "" : page.form["organisation"].trimmingSpaces)
        do {
            let details = ["change": verb.rawValue, "organisation": change.organisation]
            _ = try await audit.acting(.groupChanged, group, details) { try await node.changeGroup(group, change) }
            return .seeOther(verb == .leave ? "/groups" : "/groups/\(FormFields.encoded(group))")
        } catch let error as OperationError where error.status < 500 {
            return layout.answer(try await show(page, RefusalPage.notice(error)), page, status: error.status)
        }
    }
}

extension Phrase {
    static let leftGroup = Phrase("you are not inside any more", "你已不在其中", "你已不在其中")
    static let makeGroup = Phrase("Make a group", "建立群組", "建立群组")
    static let makeGroupMeaning = Phrase(
        "Nobody outside learns that it exists, what it is called or who is inside.", "群組以外的人不會知道它存在、名稱或成員。", "群组以外的人不会知道它存在、名称或成员。")
    static let firstMembers = Phrase("Members from the beginning", "首批成員", "首批成员")
    static let mailboxMeaning = Phrase(
        "The coordinator keeps what is shared, sealed, for members who are away", "統籌機構為離線成員保存密文", "统筹机构为离线成员保存密文")
    static let historyMeaning = Phrase("Newcomers can read what was shared before they came", "新成員可閱讀加入前的內容", "新成员可阅读加入前的内容")
    static let receiptsMeaning = Phrase(
        "Members tell each other when they have applied a correction or retraction", "成員互相確認已執行更正或撤回", "成员互相确认已执行更正或撤回")
    static let groupKeySince = Phrase("Group key since", "群組密鑰自", "群组密钥自")
    static let itemsInGroup = Phrase("Items in this group", "此群組的項目", "此群组的条目")
    static func roster(_ count: Int) -> Phrase { Phrase("Members: \(count)", "成員：\(count)", "成员：\(count)") }
    static let steward = Phrase("steward", "管理者", "管理者")
    static let appointSteward = Phrase("Make a steward", "設為管理者", "设为管理者")
    static let dismissSteward = Phrase("No longer a steward", "取消管理者", "取消管理者")
    static let removeMember = Phrase("Remove", "移除", "移除")
    static let changeGroup = Phrase("Change the group", "更改群組", "更改群组")
    static let organisation = Phrase("Organisation", "機構", "机构")
    static let invite = Phrase("Invite", "邀請", "邀请")
    static let leaveGroup = Phrase("Leave the group", "退出群組", "退出群组")
    static let leaveMeaning = Phrase(
        "Your organisation gets no new key; what it has read stays readable.", "你的機構不會再獲得新密鑰；已讀內容仍可閱讀。", "你的机构不会再获得新密钥；已读内容仍可阅读。")
}
