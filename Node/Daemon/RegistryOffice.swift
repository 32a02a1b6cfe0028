import Coordinator
import Exchange
import Gossip
import Ledger
import Sodium
import Storage
import Wire

/// The coordinator's desk: takes applications, and appends to the registry what the staff decides.
///
/// Law: the registry never forks. Before the first record of a run is signed, more than half of the other members must have been
/// connected in this run; what any of them holds beyond this node's copy has then been fetched back.
actor RegistryOffice {
    private let keys: NodeKeys
    private let registry: RegistryKeeper
    private let witnesses: WitnessKeeper
    private let access: StoreAccess
    private let conductor: Conductor
    private let registryChanged: @Sendable () async -> Void
    private var book: ApplicationBook
    /// Two decisions never sign side by side.
    private var isDeciding = false
    private var turns: [CheckedContinuation<Void, Never>] = []
    /// When each organisation had records of its own taken.
    private var submissionHours: [OrganisationID: [UInt32]] = [:]
    /// What each peer submitted in vain within the hour.
    private var refusals = RefusalBook()
    /// The staff's word that this copy of the registry is the newest, for this run.
    private var isConfirmedByStaff = false
    private let clock: WallClock
    private static let setting = "applications"

    init(
        keys: NodeKeys, registry: RegistryKeeper, witnesses: WitnessKeeper, access: StoreAccess, conductor: Conductor, clock: WallClock,
        registryChanged: @escaping @Sendable () async -> Void
    ) throws {
        self.keys = keys
        self.registry = registry
        self.witnesses = witnesses
        self.access = access
        self.conductor = conductor
        self.clock = clock
        self.registryChanged = registryChanged
        book = try access.store.setting(Self.setting).map { try ApplicationBook(decoding: $0) } ?? ApplicationBook()
    }

    /// Takes a candidate's letter; code 0 means it waits for a decision.
    func take(_ letter: [UInt8], from key: Octets32) async -> (code: UInt8, text: String) {
        do throws(ApplicationError) {
            let application = try book.take(letter, provenKey: key, registry: registry.snapshot, received: clock.seconds)
            guard await save() else { return (3, "The application could not be stored; apply again later.") }
            return (0, "Application \(application.id) was received and waits for a decision.")
        } catch {
            return (2, error.text)
        }
    }

    func waiting() -> [Application] { book.waiting(registry.snapshot) }

    /// The waiting application whose identifier begins so.
    func application(_ id: String) throws(OperationError) -> Application {
        let found = waiting().filter { $0.id.hasPrefix(id.lowercased()) && id.count >= 4 }
        guard let application = found.first, found.count == 1 else {
            throw OperationError(
                code: found.isEmpty ? "unknown-application" : "ambiguous",
                reason: found.isEmpty
                    ? "No application waits that begins with four digits or more as in \"\(id)\"."
                    : "\(found.count) applications begin with \"\(id)\".",
                remedy: "List them with `causeway registry applications` and give at least four digits of one.", status: 404)
        }
        return application
    }

    /// Admits the organisation of an application: its two records and the admission become part of the registry.
    func admit(_ application: Application) async throws(OperationError) -> Organisation {
        let network = registry.snapshot.network
        let organisation = OrganisationID(rootKey: application.organisation.rootKey, network: network)
        let admission = keys.signAsCoordinator(
            .admission(
                AdmissionRecord(organisation: organisation, sector: application.organisation.sector, admitted: clock.minute)),
            network: network)
        try await append([application.letter.organisationRecord, application.letter.certificateRecord, admission.bytes])
        book.forgetDecided(registry.snapshot)
        _ = await save()
        return try named(organisation)
    }

    /// Changes an organisation's standing.
    func setStanding(_ organisation: OrganisationID, to change: StandingChange) async throws(OperationError) -> Organisation {
        let record = keys.signAsCoordinator(
            .standing(StandingRecord(organisation: organisation, change: change)), network: registry.snapshot.network)
        try await append([record.bytes])
        return try named(organisation)
    }

    /// Puts an organisation into a sector.
    func setSector(_ organisation: OrganisationID, to sector: String) async throws(OperationError) -> Organisation {
        let record = keys.signAsCoordinator(
            .sector(SectorRecord(organisation: organisation, sector: sector)), network: registry.snapshot.network)
        try await append([record.bytes])
        return try named(organisation)
    }

    /// Takes what an organisation signed about itself; code 0 means that it is in the registry now. `peer` is the key of who sent it,
    /// `nil` for this node itself.
    ///
    /// Anybody can name an organisation, so its own count goes up only by what the registry takes, which only it can sign. What is
    /// refused counts against who sent it.
    func take(_ records: [[UInt8]], from peer: Octets32?) async -> (code: UInt8, text: String) {
        let hour = clock.hour
        if let peer, refusals.isFull(peer, hour: hour) {
            return (4, "Too much that this node submitted was refused; submit again in an hour.")
        }
        let organisations: Set<OrganisationID>
        do throws(OperationError) {
            organisations = try Submission.organisations(of: records, in: registry.snapshot)
            _ = try judged(records)
        } catch {
            if let peer { refusals.note(peer, hour: hour) }
            return (2, "\(error.reason) \(error.remedy)")
        }
        for organisation in organisations {
            let recent = (submissionHours[organisation] ?? []).filter { $0 + 24 > hour }
            submissionHours[organisation] = recent
            guard recent.count < DaemonLimits.submissionsPerDayMax else {
                return (4, "This organisation submitted \(recent.count) times within a day; submit again tomorrow.")
            }
        }
        // Noted before the turn comes, so that many at once count; given back when nothing is taken.
        for organisation in organisations { submissionHours[organisation, default: []].append(hour) }
        do throws(OperationError) {
            try await append(records)
            return (0, "The registry has \(records.count == 1 ? "the record" : "the \(records.count) records") now.")
        } catch {
            for organisation in organisations {
                if let index = submissionHours[organisation]?.lastIndex(of: hour) { submissionHours[organisation]?.remove(at: index) }
            }
            return (2, "\(error.reason) \(error.remedy)")
        }
    }

    private func named(_ id: OrganisationID) throws(OperationError) -> Organisation {
        guard let organisation = registry.snapshot.organisation(id) else {
            throw OperationError(
                code: "unknown-organisation", reason: "The registry has no organisation \(id).", remedy: "See `causeway members`.",
                status: 404)
        }
        return organisation
    }

    /// Waits until no other decision is being written.
    private func takeTurn() async throws(OperationError) {
        guard isDeciding else {
            isDeciding = true
            return
        }
        guard turns.count < DaemonLimits.decisionsWaitingMax else {
            throw OperationError(
                code: "busy", reason: "\(turns.count) other decisions wait to be written.", remedy: "Try again in a moment.", status: 503)
        }
        await withCheckedContinuation { turns.append($0) }
    }

    /// Lets the next decision be written.
    private func passTurn() {
        if turns.isEmpty { isDeciding = false } else { turns.removeFirst().resume() }
    }

    /// Writes the records in their turn; what follows from them may itself take one.
    private func append(_ records: [[UInt8]]) async throws(OperationError) {
        try await takeTurn()
        do throws(OperationError) {
            try await write(records)
        } catch {
            passTurn()
            throw error
        }
        passTurn()
        await registryChanged()
    }

    /// The registry with these records, all of which it takes.
    private func judged(_ records: [[UInt8]]) throws(OperationError) -> Registry {
        var after = registry.snapshot
        for record in records {
            if case .refused(let error) = after.apply(record[...]) {
                throw OperationError(
                    code: "record-refused", reason: "The registry does not take the record (\(error.rawValue)).",
                    remedy: error == .certificateNotLater
                        ? "The registry has one that is as new: if you renewed within this minute, that one counts."
                        : "See `causeway members` for the organisation's present standing.")
            }
        }
        return after
    }

    private func write(_ records: [[UInt8]]) async throws(OperationError) {
        try await confirmRegistry()
        let after = try judged(records)
        do throws(StorageError) {
            let journal = JournalID.registry(of: after.network)
            let found = try await access.read { (store) throws(StorageError) in try store.journal(journal) }
            guard let stored = found else { throw .unknownJournal(journal) }
            var writer = JournalWriter(registryOf: after.network, origin: after.origin, restoring: stored.frontier)
            let batch = keys.appendRegistry(records, to: &writer)
            try await access.write { (store) throws(StorageError) in try store.append([batch]) }
            try registry.catchUp()
            await conductor.feed(.published(batch))
        } catch {
            throw OperationError(error)
        }
    }

    /// Takes the staff's word for it that no member holds more of the registry, when more than half of them are gone for good.
    func confirmByStaff() { isConfirmedByStaff = true }

    /// Whether this copy may be signed and time-stamped: it is the newest there is, as far as can be known.
    var isConfirmed: Bool {
        get async { (try? await confirmRegistry()) != nil }
    }

    private func confirmRegistry() async throws(OperationError) {
        let snapshot = registry.snapshot
        guard await !witnesses.hasUnsettledSplit else { throw .registrySplit }
        // No word of the staff makes undone what this key has signed.
        guard await witnesses.sizeHeardOf <= snapshot.size else {
            throw OperationError(
                code: "registry-behind",
                reason: "The coordinator's key signed a registry of more than the \(snapshot.size) records that are here.",
                remedy: "Let a member connect that has them; they are fetched back by themselves. If another process runs with the "
                    + "same key file, stop it.", status: 503)
        }
        guard !isConfirmedByStaff else { return }
        let own = keys.node(in: snapshot.network)
        let minute = clock.minute
        let others = snapshot.nodes.filter { $0.id != own && snapshot.isAdmitted($0.id, at: minute) }.map(\.id)
        let met = await conductor.membersMet.intersection(others)
        guard met.count * 2 > others.count || others.isEmpty else {
            throw OperationError(
                code: "registry-unconfirmed",
                reason: "Only \(met.count) of \(others.count) member nodes were connected since this start, so this copy of the registry "
                    + "may be older than theirs.",
                remedy:
                    "Wait until more than half of the members have been connected (`causeway peers`), then decide again; if they are gone "
                    + "for good and this copy is not a restored backup, say so with `causeway registry confirm`.", status: 503)
        }
        let behind = await conductor.sessions.contains { $0.registryBehind }
        guard !behind else {
            throw OperationError(
                code: "registry-behind", reason: "A member holds more of the registry than this node; it is being fetched back.",
                remedy:
                    "Wait a moment and decide again. If it stays so and this copy is not a restored backup, the member claims what this "
                    + "node never signed: say so with `causeway registry confirm`.", status: 503)
        }
    }

    private func save() async -> Bool {
        let encoded = book.encoded()
        do {
            try await access.write { (store) throws(StorageError) in try store.set(Self.setting, to: encoded) }
            return true
        } catch {
            return false
        }
    }
}
