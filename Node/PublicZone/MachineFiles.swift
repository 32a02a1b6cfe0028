/// What the zone has for machines.
struct MachineFiles {
    let maker: ZoneMaker

    /// The feeds of a list; none for a list that has none.
    static func feeds(of list: ListName) -> [MachineAddress] {
        list == .all || list.text.hasPrefix("topic-") || list.text.hasPrefix("sector-") ? [.atom(list), .jsonFeed(list)] : []
    }

    /// The addresses that tell of the zone as a whole; some are there only where the site has what they tell.
    static func addressesOfAll(_ lists: [PublicList]) -> [MachineAddress] {
        let last = lists.first { $0.name == .all }?.last ?? 0
        let parts = last == 0 ? 0 : (last - 1) / PublicZoneLimits.itemsPerPage + 1
        return [.mispManifest, .mispHashes, .csafProvider, .indicatorTable, .sitemap, .security, .robots, .openAPI]
            + IndicatorKind.allCases.map { .indicators($0) } + (0..<parts).map { .sitemapPart($0) }
    }

    func document(_ address: MachineAddress) async throws(PublicRefusal) -> ZoneDocument {
        switch address {
        case .bundle(let id): return try await bundle(id)
        case .proof(let id): return try await proof(id)
        case .atom(let list):
            let last = try await maker.list(list).last
            let first = max(1, last - PublicZoneLimits.itemsPerPage + 1)
            let items = try await maker.items(in: list, places: first...max(first, last))
            return ZoneDocument(type: "application/atom+xml; charset=utf-8", AtomFeed(site: maker.site).document(items))
        default: throw .notFound
        }
    }

    private func bundle(_ id: String) async throws(PublicRefusal) -> ZoneDocument {
        let item = try await maker.item(id)
        guard let reservation = maker.budget.reserve(item.octets) else { throw .busy }
        guard let octets = try await maker.read({ () async throws in try await maker.source.content(of: id) }) else { throw .notFound }
        let type = ContentType.served(item.mediaType)
        var document = ZoneDocument(type: type, octets: octets, guarding: .file, attachment: "\(id).json")
        document.reservation = reservation
        return document
    }

    private func proof(_ id: String) async throws(PublicRefusal) -> ZoneDocument {
        let item = try await maker.item(id)
        // A proof carries the content in base 64.
        guard let reservation = maker.budget.reserve(item.octets / 3 * 4 + PublicZoneLimits.pieceOctets) else { throw .busy }
        guard let octets = try await maker.read({ () async throws in try await maker.source.proof(of: id) }) else { throw .notFound }
        var document = ZoneDocument(type: "application/json", octets: octets, guarding: .file, attachment: "\(id).proof.json")
        document.reservation = reservation
        return document
    }
}
