import Exchange
import Groups
import Ledger
import Pages
import Policy
import PublicZone
import Storage
import Wire

/// What this node shows to the public: items that members shared with everyone, marked TLP:CLEAR, that its moderators made public.
struct PublicShelf: PublicItems {
    let core: NodeCore

    var pulse: ZonePulse { ZonePulse(items: core.access.store.zonePulse, registry: core.registry.snapshot.size) }

    func edition() async throws -> ZoneEdition {
        // What is over by now is not shown, whether or not it was cleared away.
        let now = Int64(core.clock.seconds)
        let (number, due, packs) = try await core.reading { (store) throws(StorageError) in
            (try store.zoneGeneration(), try store.nextDue(after: now), try store.warningPacks())
        }
        return ZoneEdition(
            number: number, authors: try await authors(), expires: due ?? .max,
            securityUntil: UTCMoment(Int64(core.clock.seconds)).startOfMonth(after: DaemonLimits.securityMonths),
            warnings: packs.map { "\($0.id.hex)\($0.isBuilt ? "" : "…")" }.joined(separator: " "))
    }

    /// What pages of items say of those who wrote them: name, sector, and whose names are alike.
    private func authors() async throws -> [String: String] {
        let registry = core.registry.snapshot
        let alike = alikeNames(registry)
        var authors: [String: String] = [:]
        for id in try await lists().compactMap({ $0.name.rest(after: "author-") }) {
            guard let organisation = OrganisationID(hex: id).flatMap({ registry.organisation($0) }) else { continue }
            let others = alike.first { $0.contains(organisation.name) } ?? []
            authors[id] = ([organisation.name, organisation.sector] + others).joined(separator: "\n")
        }
        return authors
    }

    func lists() async throws -> [PublicList] {
        try await core.reading { (store) throws(StorageError) in try store.publicationLists() }.compactMap { list in
            guard list.name != PublicFiling.alerts else { return nil }
            return ListName(list.name).map { PublicList(name: $0, last: list.last, count: list.count) }
        }
    }

    func items(in list: ListName, places: ClosedRange<Int64>) async throws -> [PublicItem] {
        let placed = try await core.reading { (store) throws(StorageError) in try store.publications(in: list.text, places: places) }
        var items: [PublicItem] = []
        for one in placed where isShown(one.item) {
            var item = try await describe(one.item, one.publication)
            item.place = one.place
            items.append(item)
        }
        return items
    }

    func identifiers(after id: String, limit: Int) async throws -> [String] {
        try await core.reading { (store) throws(StorageError) in try store.publicIdentifiers(after: Hash(hex: id), limit: limit) }.map(
            \.hex)
    }

    func featured(limit: Int) async throws -> [PublicItem] {
        var items: [PublicItem] = []
        for one in try await core.reading({ (store) throws(StorageError) in try store.featuredPublications(limit: limit) })
        where isShown(one.item) {
            items.append(try await describe(one.item, one.publication))
        }
        return items
    }

    func standing(of id: String) async throws -> PublicStanding {
        guard let hash = Hash(hex: id) else { return .unknown }
        if let found = try await published(hash) { return .isPublic(try await describe(found.item, found.publication)) }
        guard let publication = try await core.reading({ (store) throws(StorageError) in try store.publication(hash) }) else {
            return .unknown
        }
        switch publication.state {
        case .waiting, .returned: return .unknown
        case .withdrawn: return .ended(.withdrawn, successor: nil)
        // One that is public and not shown: its time is over, and nobody has cleared it away yet.
        case .published: return .ended(.expired, successor: nil)
        case .ended: break
        }
        let item = try await core.reading { (store) throws(StorageError) in try store.item(idPrefix: hash.hex) }
        let ending: PublicStanding.Ending =
            switch item?.end?.state {
            case .expired: .expired
            case .replaced, .moved: .replaced
            case .withdrawn, nil: .retracted
            }
        guard ending == .replaced, let next = item?.end?.successor ?? item?.end?.cause, try await published(next) != nil else {
            return .ended(ending, successor: nil)
        }
        return .ended(ending, successor: next.hex)
    }

    func identifier(beginning digits: String) async throws -> String? {
        do throws(OperationError) {
            return try await core.reading { (store) throws(StorageError) in try store.item(idPrefix: digits) }?.id.hex
        } catch {
            // Several begin so: then it names none.
            guard error.code == StorageError.ambiguousPrefix(digits).code else { throw error }
            return nil
        }
    }

    func warned(_ values: [String]) async throws -> Set<String> {
        try await core.reading { (store) throws(StorageError) in try store.warned(values) }
    }

    func versions(of id: String) async throws -> [PublicVersion] {
        guard let hash = Hash(hex: id), let found = try await published(hash) else { return [] }
        let line = try await core.reading { (store) throws(StorageError) in try store.history(of: hash) }
        var versions: [PublicVersion] = []
        for item in line where item.organisation == found.item.organisation {
            // Of a version that a closed group had, or moderators returned, the public does not know.
            let publication = try await core.reading { (store) throws(StorageError) in try store.publication(item.id) }
            guard let state = publication?.state, [.published, .withdrawn, .ended].contains(state) else { continue }
            versions.append(PublicVersion(id: item.id.hex, created: item.created, isPublic: try await published(item.id) != nil))
        }
        return versions.sorted { ($0.created, $0.id) < ($1.created, $1.id) }
    }

    func content(of id: String) async throws -> [UInt8]? {
        guard let hash = Hash(hex: id), let found = try await published(hash) else { return nil }
        return try await core.reading { (store) throws(StorageError) in try store.content(found.item.id) }
    }

    func proof(of id: String) async throws -> [UInt8]? {
        guard let hash = Hash(hex: id), let found = try await published(hash) else { return nil }
        return try await core.makeProof(of: found.item, withKey: false)
    }

    func changes(after number: Int64) async throws -> ZoneChanges {
        let changes = try await core.reading { (store) throws(StorageError) in
            try store.publicationChanges(after: number, limit: DaemonLimits.zoneChangesMax)
        }
        return ZoneChanges(
            number: changes.generation, items: changes.items.map(\.hex),
            pages: changes.pages.compactMap { page in ListName(page.list).map { (list: $0, page: page.page) } }, isCut: changes.isCut)
    }

    // MARK: - Items

    /// The item with exactly this identifier, if it is public.
    func published(_ id: Hash) async throws -> (publication: Publication, item: StoredItem)? {
        let found = try await core.reading { (store) throws(StorageError) in try store.published(id) }
        guard let found, isShown(found.item) else { return nil }
        return found
    }

    func isShown(_ item: StoredItem) -> Bool { item.tlp == TLP.clear.rawValue && item.held == nil && core.isShown(item) }

    func describe(_ item: StoredItem, _ publication: Publication) async throws -> PublicItem {
        let registry = core.registry.snapshot
        let author = item.original?.version.organisation ?? item.organisation
        let organisation = registry.organisation(author)
        var shown = PublicItem(
            id: item.id.hex, title: item.title, author: organisation?.name ?? author.hex, organisationID: author.hex,
            sector: organisation?.sector ?? "", tlp: .clear, mediaType: item.mediaType, octets: item.length, created: item.created,
            received: item.received, published: publication.decided)
        shown.isOfStaff = core.isStaff(author)
        shown.pap = item.pap == 0 ? nil : PAP(rawValue: item.pap)
        shown.topic = Topic(rawValue: publication.topic)
        shown.isFeatured = publication.featured > 0
        shown.subject = publication.subject
        if !publication.subject.isEmpty { shown.translations = try await translations(of: publication.subject, by: author) }
        return shown
    }

    /// What its author or the coordinator's staff say in other languages; the newest word of a language counts.
    private func translations(of subject: String, by author: OrganisationID) async throws -> [PublicItemTranslation] {
        let found = try await core.reading { (store) throws(StorageError) in
            try store.translations(of: subject) { item in
                self.isShown(item) && (item.organisation == author || self.core.isStaff(item.organisation))
            }
        }
        var translations: [String: PublicItemTranslation] = [:]
        for (language, item) in found where translations[language] == nil {
            guard let filing = try await core.filing(of: item), let said = filing.translation(of: subject, into: language) else { continue }
            translations[language] = PublicItemTranslation(
                language: language, title: said.title, summary: said.summary, item: item.id.hex,
                author: core.registry.snapshot.organisation(item.organisation)?.name ?? item.organisation.hex)
        }
        return translations.keys.sorted().compactMap { translations[$0] }
    }
}

extension NodeCore {
    /// What the public zone says of itself.
    var publicSite: PublicSite {
        let registry = registry.snapshot
        return PublicSite(
            name: registry.genesis.name, identifier: registry.origin, network: registry.network.hex,
            baseURL: settings.publicZoneURL.isEmpty ? nil : settings.publicZoneURL,
            contact: settings.publicZoneContact.isEmpty ? nil : settings.publicZoneContact)
    }

    /// Whether an organisation is the coordinator's own.
    func isStaff(_ organisation: OrganisationID) -> Bool {
        registry.snapshot.nodes(of: organisation).contains { $0.role == .coordinator }
    }

    /// How an item is filed in the public zone; `nil` when its content is not here.
    func filing(of item: StoredItem) async throws(OperationError) -> PublicFiling? {
        let (content, objects) = try await reading { (store) throws(StorageError) in
            (try store.content(item.id), try store.objects(item.id))
        }
        guard let content else { return nil }
        let author = item.original?.version.organisation ?? item.organisation
        let sector = registry.snapshot.organisation(author)?.sector ?? ""
        return PublicFiling(item, content: content, objects: objects, by: .init(id: author.hex, sector: sector, isStaff: isStaff(author)))
    }
}
