/// A mark of the Traffic Light Protocol 2.0: the widest circle that an item may reach.
///
/// Ordered from the weakest to the strictest, so `max` of several marks is the one that binds.
/// The raw values are those of the sealed content (specification chapter 4 and 5.2) and never change.
public enum TLP: UInt8, Comparable, Sendable, CaseIterable, CustomStringConvertible {
    /// No limit: the item may be public. TLP 1 called it WHITE.
    case clear = 0
    /// The community, and not beyond.
    case green = 1
    /// The organisations that receive it, and those of their clients who need it.
    case amber = 2
    /// The organisations that receive it, and nobody else.
    case amberStrict = 3
    /// The named recipients alone.
    case red = 4

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// The mark as people write it: "TLP:AMBER+STRICT".
    public var displayName: String { "TLP:\(word)" }

    public var description: String { displayName }

    /// The widest audience that the mark allows (specification 5.3).
    public var widestAudience: AudienceKind {
        switch self {
        case .clear: .everyone
        case .green: .community
        case .amber, .amberStrict: .closed
        case .red: .named
        }
    }

    /// Reads the spellings in common use, in either case: "TLP:AMBER+STRICT", "tlp-amber", "amber_strict", "White".
    ///
    /// `nil` for anything else; nothing is guessed.
    public init?(parsing text: String) {
        guard let words = MarkWords(text, scheme: "tlp") else { return nil }
        switch words.joined {
        case "clear", "white": self = .clear
        case "green": self = .green
        case "amber": self = .amber
        case "amber strict", "amberstrict": self = .amberStrict
        case "red": self = .red
        default: return nil
        }
    }

    private var word: String {
        switch self {
        case .clear: "CLEAR"
        case .green: "GREEN"
        case .amber: "AMBER"
        case .amberStrict: "AMBER+STRICT"
        case .red: "RED"
        }
    }
}
