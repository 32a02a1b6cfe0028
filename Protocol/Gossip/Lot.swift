import Wire

/// One member at a time beyond the neighbours, which nobody else can foresee.
struct Lot: Sendable {
    typealias Ticket = (node: NodeID, targets: [DialPlan.Target])

    private var tickets: [Ticket] = []
    private var drawn: Ticket?
    /// Drawn before, and not let go yet.
    private var former: Set<NodeID> = []
    private var next: Instant?

    var targets: [DialPlan.Target] { drawn?.targets ?? [] }

    /// Who was drawn, now and before.
    var nodes: Set<NodeID> { former.union(drawn.map { [$0.node] } ?? []) }

    /// Replaces those among whom is drawn.
    mutating func replace(_ tickets: [Ticket]) {
        self.tickets = tickets
        if let drawn, !tickets.contains(where: { $0.node == drawn.node }) { self.drawn = nil }
    }

    /// Draws another one when it is time to; whether there is one.
    mutating func draw(connected: Set<NodeID>, at now: Instant, using random: inout some RandomNumberGenerator) -> Bool {
        if let next, now < next { return false }
        let pause = GossipLimits.drawMillisecondsMin
        let isFirst = next == nil
        next = now.advanced(by: UInt64.random(in: (isFirst ? 0 : pause)...(isFirst ? pause : 2 * pause), using: &random))
        // The first moment is drawn as well: nobody who sees a node start can foresee it.
        guard !isFirst, let ticket = tickets.filter({ !connected.contains($0.node) }).randomElement(using: &random) else { return false }
        if let drawn, connected.contains(drawn.node) { former.insert(drawn.node) }
        drawn = ticket
        return true
    }

    /// Who was drawn before, once the present one is connected.
    mutating func replaced(dialled: Set<NodeID>, connected: Set<NodeID>) -> [NodeID] {
        former.formIntersection(dialled)
        guard let drawn, connected.contains(drawn.node) else { return [] }
        let replaced = former.subtracting([drawn.node]).sorted()
        former = []
        return replaced
    }
}
