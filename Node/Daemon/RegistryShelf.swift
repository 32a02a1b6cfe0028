import Exchange
import Ledger
import PublicZone
import Storage
import Wire

/// The registry's log as this node publishes it: its tiles, and the newest checkpoint that the entries on disk reach, with every
/// cosignature of it that is known here.
struct RegistryShelf: PublicLog {
    let core: NodeCore

    private var journal: JournalID { JournalID.registry(of: core.registry.snapshot.network) }

    func checkpoint() async throws -> [UInt8]? {
        let journal = journal
        guard let served = try await core.reading({ (store) throws(StorageError) in try store.served(journal) }) else { return nil }
        let registry = core.registry.snapshot
        let cosigned = CosignedCheckpoint(
            size: served.checkpoint.size, root: served.root, signature: served.checkpoint.signature,
            cosignatures: await core.witnesses.cosignatures(of: served.root))
        return cosigned.note(in: registry).bytes
    }

    func octets(of tile: Tile) async throws -> [UInt8]? {
        let journal = journal
        return try await core.reading { (store) throws(StorageError) in try store.tile(tile, of: journal) }
    }
}

/// The same for this node's owner, by the addresses that strangers use.
extension NodeCore {
    func registryFile(_ path: String) async throws(OperationError) -> [UInt8] {
        let shelf = RegistryShelf(core: self)
        guard let address = try? TilePath(path) else { throw .logPlaceEmpty(path) }
        do {
            let octets =
                switch address {
                case .checkpoint: try await shelf.checkpoint()
                case .tile(let tile): try await shelf.octets(of: tile)
                }
            guard let octets else { throw OperationError.logPlaceEmpty(path) }
            return octets
        } catch {
            throw error as? OperationError
                ?? OperationError(code: "registry-unreadable", reason: "\(error)", remedy: "Read the log.", status: 500)
        }
    }
}
