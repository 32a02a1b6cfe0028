/// Why a text is no pattern: where reading ended, and what was expected there.
public struct STIXPatternFault: Error, Equatable, Sendable {
    /// What is wrong.
    public enum Reason: Equatable, Sendable {
        /// Something else stands where the named thing is due; `found` is empty at the end of the text.
        case unexpected(found: String, expected: String)
        /// A constant or comment has no end.
        case unended(String)
        /// A constant is not spelled as its kind is.
        case badConstant(String)
        /// An expression of one observation joins objects of several types by AND, which no object can fulfil (§9.6).
        case severalTypes([String])
        /// One qualifier stands twice on one observation (§9.5.1).
        case repeatedQualifier(String)
        /// More octets than `STIXLimits.patternOctetsMax`.
        case tooLong(octets: Int)
        /// More levels than `STIXLimits.patternDepthMax`.
        case tooDeep
    }

    /// Characters (Unicode code points) before the place.
    public let offset: Int
    /// What is wrong there.
    public let what: Reason

    /// What is wrong, in one clause without the place.
    public var reason: String {
        switch what {
        case .unexpected(let found, let expected):
            found.isEmpty ? "the pattern ends where \(expected) is expected" : "\(expected) is expected here, not \"\(found)\""
        case .unended(let thing): "\(thing) has no end"
        case .badConstant(let kind): "this is not \(kind)"
        case .severalTypes(let types): "one object cannot be of the types \(types.joined(separator: " and "))"
        case .repeatedQualifier(let name): "\(name) stands twice on one observation"
        case .tooLong(let octets): "the pattern has \(octets) octets, the limit is \(STIXLimits.patternOctetsMax)"
        case .tooDeep: "brackets lie more than \(STIXLimits.patternDepthMax) levels within each other"
        }
    }

    /// What the person with the pattern can do.
    public var remedy: String {
        switch what {
        case .unexpected, .unended, .badConstant: "Correct the pattern at that character."
        case .severalTypes: "Join them by OR, or write two observations: [ … ] AND [ … ]."
        case .repeatedQualifier: "Remove one of the two, or put the observation into brackets."
        case .tooLong, .tooDeep: "Split it into several indicators."
        }
    }
}

extension STIXPatternFault: CustomStringConvertible {
    /// Place, reason and remedy.
    public var description: String { "character \(offset): \(reason). \(remedy)" }
}
