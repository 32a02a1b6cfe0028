import Foundation
import Testing

@testable import MISP

@Suite("Events and feeds are MISP's core format")
struct EventTests {
    private let uuid = MISPUUID("an item", in: MISPUUID(namespace: "urn:example"))

    private func event() -> MISPEvent {
        var event = MISPEvent(
            uuid: uuid, info: "Phishing \"banks\" </script>\u{0}", date: "2026-11-29", timestamp: 1_780_000_000,
            organisation: MISPOrganisation(name: "Harbour Bank", uuid: MISPUUID("bank", in: uuid)))
        event.tags = [MISPTag(name: "tlp:clear", colour: "#ffffff")]
        event.attributes = [
            MISPAttribute(.destinationAddress, "203.0.113.9", of: uuid, isForDetection: true, comment: "C2", timestamp: 1_780_000_000),
            MISPAttribute(
                .namedFile, "a.exe|\(String(repeating: "ab", count: 32))", of: uuid, isForDetection: false, timestamp: 1_780_000_000),
        ].compactMap(\.self)
        let parts = [
            MISPAttribute(.filename, "b|c.exe", of: uuid, isForDetection: false, timestamp: 1_780_000_000, relation: "filename")
        ].compactMap(\.self)
        event.objects = [MISPObject(.file, parts, of: uuid, timestamp: 1_780_000_000)]
        event.reports = [MISPEventReport(name: "Report", content: "# Text\n\nmore", of: uuid, timestamp: 1_780_000_000)]
        return event
    }

    private func members(_ octets: [UInt8]) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(octets)) as? [String: Any])
    }

    @Test("Numbers are strings, whether something holds is a boolean, and nothing says to whom it may go")
    func shapes() throws {
        let document = event().document
        let event = try #require(try members(document)["Event"] as? [String: Any])
        for (name, value) in [
            "timestamp": "1780000000", "publish_timestamp": "1780000000", "analysis": "2", "threat_level_id": "4", "date": "2026-11-29",
            "uuid": uuid.description,
        ] {
            #expect(event[name] as? String == value, "\(name)")
        }
        // Numbers of JSON would be read as booleans by the same cast.
        let text = String(decoding: document, as: UTF8.self)
        #expect(text.contains("\"published\":true") && text.contains("\"to_ids\":true") && text.contains("\"to_ids\":false"))
        #expect(!text.contains("distribution") && !text.contains("sharing_group"))
        #expect(event["info"] as? String == "Phishing \"banks\" </script>\u{0}")
        let attribute = try #require((event["Attribute"] as? [[String: Any]])?.first)
        #expect(
            Set(attribute.keys) == ["uuid", "type", "category", "value", "to_ids", "comment", "timestamp", "disable_correlation"]
                && attribute["timestamp"] as? String == "1780000000" && attribute["category"] as? String == "Network activity")
        let object = try #require((event["Object"] as? [[String: Any]])?.first)
        #expect(object["name"] as? String == "file" && object["template_version"] is String && object["meta-category"] as? String == "file")
        #expect((object["Attribute"] as? [[String: Any]])?.first?["object_relation"] as? String == "filename")
        #expect((event["EventReport"] as? [[String: Any]])?.first?["content"] as? String == "# Text\n\nmore")
    }

    @Test("The manifest names events by their identifiers; hashes are of whole values, and of the parts of composite ones")
    func feed() throws {
        let event = event()
        let manifest = try members(MISPFeed.manifest([MISPFeed.Entry(event)]))
        let entry = try #require(manifest[uuid.description] as? [String: Any])
        #expect(Set(entry.keys) == ["Orgc", "Tag", "info", "date", "analysis", "threat_level_id", "timestamp"])
        #expect(entry["timestamp"] as? String == "1780000000" && (entry["Orgc"] as? [String: String])?["name"] == "Harbour Bank")
        // By Python's hashlib, of "203.0.113.9", "a.exe", the hash, and "b|c.exe", which is one name.
        let digests = [
            "8226d05ff811db619a466d17b0b2d1bb", "2c3ccd32927839768639b88829a5c04a", "28cd73447ffe5d9912a2edbbb90742dd",
            "ec5484a234040b8320eace1ac5f0959d",
        ]
        #expect(MISPFeed.lines(event.digests, of: uuid) == digests.map { "\($0),\(uuid)\n" }.joined())
        #expect(MISPFeed.lines([[0x0A, 0xFF]], of: uuid) == "0aff,\(uuid)\n")
        #expect(MISPFeed.manifest([]) == Array("{}".utf8))
    }

    @Test("The same is named the same, other things otherwise, in a form that MISP takes")
    func identifiers() throws {
        let names = ["a", "b", "", "a\0"].map { MISPUUID($0, in: uuid) } + [MISPUUID("a", in: MISPUUID(namespace: "urn:other"))]
        #expect(Set(names).count == names.count && names[0] == MISPUUID("a", in: uuid))
        for name in names {
            #expect(MISPUUID(written: name.description) == name)
            #expect(name.description.split(separator: "-")[2].first == "5")
        }
        // By Python's uuid.uuid5(uuid.NAMESPACE_URL, …).
        #expect(MISPUUID(namespace: "https://example.org/items").description == "bcaf08e1-4c43-5722-b80a-702504fddcc6")
    }

    @Test(
        "What is no UUID of versions 1 to 5 is none",
        arguments: [
            "", "1aaaaaaa-aaaa-8aaa-aaaa-aaaaaaaaaaaa", "1aaaaaaa-aaaa-4aaa-caaa-aaaaaaaaaaaa", "1AAAAAAA-AAAA-4AAA-AAAA-AAAAAAAAAAAA",
            "1aaaaaaa-aaaa-4aaa-aaaa-aaaaaaaaaaa", "1aaaaaaaaaaa-4aaa-aaaa-aaaaaaaaaaaa-", "gaaaaaaa-aaaa-4aaa-aaaa-aaaaaaaaaaaa",
            "../../../../../../../../../../../etc/",
        ])
    func noIdentifier(text: String) { #expect(MISPUUID(written: text) == nil) }

    @Test("Empty values, and those that MISP would cut, are no attributes")
    func values() {
        for (count, isTaken) in [(0, false), (1, true), (65_535, true), (65_536, false)] {
            let attribute = MISPAttribute(
                .text, String(repeating: "x", count: count), of: uuid, isForDetection: false, timestamp: 0)
            #expect((attribute != nil) == isTaken)
        }
    }
}
