/// What is taken out of a draft of our own before it is signed.
public struct Redaction: Equatable, Sendable {
    /// Names of properties, wherever in an object they stand; one that ends in `*` means every name that begins so.
    public var properties: [String]
    /// Types of objects that are left out whole.
    public var types: [String]

    public init(properties: [String] = [], types: [String] = []) {
        self.properties = properties
        self.types = types
    }

    /// Whether nothing is taken out.
    public var isEmpty: Bool { properties.isEmpty && types.isEmpty }

    /// What is taken out, in words.
    var text: String {
        let parts = [
            properties.isEmpty ? nil : "the properties \(listed(properties))",
            types.isEmpty ? nil : "the objects of type \(listed(types))",
        ]
        return parts.compactMap(\.self).joined(separator: " and ")
    }

    /// Takes out what the other takes out, too; each name once, sorted, so that the order of rules does not show.
    mutating func formUnion(_ other: Redaction) {
        guard !other.isEmpty else { return }
        properties = Set(properties).union(other.properties).sorted()
        types = Set(types).union(other.types).sorted()
    }

    /// Properties without which an object is none, or by which its marks would be lost (STIX 2.1 §3.2, §7.2).
    public static let keptProperties: Set<String> = [
        "type", "id", "spec_version", "created", "modified", "object_marking_refs", "granular_markings", "extensions", "objects",
        "definition", "definition_type",
    ]

    /// Types that always stay: without them marks would mean less.
    public static let keptTypes: Set<String> = ["marking-definition", "bundle", "extension-definition"]
}
