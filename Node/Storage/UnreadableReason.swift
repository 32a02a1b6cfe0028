import GRDB
public import Wire

/// Why a stored entry could not be opened, which also tells what would let it be tried again.
public enum UnreadableReason: Equatable, Sendable {
    /// The key of its epoch is not here (yet).
    case noKey(EpochID)
    /// Its detached body is not here (yet).
    case noBody(Hash)
    /// It was not sealed by who signed it, or its seal is broken.
    case notGenuine
    /// It was opened, and what came out is not what its kind demands.
    case malformed
    /// It depends on something that is not here yet, such as a record of the registry, or is dated ahead.
    case unjudged

    var code: Int {
        switch self {
        case .noKey: 1
        case .noBody: 2
        case .notGenuine: 3
        case .malformed: 4
        case .unjudged: 5
        }
    }

    var epoch: EpochID? {
        if case .noKey(let epoch) = self { epoch } else { nil }
    }

    var body: Hash? {
        if case .noBody(let hash) = self { hash } else { nil }
    }

    /// Reads the columns reason, epoch and body.
    init(_ columns: Columns, from column: Int32) throws {
        switch columns.integer(column) {
        case 1: self = .noKey(try columns.fixed(column + 1))
        case 2: self = .noBody(try columns.fixed(column + 2))
        case 3: self = .notGenuine
        case 4: self = .malformed
        case 5: self = .unjudged
        case let code: throw StorageError.corrupt("an entry is unreadable for the unknown reason \(code)")
        }
    }
}

/// The place of an entry.
public struct EntryPlace: Hashable, Sendable {
    public let journal: JournalID
    public let position: UInt64

    public init(journal: JournalID, position: UInt64) {
        self.journal = journal
        self.position = position
    }
}

/// An entry that could not be opened so far.
public struct UnreadableEntry: Equatable, Sendable {
    public let place: EntryPlace
    public let reason: UnreadableReason
}
