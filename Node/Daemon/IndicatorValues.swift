import Foundation
import PublicZone
import STIX
import Storage

/// What an indicator names that alone is enough to be blocked.
enum IndicatorValues {
    /// The values of a STIX object; none unless it is an indicator in force whose pattern holds wherever one of them is seen.
    ///
    /// Indicators of what is harmless (`benign`) name nothing, and neither does one whose times cannot be read. Values that would cut their
    /// readers off from themselves or from everybody are left out.
    static func values(of object: [String: Any]) -> [PublicValue] {
        guard object["type"] as? String == "indicator", object["revoked"] as? Bool != true, object["pattern_type"] as? String == "stix",
            !(object["indicator_types"] as? [String] ?? []).contains(where: { $0.lowercased() == "benign" }),
            let text = object["pattern"] as? String, let pattern = try? STIXPattern(parsing: text),
            let since = second(object["valid_from"]), let until = second(object["valid_until"]), until == 0 || until > since
        else { return [] }
        let confidence = (object["confidence"] as? Int).flatMap { (0...100).contains($0) ? $0 : nil } ?? -1
        return pattern.sufficientValues.filter(\.mayBeBlocked).compactMap { value in
            kind(of: value).map {
                PublicValue(kind: $0.rawValue, value: value.text, since: since, until: until, confidence: confidence)
            }
        }
    }

    /// Seconds since 1970, 0 where nothing is said; `nil` for what is no moment, or one before 1970.
    private static func second(_ value: Any?) -> Int64? {
        guard let value else { return 0 }
        guard let text = value as? String, let microseconds = STIXTime.microseconds(text), microseconds >= 0 else { return nil }
        return microseconds / 1_000_000
    }

    private static func kind(of value: ObservedValue) -> IndicatorKind? {
        switch value.kind {
        case .ipv4: .ipv4
        case .ipv6: .ipv6
        case .network: .network
        case .domain: .domain
        case .url: .url
        case .email: .email
        case .hash:
            switch value.text.utf8.count {
            case 32: .md5
            case 40: .sha1
            case 64: .sha256
            case 128: .sha512
            default: nil
            }
        case .vulnerability, .technique, .file: nil
        }
    }
}
