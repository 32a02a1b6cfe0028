import Ledger
import Wire

/// What one peer asked for and has not been sent: journals from a position on, and chunks of bodies, first come first served.
///
/// A journal stands in the queue once, however often it is asked for, and is read at most once at a time: the newest position counts.
/// After each range the journal goes to the end, so that all that is asked for moves on together.
struct ServeQueue: Sendable {
    /// One thing to be read for the peer.
    enum Job: Sendable {
        case range(JournalID, from: UInt64)
        case body(BodyPlace, firstChunk: UInt32)
    }

    private enum Place: Sendable {
        case range(JournalID)
        case body(BodyPlace, firstChunk: UInt32)
    }

    private var places: [Place] = []
    private var head = 0
    private var wantedFrom: [JournalID: UInt64] = [:]
    private var reading: Set<JournalID> = []
    /// Chunks of bodies that wait.
    private(set) var bodyCount = 0
    /// Reads that were given out and have not come back.
    private(set) var readsInFlight = 0

    /// Journals that wait.
    var journalCount: Int { wantedFrom.count }

    /// Whether the peer is being sent this journal, so that whatever is added to it will follow by itself.
    func isServing(_ journal: JournalID) -> Bool { wantedFrom[journal] != nil || reading.contains(journal) }

    func isWaiting(_ journal: JournalID) -> Bool { wantedFrom[journal] != nil }

    mutating func want(_ journal: JournalID, from position: UInt64) {
        let isNew = wantedFrom.updateValue(position, forKey: journal) == nil
        if isNew, !reading.contains(journal) { places.append(.range(journal)) }
    }

    mutating func wantBody(_ place: BodyPlace, firstChunk: UInt32) {
        places.append(.body(place, firstChunk: firstChunk))
        bodyCount += 1
    }

    /// Takes the next thing to be read; it is in flight until `rangeRead` or `bodyRead`.
    mutating func next() -> Job? {
        guard head < places.count else { return nil }
        let place = places[head]
        head += 1
        if head == places.count || head >= 1_024 {
            places.removeFirst(head)
            head = 0
        }
        readsInFlight += 1
        switch place {
        case .range(let journal):
            reading.insert(journal)
            return .range(journal, from: wantedFrom.removeValue(forKey: journal) ?? 0)
        case .body(let place, let chunk):
            bodyCount -= 1
            return .body(place, firstChunk: chunk)
        }
    }

    /// A range came back; it goes on at `next` unless the peer has asked for another position meanwhile.
    mutating func rangeRead(_ journal: JournalID, next: UInt64?) {
        guard reading.remove(journal) != nil else { return }
        readsInFlight -= 1
        if wantedFrom[journal] == nil, let next { wantedFrom[journal] = next }
        if wantedFrom[journal] != nil { places.append(.range(journal)) }
    }

    mutating func bodyRead() { readsInFlight = max(0, readsInFlight - 1) }
}
