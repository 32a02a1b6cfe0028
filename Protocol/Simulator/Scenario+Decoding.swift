/// Reads scenario files strictly: what is left out has its default, and a name that means nothing is refused.
extension Scenario {
    public init(from decoder: any Decoder) throws {
        self.init()
        var fields = try Fields(decoder)
        try fields.read("about", &about)
        try fields.read("nodes", &nodes)
        try fields.read("strangers", &strangers)
        try fields.read("mailboxes", &mailboxes)
        try fields.read("dialOnly", &dialOnly)
        try fields.read("neighboursComputedOnce", &isComputedOnce)
        try fields.read("seconds", &seconds)
        try fields.read("settle", &settle)
        try fields.read("links", &links)
        try fields.read("syncMilliseconds", &syncMilliseconds)
        try fields.read("groups", &groups)
        try fields.read("publications", &publications)
        try fields.read("faults", &faults)
        try fields.read("actors", &actors)
        try fields.read("expect", &expect)
        try fields.read("searchesFrames", &searchesFrames)
        try fields.read("measures", &measures)
        try fields.end()
        if let fault = flaw {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: fault))
        }
    }

    /// What keeps the scenario from being simulated, in a sentence; `nil` when nothing does.
    public var flaw: String? {
        if !(2...SimulatorLimits.machinesMax).contains(nodes + strangers) { return "nodes: 2 to \(SimulatorLimits.machinesMax)" }
        if seconds + settle > SimulatorLimits.secondsMax { return "seconds: at most \(SimulatorLimits.secondsMax) with settle" }
        if mailboxes + dialOnly + 1 > nodes { return "mailboxes and dialOnly: fewer than nodes, the coordinator is neither" }
        if actors.reduce(0, { $0 + $1.count }) + mailboxes + 1 >= nodes { return "actors: some nodes must be left over" }
        if links.latencyMilliseconds.low == 0 { return "latencyMilliseconds: at least 1" }
        if publications.authors.map({ $0 < 1 || $0 > nodes }) == true { return "authors: 1 to the number of nodes" }
        if groups.contains(where: { $0.members < 2 || $0.members > nodes }) { return "members: 2 to the number of nodes" }
        if publications.grouped > 0, groups.isEmpty { return "grouped: there are no groups" }
        return nil
    }
}

extension Scenario.Links: Decodable {
    public init(from decoder: any Decoder) throws {
        self.init()
        var fields = try Fields(decoder)
        try fields.read("latencyMilliseconds", &latencyMilliseconds)
        try fields.read("jitter", &jitter)
        try fields.read("loss", &loss)
        try fields.read("megabitsPerSecond", &megabitsPerSecond)
        try fields.end()
    }
}

extension Scenario.Group: Decodable {
    public init(from decoder: any Decoder) throws {
        self.init()
        var fields = try Fields(decoder)
        try fields.read("members", &members)
        try fields.read("sealed", &isSealed)
        try fields.read("mailbox", &hasMailbox)
        try fields.end()
    }
}

extension Scenario.Publications: Decodable {
    public init(from decoder: any Decoder) throws {
        self.init()
        var fields = try Fields(decoder)
        try fields.read("count", &count)
        try fields.read("after", &after)
        try fields.read("octets", &octets)
        try fields.read("batch", &batch)
        try fields.read("authors", &authors)
        try fields.read("detached", &detached)
        try fields.read("detachedOctets", &detachedOctets)
        try fields.read("grouped", &grouped)
        try fields.read("warms", &warms)
        try fields.read("registryRecords", &registryRecords)
        try fields.end()
    }
}

extension Scenario.Fault: Decodable {
    public init(from decoder: any Decoder) throws {
        self.init()
        var fields = try Fields(decoder)
        try fields.read("what", &what)
        try fields.read("every", &every)
        try fields.read("after", &after)
        try fields.read("lasting", &lasting)
        try fields.end()
    }
}

extension Scenario.Actor: Decodable {
    public init(from decoder: any Decoder) throws {
        self.init()
        var fields = try Fields(decoder)
        try fields.read("rule", &rule)
        try fields.read("count", &count)
        try fields.end()
    }
}

extension Scenario.Expectation: Decodable {
    public init(from decoder: any Decoder) throws {
        self.init()
        var fields = try Fields(decoder)
        try fields.read("p50MillisecondsMax", &p50MillisecondsMax)
        try fields.read("p99MillisecondsMax", &p99MillisecondsMax)
        try fields.read("hopsMax", &hopsMax)
        try fields.read("duplicatesMax", &duplicatesMax)
        try fields.end()
    }
}

/// The fields of one mapping; each is asked for once, and what nobody asked for is refused.
private struct Fields {
    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    private let container: KeyedDecodingContainer<Name>
    private var asked: Set<String> = []

    init(_ decoder: any Decoder) throws { container = try decoder.container(keyedBy: Name.self) }

    mutating func read<T: Decodable>(_ name: String, _ value: inout T) throws {
        asked.insert(name)
        if let found = try container.decodeIfPresent(T.self, forKey: Name(stringValue: name)) { value = found }
    }

    func end() throws {
        let strange = container.allKeys.map(\.stringValue).filter { !asked.contains($0) }.sorted()
        guard let first = strange.first else { return }
        throw DecodingError.dataCorrupted(
            .init(
                codingPath: container.codingPath,
                debugDescription: "\(first) means nothing here; there are \(asked.sorted().joined(separator: ", "))"))
    }
}
