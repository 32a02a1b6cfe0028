import Foundation
import Policy
import PublicZone

/// STIX bundles such as members publish, and as an enemy would.
enum SampleBundle {
    /// Texts that end strings, elements and lines, turn the direction of writing, or are formulas.
    static let hostile = "=cmd|' /C calc'!A0 \"</summary>]]><script>alert(1)</script>&amp;\u{202E}evil\u{0}\u{FFFE}\r\n# x: y"

    static func bundle(_ objects: [[String: Any]]) -> [UInt8] {
        let bundle: [String: Any] = ["type": "bundle", "id": "bundle--\(uuid(0))", "objects": objects]
        return (try? JSONSerialization.data(withJSONObject: bundle)).map { Array($0) } ?? []
    }

    static func uuid(_ number: Int) -> String {
        "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - String(number).count) + "\(number)"
    }

    static func object(_ type: String, _ number: Int, _ members: [String: Any]) -> [String: Any] {
        [
            "type": type, "spec_version": "2.1", "id": "\(type)--\(uuid(number))", "created": "2026-01-01T00:00:00.000Z",
            "modified": "2026-01-01T00:00:00.000Z",
        ].merging(members) { $1 }
    }

    static func indicator(_ number: Int, _ pattern: String, name: String = "Command and control", _ members: [String: Any] = [:])
        -> [String: Any]
    {
        object(
            "indicator", number,
            ["name": name, "pattern": pattern, "pattern_type": "stix", "valid_from": "2026-01-01T00:00:00Z"].merging(members) { $1 })
    }

    /// A report with one of everything that is converted; `text` is its description and the name of every object.
    static func everything(_ text: String = "Mail to **banks**.\n\nSecond paragraph.") -> [UInt8] {
        bundle([
            object(
                "report", 1,
                [
                    "name": text, "description": text, "published": "2026-01-01T00:00:00Z", "object_refs": ["indicator--\(uuid(2))"],
                    "external_references": [
                        ["source_name": text, "url": "https://vendor.example/advisory?a=1&b=2"],
                        ["source_name": "bad", "url": "javascript:alert(1)"],
                        ["source_name": "plain", "url": "http://vendor.example/"],
                        ["source_name": "space", "url": "https://vendor.example/a b\"<>"],
                    ],
                ]),
            indicator(2, "[ipv4-addr:value = '203.0.113.9' OR domain-name:value = 'evil.example']", name: text),
            indicator(3, "[url:value = 'http://evil.example/A?x=1,2']"),
            indicator(4, "[file:hashes.'SHA-256' = '\(String(repeating: "ab", count: 32))']"),
            indicator(5, "[ipv4-addr:value = '10.0.0.1']", name: "Inside"),
            indicator(6, "[domain-name:value = 'both.example'] AND [file:name = 'x']"),
            indicator(7, "[domain-name:value = 'harmless.example']", ["indicator_types": ["benign"]]),
            indicator(8, "rule x { condition: true }", ["pattern_type": "yara"]),
            indicator(9, "[domain-name:value = 'gone.example']", ["revoked": true]),
            object(
                "vulnerability", 10,
                [
                    "name": "CVE-2026-12345", "description": text,
                    "external_references": [
                        ["source_name": "cve", "external_id": "CVE-2026-12345"],
                        ["source_name": "vendor", "url": "https://vendor.example/cve"],
                    ],
                ]),
            object("vulnerability", 11, ["name": "cve-2026-12345", "description": "The same again"]),
            object("vulnerability", 12, ["name": text]),
            ["type": "ipv4-addr", "spec_version": "2.1", "id": "ipv4-addr--\(uuid(13))", "value": "198.51.100.7"],
            [
                "type": "file", "spec_version": "2.1", "id": "file--\(uuid(14))", "name": "in|voice.exe",
                "hashes": ["MD5": String(repeating: "0a", count: 16), "SHA-256": String(repeating: "cd", count: 32)],
            ],
            ["type": "mutex", "spec_version": "2.1", "id": "mutex--\(uuid(15))", "name": "Global\\x"],
            ["type": "autonomous-system", "spec_version": "2.1", "id": "autonomous-system--\(uuid(16))", "number": 64_500],
        ])
    }
}

/// A source with items and contents, the newest last.
func source(_ contents: [[UInt8]], title: String = "Phishing against banks", author: String = "Harbour Bank", pap: PAP? = nil) -> FakeItems
{
    var items: [PublicItem] = []
    var octets: [String: [UInt8]] = [:]
    for (index, content) in contents.enumerated() {
        var one = item(Int64(index + 1), title: title, octets: content.count, author: author)
        one.pap = pap
        octets[one.id] = content
        items.append(one)
    }
    return FakeItems(items, contents: octets)
}
