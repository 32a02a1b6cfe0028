/// One scenario spread in every way there is, over the same nodes, graph and latencies: what a benchmark's rows are made of.
public struct Comparison: Sendable {
    /// Flooding and Plumtree.
    public let baselines: [Spreading: Measures]
    /// Causeway itself.
    public let causeway: Measures
    /// Broken laws of Causeway's run; empty when all held.
    public let violations: [Violation]

    /// Runs all of them with one seed. The scenario must measure and have its neighbours computed once; what it expects is not asked.
    ///
    /// - Parameters:
    ///   - shards: how many queues Causeway's machines are spread over; see `World`.
    ///   - crew: works on the shards, at once if it can.
    public init(_ scenario: Scenario, seed: UInt64, shards: Int, crew: World.Crew) {
        precondition(scenario.measures && scenario.isComputedOnce, "nothing is measured, or there is no graph")
        var baselines: [Spreading: Measures] = [:]
        for spreading in Spreading.allCases { baselines[spreading] = spreading.run(scenario, seed: seed) }
        self.baselines = baselines
        var free = scenario
        free.expect = Scenario.Expectation()
        let verdict = World(free, seed: seed, shards: shards).run(crew: crew)
        guard let measures = verdict.measures else { preconditionFailure("a scenario that measures gave no measures") }
        causeway = measures
        violations = verdict.violations
    }
}

extension Scenario {
    /// Messages in journals that everybody knows, no faults and no work, 10–50 ms, degree 8: what the overlay can do at best.
    public static func warm(nodes: Int, messages: Int) -> Scenario {
        var scenario = Scenario()
        scenario.about = "\(nodes) nodes, \(messages) messages, no faults"
        scenario.nodes = nodes
        scenario.isComputedOnce = true
        scenario.seconds = 70
        scenario.settle = 20
        scenario.searchesFrames = false
        scenario.measures = true
        scenario.publications.count = messages
        scenario.publications.after = 30
        scenario.publications.octets = Range(300, 300)
        scenario.publications.authors = min(10, nodes)
        scenario.publications.warms = true
        return scenario
    }
}
