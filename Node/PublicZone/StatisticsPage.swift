import Pages

/// The zone in figures: who takes part, and what was published, by sector, month and topic.
struct StatisticsPage {
    let zone: ZonePages

    func page() async throws(PublicRefusal) -> ZoneLayout.Page {
        let network = try await zone.network()
        let lists = try await zone.maker.lists()
        let all = lists.first { $0.name == .all }?.count ?? 0
        let plots = [organisations(network), bySector(lists, network), byMonth(lists), byTopic(lists)]
        return ZoneLayout.Page(
            .statistics, .statistics,
            """
            <h1>\(.statistics)</h1>
            <p class="lead">\(.membership(network))\(.fullStop) \(.published): \(.itemCount(all))\(.fullStop)</p>
            <div class="halves">
            \(plots)</div>
            """)
    }

    private func section(_ id: HTML, _ name: Phrase, _ plot: BarPlot) -> HTML {
        "<section aria-labelledby=\"\(id)\"><h2 id=\"\(id)\">\(name)</h2>\n\(plot.figure)</section>\n"
    }

    /// The largest first; among equals by name.
    private func organisations(_ network: PublicNetwork) -> HTML {
        let sectors = network.sectors.sorted { ($1.organisations, $0.name) < ($0.organisations, $1.name) }
        let bars = sectors.map { BarPlot.Bar(name: name($0.name), value: $0.organisations) }
        return section(
            "organisations", .organisationsBySector,
            BarPlot(.organisationsBySector, barHeading: .sector, valueHeading: .organisations, form: .lying, bars: bars))
    }

    private func bySector(_ lists: [PublicList], _ network: PublicNetwork) -> HTML {
        var names: [ListName: String] = [:]
        for sector in network.sectors where !sector.name.isEmpty { names[.sector(sector.name)] = sector.name }
        let counted = lists.compactMap { list -> (name: String, count: Int64)? in
            guard let slug = list.name.rest(after: "sector-") else { return nil }
            return (names[list.name] ?? slug, list.count)
        }.sorted { ($1.count, $0.name) < ($0.count, $1.name) }
        return section(
            "by-sector", .itemsBySector,
            BarPlot(
                .itemsBySector, barHeading: .sector, valueHeading: .publicItems, form: .lying,
                bars: counted.map { BarPlot.Bar(name: name($0.name), value: Int(clamping: $0.count)) }))
    }

    /// By the month in which an item became public; a month with none has a bar of nothing.
    private func byMonth(_ lists: [PublicList]) -> HTML {
        var counts: [Int: Int64] = [:]
        for list in lists {
            guard let month = list.name.rest(after: "month-").flatMap(Self.month) else { continue }
            counts[month] = list.count
        }
        var bars: [BarPlot.Bar] = []
        if let last = counts.keys.max(), let first = counts.keys.min() {
            bars = (max(first, last - PublicZoneLimits.monthsShownMax + 1)...last).map { month in
                let text = Self.text(ofMonth: month)
                return BarPlot.Bar(
                    name: ZoneTime.name(ofMonth: text).text(in: zone.language), shortName: text, value: Int(clamping: counts[month] ?? 0))
            }
        }
        return section(
            "by-month", .itemsByMonth,
            BarPlot(.itemsByMonth, barHeading: .month, valueHeading: .publicItems, form: .standing, bars: bars))
    }

    /// Months since the year 0.
    private static func month(_ text: String) -> Int? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.utf8.count == 7, parts.count == 2, let year = Int(parts[0]), let month = Int(parts[1]), (1...12).contains(month) else {
            return nil
        }
        return year * 12 + month - 1
    }

    private static func text(ofMonth month: Int) -> String {
        let (year, rest) = month.quotientAndRemainder(dividingBy: 12)
        return "\(year)-\(rest < 9 ? "0" : "")\(rest + 1)"
    }

    private func byTopic(_ lists: [PublicList]) -> HTML {
        let bars = Topic.allCases.map { topic in
            let count = lists.first { $0.name == .topic(topic) }?.count ?? 0
            return BarPlot.Bar(name: topic.name.text(in: zone.language), value: Int(clamping: count))
        }
        return section(
            "by-topic", .itemsByTopic, BarPlot(.itemsByTopic, barHeading: .topic, valueHeading: .publicItems, form: .lying, bars: bars))
    }

    private func name(_ sector: String) -> String { sector.isEmpty ? Phrase.noSector.text(in: zone.language) : sector }
}

extension Phrase {
    fileprivate static let organisationsBySector = Phrase("Organisations by sector", "各界別機構數目", "各行业机构数目")
    fileprivate static let itemsBySector = Phrase("Items by sector of their author", "各界別項目數目", "各行业条目数目")
    fileprivate static let itemsByMonth = Phrase("Items published a month", "每月公開項目數目", "每月公开条目数目")
    fileprivate static let itemsByTopic = Phrase("Items by topic", "各主題項目數目", "各主题条目数目")
    fileprivate static let organisations = Phrase("Organisations", "機構", "机构")
    fileprivate static let month = Phrase("Month", "月份", "月份")
    fileprivate static let topic = Phrase("Topic", "主題", "主题")
    static let noSector = Phrase("no sector", "未列界別", "未列行业")
}
