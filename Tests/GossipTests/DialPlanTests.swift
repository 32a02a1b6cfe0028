import Gossip
import Testing
import Wire

@Suite("The dial plan")
struct DialPlanTests {
    private func node(_ number: Int) -> NodeID { MeshNode.identifier(UInt8(number)) }

    private func at(_ milliseconds: UInt64) -> Instant { Instant(milliseconds: milliseconds) }

    /// The plan of one of so many members, of which some do not listen.
    private func plan(
        own: Int, members: Range<Int>, silent: Set<Int> = [], addresses: [String] = [], relayConnected: Bool = false,
        wanted: Range<Int> = 0..<0
    ) -> DialPlan {
        var plan = DialPlan(own: node(own))
        update(&plan, own: own, members: members, silent: silent, addresses: addresses, relayConnected: relayConnected, wanted: wanted)
        return plan
    }

    private func update(
        _ plan: inout DialPlan, own: Int, members: Range<Int>, silent: Set<Int> = [], addresses: [String] = [],
        relayConnected: Bool = false,
        wanted: Range<Int> = 0..<0, week: UInt32 = 7, groups: [GroupTag: Range<Int>] = [:], at now: UInt64 = 0
    ) {
        func endpoints(_ member: Int) -> [String] { silent.contains(member) ? [] : ["host\(member):1"] }
        var random = SeededGenerator(seed: 1)
        plan.update(
            members: members.map { (node($0), endpoints($0)) }, addresses: addresses, ownEndpoints: endpoints(own),
            relayConnected: relayConnected,
            week: DialPlan.Week(
                network: Mesh.network, community: Mesh.community, number: week, groups: groups.mapValues { Set($0.map(node)) }),
            wanted: Set(wanted.map(node)), at: at(now), using: &random)
    }

    /// The neighbours by the circles alone.
    private func neighbours(of own: Int, among members: some Collection<Int>, week: UInt32 = 7, group: GroupTag = Mesh.community)
        -> [NodeID]
    {
        Overlay(network: Mesh.network, week: week, group: group, nodes: members.map(node)).neighbours(of: node(own))
    }

    @Test("dials everybody but itself in a small network, and its neighbours in a large one", arguments: [2, 9, 60, 100])
    func whom(_ count: Int) {
        var plan = plan(own: 1, members: 0..<count)
        let dialled = plan.take(connected: [], at: at(0)).compactMap(\.node)
        #expect(dialled == neighbours(of: 1, among: 0..<count))
        #expect(dialled.count == (count <= 9 ? count - 1 : dialled.count))
        #expect(dialled.count <= max(8, 2 * (count < 64 ? GossipLimits.ringsSmall : GossipLimits.ringsLarge)))
        #expect(plan.take(connected: [], at: at(0)).isEmpty)
    }

    @Test("leaves out who is connected, and addresses that the registry knows")
    func leftOut() {
        var plan = plan(own: 0, members: 0..<4, addresses: ["host2:1", "elsewhere:1"])
        let targets = plan.take(connected: [node(1)], at: at(0))
        #expect(targets.map(\.route) == ["host2:1", "host3:1", "elsewhere:1"].map { .address($0) })
    }

    @Test("calls through a relay whom nobody can dial: one of the two does, and only while a relay is connected")
    func relayed() {
        let silent: Set<Int> = [1, 3, 5]
        func calls(_ own: Int, relayConnected: Bool) -> [DialPlan.Target] {
            var asked = plan(own: own, members: 0..<6, silent: silent, relayConnected: relayConnected)
            return asked.take(connected: [], at: at(0)).filter { $0.route == .relay }
        }
        func relays(_ members: Int...) -> [DialPlan.Target] { members.map { DialPlan.Target(node: node($0), route: .relay) } }
        #expect(calls(1, relayConnected: true) == relays(3, 5))
        #expect(calls(3, relayConnected: true) == relays(5))
        #expect(calls(5, relayConnected: true).isEmpty)
        // Whoever listens is dialled by them.
        for own in [0, 2, 4] { #expect(calls(own, relayConnected: true).isEmpty) }
        for own in 0..<6 { #expect(calls(own, relayConnected: false).isEmpty) }

        // What can be dialled is dialled all the same.
        var third = plan(own: 3, members: 0..<6, silent: silent, relayConnected: true)
        #expect(
            third.take(connected: [], at: at(0)).map(\.route)
                == [.address("host0:1"), .address("host2:1"), .address("host4:1"), .relay])
    }

    @Test("calls as soon as a relay comes and not after it has gone, nor who is connected; a failed call waits like a failed dial")
    func relayComesAndGoes() {
        var plan = plan(own: 1, members: 1..<4, silent: [1, 2, 3])
        #expect(plan.take(connected: [], at: at(0)).isEmpty)
        update(&plan, own: 1, members: 1..<4, silent: [1, 2, 3], relayConnected: true)
        let calls = plan.take(connected: [node(3)], at: at(1))
        #expect(calls == [DialPlan.Target(node: node(2), route: .relay)])
        plan.failed(calls[0], jitter: 0.5, at: at(2))
        #expect(plan.take(connected: [node(3)], at: at(3)).isEmpty)
        #expect(plan.take(connected: [node(3)], at: at(2 + GossipLimits.redialMillisecondsMin)) == calls)
        update(&plan, own: 1, members: 1..<4, silent: [1, 2, 3], relayConnected: false)
        #expect(plan.take(connected: [], at: at(1_000_000)).isEmpty)
    }

    @Test("calls no more of a large network than it would dial, and from one of the two sides")
    func relayedAtMost() {
        var called: [Set<NodeID>] = []
        for own in 0..<100 {
            var plan = plan(own: own, members: 0..<100, silent: Set(0..<100), relayConnected: true)
            let calls = plan.take(connected: [], at: at(0))
            #expect(calls.allSatisfy { $0.route == .relay })
            called.append(Set(calls.compactMap(\.node)))
        }
        for own in 0..<100 {
            for neighbour in neighbours(of: own, among: 0..<100) {
                let other = Int(neighbour.array[0])
                #expect(called[own].contains(neighbour) != called[other].contains(node(own)))
            }
            #expect(called[own].isSubset(of: neighbours(of: own, among: 0..<100)))
        }
    }

    @Test("among many that do not listen dials those that do while no relay is there, as many as it has neighbours")
    func withoutRelay() {
        let listening = Array(60..<100)
        for own in 0..<60 {
            var plan = plan(own: own, members: 0..<100, silent: Set(0..<60))
            let dialled = Set(plan.take(connected: [], at: at(0)).compactMap(\.node))
            #expect(dialled.isSuperset(of: neighbours(of: own, among: listening + [own])))
            #expect(dialled.isDisjoint(with: (0..<60).map(node)))
        }
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

    @Test("reaches every node of a group in a network of 81, whether it listens or is called through a relay", arguments: [0, 40, 81])
    func wantedPairs(_ silentCount: Int) {
        let silent = Set((0..<silentCount).map { $0 * 2 % 81 })
        for own in 0..<81 {
            var plan = plan(own: own, members: 0..<81, silent: silent, relayConnected: true, wanted: 0..<81)
            let first = plan.take(connected: [], at: at(0))
            let targets = first + plan.take(connected: [], at: at(GossipLimits.wantedTurnMilliseconds))
            #expect(targets.compactMap(\.node).sorted() == (0..<81).filter { $0 != own }.map(node).sorted())
            // Of 80 nodes it reaches at most 8 neighbours and 64 more at once.
            #expect(first.count >= 64)
            for target in targets {
                guard let reached = target.node else { continue }
                #expect((target.route == .relay) == silent.contains(Int(reached.array[0])))
            }
        }
    }

    @Test("reaches nobody more for a group where everybody is dialled anyhow, nor by a relay that is away")
    func notWanted() {
        var small = plan(own: 8, members: 0..<9, silent: [3], relayConnected: true, wanted: 0..<9)
        #expect(small.take(connected: [], at: at(0)).allSatisfy { $0.route != .relay })
        var alone = plan(own: 0, members: 0..<81, silent: [70], wanted: 70..<71)
        let neighbours = neighbours(of: 0, among: 0..<81).filter { $0 != node(70) }
        #expect(alone.take(connected: [], at: at(0)).compactMap(\.node) == neighbours)
        // Only members are reached, whatever a roster says.
        var other = plan(own: 0, members: 0..<81, wanted: 90..<99)
        #expect(other.take(connected: [], at: at(0)).compactMap(\.node) == self.neighbours(of: 0, among: 0..<81))
    }

    @Test("reaches the nodes of its groups in turns when there are many, and leaves room for others")
    func wantedTurns() {
        var plan = plan(own: 0, members: 0..<250, wanted: 0..<250)
        var tried: Set<NodeID> = []
        var rounds: [Int] = []
        for round in 0..<4 {
            let now = UInt64(round) * GossipLimits.wantedTurnMilliseconds
            for target in plan.take(connected: [], at: at(now)) {
                guard let reached = target.node else { continue }
                tried.insert(reached)
                plan.failed(target, jitter: 0, at: at(now))
            }
            rounds.append(tried.count)
            #expect(plan.take(connected: [], at: at(now + 1)).isEmpty)
        }
        let first = neighbours(of: 0, among: 0..<250).count + GossipLimits.wantedNodesMax
        #expect(rounds[0] == first)
        // Besides, one a minute is drawn by lot.
        for round in 1..<4 { #expect((0...round).contains(rounds[round] - min(first + round * GossipLimits.wantedNodesMax, 249 - round))) }
        // Who is connected makes room for the next at once, until there is none.
        let connected = Set((1..<141).map(node))
        let neighbours = neighbours(of: 0, among: 0..<250)
        func beyond(_ targets: [DialPlan.Target]) -> Int { targets.compactMap(\.node).count { !neighbours.contains($0) } }
        #expect((0...1).contains(beyond(plan.take(connected: connected, at: at(1_000_000))) - (GossipLimits.wantedConnectionsMax - 140)))
        #expect(beyond(plan.take(connected: Set((1..<200).map(node)), at: at(2_000_000))) <= 1)
    }
}

extension DialPlan {
    /// With randomness that the test has no opinion about.
    fileprivate mutating func take(connected: Set<NodeID>, at now: Instant) -> [Target] {
        var random = SeededGenerator(seed: now.milliseconds)
        return take(connected: connected, at: now, using: &random)
    }
}
