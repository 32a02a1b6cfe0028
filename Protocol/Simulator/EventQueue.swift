/// What will happen, by virtual time. What falls on one microsecond comes in the order of who caused it and of its own counting, so that the
/// order is the same however the machines are spread over queues.
struct EventQueue<Event> {
    private struct Key {
        let time: UInt64
        let tie: UInt64
        let slot: Int

        func isBefore(_ other: Key) -> Bool { time < other.time || time == other.time && tie < other.tie }
    }

    private var heap: [Key] = []
    private var slots: [Event?] = []
    private var free: [Int] = []

    var nextTime: UInt64? { heap.first?.time }
    var count: Int { heap.count }

    mutating func add(_ event: Event, at time: UInt64, tie: UInt64) {
        let slot: Int
        if let reused = free.popLast() {
            slot = reused
            slots[slot] = event
        } else {
            slot = slots.count
            slots.append(event)
        }
        let key = Key(time: time, tie: tie, slot: slot)
        heap.append(key)
        var index = heap.count - 1
        while index > 0 {
            let parent = (index - 1) / 2
            guard key.isBefore(heap[parent]) else { break }
            heap[index] = heap[parent]
            index = parent
        }
        heap[index] = key
    }

    /// Takes the next event if it is due before `end`.
    mutating func take(before end: UInt64) -> (time: UInt64, event: Event)? {
        guard let first = heap.first, first.time < end, let last = heap.popLast() else { return nil }
        if !heap.isEmpty { sink(last) }
        guard let event = slots[first.slot].take() else { preconditionFailure("event \(first.slot) was taken twice") }
        free.append(first.slot)
        return (first.time, event)
    }

    /// What is still to happen and is meant, in the order in which it will.
    func waiting(where isMeant: (Event) -> Bool) -> [(time: UInt64, event: Event)] {
        heap.sorted { $0.isBefore($1) }.compactMap { key in
            guard let event = slots[key.slot], isMeant(event) else { return nil }
            return (key.time, event)
        }
    }

    private mutating func sink(_ key: Key) {
        var index = 0
        let count = heap.count
        while true {
            var child = 2 * index + 1
            guard child < count else { break }
            if child + 1 < count, heap[child + 1].isBefore(heap[child]) { child += 1 }
            guard heap[child].isBefore(key) else { break }
            heap[index] = heap[child]
            index = child
        }
        heap[index] = key
    }
}
