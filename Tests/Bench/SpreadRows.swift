import Dispatch
import Foundation
import Glibc
import Simulator

/// How far, how fast and at what cost a message comes to all nodes, in virtual time, beside other ways over the same nodes and latencies.
///
/// All but the seconds and the memory follow from the seed, so they are the same on every machine.
struct SpreadRows {
    let nodes: Int
    let messages: Int
    /// Hops to the last node that are promised.
    let hops: Double
    /// Whether seconds and memory are measured: in a run that is large enough for that to mean something.
    var measuresCost = false

    private static let seed: UInt64 = 1
    private static let shards = ProcessInfo.processInfo.activeProcessorCount

    func measure() throws -> [Row] {
        let scenario = Scenario.warm(nodes: nodes, messages: messages)
        let before = try Self.resident()
        var world: World? = World(scenario, seed: Self.seed, shards: Self.shards)
        let (verdict, taken) = Effort.of { world?.run(crew: Self.crew) }
        let grown = try Self.resident() - before
        world = nil
        guard let verdict, verdict.holds, let ours = verdict.measures, ours.missing == 0 else {
            throw BenchFault("\(size): a law was broken, or a message did not come to everybody; `simulate run warm` shows it")
        }
        var rows: [Row] = []
        var baseline = Effort()
        for spreading in Spreading.allCases {
            let (theirs, taken) = Effort.of { spreading.run(scenario, seed: Self.seed) }
            baseline += taken
            rows += compare(ours, with: theirs, of: spreading)
        }
        if measuresCost {
            rows.append(
                Row(
                    name: "simulate \(size)", unit: "s", value: taken.seconds, baseline: "flooding and Plumtree alone",
                    baselineValue: baseline.seconds, ratio: taken.processorSeconds / baseline.processorSeconds, target: .value(secondsMax),
                    direction: .atMost))
            rows.append(
                cost(
                    "memory of a node of \(size)", "B", grown / Double(nodes), "the messages themselves",
                    Double(messages * BenchLimits.spreadOctets), target: BenchLimits.simulatedNodeOctetsMax))
        }
        return rows
    }

    private var size: String { "\(Self.grouped(nodes)) × \(messages)" }

    /// What is promised for a hundred messages, in the measure of these and of those that make the journals known.
    private var secondsMax: Double {
        let authors = Double(BenchLimits.spreadAuthors)
        return BenchLimits.simulatedSecondsMax * (Double(messages) + authors) / (Double(BenchLimits.spreadMessages) + authors)
    }

    private func compare(_ ours: Measures, with theirs: Measures, of spreading: Spreading) -> [Row] {
        let (word, baseline) = spreading == .flooding ? ("a flood", "flooding") : ("a tree", "shared Plumtree")
        func row(_ name: String, _ unit: String, _ value: (Measures) -> Double, target: Double) -> Row {
            cost("\(name), \(size), by \(word)", unit, value(ours), baseline, value(theirs), target: target)
        }
        return [
            row("hops to the last", "hops", { Double($0.hopsMax) }, target: hops),
            row("p99 of delivery", "ms", \.p99Milliseconds, target: BenchLimits.spreadMillisecondsMax),
            row("duplicates a delivery", "", \.duplicatesPerDelivery, target: BenchLimits.spreadDuplicatesMax),
            row("octets a delivery", "B", \.octetsPerDelivery, target: BenchLimits.spreadOctetsMax),
        ]
    }

    private func cost(_ name: String, _ unit: String, _ value: Double, _ baseline: String, _ baselineValue: Double, target: Double) -> Row {
        Row(
            name: name, unit: unit, value: value, baseline: baseline, baselineValue: baselineValue,
            ratio: value / baselineValue, target: .value(target), direction: .atMost)
    }

    private static func resident() throws -> Double { try NodeProcess(id: getpid()).memory().resident }

    private static func grouped(_ number: Int) -> String {
        number < 1_000 ? "\(number)" : "\(number / 1_000),\(String("\(number % 1_000 + 1_000)".dropFirst()))"
    }

    /// Works on all cores at once.
    static func crew(_ count: Int, _ work: @escaping @Sendable (Int) -> Void) {
        DispatchQueue.concurrentPerform(iterations: count, execute: work)
    }
}
