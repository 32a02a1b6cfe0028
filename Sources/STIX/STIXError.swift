/// Why a file is not a STIX 2.1 bundle; every case knows its place, what is wrong and what to do.
///
/// The first fault in this order is the one reported: JSON anywhere in the file, the bundle's own members, what marking
/// definitions say about TLP, the objects from first to last. What a message repeats of the file is cut short and cannot steer a terminal.
public enum STIXError: Error, Equatable, Sendable {
    /// The file is not JSON.
    case notJSON(JSONFault, at: STIXPlace)
    /// The file is JSON of some other sort; `found` says which, as far as can be told.
    case notABundle(found: String, at: STIXPlace)
    /// The outermost object is STIX of another type.
    case wrongType(found: String, at: STIXPlace)
    /// The bundle or an object in it is STIX 2.0.
    case version20(at: STIXPlace)
    /// `spec_version` is neither 2.1 nor 2.0.
    case unknownVersion(found: String, at: STIXPlace)
    /// The bundle holds nothing.
    case noObjects(at: STIXPlace)
    /// The bundle holds more than `STIXLimits.objectsMax`.
    case tooManyObjects(count: Int, at: STIXPlace)
    /// A property that its object must have is not there.
    case missing(property: String, at: STIXPlace)
    /// A property has a value of the wrong kind.
    case wrongKind(found: String, expected: String, at: STIXPlace)
    /// A `type` is not lower case letters, digits and hyphens.
    case badType(found: String, at: STIXPlace)
    /// An identifier is not `type--UUID`.
    case badIdentifier(found: String, at: STIXPlace)
    /// An identifier begins with another type than it must.
    case identifierOfOtherType(found: String, expected: String, at: STIXPlace)
    /// A timestamp is not a moment of the calendar in UTC.
    case badTimestamp(found: String, at: STIXPlace)
    /// A TLP definition has a colour that TLP does not have.
    case unknownTLP(found: String, at: STIXPlace)

    /// Where the fault is.
    public var place: STIXPlace {
        switch self {
        case .notJSON(_, let place), .notABundle(_, let place), .wrongType(_, let place), .version20(let place),
            .unknownVersion(_, let place), .noObjects(let place), .tooManyObjects(_, let place), .missing(_, let place),
            .wrongKind(_, _, let place), .badType(_, let place), .badIdentifier(_, let place),
            .identifierOfOtherType(_, _, let place), .badTimestamp(_, let place), .unknownTLP(_, let place):
            place
        }
    }

    /// The way to the fault, as in `objects[3].created`.
    public var path: String { place.path }

    /// The line of the fault, from 1.
    public var line: Int { place.line }

    /// The column of the fault, from 1.
    public var column: Int { place.column }

    /// What is wrong, in one clause without the place.
    public var reason: String {
        switch self {
        case .notJSON(let fault, _): fault.reason
        case .notABundle(let found, _): "this is \(found), not a STIX bundle"
        case .wrongType(let found, _): "this is a single STIX \(found), not a bundle"
        case .version20(let place): "\(place.path.hasPrefix("objects") ? "this object" : "this bundle") is STIX 2.0; 2.1 is needed"
        case .unknownVersion(let found, _): "the STIX version \"\(found)\" is unknown; 2.1 is needed"
        case .noObjects: "the bundle holds no objects"
        case .tooManyObjects(let count, _): "the bundle holds \(count) objects, the limit is \(STIXLimits.objectsMax)"
        case .missing(let property, _): "the required property \"\(property)\" is missing"
        case .wrongKind(let found, let expected, _): "\(expected) is required here, not \(found)"
        case .badType(let found, _): "\"\(found)\" is not a type: it takes 3 to 250 lower case letters, digits and hyphens"
        case .badIdentifier(let found, _): "\"\(found)\" is not an identifier of the form type--UUID"
        case .identifierOfOtherType(let found, let expected, _): "the identifier \"\(found)\" must begin with \"\(expected)--\""
        case .badTimestamp(let found, _): "\"\(found)\" is not a timestamp such as 2024-02-07T00:00:00.000Z"
        case .unknownTLP(let found, _): "\"\(found)\" is not a colour of TLP"
        }
    }

    /// What the person with the file can do, in one sentence.
    public var remedy: String {
        switch self {
        case .notJSON(let fault, _): fault.remedy
        case .notABundle: "Export it from its system as a STIX 2.1 bundle."
        case .wrongType: "Put the object into a bundle: {\"type\": \"bundle\", \"id\": \"bundle--UUID\", \"objects\": [ … ]}."
        case .version20: "Convert it with causeway stix upgrade FILE, or ask the source for STIX 2.1; only that is taken as it is."
        case .unknownVersion: "Ask the source for STIX 2.1; only that is taken as it is."
        case .noObjects: "Check the export: there is nothing in it to share."
        case .tooManyObjects: "Split the bundle into several files."
        case .missing, .wrongKind, .badType, .badIdentifier, .identifierOfOtherType, .badTimestamp:
            "Correct it at its source; nothing of the file was taken."
        case .unknownTLP: "Mark it with CLEAR, GREEN, AMBER, AMBER+STRICT or RED (TLP 1: WHITE, GREEN, AMBER, RED)."
        }
    }
}

extension STIXError: CustomStringConvertible {
    /// Place, reason and remedy in two sentences.
    public var description: String { "\(place): \(reason). \(remedy)" }
}
