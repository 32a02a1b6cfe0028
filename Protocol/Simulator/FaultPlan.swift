/// One thing that is done to the federation from outside.
enum Stroke {
    case start(Int)
    case stop(Int, telling: Bool)
    /// Power goes in the middle of the machine's next write.
    case tear(Int)
    case backUp(Int)
    case putBack(Int)
    case full(Int, Bool)
    case twin(original: Int, twin: Int)
    case partition(Terrain.Partition)
    case heal(Int)
    case clock(Int, minutes: Int64)
    case roster(group: Int)
    case lossy(Int, Bool)
    /// From here on it is measured.
    case mark
}

/// When what strikes whom: drawn before anything happens, so that no fault depends on what a replica does.
///
/// Every fault is mended before `seconds` is over. A machine suffers one fault at a time. The coordinator's disk is spared: its log
/// is one for ever, and what it must ask before it signs again is not a part of replication.
struct FaultPlan {
    private(set) var strokes: [(time: UInt64, stroke: Stroke)] = []
    private let scenario: Scenario
    private let sites: [Terrain.Site]
    private var busyUntil: [Int: UInt64] = [:]
    private var dice: Dice
    private var partitions = 0

    init(_ scenario: Scenario, _ sites: [Terrain.Site], _ dice: Dice) {
        self.scenario = scenario
        self.sites = sites
        self.dice = dice
        for (number, fault) in scenario.faults.enumerated() {
            self.dice = dice.child(UInt64(number) + 1)
            plan(fault)
        }
    }

    private mutating func plan(_ fault: Scenario.Fault) {
        let last = scenario.seconds * Terrain.second
        var time = fault.after * Terrain.second
        while true {
            time += UInt64(fault.every * (0.3 + 1.4 * Double(dice.below(1_000)) / 1_000) * Double(Terrain.second)) + 1
            let lasting = dice.within(fault.lasting.low * 1_000...fault.lasting.high * 1_000) * Terrain.millisecond + 1
            let end = min(time + lasting, last)
            guard time < last else { return }
            strike(fault.what, time, end)
        }
    }

    private mutating func strike(_ kind: FaultKind, _ time: UInt64, _ end: UInt64) {
        switch kind {
        case .partition, .oneWay: return part(time, end, isOneWay: kind == .oneWay)
        case .roster:
            if !scenario.groups.isEmpty { add(time, .roster(group: 1 + dice.below(scenario.groups.count))) }
            return
        case .crash, .power, .tail, .tear, .full, .restore, .twin, .clock, .loss: break
        }
        // A copy is made some time before it is put back.
        let back = min(time, (kind == .restore ? dice.within(1_000...20_000) : dice.within(100...3_000)) * Terrain.millisecond)
        let from = kind == .restore || kind == .tail ? time - back : time
        guard let victim = victim(kind, from, end) else { return }
        busyUntil[victim] = end
        switch kind {
        case .crash, .power:
            add(time, .stop(victim, telling: kind == .crash))
            add(end, .start(victim))
        case .restore, .tail:
            add(from, .backUp(victim))
            add(time, .stop(victim, telling: kind == .restore))
            add(time, .putBack(victim))
            add(end, .start(victim))
        case .tear:
            add(time, .tear(victim))
            add(end, .start(victim))
        case .full:
            add(time, .full(victim, true))
            add(end, .full(victim, false))
        case .twin:
            guard let twin = sites.first(where: { $0.identity == victim && $0.index != victim })?.index else { return }
            add(time, .twin(original: victim, twin: twin))
            add(end, .stop(twin, telling: true))
        case .clock:
            add(time, .clock(victim, minutes: Int64(dice.below(20_000)) - 10_000))
            add(end, .clock(victim, minutes: 0))
        case .loss:
            add(time, .lossy(victim, true))
            add(end, .lossy(victim, false))
        case .partition, .oneWay, .roster: break
        }
    }

    private mutating func part(_ time: UInt64, _ end: UInt64, isOneWay: Bool) {
        let members = dice.order(scenario.nodes)
        let inside = Set(members.prefix(1 + dice.below(max(1, scenario.nodes / 2))))
        partitions += 1
        add(time, .partition(Terrain.Partition(number: partitions, inside: inside, isOneWay: isOneWay)))
        add(end, .heal(partitions))
    }

    /// A machine to which nothing else happens at that time.
    private mutating func victim(_ kind: FaultKind, _ time: UInt64, _ end: UInt64) -> Int? {
        let sparesCoordinator: Set<FaultKind> = [.power, .tail, .tear, .full, .restore, .twin]
        let candidates = sites.filter { site in
            guard site.identity == site.index, !site.isStranger, site.rule != .equivocator else { return false }
            guard site.index != 0 || !sparesCoordinator.contains(kind), (busyUntil[site.index] ?? 0) < time else { return false }
            guard kind == .twin else { return true }
            return site.isHonest && sites.contains { $0.identity == site.index && $0.index != site.index }
        }
        return candidates.isEmpty ? nil : candidates[dice.below(candidates.count)].index
    }

    private mutating func add(_ time: UInt64, _ stroke: Stroke) { strokes.append((time, stroke)) }
}
