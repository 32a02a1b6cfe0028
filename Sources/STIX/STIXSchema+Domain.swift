/// Domain objects (STIX 2.1 §4).
extension STIXSchema {
    static let domain: [STIXStructure] = [
        STIXStructure(
            "attack-pattern", "4.1", common: versioned,
            [
                .must("name", .string), .may("description", .string), .may("aliases", .list(.string)),
                .may("kill_chain_phases", .list(.structure(killChainPhase))),
            ]),
        STIXStructure(
            "campaign", "4.2", common: versioned,
            [
                .must("name", .string), .may("description", .string), .may("aliases", .list(.string)), .may("first_seen", .timestamp),
                .may("last_seen", .timestamp), .may("objective", .string),
            ], rules: [.notBefore("first_seen", later: "last_seen")]),
        STIXStructure("course-of-action", "4.3", common: versioned, [.must("name", .string), .may("description", .string)]),
        STIXStructure(
            "grouping", "4.4", common: versioned,
            [
                .may("name", .string), .may("description", .string), .must("context", .vocabulary(.groupingContext)),
                .must("object_refs", .list(.reference(.anything))),
            ]),
        STIXStructure(
            "identity", "4.5", common: versioned,
            [
                .must("name", .string), .may("description", .string), .may("roles", .list(.string)),
                .may("identity_class", .vocabulary(.identityClass)), .may("sectors", .list(.vocabulary(.industrySector))),
                .may("contact_information", .string),
            ]),
        STIXStructure("incident", "4.6", common: versioned, [.must("name", .string), .may("description", .string)]),
        STIXStructure(
            "indicator", "4.7", common: versioned,
            [
                .may("name", .string), .may("description", .string), .may("indicator_types", .list(.vocabulary(.indicatorType))),
                .must("pattern", .string), .must("pattern_type", .vocabulary(.patternType)), .may("pattern_version", .string),
                .must("valid_from", .timestamp), .may("valid_until", .timestamp),
                .may("kill_chain_phases", .list(.structure(killChainPhase))),
            ], rules: [.after("valid_from", later: "valid_until"), .special(.indicator)]),
        STIXStructure(
            "infrastructure", "4.8", common: versioned,
            [
                .must("name", .string), .may("description", .string), .may("infrastructure_types", .list(.vocabulary(.infrastructureType))),
                .may("aliases", .list(.string)), .may("kill_chain_phases", .list(.structure(killChainPhase))),
                .may("first_seen", .timestamp), .may("last_seen", .timestamp),
            ], rules: [.notBefore("first_seen", later: "last_seen")]),
        STIXStructure(
            "intrusion-set", "4.9", common: versioned,
            [
                .must("name", .string), .may("description", .string), .may("aliases", .list(.string)), .may("first_seen", .timestamp),
                .may("last_seen", .timestamp), .may("goals", .list(.string)), .may("resource_level", .vocabulary(.attackResourceLevel)),
                .may("primary_motivation", .vocabulary(.attackMotivation)),
                .may("secondary_motivations", .list(.vocabulary(.attackMotivation))),
            ], rules: [.notBefore("first_seen", later: "last_seen")]),
        STIXStructure(
            "location", "4.10", common: versioned,
            [
                .may("name", .string), .may("description", .string), .may("latitude", .float(-90...90)),
                .may("longitude", .float(-180...180)),
                .may("precision", .number), .may("region", .vocabulary(.region)), .may("country", .form(.country)),
                .may("administrative_area", .string), .may("city", .string), .may("street_address", .string), .may("postal_code", .string),
            ],
            rules: [
                .oneOf([["region"], ["country"], ["latitude", "longitude"]]), .needs("latitude", ["longitude"]),
                .needs("longitude", ["latitude"]), .needs("precision", ["latitude", "longitude"]),
            ]),
        STIXStructure(
            "malware", "4.11", common: versioned,
            [
                .may("name", .string), .may("description", .string), .may("malware_types", .list(.vocabulary(.malwareType))),
                .must("is_family", .boolean), .may("aliases", .list(.string)),
                .may("kill_chain_phases", .list(.structure(killChainPhase))), .may("first_seen", .timestamp), .may("last_seen", .timestamp),
                .may("operating_system_refs", .list(.reference(.types("software")))),
                .may("architecture_execution_envs", .list(.vocabulary(.processorArchitecture))),
                .may("implementation_languages", .list(.vocabulary(.implementationLanguage))),
                .may("capabilities", .list(.vocabulary(.malwareCapabilities))),
                .may("sample_refs", .list(.reference(.types("artifact", "file")))),
            ], rules: [.notBefore("first_seen", later: "last_seen"), .whenNeeds("is_family", is: true, ["name"])]),
        STIXStructure(
            "malware-analysis", "4.12", common: versioned,
            [
                .must("product", .form(.words)), .may("version", .string), .may("host_vm_ref", .reference(.types("software"))),
                .may("operating_system_ref", .reference(.types("software"))),
                .may("installed_software_refs", .list(.reference(.types("software")))), .may("configuration_version", .string),
                .may("modules", .list(.string)), .may("analysis_engine_version", .string), .may("analysis_definition_version", .string),
                .may("submitted", .timestamp), .may("analysis_started", .timestamp), .may("analysis_ended", .timestamp),
                .may("result_name", .string), .may("result", .vocabulary(.malwareResult)),
                .may("analysis_sco_refs", .list(.reference(.observables))),
                .may("sample_ref", .reference(.types("artifact", "file", "network-traffic"))),
            ], rules: [.oneOf([["result"], ["analysis_sco_refs"]])]),
        STIXStructure(
            "note", "4.13", common: versioned,
            [
                .may("abstract", .string), .must("content", .string), .may("authors", .list(.string)),
                .must("object_refs", .list(.reference(.anything))),
            ]),
        STIXStructure(
            "observed-data", "4.14", common: versioned,
            [
                .must("first_observed", .timestamp), .must("last_observed", .timestamp),
                .must("number_observed", .integer(1...999_999_999)),
                .may("objects", .any), .may("object_refs", .list(.reference(.observed))),
            ],
            rules: [
                .notBefore("first_observed", later: "last_observed"), .oneOf([["objects"], ["object_refs"]]),
                .notTogether(["objects", "object_refs"]), .special(.observedData),
            ]),
        STIXStructure(
            "opinion", "4.15", common: versioned,
            [
                .may("explanation", .string), .may("authors", .list(.string)), .must("opinion", .enumeration(.opinion)),
                .must("object_refs", .list(.reference(.anything))),
            ]),
        STIXStructure(
            "report", "4.16", common: versioned,
            [
                .must("name", .string), .may("description", .string), .may("report_types", .list(.vocabulary(.reportType))),
                .must("published", .timestamp), .must("object_refs", .list(.reference(.anything))),
            ]),
        STIXStructure(
            "threat-actor", "4.17", common: versioned,
            [
                .must("name", .string), .may("description", .string), .may("threat_actor_types", .list(.vocabulary(.threatActorType))),
                .may("aliases", .list(.string)), .may("first_seen", .timestamp), .may("last_seen", .timestamp),
                .may("roles", .list(.vocabulary(.threatActorRole))), .may("goals", .list(.string)),
                .may("sophistication", .vocabulary(.threatActorSophistication)), .may("resource_level", .vocabulary(.attackResourceLevel)),
                .may("primary_motivation", .vocabulary(.attackMotivation)),
                .may("secondary_motivations", .list(.vocabulary(.attackMotivation))),
                .may("personal_motivations", .list(.vocabulary(.attackMotivation))),
            ], rules: [.notBefore("first_seen", later: "last_seen")]),
        STIXStructure(
            "tool", "4.18", common: versioned,
            [
                .must("name", .string), .may("description", .string), .may("tool_types", .list(.vocabulary(.toolType))),
                .may("aliases", .list(.string)), .may("kill_chain_phases", .list(.structure(killChainPhase))),
                .may("tool_version", .string),
            ]),
        STIXStructure("vulnerability", "4.19", common: versioned, [.must("name", .string), .may("description", .string)]),
    ]
}
