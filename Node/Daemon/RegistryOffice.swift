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
    private let access: StoreAccess
    private let conductor: Conductor
    private let registryChanged: @Sendable () async -> Void
    private var book: ApplicationBook
    /// Two decisions never sign side by side.
    private var isDeciding = false
    private static let setting = "applications"

    init(
        keys: NodeKeys, registry: RegistryKeeper, access: StoreAccess, conductor: Conductor,
        registryChanged: @escaping @Sendable () async -> Void
    ) throws {
        self.keys = keys
        self.registry = registry
        self.access = access
        self.conductor = conductor
        self.registryChanged = registryChanged
        book = try access.store.setting(Self.setting).map { try ApplicationBook(decoding: $0) } ?? ApplicationBook()
    }

    /// Takes a candidate's letter; code 0 means it waits for a decision.
    func take(_ letter: [UInt8], from key: Octets32) async -> (code: UInt8, text: String) {
        do throws(ApplicationError) {
            let application = try book.take(letter, provenKey: key, registry: registry.snapshot, received: WallClock.seconds)
            guard await save() else { return (3, "The application could not be stored; apply again later.") }
            return (0, "Application \(application.id) was received and waits for a decision.")
        } catch {
            return (2, error.text)
        }
    }

    func waiting() -> [Application] { book.waiting(registry.snapshot) }

    /// Admits the organisation of an application: its two records and the admission become part of the registry.
    func admit(_ id: String) async throws(OperationError) -> Organisation {
        let found = waiting().filter { $0.id.hasPrefix(id.lowercased()) && id.count >= 4 }
        guard let application = found.first, found.count == 1 else {
            throw OperationError(
                code: found.isEmpty ? "unknown-application" : "ambiguous", reason: "\(found.count) applications begin with \"\(id)\".",
                remedy: "List them with `causeway registry applications` and give at least four digits of one.", status: 404)
        }
        let network = registry.snapshot.network
        let organisation = OrganisationID(rootKey: application.organisation.rootKey, network: network)
        let admission = keys.signAsCoordinator(
            .admission(AdmissionRecord(organisation: organisation, sector: application.organisation.sector)), network: network)
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

    private func named(_ id: OrganisationID) throws(OperationError) -> Organisation {
        guard let organisation = registry.snapshot.organisation(id) else {
            throw OperationError(
                code: "unknown-organisation", reason: "The registry has no organisation \(id).", remedy: "See `causeway members`.",
                status: 404)
        }
        return organisation
    }

    private func append(_ records: [[UInt8]]) async throws(OperationError) {
        guard !isDeciding else {
            throw OperationError(
                code: "busy", reason: "Another decision is being written.", remedy: "Try again in a moment.", status: 503)
        }
        isDeciding = true
        defer { isDeciding = false }
        try await confirmRegistry()
        var after = registry.snapshot
        for record in records {
            if case .refused(let error) = after.apply(record[...]) {
                throw OperationError(
                    code: "record-refused", reason: "The registry does not take the record (\(error.rawValue)).",
                    remedy: "See `causeway members` for the organisation's present standing.")
            }
        }
        do throws(StorageError) {
            let journal = JournalID.registry(of: after.network)
            let journals = try await access.read { (store) throws(StorageError) in try store.journals() }
            guard let stored = journals.first(where: { $0.journal == journal }) else { throw .unknownJournal(journal) }
            var writer = JournalWriter(registryOf: after.network, origin: after.origin, restoring: stored.frontier)
            let batch = keys.appendRegistry(records, to: &writer)
            try await access.write { (store) throws(StorageError) in try store.append([batch]) }
            try registry.catchUp()
            await conductor.feed(.published(batch))
        } catch {
            throw OperationError(error)
        }
        await registryChanged()
    }

    private func confirmRegistry() async throws(OperationError) {
        let snapshot = registry.snapshot
        let own = keys.node(in: snapshot.network)
        let minute = WallClock.minute
        let others = snapshot.nodes.filter { $0.id != own && snapshot.isAdmitted($0.id, at: minute) }.map(\.id)
        let met = await conductor.membersMet.intersection(others)
        guard met.count * 2 > others.count || others.isEmpty else {
            throw OperationError(
                code: "registry-unconfirmed",
                reason: "Only \(met.count) of \(others.count) member nodes were connected since this start, so this copy of the registry "
                    + "may be older than theirs.",
                remedy: "Wait until more than half of the members have been connected (`causeway peers`), then decide again.", status: 503)
        }
        let behind = await conductor.sessions.contains { $0.registryBehind }
        guard !behind else {
            throw OperationError(
                code: "registry-behind", reason: "A member holds more of the registry than this node; it is being fetched back.",
                remedy: "Wait a moment and decide again.", status: 503)
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
