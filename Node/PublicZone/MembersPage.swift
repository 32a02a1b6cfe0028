import Pages

/// The organisations whose members publish here, where the coordinator shows them: by name, so many to a page.
struct MembersPage {
    let zone: ZonePages

    /// The number of the last page; 0 also where there are no members, or none that are shown.
    static func last(_ network: PublicNetwork) -> Int64 {
        Int64(max(0, (network.members?.count ?? 0) - 1) / PublicZoneLimits.membersPerPage)
    }

    /// A page by its number, counted from 0; throws `notFound` behind the last.
    func page(_ number: Int64) async throws(PublicRefusal) -> ZoneLayout.Page {
        let network = try await zone.network()
        guard number <= Self.last(network) else { throw .notFound }
        let title = number == 0 ? Phrase.members : .membersPage(number)
        return ZoneLayout.Page(
            title, .members(number),
            """
            <h1>\(title)</h1>
            <p class="lead">\(.membership(network))\(.fullStop)</p>
            \(network.members.map { part($0, number, network) } ?? "<p>\(.notShown)</p>\n")<p><a href="\(zone.path(.join))">\(.join)</a></p>
            """)
    }

    private func part(_ members: [PublicNetwork.Member], _ number: Int64, _ network: PublicNetwork) -> HTML {
        let first = Int(number) * PublicZoneLimits.membersPerPage
        let shown = members[first..<min(members.count, first + PublicZoneLimits.membersPerPage)]
        let last = Self.last(network)
        guard last > 0 else { return table(shown, network) }
        return "\(pages(members, number))\(table(shown, network))\(steps(number, last))"
    }

    /// Every page by the name with which it begins, folded up: there can be forty.
    private func pages(_ members: [PublicNetwork.Member], _ number: Int64) -> HTML {
        let firsts = stride(from: 0, to: members.count, by: PublicZoneLimits.membersPerPage)
        let entries = firsts.enumerated().map { page, first -> HTML in
            let name = Label(members[first].name, octetsMax: PublicZoneLimits.listedNameOctetsMax).isolated
            let path = zone.path(.members(Int64(page)))
            guard Int64(page) == number else { return "<li><a href=\"\(path)\">\(name) …</a></li>\n" }
            return "<li><a href=\"\(path)\" aria-current=\"page\"><strong>\(name) …</strong></a></li>\n"
        }
        return """
            <nav class="pages" aria-label="\(.pagesByName)"><details><summary>\(.pagesByName)</summary><ul class="inline">\(entries)</ul></details></nav>

            """
    }

    private func steps(_ number: Int64, _ last: Int64) -> HTML {
        let before: HTML = "<li><a href=\"\(zone.path(.members(number - 1)))\" rel=\"prev\">\(.previousMembers)</a></li>\n"
        let after: HTML = "<li><a href=\"\(zone.path(.members(number + 1)))\" rel=\"next\">\(.nextMembers)</a></li>\n"
        return """
            <nav class="pages" aria-label="\(.beforeAndAfter)"><ul class="inline">\(before, if: number > 0)\(after, if: number < last)</ul></nav>

            """
    }

    private func table(_ members: ArraySlice<PublicNetwork.Member>, _ network: PublicNetwork) -> HTML {
        guard !members.isEmpty else { return "<p>\(.nobodyYet)</p>\n" }
        let alike = Set(network.alikeNames.flatMap { $0 })
        let rows = members.map { row($0, isAlike: alike.contains($0.name)) }
        let note: HTML = "<div class=\"notice warn\"><p>\(.lookAlikesMarked)</p></div>\n"
        return """
            \(note, if: members.contains { alike.contains($0.name) })<div class="scroll" role="region" aria-label="\(.members)" tabindex="0"><table>\
            <thead><tr><th scope="col">\(.name)</th><th scope="col">\(.sector)</th><th scope="col">\(.since)</th>\
            <th scope="col" class="at-end">\(.publicItems)</th></tr></thead><tbody>
            \(rows)</tbody></table></div>
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
    fileprivate static func membersPage(_ number: Int64) -> Phrase {
        let figure = Figure.grouped(Int(clamping: number + 1))
        return Phrase("Members, page \(figure)", "成員（第 \(figure) 頁）", "成员（第 \(figure) 页）")
    }
    fileprivate static let pagesByName = Phrase("Pages by first name on them", "各頁（以首個名稱表示）", "各页（以首个名称表示）")
    fileprivate static let beforeAndAfter = Phrase("Previous and next page", "上一頁與下一頁", "上一页与下一页")
    fileprivate static let previousMembers = Phrase("Previous members", "上一頁成員", "上一页成员")
    fileprivate static let nextMembers = Phrase("Next members", "下一頁成員", "下一页成员")
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
