import Crypto
import Foundation

/// What somebody wrote, as a STIX 2.1 bundle: a report with their Markdown as its description, and the identity of their organisation.
///
/// Law: one version of a draft gives one bundle, octet for octet: what is looked at before sharing is what is shared.
struct ComposedReport: Sendable {
    let draft: PortalDraft
    let organisation: String
    /// The organisation's identifier in the registry: its identity is the same object in all it writes.
    let organisationID: String

    func bundle() -> [UInt8] {
        let time = ISO8601DateFormatter().string(from: Date(timeIntervalSince1970: TimeInterval(draft.saved)))
            .replacing("Z", with: ".000Z")
        let identityID = "identity--\(Self.uuid("identity", organisationID))"
        // The organisation's own object never changes, so it bears a date that does not either.
        let identity: [String: Any] = [
            "type": "identity", "spec_version": "2.1", "id": identityID, "created": "2026-01-01T00:00:00.000Z",
            "modified": "2026-01-01T00:00:00.000Z", "name": organisation, "identity_class": "organization",
        ]
        let report: [String: Any] = [
            "type": "report", "spec_version": "2.1", "id": "report--\(Self.uuid("report", draft.id))", "created_by_ref": identityID,
            "created": time, "modified": time, "name": draft.text.title, "description": draft.text.body, "published": time,
            "report_types": ["threat-report"], "object_refs": [identityID],
        ]
        let bundle: [String: Any] = [
            "type": "bundle", "id": "bundle--\(Self.uuid("bundle", "\(draft.id) \(draft.version)"))", "objects": [identity, report],
        ]
        guard let data = try? JSONSerialization.data(withJSONObject: bundle, options: [.sortedKeys, .withoutEscapingSlashes]) else {
            preconditionFailure("texts can be written as JSON")
        }
        return [UInt8](data)
    }

    /// A UUID of version 8 (RFC 9562, 5.8) made from what it names.
    private static func uuid(_ use: String, _ name: String) -> String {
        var octets = Array(SHA256.hash(data: Data("causeway/composed/\(use)/\(name)".utf8)).prefix(16))
        octets[6] = octets[6] & 0x0F | 0x80
        octets[8] = octets[8] & 0x3F | 0x80
        let digits = octets.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }
        return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { digits[$0].joined() }.joined(separator: "-")
    }
}
