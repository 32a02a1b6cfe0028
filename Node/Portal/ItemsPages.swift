import Accounts
import Exchange
import Pages

/// The list of items, and what a search finds in them.
struct ItemsPages: Sendable {
    let node: any NodeOperations
    let audit: any AuditDesk
    let layout: Layout

    func routes() -> [PortalRoute] {
        [
            .get("items") { page in
                let isSearch = !page.query["q"].isEmpty || !page.query["saved"].isEmpty
                return layout.answer(isSearch ? try await found(page) : try await list(page), page)
            },
            .post("searches", .permitted(.share)) { page in
                let saving = SearchSaving(name: page.form["name"], query: page.form["q"])
                _ = try await audit.acting(.searchSaved, saving.name) { try await node.saveSearch(saving) }
                return .seeOther("/items?saved=\(FormFields.encoded(saving.name))")
            },
            .post("searches/:name/remove", .permitted(.share)) { page in
                let name = page.parameter("name")
                _ = try await audit.acting(.searchRemoved, name) { try await node.removeSearch(name) }
                return .seeOther("/items")
            },
        ]
    }

    // MARK: - All items

    private func list(_ page: PageRequest) async throws -> Layout.Page {
        let group = page.query["group"]
        let cursor = page.query["cursor"]
        let request = ItemsRequest(
            group: group.isEmpty ? nil : group, limit: PortalLimits.itemsPerPage, cursor: cursor.isEmpty ? nil : cursor)
        let items = try await node.items(request, as: page.visitor.reader)
        let since = UTCMoment(Int64(clamping: try page.session.seenBefore)).machineText
        let shown: HTML =
            items.items.isEmpty
            ? "<p>\(cursor.isEmpty ? Phrase.nothingYet : Phrase.nothingOlder)</p>"
            : ItemParts.list(items.items, page.visitor, newSince: since)
        return Layout.Page(
            .items, .items,
            """
            <h1>\(.items)</h1>
            \(try await searchForm(page))
            \(try await groupFilter(group, page))
            <div\(" data-live=\"items\"", if: cursor.isEmpty)>\(shown)</div>
            \(older(items.next, page))
            """)
    }

    private func older(_ next: String, _ page: PageRequest) -> HTML {
        guard !next.isEmpty else { return "" }
        let query = page.query.query(replacing: "cursor", with: next)
        return "<nav aria-label=\"\(.pages)\"><p><a class=\"button\" rel=\"next\" href=\"/items?\(query)\">\(.older)</a></p></nav>"
    }

    private func groupFilter(_ chosen: String, _ page: PageRequest) async throws -> HTML {
        let groups = try await node.groups(as: page.visitor.reader).filter { $0.kind != "named" }
        let choices = [("", Phrase.allGroups)] + groups.map { ($0.kind == "closed" ? $0.tag : $0.name, $0.phrase) }
        return """
            <form method="get" action="/items" class="inline">
            \(Fields.select("group", .group, choices, chosen: chosen))<p class="field"><button>\(.show)</button></p></form>
            """
    }

    // MARK: - Searching

    private func searchForm(_ page: PageRequest) async throws -> HTML {
        let saved = try await node.savedSearches()
        let links = saved.map { search in
            "<li><a href=\"/items?saved=\(FormFields.encoded(search.name))\"><bdi>\(search.name)</bdi></a></li>" as HTML
        }
        return """
            <search><form method="get" action="/items" class="search">
            <label for="q">\(.searchItems)</label>
            <span class="row"><input id="q" name="q" type="search" value="\(page.query["q"])" maxlength="1024" aria-describedby="q-hint">
            <button class="main">\(.search)</button></span>
            <span class="hint" id="q-hint">\(.searchHint) <code>type:indicator tlp:amber author:"Harbour Bank" "exact words"</code></span>
            </form>
            \("<p class=\"fine\">\(.savedSearches)</p><ul class=\"inline\">\(links)</ul>", if: !links.isEmpty)</search>
            """
    }

    private func found(_ page: PageRequest) async throws -> Layout.Page {
        let (query, saved, cursor) = (page.query["q"], page.query["saved"], page.query["cursor"])
        let request = SearchRequest(
            query, saved: saved.isEmpty ? nil : saved, isNewestFirst: page.query["order"] == "newest", limit: PortalLimits.itemsPerPage,
            cursor: cursor.isEmpty ? nil : cursor, wantsFacets: cursor.isEmpty)
        var body: HTML
        do throws(OperationError) {
            let report = try await node.search(request, as: page.visitor.reader)
            body = results(report, page)
        } catch {
            guard error.status < 500 else { throw error }
            body = RefusalPage.notice(error)
        }
        return Layout.Page(
            .searchTitle, .items,
            """
            <h1>\(.searchTitle)</h1>
            \(try await searchForm(page))
            \(body)
            \(keep(page), if: page.visitor.may(.share))
            """)
    }

    /// A remark on a search; of those that there are, in the reader's language.
    static func note(_ words: String) -> HTML {
        switch words {
        case "Many objects were looked at that do not fit; the next page goes on.": "<p class=\"notice\">\(.nextPageGoesOn)</p>\n"
        case "A beginning stands for more words than are looked for; give more of the word.": "<p class=\"notice\">\(.moreOfTheWord)</p>\n"
        default: "<p class=\"notice\" lang=\"en\">\(words)</p>\n"
        }
    }

    private func results(_ report: SearchReport, _ page: PageRequest) -> HTML {
        let order = page.query["order"] == "newest" ? "" : "newest"
        let query = page.query.query(replacing: "order", with: order)
        return """
            <div class="columns found"><section class="wide" aria-labelledby="found"><h2 id="found">\(.found)</h2>
            \(report.notes.map(Self.note))
            \("<p>\(.nothingFound)</p>", if: report.hits.isEmpty)
            \("<p class=\"fine\"><a href=\"/items?\(query)\">\(order.isEmpty ? Phrase.bestFirst : .newestFirst)</a></p>", if: !report.hits.isEmpty)
            <ol class="items">\(report.hits.map { hit($0, page.visitor) })</ol>
            \(older(report.next, page))</section>
            \(report.facets.map { facets($0, page) } ?? "")</div>
            """
    }

    private func hit(_ hit: ObjectHit, _ visitor: Visitor) -> HTML {
        let isVeiled = hit.item.tlp == "TLP:RED" && !visitor.isStepped
        // Notes and observed data have no name of their own; their item's says more than an identifier.
        let shown = [hit.name, hit.item.title].first { $0.contains { !$0.isWhitespace } } ?? hit.id
        let name: HTML = isVeiled ? "<em>\(.redTitle)</em>" : "<bdi>\(shown)</bdi>"
        return """
            <li><article><h3><a href="/items/\(hit.item.id)?object=\(FormFields.encoded(hit.id))">\(name)</a></h3>
            \("<p class=\"snippet\"><bdi>\(hit.snippet)</bdi></p>", if: !hit.snippet.isEmpty && !isVeiled)
            <p class="facts"><span class="tag"><bdi>\(hit.type)</bdi></span> \(ItemParts.mark(hit.item.tlp)) <span><bdi>\(hit.item.author)</bdi></span> \
            <span>\(ItemParts.audience(hit.item.group))</span> \(Clock.element(hit.item.received))</p></article></li>

            """
    }

    private func facets(_ facets: FacetsReport, _ page: PageRequest) -> HTML {
        """
        <aside aria-labelledby="facets"><h2 id="facets">\(.narrow)</h2>
        \(facet(.type, "type", facets.type, page))\(facet(.mark, "tlp", facets.tlp, page))\(facet(.author, "author", facets.author, page))\
        \(facet(.group, "group", facets.group, page))\(facet(.label, "label", facets.label, page))
        \("<p class=\"fine\">\(.countedNewest(facets.counted))</p>", if: facets.isCut)</aside>
        """
    }

    private func facet(_ title: Phrase, _ field: String, _ counts: [FacetsReport.Count], _ page: PageRequest) -> HTML {
        guard !counts.isEmpty else { return "" }
        let entries = counts.prefix(12).map { count -> HTML in
            let term = "\(field):\"\(count.value.replacing("\"", with: ""))\""
            let query = page.query.query(replacing: "q", with: "\(page.query["q"]) \(term)".trimmingSpaces)
            return "<li><a href=\"/items?\(query)\"><bdi>\(count.value)</bdi></a> <span class=\"count\">\(count.count)</span></li>"
        }
        return "<h3>\(title)</h3><ul class=\"facet\">\(entries)</ul>"
    }

    private func keep(_ page: PageRequest) -> HTML {
        let saved = page.query["saved"]
        if page.query["q"].isEmpty {
            return Fields.button("/searches/\(FormFields.encoded(saved))/remove", .removeSearch, page.visitor)
        }
        return """
            <form method="post" action="/searches" class="inline">\(page.visitor.token)
            <input type="hidden" name="q" value="\(page.query["q"])">
            \(Fields.text("name", .searchName, hint: .searchNameHint, isNeeded: true, lengthMax: 64))
            <p class="field"><button>\(.saveSearch)</button></p></form>
            """
    }
}

extension GroupReport {
    /// What it is called in a list of choices.
    var phrase: Phrase {
        switch kind {
        case "everyone": .everyone
        case "community": .allMembers
        case "sector":
            Phrase(
                "sector \(name.dropFirst("sector:".count))", "界別：\(name.dropFirst("sector:".count))",
                "行业：\(name.dropFirst("sector:".count))")
        default: Phrase(verbatim: name)
        }
    }
}

extension Phrase {
    static let nothingOlder = Phrase("There is nothing older.", "沒有更早的項目。", "没有更早的条目。")
    static let pages = Phrase("Pages", "頁", "页")
    static let older = Phrase("Older", "更早", "更早")
    static let allGroups = Phrase("all groups", "所有群組", "所有群组")
    static let group = Phrase("Group", "群組", "群组")
    static let show = Phrase("Show", "顯示", "显示")
    static let searchItems = Phrase("Search in items", "在項目中搜尋", "在条目中搜索")
    static let search = Phrase("Search", "搜尋", "搜索")
    static let searchTitle = Phrase("Search", "搜尋", "搜索")
    static let searchHint = Phrase("Words, values and marks:", "詞語、數值及標記：", "词语、数值及标记：")
    static let savedSearches = Phrase("Saved searches:", "已儲存的搜尋：", "已保存的搜索：")
    static let found = Phrase("Found", "結果", "结果")
    static let nextPageGoesOn = Phrase(
        "Many objects were looked at that do not fit; the next page goes on.", "已查看許多不符合的物件；請到下一頁繼續。", "已查看许多不符合的对象；请到下一页继续。")
    static let moreOfTheWord = Phrase(
        "A beginning stands for more words than are looked for; give more of the word.", "以此開首的字詞太多，未能全部搜尋；請輸入字詞的更多部分。",
        "以此开头的词语太多，未能全部搜索；请输入词语的更多部分。")
    static let nothingFound = Phrase("Nothing was found.", "找不到結果。", "没有找到结果。")
    static let newestFirst = Phrase("Show the newest first", "最新在前", "最新在前")
    static let bestFirst = Phrase("Show the best first", "最相關在前", "最相关在前")
    static let narrow = Phrase("Narrow down", "縮窄範圍", "缩小范围")
    static let type = Phrase("Type", "類型", "类型")
    static let mark = Phrase("Mark", "標記", "标记")
    static let author = Phrase("Author", "作者", "作者")
    static let label = Phrase("Label", "標籤", "标签")
    static func countedNewest(_ count: Int) -> Phrase {
        Phrase("Counted: the newest \(count) objects", "只計算最新 \(count) 個物件", "只计算最新 \(count) 个对象")
    }
    static let searchName = Phrase("Keep this search as", "將此搜尋儲存為", "将此搜索保存为")
    static let searchNameHint = Phrase("It also becomes a TAXII collection.", "同時會成為 TAXII 集合。", "同时会成为 TAXII 集合。")
    static let saveSearch = Phrase("Keep", "儲存", "保存")
    static let removeSearch = Phrase("Remove this saved search", "移除此已儲存的搜尋", "移除此已保存的搜索")
}
