/// A list, taxonomy or galaxy on its way into a pack: read, so that nothing goes in that no node could use.
public struct PackPart: Sendable {
    public let name: String
    public let title: String
    public let version: String
    public let matching: WarningList.Matching?
    public let entries: Int
    /// Patterns and addresses that nobody will try, because they are none that can be.
    public let leftOut: Int
    let octets: [UInt8]

    /// Reads a part; throws what its kind refuses, and `tooMuch` where looking through it would take too long.
    public init(name: String, kind: PackKind, _ octets: [UInt8]) throws(PackFault) {
        self.name = name
        self.octets = octets
        guard PackFormat.isName(name, isPack: false) else { throw .badPart(part: String(name.prefix(100)), path: "its name") }
        guard octets.count <= ReferenceLimits.partOctetsMax else {
            throw .tooMuch(part: name, what: "octets", limit: ReferenceLimits.partOctetsMax)
        }
        switch kind {
        case .warningLists:
            let list = try WarningList(name: name, reading: octets)
            // Where the entries would stand does not matter here.
            let table = try WarningTable(list) { _ in 0 }
            (title, version, matching, entries, leftOut) = (list.title, "\(list.version)", list.matching, list.entries, table.leftOut)
        case .taxonomies:
            let taxonomy = try Taxonomy(name: name, reading: octets)
            title = taxonomy.namespace
            version = taxonomy.version.isEmpty ? "0" : taxonomy.version
            (matching, entries, leftOut) = (nil, taxonomy.tags.count, 0)
        case .galaxies:
            let galaxy = try Galaxy(name: name, reading: octets)
            title = galaxy.title
            version = galaxy.version.isEmpty ? "0" : galaxy.version
            (matching, entries, leftOut) = (nil, galaxy.values.count, 0)
        case .attack: throw .badPart(part: name, path: "its kind")
        }
    }
}
