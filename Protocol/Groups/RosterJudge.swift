/// Says of each operation whether it is authorised, and of any history in it which operations are void and who is what.
///
/// Operations are judged in the order of their places, each in its own past. Nothing calls itself: what is void is found in one
/// pass over ascending places, so that no chain of appointments, however long, exhausts the stack.
struct RosterJudge {
    /// What entitles an operation's signer to it.
    enum Authority {
        case none
        /// Its organisation is a steward.
        case stewardship
        /// Its organisation removes itself.
        case leaving
        /// Its organisation is a member, and there is no steward.
        case vote
    }

    /// Places that hold the past of each, and which operations are void as seen from there or from a larger history.
    struct Cut {
        let places: PlaceSet
        let void: PlaceSet
    }

    /// The authorised operations on one organisation, and those that it signed.
    private struct Record {
        var additions = SparsePlaces()
        var appointments = SparsePlaces()
        var votes = SparsePlaces()
        var removals = SparsePlaces()
        /// Removals and dismissals.
        var endings = SparsePlaces()
        /// The same one by one, ascending.
        var endingPlaces: [Int] = []
        /// Additions and appointments signed by the organisation, ascending.
        var grants: [Int] = []
    }

    /// What came out when votes were last counted; asked again for each operation of an elected steward.
    private struct Election {
        let votes: [Int]
        let void: PlaceSet
        let isWon: Bool
    }

    private let history: RosterHistory
    private let electing: Int
    private var records: [Record]
    /// Of every operation, by place.
    private(set) var authorities: [Authority] = []
    /// What is void in the past of each operation, by place.
    private var voids: [PlaceSet] = []
    /// By place, the authorised removals and dismissals of an addition's or appointment's signer that are concurrent with it.
    private var opponents: [PlaceSet]
    /// The additions and appointments that are void in some history; all others never are.
    private var endangered = PlaceSet()
    /// The founder and whoever was ever appointed or voted for.
    private var candidates = [0]
    /// The last election of each organisation.
    private var elections: [Int: Election] = [:]

    init(_ history: RosterHistory, electing: Int) {
        self.history = history
        self.electing = electing
        records = [Record](repeating: Record(), count: history.organisations.count)
        opponents = [PlaceSet](repeating: PlaceSet(), count: history.steps.count)
        for place in history.steps.indices { judge(place) }
    }

    /// Everything that counts.
    mutating func wholeHistory() -> Cut {
        let places = PlaceSet(below: history.steps.count)
        return Cut(places: places, void: void(in: places, after: history.heads.count == 1 ? history.heads.first : nil))
    }

    // MARK: - Who is what

    func isMember(_ organisation: Int, in cut: Cut) -> Bool {
        holds(organisation, by: records[organisation].additions, against: records[organisation].removals, in: cut)
    }

    mutating func isSteward(_ organisation: Int, in cut: Cut) -> Bool {
        isMember(organisation, in: cut)
            && (holds(organisation, by: records[organisation].appointments, against: records[organisation].endings, in: cut)
                || isElected(organisation, in: cut))
    }

    private mutating func hasSteward(_ cut: Cut) -> Bool {
        for candidate in candidates where isSteward(candidate, in: cut) { return true }
        return false
    }

    private mutating func isElected(_ organisation: Int, in cut: Cut) -> Bool {
        guard !records[organisation].votes.isEmpty else { return false }
        var votes: [Int] = []
        standing(records[organisation].votes, against: records[organisation].endings, in: cut) { vote in
            votes.append(vote)
            return false
        }
        if let last = elections[organisation], last.votes == votes, last.void == cut.void { return last.isWon }
        var pasts = PlaceSet()
        for vote in votes { pasts.formUnion(history.pasts[vote]) }
        let then = Cut(places: pasts, void: cut.void)
        let electorate = records.indices.filter { isMember($0, in: then) }
        let voters = Set(votes.map { history.steps[$0].signer }).intersection(electorate)
        let election = Election(votes: votes, void: cut.void, isWon: voters.count * 100 > electorate.count * electing)
        elections[organisation] = election
        return election.isWon
    }

    /// Whether one of these operations stands; the founder's own from before the first one does until the first ending.
    private func holds(_ organisation: Int, by grants: SparsePlaces, against endings: SparsePlaces, in cut: Cut) -> Bool {
        organisation == 0 && !endings.intersects(cut.places) || standing(grants, against: endings, in: cut) { _ in true }
    }

    /// Passes on the operations that stand, those that are in the history, not void, and have seen every ending there, from the
    /// last to the first, until one is wanted.
    @discardableResult
    private func standing(
        _ grants: SparsePlaces, against endings: SparsePlaces, in cut: Cut, isWanted: (Int) -> Bool
    ) -> Bool {
        grants.lastContains(among: cut.places, butNot: cut.void) { place in
            endings.isCovered(by: history.pasts[place], among: cut.places) && isWanted(place)
        }
    }

    // MARK: - What is void

    /// What is void among these places; `last` if one of them has all the others in its past.
    private mutating func void(in places: PlaceSet, after last: Int?) -> PlaceSet {
        guard !endangered.isEmpty else { return PlaceSet() }
        // Such a last operation is concurrent with nothing, so it changes nothing before it.
        if let last { return voids[last] }
        var void = PlaceSet()
        for place in endangered where places.contains(place) {
            if opponents[place].intersects(places) || !isEntitled(place, leavingOut: void) { void.insert(place) }
        }
        return void
    }

    private mutating func isEntitled(_ place: Int, leavingOut void: PlaceSet) -> Bool {
        let step = history.steps[place]
        let cut = Cut(places: history.pasts[place], void: void)
        return authorities[place] == .vote ? isMember(step.signer, in: cut) : isSteward(step.signer, in: cut)
    }

    // MARK: - Judging

    private mutating func judge(_ place: Int) {
        let step = history.steps[place]
        let cut = Cut(places: history.pasts[place], void: void(in: history.pasts[place], after: step.onlySeen))
        voids.append(cut.void)
        let authority = authority(of: step, in: cut)
        authorities.append(authority)
        guard authority != .none else { return }
        switch step.verb {
        case .add:
            records[step.organisation].additions.append(place)
            noteGrant(place, step)
        case .appoint:
            noteCandidate(step.organisation)
            if authority == .vote {
                records[step.organisation].votes.append(place)
            } else {
                records[step.organisation].appointments.append(place)
            }
            noteGrant(place, step)
        case .remove:
            records[step.organisation].removals.append(place)
            noteEnding(place, step)
        case .dismiss:
            noteEnding(place, step)
        }
    }

    private mutating func noteCandidate(_ organisation: Int) {
        let record = records[organisation]
        if organisation != 0, record.appointments.isEmpty, record.votes.isEmpty { candidates.append(organisation) }
    }

    private mutating func authority(of step: RosterHistory.Step, in cut: Cut) -> Authority {
        if step.verb == .remove, step.signer == step.organisation { return .leaving }
        if isSteward(step.signer, in: cut) { return .stewardship }
        return step.verb == .appoint && isMember(step.signer, in: cut) && !hasSteward(cut) ? .vote : .none
    }

    private mutating func noteGrant(_ place: Int, _ step: RosterHistory.Step) {
        records[step.signer].grants.append(place)
        for ending in records[step.signer].endingPlaces where !history.pasts[place].contains(ending) { opponents[place].insert(ending) }
        if !opponents[place].isEmpty || mayLoseGround(place, step) { endanger(place) }
    }

    private mutating func noteEnding(_ place: Int, _ step: RosterHistory.Step) {
        records[step.organisation].endings.append(place)
        records[step.organisation].endingPlaces.append(place)
        for grant in records[step.organisation].grants where !history.pasts[place].contains(grant) {
            opponents[grant].insert(place)
            endanger(grant)
        }
    }

    /// Whether what the operation rests on can be void where the operation is not; may say so too often.
    private func mayLoseGround(_ place: Int, _ step: RosterHistory.Step) -> Bool {
        guard !endangered.isEmpty else { return false }
        let record = records[step.signer]
        // An electorate can grow again when what was void in the past is not in a larger history.
        if !record.votes.isEmpty, !voids[place].isEmpty { return true }
        return [record.additions, record.appointments, record.votes].contains { grants in
            grants.lastContains(among: history.pasts[place], butNot: PlaceSet()) { endangered.contains($0) }
        }
    }

    /// Marks an operation, and all those whose signer's organisation may have been entitled by it.
    private mutating func endanger(_ place: Int) {
        var marked = [place]
        while let next = marked.popLast() {
            guard !endangered.contains(next) else { continue }
            endangered.insert(next)
            marked += records[history.steps[next].organisation].grants.filter {
                !endangered.contains($0) && history.pasts[$0].contains(next)
            }
        }
    }
}
