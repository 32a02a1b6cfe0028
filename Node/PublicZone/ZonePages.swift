import Pages

/// The pages of the zone in one language.
struct ZonePages {
    let maker: ZoneMaker
    let language: Language

    var layout: ZoneLayout { ZoneLayout(site: maker.site, language: language) }

    /// The page at a place; `query` is what stands behind the question mark, as it was sent, and means something to searches alone.
    func document(_ page: ZonePage, query: Substring) async throws(PublicRefusal) -> ZoneDocument {
        let made: ZoneLayout.Page
        switch page {
        case .front: made = try await FrontPage(zone: self).page()
        case .item(let id): made = try await ItemPage(zone: self).page(id)
        case .newest(let list): made = try await ListPages(zone: self).newest(list)
        case .list(let list, let number): made = try await ListPages(zone: self).page(list, number)
        case .search: made = try await SearchPage(zone: self).page(query)
        case .statistics: made = try await StatisticsPage(zone: self).page()
        case .members(let number): made = try await MembersPage(zone: self).page(number)
        case .about: made = AboutPages(zone: self).about(try await network())
        case .join: made = AboutPages(zone: self).join
        case .accessibility: made = AboutPages(zone: self).accessibility
        case .privacy: made = AboutPages(zone: self).privacy
        case .machines: made = MachinesPage(zone: self).page
        case .verify: made = verify
        }
        return layout.document(made)
    }

    private var verify: ZoneLayout.Page {
        var page = ZoneLayout.Page(.verifyTitle, .verify, VerifyPage(site: maker.site).body)
        page.script = VerifyPage.script
        return page
    }

    // MARK: - What several pages ask for

    func network() async throws(PublicRefusal) -> PublicNetwork {
        try await maker.read { () async throws in try await maker.source.network() }
    }

    func path(_ page: ZonePage) -> String { layout.path(page) }

    /// The newest items of a list, the last first; nothing where there is no such list.
    func newest(_ limit: Int64, of list: PublicList) async throws(PublicRefusal) -> [PublicItem] {
        guard list.last > 0 else { return [] }
        return try await maker.items(in: list.name, places: max(1, list.last - limit + 1)...list.last)
    }
}
