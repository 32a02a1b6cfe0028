import STIX

/// Named things that reports speak of, in the format of MISP's galaxies: a galaxy and the cluster of its values.
public struct Galaxy: Sendable {
    /// One named thing.
    public struct Value: Equatable, Sendable {
        public let uuid: String
        public let name: String
        /// Other names of the same thing.
        public let synonyms: [String]
    }

    /// As tags name it: `misp-galaxy:TYPE="VALUE"`.
    public let type: String
    public let title: String
    public let version: String
    public let values: [Value]

    /// Reads a part of a pack: an object with both files as `galaxy` and `cluster`. Throws `notReadable`, `badPart` or `tooMuch`.
    public init(name: String, reading octets: [UInt8]) throws(PackFault) {
        let text: StrictJSON
        do throws(STIXError) { text = try StrictJSON(reading: octets) } catch { throw PackFault(error, in: name) }
        guard let cluster = text.member("cluster", of: text.root), let type = text.text(text.member("type", of: cluster)),
            let title = text.text(text.member("name", of: cluster)), PackManifest.isTitle(title)
        else { throw .badPart(part: name, path: "cluster") }
        guard let galaxy = text.member("galaxy", of: text.root), text.text(text.member("type", of: galaxy)) == type else {
            throw .badPart(part: name, path: "galaxy.type")
        }
        guard let listed = text.elements(of: text.member("values", of: cluster)), !listed.isEmpty else {
            throw .badPart(part: name, path: "cluster.values")
        }
        guard listed.count <= ReferenceLimits.entriesMax else {
            throw .tooMuch(part: name, what: "values", limit: ReferenceLimits.entriesMax)
        }
        var values: [Value] = []
        for (index, node) in listed.enumerated() {
            guard let value = text.text(text.member("value", of: node)) else {
                throw .badPart(part: name, path: "cluster.values[\(index)]")
            }
            let meta = text.member("meta", of: node)
            values.append(
                Value(
                    uuid: text.text(text.member("uuid", of: node)) ?? "", name: value,
                    synonyms: (text.elements(of: meta.flatMap { text.member("synonyms", of: $0) }) ?? []).compactMap { text.text($0) }))
        }
        self.type = type
        self.title = title
        self.values = values
        version = text.integer(text.member("version", of: cluster)).map { "\($0)" } ?? ""
    }

    /// Both files of a galaxy as one part, each as it is written.
    static func joined(galaxy: [UInt8], cluster: [UInt8]) -> [UInt8] {
        Array(#"{"galaxy":"#.utf8) + galaxy + Array(#","cluster":"#.utf8) + cluster + [0x7D]
    }
}
