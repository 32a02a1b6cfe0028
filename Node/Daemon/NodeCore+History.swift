import Exchange
import Groups
import Ledger
import Policy
import Storage
import Wire

/// An item's life as its readers see it.
extension NodeCore {
    func history(of id: String, as reader: Reader) async throws(OperationError) -> HistoryReport {
        let reach = try await reach(of: reader)
        let item = try await storedItem(id)
        guard reach.includes(item) else { throw .unknownItem(id) }
        let items = try await reading { (store) throws(StorageError) in try store.history(of: item.id) }
        let line = items.filter { $0.organisation == item.organisation && reach.includes($0) }
        // Withdrawals have no terms, and a version may have lost them: one that asks for discretion asks for all.
        let unnamed = line.first { $0.terms.attribution == .forbidden && $0.organisation != organisation }
        var events: [HistoryEvent] = []
        for one in line { events.append(try await event(one, by: authorName(of: unnamed ?? one), as: reach)) }
        return HistoryReport(item: item.id.hex, author: authorName(of: unnamed ?? item), events: events)
    }

    private func event(_ item: StoredItem, by author: String, as reach: Reach) async throws(OperationError) -> HistoryEvent {
        let withdrawal = try await reading { (store) throws(StorageError) in try store.withdrawal(item.id) }
        let receipts = try await reading { (store) throws(StorageError) in try store.receipts(for: item.id) }
        let kind =
            if let withdrawal {
                withdrawal.successor == nil ? "retraction" : "declassification"
            } else {
                item.kind == ItemKind.reshare.rawValue ? "re-share" : "version"
            }
        let circle = await groups.circle(item.group)
        return HistoryEvent(
            id: item.id.hex, kind: kind, author: author, group: circle.map { displayName(of: $0) } ?? item.group.hex,
            title: mayRead(item, as: reach) && !item.terms.isExpired(at: clock.seconds) ? item.title : "",
            tlp: TLP(rawValue: item.tlp)?.displayName ?? "",
            created: WallClock.iso8601(UInt64(clamping: item.created)), received: WallClock.iso8601(UInt64(clamping: item.received)),
            state: withdrawal != nil ? "" : item.end.map { "\($0.state)" } ?? "current", cause: item.end?.cause?.hex ?? "",
            successor: item.end?.successor?.hex ?? withdrawal?.successor?.hex ?? "",
            ended: item.end.map { WallClock.iso8601(UInt64(clamping: $0.since)) } ?? "",
            expires: item.terms.expires == 0 ? "" : WallClock.iso8601(item.terms.expires),
            receipts: receipts.map { "\(names(of: [$0.organisation])[0]) at \(WallClock.iso8601(UInt64(clamping: $0.applied)))" })
    }

    /// Who wrote an item, where that may be said: an author who asked not to be named is named to nobody but itself.
    func authorName(of item: StoredItem) -> String {
        let author = item.original?.version.organisation ?? item.organisation
        guard item.terms.attribution == .allowed || author == organisation else { return DaemonLimits.unnamedAuthor }
        return names(of: [author])[0]
    }
}
