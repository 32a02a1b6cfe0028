import Foundation
import Policy
import STIX
import Testing

/// The project's own example items, which must always be good.
private let exampleItems = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "deployments/example-federation/items")

#if DEBUG
    private let isOptimised = false
#else
    private let isOptimised = true
#endif

@Suite("The example items")
struct ExampleItemTests {
    @Test("Both example items are good bundles with the marks that the example counts on")
    func items() throws {
        let marked = try STIXBundle(parsing: Corpora.bytes(of: exampleItems.appending(path: "living-off-the-land.json")))
        #expect(marked.tlp == .amber)
        #expect(marked.objects.allSatisfy { $0.tlp == .amber })
        let unmarked = try STIXBundle(parsing: Corpora.bytes(of: exampleItems.appending(path: "file-transfer-exploitation.json")))
        #expect(unmarked.tlp == nil)
        for bundle in [marked, unmarked] {
            #expect(bundle.warnings.isEmpty)
            #expect(bundle.objects.count >= 10)
        }
    }
}

@Suite("Published files", .enabled(if: Corpora.arePresent, "the corpora do not stand beside this clone"))
struct CorpusTests {
    @Test(
        "Published STIX 2.1 is read whole, each object by its own octets",
        arguments: Corpora.files(in: "stix21", extension: "json") + Corpora.files(in: "stix21", extension: "stix2"))
    func published(file: URL) throws {
        let bytes = try Corpora.bytes(of: file)
        let bundle = try STIXBundle(parsing: bytes)
        #expect(bundle.bytes == bytes)
        #expect(bundle.warnings.isEmpty)
        let json = try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        let objects = try #require(json["objects"] as? [[String: Any]])
        try #require(bundle.objects.count == objects.count)
        for (object, other) in zip(bundle.objects, objects) {
            #expect(object.id == other["id"] as? String)
            #expect(object.name == other["name"] as? String)
            let alone = try JSONSerialization.jsonObject(with: Data(bundle.bytes(of: object))) as? [String: Any]
            #expect(alone?["id"] as? String == object.id)
            #expect(alone?.count == other.count)
        }
    }

    @Test(
        "Published STIX 2.1 has no faults but the empty lists in properties of its author's own, and its patterns are read",
        arguments: Corpora.files(in: "stix21", extension: "json") + Corpora.files(in: "stix21", extension: "stix2"))
    func checked(file: URL) throws {
        let bytes = try Corpora.bytes(of: file)
        let report = try STIXReport(checking: bytes)
        #expect(report.refusal == nil)
        let faults = report.findings.filter { $0.level == .fault }
        #expect(faults.allSatisfy { $0.code == .emptyList && $0.path.contains(".x_mitre_related_assets[") })
        #expect(file.pathExtension == "json" || report.faultCount + report.warningCount == 0)
        let json = try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        for written in try #require(json["objects"] as? [[String: Any]]).compactMap({ $0["pattern"] as? String }) {
            let pattern = try STIXPattern(parsing: written)
            let namesSomething = pattern.comparedValues.contains { $0.namesValue }
            #expect(namesSomething)
            #expect(try STIXPattern(parsing: pattern.description) == pattern)
        }
        // What is STIX 2.1 already is not touched, object by object.
        let upgrade = try STIXUpgrade(of: bytes)
        #expect(upgrade.convertedCount == 0)
        let (before, after) = (try STIXBundle(parsing: bytes), try STIXBundle(parsing: upgrade.bytes))
        #expect(zip(before.objects, after.objects).allSatisfy { before.bytes(of: $0) == after.bytes(of: $1) })
    }

    @Test(
        "Published MISP events are refused as MISP, and the malformed one as malformed JSON",
        arguments: Corpora.files(in: "misp", extension: "json"))
    func misp(file: URL) throws {
        let found = try #require(fault(Corpora.bytes(of: file)))
        // Foundation reads this one all the same: it lets a comma stand before the end of an array.
        if file.lastPathComponent == "pypi_backdoor_malicious_pypi_packages.misp-event.json" {
            #expect(found.json == .unexpected(found: "']'", expected: "a value"))
            #expect(found.line == 37_374)
            #expect(found.path == "response[0].Event.Tag")
        } else {
            #expect(STIXFault(found) == .notABundle("a MISP event"))
        }
    }

    @Test("Published CSAF advisories are refused as CSAF", arguments: Corpora.files(in: "csaf", extension: "json"))
    func csaf(file: URL) throws {
        #expect(try STIXFault(#require(fault(Corpora.bytes(of: file)))) == .notABundle("a CSAF advisory"))
    }

    @Test(
        "Published STIX is read at fifty megabytes a second or more",
        .enabled(if: isOptimised, "speed is measured in release builds only"))
    func throughput() throws {
        let files = try Corpora.files(in: "stix21", extension: "json").map(Corpora.bytes)
        let rounds = 20
        let clock = ContinuousClock()
        var octets = 0
        var best = Duration.seconds(3_600)
        for _ in 0..<rounds {
            octets = 0
            let elapsed = try clock.measure {
                for bytes in files {
                    let bundle = try STIXBundle(parsing: bytes)
                    octets += bundle.bytes.count
                }
            }
            best = min(best, elapsed)
        }
        let megabytesPerSecond = Double(octets) / 1e6 / (best / .seconds(1))
        print("STIX: \(Int(megabytesPerSecond)) MB/s over \(octets) octets, the best of \(rounds) rounds")
        #expect(megabytesPerSecond >= 50)
    }
}
