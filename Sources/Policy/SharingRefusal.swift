/// Why an item is not shared; every case tells what happened and what to do next.
public enum SharingRefusal: Error, Equatable, Sendable {
    /// Neither the file nor the sharer says how far it may go.
    case unmarked
    /// The audience is wider than the mark allows.
    case audienceTooWide(tlp: TLP, audience: AudienceKind)
    /// No organisation stands in the audience; that means nobody, not everybody.
    case audienceEmpty(AudienceKind)
    /// Representatives are named, and the mark lets whole organisations read.
    case peopleNeedRed(TLP)
    /// The sharer asked for a weaker mark than the file carries.
    case weakerThanFile(fileMark: TLP, requested: TLP)

    /// The refusal's name in the specification, in vectors and for programs.
    public var code: String {
        switch self {
        case .unmarked: "unmarked"
        case .audienceTooWide: "audienceTooWide"
        case .audienceEmpty: "audienceEmpty"
        case .peopleNeedRed: "peopleNeedRed"
        case .weakerThanFile: "weakerThanFile"
        }
    }

    /// What stands against it, in one sentence.
    public var reason: String {
        switch self {
        case .unmarked:
            "It carries no TLP mark, so nobody has said how far it may go."
        case .audienceTooWide(let tlp, let audience):
            "\(tlp.displayName) may go at most to \(tlp.widestAudience.displayName), and this goes to \(audience.displayName)."
        case .audienceEmpty(let audience):
            "Nobody would receive it: no organisation is in \(audience == .named ? "the list of names" : audience.displayName)."
        case .peopleNeedRed(let tlp):
            "\(tlp.displayName) goes to whole organisations, and representatives are named."
        case .weakerThanFile(let fileMark, let requested):
            "The file is marked \(fileMark.displayName), and \(requested.displayName) would let it go further."
        }
    }

    /// What the person who shares can do, in one sentence.
    public var remedy: String {
        switch self {
        case .unmarked:
            "Say how far it may go: TLP:CLEAR, TLP:GREEN, TLP:AMBER, TLP:AMBER+STRICT or TLP:RED."
        case .audienceTooWide(.red, _):
            "Name the organisations that may have it, or ask its source for a weaker mark."
        case .audienceTooWide(let tlp, _):
            "Share it with \(tlp.widestAudience.displayName) or fewer, or ask its source for a weaker mark."
        case .audienceEmpty:
            "Add the organisations that should receive it, then share it again."
        case .peopleNeedRed:
            "Mark it TLP:RED, or name organisations only."
        case .weakerThanFile(let fileMark, _):
            "Share it as \(fileMark.displayName) or stricter, or ask its source for a file with a weaker mark."
        }
    }
}
