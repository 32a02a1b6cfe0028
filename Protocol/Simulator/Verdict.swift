import Ledger
import Sodium
import Wire

/// What came of one simulation.
public struct Verdict: Sendable {
    public let seed: UInt64
    /// Broken laws, the first ones; empty when all held.
    public let violations: [Violation]
    /// A hash over everything that every machine did: the same scenario and seed give the same, in every process and build.
    public let traceHash: UInt64
    /// Virtual seconds.
    public let seconds: UInt64
    public let events: Int
    public let frames: Int
    public let octets: Int
    /// Entries that were made durable by honest authors.
    public let published: Int
    /// Checkpoints that were signed.
    public let signed: Int
    /// `nil` unless the scenario measures.
    public let measures: Measures?

    init(_ world: World) {
        seed = world.seed
        violations = world.truth.violations
        var hash = TraceHash()
        for site in world.terrain.sites {
            let machine = world.machine(site.index)
            hash.add(machine.trace.value)
            for (id, journal) in machine.disk.journals.sorted(by: { $0.key < $1.key }) {
                hash.add(id.octets)
                hash.add(journal.size)
            }
        }
        traceHash = hash.value
        seconds = world.scenario.seconds + world.scenario.settle
        events = world.truth.total.events
        frames = world.truth.total.frames
        octets = world.truth.total.octets
        published = world.truth.published.count
        signed = world.truth.signedCount
        measures = world.scenario.measures ? Measures(world) : nil
    }

    public var holds: Bool { violations.isEmpty }
}

/// How fast and at what cost entries came to everybody.
public struct Measures: Sendable {
    public let deliveries: Int
    /// Deliveries that should have happened and did not.
    public let missing: Int
    public let p50Milliseconds: Double
    public let p99Milliseconds: Double
    /// Hops to the last node, over all messages.
    public let hopsMax: Int
    public let duplicatesPerDelivery: Double
    /// Octets on all connections for each delivery, since measuring began.
    public let octetsPerDelivery: Double

    init(times: [UInt64], missing: Int, hopsMax: Int, duplicates: Int, octets: Int) {
        let sorted = times.sorted()
        func quantile(_ share: Double) -> Double {
            guard !sorted.isEmpty else { return 0 }
            return Double(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]) / Double(Terrain.millisecond)
        }
        deliveries = times.count
        self.missing = missing
        p50Milliseconds = quantile(0.5)
        p99Milliseconds = quantile(0.99)
        self.hopsMax = hopsMax
        duplicatesPerDelivery = times.isEmpty ? 0 : Double(duplicates) / Double(times.count)
        octetsPerDelivery = times.isEmpty ? 0 : Double(octets) / Double(times.count)
    }

    /// Reads what the machines wrote down about entries that are measured; each is one batch.
    init(_ world: World) {
        let measured = world.truth.published.filter { $0.isMeasured && $0.group == 0 }
        var numbers: [UInt64: Int] = [:]
        for (number, entry) in measured.enumerated() { numbers[entry.leaf.octets.word] = number }
        let honest = world.terrain.sites.filter { $0.isHonest && $0.identity == $0.index && !$0.isStranger }
        var times: [UInt64] = []
        var senders = [[Int32]](repeating: [Int32](repeating: -1, count: world.terrain.sites.count), count: measured.count)
        for site in world.terrain.sites {
            for receipt in world.machine(site.index).receipts {
                guard let number = numbers[receipt.entry], senders[number][site.index] < 0 else { continue }
                senders[number][site.index] = Int32(receipt.sender)
                if site.isHonest, receipt.sender != site.index { times.append(receipt.time - measured[number].time) }
            }
        }
        let hops = senders.map { Self.hops($0) }.max() ?? 0
        let (total, marked) = (world.truth.total, world.truth.marked)
        self.init(
            times: times, missing: measured.count * (honest.count - 1) - times.count, hopsMax: hops,
            duplicates: total.duplicates - marked.duplicates, octets: total.octets - marked.octets)
    }

    /// The longest chain of senders back to the author, who sent it to itself.
    static func hops(_ senders: [Int32]) -> Int {
        var known = [Int](repeating: -1, count: senders.count)
        var most = 0
        for start in senders.indices where senders[start] >= 0 {
            var chain: [Int] = []
            var place = start
            while known[place] < 0, senders[place] >= 0, Int(senders[place]) != place, chain.count < senders.count {
                chain.append(place)
                place = Int(senders[place])
            }
            var depth = max(0, known[place])
            known[place] = depth
            for place in chain.reversed() {
                depth += 1
                known[place] = depth
            }
            most = max(most, depth)
        }
        return most
    }
}
