import STIX

/// An error without its place, so that a table of cases can name it.
enum STIXFault: Equatable, Sendable {
    case notJSON(JSONFault)
    case notABundle(String)
    case wrongType(String)
    case version20
    case unknownVersion(String)
    case noObjects
    case tooManyObjects(Int)
    case missing(String)
    case wrongKind(String, String)
    case badType(String)
    case badIdentifier(String)
    case otherType(String, String)
    case badTimestamp(String)
    case unknownTLP(String)

    init(_ error: STIXError) {
        self =
            switch error {
            case .notJSON(let fault, _): .notJSON(fault)
            case .notABundle(let found, _): .notABundle(found)
            case .wrongType(let found, _): .wrongType(found)
            case .version20: .version20
            case .unknownVersion(let found, _): .unknownVersion(found)
            case .noObjects: .noObjects
            case .tooManyObjects(let count, _): .tooManyObjects(count)
            case .missing(let property, _): .missing(property)
            case .wrongKind(let found, let expected, _): .wrongKind(found, expected)
            case .badType(let found, _): .badType(found)
            case .badIdentifier(let found, _): .badIdentifier(found)
            case .identifierOfOtherType(let found, let expected, _): .otherType(found, expected)
            case .badTimestamp(let found, _): .badTimestamp(found)
            case .unknownTLP(let found, _): .unknownTLP(found)
            }
    }
}
