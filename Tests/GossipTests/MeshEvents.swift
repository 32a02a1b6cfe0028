import Gossip
import Ledger
import Wire

/// What will happen in the mesh, by virtual time; what falls on one millisecond comes in the order in which it was caused.
struct MeshEvents {
    enum Event {
        case deliver(link: Int, toDialler: Bool, payload: [UInt8])
        case flushed(link: Int, byDialler: Bool, octets: Int)
        case hangUp(link: Int, toDialler: Bool)
        case store(node: Int, generation: Int, [VerifiedBatch])
        case storeBody(node: Int, generation: Int, BodyPortion)
        case read(node: Int, generation: Int, SessionID, JournalID, from: UInt64)
        case readBody(node: Int, generation: Int, SessionID, BodyPlace, firstChunk: UInt32)
        case readRoots(node: Int, generation: Int, SessionID, JournalID, against: SignedRoot?)
        case verify(node: Int, generation: Int, revocations: [[UInt8]])
        case judge(node: Int, generation: Int, RegistryStatement)
    }

    private var heap: [(time: UInt64, order: UInt64, event: Event)] = []
    private var count: UInt64 = 0

    var nextTime: UInt64? { heap.first?.time }

    mutating func add(_ event: Event, at time: UInt64) {
        heap.append((time, count, event))
        count += 1
        var index = heap.count - 1
        while index > 0, isBefore(index, (index - 1) / 2) {
            heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    mutating func take() -> Event? {
        guard !heap.isEmpty else { return nil }
        heap.swapAt(0, heap.count - 1)
        let event = heap.removeLast().event
        var index = 0
        while true {
            var least = index
            for child in [2 * index + 1, 2 * index + 2] where child < heap.count && isBefore(child, least) { least = child }
            guard least != index else { return event }
            heap.swapAt(index, least)
            index = least
        }
    }

    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        (heap[left].time, heap[left].order) < (heap[right].time, heap[right].order)
    }
}

/// A small seeded generator, so that a failing run can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A 64-bit FNV-1a hash over everything the replicas did.
struct TraceHash: Equatable {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ octets: some Sequence<UInt8>) {
        for octet in octets { value = (value ^ UInt64(octet)) &* 0x100_0000_01B3 }
    }

    mutating func add(_ number: some FixedWidthInteger) { withUnsafeBytes(of: number.bigEndian) { add($0) } }
}
