import Gossip
import Testing
import Wire

@Suite("The dial plan")
struct DialPlanTests {
    private func node(_ number: Int) -> NodeID { MeshNode.identifier(UInt8(number)) }

    private func at(_ milliseconds: UInt64) -> Instant { Instant(milliseconds: milliseconds) }

    private func plan(own: Int, members: Range<Int>, addresses: [String] = []) -> DialPlan {
        var plan = DialPlan(own: node(own))
        plan.update(members: members.map { (node($0), ["host\($0):1"]) }, addresses: addresses, at: at(0))
        return plan
    }

    @Test("dials everybody but itself in a small network, and those that follow it in a large one", arguments: [2, 9, 60])
    func whom(_ count: Int) {
        var plan = plan(own: 5, members: 0..<count)
        let dialled = plan.take(connected: [], at: at(0)).compactMap(\.node)
        let others = (0..<count).filter { $0 != 5 }
        let expected = count <= 9 ? others : Array((6..<(6 + GossipLimits.dialledNodesMax)).map { $0 % count })
        #expect(dialled == expected.map(node))
        #expect(plan.take(connected: [], at: at(0)).isEmpty)
    }

    @Test("leaves out who is connected, and addresses that the registry knows")
    func leftOut() {
        var plan = plan(own: 0, members: 0..<4, addresses: ["host2:1", "elsewhere:1"])
        let targets = plan.take(connected: [node(1)], at: at(0))
        #expect(targets.map(\.endpoint) == ["host2:1", "host3:1", "elsewhere:1"])
    }

    @Test("waits longer after each failure, to a limit, and starts anew after a connection that stood")
    func pauses() {
        var plan = plan(own: 0, members: 1..<2)
        var now: UInt64 = 0
        var pauses: [UInt64] = []
        for _ in 0..<10 {
            let target = plan.take(connected: [], at: at(now))[0]
            plan.failed(target, jitter: 0.5, at: at(now))
            var pause: UInt64 = 0
            while plan.take(connected: [], at: at(now + pause)).isEmpty { pause += 50 }
            plan.failed(target, jitter: 0.5, at: at(now))
            pauses.append(pause)
            now += 1_000_000
        }
        #expect(pauses == pauses.sorted())
        #expect(pauses.first == GossipLimits.redialMillisecondsMin)
        #expect(pauses.last == GossipLimits.redialMillisecondsMax)

        let target = plan.take(connected: [], at: at(now))[0]
        plan.ended(target, at: at(now + GossipLimits.stoodMilliseconds))
        #expect(plan.take(connected: [], at: at(now + GossipLimits.stoodMilliseconds + GossipLimits.redialMillisecondsMin)).count == 1)
    }

    @Test("does not dial an address for ever that leads to a node which is connected already")
    func otherSpelling() {
        var plan = plan(own: 0, members: 0..<1, addresses: ["spelt-otherwise:1"])
        var dials = 0
        for second in 0..<600 {
            for target in plan.take(connected: [node(1)], at: at(UInt64(second) * 1_000)) {
                dials += 1
                plan.ended(target, at: at(UInt64(second) * 1_000 + 20))
            }
        }
        #expect(dials < 20)
    }
}
