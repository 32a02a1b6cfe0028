import Exchange
import Groups
import Ledger
import Policy
import PublicZone
import Storage
import Wire

/// What this node shows to the public: items that members shared with everyone, marked TLP:CLEAR, that the policy accepted.
struct PublicShelf: PublicItems {
    let core: NodeCore

    func items(before number: Int64?, limit: Int) async throws -> [PublicItem] {
        let tag = await core.groups.everyone.tag
        let items = try await core.reading { (store) throws(StorageError) in
            try store.items(group: tag, limit: limit, before: number ?? .max)
        }
        // Reference data is no news: it has its page and is in the collection for machines, and it is not listed.
        let packs = try await core.reading { (store) throws(StorageError) in try store.packItems() }
        var shown: [PublicItem] = []
        for item in items where isPublic(item) && !packs.contains(item.number) { shown.append(try await describe(item)) }
        return shown
    }

    func item(_ id: String) async throws -> PublicItem? {
        guard let item = try await stored(id) else { return nil }
        return try await describe(item)
    }

    func content(of id: String) async throws -> [UInt8]? {
        guard let item = try await stored(id) else { return nil }
        return try await core.reading { (store) throws(StorageError) in try store.content(item.id) }
    }

    func proof(of id: String) async throws -> [UInt8]? {
        guard let item = try await stored(id) else { return nil }
        return try await core.proof(of: item.id.hex, withKey: false, as: nil)
    }

    /// The item with exactly this identifier, if it is public.
    private func stored(_ id: String) async throws -> StoredItem? {
        guard let hash = Hash(hex: id) else { return nil }
        let tag = await core.groups.everyone.tag
        let item = try await core.reading { (store) throws(StorageError) in try store.item(idPrefix: hash.hex) }
        guard let item, item.group == tag, isPublic(item) else { return nil }
        return item
    }

    private func isPublic(_ item: StoredItem) -> Bool {
        item.tlp == TLP.clear.rawValue && item.held == nil && core.isShown(item)
    }

    private func describe(_ item: StoredItem) async throws -> PublicItem {
        let objects = try await core.reading { (store) throws(StorageError) in try store.objects(item.id) }
        let organisation = core.registry.snapshot.organisation(item.organisation)
        return PublicItem(
            number: item.number, id: item.id.hex, title: item.title, author: organisation?.name ?? item.organisation.hex,
            organisationID: item.organisation.hex, sector: organisation?.sector ?? "", tlp: .clear, mediaType: item.mediaType,
            octets: item.length, created: item.created, received: item.received,
            objects: objects.map { PublicObject(type: $0.type, name: $0.name ?? "") })
    }
}
