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
    private let logger: Logger
    /// Rosters or keys changed, so replication must look again at who may have what.
    private let groupsChanged: @Sendable () async -> Void
    private var isRunning = false
    private var isWanted = false
    /// Journals with an entry that could not be judged before the registry grows.
    private var deferred: Set<JournalID> = []
    private(set) var counters: [String: Int] = [:]

    init(
        keeper: GroupKeeper, registry: RegistryKeeper, access: StoreAccess, logger: Logger,
        groupsChanged: @escaping @Sendable () async -> Void
    ) {
        self.keeper = keeper
        self.registry = registry
        self.access = access
        self.logger = logger
        self.groupsChanged = groupsChanged
    }

    /// What one round found out.
    private struct Round {
        var opened: [EntryPlace] = []
        var unreadable: [(place: EntryPlace, reason: UnreadableReason)] = []
        var items: [OpenedItem] = []
        var newEpochs: [EpochID] = []
        var groupsChanged = false
    }

    /// There may be something to open; returns when nothing is left.
    func wake() async {
        isWanted = true
        guard !isRunning else { return }
        isRunning = true
        while isWanted {
            isWanted = false
            do {
                while try await round() {}
            } catch {
                logger.error("entries could not be opened", metadata: ["error": "\(error)"])
                count("intake-failed")
            }
        }
        isRunning = false
    }

    /// The registry grew: entries that waited for it are tried again.
    func registryChanged() async {
        let journals = deferred
        deferred = []
        for journal in journals {
            _ = try? await access.write { (store) throws(StorageError) in try store.retryUnreadable(journal: journal) }
        }
        if !journals.isEmpty { await wake() }
    }

    /// A detached body is complete.
    func bodyArrived(_ hash: Hash) async {
        _ = try? await access.write { (store) throws(StorageError) in try store.retryUnreadable(body: hash) }
        await wake()
    }

    private func round() async throws -> Bool {
        let entries = try await access.read { (store) throws(StorageError) in
            try store.unopened(limit: DaemonLimits.intakeEntriesMax)
        }
        guard !entries.isEmpty else { return false }
        var round = Round()
        for entry in entries { await open(entry, &round) }
        let done = round
        try await access.write { (store) throws(StorageError) in
            try store.recordItems(done.items)
            try store.markOpened(done.opened)
            try store.markUnreadable(done.unreadable)
            for epoch in done.newEpochs { try store.retryUnreadable(epoch: epoch) }
        }
        if done.groupsChanged { await groupsChanged() }
        return true
    }

    private func open(_ stored: StoredEntry, _ round: inout Round) async {
        let place = EntryPlace(journal: stored.journal, position: stored.position)
        guard let name = stored.name, let entry = try? UnverifiedEntry(compact: stored.compact[...], journal: stored.journal) else {
            return round.opened.append(place)
        }
        do {
            guard let body = try await body(of: entry) else {
                return round.unreadable.append((place, .noBody(entry.bodyHash)))
            }
            switch entry.prefix.kind {
            case .opening: round.opened.append(place)
            case .subkey:
                if try await keeper.take(subkey: body, of: name.node) { round.groupsChanged = true }
                round.opened.append(place)
            case .epoch:
                if let epoch = try await keeper.take(epoch: body, tag: name.group) {
                    round.newEpochs.append(epoch)
                    round.groupsChanged = true
                }
                round.opened.append(place)
            case .item: try await open(item: entry, body, stored, name, &round)
            }
        } catch let error as StorageError {
            logger.error("an entry could not be read back", metadata: ["error": "\(error)"])
        } catch {
            count("dropped-\(entry.prefix.kind)")
            logger.warning(
                "an entry was set aside",
                metadata: ["journal": "\(stored.journal)", "position": "\(stored.position)", "reason": "\(error)"])
            if entry.prefix.registrySize > registry.snapshot.size { deferred.insert(stored.journal) }
            round.unreadable.append((place, .notGenuine))
        }
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
        guard let epoch = entry.prefix.epoch, let commitment = entry.commitment else { throw EnvelopeError.wrongCommitment }
        guard let key = try? await keeper.stepKey(for: epoch, step: entry.prefix.step) else {
            return round.unreadable.append((place, .noKey(epoch)))
        }
        let plaintext = try Envelope.open(
            body, commitment: commitment, prefix: entry.prefix, network: registry.snapshot.network, stepKey: key)
        let content = try ItemContent(decoding: plaintext[...])
        switch content.kind {
        case .roster:
            if try await keeper.take(roster: RosterDocument(decoding: content.data[...]), tag: name.group) { round.groupsChanged = true }
            round.opened.append(place)
        case .bundle:
            guard let organisation = registry.snapshot.node(name.node)?.organisation else { throw RosterError.anotherCharter }
            round.items.append(
                OpenedItem(
                    id: stored.leafHash, place: place, group: name.group, author: name.node, organisation: organisation,
                    kind: content.kind.rawValue, tlp: content.tlp.rawValue, pap: content.pap?.rawValue ?? 0,
                    title: content.title, mediaType: content.mediaType, created: Int64(clamping: content.created),
                    received: Int64(WallClock.seconds), content: content.data, objects: objects(in: content.data)))
            count("items-opened")
        }
    }

    /// None when the content is not a valid bundle: the item is then shown as quarantined.
    private func objects(in content: [UInt8]) -> [OpenedObject] {
        do {
            return try STIXBundle(parsing: content).objects.map { object in
                OpenedObject(id: object.id, type: object.type, name: object.name, modified: object.modified, range: object.range)
            }
        } catch {
            count("items-invalid")
            return []
        }
    }

    private func count(_ name: String) { counters[name, default: 0] += 1 }
}
