import Dispatch
import Foundation
import Simulator
import Synchronization
import Yams

/// How many seeds of the scenario with every fault and hostile node are played in a minute, on all cores.
struct SeedsRow {
    private static let path = "Tests/Simulate/Scenarios/all-faults.yaml"

    private let scenario: Scenario

    init() throws {
        guard let octets = FileManager.default.contents(atPath: Self.path) else {
            throw BenchFault("there is no \(Self.path) here: run this in the folder that holds Package.swift")
        }
        scenario = try YAMLDecoder().decode(Scenario.self, from: octets)
    }

    func measure() throws -> Row {
        let failed = Mutex<UInt64?>(nil)
        let scenario = scenario
        let ((), ours) = Effort.of {
            DispatchQueue.concurrentPerform(iterations: BenchLimits.playedSeeds) { number in
                let seed = UInt64(number) + 1
                if !World(scenario, seed: seed).run().holds { failed.withLock { $0 = seed } }
            }
        }
        if let seed = failed.withLock({ $0 }) { throw BenchFault("seed \(seed) breaks a law: simulate run all-faults --seed \(seed)") }
        let warm = Scenario.warm(nodes: BenchLimits.spreadNodes, messages: BenchLimits.spreadMessages)
        let ((), theirs) = Effort.of {
            DispatchQueue.concurrentPerform(iterations: BenchLimits.floodedSeeds) { number in
                consume(Spreading.flooding.run(warm, seed: UInt64(number) + 1))
            }
        }
        let (played, flooded) = (Double(BenchLimits.playedSeeds), Double(BenchLimits.floodedSeeds))
        return Row(
            name: "30 nodes, all faults", unit: "seeds/min", value: played * 60 / ours.seconds, baseline: "flooding of 1,000 nodes",
            baselineValue: flooded * 60 / theirs.seconds,
            ratio: played / ours.processorSeconds * theirs.processorSeconds / flooded, target: .value(200), direction: .atLeast)
    }
}
