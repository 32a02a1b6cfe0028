/// What STIX 2.1 calls otherwise than STIX 2.0.
enum STIXUpgradeTable {
    /// Where the labels of 2.0 went, and the words that belong there; no vocabulary: all of them do.
    static let labels: [String: (property: String, vocabulary: STIXVocabulary?)] = [
        "indicator": ("indicator_types", .indicatorType), "malware": ("malware_types", .malwareType),
        "report": ("report_types", .reportType),
        "threat-actor": ("threat_actor_types", .threatActorType), "tool": ("tool_types", .toolType), "identity": ("roles", nil),
    ]

    /// Properties of observables that were renamed, by type.
    static let renamed: [String: [String: String]] = [
        "file": ["created": "ctime", "modified": "mtime", "accessed": "atime"],
        "directory": ["created": "ctime", "modified": "mtime", "accessed": "atime"],
        "process": ["created": "created_time", "binary_ref": "image_ref"],
        "user-account": ["password_last_changed": "credential_last_changed"],
        "windows-registry-key": ["modified": "modified_time"],
    ]

    /// Names of hash algorithms that were spelled otherwise.
    static let hashes = ["ssdeep": "SSDEEP"]

    /// Dictionaries whose values are lists in 2.1.
    static let listed: Set<String> = ["additional_header_fields", "request_header"]

    /// The names that 2.1 gives the TLP markings of the standard.
    static let markingNames = [
        "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9": "TLP:WHITE",
        "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da": "TLP:GREEN",
        "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82": "TLP:AMBER",
        "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed": "TLP:RED",
    ]
}
