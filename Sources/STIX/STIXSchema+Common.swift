/// Properties that many objects have, and the parts that objects are made of (STIX 2.1 §2, §3, §7).
extension STIXSchema {
    /// The common properties of domain and relationship objects (§3.2).
    static let versioned: [STIXProperty] = [
        .must("type", .ownType), .must("spec_version", .version), .must("id", .ownIdentifier),
        .may("created_by_ref", .reference(.types("identity"))), .must("created", .milliseconds), .must("modified", .milliseconds),
        .may("revoked", .boolean), .may("labels", .list(.string)), .may("confidence", .integer(0...100)), .may("lang", .form(.language)),
        .may("external_references", .list(.structure(externalReference))),
        .may("object_marking_refs", .list(.reference(.types("marking-definition")))),
        .may("granular_markings", .list(.structure(granularMarking))), .may("extensions", .extensions([:])),
    ]

    /// The common properties of extension definitions: no confidence and no language (§3.2).
    static let definition = versioned.filter { !["confidence", "lang"].contains($0.name) }

    /// The common properties of language objects: they have no language of their own (§3.2).
    static let translation = versioned.filter { $0.name != "lang" }

    /// The common properties of marking definitions, which have no versions (§3.2).
    static let marking = versioned.filter { !["modified", "revoked", "labels", "confidence", "lang"].contains($0.name) }

    /// The common properties of observables (§3.2), with the standard's own extensions of that type.
    static func observable(_ extensions: STIXStructure...) -> [STIXProperty] {
        [
            .must("type", .ownType), .may("spec_version", .version), .must("id", .ownIdentifier),
            .may("object_marking_refs", .list(.reference(.types("marking-definition")))),
            .may("granular_markings", .list(.structure(granularMarking))), .may("defanged", .boolean),
            .may("extensions", .extensions(Dictionary(uniqueKeysWithValues: extensions.map { ($0.name, $0) }))),
        ]
    }

    /// §2.5
    static let externalReference = STIXStructure(
        "external reference", "2.5",
        [
            .must("source_name", .string), .may("description", .string), .may("url", .form(.url)), .may("hashes", .hashes),
            .may("external_id", .string),
        ],
        rules: [.oneOf([["description"], ["url"], ["external_id"]]), .special(.externalReference)])

    /// §2.11
    static let killChainPhase = STIXStructure(
        "kill chain phase", "2.11", [.must("kill_chain_name", .form(.words)), .must("phase_name", .form(.words))])

    /// §7.2.3
    static let granularMarking = STIXStructure(
        "granular marking", "7.2.3",
        [
            .may("lang", .form(.language)), .may("marking_ref", .reference(.types("marking-definition"))),
            .must("selectors", .list(.form(.selector))),
        ],
        rules: [.oneOf([["lang"], ["marking_ref"]]), .notTogether(["lang", "marking_ref"]), .special(.granularMarking)])

    /// §8: what may stand in the bundle beside its objects. `spec_version` is what STIX 2.0 wrote there.
    static let bundle: Set<String> = ["type", "id", "objects", "spec_version"]

    /// Names that the standard keeps for itself (§11.1).
    static let reservedProperties: Set<String> = ["severity", "username", "phone_numbers", "action"]

    /// The type that the standard keeps for itself (§11.1).
    static let reservedType = "action"

    /// Words for `extension_type` (§7.3).
    static let extensionTypes = STIXVocabulary(
        "extension-type-enum", "new-sdo", "new-sco", "new-sro", "property-extension", "toplevel-property-extension")
}
