import Groups
import Policy
import Sodium
import Wire

@testable import Simulator

/// A small network drawn from dice: organisations, their nodes and subkeys, closed groups, and one organisation's rules.
struct SharingWorld: NodeDirectory {
    struct Member {
        let id: OrganisationID
        let facts: Addressee
        /// Whether the registry has it as admitted; else it is suspended.
        let isAdmitted: Bool
        /// Whether the delay after its admission is over.
        let isSettled: Bool

        var isInCommunity: Bool { isAdmitted && isSettled }
    }

    struct Site {
        let node: NodeID
        let owner: Int
        let isCertified: Bool
        /// Every node has one; what counts is what it announced.
        let subkey: Int
        let statement: SubkeyStatement?
    }

    static let now = Minute(29_000_000)
    static let subkeys: [Subkey] = (0..<24).compactMap { number in
        var seed = [UInt8](repeating: UInt8(number), count: Subkey.seedOctets)
        return try? Subkey(seed: SecretOctets(moving: &seed))
    }
    private static let sectors = ["energy", "finance", ""]

    /// The first is the one that shares.
    private(set) var members: [Member] = []
    private(set) var sites: [Site] = []
    private(set) var rosters: [(name: String, members: Set<Int>)] = []
    private let owners: [NodeID: OrganisationID]

    init(_ dice: inout Dice) {
        for number in 0..<3 + dice.below(5) {
            let id: OrganisationID = Terrain.identifier(&dice)
            let sector = Self.sectors[dice.below(3)]
            let facts = Addressee(id: id.hex, name: "Org \(number)", sectors: sector.isEmpty ? [] : [sector], isOurs: number == 0)
            members.append(
                Member(id: id, facts: facts, isAdmitted: number == 0 || dice.below(6) > 0, isSettled: number == 0 || dice.below(8) > 0))
            for place in 0..<1 + dice.below(3) {
                let (node, subkey): (NodeID, Int) = (Terrain.identifier(&dice), sites.count)
                let isOwnNode = number == 0 && place == 0
                // Without a subkey, with one that has expired, or as it should be. The sharing node itself has one, or nothing is shared.
                let ends = isOwnNode ? 2 : dice.below(8)
                let statement = SubkeyStatement(
                    node: node, publicKey: Self.subkeys[subkey].publicKey, notBefore: Minute(Self.now.rawValue - 100),
                    notAfter: Minute(ends == 1 ? Self.now.rawValue : Self.now.rawValue + 1))
                sites.append(
                    Site(
                        node: node, owner: number, isCertified: isOwnNode || dice.below(10) > 0, subkey: subkey,
                        statement: ends == 0 ? nil : statement))
            }
        }
        for name in ["Trusted", "Small", "Wide"] {
            var inside = Set((1..<members.count).filter { _ in dice.below(name == "Wide" ? 4 : 2) > 0 })
            if dice.below(6) > 0 { inside.insert(0) }
            rosters.append((name, inside))
        }
        owners = Dictionary(uniqueKeysWithValues: sites.map { [members] site in (site.node, members[site.owner].id) })
    }

    func operationKeys(of node: NodeID) -> [VerifyingKey] { [] }

    func organisation(ofNode node: NodeID) -> OrganisationID? { owners[node] }

    // MARK: - Who is inside

    private func all(_ isInside: (Member) -> Bool) -> Set<Int> { Set(members.indices.filter { isInside(members[$0]) }) }

    var community: Set<Int> { all(\.isInCommunity) }

    func sector(_ name: String) -> Set<Int> { all { $0.isInCommunity && $0.facts.sectors == [name] } }

    /// The organisations for which what goes to this audience is sealed; told by the audience's kind and name alone, where it has a name.
    func sealingCircle(of audience: AudienceFacts) -> Set<Int> {
        switch audience.kind {
        case .everyone: []
        case .community: community
        case .sector: audience.name.map { sector($0) } ?? []
        case .closed: rosters.first { $0.name == audience.name }?.members ?? []
        // Whoever names recipients is among them.
        case .named: all { one in audience.organisations.contains { $0.id == one.id.hex } || one.facts.isOurs }
        }
    }

    /// The places of the nodes that a key for these organisations is made for.
    func sealingSet(of circle: Set<Int>) -> Set<Int> {
        Set(
            sites.indices.filter { place in
                let site = sites[place]
                return circle.contains(site.owner) && members[site.owner].isAdmitted && site.isCertified && member(place) != nil
            })
    }

    func member(_ place: Int) -> EpochMember? { sites[place].statement.flatMap { EpochMember($0, at: Self.now) } }

    /// Every node of the network that a key can be made for now, as the explaining node knows them.
    var keyed: [EpochMember] { sealingSet(of: Set(members.indices)).sorted().compactMap { member($0) } }

    // MARK: - What is shared

    private func facts(_ kind: AudienceKind, _ inside: Set<Int>, named name: String? = nil, namesPeople: Bool = false) -> AudienceFacts {
        AudienceFacts(kind, name: name, organisations: inside.sorted().map { members[$0].facts }, namesPeople: namesPeople)
    }

    /// The circles to which rules may send.
    var circles: [AudienceFacts] {
        [facts(.community, community)] + rosters.filter { $0.members.contains(0) }.map { facts(.closed, $0.members, named: $0.name) }
    }

    func audience(_ dice: inout Dice) -> AudienceFacts {
        let own = rosters.filter { $0.members.contains(0) }
        switch dice.below(6) {
        case 0, 1: return .everyone
        case 2:
            if let name = members[0].facts.sectors.first { return facts(.sector, sector(name), named: name) }
            return facts(.community, community)
        case 3: return facts(.community, community)
        case 4 where !own.isEmpty:
            let roster = own[dice.below(own.count)]
            return facts(.closed, roster.members, named: roster.name)
        default:
            let others = members.indices.filter { $0 == 0 || members[$0].isAdmitted && dice.below(3) > 0 }
            return facts(.named, Set(others), namesPeople: dice.below(6) == 0)
        }
    }

    func item(_ dice: inout Dice) -> ItemFacts {
        let marks: [TLP?] = [nil] + TLP.allCases + TLP.allCases + [.clear, .clear, .clear, .clear, .green]
        return ItemFacts(
            tlp: marks[dice.below(marks.count)], pap: dice.below(2) == 0 ? nil : PAP.allCases[dice.below(PAP.allCases.count)],
            author: members[0].facts, types: ["indicator", "note", "malware"].filter { _ in dice.below(2) == 0 },
            labels: ["x", "y"].filter { _ in dice.below(2) == 0 }, octets: UInt64(dice.below(2_000)),
            mentions: OwnMentions(rawValue: UInt8(dice.below(4))), isOwnDraft: dice.below(8) > 0)
    }
}
