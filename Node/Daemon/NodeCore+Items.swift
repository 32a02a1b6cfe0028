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
        case ended
        /// Nothing at all: it is beyond what a machine's token handles.
        case absent
    }

    func items(_ request: ItemsRequest, as reader: Reader) async throws(OperationError) -> ItemPage {
        let reach = try await reach(of: reader)
        var tag: GroupTag?
        if let group = request.group {
            tag = try await self.tag(named: group)
            if let tag, !reach.includes(tag) { throw .unknownGroup(group) }
        }
        let wanted = tag
        let limit = max(1, min(request.limit, DaemonLimits.itemsListedMax))
        var before = Int64.max
        if let text = request.cursor {
            guard let cursor = PageCursor(text, of: "items") else { throw .invalidCursor(text) }
            before = cursor.place
        }
        var reports: [ItemReport] = []
        var looked = 0
        while true {
            let (count, place) = (limit - reports.count, before)
            let items = try await reading { (store) throws(StorageError) in try store.items(group: wanted, limit: count, before: place) }
            for item in items where !item.terms.isExpired(at: clock.seconds) {
                let view = view(of: item, as: reach)
                if view != .absent { reports.append(await report(on: item, view, as: reach)) }
            }
            guard items.count == count, let last = items.last else { return ItemPage(items: reports, next: "") }
            before = last.number
            looked += items.count
            guard reports.count < limit, looked < DaemonLimits.itemsListedMax else {
                return ItemPage(items: reports, next: PageCursor(before).text(of: "items"))
            }
        }
    }

    func inventory(before: Int64?, limit: Int, as reader: Reader) async throws(OperationError) -> InventoryPage {
        let reach = try await reach(of: reader)
        let count = max(1, min(limit, DaemonLimits.inventoryItemsMax))
        let items = try await reading { (store) throws(StorageError) in try store.items(limit: count, before: before ?? .max) }
        var reports: [ItemReport] = []
        for item in items where !item.terms.isExpired(at: clock.seconds) {
            reports.append(await report(on: item, view(of: item, as: reach), as: reach))
        }
        return InventoryPage(items: reports, next: items.count < count ? nil : items.last?.number)
    }

    func item(_ id: String, as reader: Reader) async throws(OperationError) -> ItemDetail {
        let reach = try await reach(of: reader)
        let item = try await storedItem(id)
        let view = view(of: item, as: reach)
        guard item.isMeantForReading, view != .absent else { throw .unknownItem(id) }
        let snapshot = registry.snapshot
        var objects: [OpenedObject] = []
        var recipients: [String] = []
        if view == .shown {
            objects = try await reading { (store) throws(StorageError) in try store.objects(item.id) }
            recipients = try await audience(of: id, as: reader).organisations
        }
        let isNamed = item.terms.attribution == .allowed || item.organisation == organisation
        return ItemDetail(
            item: await report(on: item, view, as: reach), node: isNamed ? (item.original?.node ?? item.author).hex : "",
            journal: isNamed ? item.place.journal.hex : "", position: isNamed ? item.place.position : 0, signature: "verified",
            standing: snapshot.standing(of: item.organisation)?.rawValue ?? "unknown", recipients: recipients,
            objects: objects.map { ObjectReport(id: $0.id, type: $0.type, name: $0.name ?? "") })
    }

    func content(of id: String, as reader: Reader) async throws(OperationError) -> [UInt8] {
        let item = try await readableItem(id, as: reader)
        guard let content = try await reading({ (store) throws(StorageError) in try store.content(item.id) }) else {
            throw OperationError(
                code: "no-content", reason: "The content of item \(item.id) is not here any more.",
                remedy: "Ask its author to share it again.", status: 404)
        }
        return content
    }

    /// The item, if this reader may have all of it.
    func readableItem(_ id: String, as reader: Reader) async throws(OperationError) -> StoredItem {
        let reach = try await reach(of: reader)
        let item = try await storedItem(id)
        guard item.isMeantForReading else { throw .unknownItem(id) }
        switch view(of: item, as: reach) {
        case .absent: throw .unknownItem(id)
        case .shown: return item
        case .ended: throw item.end.map { .ended(item, $0) } ?? .expired(item)
        case .quarantined where item.held != nil:
            throw OperationError(
                code: "quarantined", reason: "Your own rules keep the item aside: \(item.held?.reason ?? "")",
                remedy: item.held?.scope == .quarantine
                    ? "Look at it with `causeway show`, and let it in with `causeway accept \(item.id.hex.prefix(12))`."
                    : "Change the rule if it is not meant for this.", status: 403)
        case .quarantined:
            throw OperationError(
                code: "quarantined",
                reason:
                    "The item is quarantined: its author was not entitled to share it so, it is dated in the future, or it cannot be read.",
                remedy: "Ask the author, \(authorName(of: item)), by another way.", status: 403)
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

    private func report(on item: StoredItem, _ view: View, as reach: Reach = .nobody) async -> ItemReport {
        let circle = await groups.circle(item.group)
        return ItemReport(
            id: item.id.hex, group: circle.map { displayName(of: $0) } ?? item.group.hex, author: authorName(of: item),
            tlp: TLP(rawValue: item.tlp)?.displayName ?? "TLP:?", pap: PAP(rawValue: item.pap)?.displayName ?? "",
            title: view != .ended && mayRead(item, as: reach) ? item.title : "", mediaType: item.mediaType, octets: item.length,
            created: WallClock.iso8601(UInt64(clamping: item.created)), received: WallClock.iso8601(UInt64(clamping: item.received)),
            state: view.rawValue)
    }

    /// An item that somebody may see, as lists show it.
    func shownReport(on item: StoredItem, as reach: Reach) async -> ItemReport {
        await report(on: item, view(of: item, as: reach), as: reach)
    }

    /// Whether anybody here may see the item.
    func isShown(_ item: StoredItem) -> Bool { view(of: item, as: .nobody) == .shown }

    /// Whether the item names people, and this is one of them; or it names nobody.
    func mayRead(_ item: StoredItem, as reach: Reach) -> Bool {
        let names = item.recipientNames.filter { $0.organisation == organisation }.map(\.name)
        return names.isEmpty || item.organisation == organisation || reach.person.map(names.contains) == true
    }

    /// A person looked at an item that the rules keep aside, and lets it in.
    func accept(_ id: String) async throws(OperationError) -> ItemReport {
        let item = try await storedItem(id)
        guard try await writing({ (store) throws(StorageError) in try store.release(item.number) }) else {
            throw OperationError(
                code: "not-held", reason: "No rule of yours keeps this item in quarantine.",
                remedy: "What your rules deny is let in by changing them; see `causeway show`.", status: 409)
        }
        await housekeeping.itemsChanged()
        await shelf.look()
        let accepted = try await storedItem(id)
        return await report(on: accepted, view(of: accepted, as: .nobody))
    }

    /// Standing, time and policy decide what is shown; they never decide what is stored.
    private func view(of item: StoredItem, as reach: Reach) -> View {
        guard reach.includes(item) else { return .absent }
        if item.end != nil || item.terms.isExpired(at: clock.seconds) { return .ended }
        if let held = item.held, held.scope != .unpublished { return .quarantined }
        let horizon = Int64(clock.seconds) + Int64(DaemonLimits.futureMinutesMax) * 60
        guard item.isAccepted, item.isReadable, item.created <= horizon else { return .quarantined }
        return mayRead(item, as: reach) ? .shown : .hidden
    }
}

extension StoredItem {
    /// Whether it is something to read: a bundle, or somebody else's that is shared again.
    fileprivate var isMeantForReading: Bool { ItemKind(rawValue: kind)?.isForReading ?? false }
}

extension OperationError {
    fileprivate static func expired(_ item: StoredItem) -> Self {
        OperationError(code: "item-expired", reason: "Its time is over.", remedy: "Ask its author for a newer one.", status: 410)
    }

    fileprivate static func invalidCursor(_ text: String) -> Self {
        OperationError(
            code: "invalid-cursor", reason: "\"\(text.prefix(40))\" is no place in the list of items.",
            remedy: "Give the `next` of a page as it was, or begin without a cursor.")
    }

    static func unknownItem(_ id: String) -> Self {
        OperationError(
            code: "unknown-item", reason: "No readable item here begins with \"\(id)\".",
            remedy: "List them with `causeway list` and give at least six digits.", status: 404)
    }
}
