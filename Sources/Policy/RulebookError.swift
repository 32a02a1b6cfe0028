/// One thing that is wrong with a rules file, or worth knowing about it: where, what, and what to do.
public struct RuleFault: Equatable, Sendable, CustomStringConvertible {
    /// The sort of a fault, by its name in the specification (5.8) and for programs.
    public enum Code: String, Sendable {
        /// More octets, lines, rules or values than `RulebookLimits` allow.
        case tooLarge
        /// No YAML, or YAML with what a rules file does not take: anchors, several documents, a key twice.
        case notYAML
        /// A key or word that nobody knows.
        case unknownWord
        /// A value that is not what its key takes.
        case badValue
        /// A name that another rule of the section has.
        case repeatedName
        /// A condition or action where it cannot mean anything.
        case misplaced
        /// Conditions that no item can fulfil.
        case neverHolds
        /// Two rules that say the opposite of each other.
        case contradiction
        /// A rule without effect, or one that gives up a protection; a warning.
        case doubtful
    }

    /// The sort of fault.
    public let code: Code
    /// Line, from 1.
    public let line: Int
    /// Column, from 1, in Unicode scalars.
    public let column: Int
    /// What is wrong, in one sentence.
    public let reason: String
    /// What the person who wrote it can do, in one sentence.
    public let remedy: String

    init(_ code: Code, _ place: RulePlace, _ reason: String, _ remedy: String) {
        self.code = code
        line = place.line
        column = place.column
        self.reason = reason
        self.remedy = remedy
    }

    /// Place, reason and remedy on one line.
    public var description: String { "line \(line), column \(column): \(reason) \(remedy)" }
}

/// Why a rules file is refused: everything that is wrong with it, in the order of its lines.
///
/// Nothing of a refused file is in force. Contradictory rules refuse it too, since one of the two is not meant.
public struct RulebookError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The faults, never none; at most `RulebookLimits.faultsMax`.
    public let faults: [RuleFault]
    /// How many faults there were, the ones left out counted.
    public let count: Int

    init(_ faults: [RuleFault]) {
        count = faults.count
        self.faults = Array(faults.sorted { ($0.line, $0.column) < ($1.line, $1.column) }.prefix(RulebookLimits.faultsMax))
    }

    public var description: String { faults.map(\.description).joined(separator: "\n") }
}

/// Where in a rules file something stands.
struct RulePlace: Equatable, Sendable {
    var line: Int
    var column: Int

    static let start = RulePlace(line: 1, column: 1)
}

/// Text of a file made fit to stand in a message: short, one line, nothing that steers a terminal.
func shown(_ text: some StringProtocol) -> String {
    var result = ""
    for scalar in text.unicodeScalars.prefix(RulebookLimits.excerptCharactersMax) {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
            result.unicodeScalars.append("\u{FFFD}")
        default: result.unicodeScalars.append(scalar)
        }
    }
    return text.unicodeScalars.count > RulebookLimits.excerptCharactersMax ? result + "…" : result
}
