/// The key of an entry's row: the journal's number in the upper 32 bits, the position in the lower.
///
/// So the rows of a journal lie side by side in the table itself, in order, without an index.
struct EntryKey: Hashable, Sendable {
    let rawValue: Int64

    init(rawValue: Int64) { self.rawValue = rawValue }

    init(journal: Int64, position: UInt64) {
        precondition(position < StorageLimits.entriesPerJournalMax, "position \(position) has no room in a key")
        rawValue = journal << 32 | Int64(position)
    }

    /// The first key behind the journal's range.
    static func end(journal: Int64) -> Int64 { (journal + 1) << 32 }

    /// The key at which a range of positions ends, which may be one position behind the last possible.
    static func end(journal: Int64, position: UInt64) -> Int64 { (journal << 32) + Int64(position) }

    var position: UInt64 { UInt64(rawValue & 0xFFFF_FFFF) }
}
