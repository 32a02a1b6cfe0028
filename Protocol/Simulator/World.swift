import Gossip
import Ledger
import Sodium
import Wire

/// A federation in virtual time: everything that happens follows from the scenario and the seed.
///
/// Time goes in windows no longer than the shortest way between two machines, so that shards of machines may run at once; between two
/// windows the world changes what all share, and takes note. However many shards there are, the same happens.
public final class World {
    /// Does a numbered piece of work for each number below `count`, in any order or at once, and returns when all is done.
    public typealias Crew = (_ count: Int, _ work: @escaping @Sendable (Int) -> Void) -> Void

    let scenario: Scenario
    let seed: UInt64
    let terrain: Terrain
    let shards: [Shard]
    var truth = Truth()
    private var dice: Dice
    private var strokes: [(time: UInt64, stroke: Stroke)]
    private var nextStroke = 0
    /// Microseconds.
    private(set) var now: UInt64 = Terrain.second

    /// Builds the federation; nothing has happened yet. The scenario has no `flaw`.
    ///
    /// - Parameters:
    ///   - shards: how many queues the machines are spread over; it changes the time taken and nothing else.
    ///   - recorder: where every event is written down; only with one shard.
    public init(_ scenario: Scenario, seed: UInt64, shards: Int = 1, recorder: Recorder? = nil) {
        precondition(scenario.flaw == nil, scenario.flaw ?? "")
        precondition(recorder == nil || shards == 1, "a trace is written by one shard")
        self.scenario = scenario
        self.seed = seed
        dice = Dice(seed: seed)
        let terrain = Terrain(scenario, dice: &dice, shards: shards)
        self.terrain = terrain
        let memo = SignatureMemo()
        let directory = terrain.directory(memo: memo)
        let machineDice = dice.child(1)
        self.shards = (0..<shards).map { Shard(number: $0, terrain: terrain, directory: directory, dice: machineDice, now: Terrain.second) }
        self.shards[0].recorder = recorder
        strokes = FaultPlan(scenario, terrain.sites, dice.child(2)).strokes
        if scenario.measures { strokes.append((scenario.publications.after * Terrain.second, .mark)) }
        for (number, site) in terrain.sites.enumerated() where site.identity == number || site.rule != nil {
            strokes.append((Terrain.second, .start(number)))
        }
        strokes.sort { $0.time < $1.time }
        orderPublications(dice.child(3))
    }

    func machine(_ index: Int) -> Machine { shards[terrain.sites[index].shard].machine(index) }

    private func shard(of index: Int) -> Shard { shards[terrain.sites[index].shard] }

    /// Lets the whole scenario happen, and judges it.
    public func run(crew: Crew = { count, work in (0..<count).forEach(work) }) -> Verdict {
        let end = (scenario.seconds + scenario.settle) * Terrain.second
        run(until: end, crew)
        now = end
        judge()
        return Verdict(self)
    }

    private func run(until end: UInt64, _ crew: Crew) {
        while true {
            let nextEvent = shards.compactMap(\.nextTime).min() ?? .max
            let strokeTime = nextStroke < strokes.count ? strokes[nextStroke].time : .max
            guard min(nextEvent, strokeTime) < end else { return }
            if strokeTime <= nextEvent {
                now = strokeTime
                for shard in shards { shard.now = now }
                apply(strokes[nextStroke].stroke)
                nextStroke += 1
            } else {
                let windowEnd = min(nextEvent + terrain.lookahead, strokeTime, end)
                nonisolated(unsafe) let shards = shards
                if shards.count == 1 { shards[0].run(before: windowEnd) } else { crew(shards.count) { shards[$0].run(before: windowEnd) } }
                now = windowEnd
            }
            exchange()
        }
    }

    /// Hands over what shards sent each other, and takes what they found.
    private func exchange() {
        for shard in shards {
            for (target, events) in shard.outbox.enumerated() where !events.isEmpty {
                shards[target].take(events)
                shard.outbox[target].removeAll(keepingCapacity: true)
            }
        }
        for shard in shards {
            for (octets, audience) in shard.findings.taints where scenario.searchesFrames { terrain.taints.add(octets, for: audience) }
            truth.take(shard.findings)
            shard.findings = Findings()
        }
    }

    // MARK: - What happens from outside

    private func apply(_ stroke: Stroke) {
        switch stroke {
        case .start(let index):
            if machine(index).process == nil { shard(of: index).start(machine(index)) }
        case .stop(let index, let telling): shard(of: index).stop(machine(index), telling: telling)
        case .tear(let index): machine(index).tearsNextWrite = true
        case .backUp(let index): machine(index).backup = machine(index).disk
        case .putBack(let index): putBack(machine(index))
        case .full(let index, let isFull):
            machine(index).isDiskFull = isFull
            if !isFull { shard(of: index).nameMissingBodies(machine(index)) }
        case .twin(let original, let twin):
            let source = machine(original)
            guard let process = source.process else { return }
            shard(of: twin).resume(machine(twin), as: process, of: source, unwritten: shard(of: original).unwritten(of: source))
        case .partition(let partition): terrain.partitions.append(partition)
        case .heal(let number):
            terrain.partitions.removeAll { $0.number == number }
            for site in terrain.sites { shard(of: site.index).release(machine(site.index)) }
        case .clock(let index, let minutes): machine(index).clockError = minutes
        case .roster(let group): changeRoster(group)
        case .lossy(let index, let isLossy):
            if isLossy { terrain.lossy.insert(index) } else { terrain.lossy.remove(index) }
        case .mark: truth.mark()
        }
    }

    private func putBack(_ machine: Machine) {
        guard let backup = machine.backup else { return }
        shard(of: machine.index).record(machine) { "has an old disk put back" }
        truth.noteLoss(at: machine.index, now)
        machine.disk = backup
    }

    /// One member leaves and another joins; every machine's rosters say so from now on.
    private func changeRoster(_ index: Int) {
        var members = terrain.groups[index].members
        let others = terrain.sites.filter {
            $0.identity == $0.index && $0.isHonest && !$0.isStranger && !$0.isMailbox && !members.contains($0.index)
        }.map(\.index)
        guard members.count > 2, !others.isEmpty else { return }
        let leaving = members.sorted()[dice.below(members.count)]
        members.remove(leaving)
        members.insert(others[dice.below(others.count)])
        terrain.groups[index].change(to: members, at: now)
        if terrain.groups[index].isSealed { terrain.groups[index].renewKey(&dice, taints: &terrain.taints) }
        for site in terrain.sites {
            guard machine(site.index).process != nil else { continue }
            shard(of: site.index).planDials(machine(site.index))
            shard(of: site.index).planLook(machine(site.index), in: 0)
            shard(of: site.index).feed(machine(site.index), .access(terrain.access(of: site.index)))
            shard(of: site.index).nameMissingBodies(machine(site.index))
        }
    }

    private func orderPublications(_ seeded: Dice) {
        var dice = seeded
        let plan = scenario.publications
        let members = terrain.sites.filter { $0.identity == $0.index && !$0.isStranger }.map(\.index)
        let authors = Array(members.prefix(plan.authors ?? members.count))
        let start = plan.after * Terrain.second
        if plan.warms {
            for author in authors {
                let time = Terrain.second + (start - Terrain.second) / 2 + dice.next() % Terrain.second
                order(Order(group: 0, entries: 1, octets: Int(plan.octets.low), detachedOctets: nil, isMeasured: false), author, at: time)
            }
        }
        for _ in 0..<plan.count {
            let time = dice.within(start...max(start, scenario.seconds * Terrain.second - 1))
            var (group, author) = (0, authors[dice.below(authors.count)])
            if dice.happens(plan.grouped), terrain.groups.count > 1 {
                group = 1 + dice.below(terrain.groups.count - 1)
                let members = terrain.groups[group].members.sorted()
                author = members[dice.below(members.count)]
            }
            let detached = dice.happens(plan.detached) ? Int(dice.within(plan.detachedOctets.low...plan.detachedOctets.high)) : nil
            let order = Order(
                group: group, entries: Int(dice.within(plan.batch.low...plan.batch.high)),
                octets: Int(dice.within(plan.octets.low...plan.octets.high)), detachedOctets: detached, isMeasured: true)
            // Both faces of an equivocator publish, and both machines of a twin.
            for site in terrain.sites where site.identity == author { self.order(order, site.index, at: time) }
        }
        for _ in 0..<plan.registryRecords {
            let time = dice.within(start...max(start, scenario.seconds * Terrain.second - 1))
            order(Order(group: nil, entries: 1, octets: 60, detachedOctets: nil, isMeasured: false), 0, at: time)
        }
    }

    private func order(_ order: Order, _ index: Int, at time: UInt64) {
        shard(of: index).post(.publish(at: index, order), by: machine(index), at: time)
    }
}
