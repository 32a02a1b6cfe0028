import Exchange
import Groups
import Ledger
import Policy
import PublicZone
import Storage
import Wire

/// Moderating the public zone. A moderator decides whether an item is public, and never changes it.
extension NodeCore {
    func zoneQueue(_ state: String, cursor: String?, limit: Int) async throws(OperationError) -> ZoneQueuePage {
        try requireZone()
        guard let wanted = PublicationState.allCases.first(where: { $0.word == state }) else {
            throw OperationError(
                code: "unknown-state", reason: "\"\(state.prefix(40))\" is no state of an item in the public zone.",
                remedy: "Use \(PublicationState.allCases.map(\.word).joined(separator: ", ")).")
        }
        var before = Int64.max
        if let cursor {
            guard let place = PageCursor(cursor, of: "zone \(state)") else {
                throw OperationError(
                    code: "invalid-cursor", reason: "\"\(cursor.prefix(40))\" is no place in this list.",
                    remedy: "Give the `next` of a page as it was, or begin without a cursor.")
            }
            before = place.place
        }
        await zoneKeeper.settle()
        let (from, count) = (before, max(1, min(limit, DaemonLimits.itemsListedMax)))
        let (counts, found) = try await reading { (store) throws(StorageError) in
            var counts: [PublicationState: Int] = [:]
            for state in PublicationState.allCases { counts[state] = Int(try store.publicationsCounted(state)) }
            return (counts, try store.publications(wanted, limit: count, before: from))
        }
        var items: [ZoneItemReport] = []
        for publication in found {
            guard let item = try await reading({ (store) throws(StorageError) in try store.item(publication.id) }) else { continue }
            items.append(report(on: publication, item))
        }
        let next = found.count == count ? found.last.map { PageCursor($0.item).text(of: "zone \(state)") } ?? "" : ""
        return ZoneQueuePage(
            counts: ZoneCounts(
                waiting: counts[.waiting] ?? 0, published: counts[.published] ?? 0, returned: counts[.returned] ?? 0,
                withdrawn: counts[.withdrawn] ?? 0, ended: counts[.ended] ?? 0), items: items, next: next)
    }

    func zoneItem(_ id: String) async throws(OperationError) -> ZoneItemDetail {
        let (item, publication) = try await moderated(id)
        let snapshot = registry.snapshot
        let author = item.original?.version.organisation ?? item.organisation
        let name = snapshot.organisation(author)?.name ?? author.hex
        let filing = try await filing(of: item)
        let isPack = try await isPack(item)
        let order = filing?.order(
            by: "", reason: "", topic: Topic(rawValue: publication.topic), at: Int64(clock.seconds), isPack: isPack)
        let isPublic = publication.state == .published
        let lists =
            isPublic
            ? try await reading { (store) throws(StorageError) in try store.lists(ofItem: item.number).map(\.name) } : order?.lists ?? []
        let likeness = LookAlike(name)
        let alike = snapshot.organisations.filter { $0.id != author && LookAlike($0.name) == likeness }.map(\.name).sorted()
        let values = order?.values ?? []
        return ZoneItemDetail(
            item: report(on: publication, item), tlp: TLP(rawValue: item.tlp)?.displayName ?? "",
            pap: PAP(rawValue: item.pap)?.displayName ?? "", sector: snapshot.organisation(author)?.sector ?? "",
            sharedBy: snapshot.organisation(item.organisation)?.name ?? item.organisation.hex,
            topic: order.flatMap { Topic(rawValue: $0.topic) }?.word ?? "", lists: lists,
            indicators: values.prefix(ExchangeLimits.zoneIndicatorsShown).map {
                .init(kind: IndicatorKind(rawValue: $0.kind)?.word ?? "", value: $0.value)
            },
            indicatorsCounted: values.count, languages: Set(order?.translations.map(\.language) ?? []).sorted(), looksLike: alike,
            warnings: try await warnings(on: item, publication, filing, isAlike: !alike.isEmpty), path: "/items/\(item.id.hex)")
    }

    private func warnings(
        on item: StoredItem, _ publication: Publication, _ filing: PublicFiling?, isAlike: Bool
    ) async throws(OperationError) -> [ZoneItemDetail.Warning] {
        var warnings: [ZoneItemDetail.Warning] = []
        if isAlike { warnings.append(.looksLike) }
        if item.pap == PAP.amber.rawValue || item.pap == PAP.red.rawValue { warnings.append(.indicatorsKept) }
        if await !isPublishable(item) { warnings.append(.notPublishable) }
        rules.look()
        if let decision = try await publishing(of: item), decision.refusal != nil { warnings.append(.refusedByRules) }
        if filing?.isTranslation == true { warnings.append(.translation) }
        if item.original != nil { warnings.append(.reshare) }
        let line = try await reading { (store) throws(StorageError) in try store.history(of: item.id) }
        for earlier in line where earlier.id != item.id && earlier.organisation == item.organisation {
            let former = try await reading { (store) throws(StorageError) in try store.publication(earlier.id) }
            if former?.state == .ended || former?.state == .published {
                warnings.append(.correction)
                break
            }
        }
        return warnings
    }

    // MARK: - Decisions

    func zoneApprove(_ id: String, _ approval: ZoneApproval) async throws(OperationError) -> ZoneItemReport {
        let topic = try Self.topic(approval.topic)
        let (item, publication) = try await moderated(id)
        guard publication.state != .published else {
            throw OperationError(
                code: "already-public", reason: "The item is public already.",
                remedy: "Withdraw it first if it is to be filed elsewhere.", status: 409)
        }
        guard publication.state != .ended, await isPublishable(item) else { throw .notPublishable(item) }
        rules.look()
        guard let decision = try await publishing(of: item) else {
            throw OperationError(
                code: "policy-unusable",
                reason: "Your own rules cannot be read, or the item's content, so nobody can say whether it may be public.",
                remedy: "See `causeway policy check`, and try again.", status: 503)
        }
        if let refusal = decision.refusal { throw OperationError(refusal) }
        guard let filing = try await filing(of: item) else { throw .unknownItem(id) }
        let order = filing.order(
            by: Self.moderator, reason: "", topic: topic ?? Topic(rawValue: publication.topic), at: Int64(clock.seconds),
            isPack: try await isPack(item))
        let (number, since) = (item.number, Int64(clock.seconds))
        // Another moderator, or its author, may have been faster.
        let isDone = try await writing { (store) throws(StorageError) in
            let isDone = try store.publish(order, from: publication.state)
            if isDone, approval.featured == true { _ = try store.feature(number, since: since) }
            return isDone
        }
        guard isDone else { throw .otherState(try await moderated(id).publication.state, wanted: publication.state) }
        return try await decided(item.id, expecting: .published)
    }

    func zoneReturn(_ id: String, _ refusal: ZoneRefusal) async throws(OperationError) -> ZoneRefusalReport {
        try await refuse(id, refusal, as: .returned, from: .waiting)
    }

    func zoneWithdraw(_ id: String, _ refusal: ZoneRefusal) async throws(OperationError) -> ZoneRefusalReport {
        try await refuse(id, refusal, as: .withdrawn, from: .published)
    }

    private func refuse(
        _ id: String, _ refusal: ZoneRefusal, as state: PublicationState, from former: PublicationState
    ) async throws(OperationError) -> ZoneRefusalReport {
        let reason = try Self.reason(refusal.reason)
        let (item, publication) = try await moderated(id)
        guard publication.state == former else { throw .otherState(publication.state, wanted: former) }
        let (number, decider, time) = (item.number, Self.moderator, Int64(clock.seconds))
        let isDone = try await writing { (store) throws(StorageError) in
            try store.unpublish(number, as: state, from: former, reason: reason, by: decider, at: time)
        }
        guard isDone else { throw .otherState(try await moderated(id).publication.state, wanted: former) }
        let report = try await decided(item.id, expecting: state)
        return await tellAuthor(of: item, report, reason, wasPublic: former == .published)
    }

    func zoneFeature(_ id: String, _ featuring: ZoneFeaturing) async throws(OperationError) -> ZoneItemReport {
        let (item, publication) = try await moderated(id)
        let (number, since) = (item.number, featuring.featured ? Int64(clock.seconds) : 0)
        guard try await writing({ (store) throws(StorageError) in try store.feature(number, since: since) }) else {
            throw .otherState(publication.state, wanted: .published)
        }
        return try await decided(item.id, expecting: .published)
    }

    // MARK: - Representatives

    func representatives() async throws(OperationError) -> [RepresentativesReport] {
        try requireZone()
        let noted = try await reading { (store) throws(StorageError) in
            try store.settings(prefix: PublicShelf.representativesPrefix)
        }
        let counts = Dictionary(noted.map { ($0.key, $0.value) }, uniquingKeysWith: { _, last in last })
        return registry.snapshot.organisations.map { organisation in
            let value = counts[PublicShelf.representativesPrefix + organisation.id.hex]
            return RepresentativesReport(
                organisation: organisation.name, id: organisation.id.hex, standing: organisation.standing.rawValue,
                representatives: value.flatMap { Int(String(decoding: $0, as: UTF8.self)) })
        }.sorted { ($0.organisation, $0.id) < ($1.organisation, $1.id) }
    }

    func setRepresentatives(
        _ organisation: String, _ change: RepresentativesChange
    ) async throws(OperationError) -> [RepresentativesReport] {
        try requireZone()
        let key = PublicShelf.representativesPrefix + (try registeredOrganisation(organisation)).id.hex
        if let count = change.representatives {
            guard (0...ExchangeLimits.representativesMax).contains(count) else {
                throw OperationError(
                    code: "invalid-number",
                    reason: "An organisation has 0 to \(ExchangeLimits.representativesMax) representatives, not \(count).",
                    remedy: "Give a number in between.")
            }
            try await writing { (store) throws(StorageError) in
                try store.set(key, to: Array("\(count)".utf8))
                try store.touchZone()
            }
        } else {
            try await writing { (store) throws(StorageError) in
                _ = try store.removeSetting(key)
                try store.touchZone()
            }
        }
        return try await representatives()
    }

    // MARK: - What they have in common

    private func requireZone() throws(OperationError) {
        guard servesPublic else {
            throw OperationError(
                code: "no-public-zone", reason: "This node keeps no public zone, so nothing waits for it.",
                remedy: "Run this at the coordinator's node, or at one that serves a zone (`public-zone` in its settings).", status: 409)
        }
    }

    /// The item and what moderators know of it.
    private func moderated(_ id: String) async throws(OperationError) -> (item: StoredItem, publication: Publication) {
        try requireZone()
        await zoneKeeper.settle()
        let item = try await storedItem(id)
        guard let publication = try await reading({ (store) throws(StorageError) in try store.publication(item.id) }) else {
            throw OperationError(
                code: "not-for-the-zone",
                reason: "The item \(item.id.hex.prefix(12)) was not shared with everyone, or has ended before anybody decided.",
                remedy: "See what waits with `causeway zone queue`.", status: 404)
        }
        return (item, publication)
    }

    /// Whether it can be public now, whatever moderators say.
    private func isPublishable(_ item: StoredItem) async -> Bool {
        let everyone = await groups.everyone.tag
        return item.group == everyone && item.tlp == TLP.clear.rawValue && item.held == nil && isShown(item)
    }

    private func isPack(_ item: StoredItem) async throws(OperationError) -> Bool {
        let number = item.number
        return try await reading { (store) throws(StorageError) in try store.packItems().contains(number) }
    }

    /// What follows from a decision: machines have it, pages show it.
    private func decided(_ id: Hash, expecting state: PublicationState) async throws(OperationError) -> ZoneItemReport {
        await shelf.look()
        await zoneKeeper.settle()
        arrivals.ring()
        let (item, publication) = try await moderated(id.hex)
        guard publication.state == state else { throw .otherState(publication.state, wanted: state) }
        return report(on: publication, item)
    }

    private func report(on publication: Publication, _ item: StoredItem) -> ZoneItemReport {
        let author = item.original?.version.organisation ?? item.organisation
        return ZoneItemReport(
            id: item.id.hex, state: publication.state.word, title: isShown(item) ? item.title : "",
            author: registry.snapshot.organisation(author)?.name ?? author.hex, authorId: author.hex,
            created: WallClock.iso8601(UInt64(clamping: item.created)), came: WallClock.iso8601(UInt64(clamping: publication.came)),
            decided: publication.decided > 0 ? WallClock.iso8601(UInt64(clamping: publication.decided)) : "",
            decider: publication.decider, reason: publication.reason, topic: Topic(rawValue: publication.topic)?.word ?? "",
            isFeatured: publication.featured > 0, octets: item.length)
    }

    /// Who decides, as the store and pages for moderators name them.
    private static var moderator: String { LocalActor.current?.description ?? "the node" }

    private static func topic(_ word: String?) throws(OperationError) -> Topic? {
        guard let word else { return nil }
        guard let topic = Topic.allCases.first(where: { $0.word == word }) else {
            throw OperationError(
                code: "unknown-topic", reason: "\"\(word.prefix(40))\" is no topic of the public zone.",
                remedy: "Use \(Topic.allCases.map(\.word).joined(separator: ", ")).")
        }
        return topic
    }

    /// A reason without what nobody sees, if it is one.
    private static func reason(_ text: String) throws(OperationError) -> String {
        let shown = text.unicodeScalars.map { $0 == "\n" || $0 == "\r" || $0 == "\t" ? " " : $0 }.filter {
            $0.properties.generalCategory != .control
        }
        let reason = String(String.UnicodeScalarView(shown)).split(separator: " ").joined(separator: " ")
        guard (1...DaemonLimits.zoneReasonCharactersMax).contains(reason.unicodeScalars.count) else {
            throw OperationError(
                code: "reason-needed",
                reason: reason.isEmpty
                    ? "Its author is to know why." : "The reason has more than \(DaemonLimits.zoneReasonCharactersMax) characters.",
                remedy: "Give a reason of 1 to \(DaemonLimits.zoneReasonCharactersMax) characters.")
        }
        return reason
    }
}

extension PublicationState {
    /// As operators and programs say it.
    var word: String {
        switch self {
        case .waiting: "waiting"
        case .published: "published"
        case .returned: "returned"
        case .withdrawn: "withdrawn"
        case .ended: "ended"
        }
    }
}

extension OperationError {
    fileprivate static func otherState(_ state: PublicationState, wanted: PublicationState) -> Self {
        let standing: String =
            switch state {
            case .waiting: "waits for a moderator"
            case .published: "is public"
            case .returned: "was returned to its author"
            case .withdrawn: "was withdrawn"
            case .ended: "was public and has ended by its author's doing, or its time is over"
            }
        let remedy: String =
            switch (state, wanted) {
            case (.published, .waiting): "Withdraw it, if it is not to be public any more: `causeway zone withdraw`."
            case (.waiting, .published): "Approve it (`causeway zone approve`) or return it (`causeway zone return`)."
            default: "See `causeway zone show`."
            }
        return OperationError(code: "other-state", reason: "The item \(standing).", remedy: remedy, status: 409)
    }

    fileprivate static func notPublishable(_ item: StoredItem) -> Self {
        OperationError(
            code: "not-publishable",
            reason:
                "The item \(item.id.hex.prefix(12)) cannot be public now: it has ended, is not in order, or your own rules keep it aside.",
            remedy: "See `causeway show \(item.id.hex.prefix(12))`.", status: 409)
    }
}
