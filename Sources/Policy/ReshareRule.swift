/// What an author says about passing an item on to other audiences (specification 9.2).
public enum Resharing: UInt8, Sendable, CaseIterable {
    /// As the mark says: TLP:CLEAR to anybody, TLP:GREEN to any audience of members, stricter marks to nobody.
    case asMarked = 0
    /// To nobody, whatever the mark.
    case never = 1
    /// To any audience that the mark allows; the author has agreed in advance. Not under TLP:RED.
    case allowed = 2
}

/// Whether an item's author may be named to those who read it (specification 9.2).
public enum Attribution: UInt8, Sendable, CaseIterable {
    case allowed = 0
    case forbidden = 1
}

/// Why an item is not passed on to an audience.
public enum ReshareRefusal: Error, Equatable, Sendable {
    /// Mark and author do not let it go there.
    case reshareForbidden(tlp: TLP, resharing: Resharing, audience: AudienceKind)
    /// A re-share proves who the author is, and the author must not be named.
    case attributionForbidden

    /// The refusal's name in the specification, in vectors and for programs.
    public var code: String {
        switch self {
        case .reshareForbidden: "reshareForbidden"
        case .attributionForbidden: "attributionForbidden"
        }
    }

    /// What stands against it, in one sentence.
    public var reason: String {
        switch self {
        case .reshareForbidden(_, .never, _): "Its author lets nobody share it again."
        case .reshareForbidden(let tlp, .asMarked, _) where tlp >= .amber:
            "\(tlp.displayName) stays with those who received it, unless its author allows more."
        case .reshareForbidden(let tlp, _, let audience):
            "\(tlp.displayName) may go at most to \(tlp.widestAudience.displayName), and this goes to \(audience.displayName)."
        case .attributionForbidden: "Its author must not be named, and sharing it again would prove who that is."
        }
    }

    /// What the person who shares can do, in one sentence.
    public var remedy: String {
        switch self {
        case .reshareForbidden: "Ask its author to share it there, or to allow that it is shared again."
        case .attributionForbidden: "Ask its author to share it there, or to contribute it without attribution."
        }
    }
}

/// Decides whether somebody else's item may be shared again, with its author's proof inside (specification 9.6).
public enum ReshareRule {
    /// Total, pure and the same on both sides: the sharer asks before sealing, each receiver asks again. `nil` allows it.
    ///
    /// - Parameters:
    ///   - tlp: The mark of the original.
    ///   - resharing: What its author says about sharing it again.
    ///   - attribution: Whether its author may be named. Asked first.
    ///   - audience: The kind of circle that it would go to.
    public static func refusal(
        tlp: TLP, resharing: Resharing, attribution: Attribution, audience: AudienceKind
    ) -> ReshareRefusal? {
        guard attribution == .allowed else { return .attributionForbidden }
        let mayGo =
            switch resharing {
            case .never: false
            case .asMarked: tlp <= .green && audience.isNoWider(than: tlp.widestAudience)
            case .allowed: tlp < .red && audience.isNoWider(than: tlp.widestAudience)
            }
        return mayGo ? nil : .reshareForbidden(tlp: tlp, resharing: resharing, audience: audience)
    }
}
