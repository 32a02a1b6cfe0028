import Pages

/// Techniques by tactic.
enum AttackView {
    /// Short names of ATT&CK's tactics in the order of its matrices, enterprise and industrial control systems together.
    private static let order = [
        "reconnaissance", "resource-development", "initial-access", "execution", "persistence", "privilege-escalation", "defense-evasion",
        "evasion", "credential-access", "discovery", "lateral-movement", "collection", "command-and-control", "exfiltration",
        "inhibit-response-function", "impair-process-control", "impact",
    ]

    static func matrix(_ techniques: [ItemContents.Technique]) -> HTML {
        var columns: [String: [AttackMatrix.Technique]] = [:]
        for technique in techniques {
            for tactic in technique.tactics.isEmpty ? [""] : technique.tactics {
                var column = columns[tactic] ?? []
                if let index = column.firstIndex(where: { $0.id == technique.id && $0.name == technique.name }) {
                    column[index].count += 1
                } else {
                    column.append(AttackMatrix.Technique(id: technique.id, name: technique.name, count: 1))
                }
                columns[tactic] = column
            }
        }
        let names = columns.keys.sorted { (place($0), $0) < (place($1), $1) }
        let tactics = names.map { AttackMatrix.Tactic(name: $0.replacing("-", with: " "), techniques: columns[$0] ?? []) }
        return AttackMatrix(.techniques, tactics: tactics).figure
    }

    private static func place(_ tactic: String) -> Int { order.firstIndex(of: tactic) ?? order.count }
}
