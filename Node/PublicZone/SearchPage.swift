import Pages

/// Searching what is public: a form that works without a script, what was found, and how to narrow it.
///
/// Without a query it is the same octets in a copy of the files, where it leads to the site that can search.
struct SearchPage {
    let zone: ZonePages

    private struct Wish {
        var text = ""
        var isNewestFirst = false
        var cursor: String?
    }

    func page(_ query: Substring) async throws(PublicRefusal) -> ZoneLayout.Page {
        let wish = try wish(query)
        guard !wish.text.isEmpty else { return page(wish, "") }
        guard wish.text.utf8.count <= PublicZoneLimits.searchOctetsMax else {
            return page(wish, "<div class=\"notice bad\" role=\"alert\"><p>\(.tooLong)</p></div>\n")
        }
        let asked = PublicSearch(
            text: wish.text, isNewestFirst: wish.isNewestFirst, cursor: wish.cursor, limit: PublicZoneLimits.hitsPerPage)
        var findings = try await zone.maker.read { () async throws in try await zone.maker.source.search(asked) }
        findings.hits = findings.hits.filter { zone.maker.isPublic($0.item) }
        return page(wish, found(findings, wish))
    }

    /// What is asked for; throws `badRequest` for what no form of ours sends.
    private func wish(_ query: Substring) throws(PublicRefusal) -> Wish {
        let fields = try QueryFields(query)
        let text = fields["q"]
        // Beyond the target's own bound nothing arrives; a control character is in no keyboard's reach.
        guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control || $0 == "\t" || $0 == "\n" || $0 == "\r" }) else {
            throw .badRequest
        }
        let cursor = fields["after"]
        guard cursor.utf8.count <= PublicZoneLimits.cursorOctetsMax,
            cursor.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D })
        else { throw .badRequest }
        let shown = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return Wish(text: shown, isNewestFirst: fields["order"] == "newest", cursor: cursor.isEmpty ? nil : cursor)
    }

    private func page(_ wish: Wish, _ results: HTML) -> ZoneLayout.Page {
        var page = ZoneLayout.Page(
            wish.text.isEmpty ? .search : .searchFor(Label(wish.text, octetsMax: PublicZoneLimits.listedTitleOctetsMax).text), .search,
            """
            <h1>\(.search)</h1>
            \(form(wish))
            \(results)\(help, if: wish.text.isEmpty)
            """)
        page.hasForm = true
        // Neither results nor the words that somebody looked for belong into other search engines.
        page.isUnlisted = !wish.text.isEmpty
        if !wish.text.isEmpty { page.query = query(wish.text, wish) }
        return page
    }

    private func form(_ wish: Wish) -> HTML {
        let shown = Label(wish.text, octetsMax: PublicZoneLimits.patternOctetsMax).text
        return """
            <form class="search" role="search" method="get" action="\(zone.layout.absolute(.page(zone.language, .search)))">
            <p class="field"><label for="q">\(.words)</label> <span class="hint" id="q-hint">\(.wordsHint)</span></p>
            <div class="row"><input id="q" name="q" type="search" value="\(shown)" maxlength="\(PublicZoneLimits.searchOctetsMax)" autocomplete="off" \
            spellcheck="false" aria-describedby="q-hint"><button class="main">\(.search)</button></div>
            <fieldset class="order"><legend>\(.order)</legend>
            <label class="check"><input type="radio" name="order" value="best"\(" checked", if: !wish.isNewestFirst)> \(.bestFirst)</label>
            <label class="check"><input type="radio" name="order" value="newest"\(" checked", if: wish.isNewestFirst)> \(.newestFirst)</label></fieldset>
            </form>
            """
    }

    /// How to search, and that a copy of these pages cannot.
    private var help: HTML {
        let site = zone.maker.site.baseURL
        let lives: HTML = site.map { "<p>\(.needsSite) <code>\($0)</code></p>\n" } ?? "<p>\(.needsServer)</p>\n"
        let examples: [(String, Phrase)] = [
            ("phishing gateway", .exampleWords), ("\"command and control\"", .examplePhrase), ("ransom*", .exampleBeginning),
            ("203[.]0[.]113[.]7", .exampleValue), ("type:indicator", .exampleType), ("after:2026-11", .exampleTime),
            ("-draft", .exampleNot),
        ]
        let rows = examples.map { text, meaning in "<dt><code>\(text)</code></dt><dd>\(meaning)</dd>\n" as HTML }
        return """
            <section aria-labelledby="how"><h2 id="how">\(.whatCanBeTyped)</h2>
            <dl class="facts">\(rows)</dl>
            \(lives)</section>

            """
    }

    // MARK: - What was found

    private func found(_ findings: PublicFindings, _ wish: Wish) -> HTML {
        if let fault = findings.fault {
            // What the search says names parts of what was typed, in English.
            let text = OperationWords(of: fault.code, reason: Label("\(fault.reason) \(fault.remedy)").isolated)
            return "<div class=\"notice bad\" role=\"alert\"><p>\(.notUnderstood)</p>\(text.paragraphs)</div>\n"
        }
        let next = findings.next.map { cursor -> HTML in
            let path = "\(zone.path(.search))?\(query(wish.text, wish))&after=\(FormText.encoded(cursor))"
            return "<nav class=\"pages\" aria-label=\"\(.moreResults)\"><p><a href=\"\(path)\" rel=\"next\">\(.moreResults)</a></p></nav>\n"
        }
        let hits = Self.byItem(findings.hits.prefix(PublicZoneLimits.hitsPerPage)).map { item, hits in
            zone.entry(item, level: 3, more: "\(hits.map(snippet))")
        }
        let list: HTML = hits.isEmpty ? "<p role=\"status\">\(.nothingFound)</p>\n" : "<ol class=\"items\">\n\(hits)</ol>\n"
        return """
            <div class="columns"><section class="wide" aria-labelledby="results"><h2 id="results">\(.results)</h2>
            \(list)\("<p class=\"fine\">\(.mayBeMore)</p>\n", if: findings.isCut)\(next ?? "")</section>
            \(facets(findings, wish))</div>

            """
    }

    /// An item whose objects were found stands once, where the first of them does, with all of them.
    private static func byItem(_ hits: some Sequence<PublicFindings.Hit>) -> [(item: PublicItem, hits: [PublicFindings.Hit])] {
        var found: [(item: PublicItem, hits: [PublicFindings.Hit])] = []
        var places: [String: Int] = [:]
        for hit in hits {
            if let place = places[hit.item.id] {
                found[place].hits.append(hit)
            } else {
                places[hit.item.id] = found.count
                found.append((hit.item, [hit]))
            }
        }
        return found
    }

    private func snippet(_ hit: PublicFindings.Hit) -> HTML {
        let name = Label(hit.objectName, octetsMax: PublicZoneLimits.listedNameOctetsMax)
        let type = Label(hit.objectType, octetsMax: PublicZoneLimits.listedNameOctetsMax)
        let snippet = Label(hit.snippet, octetsMax: PublicZoneLimits.patternOctetsMax)
        return """
            <p class="snippet"><span class="tag">\(type.isolated)</span> \("<strong>\(name.isolated)</strong> ", if: !name.isEmpty)\
            \(snippet.isolated, if: !snippet.isEmpty)</p>

            """
    }

    private func facets(_ findings: PublicFindings, _ wish: Wish) -> HTML {
        guard !findings.facets.isEmpty else { return "" }
        let groups = findings.facets.prefix(PublicZoneLimits.facetsShownMax).map { facet -> HTML in
            let values = facet.values.prefix(PublicZoneLimits.facetValuesShownMax).map { value -> HTML in
                let label = Label(value.text, octetsMax: PublicZoneLimits.listedNameOctetsMax)
                let name: HTML = facet.kind == .month ? "\(ZoneTime.name(ofMonth: value.text))" : label.isolated
                // A search that would be refused is no link.
                let link: HTML =
                    value.search.utf8.count <= PublicZoneLimits.searchOctetsMax
                    ? "<a href=\"\(zone.path(.search))?\(query(value.search, wish))\">\(name)</a>" : name
                return "<li>\(link) <span class=\"count\">\(Figure.grouped(value.count))</span></li>\n"
            }
            return "<h3>\(facet.kind.name)</h3>\n<ul class=\"facet\">\(values)</ul>\n"
        }
        return "<section aria-labelledby=\"narrow\"><h2 id=\"narrow\">\(.narrow)</h2>\n\(groups)</section>"
    }

    private func query(_ text: String, _ wish: Wish) -> String {
        "q=\(FormText.encoded(text))" + (wish.isNewestFirst ? "&order=newest" : "")
    }
}

extension PublicFindings.Facet.Kind {
    var name: Phrase {
        switch self {
        case .type: Phrase("Type of object", "物件類型", "对象类型")
        case .author: Phrase("Author", "撰寫機構", "撰写机构")
        case .label: Phrase("Label", "標籤", "标签")
        case .month: Phrase("Month", "月份", "月份")
        }
    }
}

extension Phrase {
    fileprivate static func searchFor(_ text: String) -> Phrase { Phrase("Search: \(text)", "搜尋：\(text)", "搜索：\(text)") }
    fileprivate static let words = Phrase("Words or values", "字詞或數值", "词语或值")
    fileprivate static let wordsHint = Phrase(
        "In titles, descriptions and indicators; values may be defanged (203[.]0[.]113[.]7).", "搜尋標題、描述及威脅指標；數值可作去活處理（203[.]0[.]113[.]7）。",
        "搜索标题、描述和威胁指标；值可作去活处理（203[.]0[.]113[.]7）。")
    fileprivate static let order = Phrase("Order", "排序", "排序")
    fileprivate static let bestFirst = Phrase("Best first", "最相關優先", "最相关优先")
    fileprivate static let newestFirst = Phrase("Newest first", "最新優先", "最新优先")
    fileprivate static let tooLong = Phrase(
        "This search is too long: at most \(PublicZoneLimits.searchOctetsMax) octets, a third as many in Chinese characters.",
        "搜尋內容過長：最多 \(PublicZoneLimits.searchOctetsMax) 個位元組，中文字數約為其三分之一。",
        "搜索内容过长：最多 \(PublicZoneLimits.searchOctetsMax) 字节，汉字数约为其三分之一。")
    fileprivate static let notUnderstood = Phrase("This search was not understood.", "未能理解此搜尋。", "无法理解此搜索。")
    fileprivate static let results = Phrase("Results", "結果", "结果")
    fileprivate static let moreResults = Phrase("More results", "更多結果", "更多结果")
    fileprivate static let nothingFound = Phrase("Nothing was found.", "沒有找到任何項目。", "没有找到任何条目。")
    fileprivate static let mayBeMore = Phrase(
        "There may be more than was looked at: narrow the search.", "可能尚有未查看的結果：請收窄搜尋範圍。", "可能还有未查看的结果：请缩小搜索范围。")
    fileprivate static let narrow = Phrase("Narrow it down", "收窄範圍", "缩小范围")
    fileprivate static let whatCanBeTyped = Phrase("What can be typed", "可輸入的內容", "可输入的内容")
    fileprivate static let exampleWords = Phrase("both words, in any order", "兩個字詞，次序不限", "两个词，次序不限")
    fileprivate static let examplePhrase = Phrase("these words one after the other", "依次出現的字詞", "依次出现的词")
    fileprivate static let exampleBeginning = Phrase("words that begin so", "以此開首的字詞", "以此开头的词")
    fileprivate static let exampleValue = Phrase("an address, domain, hash, CVE or technique", "地址、域名、雜湊值、CVE 或技術手法", "地址、域名、哈希值、CVE 或技术手法")
    fileprivate static let exampleType = Phrase("objects of a type", "某類型的物件", "某类型的对象")
    fileprivate static let exampleTime = Phrase("made since then (before: likewise)", "此後製作的項目（before: 亦同）", "此后制作的条目（before: 同理）")
    fileprivate static let exampleNot = Phrase("nothing with it", "排除此字詞", "排除此词")
    fileprivate static let needsSite = Phrase(
        "Searching is done by the server. From a copy of these pages the form leads to", "搜尋由伺服器進行。如閱讀的是網頁副本，表格會連往",
        "搜索由服务器进行。如阅读的是网页副本，表单会连往")
    fileprivate static let needsServer = Phrase(
        "Searching is done by the server: in a copy of these pages there is none.", "搜尋由伺服器進行：網頁副本不設搜尋。", "搜索由服务器进行：网页副本不提供搜索。")
}
