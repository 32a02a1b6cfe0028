import PublicZone
import Storage
import Testing

@testable import Daemon

@Suite("What an indicator names that may be blocked")
struct IndicatorValuesTests {
    private func indicator(_ pattern: String, _ members: [String: Any] = [:]) -> [String: Any] {
        [
            "type": "indicator", "pattern": pattern, "pattern_type": "stix", "valid_from": "2026-01-01T00:00:00Z",
        ].merging(members) { $1 }
    }

    @Test("Each value has its kind, the indicator's times and its confidence")
    func values() {
        let values = IndicatorValues.values(
            of: indicator(
                """
                [ipv4-addr:value IN ('203.0.113.9', '198.51.100.0/24') OR ipv6-addr:value = '2001:DB8::1' OR domain-name:value = 'Evil.example' OR \
                url:value = 'http://evil.example/A' OR email-addr:value = 'a@evil.example' OR file:hashes.MD5 = 'D41D8CD98F00B204E9800998ECF8427F' OR \
                file:hashes.'SHA-1' = 'da39a3ee5e6b4b0d3255bfef95601890afd80700' OR file:hashes.'SHA-256' = '\(String(repeating: "ab", count: 32))' OR \
                file:hashes.'SHA-512' = '\(String(repeating: "cd", count: 64))']
                """, ["valid_until": "2026-02-01T00:00:00.5Z", "confidence": 85]))
        let kinds: [IndicatorKind] = [.ipv4, .network, .ipv6, .domain, .url, .email, .md5, .sha1, .sha256, .sha512]
        #expect(values.map(\.kind) == kinds.map(\.rawValue))
        #expect(
            values.map(\.value).prefix(7) == [
                "203.0.113.9", "198.51.100.0/24", "2001:db8::1", "evil.example", "http://evil.example/A", "a@evil.example",
                "d41d8cd98f00b204e9800998ecf8427f",
            ])
        #expect(values.allSatisfy { $0.since == 1_767_225_600 && $0.until == 1_769_904_000 && $0.confidence == 85 })
        let open = IndicatorValues.values(of: indicator("[domain-name:value = 'evil.example']"))
        #expect(open.map(\.until) == [0] && open.map(\.confidence) == [-1])
    }

    @Test(
        "What is no indicator in force, says what is harmless, or cannot be read, names nothing",
        arguments: [
            ("revoked", true), ("type", "observed-data"), ("pattern_type", "yara"), ("indicator_types", ["anomalous-activity", "Benign"]),
            ("pattern", "[domain-name:value = "), ("pattern", 7), ("valid_from", "yesterday"), ("valid_until", "2025-01-01T00:00:00Z"),
            ("valid_until", 5), ("pattern", "[ipv4-addr:value = '10.0.0.1']"),
            ("pattern", "[domain-name:value = 'a.example'] AND [file:name = 'x']"),
            ("pattern", "[ipv4-addr:value = '0.0.0.0/0']"),
        ] as [(String, any Sendable)])
    func none(member: String, value: any Sendable) {
        #expect(!IndicatorValues.values(of: indicator("[domain-name:value = 'evil.example']")).isEmpty)
        #expect(IndicatorValues.values(of: indicator("[domain-name:value = 'evil.example']", [member: value])).isEmpty)
    }

    @Test("A confidence that is none is not told", arguments: [-1, 101, 1_000])
    func confidence(value: Int) {
        let values = IndicatorValues.values(of: indicator("[domain-name:value = 'evil.example']", ["confidence": value]))
        #expect(values.map(\.confidence) == [-1])
    }
}
