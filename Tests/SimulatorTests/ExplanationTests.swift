import Crypto
import Glibc
import Groups
import Ledger
import Policy
import Sodium
import Testing
import Wire

@testable import Simulator

/// One item on its way through a random network: explained on one side, sealed and tried by every node on the other.
private struct SharingCase {
    let seed: UInt64
    var dice: Dice
    let world: SharingWorld
    let rules: String
    let book: Rulebook
    let item: ItemFacts
    let asked: AudienceFacts
    let content: [UInt8]
    let network: NetworkID
    let plan: AudiencePlan

    init(seed: UInt64) {
        self.seed = seed
        dice = Dice(seed: seed)
        world = SharingWorld(&dice)
        (rules, book) = RandomRules.draw(&dice)
        item = world.item(&dice)
        asked = world.audience(&dice)
        content = dice.octets(64)
        network = Terrain.identifier(&dice)
        plan = AudiencePlan(for: item, to: asked, circles: world.circles, by: book)
    }

    /// What has to be known to play this case again.
    var name: String { "SEED=\(seed) plays it alone; \(item.tlp?.displayName ?? "unmarked") to \(asked.kind) under:\n\(rules)" }

    var explained: Set<NodeID> { Set(plan.nodes(among: world.keyed, directory: world)) }

    enum Outcome: Equatable {
        case refused
        case plain
        /// The places of the nodes that opened it.
        case opened(Set<Int>)
    }

    /// Decides without the plan, seals for the circle that the decision names, and has every node of the network try.
    mutating func share(withSlots: Bool) throws -> Outcome {
        let decision = book.outbound(item, to: asked, circles: world.circles)
        guard decision.isAllowed else { return .refused }
        if decision.audience.kind == .everyone { return book.publishing(item).refusal == nil ? .plain : .refused }
        let set = world.sealingSet(of: world.sealingCircle(of: decision.audience))
        return .opened(try withSlots ? openers(throughSlotsFor: set) : openers(ofKeysFor: set))
    }

    private mutating func prefix(_ epoch: EpochID, _ tag: GroupTag) throws -> EntryPrefix {
        let name = JournalName(node: world.sites[0].node, group: tag, incarnation: Terrain.identifier(&dice))
        return EntryPrefix(
            kind: .item, journal: name.id(in: network), salt: try #require(Octets16(dice.octets(16))), epoch: epoch, step: 0,
            registrySize: 1, time: SharingWorld.now, keepUntil: SharingWorld.now)
    }

    private func entry(_ prefix: EntryPrefix, _ key: SymmetricKey) -> (entry: UnverifiedEntry, body: [UInt8]) {
        let sealed = Sealing.seal(content, prefix: prefix, network: network, key: key)
        return (UnverifiedEntry(prefix: prefix, commitment: sealed.commitment, body: .inline(sealed.body)), sealed.body)
    }

    /// The simulator's groups: each circle of the network has a key, and every node tries all that it holds.
    private mutating func openers(ofKeysFor set: Set<Int>) throws -> Set<Int> {
        var taints = TaintTable()
        let circles = [world.community, world.sector("energy"), world.sector("finance")] + world.rosters.map(\.members)
        var groups = ([set] + circles.map { world.sealingSet(of: $0) }).map { members in
            SharedGroup(tag: Terrain.identifier(&dice), members: members, isOpen: false, isSealed: true, mailbox: nil)
        }
        for index in groups.indices { groups[index].renewKey(&dice, taints: &taints) }
        let keys = groups.flatMap(\.epochs)
        let (entry, body) = entry(try prefix(keys[0].id, groups[0].tag), keys[0].key)
        // A key opens or does not, whoever holds it: each is tried once for all its holders.
        let opening = keys.filter { Sealing.open(entry, body: body, network: network, key: $0.key) == content }
        return opening.reduce(into: []) { $0.formUnion($1.members) }
    }

    /// The epoch as it travels: every node tries its subkey, announced or not, on all slots, and then the item.
    private mutating func openers(throughSlotsFor set: Set<Int>) throws -> Set<Int> {
        let tag: GroupTag = Terrain.identifier(&dice)
        let terms = EpochTerms(
            network: network, tag: tag, registrySize: 1, rosterFrontier: EpochTerms.withoutRoster, startHour: SharingWorld.now.rawValue / 60
        )
        var (opening, key) = try EpochOpening.make(for: set.sorted().compactMap { world.member($0) }, terms: terms, using: &dice)
        let received = try EpochOpening(decoding: opening.encoded()[...], tag: tag)
        let (entry, body) = entry(try prefix(key.id, tag), try key.stepKey(0))
        #expect(opening.isFor(Array(explained), key: key), "the epoch is for others than are explained; \(name)")
        return Set(
            try world.sites.indices.filter { place in
                let own = SharingWorld.subkeys[world.sites[place].subkey]
                guard var key = try? received.receive(network: network, subkeys: [own]) else { return false }
                return Sealing.open(entry, body: body, network: network, key: try key.stepKey(0)) == content
            })
    }
}

@Suite("What is explained is what happens")
struct ExplanationTests {
    private static let casesInPart: UInt64 = 500
    /// Of each part so many go through real X-Wing slots, which cost milliseconds each in a debug build.
    private static let casesWithSlots: UInt64 = 10

    /// 10,000 cases in parts that run side by side; the one of `SEED`, where the environment has it.
    private static let parts: [Range<UInt64>] =
        if let text = getenv("SEED"), let seed = UInt64(String(cString: text)) {
            [seed..<seed + 1]
        } else {
            (0..<20).map { $0 * casesInPart..<($0 + 1) * casesInPart }
        }

    @Test("The recipients that are explained are the nodes that can open the item", arguments: parts)
    func recipients(part: Range<UInt64>) throws {
        var tally: [String: Int] = [:]
        for seed in part {
            var one = SharingCase(seed: seed)
            let outcome = try one.share(withSlots: seed - part.lowerBound < Self.casesWithSlots)
            let (plan, explained) = (one.plan, one.explained)
            #expect(plan.isPublic == (outcome == .plain), "\(one.name)")
            #expect((plan.refusal != nil) == (outcome == .refused), "\(one.name)")
            guard case .opened(let places) = outcome else {
                #expect(explained.isEmpty, "\(one.name)")
                tally[outcome == .plain ? "public" : "refused", default: 0] += 1
                continue
            }
            let opened = Set(places.map { one.world.sites[$0].node })
            #expect(opened == explained, "\(one.name)")
            // Rules send nothing to anybody who would not have had it as it was asked for.
            let mayHave = one.asked.kind == .everyone ? Set(one.world.members.indices) : one.world.sealingCircle(of: one.asked)
            #expect(places.isSubset(of: one.world.sealingSet(of: mayHave)), "\(one.name)")
            tally["\(plan.outbound.audience.kind)", default: 0] += 1
            if plan.outbound.isRouted { tally["routed from \(one.asked.kind)", default: 0] += 1 }
            let circle = one.world.sites.filter { site in plan.organisations.contains(one.world.members[site.owner].id) }
            if circle.count > opened.count { tally["some without a key", default: 0] += 1 }
        }
        guard part.count > 1 else { return }
        let common = ["public", "refused", "community", "sector", "closed", "named", "some without a key"]
        let routes = ["everyone", "community", "closed", "named"].map { "routed from \($0)" }
        for kind in common + routes { #expect(tally[kind, default: 0] > 0, "the dice show too little of \(kind): \(tally)") }
    }
}
