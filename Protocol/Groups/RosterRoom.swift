import Wire

/// Which operations a roster keeps, so that nobody can take the room that its stewards need (specification §4.6).
///
/// What stewards signed, with everything in its past, is kept while there is room at all: these operations are *borne*, and none of
/// them is ever given up for another. Of everything else, leavings, votes, what is not authorised and what waits, each organisation
/// may have a little. There the lowest hashes are kept, so the choice does not depend on who came first.
struct RosterRoom {
    /// How many operations there is room for: in a federation as the limits say, in tests fewer.
    struct Bounds: Equatable {
        var borneMax = GroupsLimits.rosterBorneOperationsMax
        var reservedMax = GroupsLimits.rosterReservedOperationsMax
        var looseMax = GroupsLimits.rosterLooseOperationsMax
        var loosePerSignerMax = GroupsLimits.rosterLooseOperationsPerSignerMax

        /// What is held and what is offered together, at most: as much as two rosters can hold that agree in what is borne.
        var offeredMax: Int { borneMax + reservedMax + 2 * looseMax }
    }

    private let operations: [RosterOperation]
    private let fold: RosterFold
    private let bounds: Bounds

    /// `operations` are those that are held and those that are offered, ascending by hash; `fold` is their fold.
    init(_ operations: [RosterOperation], fold: RosterFold, bounds: Bounds) {
        self.operations = operations
        self.fold = fold
        self.bounds = bounds
    }

    /// The indices of what is kept, ascending. `stewards` are those of the roster so far, in whose hands the last places are.
    func kept(stewards: [OrganisationID], holding isHeld: (Hash) -> Bool) -> [Int] {
        let history = fold.history
        let places = admitted(stewards: Set(stewards), holding: isHeld)
        let admitted = places.map { history.steps[$0].index }
        // What only an operation without room would have borne stays as it was; a steward's operation without room is gone.
        let others = history.steps.indices.filter { place in
            guard !places.contains(place), fold.authorities[place] != .stewardship else { return false }
            let index = history.steps[place].index
            return fold.standings[index] != .borne || isHeld(operations[index].hash)
        }
        let loose = others.filter { fold.authorities[$0] != .none }.map { history.steps[$0].index }
        let idle = others.filter { fold.authorities[$0] == .none }.map { history.steps[$0].index }
        let waiting = fold.standings.indices.filter { fold.standings[$0] == .waiting }
        return (admitted + chosen(loose: loose.sorted(), others: (idle + waiting).sorted(), beside: places)).sorted()
    }

    /// What the next operation says it has seen: authorised operations that have the others in their pasts, at most 64, ascending.
    ///
    /// Where there are more, what is void is left out, and those of present stewards come before those of former ones, these before
    /// leavings and votes. Operations without authority are left out, so that nobody can hide the others behind them or have them
    /// borne; so are leavings and votes of an organisation that has signed as many as it may.
    var foundation: [Hash] {
        let (history, ranks) = (fold.history, ranks)
        var (chosen, covered): ([Int], PlaceSet) = ([], PlaceSet())
        for rank in 0...Self.voidRank {
            let (ends, more) = history.ends { ranks[$0] == rank && !covered.contains($0) }
            if rank == Self.voidRank, chosen.count + ends.count > GroupsLimits.seenOperationsMax { break }
            chosen += ends.sorted { history.steps[$0].index < history.steps[$1].index }
            covered.formUnion(more)
        }
        let named = chosen.prefix(GroupsLimits.seenOperationsMax)
        let heads = named.filter { place in !named.contains { history.pasts[$0].contains(place) } }
        return heads.map { operations[history.steps[$0].index].hash }.sorted()
    }

    private static let voidRank = 3

    /// By place, how early an operation is named; `nil` for one that is not.
    private var ranks: [Int?] {
        let (stewards, void) = (Set(fold.stewards), Set(fold.withoutEffect))
        let borne = fold.history.ends { fold.authorities[$0] == .stewardship }.covered
        var signed = unstewardly(among: borne)
        for index in fold.standings.indices where fold.standings[index] == .loose {
            signed[operations[index].signerOrganisation, default: 0] += 1
        }
        return fold.history.steps.indices.map { place in
            let operation = operations[fold.history.steps[place].index]
            let hasSignedMost = signed[operation.signerOrganisation, default: 0] >= bounds.loosePerSignerMax
            if fold.authorities[place] == .none || !borne.contains(place) && hasSignedMost { return nil }
            if void.contains(operation.hash) { return Self.voidRank }
            guard fold.authorities[place] == .stewardship else { return 2 }
            return stewards.contains(operation.signerOrganisation) ? 0 : 1
        }
    }

    /// The places of stewards' operations with their pasts: what is held, and of the rest, in the order of places, what there is room for.
    private func admitted(stewards: Set<OrganisationID>, holding isHeld: (Hash) -> Bool) -> PlaceSet {
        let (history, authorities) = (fold.history, fold.authorities)
        let all = history.ends { authorities[$0] == .stewardship }.covered
        guard all.count > bounds.borneMax else { return all }
        var admitted = history.ends { authorities[$0] == .stewardship && isHeld(operations[history.steps[$0].index].hash) }.covered
        for place in history.steps.indices where authorities[place] == .stewardship && !admitted.contains(place) {
            let hasReserve = stewards.contains(operations[history.steps[place].index].signerOrganisation)
            let more = admitted.union(history.pasts[place].inserting(place))
            let room = bounds.borneMax + (hasReserve ? bounds.reservedMax : 0)
            if more.count <= room { admitted = more }
        }
        return admitted
    }

    /// Of what is not borne, the lowest hashes: a few of each organisation, and no more than some in all; what is authorised first.
    ///
    /// Leavings and votes that are borne already count against their signer, so that it cannot fill the roster through others.
    private func chosen(loose: [Int], others: [Int], beside borne: PlaceSet) -> [Int] {
        var signed = unstewardly(among: borne)
        var kept: [OrganisationID: Int] = [:]
        var chosen: [Int] = []
        for index in loose where signed[operations[index].signerOrganisation, default: 0] < bounds.loosePerSignerMax {
            signed[operations[index].signerOrganisation, default: 0] += 1
            kept[operations[index].signerOrganisation, default: 0] += 1
            chosen.append(index)
        }
        for index in others where kept[operations[index].signerOrganisation, default: 0] < bounds.loosePerSignerMax {
            kept[operations[index].signerOrganisation, default: 0] += 1
            chosen.append(index)
        }
        return [Int](chosen.prefix(bounds.looseMax))
    }

    /// How many leavings and votes of each organisation are among these.
    private func unstewardly(among borne: PlaceSet) -> [OrganisationID: Int] {
        var counts: [OrganisationID: Int] = [:]
        for place in borne where fold.authorities[place] != .stewardship {
            counts[operations[fold.history.steps[place].index].signerOrganisation, default: 0] += 1
        }
        return counts
    }
}
