import Crypto
import Gossip
import Groups
import Ledger
import Sodium
import Storage
import Wire

/// The groups this node takes part in and the keys it holds for them; persisted as it changes.
///
/// Keys rest in the database sealed under the node's storage key. Order of events does not matter: an epoch may come before or
/// after the roster that explains it.
actor GroupKeeper {
    let node: NodeID
    let network: NetworkID
    let keys: NodeKeys
    let registry: RegistryKeeper
    let access: StoreAccess
    let seal: StorageSeal
    let clock: WallClock
    var keyring: Keyring
    /// Closed groups and sets of named organisations, those included that this organisation has left.
    var rosters: [GroupTag: Roster] = [:]
    /// The epochs whose key is held, in the order of their start.
    var epochs: [GroupTag: [KnownEpoch]] = [:]
    /// Epochs that did not open for this node, and since when.
    var closedEpochs: [EpochID: ClosedEpoch] = [:]
    /// What is heeded of nodes that were given no key.
    var complaints = Complaints()
    /// The newest statement of each node, this one's included.
    var statements: [NodeID: SubkeyStatement] = [:]
    /// This node's private subkeys, newest last.
    var subkeys: [(key: Subkey, notAfter: Minute)] = []
    /// For which nodes a group was given a key without being asked, and in which hour.
    var rekeyed: [GroupTag: (nodes: [NodeID], hour: UInt32)] = [:]
    /// Rows that the disk has refused so far.
    var unsaved: Set<String> = []
    /// Whether the write-ahead log may hold sealed keys that were given up since.
    var hasTraces = true

    /// An epoch of a group that this node belongs to, without a key for it.
    struct ClosedEpoch: Sendable {
        let tag: GroupTag
        let startHour: UInt32
        let since: UInt64
        var hasComplained = false
    }

    init(node: NodeID, keys: NodeKeys, registry: RegistryKeeper, access: StoreAccess, clock: WallClock) {
        self.node = node
        self.keys = keys
        self.registry = registry
        self.access = access
        self.clock = clock
        network = registry.snapshot.network
        seal = StorageSeal(keys: keys)
        keyring = Keyring(network: network)
    }

    /// This node's organisation; `nil` before its application was admitted.
    var organisation: OrganisationID? { registry.snapshot.organisation(ofNode: node) }

    /// Takes a subkey statement from a node's community journal; an older one than the one known changes nothing.
    func take(subkey body: [UInt8], of author: NodeID) async throws -> Bool {
        let statement = try SubkeyStatement(
            verifying: body[...], network: network, node: author, keys: registry.snapshot.operationKeys(of: author))
        let now = clock.minute.rawValue
        guard UInt64(statement.notBefore.rawValue) <= UInt64(now) + 60 * UInt64(GroupsLimits.hoursAheadMax) else { throw KeyRefusal.early }
        if let known = statements[author], known.notBefore >= statement.notBefore,
            UInt64(known.notBefore.rawValue) <= UInt64(now) + 60 * UInt64(GroupsLimits.hoursAheadMax),
            !isUnsaved(statementOf: author)
        {
            return false
        }
        statements[author] = statement
        try await save(statement: body, of: author)
        return true
    }

    func stepKey(for epoch: EpochID, step: UInt16) throws(StepError) -> SymmetricKey {
        try keyring.key(for: epoch, step: step)
    }

    /// The statement to publish when this node's subkey is new or due for renewal; `nil` while the present one serves.
    func renewSubkey() async throws -> [UInt8]? {
        let minute = clock.minute
        if let newest = statements[node], newest.isValid(at: minute),
            minute.rawValue - newest.notBefore.rawValue < DaemonLimits.subkeyRenewalMinutes,
            !subkeys.isEmpty
        {
            return nil
        }
        let subkey = try Subkey.generate()
        let notAfter = Minute(minute.rawValue + DaemonLimits.subkeyValidityMinutes)
        let statement = SubkeyStatement(node: node, publicKey: subkey.publicKey, notBefore: minute, notAfter: notAfter)
        let body = try statement.signed(network: network, with: keys.operation)
        // What was sealed to a key on its last day may come weeks later, to a node that was away.
        subkeys.removeAll { $0.notAfter.rawValue + DaemonLimits.subkeyValidityMinutes < minute.rawValue }
        subkeys.append((subkey, notAfter))
        try await saveSubkeys()
        return body
    }
}
