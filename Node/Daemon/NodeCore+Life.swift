import Exchange
import Foundation
import Groups
import Ledger
import Policy
import STIX
import Sodium
import Storage
import Wire

/// What becomes of items of one's own: corrected, taken back, moved on (specification chapter 9).
extension NodeCore {
    /// Shares a new version of an item of one's own, where the old one went.
    func correct(_ id: String, _ content: [UInt8], _ request: ShareRequest) async throws(OperationError) -> ShareReport {
        let item = try await ownItem(id, to: "corrected")
        guard item.kind == ItemKind.bundle.rawValue else {
            throw OperationError(
                code: "not-correctable", reason: "\(item.id.hex) carries somebody else's item.",
                remedy: "Its author corrects it; the correction is passed on by itself. `causeway retract` takes it back.")
        }
        var order = ReleaseOrder(request)
        order.replaces = item.id.hex
        if order.request.tlp == nil { order.request.tlp = TLP(rawValue: item.tlp)?.displayName }
        order.request.inherit(from: item)
        return try await ask(for: order, content)
    }

    /// Takes an item of one's own back, with all its versions: in its group, and with those who could open it and have left.
    ///
    /// Who has left and cannot be told now is told later; that it is owed stands in the store before anything is said.
    func retract(_ id: String, _ request: RetractionRequest) async throws(OperationError) -> RetractionReport {
        let item = try await ownItem(id, to: "retracted")
        let former = try await formerReaders(ofAllVersionsOf: item)
        let owed = OwedWithdrawal(item: item.id, reason: PlainText.title(cleaning: request.reason))
        if !former.isEmpty { try await writing { (store) throws(StorageError) in try store.set(owed.key, to: owed.value) } }
        var withdrawals: [Hash]
        do throws(OperationError) {
            withdrawals = [try await withdraw(item, as: nil, reason: owed.reason)]
        } catch {
            _ = try? await writing { (store) throws(StorageError) in try store.removeSetting(owed.key) }
            throw error
        }
        var report = RetractionReport(item: item.id.hex, withdrawals: [], told: ["everyone"])
        if let circle = await groups.circle(item.group), circle.kind != .everyone {
            var told = Set(await groups.organisations(of: circle))
            if !former.isEmpty {
                do throws(OperationError) {
                    withdrawals.append(try await pay(owed, for: item, to: former))
                    told.formUnion(former)
                } catch {
                    report.owed = names(of: former)
                    report.owedBecause = "\(error.reason) \(error.remedy)"
                }
            }
            report.told = names(of: told)
        }
        report.withdrawals = withdrawals.map(\.hex)
        return report
    }

    /// Tells those who could open a retracted item and have left its group; afterwards nothing is owed.
    @discardableResult
    private func pay(
        _ owed: OwedWithdrawal, for item: StoredItem, to former: [OrganisationID]
    ) async throws(OperationError) -> Hash {
        let id = try await withdraw(item, as: nil, reason: owed.reason, for: former)
        try await writing { (store) throws(StorageError) in _ = try store.removeSetting(owed.key) }
        return id
    }

    /// Says what retractions still owe to former readers; what cannot be said stays owed, and the first reason is thrown at the end.
    func payWithdrawals() async throws(OperationError) {
        let stored = try await reading { (store) throws(StorageError) in try store.settings(prefix: OwedWithdrawal.prefix) }
        var failure: OperationError?
        for owed in stored.compactMap({ OwedWithdrawal(key: $0.key, value: $0.value) }) {
            do throws(OperationError) {
                let item = try await reading { (store) throws(StorageError) in try store.item(owed.item) }
                // Its withdrawal may be on its way here.
                guard let item, let end = item.end else { continue }
                let former = end.state == .withdrawn ? try await formerReaders(ofAllVersionsOf: item) : []
                if former.isEmpty {
                    try await writing { (store) throws(StorageError) in _ = try store.removeSetting(owed.key) }
                } else {
                    try await pay(owed, for: item, to: former)
                }
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    /// Shares an item of one's own with a wider audience or under a weaker mark; when that is done the old one lives on as the new.
    func declassify(_ id: String, _ request: ShareRequest) async throws(OperationError) -> ShareReport {
        let item = try await ownItem(id, to: "declassified")
        guard item.kind == ItemKind.bundle.rawValue,
            let content = try await reading({ (store) throws(StorageError) in try store.content(item.id) })
        else { throw .unknownItem(id) }
        guard let tlp = try Self.tlp(request.tlp) else {
            throw OperationError(
                code: "unmarked", reason: "A declassification says how far the item may go from now on.", remedy: "Give --tlp.")
        }
        guard tlp.rawValue <= item.tlp else {
            throw OperationError(
                code: "not-weaker",
                reason: "\(tlp.displayName) is stricter than the item's \(TLP(rawValue: item.tlp)?.displayName ?? "mark").",
                remedy: "Retract it, and share it under the stricter mark.")
        }
        var order = ReleaseOrder(request)
        order.declassifies = item.id.hex
        if order.request.title == nil { order.request.title = item.title }
        order.request.inherit(from: item)
        let remarked = tlp < TLP(rawValue: item.tlp) ?? .clear ? try Self.remarked(content, as: tlp) : content
        return try await ask(for: order, remarked)
    }

    /// The bundle under another mark: a mark inside it that is stricter would bind, and an item must not end with two.
    private static func remarked(_ content: [UInt8], as tlp: TLP) throws(OperationError) -> [UInt8] {
        do throws(STIXError) {
            return try STIXBundle(parsing: content).remarked(tlp).bytes
        } catch {
            throw OperationError(code: "invalid-stix", reason: "\(error.place): \(error.reason)", remedy: error.remedy)
        }
    }

    /// The successor is on disk: tells those who had the old item.
    func moveOn(_ old: Hash, as successor: Hash) async throws(OperationError) {
        guard let item = try await reading({ (store) throws(StorageError) in try store.item(old) }), item.end == nil else { return }
        try await withdraw(item, as: successor, reason: "")
        guard let circle = await groups.circle(item.group) else { return }
        let former = try await formerReaders(of: item, in: circle)
        if !former.isEmpty { try await withdraw(item, as: successor, reason: "", for: former) }
    }

    /// Publishes a withdrawal where its target is, or for organisations by name.
    @discardableResult
    func withdraw(
        _ item: StoredItem, as successor: Hash?, reason: String, for organisations: [OrganisationID]? = nil
    ) async throws(OperationError) -> Hash {
        var circle = await groups.circle(item.group)
        if let organisations {
            circle = try await target(of: .organisations(organisations.map { NamedRecipient($0.hex) }), making: true).circle
        }
        guard let circle, let tlp = TLP(rawValue: item.tlp) else { throw .unknownItem(item.id.hex) }
        let withdrawal: ItemContent
        do throws(ItemContentError) {
            withdrawal = try ItemContent(
                kind: .withdrawal, tlp: tlp, pap: nil, title: PlainText.title(cleaning: reason), mediaType: "", created: clock.seconds,
                data: try Withdrawal(target: item.id, successor: successor).encoded(),
                recipients: organisations == nil ? item.recipients : [])
        } catch {
            throw OperationError(error)
        }
        let id = try await publish(withdrawal, in: circle).id
        await auditLog.noteAfterwards(
            successor == nil ? .retracted : .declassified, subject: item.id.hex,
            details: ["withdrawal": id.hex, "as": successor?.hex ?? ""])
        return id
    }

    private func formerReaders(ofAllVersionsOf item: StoredItem) async throws(OperationError) -> [OrganisationID] {
        guard let circle = await groups.circle(item.group), circle.kind != .everyone else { return [] }
        let versions = try await reading { (store) throws(StorageError) in try store.history(of: item.id) }
        var readers: Set<OrganisationID> = []
        for version in versions where version.organisation == organisation && version.group == item.group {
            readers.formUnion(try await formerReaders(of: version, in: circle))
        }
        return readers.sorted()
    }

    /// Organisations that could open the item and are in its group no longer.
    private func formerReaders(of item: StoredItem, in circle: Circle) async throws(OperationError) -> [OrganisationID] {
        guard circle.kind != .everyone else { return [] }
        let (snapshot, inside) = (registry.snapshot, Set(await groups.organisations(of: circle)))
        let held = Set(try await holders(of: item).nodes.compactMap { snapshot.node($0)?.organisation })
        return held.subtracting(inside).filter { snapshot.standing(of: $0) == .admitted }.sorted()
    }

    /// An item that this organisation wrote and that is current.
    func ownItem(_ id: String, to what: String) async throws(OperationError) -> StoredItem {
        let item = try await storedItem(id)
        guard ItemKind(rawValue: item.kind)?.isForReading == true else { throw .unknownItem(id) }
        guard item.organisation == organisation else {
            throw OperationError(
                code: "not-the-author",
                reason: "\(authorName(of: item)) wrote this item, and only its author's organisation can have it \(what).",
                remedy: "Ask the author, or share an item of your own about it.", status: 403)
        }
        if let end = item.end { throw .ended(item, end) }
        return item
    }

    /// Throws when what an order is about is no longer as it was when it was asked for.
    func requireUnchanged(_ order: ReleaseOrder) async throws(OperationError) {
        for named in [order.replaces, order.declassifies].compactMap({ $0.flatMap { Hash(hex: $0) } }) {
            guard let old = try await reading({ (store) throws(StorageError) in try store.item(named) }) else {
                throw .unknownItem(named.hex)
            }
            if let end = old.end { throw .ended(old, end) }
        }
        if let contribution = order.contribution.flatMap({ Hash(hex: $0) }), let earlier = try await issued(contribution) {
            throw .issuedAlready(earlier)
        }
    }

    /// Where something goes: what its request says, or where the item that it corrects went.
    func target(of order: ReleaseOrder) async throws(OperationError) -> Target {
        if order.form == .contribution, let proxy = order.proxy {
            return try await target(of: .organisations([NamedRecipient(proxy)]), making: true)
        }
        guard let replaced = order.replaces.flatMap({ Hash(hex: $0) }) else { return try await target(of: order.request.to, making: true) }
        guard let item = try await reading({ (store) throws(StorageError) in try store.item(replaced) }),
            let circle = await groups.circle(item.group)
        else { throw .unknownItem(order.replaces ?? "") }
        return Target(
            circle: circle, organisations: circle.kind == .everyone ? [] : await groups.organisations(of: circle),
            recipients: item.recipients)
    }

    /// What an order says of the item's life.
    func terms(of order: ReleaseOrder, _ second: UInt64) throws(OperationError) -> ItemTerms {
        let resharing: Resharing
        switch order.request.resharing {
        case nil, "as-marked": resharing = .asMarked
        case "never": resharing = .never
        case "allowed": resharing = .allowed
        case let other?:
            throw OperationError(
                code: "unknown-resharing", reason: "\"\(other)\" says nothing about sharing it again.",
                remedy: "Use as-marked, never or allowed.")
        }
        let isUnattributed = order.form == .contribution || order.request.unattributed == true
        return ItemTerms(
            expires: try Self.expiry(order.request.expires, from: second), resharing: resharing,
            attribution: isUnattributed ? .forbidden : .allowed, replaces: order.replaces.flatMap { Hash(hex: $0) })
    }

    /// A second from ISO 8601 or a time from now such as "30d"; 0 for none.
    static func expiry(_ text: String?, from second: UInt64) throws(OperationError) -> UInt64 {
        guard let text else { return 0 }
        let units: [Character: UInt64] = ["m": 60, "h": 3_600, "d": 86_400, "w": 604_800]
        if let unit = text.last.flatMap({ units[$0] }), let count = UInt64(text.dropLast()), count > 0, count < 1_000_000 {
            return second + count * unit
        }
        let formatter = ISO8601DateFormatter()
        if let date = formatter.date(from: text), date.timeIntervalSince1970 >= 0 { return UInt64(date.timeIntervalSince1970) }
        throw OperationError(
            code: "invalid-expiry", reason: "\"\(text.prefix(64))\" is no time.",
            remedy: "Use 2027-01-31T12:00:00Z, or 90m, 12h, 30d, 4w from now.")
    }
}

extension ShareRequest {
    /// What an item's author said of it still holds, unless the request says otherwise.
    fileprivate mutating func inherit(from item: StoredItem) {
        if pap == nil { pap = PAP(rawValue: item.pap)?.displayName }
        if unattributed == nil, item.terms.attribution == .forbidden { unattributed = true }
        if expires == nil, item.terms.expires > 0 { expires = WallClock.iso8601(item.terms.expires) }
        guard resharing == nil else { return }
        switch item.terms.resharing {
        case .asMarked: break
        case .never: resharing = "never"
        case .allowed: resharing = "allowed"
        }
    }
}

extension StoredItem {
    /// The people whom it names, as content names them.
    var recipients: [Recipient] {
        Dictionary(grouping: recipientNames, by: \.organisation)
            .map { Recipient(organisation: $0.key, people: $0.value.map(\.name).sorted()) }.sorted { $0.organisation < $1.organisation }
    }
}

extension OperationError {
    /// What became of an item that somebody asks for.
    static func ended(_ item: StoredItem, _ end: ItemEnd) -> Self {
        let (what, remedy): (String, String) =
            switch end.state {
            case .expired: ("Its time is over.", "Ask its author for a newer one.")
            case .replaced: ("A later version has replaced it.", "Take that one: \(end.cause?.hex ?? "").")
            case .withdrawn: ("Its author has taken it back.", "See `causeway show --history \(item.id.hex.prefix(12))`.")
            case .moved: ("It lives on under another mark.", "Take that one: \(end.successor?.hex ?? "").")
            }
        return OperationError(code: "item-\(end.state)", reason: what, remedy: remedy, status: 410)
    }
}
