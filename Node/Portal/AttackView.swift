import Pages

/// Techniques by tactic.
enum AttackView {
    static func matrix(_ techniques: [ItemContents.Technique]) -> HTML {
        AttackMatrix(.techniques, named: techniques.map { NamedTechnique(id: $0.id, name: $0.name, tactics: $0.tactics) }).figure
    }
}
