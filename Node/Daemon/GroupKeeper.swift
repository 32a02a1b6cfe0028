import Crypto
import Gossip
import Groups
import Ledger
import Sodium
import Storage
import Wire

/// An epoch that this node can open: what is needed to choose it for the next item.
struct KnownEpoch: Sendable {
    let id: EpochID
    let opening: EpochOpening
}

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
    var keyring: Keyring
    var rosters: [GroupTag: Roster] = [:]
    var epochs: [GroupTag: [KnownEpoch]] = [:]
    /// The newest statement of each node, this one's included.
    var statements: [NodeID: SubkeyStatement] = [:]
    /// This node's private subkeys, newest last.
    var subkeys: [(key: Subkey, notAfter: Minute)] = []

    private enum Setting {
        static let keyring = "keyring"
        static let subkeys = "subkeys"
        static let statements = "statements"
        static let rosters = "rosters"
        static let epochs = "epochs"
    }

    init(node: NodeID, keys: NodeKeys, registry: RegistryKeeper, access: StoreAccess) {
        self.node = node
        self.keys = keys
        self.registry = registry
        self.access = access
        network = registry.snapshot.network
        seal = StorageSeal(keys: keys)
        keyring = Keyring(network: network)
    }

    /// The registry, as rosters ask it.
    var directory: Registry { registry.snapshot }

    /// Who may exchange which group's journals with us.
    func accessTable() -> AccessTable {
        let registry = registry.snapshot
        var table = AccessTable()
        for (tag, roster) in rosters {
            let members = roster.organisations.flatMap { registry.nodes(of: $0).map(\.id) }
            table.groups[tag] = Set(members).union(roster.charter.statement.mailboxes).subtracting([node])
        }
        return table
    }

    // MARK: - What comes from others

    /// Takes a subkey statement from a node's community journal; an older one than the one known changes nothing.
    func take(subkey body: [UInt8], of author: NodeID) async throws -> Bool {
        let statement = try SubkeyStatement(
            verifying: body[...], network: network, node: author, keys: registry.snapshot.operationKeys(of: author))
        if let known = statements[author], known.notBefore >= statement.notBefore { return false }
        statements[author] = statement
        try await save(statementBytes: body, of: author)
        return true
    }

    /// Tries the slots of an epoch; `nil` when none is ours.
    func take(epoch body: [UInt8], tag: GroupTag) async throws -> EpochID? {
        let opening = try EpochOpening(decoding: body[...], tag: tag)
        guard let key = try? opening.receive(network: network, subkeys: subkeys.map(\.key)) else { return nil }
        try keyring.add(key)
        try await remember(KnownEpoch(id: key.id, opening: opening), of: tag)
        return key.id
    }

    /// Merges a roster document that one of the group's items carried; a group comes to be known by its first.
    ///
    /// The document counts only if its charter is for the group whose key opened it.
    func take(roster document: RosterDocument, tag: GroupTag) async throws -> Bool {
        if rosters[tag] != nil {
            guard let merge = try rosters[tag]?.merge(document, network: network, directory: directory), merge.added > 0 else {
                return false
            }
        } else {
            let roster = try Roster(document: document, network: network, directory: directory)
            guard roster.charter.statement.tag == tag else { return false }
            rosters[tag] = roster
        }
        try await saveRosters()
        return true
    }

    func stepKey(for epoch: EpochID, step: UInt16) throws(StepError) -> SymmetricKey {
        try keyring.key(for: epoch, step: step)
    }

    // MARK: - What this node does

    /// Founds a closed group of which this organisation is the steward and, so far, only member.
    func found(name: String, mailboxes: [NodeID], organisation: OrganisationID, at minute: Minute) async throws -> Roster {
        let statement = try CharterStatement(
            tag: GroupTag(SecureRandom.octets16()), name: name, founder: organisation, mailboxes: mailboxes, created: minute)
        let roster = Roster(charter: Charter(signing: statement, node: node, network: network, with: keys.operation))
        rosters[statement.tag] = roster
        try await saveRosters()
        return roster
    }

    /// Adds an organisation to a group of which this organisation is the steward.
    func add(_ organisation: OrganisationID, to tag: GroupTag, at minute: Minute) async throws -> Roster? {
        _ = try rosters[tag]?.sign(.add, organisation, signer: node, time: minute, network: network, with: keys.operation)
        try await saveRosters()
        return rosters[tag]
    }

    /// The nodes that a key for the group must be for now, and what each announced; nodes without a valid subkey are left out.
    func desiredMembers(of tag: GroupTag, at minute: Minute) -> [EpochMember] {
        guard let roster = rosters[tag] else { return [] }
        let registry = registry.snapshot
        return roster.organisations.flatMap { registry.nodes(of: $0) }
            .filter { registry.isAdmitted($0.id, at: minute) }
            .compactMap { node in
                guard let statement = statements[node.id], statement.isValid(at: minute) else { return nil }
                return EpochMember(node: node.id, publicKey: statement.publicKey)
            }
            .sorted { $0.node < $1.node }
    }

    /// The newest epoch that is for exactly these nodes and still young enough; `nil` when one must be opened.
    func epoch(of tag: GroupTag, for members: [EpochMember], atHour hour: UInt32) -> EpochKey? {
        let nodes = members.map(\.node)
        return (epochs[tag] ?? []).reversed().lazy
            .filter { hour >= $0.opening.manifest.startHour && hour - $0.opening.manifest.startHour <= DaemonLimits.epochHoursMax }
            .compactMap { known in self.keyring.epochKey(known.id).flatMap { known.opening.isFor(nodes, key: $0) ? $0 : nil } }
            .first
    }

    /// Opens a new epoch for these nodes; the caller publishes the opening.
    func openEpoch(of tag: GroupTag, for members: [EpochMember], atHour hour: UInt32) async throws -> (EpochOpening, EpochKey) {
        guard let roster = rosters[tag] else { throw NodeFailure.registry("no such group") }
        let terms = EpochTerms(
            network: network, tag: tag, registrySize: registry.snapshot.size, rosterFrontier: roster.frontier, startHour: hour)
        var generator = SecureRandomGenerator()
        let (opening, key) = try EpochOpening.make(for: members, terms: terms, using: &generator)
        try keyring.add(key)
        try await remember(KnownEpoch(id: key.id, opening: opening), of: tag)
        return (opening, key)
    }

    /// The statement to publish when this node's subkey is new or due for renewal; `nil` while the present one serves.
    func renewSubkey(at minute: Minute) async throws -> [UInt8]? {
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
        subkeys.removeAll { $0.notAfter < minute }
        subkeys.append((subkey, notAfter))
        try await saveSubkeys()
        return body
    }

    // MARK: - At rest

    /// Reads everything back; whatever is damaged is named by the error.
    func restore() async throws {
        let stored = try await access.read { (store) throws(StorageError) in
            (
                try store.setting(Setting.keyring), try store.setting(Setting.subkeys), try store.setting(Setting.statements),
                try store.setting(Setting.rosters), try store.setting(Setting.epochs)
            )
        }
        if let sealed = stored.0, let secret = seal.open(sealed, for: Setting.keyring) {
            keyring = try Keyring(decoding: secret, network: network)
        }
        if let sealed = stored.1, let secret = seal.open(sealed, for: Setting.subkeys) { try restoreSubkeys(secret) }
        for (author, body) in try pairs(stored.2, NodeID.self) {
            let keys = registry.snapshot.operationKeys(of: author)
            statements[author] = try? SubkeyStatement(verifying: body, network: network, node: author, keys: keys)
            statementBodies[author] = [UInt8](body)
        }
        for (tag, document) in try pairs(stored.3, GroupTag.self) {
            rosters[tag] = try Roster(document: RosterDocument(decoding: document), network: network, directory: directory)
        }
        for (tag, body) in try pairs(stored.4, GroupTag.self) {
            let opening = try EpochOpening(decoding: body, tag: tag)
            epochs[tag, default: []].append(KnownEpoch(id: opening.manifest.id, opening: opening))
        }
    }

    private var statementBodies: [NodeID: [UInt8]] = [:]

    private func save(statementBytes body: [UInt8], of author: NodeID) async throws {
        statementBodies[author] = body
        let encoded = encode(statementBodies.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        try await access.write { (store) throws(StorageError) in try store.set(Setting.statements, to: encoded) }
    }

    private func saveRosters() async throws {
        let encoded = encode(rosters.sorted { $0.key < $1.key }.map { ($0.key, $0.value.document.encoded()) })
        try await access.write { (store) throws(StorageError) in try store.set(Setting.rosters, to: encoded) }
    }

    private func remember(_ epoch: KnownEpoch, of tag: GroupTag) async throws {
        guard !(epochs[tag] ?? []).contains(where: { $0.id == epoch.id }) else { return }
        epochs[tag, default: []].append(epoch)
        // Old epochs keep their keys; only the choice for the next item needs the opening.
        epochs[tag]?.sort { ($0.opening.manifest.startHour, $0.id) < ($1.opening.manifest.startHour, $1.id) }
        epochs[tag] = epochs[tag].map { Array($0.suffix(8)) }
        let sealed = seal.seal(keyring.encoded(), for: Setting.keyring)
        let encoded = encode(epochs.sorted { $0.key < $1.key }.flatMap { tag, known in known.map { (tag, $0.opening.encoded()) } })
        try await access.write { (store) throws(StorageError) in
            try store.set(Setting.keyring, to: sealed)
            try store.set(Setting.epochs, to: encoded)
        }
    }

    private func saveSubkeys() async throws {
        let secret = SecretOctets(count: subkeys.count * (Subkey.seedOctets + 4)) { target in
            for (index, subkey) in subkeys.enumerated() {
                let start = index * (Subkey.seedOctets + 4)
                subkey.key.seed().withUnsafeBytes { seed in
                    UnsafeMutableRawBufferPointer(rebasing: target[start..<start + Subkey.seedOctets]).copyMemory(from: seed)
                }
                target.storeBytes(of: subkey.notAfter.rawValue.bigEndian, toByteOffset: start + Subkey.seedOctets, as: UInt32.self)
            }
        }
        let sealed = seal.seal(secret, for: Setting.subkeys)
        try await access.write { (store) throws(StorageError) in try store.set(Setting.subkeys, to: sealed) }
    }

    private func restoreSubkeys(_ secret: borrowing SecretOctets) throws {
        let width = Subkey.seedOctets + 4
        try secret.withUnsafeBytes { octets in
            for start in stride(from: 0, to: octets.count - width + 1, by: width) {
                let seed = SecretOctets(copying: UnsafeRawBufferPointer(rebasing: octets[start..<start + Subkey.seedOctets]))
                let notAfter = UInt32(bigEndian: octets.loadUnaligned(fromByteOffset: start + Subkey.seedOctets, as: UInt32.self))
                subkeys.append((try Subkey(seed: seed), Minute(notAfter)))
            }
        }
    }

    /// cbor[[identifier, bytes], ...].
    private func encode(_ pairs: [(some Identifier, [UInt8])]) -> [UInt8] {
        var writer = CBORWriter()
        writer.array(pairs.count)
        for (identifier, bytes) in pairs {
            writer.array(2)
            writer.identifier(identifier)
            writer.byteString(bytes)
        }
        return writer.bytes
    }

    private func pairs<ID: Identifier>(_ stored: [UInt8]?, _ type: ID.Type) throws(CBORError) -> [(ID, ArraySlice<UInt8>)] {
        guard let stored else { return [] }
        var reader = CBORReader(stored)
        var pairs: [(ID, ArraySlice<UInt8>)] = []
        for _ in 0..<(try reader.array(limit: .max)) {
            try reader.array(exactly: 2)
            pairs.append((try reader.octets(), try reader.byteString(limit: .max)))
        }
        try reader.end()
        return pairs
    }
}
