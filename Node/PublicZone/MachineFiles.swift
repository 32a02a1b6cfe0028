import Exchange
import MISP

/// What the zone has for machines.
struct MachineFiles {
    let maker: ZoneMaker

    var site: PublicSite { maker.site }

    func document(_ address: MachineAddress) async throws(PublicRefusal) -> ZoneDocument {
        switch address {
        case .bundle(let id): try await bundle(id)
        case .proof(let id): try await proof(id)
        case .atom(let list): AtomFeed(try await feed(list)).document
        case .jsonFeed(let list): JSONFeed(try await feed(list)).document
        case .mispManifest: try await mispManifest()
        case .mispEvent(let uuid): try await mispEvent(uuid)
        case .mispHashes: try await mispHashes()
        case .csafProvider: try await csafProvider()
        case .csaf(let path): try await csaf(path)
        case .indicators(let kind): try await indicatorList(kind)
        case .indicatorTable: try await indicatorTable()
        case .sitemap: try await sitemap()
        case .sitemapPart(let part): try await sitemapPart(part)
        case .security: try await securityText()
        case .robots: robots()
        case .openAPI: ZoneDescription(site: site).document
        }
    }

    // MARK: - Authors' octets

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

    // MARK: - What formats are made of

    /// The content of an item that is converted; `nil` for one that is too long for that, or gone meanwhile.
    func content(of item: PublicItem) async throws(PublicRefusal) -> ItemContent? {
        guard item.octets <= PublicZoneLimits.convertedOctetsMax else { return nil }
        guard let reservation = maker.budget.reserve(item.octets) else { throw .busy }
        defer { withExtendedLifetime(reservation) {} }
        return try await maker.read { () async throws in try await maker.source.content(of: item.id) }.map { ItemContent($0) }
    }

    /// What lists say of an item; nothing of one that is too long to be converted.
    func facts(of item: PublicItem) async throws(PublicRefusal) -> ItemFacts {
        if let facts = maker.facts[item.id] { return facts }
        guard let content = try await content(of: item) else { return ItemFacts() }
        var facts = ItemFacts()
        facts.summary = Markup.line(content.description(of: item), charactersMax: PublicZoneLimits.summaryCharactersMax)
        facts.isAdvisory = content.isAdvisory
        facts.digests = MISPConversion(site: site, item: item, content: content, warned: []).event.digests
        maker.facts.keep(facts, of: item.id)
        return facts
    }

    /// The newest items of the list of all, the last first, at most so many and of so many octets together; those that are too long to be
    /// converted are passed over.
    func newest(_ itemsMax: Int64, octetsMax: Int = .max) async throws(PublicRefusal) -> [PublicItem] {
        let last = try await maker.list(.all).last
        let end = max(1, last - itemsMax + 1)
        var items: [PublicItem] = []
        var (place, octets) = (last, 0)
        while place >= end {
            let first = max(end, place - PublicZoneLimits.itemsPerPage + 1)
            for item in try await maker.items(in: .all, places: first...place) where item.octets <= PublicZoneLimits.convertedOctetsMax {
                octets += item.octets
                guard octets <= octetsMax else { return items }
                items.append(item)
            }
            place = first - 1
        }
        return items
    }

    /// An address of the zone as others can follow it: absolute when the address of the site is known, else from the root.
    func link(_ address: ZoneAddress) -> String { (site.baseURL ?? "") + address.path }

    /// The address under which the site is known; throws `notFound` where it is not, or has no TLS where a format asks for that.
    func base(isSecure: Bool) throws(PublicRefusal) -> String {
        guard let base = site.baseURL, !isSecure || base.hasPrefix("https://") else { throw .notFound }
        return base
    }
}

extension ZoneMaker {
    /// What there is for machines of one item, beside its pages: for who publishes files.
    func machineAddresses(of item: PublicItem) async throws(PublicRefusal) -> [MachineAddress] {
        let files = MachineFiles(maker: self)
        var addresses: [MachineAddress] = [.bundle(item.id), .proof(item.id)]
        guard item.octets <= PublicZoneLimits.convertedOctetsMax else { return addresses }
        addresses.append(.mispEvent(MISPConversion.uuid(of: item.id)))
        if CSAFNames.isServed(site), try await files.facts(of: item).isAdvisory {
            let name = CSAFNames.path(of: item)
            addresses += ["", ".sha256", ".sha512"].map { .csaf(name + $0) }
        }
        return addresses
    }

    /// What there is for machines besides items; all of it may change with every edition.
    func machineAddresses() async throws(PublicRefusal) -> [MachineAddress] {
        let lists = try await lists()
        var addresses: [MachineAddress] = [.mispManifest, .mispHashes, .indicatorTable, .robots, .openAPI]
        addresses += IndicatorKind.allCases.map { .indicators($0) }
        let named = Set([.all] + Topic.allCases.map { .topic($0) } + lists.map(\.name).filter { ZoneFeed.title(of: $0) != nil })
        addresses += named.sorted { $0.text < $1.text }.flatMap { [.atom($0), .jsonFeed($0)] }
        if CSAFNames.isServed(site) {
            addresses += [.csafProvider, .csaf(CSAFNames.feed), .csaf(CSAFNames.index), .csaf(CSAFNames.changes)]
        }
        if site.baseURL != nil {
            addresses.append(.sitemap)
            addresses += (0...Sitemap.lastPart(lists.first { $0.name == .all }?.last ?? 0)).map { .sitemapPart($0) }
        }
        if CSAFNames.isServed(site), site.contact != nil,
            try await read({ () async throws in try await source.edition() }).securityUntil > 0
        {
            addresses.append(.security)
        }
        return addresses
    }
}
