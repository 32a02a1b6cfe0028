public import Wire

/// What has become of items whose authors corrected and withdrew them: a function of the set of versions and withdrawals, whatever the
/// order in which they came (specification §9.3).
///
/// A *line* is an item with all its corrections by its own organisation. What another organisation says about it is without effect
/// and is reported in `foreign`.
public struct ItemLines: Sendable {
    /// Versions and withdrawals that are about an item of another organisation, ascending; such a version begins a line of its own.
    public let foreign: [Hash]
    /// Withdrawals of items of which nothing is here yet, ascending.
    public let waiting: [Hash]

    private let versions: [ItemVersion]
    private let places: [Hash: Int]
    private let forest: LineForest
    /// What counts of the withdrawals of the line that begins at the place.
    private let withdrawals: [Int: IssuedWithdrawal]

    /// Folds them; repetitions change nothing. Takes time in proportion to their number, and as much for sorting.
    public init(versions: some Sequence<ItemVersion>, withdrawals: some Sequence<IssuedWithdrawal>) {
        var known: [Hash: ItemVersion] = [:]
        for version in versions { known[version.id] = version }
        let sorted = known.values.sorted { $0.id < $1.id }
        var places: [Hash: Int] = [:]
        for (place, version) in sorted.enumerated() { places[version.id] = place }

        var foreign: Set<Hash> = []
        /// Places, behind those of the versions, of items that are named and not here. Each is taken to be of whoever names it.
        var absent: [AbsentItem: Int] = [:]
        var parents: [Int?] = []
        for version in sorted {
            guard let replaced = version.replaces else {
                parents.append(nil)
                continue
            }
            if let place = places[replaced] {
                let isOwn = sorted[place].organisation == version.organisation
                if !isOwn { foreign.insert(version.id) }
                parents.append(isOwn ? place : nil)
            } else {
                let item = AbsentItem(organisation: version.organisation, id: replaced)
                let place = absent[item] ?? sorted.count + absent.count
                absent[item] = place
                parents.append(place)
            }
        }
        let forest = LineForest(parents: parents + Array(repeating: nil, count: absent.count), ranked: sorted.count)

        var waiting: Set<Hash> = []
        var counting: [Int: IssuedWithdrawal] = [:]
        for issued in withdrawals {
            let target = issued.withdrawal.target
            let place: Int
            if let here = places[target] {
                guard sorted[here].organisation == issued.organisation else {
                    foreign.insert(issued.id)
                    continue
                }
                place = here
            } else if let named = absent[AbsentItem(organisation: issued.organisation, id: target)] {
                place = named
            } else {
                waiting.insert(issued.id)
                continue
            }
            let first = forest.firsts[place]
            if counting[first].map({ issued.precedes($0) }) ?? true { counting[first] = issued }
        }
        self.versions = sorted
        self.places = places
        self.forest = forest
        self.withdrawals = counting
        self.foreign = foreign.sorted()
        self.waiting = waiting.sorted()
    }

    /// What has become of a version at that second; `nil` when it is not here.
    ///
    /// A re-share whose original is here too goes the way of the original, unless its re-sharer has replaced or withdrawn it.
    public func state(of id: Hash, at second: UInt64) -> ItemState? {
        guard let place = places[id] else { return nil }
        let own = stateInLine(of: place, at: second)
        guard own == .current, let original = versions[place].original.flatMap({ places[$0] }) else { return own }
        return stateInLine(of: original, at: second)
    }

    /// The versions of the line in which the item stands, as far as they are here: by how many corrections lie before, then ascending.
    ///
    /// Takes time in proportion to everything that was folded.
    public func line(of id: Hash) -> [Hash] {
        guard let first = places[id].map({ forest.firsts[$0] }) else { return [] }
        return versions.indices.filter { forest.firsts[$0] == first }
            .sorted { (forest.depths[$0], $0) < (forest.depths[$1], $1) }.map { versions[$0].id }
    }

    private func stateInLine(of place: Int, at second: UInt64) -> ItemState {
        let first = forest.firsts[place]
        if let issued = withdrawals[first] {
            return issued.withdrawal.successor.map { .moved(to: $0, by: issued.id) } ?? .withdrawn(by: issued.id)
        }
        if let last = forest.lasts[first], last != place { return .replaced(by: versions[last].id) }
        let expires = versions[place].expires
        return expires != 0 && second >= expires ? .expired : .current
    }
}

/// An item that somebody names and that is not here.
private struct AbsentItem: Hashable {
    let organisation: OrganisationID
    let id: Hash
}

extension IssuedWithdrawal {
    /// Whether it counts rather than the other: a retraction before a move, then the smaller identifier.
    fileprivate func precedes(_ other: Self) -> Bool {
        let (moves, otherMoves) = (withdrawal.successor != nil, other.withdrawal.successor != nil)
        return moves == otherMoves ? id < other.id : !moves
    }
}
