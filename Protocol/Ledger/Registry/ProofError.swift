/// Why a proof file proves nothing (specification chapter 3, "Proof files").
public enum ProofError: Error, Equatable, Sendable {
    /// More than `RegistryLimits.proofOctetsMax` octets, or a part exceeds its own limit.
    case proofTooLong
    /// Not the JSON of a proof file, or this member is missing, unknown or not in its form.
    case proofMalformed(member: String)
    /// A version of the format that this version does not know.
    case proofVersion
    /// The file's network is not the one its genesis record makes.
    case networkMismatch
    /// The file is about another network than the one expected.
    case networkUnexpected
    /// The first record is not an acceptable genesis.
    case genesisRefused(RecordError)
    /// The registry's checkpoint is not a note, or not one that the coordinator key signed.
    case registryCheckpoint(NoteError)
    /// The records do not stand in the order of their positions, from 0.
    case recordOrder
    /// The record at this position is not in the registry of the checkpoint.
    case recordNotIncluded(at: UInt64)
    /// The record at this position does not apply after the ones before it.
    case recordRefused(RecordError, at: UInt64)
    /// No certificate of the writing node is among the records.
    case writerUnknown
    /// No admission of the writer's organisation is among the records.
    case writerNotAdmitted
    /// The header is not an entry's header.
    case headerMalformed
    /// The header is that of another journal.
    case journalMismatch
    /// The header names a later state of the registry than the checkpoint's.
    case registryTooSmall
    /// The journal's checkpoint is not a note, or not one that a key of the node signed.
    case journalCheckpoint(NoteError)
    /// The header is not in the journal of the checkpoint at this position.
    case entryNotIncluded
    /// The body is not the one of the header.
    case bodyMismatch
    /// An item's secret comes with a body that is not sealed, or with no body.
    case keyWithoutSealedBody
    /// The item's secret is not the one that the header commits to, or what was sealed under it breaks a rule of chapter 4.
    case keyMismatch(SealedBodyError)

    /// The refusal's name in the specification and in the vectors.
    public var name: String {
        switch self {
        case .proofTooLong: "proofTooLong"
        case .proofMalformed: "proofMalformed"
        case .proofVersion: "proofVersion"
        case .networkMismatch: "networkMismatch"
        case .networkUnexpected: "networkUnexpected"
        case .genesisRefused: "genesisRefused"
        case .registryCheckpoint: "registryCheckpoint"
        case .recordOrder: "recordOrder"
        case .recordNotIncluded: "recordNotIncluded"
        case .recordRefused: "recordRefused"
        case .writerUnknown: "writerUnknown"
        case .writerNotAdmitted: "writerNotAdmitted"
        case .headerMalformed: "headerMalformed"
        case .journalMismatch: "journalMismatch"
        case .registryTooSmall: "registryTooSmall"
        case .journalCheckpoint: "journalCheckpoint"
        case .entryNotIncluded: "entryNotIncluded"
        case .bodyMismatch: "bodyMismatch"
        case .keyWithoutSealedBody: "keyWithoutSealedBody"
        case .keyMismatch(let cause): cause.rawValue
        }
    }
}
