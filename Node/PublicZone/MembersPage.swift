import Pages

/// The organisations whose members publish here, where the coordinator shows them.
struct MembersPage {
    let zone: ZonePages

    func page() async throws(PublicRefusal) -> ZoneLayout.Page {
        let network = try await zone.network()
        return ZoneLayout.Page(
            .members, .members,
            """
            <h1>\(.members)</h1>
            <p class="lead">\(.membership(network))\(.fullStop)</p>
            \(network.members.map { table($0, network) } ?? "<p>\(.notShown)</p>\n")<p><a href="\(zone.path(.join))">\(.join)</a></p>
            """)
    }

    private func table(_ members: [PublicNetwork.Member], _ network: PublicNetwork) -> HTML {
        guard !members.isEmpty else { return "<p>\(.nobodyYet)</p>\n" }
        let alike = Set(network.alikeNames.flatMap { $0 })
        let rows = members.prefix(PublicZoneLimits.membersShownMax).map { row($0, isAlike: alike.contains($0.name)) }
        let rest = members.count - rows.count
        let note: HTML = "<div class=\"notice warn\"><p>\(.lookAlikesMarked)</p></div>\n"
        return """
            \(note, if: members.contains { alike.contains($0.name) })<div class="scroll" role="region" aria-label="\(.members)" tabindex="0"><table>\
            <thead><tr><th scope="col">\(.name)</th><th scope="col">\(.sector)</th><th scope="col">\(.since)</th>\
            <th scope="col" class="at-end">\(.publicItems)</th></tr></thead><tbody>
            \(rows)</tbody></table></div>
            \("<p class=\"fine\">\(.andMore(rest))</p>\n", if: rest > 0)
            """
    }

    private func row(_ member: PublicNetwork.Member, isAlike: Bool) -> HTML {
        let name = Label(member.name, octetsMax: PublicZoneLimits.listedNameOctetsMax).isolated
        let mark: HTML =
            " <span class=\"tag warn\">\(.similarName)</span> <code class=\"fine\">\(Label(member.id, octetsMax: PublicZoneLimits.listedNameOctetsMax).html)</code>"
        let figure = Figure.grouped(Int(clamping: member.items))
        let items: HTML
        if member.items > 0, let list = ListName.author(member.id) {
            items =
                "<a href=\"\(zone.path(.newest(list)))\" aria-label=\"\(.itemsOf(figure, Label(member.name, octetsMax: PublicZoneLimits.listedNameOctetsMax).text))\">\(figure)</a>"
        } else {
            items = "\(figure)"
        }
        let sector = Label(member.sector, octetsMax: PublicZoneLimits.listedNameOctetsMax)
        return """
            <tr><th scope="row">\(name)\(mark, if: isAlike)</th><td>\(sector.isolated, if: !sector.isEmpty)</td>\
            <td>\(ZoneTime.day(member.admitted), if: member.admitted > 0)</td><td class="at-end">\(items)</td></tr>

            """
    }
}

extension Phrase {
    fileprivate static let notShown = Phrase(
        "The coordinator does not publish the names of the members.", "統籌機構並未公布成員名稱。", "统筹机构并未公布成员名称。")
    fileprivate static let nobodyYet = Phrase("There are no members yet.", "暫無成員。", "暂无成员。")
    fileprivate static let lookAlikesMarked = Phrase(
        "Some names look alike though they differ, perhaps in letters of other scripts. They are marked, with their identifiers: go by those.",
        "部分名稱外觀相似但並不相同，或含有其他文字系統的字母。此等名稱已加標示並附識別碼，請以識別碼為準。",
        "部分名称外观相似但并不相同，或含有其他文字系统的字母。此类名称已加标示并附标识符，请以标识符为准。")
    fileprivate static let similarName = Phrase("similar name", "名稱相似", "名称相似")
    fileprivate static let name = Phrase("Name", "名稱", "名称")
    fileprivate static let since = Phrase("Member since", "加入日期", "加入日期")
    fileprivate static func itemsOf(_ count: String, _ name: String) -> Phrase {
        Phrase("\(name): \(count) public items", "\(name)：\(count) 個公開項目", "\(name)：\(count) 个公开条目")
    }
}
