import Foundation

/// What an item's page shows of its STIX objects, read from the bundle for people: text, indicators, techniques.
///
/// The bundle was checked when it arrived. What is missing or of another kind here is not shown, and never an error.
struct ItemContents: Sendable {
    /// A text of a report, note or advisory, in Markdown as most write it.
    struct Passage: Sendable {
        let name: String
        let text: String
    }

    struct Indicator: Sendable {
        let id: String
        let name: String
        let pattern: String
        let validUntil: String
    }

    struct Technique: Sendable {
        /// "T1566.001"; empty where the object names none.
        let id: String
        let name: String
        /// Short names of its kill chain phases: "initial-access".
        let tactics: [String]
    }

    struct Reference: Sendable {
        let source: String
        let address: String
    }

    var passages: [Passage] = []
    var indicators: [Indicator] = []
    var techniques: [Technique] = []
    var references: [Reference] = []
    /// The object in the middle of the picture of relations: the first that others refer to.
    var centre: String?

    init(bundle: [UInt8]) {
        guard let root = try? JSONSerialization.jsonObject(with: Data(bundle)) as? [String: Any], let objects = root["objects"] as? [Any]
        else { return }
        for case let object as [String: Any] in objects.prefix(PortalLimits.objectsReadMax) { read(object) }
    }

    init() {}

    private mutating func read(_ object: [String: Any]) {
        let type = text(object, "type")
        let name = text(object, "name")
        switch type {
        case "report", "note", "opinion", "course-of-action", "malware", "threat-actor", "campaign", "intrusion-set", "vulnerability",
            "incident":
            let words = text(object, type == "note" ? "content" : type == "opinion" ? "explanation" : "description")
            let title = type == "note" ? text(object, "abstract") : name
            if !words.isEmpty { passages.append(Passage(name: title, text: words)) }
        case "indicator":
            indicators.append(
                Indicator(
                    id: text(object, "id"), name: name, pattern: text(object, "pattern"), validUntil: text(object, "valid_until")))
        case "attack-pattern":
            let external = references(of: object).first { ["mitre-attack", "mitre-ics-attack", "mitre-mobile-attack"].contains($0.source) }
            let phases = (object["kill_chain_phases"] as? [[String: Any]] ?? []).map { text($0, "phase_name") }
            techniques.append(Technique(id: external?.id ?? "", name: name, tactics: phases))
        default: break
        }
        if type != "attack-pattern" {
            for reference in references(of: object) where !reference.address.isEmpty {
                references.append(Reference(source: reference.source, address: reference.address))
            }
        }
        if centre == nil || type == "report", !["identity", "marking-definition", "relationship", "extension-definition"].contains(type) {
            centre = text(object, "id")
        }
    }

    private func references(of object: [String: Any]) -> [(source: String, id: String, address: String)] {
        (object["external_references"] as? [[String: Any]] ?? []).map {
            (text($0, "source_name"), text($0, "external_id"), text($0, "url"))
        }
    }

    private func text(_ object: [String: Any], _ name: String) -> String { object[name] as? String ?? "" }
}
