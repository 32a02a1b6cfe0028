import Exchange
import Storage
import Synchronization

/// The saved searches in memory, since each is a collection and collections are looked up with every request; what the store has wins after
/// every change.
final class SearchBook: Sendable {
    private struct Kept {
        var searches: [SavedSearch]?
        /// How often they have changed.
        var changes = 0
    }

    private let kept = Mutex(Kept())

    /// What is kept, or else the number of changes so far, to keep under what is read now.
    fileprivate func look() -> (searches: [SavedSearch]?, changes: Int) { kept.withLock { ($0.searches, $0.changes) } }

    /// Keeps what was read after so many changes, unless there were more meanwhile.
    fileprivate func keep(_ searches: [SavedSearch], after changes: Int) {
        kept.withLock { if $0.changes == changes { $0.searches = searches } }
    }

    /// They have changed.
    func forget() { kept.withLock { $0 = Kept(searches: nil, changes: $0.changes + 1) } }
}

extension NodeCore {
    /// The saved searches, by name.
    func keptSearches() async throws(OperationError) -> [SavedSearch] {
        let (kept, changes) = searchBook.look()
        if let kept { return kept }
        let searches = try await reading { (store) throws(StorageError) in try store.savedSearches() }
        searchBook.keep(searches, after: changes)
        return searches
    }
}
