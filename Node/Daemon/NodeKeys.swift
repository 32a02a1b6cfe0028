import Exchange
import Ledger
import Sodium
import Wire

/// The keys of a node, in guarded memory while it runs and sealed under the passphrase on disk.
///
/// The sealed content is the four seeds of 32 octets one after the other: root, operation, storage, coordinator; the last is
/// zero on a member's node.
final class NodeKeys: Sendable {
    /// The organisation's root: signs its records in the registry.
    let root: SigningKey
    /// The node's operation key: signs checkpoints, subkeys, charters and the TLS binding.
    let operation: SigningKey
    /// Seals what the database must not hold in clear: epoch keys and private subkeys.
    let storage: SecretOctets
    /// The coordinator's key: signs registry checkpoints and admissions.
    let coordinator: SigningKey?
    /// The SHA-256 of the sealed file that holds them.
    let file: Hash

    private static let seedOctets = SigningKey.seedOctets

    /// Reads the seeds, in order.
    private init(seeds: borrowing SecretOctets, sealedAs box: [UInt8]) throws(SodiumError) {
        file = Hash(sha256: box)
        root = try SigningKey(seed: Self.seed(0, of: seeds))
        operation = try SigningKey(seed: Self.seed(1, of: seeds))
        storage = Self.seed(2, of: seeds)
        let last = Self.seed(3, of: seeds)
        let isZero = last.withUnsafeBytes { $0.allSatisfy { $0 == 0 } }
        coordinator = isZero ? nil : try SigningKey(seed: last)
    }

    private static func seed(_ index: Int, of seeds: borrowing SecretOctets) -> SecretOctets {
        seeds.withUnsafeBytes { octets in
            SecretOctets(copying: UnsafeRawBufferPointer(rebasing: octets[index * seedOctets..<(index + 1) * seedOctets]))
        }
    }

    /// Makes fresh keys and writes them to the data directory; refuses to replace a key file.
    static func create(in directory: String, isCoordinator: Bool, passphrase: borrowing SecretOctets) throws(OperationError) -> NodeKeys {
        let path = DataDirectoryLayout.keys(in: directory)
        guard !SmallFile.exists(path) else {
            throw OperationError(
                code: "already-initialised", reason: "\(directory) holds the keys of a node already.",
                remedy: "Choose another --data directory; to start anew, move the old directory away first.")
        }
        let count = isCoordinator ? 4 : 3
        let random = SecretOctets.random(count: seedOctets * count)
        let seeds = SecretOctets(count: seedOctets * 4) { target in
            random.withUnsafeBytes { target.copyMemory(from: $0) }
        }
        let keys: NodeKeys
        let box: [UInt8]
        do throws(SodiumError) {
            box = try PassphraseBox.seal(seeds, passphrase: passphrase, cost: .moderate)
            keys = try NodeKeys(seeds: seeds, sealedAs: box)
        } catch {
            throw Self.explain(error, path)
        }
        try SmallFile.write(box, to: path)
        return keys
    }

    /// The same keys with a fresh root key, written to a file of their own.
    func withFreshRoot(savedAs path: String, passphrase: borrowing SecretOctets) throws(OperationError) -> NodeKeys {
        let root = SecretOctets.random(count: Self.seedOctets)
        let seeds = SecretOctets(count: Self.seedOctets * 4) { target in
            func place(_ index: Int, _ seed: borrowing SecretOctets) {
                let range = index * Self.seedOctets..<(index + 1) * Self.seedOctets
                seed.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: target[range]).copyMemory(from: $0) }
            }
            place(0, root)
            place(1, operation.seed())
            place(2, storage)
            switch coordinator {
            case .some(let key): place(3, key.seed())
            case nil: break
            }
        }
        let keys: NodeKeys
        let box: [UInt8]
        do throws(SodiumError) {
            box = try PassphraseBox.seal(seeds, passphrase: passphrase, cost: .moderate)
            keys = try NodeKeys(seeds: seeds, sealedAs: box)
        } catch {
            throw Self.explain(error, path)
        }
        try SmallFile.write(box, to: path)
        return keys
    }

    /// Opens the data directory's key file.
    static func open(in directory: String, passphrase: borrowing SecretOctets) throws(OperationError) -> NodeKeys {
        try open(file: DataDirectoryLayout.keys(in: directory), passphrase: passphrase)
    }

    /// Opens a key file.
    static func open(file path: String, passphrase: borrowing SecretOctets) throws(OperationError) -> NodeKeys {
        guard let box = SmallFile.read(path) else {
            throw OperationError(
                code: "not-initialised", reason: "There is no node here: \(path) is missing or cannot be read.",
                remedy: "Run `causeway init` first, or name the right directory with --data.", status: 404)
        }
        do throws(SodiumError) {
            let seeds = try PassphraseBox.open(box, passphrase: passphrase)
            guard seeds.count == seedOctets * 4 else { throw .notABox }
            return try NodeKeys(seeds: seeds, sealedAs: box)
        } catch {
            throw Self.explain(error, path)
        }
    }

    static func explain(_ error: SodiumError, _ path: String) -> OperationError {
        switch error {
        case .wrongPassphraseOrDamaged:
            OperationError(
                code: "wrong-passphrase", reason: "The key file \(path) does not open: the passphrase is wrong or the file is damaged.",
                remedy: "Try again with the passphrase given at `causeway init`; if the file is damaged, restore it from a backup.",
                status: 401)
        case .emptyPassphrase:
            OperationError(
                code: "empty-passphrase", reason: "The passphrase is empty.",
                remedy: "Give a passphrase in a file (--passphrase-file) or at the prompt.")
        default:
            OperationError(
                code: "key-file", reason: "The key file \(path) cannot be used (\(error)).",
                remedy: "Restore it from a backup made by this release.", status: 500)
        }
    }
}

/// Secrets at rest in the database: ChaCha20-Poly1305 under the storage key, a random nonce before each.
struct StorageSeal: Sendable {
    let keys: NodeKeys

    func seal(_ secret: borrowing SecretOctets, for name: String) -> [UInt8] {
        let nonce = SecureRandom.octets(ChaChaPoly.nonceOctets)
        var sealed = nonce
        secret.withUnsafeBytes { plaintext in
            keys.storage.withUnsafeBytes { key in
                // The copy lives for this call only and is wiped at its end.
                var copy = [UInt8](plaintext)
                ChaChaPoly.seal(copy[...], key: key, nonce: nonce, additional: Array(name.utf8), into: &sealed)
                for index in copy.indices { copy[index] = 0 }
            }
        }
        return sealed
    }

    func open(_ sealed: [UInt8], for name: String) -> SecretOctets? {
        guard sealed.count > ChaChaPoly.nonceOctets else { return nil }
        var plaintext: [UInt8] = []
        let opened = keys.storage.withUnsafeBytes { key in
            ChaChaPoly.open(
                sealed.dropFirst(ChaChaPoly.nonceOctets), key: key, nonce: Array(sealed.prefix(ChaChaPoly.nonceOctets)),
                additional: Array(name.utf8), into: &plaintext)
        }
        guard opened, !plaintext.isEmpty else { return nil }
        return SecretOctets(moving: &plaintext)
    }
}
