import Wire

/// The fold itself: from a charter and a set of verified operations to members, stewards and heads (specification §4.6).
struct RosterFold {
    /// What entitles an operation to a place in its roster, the weightiest first.
    enum Standing {
        /// A steward's, or in the past of a steward's: the roster rests on it.
        case borne
        /// Authorised, but not yet in the past of a steward's operation: a leaving or a vote.
        case loose
        /// Not authorised, and in the past of no steward's operation.
        case idle
        /// Something that it saw is missing.
        case waiting
    }

    /// The members, ascending.
    let organisations: [OrganisationID]
    /// Those of them who may change the roster, ascending.
    let stewards: [OrganisationID]
    /// The counted operations that no other counted one saw, ascending.
    let heads: [Hash]
    /// The counted operations that are not authorised, or void, ascending.
    let withoutEffect: [Hash]
    let waitingCount: Int
    /// By index into the operations.
    let standings: [Standing]
    /// The operations that count, and what entitles the signer of each to it.
    let history: RosterHistory
    let authorities: [RosterJudge.Authority]

    /// `operations` ascending by hash, none twice; the charter is that of a closed group.
    init(_ operations: [RosterOperation], charter: CharterStatement) {
        let history = RosterHistory(operations, founder: charter.founder)
        var judge = RosterJudge(history, electing: Int(charter.electing))
        let now = judge.wholeHistory()
        var (organisations, stewards): ([OrganisationID], [OrganisationID]) = ([], [])
        for (number, organisation) in history.organisations.enumerated() where judge.isMember(number, in: now) {
            organisations.append(organisation)
            if judge.isSteward(number, in: now) { stewards.append(organisation) }
        }
        self.organisations = organisations.sorted()
        self.stewards = stewards.sorted()
        heads = history.heads.map { operations[history.steps[$0].index].hash }
        let authorities = judge.authorities
        let idle = history.steps.indices.filter { authorities[$0] == .none || now.void.contains($0) }
        withoutEffect = idle.map { operations[history.steps[$0].index].hash }.sorted()
        waitingCount = operations.count - history.steps.count
        var places = [Int](repeating: -1, count: operations.count)
        for (place, step) in history.steps.enumerated() { places[step.index] = place }
        let borne = history.ends { authorities[$0] == .stewardship }.covered
        standings = places.map { place in
            guard place >= 0 else { return .waiting }
            return borne.contains(place) ? .borne : authorities[place] == .none ? .idle : .loose
        }
        self.history = history
        self.authorities = authorities
    }
}
