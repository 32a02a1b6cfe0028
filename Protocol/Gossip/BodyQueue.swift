import Wire

/// A detached body that waits.
struct WaitingBody: Sendable {
    let body: MissingBody
    /// Who wrote the entry.
    let author: NodeID
    /// How long it rests when the next one who is asked does not have it; doubles.
    var rest = GossipLimits.restMilliseconds
}

/// Detached bodies that wait: for their turn to be fetched, or for somebody who has them.
///
/// Authors take turns, and the bodies that carry keys come first in an author's own turns. So nothing that one author names, or invents,
/// keeps what others wrote waiting for longer than one turn.
struct BodyQueue: Sendable {
    private struct Resting: Sendable {
        var waiting: WaitingBody
        let until: Instant
    }

    /// By author, the next first.
    private var lanes: [NodeID: BodyLane] = [:]
    /// Authors with something in their lane, the next first.
    private var turns: [NodeID] = []
    private var resting: [BodyPlace: Resting] = [:]
    private var places: Set<BodyPlace> = []
    /// When a resting body is to be asked for again, or earlier.
    private(set) var nextWake: Instant?
    /// By author: how much of the queue it has.
    private var shares: [NodeID: Int] = [:]

    /// Adds a body unless it is here already. In a full queue the author that has most gives one up, unless that is this one.
    mutating func add(_ waiting: WaitingBody) {
        guard !places.contains(waiting.body.place), makeRoom(for: waiting.author) else { return }
        enter(waiting)
        enqueue(waiting)
    }

    /// Sets a body aside until then.
    mutating func rest(_ waiting: WaitingBody, until: Instant) {
        guard !places.contains(waiting.body.place), makeRoom(for: waiting.author) else { return }
        enter(waiting)
        resting[waiting.body.place] = Resting(waiting: waiting, until: until)
        nextWake = min(nextWake ?? until, until)
    }

    /// Lets bodies that rest stand for their turn again.
    mutating func wake(where isReady: (MissingBody, Instant) -> Bool) {
        let ready = resting.values.filter { isReady($0.waiting.body, $0.until) }.map(\.waiting)
        for waiting in ready.sorted(by: { Self.isBefore($0.body.place, $1.body.place) }) {
            resting[waiting.body.place] = nil
            enqueue(waiting)
        }
        nextWake = resting.values.map(\.until).min()
    }

    /// The first body that may be fetched of the next author that may have one fetched.
    mutating func next(ofAuthors mayFetch: (NodeID) -> Bool, where isFree: (MissingBody) -> Bool) -> WaitingBody? {
        for turn in turns.indices where mayFetch(turns[turn]) {
            let author = turns[turn]
            guard let waiting = lanes[author]?.take(where: isFree) else { continue }
            turns.remove(at: turn)
            if lanes[author]?.isEmpty == false { turns.append(author) } else { lanes[author] = nil }
            leave(waiting)
            return waiting
        }
        return nil
    }

    /// Forgets a body, wherever it was named.
    mutating func remove(_ hash: Hash) {
        for (place, body) in resting where body.waiting.body.hash == hash {
            resting[place] = nil
            leave(body.waiting)
        }
        for author in turns { remove(from: author) { $0.remove(hash) } }
    }

    private mutating func enqueue(_ waiting: WaitingBody) {
        if lanes[waiting.author] == nil { turns.append(waiting.author) }
        lanes[waiting.author, default: BodyLane()].add(waiting)
    }

    private mutating func makeRoom(for author: NodeID) -> Bool {
        guard places.count >= GossipLimits.bodyQueueMax else { return true }
        guard let largest = shares.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }), largest.value > (shares[author] ?? 0) + 1 else {
            return false
        }
        let rested = resting.filter { $0.value.waiting.author == largest.key }
        if let last = rested.max(by: {
            ($0.value.until, $0.key.journal, $0.key.position) < ($1.value.until, $1.key.journal, $1.key.position)
        }) {
            resting[last.key] = nil
            leave(last.value.waiting)
        } else {
            remove(from: largest.key) { $0.removeLast() }
        }
        return true
    }

    private mutating func remove(from author: NodeID, _ removal: (inout BodyLane) -> [WaitingBody]) {
        guard let removed = lanes[author].map({ _ in removal(&lanes[author, default: BodyLane()]) }), !removed.isEmpty else { return }
        for waiting in removed { leave(waiting) }
        guard lanes[author]?.isEmpty == true else { return }
        lanes[author] = nil
        turns.removeAll { $0 == author }
    }

    private mutating func enter(_ waiting: WaitingBody) {
        places.insert(waiting.body.place)
        shares[waiting.author, default: 0] += 1
    }

    private mutating func leave(_ waiting: WaitingBody) {
        places.remove(waiting.body.place)
        let share = (shares[waiting.author] ?? 0) - 1
        shares[waiting.author] = share > 0 ? share : nil
    }

    private static func isBefore(_ left: BodyPlace, _ right: BodyPlace) -> Bool {
        (left.journal, left.position) < (right.journal, right.position)
    }
}

/// What waits of one author: the bodies that carry keys first, otherwise first come first served.
private struct BodyLane: Sendable {
    /// What was taken from the front stays until it is half.
    private var bodies: [WaitingBody?] = []
    private var head = 0
    /// How many at the front carry keys.
    private var keyCount = 0

    var isEmpty: Bool { head == bodies.count }

    mutating func add(_ waiting: WaitingBody) {
        guard waiting.body.carriesKeys else { return bodies.append(waiting) }
        bodies.insert(waiting, at: head + keyCount)
        keyCount += 1
    }

    mutating func take(where isFree: (MissingBody) -> Bool) -> WaitingBody? {
        guard let index = bodies[head...].firstIndex(where: { $0.map { isFree($0.body) } == true }), let taken = bodies[index] else {
            return nil
        }
        if taken.body.carriesKeys { keyCount -= 1 }
        if index == head {
            bodies[head] = nil
            head += 1
        } else {
            bodies.remove(at: index)
        }
        if head * 2 >= bodies.count {
            bodies.removeFirst(head)
            head = 0
        }
        return taken
    }

    mutating func removeLast() -> [WaitingBody] {
        guard !isEmpty, let last = bodies.removeLast() else { return [] }
        if last.body.carriesKeys { keyCount -= 1 }
        return [last]
    }

    mutating func remove(_ hash: Hash) -> [WaitingBody] {
        let removed = bodies[head...].compactMap { $0 }.filter { $0.body.hash == hash }
        guard !removed.isEmpty else { return [] }
        bodies = bodies[head...].filter { $0?.body.hash != hash }
        head = 0
        keyCount -= removed.count { $0.body.carriesKeys }
        return removed
    }
}
