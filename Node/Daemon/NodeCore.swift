import Coordinator
import Exchange
import Gossip
import Groups
import Ledger
import Logging
import Sodium
import Storage
import Transport
import Wire

/// A node put together: the parts in order of dependence, and the wires between them.
///
/// Everything that happens passes here once: what is stored wakes the intake, a grown registry reaches replication, dialling and groups,
/// a changed group reaches replication.
final class NodeCore: Sendable {
    let settings: NodeSettings
    let directory: String
    let keys: NodeKeys
    let node: NodeID
    let clock: WallClock
    let access: StoreAccess
    let registry: RegistryKeeper
    let witnesses: WitnessKeeper
    let groups: GroupKeeper
    let conductor: Conductor
    let intake: Intake
    let publisher: Publisher
    /// `nil` on a member's node.
    let office: RegistryOffice?
    let dialling: DialService
    let identity: TransportIdentity
    let logger: Logger
    let relays: RelayService
    let started: UInt64
    /// Both clocks at the start.
    let clockAtStart: WallClock.Moment
    /// What encrypts the volume of the data directory.
    let encryption: VolumeEncryption
    let tallies = NodeTallies()
    let vigil = Vigil()
    let housekeeping: Housekeeping
    let backups: BackupDesk
    let publications = PublicationDesk()
    let proofRecords = ProofRecords()
    let rules: RulesShelf
    let releases = ReleaseDesk()
    let chores = LifeChores()
    let auditLog: NodeAudit
    let shelf = ShelfDesk()
    let tokenBook = TokenBook()
    let searchBook = SearchBook()
    let exports = ExportBook()
    let packKeeper = PackKeeper()
    let zoneKeeper = ZoneKeeper()
    /// Rings when what can be read here has changed.
    let arrivals = Bell()
    let dayBook = DayBook()
    let accountKeeper: AccountKeeper

    /// Opens the data directory and puts the parts together; nothing runs yet. `recording` names a file for what replication does.
    init(
        directory: String, keys: NodeKeys, settings: NodeSettings, recording: String? = nil, clock: WallClock = .machine, logger: Logger
    ) async throws {
        self.directory = directory
        self.settings = settings
        self.clock = clock
        clockAtStart = clock.moment
        started = clock.seconds
        encryption = settings.volumeEncrypted ? .encrypted("by the operator's word") : .look(at: directory)
        self.keys = keys
        self.logger = logger
        let store = try Self.openStore(in: directory)
        let access = StoreAccess(store, logger: logger)
        let registry = try RegistryKeeper(store)
        let witnesses = try WitnessKeeper(keys: keys, registry: registry, store: store, clock: clock, logger: logger)
        let snapshot = registry.snapshot
        let node = keys.node(in: snapshot.network)
        let auditLog = NodeAudit(
            origin: AuditOrigin(network: snapshot.network, node: node), keys: keys, directory: directory, access: access, clock: clock,
            logger: logger)
        self.auditLog = auditLog
        accountKeeper = try AccountKeeper(
            keys, access, auditLog, settings, clock, logger, organisation: Self.organisationName(node, registry, directory))
        let groups = GroupKeeper(node: node, keys: keys, registry: registry, access: access, clock: clock)
        try await groups.restore()
        identity = try TransportIdentity(
            network: snapshot.network, node: node, operationKey: keys.operation.verifyingKey, sign: { keys.operation.sign($0) })
        let beginning = Recording.Beginning(
            identity: Replica.Identity(
                node: node, network: snapshot.network, registryOrigin: snapshot.origin, isMailbox: settings.mailbox,
                isRelay: settings.relay && settings.listen != nil, isCoordinator: keys.isCoordinator, agent: Version.agent),
            openTags: [publicTag(of: snapshot.network), communityTag(of: snapshot.network)],
            directory: registry.directory(at: clock.minute),
            journals: try store.journals().map { JournalReader(stored: $0, registryOrigin: snapshot.origin) },
            seed: SecureRandom.octets32())
        let recorder = try recording.map { try ReplicationRecorder(path: $0, beginning: beginning, logger: logger) }
        let conductor = Conductor(
            replica: beginning.replica, recorder: recorder, registryJournal: JournalID.registry(of: snapshot.network), access: access,
            clock: clock, logger: logger)
        relays = RelayService(conductor: conductor, registry: registry, identity: identity, clock: clock, logger: logger)
        let dialling = DialService(
            conductor: conductor, registry: registry, groups: groups, relays: relays, identity: identity,
            addresses: settings.peers + Self.coordinatorAddress(in: directory), ownEndpoints: settings.advertise, clock: clock,
            logger: logger)
        let housekeeping = Housekeeping()
        intake = Self.intake(groups, registry, access, auditLog, clock, logger, housekeeping)
        let intake = intake
        publisher = Publisher(node: node, keys: keys, registry: registry, access: access, clock: clock) { batch in
            await conductor.feed(.published(batch))
            await intake.wake()
        }
        office =
            keys.isCoordinator
            ? try RegistryOffice(
                keys: keys, registry: registry, witnesses: witnesses, access: access, conductor: conductor, clock: clock,
                registryChanged: { await housekeeping.registryChanged() })
            : nil
        self.access = access
        self.registry = registry
        self.witnesses = witnesses
        self.node = node
        self.groups = groups
        self.conductor = conductor
        self.dialling = dialling
        self.housekeeping = housekeeping
        backups = BackupDesk(directory: directory, store: store, clock: clock, logger: logger)
        rules = RulesShelf(path: DataDirectoryLayout.policy(in: directory))
        await attachParts()
        await conductor.install(hooks)
    }

    private func attachParts() async {
        await housekeeping.attach(self)
        await releases.attach(self)
        await chores.attach(self)
        await shelf.attach(self)
        await packKeeper.attach(self)
        await publications.attach(self)
        await zoneKeeper.attach(self)
    }

    private static func intake(
        _ groups: GroupKeeper, _ registry: RegistryKeeper, _ access: StoreAccess, _ auditLog: NodeAudit, _ clock: WallClock,
        _ logger: Logger, _ housekeeping: Housekeeping
    ) -> Intake {
        Intake(
            keeper: groups, registry: registry, access: access, auditLog: auditLog, clock: clock, logger: logger,
            groupsChanged: { await housekeeping.groupsChanged() },
            bodiesMissing: { await housekeeping.fetchMissingBodies() },
            hold: { content, bundle, author, tag in await housekeeping.hold(content, bundle, author, tag) },
            itemsChanged: { await housekeeping.itemsChanged() })
    }

    /// This node's organisation: the registry's word, and until it has one the organisation that applied.
    var organisation: OrganisationID {
        registry.snapshot.node(node)?.organisation ?? keys.organisation(in: registry.snapshot.network)
    }

    private static func openStore(in directory: String) throws(NodeFailure) -> Store {
        do throws(StorageError) {
            return try Store(path: directory)
        } catch {
            throw .storage(error)
        }
    }

    private static func coordinatorAddress(in directory: String) -> [String] {
        let joined = SmallFile.read(JoinedNetwork.self, from: DataDirectoryLayout.network(in: directory))
        return joined.map { $0.coordinator.isEmpty ? [] : [$0.coordinator] } ?? []
    }

    private var hooks: Conductor.Hooks {
        Conductor.Hooks(
            stored: { [housekeeping, intake] registryGrew in
                if registryGrew { await housekeeping.registryChanged() }
                await intake.wake()
            },
            bodyArrived: { [intake] hash in await intake.bodyArrived(hash) },
            application: { [office] letter, key in
                guard let office else { return (1, "This node is not the coordinator.") }
                return await office.take(letter, from: key)
            },
            submission: { [office, auditLog] records, key in
                guard let office else { return (1, "This node is not the coordinator.") }
                let answer = await office.take(records, from: key)
                if answer.code == 0 {
                    let details = ["records": Submission.kinds(of: records), "from": key.hex]
                    await auditLog.noteAfterwards(.recordsSubmitted, details: details)
                }
                return answer
            },
            revocations: { [housekeeping] records in await housekeeping.heard(revocations: records) },
            statement: { [housekeeping] statement, peer in await housekeeping.heard(statement, from: peer) },
            forked: { [publisher] journal in await publisher.leave(journal) },
            called: { [relays] caller, relay, ticket in await relays.answer(caller, at: relay, ticket: ticket) })
    }

    /// Brings everything level with the disk and announces this node's subkey; call once, before connections come. What waits to be
    /// opened is opened afterwards.
    func begin() async {
        await auditLog.open(release: Version.number)
        await sayWhatTheStartFound()
        await accountKeeper.takeFirstOperator(in: directory)
        await conductor.restoreForks()
        await conductor.feed(.revocations(registry.pendingRevocations))
        await housekeeping.registryChanged()
        await housekeeping.groupsChanged()
        await intake.start()
        await chores.look()
        await shelf.look()
        await packKeeper.look()
        await zoneKeeper.look()
        await releases.start()
    }

    /// Does what time makes due; the service calls it every minute.
    func keepHouse() async {
        await intake.noteCounted()
        await auditLog.sign()
        await lookAtClock()
        await housekeeping.tick()
        _ = try? await policy()
        await chores.look()
        await shelf.look()
        await packKeeper.look()
        await zoneKeeper.look()
        await keepTokens()
        await accountKeeper.tidy(dormantDays: settings.accountsDormantDays)
        await releases.look()
    }

    /// Takes connections of peers, and legs of those who want to be joined where the settings offer a relay.
    func listen(on endpoint: Endpoint) async throws(TransportError) -> TransportListener {
        var transport = TransportSettings()
        transport.takesLegs = settings.relay
        if settings.relay { transport.connectionsMax = DaemonLimits.relayConnectionsMax }
        let (conductor, relays) = (conductor, relays)
        let listener = try await TransportListener.start(
            host: endpoint.host, port: Int(endpoint.port), identity: identity, settings: transport, log: logger
        ) { connection in
            switch connection.purpose {
            case .gossip: await conductor.serve(connection)
            case .relay: await relays.serve(connection)
            }
        }
        tallies.listens(listener)
        return listener
    }

    /// Ends replication and closes the store.
    func end() async {
        await releases.stop()
        await backups.stop()
        await publications.stop()
        await dialling.stop()
        await conductor.stop()
        await intake.stop()
        await intake.noteCounted(all: true)
        await keepTokens(ending: true)
        await accountKeeper.noteRefusals(all: true)
        await auditLog.close()
        access.store.close()
    }
}
