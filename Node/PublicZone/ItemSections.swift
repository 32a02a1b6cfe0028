import Pages

/// What an item's objects say, section by section: texts, indicators, techniques, relations, references, counts.
struct ItemSections {
    let zone: ZonePages
    let item: PublicItem
    let reading: ItemReading

    var all: HTML { "\(gap)\(indicators)\(techniques)\(relations)\(passages)\(references)\(types)" }

    /// Why less is shown than there is, with where the whole is.
    private var gap: HTML {
        guard let gap = reading.gap else { return "" }
        let why: Phrase =
            switch gap {
            case .isLarge: .isLarge
            case .hasMany: .hasMany
            case .isNoBundle: .isNoBundle
            }
        return "<div class=\"notice\"><p>\(why) \(whole)</p></div>\n"
    }

    private var whole: HTML { "<a href=\"\(ZoneAddress.machine(.bundle(item.id)).path)\" download>\(.wholeContent)</a>" }

    private var indicators: HTML {
        guard reading.indicatorCount > 0 else { return "" }
        // A column of nothing takes the room of the patterns.
        let ends = reading.indicators.contains { !$0.validUntil.isEmpty }
        let isRated = reading.indicators.contains { $0.confidence != nil }
        let rows = reading.indicators.map { indicator -> HTML in
            """
            <tr><th scope="row">\(Label(indicator.name, octetsMax: PublicZoneLimits.listedNameOctetsMax).isolated)</th>\
            <td><code class="wrap">\(Label(indicator.pattern, octetsMax: PublicZoneLimits.patternOctetsMax).html)</code></td>\
            <td>\(moment(indicator.validFrom))</td>\("<td>\(moment(indicator.validUntil))</td>", if: ends)\
            \("<td class=\"at-end\">\(indicator.confidence.map { "\(min(max($0, 0), 100))" as HTML } ?? "")</td>", if: isRated)</tr>

            """
        }
        let rest = reading.indicatorCount - rows.count
        return """
            <section aria-labelledby="indicators"><h2 id="indicators">\(.indicators) <span class="count">\(.counted(reading.indicatorCount))</span></h2>
            <div class="scroll" role="group" aria-labelledby="indicators" tabindex="0"><table><thead><tr><th scope="col">\(.name)</th>\
            <th scope="col">\(.pattern)</th><th scope="col">\(.validFrom)</th>\("<th scope=\"col\">\(.validUntil)</th>", if: ends)\
            \("<th scope=\"col\" class=\"at-end\">\(.confidence)</th>", if: isRated)</tr></thead><tbody>
            \(rows)</tbody></table></div>
            \("<p class=\"fine\">\(.andMore(rest)): \(whole)</p>", if: rest > 0)</section>

            """
    }

    /// A moment as STIX writes it, to the minute, or the day where that begins; what is none is not shown.
    private func moment(_ text: String) -> HTML {
        let octets = Array(text.utf8)
        guard (20...30).contains(octets.count), octets[10] == UInt8(ascii: "T"), octets.last == UInt8(ascii: "Z"),
            octets.allSatisfy({ (0x30...0x3A).contains($0) || $0 == 0x2D || $0 == 0x2E || $0 == 0x54 || $0 == 0x5A })
        else { return "" }
        let (day, time) = (text.prefix(10), text.dropFirst(11).prefix(5))
        return "<time datetime=\"\(text)\">\(day)\(" \(time) UTC", if: time != "00:00")</time>"
    }

    private var techniques: HTML {
        guard !reading.techniques.isEmpty else { return "" }
        return """
            <section aria-labelledby="techniques"><h2 id="techniques">\(.techniques)</h2>
            \(AttackMatrix(.techniques, named: reading.techniques).figure)</section>

            """
    }

    private var relations: HTML {
        guard let graph = reading.relations.graph(.relations) else { return "" }
        return """
            <section aria-labelledby="relations"><h2 id="relations">\(.relations)</h2>
            \(graph.figure)</section>

            """
    }

    /// Texts besides the summary, as far as a page has room for them.
    private var passages: HTML {
        var room = PublicZoneLimits.passagesOctetsMax
        var html = HTML()
        for passage in reading.passages {
            // Many little texts have more markup than words: what is written is measured, not what was typed.
            guard passage.text.utf8.count <= room else { return closed(html, isCut: true) }
            let name = Label(passage.name, octetsMax: PublicZoneLimits.listedNameOctetsMax)
            let language: HTML = passage.language.flatMap(ZonePages.tag).map { " lang=\"\($0)\"" } ?? ""
            let section: HTML = """
                <div class="passage"\(language)>\("<h3>\(name.isolated)</h3>\n", if: !name.isEmpty)\(ZonePages.article(passage.text, headingsFrom: 4))</div>

                """
            room -= section.text(in: zone.language).utf8.count
            guard room >= 0 else { return closed(html, isCut: true) }
            html += section
        }
        return closed(html, isCut: false)
    }

    private func closed(_ passages: HTML, isCut: Bool) -> HTML {
        guard !passages.isEmpty || isCut else { return "" }
        return """
            <section aria-labelledby="details"><h2 id="details">\(.details)</h2>
            \(passages)\("<p class=\"fine\">\(.thereIsMore) \(whole)</p>", if: isCut)</section>

            """
    }

    /// Where others wrote about it. Only addresses with https lead anywhere, and each shows where.
    private var references: HTML {
        let shown = reading.references.prefix(PublicZoneLimits.referencesShownMax)
        guard !shown.isEmpty else { return "" }
        let lines = shown.map { reference -> HTML in
            let source = Label(reference.source, octetsMax: PublicZoneLimits.listedNameOctetsMax).isolated
            let id: HTML = reference.id.isEmpty ? "" : " \(Label(reference.id, octetsMax: PublicZoneLimits.listedNameOctetsMax).isolated)"
            let address = reference.address
            let isPlain =
                address.hasPrefix("https://") && address.utf8.count <= PublicZoneLimits.patternOctetsMax
                && address.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            let place: HTML =
                address.isEmpty
                ? ""
                : isPlain
                    ? ": <a rel=\"noopener noreferrer nofollow\" href=\"\(address)\">\(address)</a>"
                    : ": <code class=\"wrap\">\(Label(address, octetsMax: PublicZoneLimits.patternOctetsMax).html)</code>"
            return "<li>\(source)\(id)\(place)</li>\n"
        }
        return """
            <section aria-labelledby="references"><h2 id="references">\(.references)</h2>
            <ul>\(lines)</ul></section>

            """
    }

    private var types: HTML {
        guard !reading.types.isEmpty else { return "" }
        let shown = reading.types.prefix(PublicZoneLimits.typesShownMax)
        let lines = shown.map { type -> HTML in
            "<li><span class=\"tag\">\(Label(type.name, octetsMax: PublicZoneLimits.listedNameOctetsMax).isolated)</span> \(Figure.grouped(type.count))</li>\n"
        }
        return """
            <section aria-labelledby="objects"><h2 id="objects">\(.objects) <span class="count">\(.counted(reading.types.reduce(0) { $0 + $1.count }))</span></h2>
            <ul class="inline">\(lines)</ul></section>

            """
    }
}

extension Phrase {
    fileprivate static let isLarge = Phrase(
        "The content is too large to be read for this page.", "內容過大，未能在此頁顯示。", "内容过大，无法在此页显示。")
    fileprivate static let hasMany = Phrase(
        "The content has more objects than are read for this page: what follows is of the first ones.", "內容的物件過多，以下只涵蓋首批物件。",
        "内容的对象过多，以下仅涵盖首批对象。")
    fileprivate static let isNoBundle = Phrase(
        "The content is a file that this page cannot show.", "內容為此頁未能顯示的檔案。", "内容为此页无法显示的文件。")
    fileprivate static let wholeContent = Phrase("Download the whole content", "下載完整內容", "下载完整内容")
    fileprivate static let indicators = Phrase("Indicators", "威脅指標", "威胁指标")
    fileprivate static func counted(_ count: Int) -> Phrase { Phrase(verbatim: Figure.grouped(count)) }
    fileprivate static let name = Phrase("Name", "名稱", "名称")
    fileprivate static let pattern = Phrase("Pattern", "模式", "模式")
    fileprivate static let validFrom = Phrase("Valid from", "有效期自", "有效期自")
    fileprivate static let validUntil = Phrase("Valid until", "有效期至", "有效期至")
    fileprivate static let confidence = Phrase("Confidence", "可信度", "可信度")
    fileprivate static let techniques = Phrase("Techniques (MITRE ATT&CK)", "技術手法（MITRE ATT&CK）", "技术手法（MITRE ATT&CK）")
    fileprivate static let relations = Phrase("Relations", "關聯", "关联")
    fileprivate static let details = Phrase("In detail", "詳情", "详情")
    fileprivate static let thereIsMore = Phrase("There is more than is shown here.", "尚有內容未在此顯示。", "还有内容未在此显示。")
    fileprivate static let references = Phrase("References", "參考資料", "参考资料")
    fileprivate static let objects = Phrase("STIX objects", "STIX 物件", "STIX 对象")
}
