import Crypto
import Foundation

/// What every reference pack has in common (docs/packs.md): identifiers that never change, and the objects that carry them.
public enum PackFormat {
    /// The extension by which a grouping describes a pack.
    public static let extensionID = "extension-definition--71ef6fe1-ceea-4e49-9913-8aec544f269d"
    static let authorID = "identity--344ca81b-69f8-4b77-a6b2-44906c2c868e"
    static let clearID = "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
    /// The namespace of the identifiers of packs (RFC 9562 §5.5).
    private static let namespace = "ba7ea676-d0ee-483c-aeec-9d8469e6cca4"
    /// The media type of a part's payload.
    static let partType = "application/gzip"
    static let created = "2026-01-01T00:00:00.000Z"

    /// The objects that stand in front in every pack.
    static let frame: [String] = [
        """
        {"type":"extension-definition","spec_version":"2.1","id":"\(extensionID)","created_by_ref":"\(authorID)","created":"\(created)",\
        "modified":"\(created)","name":"Reference pack","description":"Describes a bundle of public reference data.",\
        "schema":"On a grouping. pack: its name. kind: attack, warning-lists, taxonomies or galaxies. version: numbers with full stops. \
        source, source_sha256, licence: what it was made from. contents: how many objects belong to it. digest: the SHA-256 of their octets, \
        each followed by a line feed, in the order of the bundle without the objects that describe the pack. parts: of each artifact its ref, \
        name, title, version, matching, entries, and octets and sha256 of the JSON that its payload unfolds to.",\
        "version":"1.0.0","extension_types":["property-extension"],"object_marking_refs":["\(clearID)"]}
        """,
        """
        {"type":"identity","spec_version":"2.1","id":"\(authorID)","created":"\(created)","modified":"\(created)",\
        "name":"Causeway reference packs","identity_class":"system","object_marking_refs":["\(clearID)"]}
        """,
        """
        {"type":"marking-definition","spec_version":"2.1","id":"\(clearID)","created":"2022-10-01T00:00:00.000Z","name":"TLP:CLEAR",\
        "extensions":{"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d":{"extension_type":"property-extension","tlp_2_0":"clear"}}}
        """,
    ]

    /// The identifier of the grouping that describes the pack of a name: the same for every version.
    public static func groupingID(of name: String) -> String { "grouping--" + uuid(of: name) }

    /// A UUID of version 5 of a name in the namespace of packs.
    static func uuid(of name: String) -> String {
        let space = UUID(uuidString: namespace).map { withUnsafeBytes(of: $0.uuid) { Array($0) } } ?? []
        var octets = Array(Insecure.SHA1.hash(data: space + Array(name.utf8)).prefix(16))
        octets[6] = octets[6] & 0x0F | 0x50
        octets[8] = octets[8] & 0x3F | 0x80
        let digits = hex(octets)
        var text = ""
        for (index, character) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(character)
        }
        return text
    }

    static func hex(_ octets: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef")
        return String(octets.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    /// The SHA-256 of some octets, hexadecimal.
    public static func sha256(_ octets: some Sequence<UInt8>) -> String {
        var hash = SHA256()
        let isWhole: Void? = octets.withContiguousStorageIfAvailable { hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }
        if isWhole == nil { hash.update(data: Array(octets)) }
        return hex(hash.finalize())
    }

    /// Whether a text is the name of a pack or of a part: ASCII without space, so that it can be typed; packs are lower case.
    static func isName(_ text: String, isPack: Bool) -> Bool {
        (1...ReferenceLimits.nameCharactersMax).contains(text.utf8.count) && text.utf8.first != 0x2D
            && text.utf8.allSatisfy { octet in
                (0x61...0x7A).contains(octet) || (0x30...0x39).contains(octet) || octet == 0x2D
                    || (!isPack && ((0x41...0x5A).contains(octet) || octet == 0x5F || octet == 0x2E || octet == 0x2B || octet == 0x40))
            }
    }

    /// Whether a text is a SHA-256 in lower-case hexadecimal.
    static func isHash(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
