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
    let organisation: OrganisationID
    let access: StoreAccess
    let registry: RegistryKeeper
    let groups: GroupKeeper
    let conductor: Conductor
    let intake: Intake
    let publisher: Publisher
    /// `nil` on a member's node.
    let office: RegistryOffice?
    let dialling: DialService
    let identity: TransportIdentity
    let logger: Logger
    let started = WallClock.seconds
    private let chores: Chores

    /// Opens the data directory and puts the parts together; nothing runs yet.
    init(directory: String, keys: NodeKeys, settings: NodeSettings, logger: Logger) async throws {
        self.directory = directory
        self.settings = settings
        self.keys = keys
        self.logger = logger
        let store: Store
        do throws(StorageError) {
            store = try Store(path: directory)
        } catch {
            throw NodeFailure.storage(error)
        }
        let access = StoreAccess(store)
        let registry = try RegistryKeeper(store)
        let snapshot = registry.snapshot
        let node = keys.node(in: snapshot.network)
        let groups = GroupKeeper(node: node, keys: keys, registry: registry, access: access)
        try await groups.restore()
        identity = try TransportIdentity(
            network: snapshot.network, node: node, operationKey: keys.operation.verifyingKey, sign: { keys.operation.sign($0) })
        let replica = Replica(
            identity: Replica.Identity(
                node: node, network: snapshot.network, registryOrigin: snapshot.origin, isMailbox: settings.mailbox,
                isCoordinator: keys.isCoordinator, agent: Version.agent),
            communityTag: communityTag(of: snapshot.network), directory: registry.directory(at: WallClock.minute),
            journals: try store.journals().map { JournalReader(stored: $0, registryOrigin: snapshot.origin) },
            generator: SecureRandomGenerator())
        let conductor = Conductor(
            replica: replica, registryJournal: JournalID.registry(of: snapshot.network), access: access, logger: logger)
        let addresses = settings.peers + Self.coordinatorAddress(in: directory)
        let dialling = DialService(
            conductor: conductor, registry: registry, identity: identity, addresses: addresses, logger: logger)
        let chores = Chores()
        let groupsChanged: @Sendable () async -> Void = { await chores.groupsChanged() }
        intake = Intake(keeper: groups, registry: registry, access: access, logger: logger, groupsChanged: groupsChanged)
        let intake = intake
        publisher = Publisher(node: node, keys: keys, registry: registry, access: access) { batch in
            await conductor.feed(.published(batch))
            await intake.wake()
        }
        office =
            keys.isCoordinator
            ? try RegistryOffice(
                keys: keys, registry: registry, access: access, conductor: conductor, registryChanged: { await chores.registryChanged() })
            : nil
        self.access = access
        self.registry = registry
        self.node = node
        organisation = keys.organisation(in: snapshot.network)
        self.groups = groups
        self.conductor = conductor
        self.dialling = dialling
        self.chores = chores
        await chores.attach(self)
        await conductor.install(hooks)
    }

    private static func coordinatorAddress(in directory: String) -> [String] {
        let joined = SmallFile.read(JoinedNetwork.self, from: DataDirectoryLayout.network(in: directory))
        return joined.map { $0.coordinator.isEmpty ? [] : [$0.coordinator] } ?? []
    }

    private var hooks: Conductor.Hooks {
        Conductor.Hooks(
            stored: { [chores, intake] registryGrew in
                if registryGrew { await chores.registryChanged() }
                await intake.wake()
            },
            bodyArrived: { [intake] hash in await intake.bodyArrived(hash) },
            application: { [office] letter, key in
                guard let office else { return (1, "This node is not the coordinator.") }
                return await office.take(letter, from: key)
            })
    }

    /// Brings everything level with the disk and announces this node's subkey; call once, before connections come.
    func begin() async {
        await chores.registryChanged()
        await chores.groupsChanged()
        await intake.wake()
    }

    /// Ends replication and closes the store.
    func end() async {
        await dialling.stop()
        await conductor.stop()
        access.store.close()
    }
}

/// What follows from a change; runs one after the other.
private actor Chores {
    private weak var core: NodeCore?
    private var isPublishingSubkey = false

    func attach(_ core: NodeCore) { self.core = core }

    /// The registry grew on disk, or a certificate may have come of age.
    func registryChanged() async {
        guard let core else { return }
        do {
            try core.registry.catchUp()
        } catch {
            core.logger.error("the registry could not be read back", metadata: ["error": "\(error)"])
        }
        await core.conductor.feed(.directory(core.registry.directory(at: WallClock.minute)))
        await core.dialling.update()
        await core.intake.registryChanged()
        await groupsChanged()
        await publishSubkey()
    }

    /// A roster, key or subkey is new.
    func groupsChanged() async {
        guard let core else { return }
        await core.conductor.feed(.access(await core.groups.accessTable()))
        if let missing = try? await core.access.read({ (store) throws(StorageError) in
            try store.missingBodies(limit: GossipLimits.bodyQueueMax)
        }), !missing.isEmpty {
            await core.conductor.feed(
                .bodiesMissing(
                    missing.map {
                        Gossip.MissingBody(
                            place: BodyPlace(journal: $0.entry.journal, position: $0.entry.position), hash: $0.hash, length: $0.length)
                    }))
        }
        await core.admitWaitingMembers()
    }

    /// A member's node announces the key under which groups can include it, once and then monthly.
    private func publishSubkey() async {
        guard let core, !isPublishingSubkey, core.registry.snapshot.isAdmitted(core.node, at: WallClock.minute) else { return }
        isPublishingSubkey = true
        defer { isPublishingSubkey = false }
        do {
            guard let body = try await core.groups.renewSubkey(at: WallClock.minute) else { return }
            _ = try await core.publisher.publish([.subkey(body)], in: communityTag(of: core.registry.snapshot.network))
        } catch {
            core.logger.error("the encryption subkey could not be published", metadata: ["error": "\(error)"])
        }
    }
}
