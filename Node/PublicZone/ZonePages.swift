import Pages

/// The pages of the zone in one language.
struct ZonePages {
    let maker: ZoneMaker
    let language: Language

    func document(_ page: ZonePage, query: Substring) async throws(PublicRefusal) -> ZoneDocument {
        let pages = PublicPages(site: maker.site)
        switch page {
        case .front, .newest(.all):
            let list = try await maker.list(.all)
            let first = max(1, list.last - 2 * PublicZoneLimits.itemsPerPage + 1)
            let items = try await maker.items(in: .all, places: first...max(first, list.last))
            return self.page(pages.list(items, next: nil, isFirst: true))
        case .item(let id): return self.page(pages.item(try await maker.item(id)))
        default: throw .notFound
        }
    }

    private func page(_ html: String) -> ZoneDocument {
        ZoneDocument(type: "text/html; charset=utf-8", octets: Array(html.utf8), language: language.rawValue)
    }
}
