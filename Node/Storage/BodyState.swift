public import Ledger
public import Wire

/// How much of a detached body is stored.
public enum BodyState: Equatable, Sendable {
    /// Nothing names it.
    case unknown
    /// An entry names it with this length in octets; its chunk hashes are not known, or it was let go by `expireCiphertext`.
    case wanted(length: UInt64)
    /// Its chunk hashes are known, and some chunks are missing.
    case partial(length: UInt64, missing: Int)
    /// All of it is stored.
    case complete(length: UInt64)
}

/// A body that is named by a stored entry and not complete.
public struct MissingBody: Equatable, Sendable {
    public let hash: Hash
    /// The length in octets that the entry claims.
    public let length: UInt64
    /// The first stored entry that names it: its holders are whom to ask.
    public let entry: EntryPlace
    /// That entry's kind; `nil` for one that this release does not know.
    public let kind: EntryKind?
}
