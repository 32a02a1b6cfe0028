import Pages

/// Techniques by tactic.
enum AttackView {
    static func matrix(_ techniques: [ItemContents.Technique]) -> HTML {
        "<ul>\(techniques.map { "<li><code>\($0.id)</code> <bdi>\($0.name)</bdi></li>\n" as HTML })</ul>"
    }
}
