import Foundation
import PublicZone
import Storage

/// What an indicator names that alone is enough to be blocked.
enum IndicatorValues {
    /// The values of a STIX object; none unless it is an indicator in force whose pattern holds wherever one of them is seen.
    static func values(of object: [String: Any]) -> [PublicValue] { [] }
}
