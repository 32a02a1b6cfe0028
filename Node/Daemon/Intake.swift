import Groups
import Ledger
import Logging
import Policy
import STIX
import Sodium
import Storage
import Wire

/// From entries on disk to items that can be read: opens, parses and indexes, and takes in keys and rosters on the way.
///
/// One entry that cannot be opened is set aside with its reason and hinders nothing else. What lacks a key or a body is tried again
/// when that comes.
actor Intake {
    private let keeper: GroupKeeper
    private let registry: RegistryKeeper
    private let access: StoreAccess
    private let auditLog: NodeAudit
    private let clock: WallClock
    private let logger: Logger
    /// Rosters or keys changed, so replication must look again at who may have what.
    private let groupsChanged: @Sendable () async -> Void
    /// Entries name bodies that are not here, so replication must look at what is missing.
    private let bodiesMissing: @Sendable () async -> Void
    /// What the node's own rules say against an item by an organisation in a group.
    private let hold: @Sendable (ItemContent, STIXBundle, OrganisationID, GroupTag) async -> ItemHold?
    /// Items were stored, and others may have ended by them.
    private let itemsChanged: @Sendable () async -> Void
    private var hasStarted = false
    private var hasStopped = false
    private var isRunning = false
    private var isWanted = false
    private var isRetryPlanned = false
    private var patience = Patience()
    private var arrivals = IntakeNotes()
    private(set) var counters: [String: Int] = [:]

    init(
        keeper: GroupKeeper, registry: RegistryKeeper, access: StoreAccess, auditLog: NodeAudit, clock: WallClock, logger: Logger,
        groupsChanged: @escaping @Sendable () async -> Void, bodiesMissing: @escaping @Sendable () async -> Void,
        hold: @escaping @Sendable (ItemContent, STIXBundle, OrganisationID, GroupTag) async -> ItemHold?,
        itemsChanged: @escaping @Sendable () async -> Void
    ) {
        self.keeper = keeper
        self.registry = registry
        self.access = access
        self.auditLog = auditLog
        self.clock = clock
        self.logger = logger
        self.groupsChanged = groupsChanged
        self.bodiesMissing = bodiesMissing
        self.hold = hold
        self.itemsChanged = itemsChanged
    }

    /// What one round found out.
    private struct Round {
        /// When it began: what came to the registry since may or may not have been seen.
        let began: Patience.Moment
        var opened: [EntryPlace] = []
        var unreadable: [(place: EntryPlace, reason: UnreadableReason)] = []
        var items: [OpenedItem] = []
        var receipts: [ItemReceipt] = []
        /// Epochs of which there is a key now, or another one.
        var newEpochs: Set<EpochID> = []
        var groupsChanged = false
        /// Entries that could not be judged or were set aside, and the first of them with its reason: one line in the log for all.
        var setAside = 0
        var firstSetAside = ""
        /// Entries that were refused, with whose they are and what is wrong with them.
        var refused: [(place: EntryPlace, node: NodeID, fault: String)] = []
        /// Octets of content in `items`.
        var octets = 0
    }

    /// Begins to open what waits, in a task of its own: after a crash in the middle of a catch-up that can be a million entries,
    /// and the node serves meanwhile.
    func start() {
        hasStarted = true
        Task { await wake() }
    }

    /// Opens no more, and says nothing of a round that the closing store cuts short: it is done again after the next start.
    func stop() { hasStopped = true }

    /// There may be something to open; returns when nothing is left, and at once before `start`.
    func wake() async {
        isWanted = true
        guard hasStarted, !isRunning else { return }
        isRunning = true
        while isWanted, !hasStopped {
            isWanted = false
            do {
                while try await round(), !hasStopped {}
                await retryWaiting()
            } catch {
                if hasStopped { break }
                logger.error("entries could not be opened", metadata: ["error": "\(error)"])
                count("intake-failed")
                retryLater()
            }
        }
        isRunning = false
    }

    /// The disk may take it later; until then nothing goes round in a circle.
    private func retryLater() {
        guard !isRetryPlanned else { return }
        isRetryPlanned = true
        Task {
            try? await Task.sleep(for: .seconds(DaemonLimits.intakeRetrySeconds))
            isRetryPlanned = false
            await wake()
        }
    }

    private var moment: Patience.Moment { Patience.Moment(registrySize: registry.snapshot.size, hour: clock.hour) }

    /// Entries that waited for a record of the registry, or for their time, are tried again: when it has grown, and each hour.
    func retryWaiting() async {
        let before = patience
        guard patience.isOver(at: moment) else { return }
        patience.begin(at: moment)
        do {
            let count = try await access.write { (store) throws(StorageError) in try store.retryUnjudged() }
            if count > 0 { await wake() }
        } catch {
            patience.restore(before)
            logger.error("entries that wait could not be tried again", metadata: ["error": "\(error)"])
        }
    }

    /// Rosters or the registry changed: items that were not accepted may be now, never the other way round.
    ///
    /// What its author was entitled to share when it came stays, also when the author leaves or is suspended afterwards.
    func judgeAgain() async {
        do {
            let waiting = try await access.read { (store) throws(StorageError) in
                try store.itemsNotAccepted(limit: DaemonLimits.itemsJudgedMax)
            }
            var accepted: [Int64] = []
            for item in waiting where await keeper.accepts(item.tlp, from: item.organisation, in: item.group) {
                accepted.append(item.number)
            }
            guard !accepted.isEmpty else { return }
            var holds: [Int64: ItemHold] = [:]
            for item in waiting where accepted.contains(item.number) { holds[item.number] = try await holdNow(on: item) }
            let (numbers, held) = (accepted, holds)
            try await access.write { (store) throws(StorageError) in try store.acceptItems(numbers, holding: held) }
            await itemsChanged()
        } catch {
            logger.error("items could not be judged", metadata: ["error": "\(error)"])
        }
    }

    /// What the node's own rules say against an item that is accepted only now.
    private func holdNow(on item: StoredItem) async throws -> ItemHold? {
        guard item.held == nil, let tlp = TLP(rawValue: item.tlp),
            let octets = try await access.read({ (store) throws(StorageError) in try store.content(item.id) }),
            let bundle = try? STIXBundle(parsing: octets),
            let content = try? ItemContent(
                kind: .bundle, tlp: tlp, pap: PAP(rawValue: item.pap), title: "", mediaType: "", created: UInt64(clamping: item.created),
                data: octets, recipients: item.recipients)
        else { return nil }
        return await hold(content, bundle, item.original?.version.organisation ?? item.organisation, item.group)
    }

    /// A detached body is complete.
    func bodyArrived(_ hash: Hash) async {
        _ = try? await access.write { (store) throws(StorageError) in try store.retryUnreadable(body: hash) }
        await wake()
    }

    /// Opens some of what waits and writes what came of it; false when nothing is left.
    ///
    /// Throws when the disk does, before anything of the round is written: what waits then waits for the next occasion.
    private func round() async throws -> Bool {
        let entries = try await access.read { (store) throws(StorageError) in
            try store.unopened(limit: DaemonLimits.intakeEntriesMax, octetsMax: DaemonLimits.intakeOctetsMax / 4)
        }
        guard !entries.isEmpty else { return false }
        var round = Round(began: moment)
        for entry in entries {
            try await open(entry, &round)
            if round.octets > DaemonLimits.intakeOctetsMax { break }
        }
        if round.setAside > 0 {
            logger.warning("entries were set aside", metadata: ["count": "\(round.setAside)", "first": "\(round.firstSetAside)"])
        }
        let done = round
        var arrivals = arrivals
        let quarantined = auditLog.batch(
            done.items.filter(\.isSetApart).flatMap { arrivals.quarantined($0, at: clock.hour) })
        let refused = auditLog.batch(
            done.refused.flatMap { arrivals.refused($0.place, of: owner(of: $0.node), fault: $0.fault, at: clock.hour) })
        try await access.write { (store) throws(StorageError) in
            try store.recordItems(done.items, noting: quarantined)
            try store.recordReceipts(done.receipts)
            try store.markUnreadable(done.unreadable, noting: refused)
            for epoch in done.newEpochs { try store.retryUnreadable(epoch: epoch) }
            try store.markOpened(done.opened)
        }
        self.arrivals = arrivals
        if quarantined != nil || refused != nil { await auditLog.grew() }
        if done.unreadable.contains(where: { $0.reason == .unjudged }) { patience.waits(judgedAt: done.began) }
        if done.groupsChanged { await groupsChanged() }
        if !done.items.isEmpty { await itemsChanged() }
        // When the entry came, replication may have taken this node for an outsider of its group, and wanted no body.
        if done.unreadable.contains(where: { if case .noBody = $0.reason { true } else { false } }) { await bodiesMissing() }
        return true
    }

    /// Has the audit log told how much was set apart that got no record of its own: of the hours that are over, or of all.
    func noteCounted(all: Bool = false) async {
        var after = arrivals
        guard let batch = auditLog.batch(after.counted(before: all ? .max : clock.hour)) else { return }
        do throws(StorageError) {
            _ = try await access.write { (store) throws(StorageError) in try store.appendAudit(batch) }
            arrivals = after
        } catch {
            logger.error("arrivals were not noted in the audit log", metadata: ["code": "\(error.code)"])
        }
    }

    /// The identifier of a node's organisation; of the node where the registry has none.
    private func owner(of node: NodeID) -> String { registry.snapshot.node(node)?.organisation.hex ?? node.hex }

    private func open(_ stored: StoredEntry, _ round: inout Round) async throws(StorageError) {
        let place = EntryPlace(journal: stored.journal, position: stored.position)
        guard let name = stored.name, let entry = try? UnverifiedEntry(compact: stored.compact[...], journal: stored.journal) else {
            return round.opened.append(place)
        }
        do {
            try Placement.check(
                entry.prefix.kind, isSealed: entry.prefix.epoch != nil, in: name.group, network: registry.snapshot.network)
            guard let body = try await body(of: entry) else {
                return round.unreadable.append((place, .noBody(entry.bodyHash)))
            }
            try await take(entry, body, stored, name, &round)
        } catch let error as StorageError where !error.isOfEntry {
            throw error
        } catch {
            let waits = (error as? KeyRefusal).map { $0 == .early } ?? false || entry.prefix.registrySize > round.began.registrySize
            if !waits { count("dropped-\(entry.prefix.kind)") }
            if round.setAside == 0 { round.firstSetAside = "\(place.journal) at \(place.position): \(error)" }
            round.setAside += 1
            round.unreadable.append((place, waits ? .unjudged : .notGenuine))
            if !waits { round.refused.append((place, name.node, "\(error)")) }
        }
    }

    private func take(
        _ entry: UnverifiedEntry, _ body: [UInt8], _ stored: StoredEntry, _ name: JournalName, _ round: inout Round
    ) async throws {
        let place = EntryPlace(journal: stored.journal, position: stored.position)
        let (tag, author, time) = (name.group, name.node, entry.prefix.time)
        switch entry.prefix.kind {
        case .opening: round.opened.append(place)
        case .subkey:
            if try await keeper.take(subkey: body, of: author) { round.groupsChanged = true }
            round.opened.append(place)
        case .epoch: note(try await keeper.take(epoch: body, tag: tag, from: author), place, &round)
        case .grant: note(try await keeper.take(grant: body, tag: tag, from: author, at: time), place, &round)
        case .complaint:
            if try await keeper.take(complaint: body, of: author, tag: tag, at: time) { round.groupsChanged = true }
            round.opened.append(place)
        case .item: try await open(item: entry, body, stored, name, &round)
        }
    }

    private func note(_ arrival: KeyArrival, _ place: EntryPlace, _ round: inout Round) {
        switch arrival {
        case .received(let epoch):
            round.newEpochs.insert(epoch)
            round.groupsChanged = true
        case .disputed(let epoch): return round.unreadable.append((place, .noKey(epoch)))
        case .known: round.groupsChanged = true
        case .closed: break
        }
        round.opened.append(place)
    }

    private func body(of entry: UnverifiedEntry) async throws(StorageError) -> [UInt8]? {
        switch entry.body {
        case .inline(let body): body
        case .detached(_, let hash): try await access.read { (store) throws(StorageError) in try store.readBody(hash) }
        }
    }

    private func open(
        item entry: UnverifiedEntry, _ body: [UInt8], _ stored: StoredEntry, _ name: JournalName, _ round: inout Round
    ) async throws {
        let place = EntryPlace(journal: stored.journal, position: stored.position)
        let plaintext: [UInt8]
        switch try await opened(entry, body, name.group) {
        case .plaintext(let octets): plaintext = octets
        case .noKey(let epoch): return round.unreadable.append((place, .noKey(epoch)))
        case .doubtfulKey(let epoch):
            // Whoever gave the key may have given a false one: what else there is of this epoch is looked at again, once.
            if await keeper.doubt(epoch, of: name.group) { round.newEpochs.insert(epoch) }
            return round.unreadable.append((place, .noKey(epoch)))
        }
        let content = try ItemContent(decoding: plaintext[...])
        try Placement.check(content, in: name.group, network: registry.snapshot.network)
        switch content.kind {
        case .roster:
            let arrival = try await keeper.take(roster: RosterDocument(decoding: content.data[...]), tag: name.group)
            if arrival.isNews { round.groupsChanged = true }
            let mayPass = arrival.isPartial && entry.prefix.registrySize > round.began.registrySize
            guard mayPass || arrival.isCrowded else { return round.opened.append(place) }
            round.unreadable.append((place, .unjudged))
        case .bundle, .reshare: try await take(content, stored, name, &round)
        case .withdrawal: round.items.append(try await item(content, stored, name, withdrawal: content.withdrawal))
        case .contribution: round.items.append(try await item(content, stored, name))
        case .receipt:
            guard let receipts = content.receipts, await keeper.circle(name.group)?.roster?.charter.statement.asksForReceipts == true,
                let organisation = registry.snapshot.node(name.node)?.organisation
            else { return round.opened.append(place) }
            round.receipts += receipts.receipts.map { ItemReceipt($0, from: name.node, of: organisation) }
            round.opened.append(place)
        }
    }

    /// A bundle, or somebody else's that is shared again: judged by the node's own rules.
    private func take(_ content: ItemContent, _ stored: StoredEntry, _ name: JournalName, _ round: inout Round) async throws {
        var item = try await item(content, stored, name)
        var bundle = content
        if content.kind == .reshare {
            guard let kind = await keeper.circle(name.group)?.kind else {
                return round.unreadable.append((EntryPlace(journal: stored.journal, position: stored.position), .unjudged))
            }
            let reshare = try Reshare(opening: content, audience: kind, registry: registry.snapshot)
            bundle = reshare.original
            item.content = bundle.data
            item.reshared = ResharedOriginal(version: reshare.originalVersion, node: reshare.findings.journal.node)
        }
        if let parsed = try? STIXBundle(parsing: bundle.data) {
            item.objects = parsed.objects.map { object in
                OpenedObject(id: object.id, type: object.type, name: object.name, modified: object.modified, range: object.range)
            }
            item.held = await hold(content, parsed, item.reshared?.version.organisation ?? item.organisation, name.group)
        } else {
            count("items-invalid")
        }
        round.items.append(item)
        round.octets += item.content.count
        count("items-opened")
    }

    private func item(
        _ content: ItemContent, _ stored: StoredEntry, _ name: JournalName, withdrawal: Withdrawal? = nil
    ) async throws -> OpenedItem {
        guard let organisation = registry.snapshot.node(name.node)?.organisation else { throw RosterError.anotherCharter }
        if let kind = await keeper.circle(name.group)?.kind { try Placement.check(content, in: kind) }
        return OpenedItem(
            id: stored.leafHash, place: EntryPlace(journal: stored.journal, position: stored.position), group: name.group,
            author: name.node,
            organisation: organisation, kind: content.kind.rawValue, tlp: content.tlp.rawValue, pap: content.pap?.rawValue ?? 0,
            title: content.title, mediaType: content.mediaType, created: Int64(clamping: content.created),
            received: Int64(clock.seconds), content: content.kind == .withdrawal ? [] : content.data, objects: [],
            isAccepted: await keeper.accepts(content.tlp.rawValue, from: organisation, in: name.group),
            recipients: content.recipients.flatMap { recipient in
                recipient.people.map { ItemRecipient(organisation: recipient.organisation, name: $0) }
            }, terms: content.terms, withdrawal: withdrawal)
    }

    /// What opening an entry's body gave.
    private enum Opened {
        /// The content as its author encoded it.
        case plaintext([UInt8])
        case noKey(EpochID)
        /// There is a key, it does not fit, and nothing confirms it.
        case doubtfulKey(EpochID)
    }

    private func opened(_ entry: UnverifiedEntry, _ body: [UInt8], _ tag: GroupTag) async throws -> Opened {
        guard let epoch = entry.prefix.epoch, let commitment = entry.commitment else { return .plaintext(body) }
        guard let key = try? await keeper.stepKey(for: epoch, step: entry.prefix.step) else { return .noKey(epoch) }
        do {
            return .plaintext(
                try Envelope.open(body, commitment: commitment, prefix: entry.prefix, network: registry.snapshot.network, stepKey: key))
        } catch {
            guard await keeper.isUnconfirmed(epoch, of: tag) else { throw error }
            return .doubtfulKey(epoch)
        }
    }

    private func count(_ name: String) { counters[name, default: 0] += 1 }
}

extension OpenedItem {
    /// Whether it is listed and given to nobody.
    fileprivate var isSetApart: Bool {
        let isToBeRead = kind == ItemKind.bundle.rawValue || kind == ItemKind.reshare.rawValue
        return isToBeRead && (!isAccepted || objects.isEmpty || held.map { $0.scope != .unpublished } ?? false)
    }
}
