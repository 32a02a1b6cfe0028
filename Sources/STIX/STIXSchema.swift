/// What a property's value must be (STIX 2.1 §2).
indirect enum STIXShape: Sendable {
    case string
    /// A string that is spelled in a certain way.
    case form(STIXForm)
    /// A whole number in these bounds.
    case integer(ClosedRange<Int>)
    /// A number in these bounds, with a fraction or without.
    case float(ClosedRange<Double>)
    case boolean
    case timestamp
    /// A timestamp with a thousandth of a second at least (§3.2).
    case milliseconds
    /// A timestamp without a fraction of a second (§6.7.6).
    case seconds
    case hex
    case binary
    /// Names of hash algorithms and what they came to (§2.6).
    case hashes
    /// One of these and nothing else.
    case enumeration(STIXVocabulary)
    /// One of these, or a word of one's own.
    case vocabulary(STIXVocabulary)
    /// An identifier of an object of one of these types.
    case reference(STIXTargets)
    /// Names of one's own, each with such a value; `nil` for any value (§2.4).
    case dictionary(STIXShape?)
    /// Names of one's own that are themselves spelled in a certain way.
    case keyed(STIXForm, STIXShape)
    /// One such value or more.
    case list(STIXShape)
    case structure(STIXStructure)
    /// The dictionary of extensions, of which these are the standard's own for that type (§7.3).
    case extensions([String: STIXStructure])
    /// The identifier of the object itself; looked at apart.
    case ownIdentifier
    /// The type of the object itself; looked at apart.
    case ownType
    /// The version of the standard; looked at apart.
    case version
    case any

    /// Any whole number that every reader of JSON keeps exactly (§2.7).
    static let whole = STIXShape.integer(-9_007_199_254_740_991...9_007_199_254_740_991)
    /// A whole number that counts something.
    static let count = STIXShape.integer(0...9_007_199_254_740_991)
    /// Any number.
    static let number = STIXShape.float(-Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude)
}

/// One property of an object or of a part of it.
struct STIXProperty: Sendable {
    let name: String
    let shape: STIXShape
    let isRequired: Bool

    /// A property that must be there.
    static func must(_ name: String, _ shape: STIXShape) -> STIXProperty { STIXProperty(name: name, shape: shape, isRequired: true) }

    /// A property that may be there.
    static func may(_ name: String, _ shape: STIXShape) -> STIXProperty { STIXProperty(name: name, shape: shape, isRequired: false) }
}

/// What is asked of several properties together.
enum STIXRule: Sendable {
    /// One of these sets is there whole.
    case oneOf([[String]])
    /// No two of these.
    case notTogether([String])
    /// The first only with the others.
    case needs(String, [String])
    /// With the first at this value, the others must be there.
    case whenNeeds(String, is: Bool, [String])
    /// With the first at this value, the others must not be there.
    case whenForbids(String, is: Bool, [String])
    /// The second is not before the first.
    case notBefore(String, later: String)
    /// The second is after the first.
    case after(String, later: String)
    /// At least one property of its own besides what all have.
    case something
    /// What only this structure has; the checker knows it by this name.
    case special(STIXSpecialRule)
}

/// Rules that no table expresses.
enum STIXSpecialRule: Sendable {
    case externalReference, granularMarking, markingDefinition, extensionDefinition, indicator, relationship, observedData
}

/// The properties of an object, or of a part of one, as one table of the standard has them.
struct STIXStructure: Sendable {
    /// What it is called: the type of an object, the key of an extension, or words.
    let name: String
    /// Where the standard has the table.
    let section: String
    /// Its properties by name, the common ones included.
    let properties: [String: STIXShape]
    /// The names of those that must be there, in the order of the table.
    let required: [String]
    /// Its own names, the common ones left out, in the order of the table.
    let own: [String]
    let rules: [STIXRule]

    init(_ name: String, _ section: String, common: [STIXProperty] = [], _ own: [STIXProperty], rules: [STIXRule] = []) {
        self.name = name
        self.section = section
        // A type's own row stands for the common one, as `lang` of the language object does.
        properties = Dictionary((common + own).map { ($0.name, $0.shape) }) { $1 }
        required = (common + own).filter(\.isRequired).map(\.name)
        self.own = own.map(\.name)
        self.rules = rules
    }
}

/// The tables of STIX 2.1 by type.
enum STIXSchema {
    /// The table of a type; `nil` for a type that the standard does not have.
    static func structure(of type: String) -> STIXStructure? { all[type] }

    private static let all: [String: STIXStructure] = Dictionary(
        uniqueKeysWithValues: (domain + relationships + meta + observables).map { ($0.name, $0) })
}
