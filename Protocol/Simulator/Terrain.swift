import Crypto
import Gossip
import Ledger
import Sodium
import Wire

/// Everything that machines share: who is where, who belongs to what, and what separates whom.
///
/// While machines run it is only read; it changes between two windows of time, when none does.
final class Terrain {
    /// What never changes of a machine.
    struct Site {
        let index: Int
        /// The machine whose name and keys this one has; itself unless it is a twin.
        let identity: Int
        let node: NodeID
        let key: VerifyingKey
        let seed: [UInt8]
        let position: (x: Double, y: Double)
        let listens: Bool
        let isMailbox: Bool
        let isStranger: Bool
        let rule: Rule?
        let shard: Int
        var isHonest: Bool { rule == nil }
    }

    /// Machines that cannot reach others for a while.
    struct Partition {
        let number: Int
        let inside: Set<Int>
        let isOneWay: Bool
    }

    static let origin = "registry.example/simulated"
    /// Microseconds of a millisecond; all times here are microseconds.
    static let millisecond: UInt64 = 1_000
    static let second: UInt64 = 1_000_000

    let scenario: Scenario
    /// Of the scenario, what is asked for at every frame.
    let links: Scenario.Links
    let searchesFrames: Bool
    let network: NetworkID
    let registry: JournalID
    let openTags: Set<GroupTag>
    let shardCount: Int
    private(set) var sites: [Site] = []
    /// The groups; the first is the community.
    var groups: [SharedGroup] = []
    var partitions: [Partition] = []
    /// Machines whose links lose much.
    var lossy: Set<Int> = []
    var taints = TaintTable()
    /// Where each dial plan is given its neighbours and nobody else.
    let overlay: Neighbours?
    let firstRecords: VerifiedBatch
    let coordinatorKey: VerifyingKey
    private(set) var registryWriter: JournalWriter
    private let latency: (low: Double, span: Double)

    init(_ scenario: Scenario, dice: inout Dice, shards: Int) {
        self.scenario = scenario
        links = scenario.links
        searchesFrames = scenario.searchesFrames
        shardCount = shards
        network = Self.identifier(&dice)
        registry = JournalID.registry(of: network)
        let (community, open): (GroupTag, GroupTag) = (Self.identifier(&dice), Self.identifier(&dice))
        openTags = [community, open]
        let range = scenario.links.latencyMilliseconds
        latency = (Double(range.low * 1_000), Double((range.high - range.low) * 1_000) / 2.0.squareRoot())
        let sites = Self.sites(scenario, shards, &dice)
        self.sites = sites
        overlay =
            scenario.isComputedOnce
            ? Neighbours(network: network, group: community, nodes: sites[..<scenario.nodes].map(\.node)) : nil
        var writer = JournalWriter(registryOf: network, origin: Self.origin)
        let key = Self.signingKey(sites[0].seed)
        coordinatorKey = key.verifyingKey
        firstRecords = writer.append(records: [[0x50] + dice.octets(16)], signing: key)
        registryWriter = writer
        groups = [SharedGroup(tag: community, members: Set(0..<scenario.nodes), isOpen: true, isSealed: false, mailbox: nil)]
        addGroups(&dice)
    }

    private static func sites(_ scenario: Scenario, _ shards: Int, _ dice: inout Dice) -> [Site] {
        var rules = [Int: Rule]()
        var last = scenario.nodes
        for actor in scenario.actors {
            for _ in 0..<actor.count {
                last -= 1
                rules[last] = actor.rule
            }
        }
        let twins = Twins(scenario, rules)
        var sites: [Site] = []
        for index in 0..<twins.machineCount {
            let original = twins.original(of: index)
            let known = original == index ? nil : sites[original]
            let seed = known?.seed ?? dice.octets(32)
            let key = known?.key ?? signingKey(seed).verifyingKey
            let place = (x: Double(dice.below(1 << 20)) / Double(1 << 20), y: Double(dice.below(1 << 20)) / Double(1 << 20))
            let isMember = original < scenario.nodes
            let dialOnly = isMember && original > scenario.mailboxes && original <= scenario.mailboxes + scenario.dialOnly
            sites.append(
                Site(
                    index: index, identity: original, node: known?.node ?? identifier(&dice), key: key, seed: seed, position: place,
                    listens: !dialOnly, isMailbox: (1..<scenario.mailboxes + 1).contains(original), isStranger: !isMember,
                    rule: rules[original], shard: index % shards))
        }
        return sites
    }

    private func addGroups(_ dice: inout Dice) {
        for group in scenario.groups {
            // An asker is in no group, and a replayer has nothing of one: what a member gives away by itself nobody can prevent.
            let eligible = sites.filter {
                $0.identity == $0.index && !$0.isStranger && !$0.isMailbox && $0.rule != .asker && $0.rule != .replayer
            }.map(\.index)
            let order = dice.order(eligible.count).map { eligible[$0] }
            var members = Set(order.prefix(group.members))
            // Whoever leaks must have something to leak.
            members.formUnion(sites.filter { $0.rule == .leaker && $0.identity == $0.index }.map(\.index))
            let mailbox = group.hasMailbox && scenario.mailboxes > 0 ? 1 + dice.below(scenario.mailboxes) : nil
            var shared = SharedGroup(
                tag: Self.identifier(&dice), members: members, isOpen: false, isSealed: group.isSealed, mailbox: mailbox)
            if group.isSealed { shared.renewKey(&dice, taints: &taints) }
            groups.append(shared)
        }
    }

    /// Microseconds one way between two machines: by their distance.
    func latency(_ left: Int, _ right: Int) -> UInt64 {
        let (a, b) = (sites[left].position, sites[right].position)
        let distance = ((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y)).squareRoot()
        return UInt64(latency.low + latency.span * distance)
    }

    /// The shortest time in which one machine can affect another.
    var lookahead: UInt64 { UInt64(latency.low) }

    /// The members of whom a node's dial plan is told, in this order: everybody, or the node's neighbours in the community.
    func acquaintances(of identity: Int) -> [Int] {
        guard identity < scenario.nodes else { return Array(0..<min(3, scenario.nodes)) }
        return overlay?.neighbours(of: identity) ?? (0..<scenario.nodes).filter { $0 != identity }
    }

    /// The wall clock of a machine that is right, so many microseconds after the beginning.
    static func minute(at time: UInt64) -> Minute { Minute(UInt32(29_000_000 + time / (60 * second))) }

    func isBlocked(from: Int, to: Int) -> Bool {
        guard !partitions.isEmpty else { return false }
        return partitions.contains { partition in
            let (isInside, isTarget) = (partition.inside.contains(from), partition.inside.contains(to))
            return isInside != isTarget && (!partition.isOneWay || isInside)
        }
    }

    /// Whether a machine may have what is in a group's journals, at a time.
    func isEntitled(_ machine: Int, to group: Int, at time: UInt64) -> Bool {
        let site = sites[machine]
        guard !site.isStranger else { return false }
        return groups[group].isOpen || groups[group].holds(site.identity, at: time)
    }

    /// Whether a machine may be sent it by another. A mailbox knows no roster: it gives ciphertext to whoever was told the group's tag.
    func maySend(_ sender: Int, to machine: Int, of group: Int, at time: UInt64) -> Bool {
        if isEntitled(machine, to: group, at: time) { return true }
        return groups[group].mailbox == sites[sender].identity && groups[group].hasEverHeld(sites[machine].identity)
    }

    func group(of tag: GroupTag) -> Int? { groups.firstIndex { $0.tag == tag } }

    /// Who takes part in what, as the rosters of a machine say.
    func access(of machine: Int) -> AccessTable {
        let site = sites[machine]
        var table: [GroupTag: Set<NodeID>] = [:]
        for group in groups where !group.isOpen {
            let isMember = group.members.contains(site.identity)
            // An asker knows the tags of others' groups, except where a mailbox would take the tag for the proof of membership that it is.
            guard isMember || site.rule == .asker && group.mailbox == nil else { continue }
            var nodes = group.nodes(of: sites)
            if site.rule == .asker { nodes.insert(site.node) }
            if site.rule == .leaker { nodes.formUnion(sites.map(\.node)) }
            table[group.tag] = nodes
        }
        return AccessTable(groups: table)
    }

    /// The registry as every machine has it; signatures are verified once for all who share the memo.
    func directory(memo: SignatureMemo) -> PeerDirectory {
        var peers: [NodeID: PeerDirectory.Peer] = [:]
        for site in sites where site.identity == site.index {
            peers[site.node] = PeerDirectory.Peer(
                keys: [site.key.remembering(in: memo)], currentKey: site.key.octets, isAdmitted: !site.isStranger,
                isCoordinator: site.index == 0)
        }
        return PeerDirectory(nodes: peers, registryKey: coordinatorKey.remembering(in: memo))
    }

    static func identifier<T: Identifier>(_ dice: inout Dice) -> T {
        guard let value = T(dice.octets(T.count)) else { preconditionFailure("\(T.count) octets were refused") }
        return value
    }

    static func signingKey(_ seed: [UInt8]) -> SigningKey {
        var seed = seed
        guard let key = try? SigningKey(seed: SecretOctets(moving: &seed)) else { preconditionFailure("a seed of 32 octets was refused") }
        return key
    }
}

/// Which machines are second ones of a node: for twins, and the other face of an equivocator.
struct Twins {
    private let base: Int
    private let originals: [Int]

    init(_ scenario: Scenario, _ rules: [Int: Rule]) {
        base = scenario.nodes + scenario.strangers
        var originals = rules.filter { $0.value == .equivocator }.keys.sorted()
        if scenario.faults.contains(where: { $0.what == .twin }) {
            originals += (1..<scenario.nodes).filter { rules[$0] == nil && $0 > scenario.mailboxes + scenario.dialOnly }.prefix(4)
        }
        self.originals = originals
    }

    var machineCount: Int { base + originals.count }

    func original(of machine: Int) -> Int { machine < base ? machine : originals[machine - base] }
}
