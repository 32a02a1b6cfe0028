/// Why a published registry cannot be relied on (specification chapter 8, "Auditing").
public enum AuditError: Error, Equatable, Sendable {
    /// What stands at `checkpoint` is no checkpoint.
    case notACheckpoint(NoteError)
    /// The checkpoint is that of a log without records.
    case logEmpty
    /// The log has more than `RegistryLimits.auditRecordsMax` records.
    case logTooLarge
    /// The first record is not an acceptable genesis.
    case genesisRefused(RecordError)
    /// The log is another network's than the one expected.
    case networkUnexpected
    /// The checkpoint is not one that the coordinator key signed.
    case registryCheckpoint(NoteError)
    /// A tile or bundle is not what the checkpoint promises.
    case tile(TileError, Tile)

    /// The refusal's name in the specification.
    public var name: String {
        switch self {
        case .notACheckpoint(let cause): cause.rawValue
        case .logEmpty: "logEmpty"
        case .logTooLarge: "logTooLarge"
        case .genesisRefused: "genesisRefused"
        case .networkUnexpected: "networkUnexpected"
        case .registryCheckpoint: "registryCheckpoint"
        case .tile(let cause, _): cause.rawValue
        }
    }
}
