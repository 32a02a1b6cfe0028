public import Wire

/// Why bytes are not an entry of a journal, or not a leaf of the registry (specification chapter 2, "Entries").
public enum EntryError: Error, Equatable, Sendable {
    /// The bytes are not the nine fields in deterministic CBOR.
    case encoding(CBORError)
    /// The kind is none of this version's.
    case unknownKind
    /// One of epoch and commitment is there without the other.
    case halfSealed
    /// A step is named although no epoch is.
    case stepWithoutEpoch
    /// The body exceeds `WireLimits.inlineBodyOctetsMax`, or detached `WireLimits.bodyOctetsMax`.
    case bodyTooLong
    /// A registry record exceeds `WireLimits.recordOctetsMax`.
    case recordTooLong

    /// The refusal's name in the specification and in the vectors.
    public var name: String {
        switch self {
        case .encoding: "encoding"
        case .unknownKind: "unknownKind"
        case .halfSealed: "halfSealed"
        case .stepWithoutEpoch: "stepWithoutEpoch"
        case .bodyTooLong: "bodyTooLong"
        case .recordTooLong: "recordTooLong"
        }
    }
}

/// Why a batch was not accepted into a journal (specification chapter 2, "Batches"). The reader is as before.
public enum JournalError: Error, Equatable, Sendable {
    /// Every entry of the batch lies before the reader's size. Nothing was verified, nobody is at fault.
    case nothingNew
    /// The batch begins behind the reader's size.
    case gap
    /// The checkpoint covers fewer leaves than the batch reaches.
    case checkpointTooSmall
    /// The checkpoint's size exceeds `LedgerLimits.logSizeMax`.
    case sizeTooLarge
    /// The entry at this position cannot be read.
    case entry(EntryError, at: UInt64)
    /// The journal does not begin with an opening.
    case openingMissing
    /// An opening stands elsewhere than at position 0.
    case openingMisplaced
    /// The opening is sealed, detached, or its body is not a predecessor.
    case openingMalformed
    /// The completion has another number of hashes than leads from the batch's end to the checkpoint's size.
    case completionCount
    /// No key of the writer signed the root that entries and completion lead to.
    case badSignature
    /// The writer signed another root for the same size before: the journal is forked.
    case contradiction

    /// The refusal's name in the specification and in the vectors; an entry's refusal goes by its own.
    public var name: String {
        switch self {
        case .nothingNew: "nothingNew"
        case .gap: "gap"
        case .checkpointTooSmall: "checkpointTooSmall"
        case .sizeTooLarge: "sizeTooLarge"
        case .entry(let error, _): error.name
        case .openingMissing: "openingMissing"
        case .openingMisplaced: "openingMisplaced"
        case .openingMalformed: "openingMalformed"
        case .completionCount: "completionCount"
        case .badSignature: "badSignature"
        case .contradiction: "contradiction"
        }
    }
}
