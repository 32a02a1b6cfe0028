import Foundation
import Policy
public import STIX

/// Makes the file of a reference pack.
public struct PackMaker: Sendable {
    public var name: String
    public var version: PackVersion
    public var title: String
    public var source: String
    public var sourceHash: String
    public var licence: String
    /// When it is made, as STIX writes times: of two versions of a grouping the later one counts.
    public var modified: String

    public init(
        name: String, version: PackVersion, title: String, source: String, sourceHash: String, licence: String, modified: String
    ) throws(PackFault) {
        guard PackFormat.isName(name, isPack: true) else { throw .badName(String(name.prefix(100))) }
        self.name = name
        self.version = version
        self.title = title
        self.source = source
        self.sourceHash = sourceHash
        self.licence = licence
        self.modified = modified
        for (property, text) in [("title", title), ("source", source), ("licence", licence)] where !PackManifest.isTitle(text) {
            throw .badDescription(property: property)
        }
    }

    /// A pack of parts, in the order of their names.
    public func pack(_ kind: PackKind, _ parts: [PackPart]) throws(PackFault) -> [UInt8] {
        guard !parts.isEmpty else { throw .nothingFound(kind: kind.rawValue) }
        var names: Set<String> = []
        for part in parts { guard names.insert(part.name).inserted else { throw .repeatedPart(part: part.name) } }
        var (described, artifacts): ([PackManifest.Part], [ArraySlice<UInt8>]) = ([], [])
        for part in parts.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
            let (ref, artifact) = Self.artifact(of: part.octets)
            artifacts.append(artifact[...])
            described.append(
                PackManifest.Part(
                    ref: ref, name: part.name, title: part.title, version: part.version, matching: part.matching, entries: part.entries,
                    octets: part.octets.count, sha256: PackFormat.sha256(part.octets)))
        }
        guard Set(described.map(\.ref)).count == described.count else {
            // Two names for the same octets would be one object.
            let twice = Dictionary(grouping: described, by: \.ref).values.filter { $0.count > 1 }.flatMap { $0 }.map(\.name).max() ?? ""
            throw .repeatedPart(part: twice)
        }
        return try file(kind, described, artifacts, refs: described.map(\.ref))
    }

    /// A pack of a STIX bundle, whose objects stay as they are.
    public func pack(_ bundle: STIXBundle) throws(PackFault) -> [UInt8] {
        guard bundle.tlp == nil || bundle.tlp == .clear else { throw .notClear }
        let frame: Set = [PackFormat.extensionID, PackFormat.authorID, PackFormat.clearID, PackFormat.groupingID(of: name)]
        let objects = bundle.objects.filter { !frame.contains($0.id) }
        guard !objects.isEmpty else { throw .nothingFound(kind: PackKind.attack.rawValue) }
        // A collection names all of the others already.
        let collections = objects.filter { $0.type == "x-mitre-collection" }.map(\.id)
        return try file(.attack, [], objects.map { bundle.bytes(of: $0) }, refs: collections.isEmpty ? objects.map(\.id) : collections)
    }

    private func file(
        _ kind: PackKind, _ parts: [PackManifest.Part], _ objects: [ArraySlice<UInt8>], refs: [String]
    ) throws(PackFault) -> [UInt8] {
        let manifest = PackManifest(
            name: name, kind: kind, version: version, title: title, source: source, sourceHash: sourceHash, licence: licence,
            contents: objects.count, digest: Pack.digest(objects), parts: parts)
        var octets = Array(
            "{\"type\":\"bundle\",\"id\":\"bundle--\(PackFormat.uuid(of: name + " " + manifest.digest))\",\"objects\":[\n".utf8)
        octets.reserveCapacity(objects.reduce(octets.count + 65_536) { $0 + $1.count + 2 })
        octets += Array(PackFormat.frame.joined(separator: ",\n").utf8) + Array(",\n".utf8)
        octets += manifest.grouping(modified: modified, refs: refs)
        for object in objects {
            octets += ",\n".utf8
            octets += object
        }
        octets += "\n]}\n".utf8
        guard octets.count <= ReferenceLimits.packOctetsMax else {
            throw .tooMuch(part: "The pack", what: "octets", limit: ReferenceLimits.packOctetsMax)
        }
        return octets
    }

    /// An artifact with some JSON folded into it, and its identifier (STIX 2.1 §2.9).
    private static func artifact(of octets: [UInt8]) -> (ref: String, octets: [UInt8]) {
        let folded = Deflate.gzip(octets)
        let payload = Array(Data(folded).base64EncodedString().utf8)
        let hashes = Array(#"{"SHA-256":"\#(PackFormat.sha256(folded))"}"#.utf8)
        let ref =
            STIXObservableID.identifier(
                type: "artifact", [("hashes", hashes), ("payload_bin", [0x22] + payload + [0x22])]) ?? ""
        var writer = JSONWriter()
        writer.open()
        writer.member("type", "artifact")
        writer.member("spec_version", "2.1")
        writer.member("id", ref)
        writer.member("mime_type", PackFormat.partType)
        writer.member("object_marking_refs", [PackFormat.clearID])
        writer.member("hashes", json: hashes)
        writer.member("payload_bin", json: [0x22] + payload + [0x22])
        writer.close()
        return (ref, writer.octets)
    }
}

extension PackManifest {
    /// The grouping that says all this.
    func grouping(modified: String, refs: [String]) -> [UInt8] {
        var description = JSONWriter()
        description.open()
        description.member("extension_type", "property-extension")
        description.member("pack", name)
        description.member("kind", kind.rawValue)
        description.member("version", version.description)
        description.member("source", source)
        description.member("source_sha256", sourceHash)
        description.member("licence", licence)
        description.member("contents", contents)
        description.member("digest", digest)
        if !parts.isEmpty { description.member("parts", json: Self.list(parts)) }
        description.close()
        var extensions = JSONWriter()
        extensions.open()
        extensions.member(PackFormat.extensionID, json: description.octets)
        extensions.close()
        var grouping = JSONWriter()
        grouping.open()
        grouping.member("type", "grouping")
        grouping.member("spec_version", "2.1")
        grouping.member("id", PackFormat.groupingID(of: name))
        grouping.member("created_by_ref", PackFormat.authorID)
        grouping.member("created", PackFormat.created)
        grouping.member("modified", modified)
        grouping.member("name", title)
        grouping.member("context", "unspecified")
        grouping.member("object_refs", refs)
        grouping.member("object_marking_refs", [PackFormat.clearID])
        grouping.member("extensions", json: extensions.octets)
        grouping.close()
        return grouping.octets
    }

    private static func list(_ parts: [Part]) -> [UInt8] {
        var octets: [UInt8] = [0x5B]
        for (index, part) in parts.enumerated() {
            var writer = JSONWriter()
            writer.open()
            writer.member("ref", part.ref)
            writer.member("name", part.name)
            writer.member("title", part.title)
            writer.member("version", part.version)
            if let matching = part.matching { writer.member("matching", matching.name) }
            writer.member("entries", part.entries)
            writer.member("octets", part.octets)
            writer.member("sha256", part.sha256)
            writer.close()
            if index > 0 { octets.append(0x2C) }
            octets += writer.octets
        }
        return octets + [0x5D]
    }
}
