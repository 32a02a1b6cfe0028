import Pages

/// The zone for search engines: an index of parts, each of which holds fixed places of the list of all, so that only the last one changes.
enum Sitemap {
    /// The number of the last part of a list whose last place this is.
    static func lastPart(_ lastPlace: Int64) -> Int64 { max(0, lastPlace - 1) / PublicZoneLimits.sitemapItems }

    static let head = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"

    /// The addresses of a page in every language, each with the others.
    static func entries(_ base: String, _ page: ZonePage, changed: Int64?) -> String {
        let others = Language.allCases.map { language in
            "<xhtml:link rel=\"alternate\" hreflang=\"\(language.rawValue)\" href=\"\(Markup.text(base + ZoneAddress.page(language, page).path))\"/>"
        }.joined()
        let changed = changed.map { "<lastmod>\(UTCMoment($0).dateText)</lastmod>" } ?? ""
        return Language.allCases.map { language in
            "<url><loc>\(Markup.text(base + ZoneAddress.page(language, page).path))</loc>\(changed)\(others)</url>\n"
        }.joined()
    }
}

extension MachineFiles {
    func sitemap() async throws(PublicRefusal) -> ZoneDocument {
        let base = try base(isSecure: false)
        let last = Sitemap.lastPart(try await maker.list(.all).last)
        let parts = (0...last).map { "<sitemap><loc>\(Markup.text(base + ZoneAddress.machine(.sitemapPart($0)).path))</loc></sitemap>\n" }
        return ZoneDocument(
            type: "application/xml; charset=utf-8",
            "\(Sitemap.head)<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n\(parts.joined())</sitemapindex>\n")
    }

    /// The first part begins with the pages of which there is one, but for searches, and for members where they are not shown.
    func sitemapPart(_ part: Int64) async throws(PublicRefusal) -> ZoneDocument {
        let base = try base(isSecure: false)
        let last = try await maker.list(.all).last
        guard part <= Sitemap.lastPart(last) else { throw .notFound }
        var text = Sitemap.head
        text += "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n"
        if part == 0 {
            let hidesMembers = try await maker.read { () async throws in try await maker.source.network() }.members == nil
            for (_, page) in ZonePage.single where page != .search && !(page == .members(0) && hidesMembers) {
                text += Sitemap.entries(base, page, changed: nil)
            }
        }
        let start = part * PublicZoneLimits.sitemapItems
        let end = min(last, start + PublicZoneLimits.sitemapItems)
        for first in stride(from: start + 1, through: end, by: Int(PublicZoneLimits.itemsPerPage)) {
            let places = first...min(end, first + PublicZoneLimits.itemsPerPage - 1)
            for item in try await maker.items(in: .all, places: places).reversed() {
                text += Sitemap.entries(base, .item(item.id), changed: item.published)
            }
        }
        return ZoneDocument(type: "application/xml; charset=utf-8", text + "</urlset>\n")
    }
}
