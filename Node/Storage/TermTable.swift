/// Terms behind one another in one run of octets.
struct TermList: Equatable, Sendable {
    private(set) var octets: [UInt8] = []
    /// Where each term ends.
    private(set) var ends: [Int] = []

    var count: Int { ends.count }

    func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

    /// Makes room for so many terms, each of some eight octets.
    mutating func reserveCapacity(_ count: Int) {
        octets.reserveCapacity(8 * count)
        ends.reserveCapacity(count)
    }

    mutating func append(_ term: borrowing Span<UInt8>) {
        octets.append(copying: term)
        ends.append(octets.count)
    }

    func each(_ take: (borrowing Span<UInt8>) throws -> Void) rethrows {
        let octets = octets.span
        for index in ends.indices { try take(octets.extracting(range(index))) }
    }
}

/// Terms, each once, numbered from 0 as they come.
///
/// An open hash table over one run of octets: a set of arrays would allocate for every word of every object. The hash has a seed of the process,
/// so that nobody can write texts whose words all meet in one place.
struct TermTable: Sendable {
    private(set) var terms = TermList()
    private var hashes: [UInt32] = []
    /// Numbers of terms, or -1; at most half of them are taken.
    private var slots: [Int32]

    private static let seed = UInt64.random(in: .min ... .max)

    init(capacity: Int) {
        var count = 16
        while count < 2 * capacity { count *= 2 }
        slots = [Int32](repeating: -1, count: count)
        hashes.reserveCapacity(capacity)
        terms.reserveCapacity(capacity)
    }

    /// The number of a term, which is a new one if it was not there before.
    mutating func insert(_ term: borrowing Span<UInt8>) -> (number: Int, isNew: Bool) {
        let hash = Self.hash(term)
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while true {
            let found = Int(slots[slot])
            if found < 0 { break }
            if hashes[found] == hash, isEqual(found, term) { return (found, false) }
            slot = (slot + 1) & mask
        }
        let number = terms.count
        slots[slot] = Int32(number)
        hashes.append(hash)
        terms.append(term)
        if 2 * terms.count > slots.count { grow() }
        return (number, true)
    }

    private func isEqual(_ number: Int, _ term: borrowing Span<UInt8>) -> Bool {
        let range = terms.range(number)
        guard range.count == term.count else { return false }
        for index in 0..<term.count where terms.octets[range.lowerBound + index] != term[index] { return false }
        return true
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: 2 * slots.count)
        let mask = slots.count - 1
        for (number, hash) in hashes.enumerated() {
            var slot = Int(hash) & mask
            while slots[slot] >= 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(number)
        }
    }

    /// Eight octets at a time, multiplied and folded.
    private static func hash(_ term: borrowing Span<UInt8>) -> UInt32 {
        var state = seed ^ UInt64(term.count) &* 0x9E37_79B9_7F4A_7C15
        var index = 0
        while index < term.count {
            var word: UInt64 = 0
            let end = min(index + 8, term.count)
            while index < end {
                word = word << 8 | UInt64(term[index])
                index += 1
            }
            let product = (state ^ word).multipliedFullWidth(by: seed | 0x8000_0000_0000_0001)
            state = product.high ^ product.low ^ 0xA076_1D64_78BD_642F
        }
        let product = state.multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
        return UInt32(truncatingIfNeeded: product.high ^ product.low)
    }
}

/// What stands in some documents, turned round: each term with the documents in which it stands.
struct PostingBatch {
    private var table = TermTable(capacity: 256)
    private var numbers: [Int32] = []
    private var documents: [Int64] = []
    private(set) var first = Int64.max
    private(set) var last: Int64 = 0

    var isEmpty: Bool { documents.isEmpty }

    mutating func add(_ object: IndexedObject, as document: Int64) {
        first = min(first, document)
        last = max(last, document)
        object.terms.each { term in
            numbers.append(Int32(table.insert(term).number))
            documents.append(document)
        }
    }

    /// The terms in rising order, each with its documents in rising order.
    func sorted() -> SortedPostings {
        let terms = table.terms
        var ends = [Int](repeating: 0, count: terms.count + 1)
        for number in numbers { ends[Int(number) + 1] += 1 }
        for index in 1..<ends.count { ends[index] += ends[index - 1] }
        var places = ends
        var byTerm = [Int64](repeating: 0, count: documents.count)
        for (index, number) in numbers.enumerated() {
            byTerm[places[Int(number)]] = documents[index]
            places[Int(number)] += 1
        }
        for number in 0..<terms.count {
            let range = ends[number]..<ends[number + 1]
            // Nearly always in order, as they came.
            if range.dropFirst().contains(where: { byTerm[$0 - 1] > byTerm[$0] }) { byTerm[range].sort() }
        }
        let octets = terms.octets.span
        var order: [(beginning: UInt64, number: Int32)] = []
        order.reserveCapacity(terms.count)
        for number in 0..<terms.count { order.append((TermOrder.beginning(octets.extracting(terms.range(number))), Int32(number))) }
        order.sort { left, right in
            if left.beginning != right.beginning { return left.beginning < right.beginning }
            let octets = terms.octets.span
            return TermOrder.compare(octets.extracting(terms.range(Int(left.number))), octets.extracting(terms.range(Int(right.number))))
                < 0
        }
        return SortedPostings(terms: terms, order: order.map(\.number), ends: ends, documents: byTerm, first: first, last: last)
    }
}

/// Terms in rising order with their documents.
struct SortedPostings {
    fileprivate let terms: TermList
    fileprivate let order: [Int32]
    fileprivate let ends: [Int]
    fileprivate let documents: [Int64]
    let first: Int64
    let last: Int64

    func each(_ take: (_ term: borrowing Span<UInt8>, _ documents: borrowing Span<Int64>) throws -> Void) rethrows {
        let (octets, all) = (terms.octets.span, documents.span)
        for number in order {
            let number = Int(number)
            try take(octets.extracting(terms.range(number)), all.extracting(ends[number]..<ends[number + 1]))
        }
    }
}
