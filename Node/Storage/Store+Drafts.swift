import GRDB

/// Something that is written and not shared yet, as the store keeps it; what stands in it is the portal's.
public struct StoredDraft: Equatable, Sendable {
    /// 16 octets.
    public var id: [UInt8]
    /// 1 when it is new, and one more with each saving.
    public var version: Int
    public var title: String
    /// Who saved it last.
    public var author: String
    /// Unix seconds.
    public var saved: UInt64
    /// What was written; empty in lists.
    public var text: [UInt8]

    public init(id: [UInt8], version: Int, title: String, author: String, saved: UInt64, text: [UInt8]) {
        self.id = id
        self.version = version
        self.title = title
        self.author = author
        self.saved = saved
        self.text = text
    }
}

/// Why a draft is not kept.
public enum DraftRefusal: Error, Equatable, Sendable {
    /// There are as many as there may be.
    case full
    case unknown
    /// Somebody saved since the version that was given.
    case changed
}

extension Store {
    /// All drafts without what is written in them, the last to be saved first.
    public func drafts() throws(StorageError) -> [StoredDraft] {
        try read { database in
            try PreparedStatement(database, Query.drafts).all { try Self.draft($0, text: []) }
        }
    }

    public func draft(_ id: [UInt8]) throws(StorageError) -> StoredDraft? {
        try read { database in
            try PreparedStatement(database, Query.draft).first(id) { try Self.draft($0, text: $0.bytes(5)) }
        }
    }

    /// Keeps a new draft, while there are fewer than `draftsMax`.
    public func addDraft(_ draft: StoredDraft, draftsMax: Int) throws(StorageError) -> Result<Void, DraftRefusal> {
        try write { database in
            let count = try PreparedStatement(database, Query.draftCount).first { $0.integer(0) } ?? 0
            guard count < draftsMax else { return .failure(.full) }
            try PreparedStatement(database, Query.insertDraft).run(
                draft.id, draft.version, draft.title, draft.author, Int64(clamping: draft.saved), draft.text)
            return .success(())
        }
    }

    /// Puts a draft in the place of its last version, `version` less one; whoever had an older one before them changes nothing.
    public func saveDraft(_ draft: StoredDraft) throws(StorageError) -> Result<Void, DraftRefusal> {
        try write { database in
            let changed = try PreparedStatement(database, Query.saveDraft).run(
                draft.version, draft.title, draft.author, Int64(clamping: draft.saved), draft.text, draft.id, draft.version - 1)
            if changed == 1 { return .success(()) }
            let isThere = try PreparedStatement(database, Query.draft).first(draft.id) { $0.integer(1) } != nil
            return .failure(isThere ? .changed : .unknown)
        }
    }

    /// Whether it was there.
    public func removeDraft(_ id: [UInt8]) throws(StorageError) -> Bool {
        try write { try PreparedStatement($0, Query.removeDraft).run(id) == 1 }
    }

    private static func draft(_ columns: Columns, text: [UInt8]) throws -> StoredDraft {
        StoredDraft(
            id: columns.bytes(0), version: Int(columns.integer(1)), title: columns.text(2), author: columns.text(3),
            saved: try columns.integer(4, as: UInt64.self), text: text)
    }

    /// How many items that are meant for reading came on which day (days since 1970), among those with a number above `number` that came in or
    /// after `second`; and the last number that was looked at.
    public func arrivals(after number: Int64, since second: UInt64) throws(StorageError) -> (days: [(day: Int64, items: Int)], last: Int64)
    {
        try read { database in
            let last = try PreparedStatement(database, Query.lastItem).first { $0.integer(0) } ?? 0
            let days = try PreparedStatement(database, Query.arrivalDays).all(number, last, Int64(clamping: second)) { columns in
                (day: columns.integer(0), items: Int(columns.integer(1)))
            }
            return (days, last)
        }
    }
}
