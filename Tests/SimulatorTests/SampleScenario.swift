@testable import Simulator

/// Scenarios small enough to be played in a second each.
enum SampleScenario: CaseIterable {
    case restore
    case everything
    case partition
    case silent
    case hostile
    case churn
    case twins
}

extension Scenario {
    static func small(_ sample: SampleScenario) -> Scenario {
        var scenario = Scenario()
        scenario.nodes = 8
        scenario.seconds = 25
        scenario.syncMilliseconds = Range(1, 5)
        scenario.links.jitter = 0.2
        scenario.links.loss = 0.005
        scenario.groups = [.small]
        scenario.publications.count = 16
        scenario.publications.after = 3
        scenario.publications.grouped = 0.3
        scenario.publications.batch = Range(1, 3)
        switch sample {
        case .restore: scenario.faults = faults([.restore, .tail], every: 6)
        case .everything:
            scenario.strangers = 1
            scenario.mailboxes = 1
            scenario.dialOnly = 1
            scenario.nodes = 10
            scenario.publications.detached = 0.1
            scenario.publications.registryRecords = 2
            scenario.faults = faults(FaultKind.allCases, every: 15)
            scenario.actors = [Actor(.equivocator)]
        case .partition: scenario.faults = faults([.partition, .oneWay], every: 6)
        case .silent:
            scenario.nodes = 15
            scenario.actors = [Actor(.silent), Actor(.censor, 2)]
        case .hostile:
            scenario.nodes = 12
            scenario.actors = Rule.allCases.filter { $0 != .leaker }.map { Actor($0) }
        case .churn: scenario.faults = faults([.crash, .power, .tear], every: 4)
        case .twins:
            // So slow that a copy nearly always has something that is not written yet.
            scenario.syncMilliseconds = Range(200, 600)
            scenario.publications.detached = 0.1
            scenario.faults = faults([.twin], every: 3)
        }
        return scenario
    }

    static func small(with rule: Rule) -> Scenario {
        var scenario = small(.churn)
        scenario.faults = []
        scenario.strangers = 1
        scenario.actors = [Actor(rule)]
        if rule == .leaker {
            // So much that the leaker surely writes some of it.
            scenario.publications.count = 50
            scenario.publications.grouped = 1
        }
        return scenario
    }

    private static func faults(_ kinds: [FaultKind], every seconds: Double) -> [Fault] {
        kinds.map { kind in
            var fault = Fault()
            fault.what = kind
            fault.every = seconds
            fault.after = 3
            fault.lasting = Range(1, 5)
            return fault
        }
    }
}

extension Scenario.Group {
    static var small: Scenario.Group {
        var group = Scenario.Group()
        group.members = 4
        return group
    }
}

extension Scenario.Actor {
    init(_ rule: Rule, _ count: Int = 1) {
        self.init()
        self.rule = rule
        self.count = count
    }
}
