import Wire

/// The fold itself: from a set of verified operations to members and heads.
///
/// Operations name others by hash, so they cannot form a circle. Each gets the set of all operations in its past,
/// as a row of bits; whether an addition saw a removal is then one bit.
struct RosterFold {
    private(set) var organisations: [OrganisationID]
    private(set) var heads: [Hash]
    private(set) var waitingCount: Int

    /// `operations` ascending by hash, none twice.
    init(_ operations: [RosterOperation], founder: OrganisationID) {
        let indices = [Hash: Int](uniqueKeysWithValues: zip(operations.map(\.hash), operations.indices))
        let pasts = Self.pasts(operations, indices)
        let counted = operations.indices.filter { pasts[$0] != nil }
        waitingCount = operations.count - counted.count

        var isSeen = [Bool](repeating: false, count: operations.count)
        for index in counted {
            for hash in operations[index].seen { if let earlier = indices[hash] { isSeen[earlier] = true } }
        }
        heads = counted.filter { !isSeen[$0] }.map { operations[$0].hash }

        var removals: [OrganisationID: [Int]] = [:]
        for index in counted where operations[index].verb == .remove { removals[operations[index].organisation, default: []].append(index) }
        var members: Set<OrganisationID> = [founder]
        for index in counted where operations[index].verb == .add {
            guard let past = pasts[index] else { continue }
            let undoing = removals[operations[index].organisation] ?? []
            if undoing.allSatisfy({ past.contains($0) }) { members.insert(operations[index].organisation) }
        }
        organisations = members.sorted()
    }

    /// The past of each operation, or `nil` where a part of the past is missing.
    private static func pasts(_ operations: [RosterOperation], _ indices: [Hash: Int]) -> [IndexSet?] {
        var pasts = [IndexSet?](repeating: nil, count: operations.count)
        var missingCounts = operations.map(\.seen.count)
        var children = [[Int]](repeating: [], count: operations.count)
        for (index, operation) in operations.enumerated() {
            for hash in operation.seen { if let earlier = indices[hash] { children[earlier].append(index) } }
        }
        var ready = operations.indices.filter { missingCounts[$0] == 0 }
        while let index = ready.popLast() {
            var past = IndexSet(count: operations.count)
            for hash in operations[index].seen {
                guard let earlier = indices[hash], let earlierPast = pasts[earlier] else { continue }
                past.formUnion(earlierPast)
                past.insert(earlier)
            }
            pasts[index] = past
            for child in children[index] {
                missingCounts[child] -= 1
                if missingCounts[child] == 0 { ready.append(child) }
            }
        }
        return pasts
    }
}

/// A set of small indices as a row of bits.
private struct IndexSet {
    private var words: [UInt64]

    init(count: Int) { words = [UInt64](repeating: 0, count: (count + 63) / 64) }

    func contains(_ index: Int) -> Bool { words[index / 64] >> UInt64(index % 64) & 1 == 1 }

    mutating func insert(_ index: Int) { words[index / 64] |= 1 << UInt64(index % 64) }

    mutating func formUnion(_ other: IndexSet) {
        for index in words.indices { words[index] |= other.words[index] }
    }
}
