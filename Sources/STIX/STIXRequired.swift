/// The properties that objects of a type must have besides those that all have (STIX 2.1 §4 to §7).
enum STIXRequired {
    static func properties(of type: String) -> Set<String> { table[type] ?? [] }

    private static let named: Set<String> = ["name"]

    private static let table: [String: Set<String>] = [
        "attack-pattern": named, "campaign": named, "course-of-action": named, "identity": named, "incident": named,
        "infrastructure": named, "intrusion-set": named, "threat-actor": named, "tool": named, "vulnerability": named,
        "malware": ["is_family"], "malware-analysis": ["product"], "indicator": ["pattern", "pattern_type", "valid_from"],
        "grouping": ["context", "object_refs"], "note": ["content", "object_refs"], "opinion": ["opinion", "object_refs"],
        "report": ["name", "published", "object_refs"], "observed-data": ["first_observed", "last_observed", "number_observed"],
        "relationship": ["relationship_type", "source_ref", "target_ref"], "sighting": ["sighting_of_ref"],
        "language-content": ["object_ref", "contents"],
        "autonomous-system": ["number"], "directory": ["path"], "domain-name": ["value"], "email-addr": ["value"],
        "email-message": ["is_multipart"], "ipv4-addr": ["value"], "ipv6-addr": ["value"], "mac-addr": ["value"], "mutex": named,
        "network-traffic": ["protocols"], "software": named, "url": ["value"],
    ]
}
