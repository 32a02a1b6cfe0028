/// Relationship objects and meta objects (STIX 2.1 §5, §7).
extension STIXSchema {
    static let relationships: [STIXStructure] = [
        STIXStructure(
            "relationship", "5.1", common: versioned,
            [
                .must("relationship_type", .form(.relationshipType)), .may("description", .string),
                .must("source_ref", .reference(.related)), .must("target_ref", .reference(.related)), .may("start_time", .timestamp),
                .may("stop_time", .timestamp),
            ], rules: [.after("start_time", later: "stop_time"), .special(.relationship)]),
        STIXStructure(
            "sighting", "5.2", common: versioned,
            [
                .may("description", .string), .may("first_seen", .timestamp), .may("last_seen", .timestamp),
                .may("count", .integer(0...999_999_999)), .must("sighting_of_ref", .reference(.domain)),
                .may("observed_data_refs", .list(.reference(.types("observed-data")))),
                .may("where_sighted_refs", .list(.reference(.types("identity", "location")))), .may("summary", .boolean),
            ], rules: [.notBefore("first_seen", later: "last_seen")]),
    ]

    static let meta: [STIXStructure] = [
        STIXStructure(
            "marking-definition", "7.2.1", common: marking,
            [.may("name", .string), .may("definition_type", .string), .may("definition", .any)], rules: [.special(.markingDefinition)]),
        STIXStructure(
            "language-content", "7.1", common: translation,
            [
                .must("object_ref", .reference(.translated)), .may("object_modified", .timestamp),
                .must("contents", .keyed(.language, .keyed(.propertyName, .any))),
            ]),
        STIXStructure(
            "extension-definition", "7.3", common: definition.map { $0.name == "created_by_ref" ? .must($0.name, $0.shape) : $0 },
            [
                .must("name", .string), .may("description", .string), .must("schema", .string), .must("version", .string),
                .must("extension_types", .list(.enumeration(extensionTypes))),
                .may("extension_properties", .list(.form(.propertyName))),
            ], rules: [.special(.extensionDefinition)]),
    ]

    /// What the two definition types of the standard hold (§7.2.1.3, §7.2.1.4).
    static let statement = STIXStructure("statement marking", "7.2.1.3", [.must("statement", .string)])

    /// Which relationships the standard suggests: source, type, targets (§4, §6, appendix B).
    static let suggested: [String: [String: Set<String>]] = [
        "attack-pattern": [
            "delivers": ["malware"], "targets": ["identity", "location", "vulnerability"], "uses": ["malware", "tool"],
        ],
        "campaign": [
            "attributed-to": ["intrusion-set", "threat-actor"], "compromises": ["infrastructure"], "originates-from": ["location"],
            "targets": ["identity", "location", "vulnerability"], "uses": ["attack-pattern", "infrastructure", "malware", "tool"],
        ],
        "course-of-action": [
            "investigates": ["indicator"], "mitigates": ["attack-pattern", "indicator", "malware", "tool", "vulnerability"],
            "remediates": ["malware", "vulnerability"],
        ],
        "domain-name": ["resolves-to": ["domain-name", "ipv4-addr", "ipv6-addr"]],
        "identity": ["located-at": ["location"]],
        "indicator": [
            "indicates": [
                "attack-pattern", "campaign", "infrastructure", "intrusion-set", "malware", "threat-actor", "tool",
            ],
            "based-on": ["observed-data"],
        ],
        "infrastructure": [
            "communicates-with": ["infrastructure", "ipv4-addr", "ipv6-addr", "domain-name", "url"],
            "consists-of": STIXTargets.observableTypes.union(["infrastructure", "observed-data"]),
            "controls": ["infrastructure", "malware"],
            "delivers": ["malware"], "has": ["vulnerability"], "hosts": ["tool", "malware"], "located-at": ["location"],
            "uses": ["infrastructure"],
        ],
        "intrusion-set": [
            "attributed-to": ["threat-actor"], "compromises": ["infrastructure"], "hosts": ["infrastructure"],
            "originates-from": ["location"], "owns": ["infrastructure"], "targets": ["identity", "location", "vulnerability"],
            "uses": ["attack-pattern", "infrastructure", "malware", "tool"],
        ],
        "ipv4-addr": ["resolves-to": ["mac-addr"], "belongs-to": ["autonomous-system"]],
        "ipv6-addr": ["resolves-to": ["mac-addr"], "belongs-to": ["autonomous-system"]],
        "malware": [
            "authored-by": ["threat-actor", "intrusion-set"], "beacons-to": ["infrastructure"], "exfiltrates-to": ["infrastructure"],
            "communicates-with": ["ipv4-addr", "ipv6-addr", "domain-name", "url"], "controls": ["malware"],
            "downloads": ["malware", "file", "tool"], "drops": ["malware", "file", "tool"], "exploits": ["vulnerability"],
            "originates-from": ["location"], "targets": ["identity", "infrastructure", "location", "vulnerability"],
            "uses": ["attack-pattern", "infrastructure", "malware", "tool"], "variant-of": ["malware"],
        ],
        "malware-analysis": [
            "characterizes": ["malware"], "analysis-of": ["malware"], "static-analysis-of": ["malware"],
            "dynamic-analysis-of": ["malware"],
        ],
        "threat-actor": [
            "attributed-to": ["identity"], "compromises": ["infrastructure"], "hosts": ["infrastructure"], "owns": ["infrastructure"],
            "impersonates": ["identity"], "located-at": ["location"], "targets": ["identity", "location", "vulnerability"],
            "uses": ["attack-pattern", "infrastructure", "malware", "tool"],
        ],
        "tool": [
            "delivers": ["malware"], "drops": ["malware"], "has": ["vulnerability"], "uses": ["infrastructure"],
            "targets": ["identity", "infrastructure", "location", "vulnerability"],
        ],
    ]

    /// Relationships that any two objects may have (§3.7).
    static let commonRelationships: Set<String> = ["derived-from", "duplicate-of", "related-to"]
}
