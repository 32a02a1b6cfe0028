/// Versions as trees: each place's parent is what it corrects (specification §9.3).
struct LineForest: Sendable {
    /// Where the line of each place begins.
    private(set) var firsts: [Int]
    /// How many corrections lie between that and the place.
    private(set) var depths: [Int]
    /// The place that counts in the line that begins at the key: of the deepest the last, and places ascend with identifiers.
    private(set) var lasts: [Int: Int] = [:]

    /// Of these places the first `ranked` are versions; the others are named and not here.
    init(parents: [Int?], ranked: Int) {
        firsts = Array(parents.indices)
        depths = Array(repeating: -1, count: parents.count)
        for place in parents.indices where depths[place] < 0 { climb(from: place, parents) }
        for place in 0..<ranked {
            let first = firsts[place]
            guard let last = lasts[first] else {
                lasts[first] = place
                continue
            }
            if depths[place] >= depths[last] { lasts[first] = place }
        }
    }

    /// Goes up to a place whose depth is known, or to a first one, and gives all on the way their depths.
    ///
    /// Identifiers are hashes, so nothing can correct itself. If it did, each of the circle would begin a line of its own.
    private mutating func climb(from place: Int, _ parents: [Int?]) {
        var path: [Int] = []
        var onPath: [Int: Int] = [:]
        var here = place
        while depths[here] < 0, onPath[here] == nil {
            onPath[here] = path.count
            path.append(here)
            guard let parent = parents[here] else { break }
            here = parent
        }
        if depths[here] < 0, let start = onPath[here] {
            // Either the first of its line, alone, or the circle that the path ran into.
            for member in path[start...] { depths[member] = 0 }
            path.removeSubrange(start...)
        }
        for member in path.reversed() {
            guard let parent = parents[member] else { continue }
            depths[member] = depths[parent] + 1
            firsts[member] = firsts[parent]
        }
    }
}
