import Ledger
public import Sodium
public import Wire

extension EpochKey {
    /// Whether the set hash of a manifest (step 0) or a grant (the granted step) means exactly these nodes, in any order.
    ///
    /// For a holder that keeps the hash and not the slots it came with. False for a step that this key does not lead to.
    public func isHash(_ setHash: Octets32, of nodes: [NodeID], atStep step: UInt16) -> Bool {
        var key = self
        guard !nodes.isEmpty, let stepKey = try? key.stepKey(step) else { return false }
        return octetsAreEqual(Derivation.setHash(of: nodes, key: stepKey), setHash)
    }
}

extension EpochOpening {
    /// How many slots an epoch for so many nodes has: more are a sign that its author means to keep others busy.
    public static func slotCount(for nodes: Int) -> Int {
        KeySlots.count(for: min(nodes, GroupsLimits.slotsMax), atLeast: GroupsLimits.slotsMin)
    }
}
