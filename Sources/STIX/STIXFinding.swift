/// One thing in a file that is not as STIX 2.1 has it.
public struct STIXFinding: Equatable, Sendable {
    /// How much it weighs.
    public enum Level: String, Sendable, CaseIterable {
        /// The standard says MUST, and this does otherwise.
        case fault
        /// The standard says SHOULD, or this is likely not what was meant.
        case warning
    }

    /// What it is.
    public let code: Code
    /// Where it is: line, column and path.
    public let place: STIXPlace
    /// What is wrong, in one clause without the place. What it repeats of the file is cut short and cannot steer a terminal.
    public let reason: String

    /// How much it weighs.
    public var level: Level { code.level }
    /// The way to it, as in `objects[3].external_references[0].hashes.MD5`.
    public var path: String { place.path }
    /// What whoever makes the file can do, in one sentence.
    public var remedy: String { code.remedy }
}

extension STIXFinding: CustomStringConvertible {
    /// Level, place, reason and remedy.
    public var description: String { "\(level.rawValue): \(place): \(reason). \(remedy)" }
}

extension STIXFinding {
    /// The sorts of findings; their names are stable, so that programs can count on them.
    public enum Code: String, Sendable, CaseIterable {
        // What the standard demands.
        case missingProperty, wrongKind, nullValue, emptyList, emptyDictionary, badPropertyName, badKey, reservedName
        case badType, badIdentifier, identifierOfOtherType, wrongTarget, wrongUUIDVersion, version20, unknownVersion
        case badTimestamp, timestampPrecision, timesOutOfOrder, notWhole, outOfRange, notInEnumeration
        case badHex, badBinary, badHash, badForm, badPattern
        case propertiesMissing, propertiesTogether, propertyNeeded, propertyForbidden
        case badExtension, badMarking, badSelector, circularMarking
        case sameVersionDiffers, createdChanged, creatorChanged, changedAfterRevocation
        // What it suggests.
        case notInVocabulary, uncommonHash, uncommonForm, uncommonKey, uncommonRelationship, uncommonUUIDVersion
        case otherDeterministicID, customType, customProperty, customExtension, deprecatedProperty, repeatedObject

        /// Whether the standard demands or suggests.
        public var level: Level {
            switch self {
            case .notInVocabulary, .uncommonHash, .uncommonForm, .uncommonKey, .uncommonRelationship, .uncommonUUIDVersion,
                .otherDeterministicID, .customType, .customProperty, .customExtension, .deprecatedProperty, .repeatedObject:
                .warning
            default: .fault
            }
        }

        /// What whoever makes the file can do.
        var remedy: String {
            switch self {
            case .missingProperty, .propertiesMissing, .propertyNeeded: "Add it at the source."
            case .wrongKind, .notWhole, .outOfRange: "Write the value as the standard has it."
            case .nullValue, .emptyList, .emptyDictionary: "Leave the property out."
            case .badPropertyName, .badKey, .badType: "Spell it with the characters that the standard allows."
            case .reservedName: "Choose another name; the standard keeps this one for later."
            case .badIdentifier, .identifierOfOtherType: "Write it as type--UUID, with the type of the object."
            case .wrongTarget: "Refer to an object of an allowed type, or use a relationship object."
            case .wrongUUIDVersion: "Make a random UUID (version 4) for it."
            case .version20: "Convert the file: causeway stix upgrade FILE."
            case .unknownVersion: "Write \"2.1\", or convert the file at its source."
            case .badTimestamp: "Write it in UTC, as in 2024-02-07T00:00:00.000Z."
            case .timestampPrecision: "Write three digits behind the decimal point of the seconds."
            case .timesOutOfOrder: "Check which of the two was meant."
            case .notInEnumeration: "Take one of the words that the standard lists; no others are allowed."
            case .badHex: "Write an even number of hexadecimal digits."
            case .badBinary: "Write it in base 64 with its padding."
            case .badHash: "Check the name of the algorithm and the length of the hash."
            case .badForm: "Write the value as the standard has it, or set defanged where it was made harmless."
            case .badPattern: "Correct the pattern; causeway stix pattern shows where reading ended."
            case .propertiesTogether, .propertyForbidden: "Remove one of them."
            case .badExtension: "Write extension_type, or use one of the standard's own extensions of that type."
            case .badMarking, .circularMarking: "Use a marking of the standard, or a statement."
            case .badSelector: "Name a property or an element that the object has."
            case .sameVersionDiffers: "Give each change a later modified."
            case .createdChanged, .creatorChanged: "Make a new object, and join the two by derived-from."
            case .changedAfterRevocation: "Make a new object; a revoked one has no later versions."
            case .notInVocabulary: "Take a word of the vocabulary where one fits."
            case .uncommonHash: "Take the standard's name of the algorithm where it has one."
            case .uncommonForm: "Write it as the standard suggests."
            case .uncommonKey: "Write keys in lower case."
            case .uncommonRelationship: "Check source and target; related-to fits everywhere."
            case .uncommonUUIDVersion: "Use random UUIDs (version 4), or version 5 for observables."
            case .otherDeterministicID: "Derive the identifier from the content, so that equal observables have one identifier."
            case .customType, .customProperty, .customExtension: "Describe it in an extension-definition and name that in extensions."
            case .deprecatedProperty: "Write the objects into the bundle and refer to them by object_refs."
            case .repeatedObject: "Leave one of them out."
            }
        }
    }
}
