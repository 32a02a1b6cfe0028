import Foundation
public import STIX

/// How much a value is still worth: what its authors said of it, what has become of it with time, and what others say.
///
/// A pure function. The confidence of the object that names the value (50 where it has none) halves with every half-life of the value's kind since
/// it was last reported or seen. Then it is weighed by organisations, each counted once: with `f` that have seen it or agree and
/// `a` that call it a false positive or disagree it is multiplied by (1 + f) / (1 + f + 2a).
public enum ValueStanding {
    /// Confidence where an author gave none, 0 to 100.
    public static let confidenceDefault = 50

    /// Days in which a value of that kind loses half of its worth; `nil` for one that does not age.
    public static func halfLifeDays(_ kind: ObservedValue.Kind) -> Int? {
        switch kind {
        // Addresses change hands within weeks, and so do the paths on other people's servers.
        case .ipv4, .ipv6, .url: 14
        case .network, .domain: 30
        case .email: 90
        case .file: 180
        // The same octets stay the same octets; they are used less.
        case .hash: 365
        case .vulnerability, .technique: nil
        }
    }

    /// 0 to 100. `ageSeconds` counts from when the value was last reported or seen.
    public static func confidence(
        stated: Int?, kind: ObservedValue.Kind, ageSeconds: Int64, organisationsFor: Int, organisationsAgainst: Int
    ) -> Int {
        var confidence = Double(min(100, max(0, stated ?? confidenceDefault)))
        if let days = halfLifeDays(kind) { confidence *= exp2(-Double(max(0, ageSeconds)) / Double(days * 86_400)) }
        let (pro, contra) = (Double(max(0, organisationsFor)), Double(max(0, organisationsAgainst)))
        return Int((confidence * (1 + pro) / (1 + pro + 2 * contra)).rounded())
    }
}
