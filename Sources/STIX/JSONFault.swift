/// Why a file is not JSON as RFC 8259 and this reader have it.
public enum JSONFault: Equatable, Sendable {
    /// No value at all: no octets, or white space only.
    case empty
    /// More octets than `STIXLimits.fileOctetsMax`.
    case tooLarge(octets: Int)
    /// A byte order mark stands first.
    case byteOrderMark
    /// The file ends inside a value.
    case truncated
    /// Something else stands where the named thing is due.
    case unexpected(found: String, expected: String)
    /// Text follows the outermost value.
    case trailing
    /// A sequence of octets is not UTF-8.
    case notUTF8
    /// A control character stands unescaped inside a string.
    case controlCharacter
    /// A backslash is not followed by one of the escapes of JSON.
    case badEscape
    /// Half of a surrogate pair stands alone.
    case loneSurrogate
    /// A number is not spelled as JSON has it.
    case badNumber
    /// One object has two members of this name, so readers would disagree on which counts.
    case repeatedName(String)
    /// More levels than `STIXLimits.depthMax`.
    case tooDeep
    /// More values than `STIXLimits.valuesMax`.
    case tooManyValues

    /// What is wrong, as a clause that can follow a place.
    var reason: String {
        switch self {
        case .empty: "the file is empty"
        case .tooLarge(let octets): "the file has \(octets) octets, the limit is \(STIXLimits.fileOctetsMax)"
        case .byteOrderMark: "the file begins with a byte order mark"
        case .truncated: "the file ends in the middle of a value"
        case .unexpected(let found, let expected): "\(expected) is expected here, not \(found)"
        case .trailing: "there is more text behind the end of the outermost value"
        case .notUTF8: "the text is not UTF-8"
        case .controlCharacter: "a control character stands inside a string without an escape"
        case .badEscape: "a backslash does not begin an escape of JSON"
        case .loneSurrogate: "half of a surrogate pair stands alone"
        case .badNumber: "this is not a number as JSON spells it"
        case .repeatedName(let name): "the member \"\(name)\" stands twice in one object"
        case .tooDeep: "values lie more than \(STIXLimits.depthMax) levels within each other"
        case .tooManyValues: "the file has more than \(STIXLimits.valuesMax) values"
        }
    }

    /// What the person with the file can do.
    var remedy: String {
        switch self {
        case .empty: "Check that the export was written and that the right file was chosen."
        case .tooLarge, .tooManyValues: "Split the bundle into several files."
        case .byteOrderMark: "Save the file as UTF-8 without a byte order mark."
        case .truncated: "Fetch or export the file again; it was cut off."
        case .notUTF8: "Save the file as UTF-8."
        case .repeatedName: "Remove one of the two, or ask the source for a corrected file."
        case .unexpected, .trailing, .controlCharacter, .badEscape, .loneSurrogate, .badNumber, .tooDeep:
            "Correct the file at that place, or ask its source for a file that is valid JSON."
        }
    }
}
