import Exchange
import Groups
import Logging
import Policy
import PublicZone
import STIX
import Storage
import Synchronization
import Wire

/// Decides what becomes of items that anybody shared with everyone: not for the public zone, public by a rule, or waiting for a moderator.
///
/// What is to be settled stands in the store, so nothing is forgotten by a crash, and a node that serves a zone later catches up. A batch is one
/// transaction. In doubt an item waits: an item whose content cannot be read, that is dated in the future, or about which there are no rules
/// because their file is wrong.
actor ZoneKeeper {
    private weak var core: NodeCore?
    private var running: Task<Void, Never>?
    private var isWanted = false
    private nonisolated let waiting = Mutex(0)

    /// How many items wait, as of the last look.
    nonisolated var waitingCount: Int { waiting.withLock { $0 } }

    func attach(_ core: NodeCore) { self.core = core }

    /// Items may have come, been let in or ended, or have come of age.
    func look() {
        guard let core, core.servesPublic else { return }
        isWanted = true
        guard running == nil else { return }
        // By itself, whoever asked for what led here.
        running = LocalActor.$current.withValue(nil) { Task { await run(core) } }
    }

    /// Settles what has come so far.
    func settle() async {
        look()
        await running?.value
    }

    private func run(_ core: NodeCore) async {
        do throws(StorageError) {
            while isWanted {
                isWanted = false
                while try await settleSome(core) {}
                try await count(core)
            }
        } catch .closed {
        } catch {
            // What failed still stands in the store, and is tried again within a minute.
            core.logger.error("items could not be settled for the public zone", metadata: ["code": "\(error.code)", "error": "\(error)"])
        }
        running = nil
    }

    private func count(_ core: NodeCore) async throws(StorageError) {
        let count = try await core.access.read { (store) throws(StorageError) in try store.publicationsCounted(.waiting) }
        let changed = waiting.withLock { waiting in
            defer { waiting = Int(count) }
            return waiting != Int(count)
        }
        if changed { core.arrivals.ring() }
    }

    /// Settles a batch; false when nothing was left.
    private func settleSome(_ core: NodeCore) async throws(StorageError) -> Bool {
        let items = try await core.access.read { (store) throws(StorageError) in
            try store.zoneArrivals(limit: DaemonLimits.zoneArrivalsPerRound)
        }
        guard !items.isEmpty else { return false }
        core.rules.look()
        await core.packKeeper.note()
        let packs = try await core.access.read { (store) throws(StorageError) in try store.packItems() }
        var batch = ZoneBatch(time: Int64(core.clock.seconds))
        let everyone = await core.groups.everyone.tag
        for item in items { batch.add(item, try await core.fate(of: item, isPack: packs.contains(item.number), everyone)) }
        do throws(StorageError) {
            try await write(batch, core)
        } catch .closed {
            throw .closed
        } catch {
            core.logger.error("a batch of items is settled for the public zone one by one", metadata: ["error": "\(error)"])
            try await writeSingly(batch, core)
        }
        if !batch.published.isEmpty {
            await core.shelf.look()
            core.arrivals.ring()
        }
        return items.count == DaemonLimits.zoneArrivalsPerRound
    }

    private func write(_ batch: ZoneBatch, _ core: NodeCore) async throws(StorageError) {
        try await core.access.write { (store) throws(StorageError) in
            try store.settleZoneArrivals(waiting: batch.waiting, published: batch.published, others: batch.others, at: batch.time)
        }
        for order in batch.published {
            await core.auditLog.noteAfterwards(
                .zonePublished, subject: batch.ids[order.item]?.hex ?? "", details: ["by": order.decider])
        }
    }

    /// One item that the store refuses to publish keeps no other from its place: it waits, and a moderator sees it.
    private func writeSingly(_ batch: ZoneBatch, _ core: NodeCore) async throws(StorageError) {
        for part in batch.singles {
            do throws(StorageError) {
                try await write(part, core)
            } catch .closed {
                throw .closed
            } catch {
                core.logger.error(
                    "an item could not be published by a rule and waits",
                    metadata: ["item": "\(part.ids.values.first.map { "\($0)" } ?? "")", "error": "\(error)"])
                try await write(part.waitingInstead, core)
            }
        }
    }
}

/// What becomes of an item.
enum ZoneFate: Equatable, Sendable {
    /// It is not for the public zone; it comes again if that changes.
    case none
    case waits(topic: UInt8)
    case isPublic(PublicationOrder)
}

/// Items that are settled together.
struct ZoneBatch: Sendable {
    var waiting: [(item: Int64, topic: UInt8)] = []
    var published: [PublicationOrder] = []
    var others: [Int64] = []
    /// The identifiers of those that are published.
    var ids: [Int64: Hash] = [:]
    /// Seconds since 1970.
    let time: Int64

    init(time: Int64) { self.time = time }

    mutating func add(_ item: StoredItem, _ fate: ZoneFate) {
        switch fate {
        case .none: others.append(item.number)
        case .waits(let topic): waiting.append((item.number, topic))
        case .isPublic(let order):
            published.append(order)
            ids[item.number] = item.id
        }
    }

    /// The same, one item each.
    var singles: [ZoneBatch] {
        func single(_ fill: (inout ZoneBatch) -> Void) -> ZoneBatch {
            var batch = ZoneBatch(time: time)
            fill(&batch)
            return batch
        }
        return waiting.map { one in single { $0.waiting = [one] } } + others.map { one in single { $0.others = [one] } }
            + published.map { order in
                single { batch in
                    batch.published = [order]
                    batch.ids[order.item] = ids[order.item]
                }
            }
    }

    /// The same without a public one.
    var waitingInstead: ZoneBatch {
        var batch = self
        batch.waiting += published.map { ($0.item, $0.topic) }
        batch.published = []
        return batch
    }
}

extension NodeCore {
    /// Whether the public is served: at the coordinator, whose machines' interface has a public collection, and wherever there are public pages.
    var servesPublic: Bool { keys.isCoordinator || settings.publicZone != nil }

    /// What becomes of an item that came; throws only when the store as a whole cannot be read.
    func fate(of item: StoredItem, isPack: Bool, _ everyone: GroupTag) async throws(StorageError) -> ZoneFate {
        guard item.group == everyone, item.tlp == TLP.clear.rawValue, item.held == nil, item.isAccepted, item.isReadable, item.end == nil,
            !item.terms.isExpired(at: clock.seconds)
        else { return .none }
        let time = Int64(clock.seconds)
        if isPack, isShown(item) { return .isPublic(PublicationOrder(item: item.number, time: time, decider: Self.packDecider)) }
        let filing: PublicFiling
        let trusting: RuleReference?
        do throws(OperationError) {
            guard let found = try await self.filing(of: item) else { return .waits(topic: 0) }
            filing = found
            let decision = isShown(item) ? try await publishing(of: item) : nil
            // What rules ask for before something of one's own leaves was done; of others' items a moderator is who is asked for.
            let isAsked = item.organisation != organisation && (decision?.approvals ?? 0 > 0 || decision?.waitSeconds ?? 0 > 0)
            trusting = isAsked ? nil : decision?.trustingRule
        } catch {
            // Where the store as a whole cannot be read, nothing is decided.
            _ = try await access.read { (store) throws(StorageError) in try store.zoneGeneration() }
            logger.error(
                "an item that came for the public zone cannot be read and waits",
                metadata: ["item": "\(item.id)", "code": "\(error.code)"])
            return .waits(topic: 0)
        }
        guard let trusting else { return .waits(topic: filing.topic.rawValue) }
        return .isPublic(filing.order(by: "rule: \(trusting.name)", reason: "", topic: nil, at: time))
    }

    /// Stands as the decider of the coordinator's reference packs, which are for every node.
    static let packDecider = "the coordinator's reference pack"

    /// What the rules say about making an item public that is signed already; `nil` where no rules can be read, or the content.
    ///
    /// A re-share is asked about twice: as its author's, and as that of whoever shared it with everyone. The stricter answer counts.
    func publishing(of item: StoredItem) async throws(OperationError) -> PublishingDecision? {
        guard let book = rules.present,
            let content = try await reading({ (store) throws(StorageError) in try store.content(item.id) }),
            let bundle = try? STIXBundle(parsing: content), let tlp = TLP(rawValue: item.tlp)
        else { return nil }
        // What one's own rules take out was taken out before it was signed.
        let isOwn = item.organisation == organisation && item.original == nil
        func decision(_ author: OrganisationID) -> PublishingDecision {
            book.publishing(
                facts(
                    of: bundle, tlp: tlp, pap: PAP(rawValue: item.pap), author: author, created: UInt64(clamping: item.created),
                    isOwnDraft: isOwn, book))
        }
        let bySharer = decision(item.organisation)
        guard let author = item.original?.version.organisation, author != item.organisation, bySharer.skipsModeration else {
            return bySharer
        }
        return decision(author)
    }
}
