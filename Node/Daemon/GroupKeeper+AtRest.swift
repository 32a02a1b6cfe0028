import Crypto
import Groups
import Ledger
import Sodium
import Storage
import Wire

/// What of the groups is on disk: one row for each statement, roster and epoch, and the secrets sealed.
extension GroupKeeper {
    private enum Setting {
        static let keyring = "keyring"
        static let subkeys = "subkeys"
        /// Followed by the node's identifier.
        static let statement = "statement/"
        /// Followed by the group's tag.
        static let roster = "roster/"
        /// Followed by the group's tag, a stroke and the epoch.
        static let epoch = "epoch/"
    }

    /// Reads everything back; whatever is damaged is named by the error.
    func restore() async throws {
        let stored = try await access.read { (store) throws(StorageError) in
            (
                keyring: try store.setting(Setting.keyring), subkeys: try store.setting(Setting.subkeys),
                statements: try store.settings(prefix: Setting.statement), rosters: try store.settings(prefix: Setting.roster),
                epochs: try store.settings(prefix: Setting.epoch)
            )
        }
        if let sealed = stored.keyring {
            guard let secret = seal.open(sealed, for: Setting.keyring) else { throw NodeFailure.sealed(Setting.keyring) }
            keyring = try Keyring(decoding: secret, network: network)
        }
        if let sealed = stored.subkeys {
            guard let secret = seal.open(sealed, for: Setting.subkeys) else { throw NodeFailure.sealed(Setting.subkeys) }
            try restoreSubkeys(secret)
        }
        for (key, body) in stored.statements {
            guard let author = NodeID(hex: String(key.dropFirst(Setting.statement.count))) else { continue }
            let keys = registry.snapshot.operationKeys(of: author)
            statements[author] = try? SubkeyStatement(verifying: body[...], network: network, node: author, keys: keys)
        }
        for (key, document) in stored.rosters {
            guard let tag = GroupTag(hex: String(key.dropFirst(Setting.roster.count))) else { continue }
            rosters[tag] = try Roster(document: RosterDocument(decoding: document[...]), network: network, directory: registry.snapshot)
        }
        for (key, known) in stored.epochs {
            let parts = key.dropFirst(Setting.epoch.count).split(separator: "/")
            guard parts.count == 2, let tag = GroupTag(hex: String(parts[0])) else { continue }
            let known = try KnownEpoch(decoding: known)
            // Of one that was not published nobody else has the key; if it was after all, its entry says so again.
            if known.isPublished { epochs[tag, default: []].append(known) } else { keyring.forget(known.id) }
        }
        // In which order those of one hour came is not kept: at worst another is made.
        for tag in epochs.keys { epochs[tag]?.sort { ($0.startHour, $0.id) < ($1.startHour, $1.id) } }
        for known in epochs.values.joined() {
            for grievance in known.grievances {
                let complaint = Complaint(epoch: known.id, subkey: Hash.emptyTree)
                _ = complaints.heed(complaint, of: grievance.node, at: grievance.time, startHour: known.startHour)
            }
        }
    }

    func save(statement body: [UInt8], of author: NodeID) async throws(StorageError) {
        try await save([(Setting.statement + author.hex, body)])
    }

    func save(rosterOf tag: GroupTag) async throws(StorageError) {
        guard let document = rosters[tag]?.document.encoded() else { return }
        try await save([(Setting.roster + tag.hex, document)])
    }

    /// Whether what is known here of a node's statement or a roster is not on disk yet, because the disk refused it.
    func isUnsaved(statementOf author: NodeID) -> Bool { unsaved.contains(Setting.statement + author.hex) }

    func isUnsaved(rosterOf tag: GroupTag) -> Bool { unsaved.contains(Setting.roster + tag.hex) }

    /// Keeps an epoch whose key has just come into the keyring, both in one transaction.
    func remember(_ epoch: KnownEpoch, of tag: GroupTag) async throws(StorageError) {
        let others = epochs[tag] ?? []
        if !others.contains(where: { $0.id == epoch.id }) {
            // Of one hour, the one that came last is the newest: a removal makes another in the same hour.
            epochs[tag, default: []].insert(epoch, at: others.firstIndex { $0.startHour > epoch.startHour } ?? others.count)
        }
        if !epoch.isDoubtful { closedEpochs[epoch.id] = nil }
        try await save([sealedKeyring, (Self.key(of: epoch.id, tag), epoch.encoded())])
    }

    /// Changes what is known of an epoch; one that is not known is passed over.
    func update(_ id: EpochID, of tag: GroupTag, _ change: (inout KnownEpoch) -> Void) async throws(StorageError) {
        guard let encoded = changed(id, of: tag, change) else { return }
        try await save([(Self.key(of: id, tag), encoded)])
    }

    /// The same when the keyring has changed as well.
    func saveWithKeyring(_ id: EpochID, of tag: GroupTag, _ change: (inout KnownEpoch) -> Void) async throws(StorageError) {
        guard let encoded = changed(id, of: tag, change) else { return try await saveKeyring() }
        try await save([sealedKeyring, (Self.key(of: id, tag), encoded)])
    }

    private func changed(_ id: EpochID, of tag: GroupTag, _ change: (inout KnownEpoch) -> Void) -> [UInt8]? {
        guard let index = epochs[tag]?.firstIndex(where: { $0.id == id }), var epoch = epochs[tag]?[index] else { return nil }
        change(&epoch)
        epochs[tag]?[index] = epoch
        return epoch.encoded()
    }

    func forget(_ id: EpochID, of tag: GroupTag) async throws(StorageError) {
        epochs[tag]?.removeAll { $0.id == id }
        let key = Self.key(of: id, tag)
        _ = try await access.write { (store) throws(StorageError) in try store.removeSetting(key) }
    }

    func saveKeyring() async throws(StorageError) { try await save([sealedKeyring]) }

    private var sealedKeyring: (key: String, value: [UInt8]) {
        (Setting.keyring, seal.seal(keyring.encoded(), for: Setting.keyring))
    }

    /// Writes rows, all or none; what the disk refuses is noted, so that the next try writes it although nothing is new any more.
    private func save(_ rows: [(key: String, value: [UInt8])]) async throws(StorageError) {
        for row in rows { unsaved.insert(row.key) }
        try await access.write { (store) throws(StorageError) in try store.set(rows) }
        for row in rows { unsaved.remove(row.key) }
    }

    static func key(of epoch: EpochID, _ tag: GroupTag) -> String { Setting.epoch + tag.hex + "/" + epoch.hex }

    /// Seeds and ends, one after the other.
    func saveSubkeys() async throws(StorageError) {
        let width = Subkey.seedOctets + 4
        let secret = SecretOctets(count: subkeys.count * width) { target in
            for (index, subkey) in subkeys.enumerated() {
                let start = index * width
                subkey.key.seed().withUnsafeBytes { seed in
                    UnsafeMutableRawBufferPointer(rebasing: target[start..<start + Subkey.seedOctets]).copyMemory(from: seed)
                }
                target.storeBytes(of: subkey.notAfter.rawValue.bigEndian, toByteOffset: start + Subkey.seedOctets, as: UInt32.self)
            }
        }
        let sealed = seal.seal(secret, for: Setting.subkeys)
        try await access.write { (store) throws(StorageError) in try store.set(Setting.subkeys, to: sealed) }
        hasTraces = true
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
}
