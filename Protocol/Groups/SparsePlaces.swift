/// Ascending places in few words: of most organisations there are one or two in a history of thousands.
struct SparsePlaces {
    /// Which 64 places, and which of them; none without a place.
    private(set) var chunks: [(word: Int, bits: UInt64)] = []

    var isEmpty: Bool { chunks.isEmpty }

    /// Takes a place no less than those before.
    mutating func append(_ place: Int) {
        if chunks.last?.word != place / 64 { chunks.append((place / 64, 0)) }
        chunks[chunks.count - 1].bits |= 1 << UInt64(place % 64)
    }

    func intersects(_ places: PlaceSet) -> Bool { chunks.contains { $0.bits & places.bits(of: $0.word) != 0 } }

    /// Whether all of them that are among `places` are in `set` too.
    func isCovered(by set: PlaceSet, among places: PlaceSet) -> Bool {
        chunks.allSatisfy { $0.bits & places.bits(of: $0.word) & ~set.bits(of: $0.word) == 0 }
    }

    /// Those among `places` that are not in `excluded`, from the last to the first, until one satisfies the condition.
    func lastContains(among places: PlaceSet, butNot excluded: PlaceSet, where isWanted: (Int) -> Bool) -> Bool {
        for chunk in chunks.reversed() {
            var bits = chunk.bits & places.bits(of: chunk.word) & ~excluded.bits(of: chunk.word)
            while bits != 0 {
                let last = 63 - bits.leadingZeroBitCount
                if isWanted(chunk.word * 64 + last) { return true }
                bits ^= 1 << UInt64(last)
            }
        }
        return false
    }
}
