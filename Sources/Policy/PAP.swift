/// A mark of the Permissible Actions Protocol: what a receiver may do that an adversary could notice.
///
/// Ordered from the weakest to the strictest. In sealed content 0 stands for no mark and the raw values for the others
/// (specification chapter 4 and 5.2).
public enum PAP: UInt8, Comparable, Sendable, CaseIterable, CustomStringConvertible {
    /// Any lawful use.
    case clear = 1
    /// Active measures such as blocking.
    case green = 2
    /// Passive use through third parties, such as a query to a public service.
    case amber = 3
    /// Passive use on one's own logs, where nobody outside can notice it.
    case red = 4

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// The mark as people write it: "PAP:AMBER".
    public var displayName: String {
        switch self {
        case .clear: "PAP:CLEAR"
        case .green: "PAP:GREEN"
        case .amber: "PAP:AMBER"
        case .red: "PAP:RED"
        }
    }

    public var description: String { displayName }

    /// Reads the spellings in common use, in either case: "PAP:AMBER", "pap-white", "green"; `nil` for anything else.
    public init?(parsing text: String) {
        guard let words = MarkWords(text, scheme: "pap") else { return nil }
        switch words.joined {
        case "clear", "white": self = .clear
        case "green": self = .green
        case "amber": self = .amber
        case "red": self = .red
        default: return nil
        }
    }
}
