import Exchange
import Groups
import Ledger
import Policy
import Storage
import Wire

/// Items as their readers see them.
///
/// What the policy quarantines is listed and not given out; what names representatives is shown to those alone.
extension NodeCore {
    /// How much of an item somebody may see.
    private enum View: String {
        case shown
        case quarantined
        /// Only that it is there.
        case hidden = "for named representatives"
    }

    func items(group: String?, limit: Int, as person: String?) async throws(OperationError) -> [ItemReport] {
        var tag: GroupTag?
        if let group { tag = try await self.tag(named: group) }
        let wanted = tag
        let count = max(1, min(limit, DaemonLimits.itemsListedMax))
        let items = try await reading { (store) throws(StorageError) in try store.items(group: wanted, limit: count) }
        var reports: [ItemReport] = []
        for item in items { reports.append(await report(on: item, view(of: item, as: person))) }
        return reports
    }

    func inventory(before: Int64?, limit: Int, as person: String?) async throws(OperationError) -> InventoryPage {
        let count = max(1, min(limit, DaemonLimits.inventoryItemsMax))
        let items = try await reading { (store) throws(StorageError) in try store.items(limit: count, before: before ?? .max) }
        var reports: [ItemReport] = []
        for item in items { reports.append(await report(on: item, view(of: item, as: person))) }
        return InventoryPage(items: reports, next: items.count < count ? nil : items.last?.number)
    }

    func item(_ id: String, as person: String?) async throws(OperationError) -> ItemDetail {
        let item = try await storedItem(id)
        let view = view(of: item, as: person)
        let snapshot = registry.snapshot
        var objects: [OpenedObject] = []
        var recipients: [String] = []
        if view == .shown {
            objects = try await reading { (store) throws(StorageError) in try store.objects(item.id) }
            recipients = try await audience(of: id, as: person).organisations
        }
        return ItemDetail(
            item: await report(on: item, view), node: item.author.hex, journal: item.place.journal.hex, position: item.place.position,
            signature: "verified", standing: snapshot.standing(of: item.organisation)?.rawValue ?? "unknown", recipients: recipients,
            objects: objects.map { ObjectReport(id: $0.id, type: $0.type, name: $0.name ?? "") })
    }

    func content(of id: String, as person: String?) async throws(OperationError) -> [UInt8] {
        let item = try await readableItem(id, as: person)
        guard let content = try await reading({ (store) throws(StorageError) in try store.content(item.id) }) else {
            throw OperationError(
                code: "no-content", reason: "The content of item \(item.id) is not here any more.",
                remedy: "Ask its author to share it again.", status: 404)
        }
        return content
    }

    /// The item, if this person may have all of it.
    func readableItem(_ id: String, as person: String?) async throws(OperationError) -> StoredItem {
        let item = try await storedItem(id)
        switch view(of: item, as: person) {
        case .shown: return item
        case .quarantined:
            throw OperationError(
                code: "quarantined",
                reason:
                    "The item is quarantined: its author was not entitled to share it so, it is dated in the future, or it cannot be read.",
                remedy: "Ask the author, \(names(of: [item.organisation])[0]), by another way.", status: 403)
        case .hidden:
            throw OperationError(
                code: "named-representatives", reason: "The item is TLP:RED for named representatives of this organisation.",
                remedy: "If you are one of them, say so with --as and the name under which you were addressed.", status: 403)
        }
    }

    func storedItem(_ id: String) async throws(OperationError) -> StoredItem {
        guard id.count >= 6, let item = try await reading({ (store) throws(StorageError) in try store.item(idPrefix: id.lowercased()) })
        else { throw .unknownItem(id) }
        return item
    }

    private func report(on item: StoredItem, _ view: View) async -> ItemReport {
        let circle = await groups.circle(item.group)
        return ItemReport(
            id: item.id.hex, group: circle.map { displayName(of: $0) } ?? item.group.hex, author: names(of: [item.organisation])[0],
            tlp: TLP(rawValue: item.tlp)?.displayName ?? "TLP:?", pap: PAP(rawValue: item.pap)?.displayName ?? "",
            title: view == .hidden ? "" : item.title, mediaType: item.mediaType, octets: item.length,
            created: WallClock.iso8601(UInt64(clamping: item.created)), received: WallClock.iso8601(UInt64(clamping: item.received)),
            state: view.rawValue)
    }

    /// Whether anybody here may see the item.
    func isShown(_ item: StoredItem) -> Bool { view(of: item, as: nil) == .shown }

    /// Standing, time and policy decide what is shown; they never decide what is stored.
    private func view(of item: StoredItem, as person: String?) -> View {
        let horizon = Int64(clock.seconds) + Int64(DaemonLimits.futureMinutesMax) * 60
        guard item.isAccepted, item.isReadable, item.created <= horizon else { return .quarantined }
        let names = item.recipientNames.filter { $0.organisation == organisation }.map(\.name)
        guard names.isEmpty || item.organisation == organisation || person.map(names.contains) == true else { return .hidden }
        return .shown
    }
}

extension OperationError {
    static func unknownItem(_ id: String) -> Self {
        OperationError(
            code: "unknown-item", reason: "No readable item here begins with \"\(id)\".",
            remedy: "List them with `causeway list` and give at least six digits.", status: 404)
    }
}
