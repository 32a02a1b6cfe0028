import Wire

/// Circles that were computed, as long as they are the present ones.
struct OverlayShelf: Sendable {
    private struct Key: Hashable, Sendable {
        let week: UInt32
        let group: GroupTag
        let nodes: Set<NodeID>
    }

    private var overlays: [Key: Overlay] = [:]
    private var used: Set<Key> = []

    /// The neighbours of a node in the community, and in each group that it is in.
    mutating func neighbours(of own: NodeID, members: Set<NodeID>, in week: DialPlan.Week) -> Set<NodeID> {
        var neighbours = neighbours(of: own, among: members.union([own]), group: week.community, in: week)
        for (group, nodes) in week.groups where nodes.contains(own) {
            neighbours.formUnion(self.neighbours(of: own, among: nodes.intersection(members).union([own]), group: group, in: week))
        }
        return neighbours
    }

    /// The neighbours of a node in one group of these nodes.
    mutating func neighbours(of own: NodeID, among nodes: Set<NodeID>, group: GroupTag, in week: DialPlan.Week) -> Set<NodeID> {
        let key = Key(week: week.number, group: group, nodes: nodes)
        used.insert(key)
        let overlay = overlays[key] ?? Overlay(network: week.network, week: week.number, group: group, nodes: nodes)
        overlays[key] = overlay
        return Set(overlay.neighbours(of: own))
    }

    /// Forgets what was not asked for since this was last called.
    mutating func tidy() {
        overlays = overlays.filter { used.contains($0.key) }
        used = []
    }
}
