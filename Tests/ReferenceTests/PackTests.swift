import Foundation
import Policy
import STIX
import Testing

@testable import Reference

@Suite("A pack is what its description says, or is refused")
struct PackTests {
    private let lists = [
        (name: "b", octets: MadeUp.list(["x.example"], title: "Hosts", type: "hostname")), (name: "a", octets: MadeUp.list(["1", "2"])),
    ]

    private func fault(_ body: () throws -> Void) -> PackFault? {
        do {
            try body()
            return nil
        } catch { return error as? PackFault }
    }

    @Test("A pack of lists is read as it was made, in the order of names, and made twice it is the same")
    func asMade() throws {
        let octets = try MadeUp.lists(lists)
        let pack = try Pack(checking: octets)
        #expect(pack.manifest.name == "warning-lists" && pack.manifest.kind == .warningLists && "\(pack.manifest.version)" == "1.2")
        #expect(pack.manifest.source == "made-up.whl" && pack.manifest.licence == "CC0" && pack.manifest.entries == 3)
        #expect(pack.manifest.parts.map(\.name) == ["a", "b"] && pack.manifest.parts.map(\.matching) == [.string, .hostname])
        #expect(pack.manifest.parts.map(\.title) == ["Made-up list", "Hosts"] && pack.manifest.parts.map(\.version) == ["7", "7"])
        let artifact = try #require(pack.bundle.objects.first { $0.id == pack.manifest.parts[0].ref })
        #expect(try pack.manifest.parts[0].unfolded(from: Array(pack.bundle.bytes(of: artifact))) == lists[1].octets)
        #expect(try MadeUp.lists(lists.reversed()) == octets)
    }

    @Test("A pack is a bundle without a fault, and its artifacts have the identifiers of their contents")
    func standard() throws {
        let octets = try MadeUp.lists(lists)
        let report = try STIXReport(checking: octets)
        #expect(report.findings.filter { $0.level == .fault }.isEmpty && report.refusal == nil)
        #expect(!report.findings.contains { $0.code == .otherDeterministicID })
        #expect(try STIXBundle(parsing: octets).tlp == .clear)
    }

    @Test("Taxonomies and galaxies go in and out, and can be read by name")
    func vocabularies() throws {
        var harvest = PackHarvest()
        let files = [
            PackHarvest.File(path: "data/made-up/machinetag.json") { MadeUp.taxonomy },
            PackHarvest.File(path: "data/clusters/actor.json") { MadeUp.cluster },
            PackHarvest.File(path: "data/galaxies/actor.json") { MadeUp.galaxy },
        ]
        let taxonomies = try MadeUp.maker("taxonomies").pack(.taxonomies, try harvest.parts(.taxonomies, in: files))
        let galaxies = try MadeUp.maker("galaxies").pack(.galaxies, try harvest.parts(.galaxies, in: files))
        #expect(
            try Pack(checking: taxonomies).manifest.parts.map { [$0.name, $0.title, $0.version, "\($0.entries)"] } == [
                ["made-up", "made-up", "3", "3"]
            ])
        #expect(
            try Pack(checking: galaxies).manifest.parts.map { [$0.name, $0.title, $0.version, "\($0.entries)"] } == [
                ["actor", "Made-up actors", "4", "2"]
            ])
        let taxonomy = try Taxonomy(name: "made-up", reading: MadeUp.taxonomy)
        #expect(taxonomy.tags.map(\.name) == ["made-up:plain", "made-up:level=\"high\"", "made-up:level=\"low\""])
        #expect(taxonomy.tags.map(\.expanded) == ["Plain", "High", ""])
        let galaxy = try Galaxy(name: "actor", reading: Galaxy.joined(galaxy: MadeUp.galaxy, cluster: MadeUp.cluster))
        #expect(galaxy.type == "made-up" && galaxy.values.map(\.name) == ["Heron", "Ibis"] && galaxy.values[0].synonyms == ["Egret"])
    }

    @Test("A knowledge base keeps every octet of its objects, and a stricter mark in it is refused")
    func base() throws {
        let object = { (mark: String) in
            #"{ "type" : "x-mitre-collection", "spec_version":"2.1","id":"x-mitre-collection--00000000-0000-4000-8000-000000000001","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","name":"Made-up","x_mitre_version":"18.1","x_mitre_domains":["ics-attack"]\#(mark)}"#
        }
        let bundle = { (mark: String) in
            Array(#"{"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000002","objects":[\#(object(mark))]}"#.utf8)
        }
        let base = try KnowledgeBase(reading: bundle(""))
        #expect(base.name == "attack-ics" && base.title == "Made-up" && base.version?.description == "18.1")
        let pack = try Pack(checking: try MadeUp.maker("attack-ics").pack(base.bundle))
        #expect(pack.manifest.kind == .attack && pack.manifest.contents == 1 && pack.manifest.parts.isEmpty)
        #expect(pack.bundle.objects.contains { pack.bundle.bytes(of: $0).elementsEqual(object("").utf8) })
        let red = #","object_marking_refs":["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"]"#
        #expect(fault { _ = try MadeUp.maker("x").pack(try KnowledgeBase(reading: bundle(red)).bundle) } == .notClear)
    }

    @Test("A file that is cut short, changed, another bundle or no bundle at all is refused by name", arguments: 0..<9)
    func damaged(number: Int) throws {
        let octets = try MadeUp.lists(lists)
        let text = String(decoding: octets, as: UTF8.self)
        let description = try #require(try Pack(checking: octets).manifest.parts.first)
        let cases: [(changed: String, code: String)] = [
            (String(text.dropLast(40)), "pack-not-readable"),
            ("", "pack-not-readable"),
            (text.replacing(description.sha256, with: String(repeating: "0", count: 64)), "pack-hash"),
            (text.replacing(#""mime_type":"application/gzip""#, with: #""mime_type":"application/zip""#), "pack-digest"),
            (text.replacing(#""kind":"warning-lists""#, with: #""kind":"warnings""#), "pack-description"),
            (text.replacing(#""pack":"warning-lists""#, with: #""pack":"other""#), "pack-description"),
            (text.replacing(#""version":"1.2""#, with: #""version":"1.x""#), "pack-description"),
            (text.replacing(#""entries":2"#, with: #""entries":3"#), "pack-part"),
            (text.replacing(PackFormat.extensionID, with: "extension-definition--00000000-0000-4000-8000-000000000009"), "not-a-pack"),
        ]
        #expect(text != cases[number].changed)
        #expect(fault { _ = try Pack(checking: Array(cases[number].changed.utf8)) }?.code == cases[number].code)
    }

    @Test("A payload that unfolds to more than its description says is not unfolded")
    func bomb() throws {
        let zeros = [UInt8](repeating: 0x20, count: 50_000_000)
        let folded = Deflate.gzip(zeros)
        #expect(folded.count < 100_000)
        #expect(Deflate.unfold(folded, .gzip, octetsMax: 1_000_000)?.count == nil)
        #expect(Deflate.unfold(folded.dropLast(), .gzip, octetsMax: .max)?.count == nil)
        #expect(Deflate.unfold(folded + [0], .gzip, octetsMax: .max)?.count == nil)
        #expect(Deflate.unfold(folded, .gzip, octetsMax: zeros.count)?.count == zeros.count)
    }

    @Test("Lists are refused with the name of what is wrong in them")
    func badLists() {
        let read = { (octets: [UInt8]) in fault { _ = try PackPart(name: "l", kind: .warningLists, octets) }?.code ?? "taken" }
        #expect(read(Array("{\"name\":".utf8)) == "pack-not-readable")
        #expect(read(Array("[]".utf8)) == "pack-part")
        #expect(read(MadeUp.list(["a"], type: "fuzzy")) == "pack-part")
        #expect(read(MadeUp.list(["a", "b\nc"])) == "pack-part")
        #expect(read(MadeUp.list([String(repeating: "a", count: 2_049)])) == "pack-part")
        #expect(read(MadeUp.list((0..<600).map { "\($0)" + String(repeating: "x", count: 1_990) }, type: "substring")) == "pack-too-large")
        #expect(read(MadeUp.list((0..<513).map { "a\($0)" }, type: "regex")) == "pack-too-large")
        #expect(read(MadeUp.list(["a"], type: nil)) == "taken")
        let long =
            Array(#"{"name":"n","version":1,"list":["#.utf8) + Array(String(repeating: "\"a\",", count: 2_000_000).utf8)
            + Array("\"a\"]}".utf8)
        #expect(read(long) == "pack-too-large")
    }

    @Test(
        "Two lists of one name, a name that is not there, and a source of another kind are refused; empty and long lists are left out and said"
    )
    func harvest() throws {
        let file = { (path: String, octets: [UInt8]) in PackHarvest.File(path: path) { octets } }
        let files = [
            file("a/lists/one/list.json", MadeUp.list(["x"])), file("a/lists/empty/list.json", MadeUp.list([])), file("README.md", []),
        ]
        var harvest = PackHarvest()
        #expect(try harvest.parts(.warningLists, in: files).map(\.name) == ["one"])
        #expect(harvest.leftOut == [PackHarvest.LeftOut(name: "empty", entries: 0)])
        #expect(
            fault { _ = try harvest.parts(.warningLists, in: files + [file("b/lists/one/list.json", MadeUp.list(["y"]))]) }
                == .repeatedPart(part: "one"))
        #expect(fault { _ = try harvest.parts(.galaxies, in: files) } == .nothingFound(kind: "galaxies"))
        harvest.without = ["two"]
        #expect(fault { _ = try harvest.parts(.warningLists, in: files) } == .unknownPart(part: "two"))
        let long = MadeUp.list((0...ReferenceLimits.entriesUnaskedMax).map { "\($0)" })
        harvest = PackHarvest()
        #expect(try harvest.parts(.warningLists, in: files + [file("a/lists/long/list.json", long)]).map(\.name) == ["one"])
        #expect(harvest.leftOut.map(\.name) == ["empty", "long"])
        harvest.takesLong = true
        #expect(try harvest.parts(.warningLists, in: files + [file("a/lists/long/list.json", long)]).map(\.name) == ["long", "one"])
    }

    @Test("Versions are compared number by number", arguments: [("1.9", "1.10"), ("17.1", "18"), ("1", "1.0"), ("2.9.9", "20250101")])
    func versions(older: String, newer: String) throws {
        let (old, new) = (try #require(PackVersion(older)), try #require(PackVersion(newer)))
        #expect(old < new && !(new < old) && old != new)
        for text in ["", "1.", ".1", "1.02", "v1", "1-2", "١", "1.2.3.4.5.6.7.8.9"] { #expect(PackVersion(text) == nil, "\(text)") }
    }
}
