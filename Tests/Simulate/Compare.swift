import ArgumentParser
import Dispatch
import Foundation
import Simulator

/// One table: flooding, a shared Plumtree, and Causeway, over the same graph and latencies.
struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare with other ways to spread messages, on the same nodes, graph and latencies.",
        discussion: "The scenario must measure, and have its neighbours computed once, as `warm` does.")

    @Argument(help: "A scenario's name, or the path of its file.")
    var scenario = "warm"
    @Option(help: "The seed.")
    var seed: UInt64 = 1
    @Option(help: "Another number of nodes than the scenario's.")
    var nodes: Int?

    func run() throws {
        let file = try ScenarioFile(scenario)
        var scenario = file.scenario
        if let nodes { scenario.nodes = nodes }
        if let flaw = scenario.flaw { throw ValidationError(flaw) }
        guard scenario.measures, scenario.isComputedOnce else {
            throw ValidationError("\(file.name) does not measure, or lets each node compute its neighbours; take warm.")
        }
        let links = scenario.links.latencyMilliseconds
        print(
            "\(scenario.nodes) nodes, \(links.low)–\(links.high) ms, \(scenario.publications.count) messages of "
                + "\(scenario.publications.octets.high) octets, no work; seed \(seed)")
        print(row(["", "hops to last", "p50 ms", "p99 ms", "duplicates", "octets", "missing"]))
        let shards = scenario.nodes >= 1_000 ? ProcessInfo.processInfo.activeProcessorCount : 1
        let comparison = Comparison(scenario, seed: seed, shards: shards, crew: Run.crew)
        for spreading in Spreading.allCases {
            if let measures = comparison.baselines[spreading] { show(spreading.rawValue, measures) }
        }
        show("causeway", comparison.causeway)
        for violation in comparison.violations { print(Report.line(violation)) }
        print("Duplicates and octets are for each delivery; octets of Causeway are all that its connections carried.")
    }

    private func show(_ name: String, _ measures: Measures) {
        let numbers = [
            Double(measures.hopsMax), measures.p50Milliseconds, measures.p99Milliseconds, measures.duplicatesPerDelivery,
            measures.octetsPerDelivery, Double(measures.missing),
        ]
        print(row([name] + numbers.map(Report.number)))
    }

    private func row(_ cells: [String]) -> String {
        cells.map { $0.padding(toLength: 14, withPad: " ", startingAt: 0) }.joined()
    }
}
