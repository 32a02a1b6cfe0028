import Wire

/// The connections there are, in the order of their numbers: so few that searching them takes less than hashing would.
struct SessionTable: Sendable {
    /// Ascending.
    private(set) var ids: [SessionID] = []
    /// One for each of these; `nil` only while one is being removed.
    private var sessions: [Session?] = []
    /// When something must happen on each even if nothing arrives: side by side, because this is asked for after every input.
    private var deadlines: [Instant] = []

    var count: Int { ids.count }

    /// When something must happen on one of them; `nil` when there are none.
    var earliestDeadline: Instant? { deadlines.min() }

    /// In the order of their numbers.
    var values: Values { Values(rest: sessions.makeIterator()) }

    struct Values: Sequence, IteratorProtocol {
        fileprivate var rest: IndexingIterator<[Session?]>

        mutating func next() -> Session? { rest.next() ?? nil }
    }

    /// Changes in place what is there; setting `nil` removes it.
    subscript(id: SessionID) -> Session? {
        get {
            let index = firstIndex(notBefore: id)
            return index < ids.count && ids[index] == id ? sessions[index] : nil
        }
        _modify {
            let index = firstIndex(notBefore: id)
            if index == ids.count || ids[index] != id {
                var added: Session?
                yield &added
                guard let added else { return }
                ids.insert(id, at: index)
                sessions.insert(added, at: index)
                deadlines.insert(added.deadline, at: index)
            } else {
                yield &sessions[index]
                if let changed = sessions[index]?.deadline {
                    deadlines[index] = changed
                } else {
                    ids.remove(at: index)
                    sessions.remove(at: index)
                    deadlines.remove(at: index)
                }
            }
        }
    }

    private func firstIndex(notBefore id: SessionID) -> Int {
        var (low, high) = (0, ids.count)
        while low < high {
            let middle = (low + high) / 2
            if ids[middle] < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
