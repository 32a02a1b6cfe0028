/// A STIX pattern, read (STIX 2.1 §9).
///
/// Two patterns are equal when they say the same in the same order: white space, comments, brackets that change nothing, and the spelling
/// of operators, paths and numbers do not count. `description` is the canonical text, which reads back as the same pattern.
public struct STIXPattern: Equatable, Hashable, Sendable {
    /// What is to be observed.
    public let observation: STIXObservation

    /// A pattern made of its parts, which must be nested at most `STIXLimits.patternDepthMax` levels to be read back.
    public init(_ observation: STIXObservation) { self.observation = observation.flattened }

    /// Reads a pattern. Throws with the character where reading ended and what was expected there.
    public init(parsing text: String) throws(STIXPatternFault) {
        var parser = try STIXPatternParser(text)
        self.init(try parser.pattern())
    }
}

/// An observation expression: what is seen, once or in combination (§9.5).
public indirect enum STIXObservation: Equatable, Hashable, Sendable {
    /// One observation for which the comparison holds: `[…]`.
    case observed(STIXComparison)
    /// All of these, in any order.
    case all([STIXObservation])
    /// One of these at least.
    case any([STIXObservation])
    /// One after the other.
    case sequence([STIXObservation])
    /// Within bounds of time or number.
    case qualified(STIXObservation, STIXQualifier)
}

/// What bounds an observation in time or number (§9.5.1).
public enum STIXQualifier: Equatable, Hashable, Sendable {
    /// All of it within that many seconds, as a decimal number.
    case within(seconds: String)
    /// That many times.
    case repeats(Int)
    /// From one moment to before another, as written.
    case between(start: String, stop: String)
}

/// A comparison expression: what an observed object must be like (§9.6).
public indirect enum STIXComparison: Equatable, Hashable, Sendable {
    case test(STIXTest)
    /// The property is there; `isNegated`: is not.
    case exists(STIXObjectPath, isNegated: Bool)
    case all([STIXComparison])
    case any([STIXComparison])
}

/// One comparison of a property with constants (§9.6).
public struct STIXTest: Equatable, Hashable, Sendable {
    public let path: STIXObjectPath
    public let comparator: STIXComparator
    /// Whether `NOT` stands before the comparator.
    public let isNegated: Bool
    /// What it is compared with: one constant, or with `isIn` any number.
    public let constants: [STIXConstant]

    public init(_ path: STIXObjectPath, _ comparator: STIXComparator, _ constants: [STIXConstant], isNegated: Bool = false) {
        self.path = path
        self.comparator = comparator
        self.isNegated = isNegated
        self.constants = constants
    }
}

/// How a property is compared (§9.6.1); the raw value is how it is written.
public enum STIXComparator: String, Equatable, Hashable, Sendable, CaseIterable {
    case equal = "="
    case notEqual = "!="
    case greater = ">"
    case less = "<"
    case greaterOrEqual = ">="
    case lessOrEqual = "<="
    case isIn = "IN"
    case like = "LIKE"
    case matches = "MATCHES"
    case isSubset = "ISSUBSET"
    case isSuperset = "ISSUPERSET"
}

/// A constant of a pattern (§9.4).
public enum STIXConstant: Equatable, Hashable, Sendable {
    case string(String)
    case integer(Int)
    /// A number with a fraction, as a decimal without superfluous zeros.
    case float(String)
    case boolean(Bool)
    case hex([UInt8])
    case binary([UInt8])
    /// A moment, as written.
    case timestamp(String)

    /// The constant as text, as an index looks it up: a string or moment as it is, octets in hexadecimal.
    public var text: String {
        switch self {
        case .string(let text), .float(let text), .timestamp(let text): text
        case .integer(let value): "\(value)"
        case .boolean(let value): "\(value)"
        case .hex(let octets), .binary(let octets): STIXPatternPrinter.hexadecimal(octets)
        }
    }
}

/// The way to a property of an observed object (§9.7): its type, a property, and further steps.
public struct STIXObjectPath: Equatable, Hashable, Sendable {
    /// One step.
    public enum Step: Equatable, Hashable, Sendable {
        case property(String)
        /// An element of a list, counted from 0; from the end when below it.
        case index(Int)
        /// Any element of a list.
        case anyElement
    }

    /// The type of the object, as in `file`.
    public let type: String
    /// The steps from the object to the property; the first is a property.
    public let steps: [Step]

    public init(type: String, steps: [Step]) {
        self.type = type
        self.steps = steps
    }
}

/// One value that a pattern names, for an index from values to indicators.
public struct STIXComparedValue: Equatable, Hashable, Sendable {
    public let path: STIXObjectPath
    public let comparator: STIXComparator
    /// Whether the pattern asks for anything but this.
    public let isNegated: Bool
    public let constant: STIXConstant

    /// Whether a property that is exactly this value fits the comparison.
    public var namesValue: Bool { !isNegated && (comparator == .equal || comparator == .isIn) }

    /// Whether the pattern is about this value: names it, looks within it as a network, or for networks that hold it.
    public var concernsValue: Bool { namesValue || !isNegated && (comparator == .isSubset || comparator == .isSuperset) }
}

extension STIXPattern {
    /// Every value that the pattern compares with, in the order of the text; the constants of a set one by one.
    public var comparedValues: [STIXComparedValue] {
        var values: [STIXComparedValue] = []
        Self.collect(observation, &values)
        return values
    }

    private static func collect(_ observation: STIXObservation, _ values: inout [STIXComparedValue]) {
        switch observation {
        case .observed(let comparison): collect(comparison, &values)
        case .all(let parts), .any(let parts), .sequence(let parts): for part in parts { collect(part, &values) }
        case .qualified(let part, _): collect(part, &values)
        }
    }

    private static func collect(_ comparison: STIXComparison, _ values: inout [STIXComparedValue]) {
        switch comparison {
        case .test(let test):
            values += test.constants.map {
                STIXComparedValue(
                    path: test.path, comparator: test.comparator, isNegated: test.isNegated != (test.comparator == .notEqual), constant: $0)
            }
        case .exists: break
        case .all(let parts), .any(let parts): for part in parts { collect(part, &values) }
        }
    }
}

extension STIXObservation {
    /// The same without brackets that change nothing: all of all, any of any, a sequence that begins another.
    var flattened: STIXObservation {
        switch self {
        case .observed(let comparison): return .observed(comparison.flattened)
        case .qualified(let part, let qualifier): return .qualified(part.flattened, qualifier)
        case .all(let parts):
            let flat = parts.map(\.flattened).flatMap { part -> [STIXObservation] in
                if case .all(let inner) = part { inner } else { [part] }
            }
            return flat.count == 1 ? flat[0] : .all(flat)
        case .any(let parts):
            let flat = parts.map(\.flattened).flatMap { part -> [STIXObservation] in
                if case .any(let inner) = part { inner } else { [part] }
            }
            return flat.count == 1 ? flat[0] : .any(flat)
        case .sequence(let parts):
            // Sequences are read from the left; one that stands first says the same without its brackets, others may not.
            var flat = parts.map(\.flattened)
            if case .sequence(let inner)? = flat.first { flat.replaceSubrange(0...0, with: inner) }
            return flat.count == 1 ? flat[0] : .sequence(flat)
        }
    }
}

extension STIXComparison {
    /// The same without brackets that change nothing.
    var flattened: STIXComparison {
        switch self {
        case .test, .exists: return self
        case .all(let parts):
            let flat = parts.map(\.flattened).flatMap { part -> [STIXComparison] in if case .all(let inner) = part { inner } else { [part] }
            }
            return flat.count == 1 ? flat[0] : .all(flat)
        case .any(let parts):
            let flat = parts.map(\.flattened).flatMap { part -> [STIXComparison] in if case .any(let inner) = part { inner } else { [part] }
            }
            return flat.count == 1 ? flat[0] : .any(flat)
        }
    }
}
