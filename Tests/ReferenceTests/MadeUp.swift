import Foundation

@testable import Reference

/// Lists, taxonomies, galaxies and packs as tests make them.
enum MadeUp {
    static func list(
        _ entries: [String], title: String = "Made-up list", type: String? = "string", attributes: [String] = [], version: Int = 7
    ) -> [UInt8] {
        var members = [
            #""name":"\#(title)""#, #""description":"d""#, #""version":\#(version)"#, #""list":\#(json(entries))"#,
            #""matching_attributes":\#(json(attributes))"#,
        ]
        if let type { members.append(#""type":"\#(type)""#) }
        return Array("{\(members.joined(separator: ","))}".utf8)
    }

    static func json(_ texts: [String]) -> String {
        String(decoding: (try? JSONEncoder().encode(texts)) ?? Data(), as: UTF8.self)
    }

    static let taxonomy = Array(
        """
        {"namespace":"made-up","description":"d","version":3,"predicates":[{"value":"plain","expanded":"Plain"},{"value":"level"}],
        "values":[{"predicate":"level","entry":[{"value":"high","expanded":"High"},{"value":"low"}]}]}
        """.utf8)
    static let galaxy = Array(#"{"type":"made-up","name":"Made-up","description":"d","uuid":"u","version":1}"#.utf8)
    static let cluster = Array(
        #"{"type":"made-up","name":"Made-up actors","version":4,"values":[{"value":"Heron","uuid":"1","meta":{"synonyms":["Egret"]}},{"value":"Ibis"}]}"#
            .utf8)

    static let stamp = "2026-02-03T04:05:06.000Z"

    static func maker(_ name: String = "warning-lists", version: String = "1.2") throws -> PackMaker {
        guard let version = PackVersion(version) else { throw PackFault.badVersion(version) }
        return try PackMaker(
            name: name, version: version, title: "Made-up data", source: "made-up.whl", sourceHash: String(repeating: "ab", count: 32),
            licence: "CC0", modified: stamp)
    }

    static func lists(_ lists: [(name: String, octets: [UInt8])], version: String = "1.2") throws -> [UInt8] {
        try maker(version: version).pack(
            .warningLists, lists.map { try PackPart(name: $0.name, kind: .warningLists, $0.octets) })
    }
}
