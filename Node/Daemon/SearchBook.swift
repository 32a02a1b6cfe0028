import Exchange
import Storage
import Synchronization

/// The saved searches in memory, since each is a collection and collections are looked up with every request; what the store has wins after
/// every change.
final class SearchBook: Sendable {
    private let kept = Mutex<[SavedSearch]?>(nil)

    var searches: [SavedSearch]? { kept.withLock { $0 } }

    func keep(_ searches: [SavedSearch]) { kept.withLock { $0 = searches } }

    /// They have changed.
    func forget() { kept.withLock { $0 = nil } }
}

extension NodeCore {
    /// The saved searches, by name.
    func keptSearches() async throws(OperationError) -> [SavedSearch] {
        if let searches = searchBook.searches { return searches }
        let searches = try await reading { (store) throws(StorageError) in try store.savedSearches() }
        searchBook.keep(searches)
        return searches
    }
}
