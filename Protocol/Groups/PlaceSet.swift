/// A set of places in a roster's history: a row of bits, no longer than its greatest place needs.
struct PlaceSet: Hashable, Sequence {
    private var words: [UInt64] = []
    /// How many words at the start are all ones. Most pasts are nearly everything, and a union passes over these.
    private var fullWords = 0

    init() {}

    /// Every place below `count`.
    init(below count: Int) {
        words = [UInt64](repeating: .max, count: count / 64)
        fullWords = words.count
        if count % 64 > 0 { words.append((1 << UInt64(count % 64)) - 1) }
    }

    /// This set and one place more, made in one allocation.
    func inserting(_ place: Int) -> PlaceSet {
        var longer = PlaceSet()
        longer.words.reserveCapacity(place / 64 + 1)
        longer.words += words
        longer.fullWords = fullWords
        longer.insert(place)
        return longer
    }

    var isEmpty: Bool { words.isEmpty }

    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// The 64 places from `64 * word` on.
    func bits(of word: Int) -> UInt64 { word < words.count ? words[word] : 0 }

    func contains(_ place: Int) -> Bool { place / 64 < words.count && words[place / 64] >> UInt64(place % 64) & 1 == 1 }

    /// Whether a place is in both.
    func intersects(_ other: PlaceSet) -> Bool { zip(words, other.words).contains { $0 & $1 != 0 } }

    mutating func insert(_ place: Int) {
        grow(to: place / 64 + 1)
        words[place / 64] |= 1 << UInt64(place % 64)
        if place / 64 == fullWords { countFullWords() }
    }

    mutating func formUnion(_ other: PlaceSet) {
        grow(to: other.words.count)
        let first = fullWords
        guard first < other.words.count else { return }
        var union = words.mutableSpan
        for index in first..<other.words.count { union[index] |= other.words[index] }
        countFullWords()
    }

    func union(_ other: PlaceSet) -> PlaceSet {
        var union = self
        union.formUnion(other)
        return union
    }

    private mutating func grow(to count: Int) {
        if count > words.count { words.append(contentsOf: repeatElement(0, count: count - words.count)) }
    }

    private mutating func countFullWords() {
        while fullWords < words.count, words[fullWords] == .max { fullWords += 1 }
    }

    /// The places in ascending order.
    func makeIterator() -> Iterator { Iterator(words) }

    struct Iterator: IteratorProtocol {
        private let words: [UInt64]
        private var index = 0
        private var rest: UInt64

        fileprivate init(_ words: [UInt64]) {
            self.words = words
            rest = words.first ?? 0
        }

        mutating func next() -> Int? {
            while rest == 0 {
                index += 1
                guard index < words.count else { return nil }
                rest = words[index]
            }
            defer { rest &= rest - 1 }
            return index * 64 + rest.trailingZeroBitCount
        }
    }
}
