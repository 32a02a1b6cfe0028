/// What the type of an object says about the properties it must have (STIX 2.1 §3.2, §9.2).
enum STIXCategory {
    /// Domain and relationship objects: version, `created` and `modified`.
    case versioned
    /// Marking definitions: version and `created`; they never change.
    case marking
    /// Observables: identified by their content; nothing more is required.
    case observable
    /// A type that the standard does not have; which of the above it is shows in its properties.
    case custom

    init(type: String) {
        switch type {
        case "attack-pattern", "campaign", "course-of-action", "grouping", "identity", "incident", "indicator",
            "infrastructure", "intrusion-set", "location", "malware", "malware-analysis", "note", "observed-data", "opinion",
            "report", "threat-actor", "tool", "vulnerability", "relationship", "sighting", "language-content", "extension-definition":
            self = .versioned
        case "marking-definition":
            self = .marking
        case "artifact", "autonomous-system", "directory", "domain-name", "email-addr", "email-message", "file", "ipv4-addr",
            "ipv6-addr", "mac-addr", "mutex", "network-traffic", "process", "software", "url", "user-account",
            "windows-registry-key", "x509-certificate":
            self = .observable
        default:
            self = .custom
        }
    }

    /// The properties of versioned objects, besides `created` and `modified`, that are timestamps wherever the standard has them.
    static let timestamps: [StaticString] = [
        "valid_from", "valid_until", "first_seen", "last_seen", "first_observed", "last_observed", "published", "start_time", "stop_time",
    ]
}
