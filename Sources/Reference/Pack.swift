import Foundation
import Policy
public import STIX

/// A reference pack that was checked: every object, part and number is as its description says.
public struct Pack: Sendable {
    public let manifest: PackManifest
    public let bundle: STIXBundle

    /// Checks the octets of a pack's file, all of it; throws the first fault.
    public init(checking octets: [UInt8]) throws(PackFault) {
        let bundle: STIXBundle
        do throws(STIXError) { bundle = try STIXBundle(parsing: octets) } catch { throw PackFault(error, in: "The file") }
        guard bundle.tlp == .clear else {
            // A bundle that is no pack is rather told that.
            guard bundle.objects.contains(where: { $0.id == PackFormat.extensionID }) else { throw .notAPack }
            throw .notClear
        }
        let manifest = try Self.manifest(of: bundle)
        let contents = Self.contents(of: bundle, manifest)
        guard contents.count == manifest.contents, Self.digest(contents.lazy.map { bundle.bytes(of: $0) }) == manifest.digest else {
            throw .wrongDigest
        }
        if manifest.kind != .attack { try Self.check(contents, of: manifest, in: bundle) }
        self.manifest = manifest
        self.bundle = bundle
    }

    private static func manifest(of bundle: STIXBundle) throws(PackFault) -> PackManifest {
        guard bundle.objects.contains(where: { $0.id == PackFormat.extensionID }) else { throw .notAPack }
        var found: PackManifest?
        for object in bundle.objects where object.type == "grouping" {
            let manifest: PackManifest
            do throws(PackFault) {
                manifest = try PackManifest(reading: Array(bundle.bytes(of: object)))
            } catch {
                // Groupings of the contents' own authors.
                guard error == .notAPack else { throw error }
                continue
            }
            guard found == nil else { throw .twoDescriptions }
            found = manifest
        }
        guard let found else { throw .notAPack }
        return found
    }

    /// What the pack holds, without what describes it.
    private static func contents(of bundle: STIXBundle, _ manifest: PackManifest) -> [STIXObject] {
        let frame: Set = [PackFormat.extensionID, PackFormat.authorID, PackFormat.clearID, PackFormat.groupingID(of: manifest.name)]
        return bundle.objects.filter { !frame.contains($0.id) }
    }

    static func digest(_ objects: some Sequence<ArraySlice<UInt8>>) -> String {
        var octets: [UInt8] = []
        for object in objects {
            octets += object
            octets.append(0x0A)
        }
        return PackFormat.sha256(octets)
    }

    private static func check(_ contents: [STIXObject], of manifest: PackManifest, in bundle: STIXBundle) throws(PackFault) {
        var rest: [String: STIXObject] = [:]
        for object in contents {
            guard object.type == "artifact", rest.updateValue(object, forKey: object.id) == nil else { throw .partMissing(part: object.id) }
        }
        var octets = 0
        for part in manifest.parts {
            guard let object = rest.removeValue(forKey: part.ref) else { throw .partMissing(part: part.name) }
            octets += part.octets
            guard octets <= ReferenceLimits.partsOctetsMax else {
                throw .tooMuch(part: "The pack", what: "octets when it is unfolded", limit: ReferenceLimits.partsOctetsMax)
            }
            try part.check(part.unfolded(from: Array(bundle.bytes(of: object))), of: manifest.kind)
        }
        if let left = rest.keys.min() { throw .partMissing(part: left) }
    }
}

extension PackManifest.Part {
    /// The part's JSON out of the artifact that carries it; throws `partMissing`, `notUnfolded` or `wrongHash`.
    public func unfolded(from artifact: [UInt8]) throws(PackFault) -> [UInt8] {
        let text: StrictJSON
        do throws(STIXError) { text = try StrictJSON(reading: artifact) } catch { throw PackFault(error, in: name) }
        guard text.text(text.member("id", of: text.root)) == ref, text.text(text.member("mime_type", of: text.root)) == PackFormat.partType,
            let payload = text.textOctets(text.member("payload_bin", of: text.root))
        else { throw .partMissing(part: name) }
        guard let folded = Data(base64Encoded: Data(payload)),
            let octets = Deflate.unfold([UInt8](folded), .gzip, octetsMax: min(self.octets, ReferenceLimits.partOctetsMax))
        else { throw .notUnfolded(part: name) }
        guard octets.count == self.octets, PackFormat.sha256(octets) == sha256 else { throw .wrongHash(part: name) }
        return octets
    }

    /// Throws unless the JSON is what the kind of pack holds, under its name and with as many entries.
    func check(_ octets: [UInt8], of kind: PackKind) throws(PackFault) {
        let found = try PackPart(name: name, kind: kind, octets)
        guard found.entries == entries, found.matching == matching, found.title == title, found.version == version else {
            throw .badPart(part: name, path: "its description")
        }
    }
}
