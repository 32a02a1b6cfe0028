import Policy
import Sodium

@testable import STIX

/// What people hand in: STIX bundles, and JSON in general (specification chapter 5, and RFC 8259).
extension FuzzTarget {
    static let documents = [
        FuzzTarget(name: "stix", topics: [("envelope", ["data"])], more: { bundles }, run: readBundle),
        FuzzTarget(name: "session", topics: [], more: SessionPlay.seeds, run: { SessionPlay.play($0) }),
    ]

    @Sendable private static func readBundle(_ input: [UInt8]) {
        if let document = try? JSONReader.read(input) {
            for node in document.nodes.indices.prefix(64) {
                let octets = Array(input[document.range(node)])
                let alone = try? JSONReader.read(octets)
                hold(
                    alone.map { $0.nodes.count == Int(document.nodes[node].next) - node } ?? false,
                    "every value of a text is a text by itself")
                hold(alone.map { $0.kind(0) == document.kind(node) } ?? false, "and of the same kind")
                if document.kind(node) == .string {
                    hold(document.text(node).utf8.count <= octets.count * 3, "escapes make a text no longer")
                }
            }
            hold(document.haveSameTokens(0, 0), "a value is the same as itself")
        }
        let found = try? STIXBundle(parsing: input)
        check(input, isBundle: found != nil)
        guard let bundle = found else { return }
        hold(bundle.bytes == input, "a bundle is kept as it came")
        hold(bundle.warnings.count <= bundle.warningCount && bundle.warnings.count <= STIXLimits.warningsMax, "warnings are bounded")
        for object in bundle.objects {
            hold(!bundle.bytes(of: object).isEmpty && object.id.hasPrefix(object.type), "an object is named for its type")
        }
    }

    /// What checking, converting and reading patterns promise.
    private static func check(_ input: [UInt8], isBundle: Bool) {
        if let report = try? STIXReport(checking: input) {
            hold((report.refusal == nil) == isBundle, "checking says what reading does")
            hold(report.findings.count <= min(report.faultCount + report.warningCount, 2 * STIXLimits.findingsMax), "findings are bounded")
        } else {
            hold(!isBundle, "whatever is a bundle can be checked")
        }
        if let upgrade = try? STIXUpgrade(of: input) {
            hold((try? STIXUpgrade(of: upgrade.bytes))?.bytes == upgrade.bytes, "what is converted stays as it is")
        }
        if let text = String(validating: input, as: UTF8.self), let pattern = try? STIXPattern(parsing: text) {
            hold((try? STIXPattern(parsing: pattern.description)) == pattern, "a pattern's canonical text is that pattern")
        }
    }

    private static let bundles: [[UInt8]] = [
        #"{"type":"bundle","id":"bundle--5d0092c5-5f74-4287-9642-33f4c354e56d","objects":[{"type":"indicator","spec_version":"2.1","id":"indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","created":"2016-04-29T14:09:00.000Z","modified":"2016-04-29T14:09:00.000Z","pattern":"[file:name = 'a']","pattern_type":"stix","valid_from":"2016-01-01T00:00:00Z","object_marking_refs":["marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"]}]}"#,
        #"{"type":"bundle","id":"bundle--5d0092c5-5f74-4287-9642-33f4c354e56d","objects":[{"type":"marking-definition","spec_version":"2.1","id":"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1","created":"2022-10-01T00:00:00.000Z","name":"TLP:RED","extensions":{"extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d":{"extension_type":"property-extension","tlp_2_0":"red"}}},{"type":"ipv4-addr","spec_version":"2.1","id":"ipv4-addr--ff26c055-6336-5bc5-b98d-13d6226742dd","value":"198.51.100.3","granular_markings":[{"marking_ref":"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1","selectors":["value"]}]}]}"#,
        #"[file:hashes.'SHA-256' NOT IN ('a', h'00') AND file:size >= 1.5] REPEATS 2 TIMES FOLLOWEDBY ([url:value LIKE '%'])"#,
        #"{"type":"bundle","id":"bundle--5d0092c5-5f74-4287-9642-33f4c354e56d","spec_version":"2.0","objects":[{"type":"observed-data","id":"observed-data--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f","created":"2016-04-29T14:09:00.000Z","modified":"2016-04-29T14:09:00.000Z","first_observed":"2016-04-29T14:09:00Z","last_observed":"2016-04-29T14:09:00Z","number_observed":1,"objects":{"0":{"type":"ipv4-addr","value":"198.51.100.3"},"1":{"type":"network-traffic","src_ref":"0","protocols":["tcp"]}}}]}"#,
        #"[1, -0.5e+7, "é \ud83d\ude00 \n", {"a": null, "b": [true, false]}, {}]"#,
    ].map { Array($0.utf8) }
}
