import Crypto
import Sodium
import Wire

/// A group as it truly is: who belongs to it since when, and its keys.
struct SharedGroup {
    /// One key for one set of members. How members come to it is not simulated here.
    struct Epoch {
        let id: EpochID
        let key: SymmetricKey
        let members: Set<Int>
    }

    let tag: GroupTag
    let isOpen: Bool
    let isSealed: Bool
    let mailbox: Int?
    private(set) var epochs: [Epoch] = []
    /// Since when which members, by machine; ascending.
    private var history: [(since: UInt64, members: Set<Int>)]

    init(tag: GroupTag, members: Set<Int>, isOpen: Bool, isSealed: Bool, mailbox: Int?) {
        self.tag = tag
        self.isOpen = isOpen
        self.isSealed = isSealed
        self.mailbox = mailbox
        history = [(0, members)]
    }

    var members: Set<Int> { history[history.count - 1].members }

    func holds(_ identity: Int, at time: UInt64) -> Bool {
        if identity == mailbox { return true }
        return history.last { $0.since <= time }?.members.contains(identity) == true
    }

    func hasEverHeld(_ identity: Int) -> Bool { history.contains { $0.members.contains(identity) } }

    /// The nodes among which its journals pass.
    func nodes(of sites: [Terrain.Site]) -> Set<NodeID> {
        var nodes = Set(members.map { sites[$0].node })
        if let mailbox { nodes.insert(sites[mailbox].node) }
        return nodes
    }

    mutating func change(to members: Set<Int>, at time: UInt64) { history.append((time, members)) }

    /// A new key for those who are members now; nobody may ever be sent it in the clear.
    mutating func renewKey(_ dice: inout Dice, taints: inout TaintTable) {
        let octets = dice.octets(32)
        taints.add(octets, for: .nobody)
        epochs.append(Epoch(id: Terrain.identifier(&dice), key: SymmetricKey(data: octets), members: members))
    }
}
