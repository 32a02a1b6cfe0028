/// A technique as an item names it, before the matrix is made.
public struct NamedTechnique: Equatable, Sendable {
    /// "T1566.001"; empty where none is named.
    public var id: String
    public var name: String
    /// Short names of kill chain phases: "initial-access".
    public var tactics: [String]

    public init(id: String, name: String, tactics: [String]) {
        self.id = id
        self.name = name
        self.tactics = tactics
    }
}

extension AttackMatrix {
    /// Short names of ATT&CK's tactics in the order of its matrices, enterprise and industrial control systems together.
    private static let order = [
        "reconnaissance", "resource-development", "initial-access", "execution", "persistence", "privilege-escalation", "defense-evasion",
        "evasion", "credential-access", "discovery", "lateral-movement", "collection", "command-and-control", "exfiltration",
        "inhibit-response-function", "impair-process-control", "impact",
    ]

    /// The matrix of named techniques: one that is named twice counts twice, one of several tactics stands under each.
    public init(_ name: Phrase, named techniques: [NamedTechnique]) {
        var columns: [String: [Technique]] = [:]
        var places: [[String]: Int] = [:]
        for technique in techniques.prefix(PagesLimits.techniquesMax) {
            for tactic in technique.tactics.isEmpty ? [""] : Array(technique.tactics.prefix(PagesLimits.tacticsMax)) {
                let key = [tactic, technique.id, technique.name]
                if let place = places[key] {
                    columns[tactic]?[place].count += 1
                } else {
                    places[key] = columns[tactic]?.count ?? 0
                    columns[tactic, default: []].append(Technique(id: technique.id, name: technique.name, count: 1))
                }
            }
        }
        func place(_ tactic: String) -> Int { Self.order.firstIndex(of: tactic) ?? Self.order.count }
        let names = columns.keys.sorted { (place($0), $0) < (place($1), $1) }
        self.init(name, tactics: names.map { Tactic(name: $0.replacing("-", with: " "), techniques: columns[$0] ?? []) })
    }
}
