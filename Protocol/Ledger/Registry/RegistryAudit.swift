public import Wire

/// A registry's checkpoint as a stranger reads it: nothing of it is believed before `RegistryAudit` has the genesis.
public struct ClaimedRegistry: Sendable {
    public let note: SignedNote
    public let checkpoint: Checkpoint

    /// Reads what stands at `checkpoint`; throws what keeps it from being audited.
    public init(note octets: [UInt8]) throws(AuditError) {
        do throws(NoteError) {
            note = try SignedNote(parsing: octets)
            checkpoint = try Checkpoint(text: note.text)
        } catch {
            throw .notACheckpoint(error)
        }
        guard checkpoint.size > 0 else { throw .logEmpty }
        guard checkpoint.size <= RegistryLimits.auditRecordsMax else { throw .logTooLarge }
    }

    /// The bundle with the genesis, which is read first.
    public var firstBundle: Tile {
        Tile(.entries, index: 0, width: Int(min(checkpoint.size, UInt64(Tile.widthMax))))
    }
}

/// A registry that is checked from its genesis on by somebody who has nothing else (specification chapter 8, "Auditing").
///
/// A value: whoever holds it reads the tiles of `plan` in order and hands them to `take`. After an error it is at its end.
/// Holds the folded registry, one row of hashes, and the reasons of `RegistryLimits.auditRefusalsMax` refused records.
public struct RegistryAudit: Sendable {
    private let claimed: ClaimedRegistry
    private let isNetworkExpected: Bool
    private var tiles: TileReader
    private var registry: Registry
    private var range = CompactRange()
    private var refusals: [AuditFindings.RefusedRecord] = []
    private let comparedSize: UInt64?
    private var comparedRoot: Hash?
    private var octets = 0

    /// Verifies the checkpoint by the genesis in the first bundle.
    ///
    /// - Parameters:
    ///   - expected: the network that it has to be, if that is known.
    ///   - comparedSize: a size at which the root is remembered, to be compared with somebody else's.
    public init(
        _ claimed: ClaimedRegistry, firstBundle octets: [UInt8], expecting expected: NetworkID?, comparedAt comparedSize: UInt64? = nil
    ) throws(AuditError) {
        let bundle = claimed.firstBundle
        let genesis: ArraySlice<UInt8>
        do throws(TileError) {
            genesis = try bundle.records(in: octets)[0]
        } catch {
            throw .tile(error, bundle)
        }
        do throws(RecordError) {
            registry = try Registry(genesis: genesis)
        } catch {
            throw .genesisRefused(error)
        }
        if let expected, expected != registry.network { throw .networkUnexpected }
        do throws(NoteError) {
            _ = try Checkpoint.verified(note: claimed.note, origin: registry.origin, keys: [registry.coordinatorKey])
        } catch {
            throw .registryCheckpoint(error)
        }
        self.claimed = claimed
        isNetworkExpected = expected != nil
        tiles = TileReader(size: claimed.checkpoint.size, root: claimed.checkpoint.root)
        self.comparedSize = comparedSize
    }

    /// The network of the genesis.
    public var network: NetworkID { registry.network }

    /// How many records the checkpoint covers.
    public var size: UInt64 { claimed.checkpoint.size }

    /// How many of them were read, verified and folded.
    public var recordsChecked: UInt64 { range.size }

    /// What is to be read, each address once, in the order in which `take` wants it.
    public var plan: TilePlan { TilePlan(size: size) }

    /// Takes what stands at the address of the plan's next tile.
    public mutating func take(_ octets: [UInt8], of tile: Tile) throws(AuditError) {
        let records: [ArraySlice<UInt8>]
        do throws(TileError) {
            records = try tiles.take(octets, of: tile)
        } catch {
            throw .tile(error, tile)
        }
        self.octets += octets.count
        for record in records { fold(record) }
    }

    private mutating func fold(_ record: ArraySlice<UInt8>) {
        let position = range.size
        range.append(.leaf(record))
        if range.size == comparedSize { comparedRoot = range.root }
        // The genesis was the first thing to be looked at, and stands in the tree like every other record.
        guard position > 0, case .refused(let reason) = registry.apply(record) else { return }
        if refusals.count < RegistryLimits.auditRefusalsMax {
            refusals.append(AuditFindings.RefusedRecord(position: position, reason: reason))
        }
    }

    /// What was found; `nil` before every tile was taken.
    public var findings: AuditFindings? {
        guard recordsChecked == size else { return nil }
        return AuditFindings(
            registry: registry, checkpoint: claimed.checkpoint, note: claimed.note, refused: refusals, octets: octets,
            comparedRoot: comparedRoot, isNetworkExpected: isNetworkExpected)
    }
}
