import Gossip
import Ledger
import Testing

@testable import Simulator

@Suite("Federations under faults and among hostile nodes")
struct LawTests {
    @Test("All laws hold in every scenario", arguments: SampleScenario.allCases, [1, 2, 3] as [UInt64])
    func laws(sample: SampleScenario, seed: UInt64) {
        let verdict = World(.small(sample), seed: seed).run()
        #expect(verdict.violations == [], "seed \(seed)")
        #expect(verdict.published > 10)
    }

    @Test("A node that gets an old disk back forks nothing", arguments: 1...20 as ClosedRange<UInt64>)
    func restore(seed: UInt64) {
        let world = World(.small(.restore), seed: seed)
        #expect(world.run().violations == [], "seed \(seed)")
        #expect(!world.truth.losses.isEmpty, "no disk was put back: the scenario tests nothing")
        #expect(world.truth.forked.isEmpty)
    }

    @Test("One hostile node of each kind changes nothing for the others", arguments: Rule.allCases.filter { $0 != .leaker })
    func hostile(rule: Rule) {
        let world = World(.small(with: rule), seed: 5)
        #expect(world.run().violations == [])
        #expect(world.truth.forked.isEmpty == (rule != .equivocator))
    }

    @Test("An equivocator is proven to every honest member")
    func proven() {
        var proofs = 0
        for seed in 1...5 as ClosedRange<UInt64> {
            let world = World(.small(with: .equivocator), seed: seed)
            #expect(world.run().violations == [])
            let members = world.shards.flatMap(\.machines).filter { $0.site.isHonest && !$0.site.isStranger }
            let known = members.map { Set($0.disk.forks.map(\.evidence.name)) }
            let ofAll = known.reduce(into: Set()) { $0.formUnion($1) }.filter { $0.group == world.terrain.groups[0].tag }
            for name in ofAll { #expect(known.allSatisfy { $0.contains(name) }, "seed \(seed)") }
            proofs += ofAll.count
        }
        #expect(proofs > 0)
    }
}

@Suite("The checkers notice what they are there for")
struct CheckerTests {
    @Test("A member that gives what it has to everybody is caught by the taints of its frames", arguments: 1...3 as ClosedRange<UInt64>)
    func leaker(seed: UInt64) {
        let verdict = World(.small(with: .leaker), seed: seed).run()
        #expect(verdict.violations.contains { $0.kind == .leak })
    }

    @Test("Without actors the same federation leaks nothing")
    func noLeaker() {
        var scenario = Scenario.small(with: .leaker)
        scenario.actors = []
        #expect(World(scenario, seed: 1).run().violations == [])
    }

    @Test("A taint is found at every place of a frame, and nothing else is")
    func taints() {
        var table = TaintTable()
        table.add([9, 8, 7, 6, 5, 4, 3, 2, 1], for: .group(3))
        table.add([1, 1, 1, 1, 1, 1, 1, 1], for: .nobody)
        for offset in 0..<20 {
            let frame = [UInt8](repeating: 0, count: offset) + [9, 8, 7, 6, 5, 4, 3, 2] + [UInt8](repeating: 0, count: 20 - offset)
            #expect(table.audiences(in: frame) == [.group(3)])
        }
        #expect(table.audiences(in: [9, 8, 7, 6, 5, 4, 3]) == [])
        #expect(table.audiences(in: [9, 8, 7, 6, 5, 4, 3, 3, 0]) == [])
        #expect(table.audiences(in: [UInt8](repeating: 1, count: 9)) == [.nobody, .nobody])
    }

    @Test("Two disks that hold different entries at one place share nothing behind it")
    func branches() {
        let pool = LogPool()
        let (left, right) = (SampleJournal(mark: 1), SampleJournal(mark: 2))
        var (first, second) = (Disk(), Disk())
        let taken = [
            first.append(left.opening, pool: pool), second.append(left.opening, pool: pool), first.append(left.next, pool: pool),
            second.append(right.next, pool: pool),
        ]
        #expect(taken == [true, true, true, true])
        #expect(first.journals[left.journal]?.root == left.next.frontier.root)
        #expect(second.journals[left.journal]?.root == right.next.frontier.root)
        #expect(first.append(left.next, pool: pool) == false)
        let copy = second
        #expect(copy.journals[left.journal]?.root == right.next.frontier.root)
    }

    @Test("Chains of senders are counted back to the author")
    func hops() {
        #expect(Measures.hops([0, 0, 1, 2, 0, -1]) == 3)
        #expect(Measures.hops([0]) == 0)
    }
}

@Suite("Other ways to spread messages")
struct SpreadingTests {
    private var scenario: Scenario {
        var scenario = Scenario()
        scenario.nodes = 100
        scenario.isComputedOnce = true
        scenario.publications.count = 10
        scenario.publications.authors = 2
        scenario.publications.warms = true
        scenario.measures = true
        return scenario
    }

    @Test("Flooding reaches everybody and sends nearly every link twice")
    func flooding() {
        let measures = Spreading.flooding.run(scenario, seed: 1)
        #expect(measures.missing == 0)
        #expect((5.0...7.0).contains(measures.duplicatesPerDelivery))
    }

    @Test("Causeway beside them reaches everybody too, and leaves nothing out of what is measured")
    func comparison() {
        let comparison = Comparison(.warm(nodes: 40, messages: 5), seed: 1, shards: 2) { count, work in (0..<count).forEach(work) }
        #expect(comparison.violations == [])
        #expect(comparison.causeway.missing == 0)
        #expect(comparison.causeway.deliveries == 39 * 5)
        #expect(comparison.baselines.values.allSatisfy { $0.deliveries == 39 * 5 })
    }

    @Test("A grown Plumtree reaches everybody with few duplicates, and later than flooding")
    func plumtree() {
        let (tree, flood) = (Spreading.plumtree.run(scenario, seed: 1), Spreading.flooding.run(scenario, seed: 1))
        #expect(tree.missing == 0)
        #expect(tree.duplicatesPerDelivery < 1)
        #expect(tree.p99Milliseconds >= flood.p99Milliseconds)
        #expect(tree.hopsMax >= flood.hopsMax)
    }
}
