import Pages

/// The lists of items: the newest of each, and its pages from the oldest on.
///
/// Page k holds the places 50k+1 to 50k+50, so that a full one holds the same items for ever, less what was withdrawn. Its one link that depends on how
/// long the list is leads to newer items: to the next page once that has begun, before that to the newest.
struct ListPages {
    let zone: ZonePages

    private static let perPage = PublicZoneLimits.itemsPerPage

    /// The last two pages of a list, so that there is always something to read.
    func newest(_ name: ListName) async throws(PublicRefusal) -> ZoneLayout.Page {
        let list = try await zone.maker.list(name)
        let last = Self.lastPage(of: list)
        let items = list.last > 0 ? try await zone.maker.items(in: name, places: (max(0, last - 1) * Self.perPage + 1)...list.last) : []
        let heading = try await heading(of: list, items)
        let older = last >= 2 ? last - 2 : nil
        return page(
            heading, .newest(name), list, items,
            lead: "<p>\(.itemCount(list.count)), \(.newestFirst)</p>\n\(feeds(name))",
            links: links(name, newer: nil, older: older), beside: name == .all ? try await others() : "")
    }

    /// A page by its number, counted from 0 at the oldest end; throws `notFound` for one that has not begun.
    func page(_ name: ListName, _ number: Int64) async throws(PublicRefusal) -> ZoneLayout.Page {
        let list = try await zone.maker.list(name)
        let last = Self.lastPage(of: list)
        guard number <= last else { throw .notFound }
        let first = number * Self.perPage + 1
        let items = list.last > 0 ? try await zone.maker.items(in: name, places: first...(first + Self.perPage - 1)) : []
        let heading = try await heading(of: list, items)
        let newer = number < last ? ZonePage.list(name, number + 1) : .newest(name)
        return page(
            heading, .list(name, number), list, items,
            lead: "<p>\(.pageNumber(number + 1)) \(.countedFromOldest)</p>\n",
            links: links(name, newer: newer, older: number > 0 ? number - 1 : nil))
    }

    /// The number of the last page that has begun; an empty list has one.
    private static func lastPage(of list: PublicList) -> Int64 { max(0, (list.last - 1) / perPage) }

    private func page(
        _ heading: Phrase, _ place: ZonePage, _ list: PublicList, _ items: [PublicItem], lead: HTML, links: HTML, beside: HTML = ""
    ) -> ZoneLayout.Page {
        let nothing: HTML = "<p>\(list.last == 0 ? Phrase.nothingPublished : .nothingHere)</p>\n"
        let main: HTML = "\(lead)\(items.isEmpty ? nothing : zone.entries(items, level: 2))\(links)"
        let columns: HTML = "<div class=\"columns\"><div class=\"wide\">\n\(main)</div><div>\(beside)</div></div>"
        var page = ZoneLayout.Page(
            heading, place,
            """
            <h1><bdi>\(heading)</bdi></h1>
            \(beside.isEmpty ? main : columns)
            """)
        if Self.hasFeed(list.name), list.name != .all { page.feed = list.name }
        return page
    }

    private func links(_ name: ListName, newer: ZonePage?, older: Int64?) -> HTML {
        guard newer != nil || older != nil else { return "" }
        let toNewer = newer.map { "<li><a href=\"\(zone.path($0))\" rel=\"prev\">\(.newerItems)</a></li>\n" as HTML } ?? ""
        let toNewest: HTML = "<li><a href=\"\(zone.path(.newest(name)))\">\(.newestItems)</a></li>\n"
        let toOlder = older.map { "<li><a href=\"\(zone.path(.list(name, $0)))\" rel=\"next\">\(.olderItems)</a></li>\n" as HTML } ?? ""
        return """
            <nav class="pages" aria-label="\(.pages)"><ul class="inline">\(toNewer)\(toNewest, if: newer != nil && newer != .newest(name))\(toOlder)</ul></nav>

            """
    }

    /// Lists that have feeds of their own.
    private static func hasFeed(_ name: ListName) -> Bool { name == .all || name.topic != nil || name.rest(after: "sector-") != nil }

    private func feeds(_ name: ListName) -> HTML {
        guard Self.hasFeed(name) else { return "" }
        return """
            <p class="fine">\(.subscribe): <a href="\(ZoneAddress.machine(.atom(name)).path)">Atom</a> · \
            <a href="\(ZoneAddress.machine(.jsonFeed(name)).path)">JSON Feed</a></p>

            """
    }

    // MARK: - Where else to look

    /// The lists of topics, sectors and months; only beside that of all, so that other pages change with their own items alone.
    private func others() async throws(PublicRefusal) -> HTML {
        let lists = try await zone.maker.lists().filter { $0.count > 0 }
        let network = try await zone.network()
        var names: [ListName: String] = [:]
        for sector in network.sectors where !sector.name.isEmpty { names[.sector(sector.name)] = sector.name }
        let topics = Topic.allCases.compactMap { topic in lists.first { $0.name == .topic(topic) }.map { ($0, topic.name) } }
        let sectors = lists.compactMap { list -> (PublicList, Phrase)? in
            list.name.rest(after: "sector-").map { (list, Phrase(verbatim: Self.shown(names[list.name], else: $0))) }
        }
        let months = lists.compactMap { list -> (PublicList, Phrase)? in
            list.name.rest(after: "month-").map { (list, ZoneTime.name(ofMonth: $0)) }
        }.sorted { $0.0.name.text > $1.0.name.text }
        return "\(others("topics", .byTopic, topics))\(others("sectors", .bySector, sectors))\(others("months", .byMonth, months))"
    }

    private func others(_ id: HTML, _ title: Phrase, _ lists: [(list: PublicList, name: Phrase)]) -> HTML {
        guard !lists.isEmpty else { return "" }
        let lines = lists.prefix(PublicZoneLimits.listsShownMax).map { list, name -> HTML in
            """
            <li><a href="\(zone.path(.newest(list.name)))"><bdi>\(name)</bdi></a> <span class="fine">\(Figure.grouped(Int(clamping: list.count)))</span></li>

            """
        }
        return "<section aria-labelledby=\"\(id)\"><h2 id=\"\(id)\">\(title)</h2>\n<ul class=\"names\">\(lines)</ul></section>\n"
    }

    // MARK: - What a list is called

    /// What people call it: the name of its sector or author is in the registry, else in its newest item, and its own only where neither has it.
    private func heading(of list: PublicList, _ items: [PublicItem]) async throws(PublicRefusal) -> Phrase {
        if list.name == .all { return .allPublicItems }
        if let topic = list.name.topic { return topic.name }
        if let month = list.name.rest(after: "month-") { return ZoneTime.name(ofMonth: month) }
        if let slug = list.name.rest(after: "sector-") {
            let name = try await zone.network().sectors.first { ListName.sector($0.name) == list.name && !$0.name.isEmpty }?.name
            return .ofSector(Self.shown(name ?? items.first { ListName.sector($0.sector) == list.name }?.sector, else: slug))
        }
        if let id = list.name.rest(after: "author-") {
            let member = try await zone.network().members?.first { $0.id == id }
            return .byAuthor(Self.shown(member?.name ?? items.first { $0.organisationID == id }?.author, else: id))
        }
        return Phrase(verbatim: list.name.text)
    }

    private static func shown(_ name: String?, else other: String) -> String {
        let label = Label(name ?? other, octetsMax: PublicZoneLimits.listedNameOctetsMax)
        return label.isEmpty ? other : label.text
    }
}

extension Phrase {
    fileprivate static let allPublicItems = Phrase("All items", "所有項目", "所有条目")
    fileprivate static let newestFirst = Phrase("newest first", "由新至舊", "由新到旧")
    fileprivate static func pageNumber(_ number: Int64) -> Phrase {
        let figure = Figure.grouped(Int(clamping: number))
        return Phrase("Page \(figure)", "第 \(figure) 頁", "第 \(figure) 页")
    }
    fileprivate static let countedFromOldest = Phrase(
        "(pages are counted from the oldest, so that links to them last)", "（頁碼由最舊起計，連結長期有效）", "（页码从最旧起计，链接长期有效）")
    fileprivate static let nothingHere = Phrase(
        "Nothing on this page is public any more.", "此頁的項目均已不再公開。", "此页的条目均已不再公开。")
    fileprivate static let newerItems = Phrase("Newer items", "較新項目", "较新条目")
    fileprivate static let newestItems = Phrase("Newest items", "最新項目", "最新条目")
    fileprivate static let olderItems = Phrase("Older items", "較舊項目", "较旧条目")
    fileprivate static let pages = Phrase("Pages", "頁次", "页次")
    fileprivate static let byTopic = Phrase("By topic", "按主題", "按主题")
    fileprivate static let bySector = Phrase("By sector", "按界別", "按行业")
    fileprivate static let byMonth = Phrase("By month", "按月份", "按月份")
    fileprivate static let subscribe = Phrase("Subscribe", "訂閱", "订阅")
    fileprivate static func ofSector(_ name: String) -> Phrase { Phrase("Sector: \(name)", "界別：\(name)", "行业：\(name)") }
    fileprivate static func byAuthor(_ name: String) -> Phrase { Phrase("Items by \(name)", "\(name)的項目", "\(name)的条目") }
}
