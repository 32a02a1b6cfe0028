/// The objects that a property may refer to, by their types.
struct STIXTargets: Sendable {
    private enum Rule: Sendable {
        case only(Set<String>)
        case allBut(Set<String>)
    }

    private let rule: Rule
    /// The types in words, for a message.
    let words: String

    /// Whether an object of that type may be referred to. Types that the standard does not have are never refused where a whole family
    /// may be referred to: which family they are of is their author's word.
    func allow(_ type: some StringProtocol) -> Bool {
        switch rule {
        case .only(let types): types.contains(String(type))
        case .allBut(let types): !types.contains(String(type))
        }
    }

    /// These types only.
    static func types(_ types: String...) -> STIXTargets {
        STIXTargets(rule: .only(Set(types)), words: types.joined(separator: " or "))
    }

    /// The types of observables (§6).
    static let observableTypes: Set<String> = [
        "artifact", "autonomous-system", "directory", "domain-name", "email-addr", "email-message", "file", "ipv4-addr", "ipv6-addr",
        "mac-addr", "mutex", "network-traffic", "process", "software", "url", "user-account", "windows-registry-key", "x509-certificate",
    ]
    /// The types of domain objects (§4).
    static let domainTypes: Set<String> = [
        "attack-pattern", "campaign", "course-of-action", "grouping", "identity", "incident", "indicator", "infrastructure",
        "intrusion-set", "location", "malware", "malware-analysis", "note", "observed-data", "opinion", "report", "threat-actor", "tool",
        "vulnerability",
    ]
    private static let relationshipTypes: Set<String> = ["relationship", "sighting"]
    private static let metaTypes: Set<String> = ["marking-definition", "language-content", "extension-definition"]

    /// Anything but a bundle.
    static let anything = STIXTargets(rule: .allBut(["bundle"]), words: "an object")
    /// Observables.
    static let observables = STIXTargets(
        rule: .allBut(domainTypes.union(relationshipTypes).union(metaTypes).union(["bundle"])), words: "an observable")
    /// What `observed-data` holds: observables and relationships between them (§4.14).
    static let observed = STIXTargets(
        rule: .allBut(domainTypes.union(metaTypes).union(["bundle"])), words: "an observable or a relationship")
    /// What can be sighted: domain objects (§5.2).
    static let domain = STIXTargets(
        rule: .allBut(observableTypes.union(relationshipTypes).union(metaTypes).union(["bundle"])), words: "a domain object")
    /// What a relationship can join: domain objects and observables (§5.1).
    static let related = STIXTargets(
        rule: .allBut(relationshipTypes.union(["bundle", "marking-definition", "language-content"])), words: "a domain object or observable"
    )
    /// What can be translated (§7.1).
    static let translated = STIXTargets(rule: .allBut(["bundle", "language-content"]), words: "an object other than language-content")
}
