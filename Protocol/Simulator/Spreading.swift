import Sodium

/// Other ways to spread messages, written small, over the same nodes, graph and latencies: what Causeway is compared with.
public enum Spreading: String, Sendable, CaseIterable {
    /// Whoever gets a message for the first time sends it to every neighbour but the one it came from.
    case flooding
    /// One Plumtree for all authors: the first sender of each message stays a branch, the other links only announce.
    case plumtree

    /// Octets of an announcement, a request or a pruning.
    static let controlOctets = 40
    /// How long an announced message is waited for before it is asked for, in microseconds.
    static let patience: UInt64 = 50_000

    /// Spreads the scenario's messages and measures them as Causeway's are.
    ///
    /// The tree is grown by one message of each author before anything is measured.
    public func run(_ scenario: Scenario, seed: UInt64) -> Measures {
        var spread = Spread(scenario, seed: seed, isTree: self == .plumtree)
        return spread.run()
    }
}

/// One run of a baseline: small nodes over the simulator's terrain and queue.
private struct Spread {
    enum Kind: UInt8 {
        case payload
        case announce
        case graft
        case prune
        case patience
    }

    struct Event {
        let kind: Kind
        let message: Int32
        let from: Int32
        let to: Int32
    }

    /// What a node knows of one message that came or was announced.
    struct Known {
        var sender: Int32 = -1
        var time: UInt64 = 0
        var announcers: [Int32] = []
    }

    let scenario: Scenario
    let terrain: Terrain
    let isTree: Bool
    let neighbours: [[Int32]]
    /// By node and neighbour: whether the link is a branch of the tree.
    var isBranch: [[Bool]]
    var known: [[Known]]
    var queue = EventQueue<Event>()
    var caused: UInt64 = 0
    var (duplicates, octets) = (0, 0)
    var authors: [Int] = []
    var starts: [UInt64] = []
    var warm = 0

    init(_ scenario: Scenario, seed: UInt64, isTree: Bool) {
        var dice = Dice(seed: seed)
        self.scenario = scenario
        self.isTree = isTree
        terrain = Terrain(scenario, dice: &dice, shards: 1)
        neighbours = (0..<scenario.nodes).map { [terrain] in terrain.acquaintances(of: $0).map { Int32($0) } }
        isBranch = neighbours.map { [Bool](repeating: true, count: $0.count) }
        let plan = scenario.publications
        var order = dice.child(3)
        let writers = plan.authors ?? scenario.nodes
        warm = plan.warms ? writers : 0
        // Messages that grow the tree come one after the other, before the others.
        for author in 0..<warm {
            authors.append(author)
            starts.append(UInt64(author) * 2 * Terrain.second)
        }
        let start = UInt64(warm) * 2 * Terrain.second
        let span = (scenario.seconds - plan.after) * Terrain.second
        for _ in 0..<plan.count {
            authors.append(order.below(writers))
            starts.append(start + order.within(0...span))
        }
        known = [[Known]](repeating: [Known](repeating: Known(), count: scenario.nodes), count: authors.count)
    }

    mutating func run() -> Measures {
        for (message, author) in authors.enumerated() {
            post(Event(kind: .payload, message: Int32(message), from: Int32(author), to: Int32(author)), at: starts[message])
        }
        while let (time, event) = queue.take(before: .max) { happen(event, time) }
        var (times, missing, hops): ([UInt64], Int, Int) = ([], 0, 0)
        for message in warm..<authors.count {
            for node in 0..<scenario.nodes where node != authors[message] {
                let known = known[message][node]
                if known.sender < 0 { missing += 1 } else { times.append(known.time - starts[message]) }
            }
            hops = max(hops, Measures.hops(known[message].map(\.sender)))
        }
        return Measures(times: times, missing: missing, hopsMax: hops, duplicates: duplicates, octets: octets)
    }

    private mutating func post(_ event: Event, at time: UInt64) {
        caused += 1
        queue.add(event, at: time, tie: caused)
    }

    private mutating func send(_ kind: Kind, _ message: Int32, from: Int32, to: Int32, _ now: UInt64) {
        if Int(message) >= warm { octets += kind == .payload ? Int(scenario.publications.octets.high) : Spreading.controlOctets }
        post(Event(kind: kind, message: message, from: from, to: to), at: now + terrain.latency(Int(from), Int(to)))
    }

    private mutating func happen(_ event: Event, _ now: UInt64) {
        let (message, node) = (Int(event.message), Int(event.to))
        switch event.kind {
        case .payload: payload(event, now)
        case .announce:
            guard known[message][node].sender < 0 else { return }
            known[message][node].announcers.append(event.from)
            if known[message][node].announcers.count == 1 {
                post(Event(kind: .patience, message: event.message, from: event.to, to: event.to), at: now + Spreading.patience)
            }
        case .patience:
            guard known[message][node].sender < 0, let first = known[message][node].announcers.first else { return }
            known[message][node].announcers.removeFirst()
            setBranch(event.to, first, true)
            send(.graft, event.message, from: event.to, to: first, now)
            if !known[message][node].announcers.isEmpty {
                post(Event(kind: .patience, message: event.message, from: event.to, to: event.to), at: now + Spreading.patience)
            }
        case .graft:
            setBranch(event.to, event.from, true)
            send(.payload, event.message, from: event.to, to: event.from, now)
        case .prune: setBranch(event.to, event.from, false)
        }
    }

    private mutating func payload(_ event: Event, _ now: UInt64) {
        let (message, node) = (Int(event.message), Int(event.to))
        guard known[message][node].sender < 0 else {
            if message >= warm { duplicates += 1 }
            guard isTree else { return }
            setBranch(event.to, event.from, false)
            return send(.prune, event.message, from: event.to, to: event.from, now)
        }
        known[message][node].sender = event.from
        known[message][node].time = now
        known[message][node].announcers = []
        if isTree, event.from != event.to { setBranch(event.to, event.from, true) }
        for (place, neighbour) in neighbours[node].enumerated() where neighbour != event.from {
            send(isTree && !isBranch[node][place] ? .announce : .payload, event.message, from: event.to, to: neighbour, now)
        }
    }

    private mutating func setBranch(_ node: Int32, _ neighbour: Int32, _ value: Bool) {
        guard let place = neighbours[Int(node)].firstIndex(of: neighbour) else { return }
        isBranch[Int(node)][place] = value
    }
}
