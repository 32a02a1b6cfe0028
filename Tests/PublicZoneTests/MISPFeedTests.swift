import Foundation
import Policy
import Testing

@testable import PublicZone

@Suite("The newest items are a MISP feed")
struct MISPFeedTests {
    private static let path = "/misp/00000000-0001-4aaa-aaaa-aaaaaaaaaaaa.json"

    private func event(_ source: FakeItems) async throws -> [String: Any] {
        try #require(try await MachineReader(source).json(Self.path)["Event"] as? [String: Any])
    }

    /// The values of an event, each with whether systems may act on it.
    private func values(_ source: FakeItems) async throws -> [String: Bool] {
        let attributes = try #require(try await event(source)["Attribute"] as? [[String: Any]])
        return Dictionary(uniqueKeysWithValues: attributes.map { ($0["value"] as? String ?? "", $0["to_ids"] as? Bool ?? false) })
    }

    @Test("Values that alone suffice may be acted on; what else an item names can be read, and what is revoked is not there")
    func values() async throws {
        let values = try await values(source([SampleBundle.everything()], pap: .green))
        let acted = values.filter(\.value).keys.sorted()
        #expect(
            acted == [
                "203.0.113.9", String(repeating: "ab", count: 32), "evil.example", "http://evil.example/A?x=1,2",
                "rule x { condition: true }",
            ])
        for read in [
            "198.51.100.7", "10.0.0.1", "harmless.example", "CVE-2026-12345", "Global\\x", "64500", "https://vendor.example/cve",
            "https://zone.example/en/items/\(identifier(1)).html", "[domain-name:value = 'both.example'] AND [file:name = 'x']",
        ] {
            #expect(values[read] == false, "\(read)")
        }
        for absent in ["gone.example", "both.example", "javascript:alert(1)", "http://vendor.example/"] {
            #expect(values[absent] == nil, "\(absent)")
        }
    }

    @Test("Nothing may be acted on where PAP forbids it, or a warning list names the value", arguments: [PAP.amber, .red])
    func forbidden(pap: PAP) async throws {
        #expect(try await values(source([SampleBundle.everything()], pap: pap)).values.allSatisfy { !$0 })
        let source = source([SampleBundle.everything()])
        source.change { $0.warned = ["evil.example"] }
        let values = try await values(source)
        #expect(values["evil.example"] == false && values["203.0.113.9"] == true)
    }

    @Test("Marks are tags, the description is a report, a file's name and hashes are an object")
    func parts() async throws {
        let event = try await event(source([SampleBundle.everything()], pap: .amber))
        #expect((event["Tag"] as? [[String: String]])?.compactMap { $0["name"] } == ["tlp:clear", "PAP:AMBER"])
        let report = try #require((event["EventReport"] as? [[String: String]])?.first)
        #expect(report["content"] == "Mail to **banks**.\n\nSecond paragraph." && report["name"] == "Phishing against banks")
        let object = try #require((event["Object"] as? [[String: Any]])?.first?["Attribute"] as? [[String: Any]])
        #expect(object.compactMap { $0["object_relation"] as? String }.sorted() == ["filename", "md5", "sha256"])
        #expect((event["Orgc"] as? [String: String])?["name"] == "Harbour Bank")
        #expect(event["timestamp"] as? String == "\(item(1).published)" && event["date"] as? String == "2026-01-01")
    }

    @Test("The manifest has every item that has an event; each event has the hashes of its values")
    func feed() async throws {
        let source = source([SampleBundle.everything(), SampleBundle.bundle([]), Array("no bundle".utf8)])
        source.change { $0.items[1].octets = PublicZoneLimits.convertedOctetsMax + 1 }
        let reader = MachineReader(source)
        let manifest = try await reader.json("/misp/manifest.json")
        #expect(manifest.keys.sorted() == ["00000000-0001-4aaa-aaaa-aaaaaaaaaaaa", "00000000-0003-4aaa-aaaa-aaaaaaaaaaaa"])
        let lines = try await reader.text("/misp/hashes.csv").split(separator: "\n").map { $0.split(separator: ",") }
        #expect(lines.allSatisfy { $0.count == 2 && $0[0].utf8.count == 32 } && Set(lines.map { String($0[1]) }) == Set(manifest.keys))
        for (uuid, said) in manifest {
            let event = try #require(try await reader.json("/misp/\(uuid).json")["Event"] as? [String: Any])
            let said = try #require(said as? [String: Any])
            for name in ["info", "date", "timestamp", "analysis", "threat_level_id"] {
                #expect(said[name] as? String == event[name] as? String && said[name] is String, "\(name)")
            }
            let objects = (event["Object"] as? [[String: Any]] ?? []).flatMap { $0["Attribute"] as? [Any] ?? [] }
            #expect(lines.count { $0[1] == uuid } == ((event["Attribute"] as? [Any])?.count ?? 0) + objects.count)
        }
        #expect(await reader.refusal("/misp/00000000-0002-4aaa-aaaa-aaaaaaaaaaaa.json") == .notFound)
    }

    @Test(
        "What is no event's name has none",
        arguments: [
            "/misp/00000000-0001-8aaa-aaaa-aaaaaaaaaaaa.json", "/misp/00000000-0001-4aaa-baaa-aaaaaaaaaaaa.json",
            "/misp/00000000-0001-4aaa-aaaa-aaaaaaaaaaab.json", "/misp/00000000-0001-4AAA-aaaa-aaaaaaaaaaaa.json",
            "/misp/00000000-0009-4aaa-aaaa-aaaaaaaaaaaa.json",
        ])
    func none(path: String) async { #expect(await MachineReader(source([SampleBundle.everything()])).refusal(path) == .notFound) }

    @Test("An event of an item that ended is refused by how it ended")
    func ended() async throws {
        let source = source([SampleBundle.everything()])
        let reader = MachineReader(source)
        _ = try await reader.json(Self.path)
        source.change { state in
            state.items[0].tlp = .green
        }
        #expect(await reader.refusal(Self.path) == .notFound)
        #expect(try await reader.json("/misp/manifest.json").isEmpty)
    }

    @Test("Hostile texts end no string and hide nothing")
    func hostile() async throws {
        let source = source([SampleBundle.everything(SampleBundle.hostile)], title: SampleBundle.hostile, author: SampleBundle.hostile)
        let event = try await event(source)
        for text in [event["info"] as? String, (event["Orgc"] as? [String: String])?["name"]] {
            #expect(try #require(text).unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202E && $0.value != 0xFFFE })
        }
        #expect(!(try await MachineReader(source).text(Self.path)).unicodeScalars.contains { $0.value == 0x202E || $0.value < 0x20 })
    }
}
