import STIX

/// Finds the lists, taxonomies or galaxies among the files of a package or checkout.
public struct PackHarvest {
    /// A file of a source: where it lies, and how to read it.
    public struct File {
        /// With slashes, from the folder or archive on.
        public let path: String
        let octets: () throws -> [UInt8]

        public init(path: String, octets: @escaping () throws -> [UInt8]) {
            self.path = path
            self.octets = octets
        }
    }

    /// A part of the source that was not taken.
    public struct LeftOut: Equatable, Sendable {
        public let name: String
        public let entries: Int
    }

    /// Names to take; empty for all.
    public var only: Set<String> = []
    /// Names to leave out.
    public var without: Set<String> = []
    /// Whether warning lists of more than `ReferenceLimits.entriesUnaskedMax` are taken too; those named in `only` always are.
    public var takesLong = false
    /// What was left out because it is empty or long, by name.
    public private(set) var leftOut: [LeftOut] = []

    public init() {}

    /// Reads the parts of a kind; throws what reading a file throws, and `PackFault`.
    public mutating func parts(_ kind: PackKind, in files: [File]) throws -> [PackPart] {
        var found: [String: () throws -> [UInt8]] = [:]
        for (name, octets) in try sources(kind, files) {
            guard PackFormat.isName(name, isPack: false) else { throw PackFault.badPart(part: String(name.prefix(100)), path: "its name") }
            guard found.updateValue(octets, forKey: name) == nil else { throw PackFault.repeatedPart(part: name) }
        }
        guard !found.isEmpty else { throw PackFault.nothingFound(kind: kind.rawValue) }
        guard found.count <= ReferenceLimits.partsMax else {
            throw PackFault.tooMuch(part: "The source", what: "parts", limit: ReferenceLimits.partsMax)
        }
        if let unknown = only.union(without).sorted().first(where: { found[$0] == nil }) { throw PackFault.unknownPart(part: unknown) }
        leftOut = []
        var parts: [PackPart] = []
        for (name, octets) in found.sorted(by: { $0.key < $1.key }) where (only.isEmpty || only.contains(name)) && !without.contains(name) {
            let part = try PackPart(name: name, kind: kind, try octets())
            let isUnaskedFor = part.entries > ReferenceLimits.entriesUnaskedMax && !takesLong && only.isEmpty
            // Some are published empty.
            if kind == .warningLists, part.entries == 0 || isUnaskedFor {
                leftOut.append(LeftOut(name: name, entries: part.entries))
            } else {
                parts.append(part)
            }
        }
        guard !parts.isEmpty else { throw PackFault.nothingFound(kind: kind.rawValue) }
        return parts
    }

    /// The files that hold a part each, with the part's name.
    private func sources(_ kind: PackKind, _ files: [File]) throws -> [(name: String, octets: () throws -> [UInt8])] {
        let split = files.map { ($0, $0.path.split(separator: "/").map(String.init)) }
        switch kind {
        case .warningLists: return split.filter { $1.count > 1 && $1.last == "list.json" }.map { ($1[$1.count - 2], $0.octets) }
        case .taxonomies: return split.filter { $1.count > 1 && $1.last == "machinetag.json" }.map { ($1[$1.count - 2], $0.octets) }
        case .galaxies:
            let inFolder = { (folder: String) in
                split.filter { $1.count > 1 && $1[$1.count - 2] == folder && ($1.last ?? "").hasSuffix(".json") }
                    .map { (name: String(($1.last ?? "").dropLast(5)), folder: $1.dropLast(2), octets: $0.octets) }
            }
            let galaxies = inFolder("galaxies")
            return try inFolder("clusters").map { cluster in
                guard let galaxy = galaxies.first(where: { $0.name == cluster.name && $0.folder == cluster.folder }) else {
                    throw PackFault.partMissing(part: "galaxies/\(cluster.name).json")
                }
                return (cluster.name, { Galaxy.joined(galaxy: try galaxy.octets(), cluster: try cluster.octets()) })
            }
        case .attack: return []
        }
    }

    /// What stands for the hash of a folder: that of the names and hashes of what was taken from it.
    public static func hash(of parts: [PackPart]) -> String {
        let lines = parts.sorted { $0.name < $1.name }.map { "\($0.name) \(PackFormat.sha256($0.octets))\n" }
        return PackFormat.sha256(Array(lines.joined().utf8))
    }

    /// What a source says of its version and licence: in a package's metadata, or in the list of the taxonomies.
    public static func metadata(in files: [File]) throws -> (version: String?, licence: String?) {
        var (version, licence): (String?, String?)
        if let file = files.first(where: { $0.path.hasSuffix(".dist-info/METADATA") }) {
            for line in String(decoding: try file.octets(), as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false) {
                if line.isEmpty { break }
                if line.hasPrefix("Version: ") { version = version ?? String(line.dropFirst(9)) }
                if line.hasPrefix("License-Expression: ") { licence = licence ?? String(line.dropFirst(20)) }
            }
        }
        if version == nil, let file = files.first(where: { $0.path == "MANIFEST.json" || $0.path.hasSuffix("/MANIFEST.json") }),
            let text = try? StrictJSON(reading: try file.octets())
        {
            version = text.text(text.member("version", of: text.root))
            licence = licence ?? text.text(text.member("license", of: text.root))
        }
        return (version, licence)
    }
}
