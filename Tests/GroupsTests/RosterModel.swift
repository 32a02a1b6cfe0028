import Groups
import Wire

/// The fold as §4.6 has it, sentence by sentence and without cleverness: every question is answered anew from sets of hashes.
///
/// All operations given count. Only what depends on nothing but an operation's past is remembered.
final class RosterModel {
    private let founder: OrganisationID
    private let electing: Int
    private let operations: [Hash: RosterOperation]
    private var pasts: [Hash: Set<Hash>] = [:]
    private var authorities: [Hash: Bool] = [:]
    private var isVote: Set<Hash> = []

    init(_ operations: [RosterOperation], charter: CharterStatement) {
        founder = charter.founder
        electing = Int(charter.electing)
        self.operations = Dictionary(uniqueKeysWithValues: operations.map { ($0.hash, $0) })
    }

    /// Members, stewards, and what is not authorised or void; each ascending.
    func outcome() -> (members: [OrganisationID], stewards: [OrganisationID], idle: [Hash], void: Set<Hash>) {
        let all = Set(operations.keys)
        let void = void(in: all)
        let idle = all.filter { !isAuthorised($0) || void.contains($0) }
        return (members(in: all, void: void).sorted(), stewards(in: all, void: void).sorted(), idle.sorted(), void)
    }

    var voteCount: Int { isVote.count }
    /// How often an election was found to be won.
    private(set) var electedCount = 0

    private func past(_ operation: Hash) -> Set<Hash> {
        if let known = pasts[operation] { return known }
        let seen = operations[operation]?.seen ?? []
        let past = seen.reduce(into: Set(seen)) { $0.formUnion(self.past($1)) }
        pasts[operation] = past
        return past
    }

    private func areConcurrent(_ one: Hash, _ other: Hash) -> Bool {
        one != other && !past(one).contains(other) && !past(other).contains(one)
    }

    /// The authorised operations in a history with one of these verbs, on this organisation.
    private func authorised(_ verbs: Set<RosterVerb>, _ organisation: OrganisationID, in history: Set<Hash>) -> [Hash] {
        history.filter { hash in
            operations[hash].map { verbs.contains($0.verb) && $0.organisation == organisation } == true && isAuthorised(hash)
        }
    }

    /// The additions, or appointments, or votes that stand.
    private func standing(_ verb: RosterVerb, _ organisation: OrganisationID, in history: Set<Hash>, void: Set<Hash>) -> [Hash] {
        let endings = authorised(verb == .add ? [.remove] : [.remove, .dismiss], organisation, in: history)
        return authorised([verb], organisation, in: history).filter { hash in
            !void.contains(hash) && endings.allSatisfy { past(hash).contains($0) }
        }
    }

    private func members(in history: Set<Hash>, void: Set<Hash>) -> Set<OrganisationID> {
        let named = Set(history.compactMap { operations[$0]?.organisation })
        var members = named.filter { !standing(.add, $0, in: history, void: void).isEmpty }
        if authorised([.remove], founder, in: history).isEmpty { members.insert(founder) }
        return members
    }

    private func stewards(in history: Set<Hash>, void: Set<Hash>) -> Set<OrganisationID> {
        members(in: history, void: void).filter { member in
            if member == founder, authorised([.remove, .dismiss], founder, in: history).isEmpty { return true }
            let standing = standing(.appoint, member, in: history, void: void)
            return standing.contains { !isVote.contains($0) } || isElected(by: standing.filter(isVote.contains), void: void)
        }
    }

    private func isElected(by votes: [Hash], void: Set<Hash>) -> Bool {
        let electorate = members(in: votes.reduce(into: []) { $0.formUnion(past($1)) }, void: void)
        let voters = Set(votes.compactMap { operations[$0]?.signerOrganisation }).intersection(electorate)
        let isElected = voters.count * 100 > electorate.count * electing
        if isElected { electedCount += 1 }
        return isElected
    }

    private func isAuthorised(_ hash: Hash) -> Bool {
        if let known = authorities[hash] { return known }
        guard let operation = operations[hash] else { return false }
        let history = past(hash)
        let void = void(in: history)
        let stewards = stewards(in: history, void: void)
        var isAuthorised = stewards.contains(operation.signerOrganisation)
        if operation.verb == .remove, operation.organisation == operation.signerOrganisation { isAuthorised = true }
        if operation.verb == .appoint, stewards.isEmpty, members(in: history, void: void).contains(operation.signerOrganisation) {
            isVote.insert(hash)
            isAuthorised = true
        }
        authorities[hash] = isAuthorised
        return isAuthorised
    }

    private func void(in history: Set<Hash>) -> Set<Hash> {
        var void: Set<Hash> = []
        for hash in history.sorted(by: { past($0).count < past($1).count }) {
            guard let operation = operations[hash], operation.verb == .add || operation.verb == .appoint, isAuthorised(hash) else {
                continue
            }
            let signer = operation.signerOrganisation
            let isOpposed = authorised([.remove, .dismiss], signer, in: history).contains { areConcurrent($0, hash) }
            let entitled = isVote.contains(hash) ? members(in: past(hash), void: void) : stewards(in: past(hash), void: void)
            if isOpposed || !entitled.contains(signer) { void.insert(hash) }
        }
        return void
    }
}
