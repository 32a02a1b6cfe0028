import STIX

/// A vocabulary of machine tags, in the format of MISP's taxonomies.
public struct Taxonomy: Sendable {
    /// One tag: `namespace:predicate` or `namespace:predicate="value"`.
    public struct Tag: Equatable, Sendable {
        public let name: String
        /// What it means, in a few words; empty where nothing is said.
        public let expanded: String
    }

    public let namespace: String
    public let description: String
    public let version: String
    public let tags: [Tag]

    /// Reads `machinetag.json`; throws `notReadable`, `badPart` or `tooMuch`.
    public init(name: String, reading octets: [UInt8]) throws(PackFault) {
        let text: StrictJSON
        do throws(STIXError) { text = try StrictJSON(reading: octets) } catch { throw PackFault(error, in: name) }
        guard let namespace = text.text(text.member("namespace", of: text.root)), PackManifest.isTitle(namespace) else {
            throw .badPart(part: name, path: "namespace")
        }
        guard let predicates = text.elements(of: text.member("predicates", of: text.root)), !predicates.isEmpty else {
            throw .badPart(part: name, path: "predicates")
        }
        var values: [String: [Int]] = [:]
        for (index, group) in (text.elements(of: text.member("values", of: text.root)) ?? []).enumerated() {
            guard let predicate = text.text(text.member("predicate", of: group)),
                let entries = text.elements(of: text.member("entry", of: group))
            else { throw .badPart(part: name, path: "values[\(index)]") }
            values[predicate, default: []] += entries
        }
        var tags: [Tag] = []
        for (index, predicate) in predicates.enumerated() {
            guard let value = text.text(text.member("value", of: predicate)) else {
                throw .badPart(part: name, path: "predicates[\(index)]")
            }
            let entries = values[value] ?? []
            if entries.isEmpty { tags.append(Tag(name: "\(namespace):\(value)", expanded: Self.meaning(predicate, text))) }
            for entry in entries {
                guard let inner = text.text(text.member("value", of: entry)) else { throw .badPart(part: name, path: "values of \(value)") }
                tags.append(Tag(name: "\(namespace):\(value)=\"\(inner)\"", expanded: Self.meaning(entry, text)))
            }
            guard tags.count <= ReferenceLimits.entriesMax else {
                throw .tooMuch(part: name, what: "tags", limit: ReferenceLimits.entriesMax)
            }
        }
        self.namespace = namespace
        self.tags = tags
        description = text.text(text.member("description", of: text.root)) ?? ""
        version = text.integer(text.member("version", of: text.root)).map { "\($0)" } ?? ""
    }

    private static func meaning(_ node: Int, _ text: StrictJSON) -> String { text.text(text.member("expanded", of: node)) ?? "" }
}
