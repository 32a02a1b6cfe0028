import Wire

/// The operations of a roster that count, each at a place after everything it saw.
///
/// Operations name others by hash, so they cannot form a circle. Each knows all places in its past, so whether an addition
/// saw a removal is one bit. Organisations are numbers here, the founder is 0.
struct RosterHistory {
    struct Step {
        /// Where the operation stands in the order of hashes.
        let index: Int
        let verb: RosterVerb
        let organisation: Int
        /// The signer's organisation.
        let signer: Int
        /// The place of the one operation it saw; `nil` when it saw none or several.
        let onlySeen: Int?
    }

    /// The operations that count, by place.
    private(set) var steps: [Step] = []
    /// Of each operation, by place, everything it saw and everything that those saw.
    private(set) var pasts: [PlaceSet] = []
    /// The places that no counted operation saw, in the order of hashes.
    private(set) var heads: [Int] = []
    /// The organisations by number.
    private(set) var organisations: [OrganisationID]
    private var numbers: [OrganisationID: Int]

    /// `operations` ascending by hash, none twice.
    init(_ operations: [RosterOperation], founder: OrganisationID) {
        organisations = [founder]
        numbers = [founder: 0]
        steps.reserveCapacity(operations.count)
        pasts.reserveCapacity(operations.count)
        let order = Order(operations)
        var places = [Int](repeating: -1, count: operations.count)
        var isSeen = [Bool](repeating: false, count: operations.count)
        for (place, index) in order.counted.enumerated() {
            places[index] = place
            let seen = order.seen[index].map { places[$0] }
            for earlier in seen { isSeen[earlier] = true }
            let onlySeen = seen.count == 1 ? seen.first : nil
            let (organisation, signer) = (number(operations[index].organisation), number(operations[index].signerOrganisation))
            steps.append(Step(index: index, verb: operations[index].verb, organisation: organisation, signer: signer, onlySeen: onlySeen))
            pasts.append(past(of: seen))
        }
        heads = places.filter { $0 >= 0 && !isSeen[$0] }
    }

    private mutating func number(_ organisation: OrganisationID) -> Int {
        if let number = numbers[organisation] { return number }
        numbers[organisation] = organisations.count
        organisations.append(organisation)
        return organisations.count - 1
    }

    private func past(of seen: [Int]) -> PlaceSet {
        guard let last = seen.max() else { return PlaceSet() }
        var past = pasts[last].inserting(last)
        for place in seen where !past.contains(place) {
            past.formUnion(pasts[place])
            past.insert(place)
        }
        return past
    }

    /// Of the places that satisfy a condition those in the past of no other such place, and what they cover: themselves and their pasts.
    func ends(where isWanted: (Int) -> Bool) -> (ends: [Int], covered: PlaceSet) {
        var (ends, covered): ([Int], PlaceSet) = ([], PlaceSet())
        for place in steps.indices.reversed() where isWanted(place) && !covered.contains(place) {
            ends.append(place)
            covered.formUnion(pasts[place])
            covered.insert(place)
        }
        return (ends, covered)
    }

    /// An order in which everything comes after what it saw.
    private struct Order {
        /// What each operation saw, as indices; empty where one of them is missing.
        private(set) var seen: [[Int]]
        /// The indices of those that count, in that order.
        private(set) var counted: [Int] = []

        private enum Visit {
            case none, begun, counted, waiting
        }

        init(_ operations: [RosterOperation]) {
            let hashes = HashIndex(ascending: operations.map(\.hash))
            seen = operations.indices.map { Self.indices(of: operations[$0].seen, in: hashes) }
            var visits = [Visit](repeating: .none, count: operations.count)
            for index in operations.indices where seen[index].count < operations[index].seen.count { visits[index] = .waiting }
            // Each operation is met twice: before what it saw, and after.
            var path = Array(operations.indices)
            while let index = path.popLast() {
                switch visits[index] {
                case .none:
                    visits[index] = .begun
                    path.append(index)
                    for earlier in seen[index] where visits[earlier] == .none { path.append(earlier) }
                case .begun:
                    let isComplete = seen[index].allSatisfy { visits[$0] == .counted }
                    visits[index] = isComplete ? .counted : .waiting
                    if isComplete { counted.append(index) }
                case .counted, .waiting: continue
                }
            }
        }

        private static func indices(of seen: [Hash], in hashes: HashIndex) -> [Int] {
            var indices: [Int] = []
            indices.reserveCapacity(seen.count)
            for hash in seen {
                guard let index = hashes.index(of: hash) else { return [] }
                indices.append(index)
            }
            return indices
        }
    }
}
