import Foundation

/// What a static publication consists of: `zone.json` names parts by their hashes, each part names files by theirs.
///
/// So one hash stands for every octet of the zone, a copy can be checked anywhere, and what changed between two publications shows without
/// reading the files. Paths have no slash in front.
struct PublicationManifest: Codable, Equatable {
    static let path = "zone.json"
    static let format = "causeway-zone-1"

    var format = PublicationManifest.format
    /// The network whose members publish, in hexadecimal; empty when it is not known.
    var network: String
    /// The edition that is written.
    var edition: Int64
    /// What made the files besides the items: the release, the site and the warning lists. Files of another maker are all made anew.
    var maker: String
    /// The SHA-256 of what pages of items said of each author, by the author's identifier: of one that is another, all is made anew.
    var authors: [String: String]
    /// Files in all, without this one and its parts.
    var files: Int
    /// The SHA-256 of each part, by its name, in lower-case hexadecimal.
    var parts: [String: String]
    /// How many files each part names.
    var counts: [String: Int]

    /// The files of one part: what belongs to items whose identifiers begin with two digits, or (`site`) to no item.
    struct Part: Codable, Equatable {
        /// By item ("" in `site`), the SHA-256 of each file by its path.
        var items: [String: [String: String]] = [:]

        var files: Int { items.values.reduce(0) { $0 + $1.count } }
    }

    /// The name of the part that has what belongs to no item.
    static let site = "site"

    /// The part of an item: the first two digits of its identifier.
    static func part(ofItem id: String) -> String { String(id.prefix(2)) }

    static func path(ofPart name: String) -> String { "manifest/\(name).json" }

    /// Whether a file of this path is a publication's, whole or half written. Whatever has no address of the zone is somebody else's, and so are the
    /// two files that operators write by hand.
    static func isZonePath(_ path: String) -> Bool {
        let isPart = path.hasSuffix(".part")
        let whole = isPart ? String(path.dropLast(5)) : path
        if whole.hasPrefix("manifest/") || isPart && (whole.hasPrefix("registry/") || whole == Self.path) { return true }
        switch ZoneAddress(path: "/" + whole) {
        case nil, .machine(.security), .machine(.robots): return false
        default: return true
        }
    }

    static func octets(of value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Strings and numbers: there is nothing that cannot be encoded.
        guard let data = try? encoder.encode(value) else { preconditionFailure("a manifest cannot be encoded") }
        return Array(data)
    }

    static func decode<Value: Decodable>(_ type: Value.Type, _ octets: [UInt8]) -> Value? {
        try? JSONDecoder().decode(type, from: Data(octets))
    }
}
